"""Who may do what: one table for every act of the program, and one question, ``may``.

The table says which roles an act is for, which parts of the case the person must hold, whether only
the person who leads the case may do it, and what the person examined must have agreed to. What the
keys enforce besides (a part that is not sealed to somebody stays shut) does not depend on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ipdoc.domain.consent import ConsentState, Content
from ipdoc.domain.people import ROLE_NAMES, Membership, Role
from ipdoc.errors import Message


class Action(StrEnum):
    """Every act of the program."""

    # on the vault as a whole
    LIST_CASES = "list_cases"
    START_CASE = "start_case"
    TAKE_IN = "take_in"
    SEE_PEOPLE = "see_people"
    INVITE = "invite"
    CONFIRM = "confirm"
    REMOVE_PERSON = "remove_person"
    BACK_UP = "back_up"
    VERIFY = "verify"
    MAKE_HEAD = "make_head"
    HAND_OVER_ALL = "hand_over_all"
    MERGE = "merge"
    OWN_ACCOUNT = "own_account"
    # reading a case
    SEE_CASE = "see_case"
    SEE_ACCESS = "see_access"
    READ_LOG = "read_log"
    OPEN_RECORD = "open_record"
    SEE_INTIMATE = "see_intimate"
    OPEN_PHOTOGRAPHS = "open_photographs"
    READ_HISTORY = "read_history"
    READ_REPORT = "read_report"
    PREVIEW = "preview"
    # writing in a case
    WRITE_SECTION = "write_section"
    WRITE_FINDING = "write_finding"
    WRITE_INTIMATE = "write_intimate"
    ADD_PHOTOGRAPH = "add_photograph"
    ADD_SCAN = "add_scan"
    ADD_VISIT = "add_visit"
    RESTORE_ANSWER = "restore_answer"
    ISSUE = "issue"
    SIGN = "sign"
    COUNTERSIGN = "countersign"
    TRANSLATE = "translate"
    # what leaves, and who gets in
    FETCH_REPORT = "fetch_report"
    FETCH_ANNEX = "fetch_annex"
    BUNDLE = "bundle"
    EXPORT = "export"
    EXPORT_TEXTS = "export_texts"
    SHARE = "share"
    WITHDRAW = "withdraw"
    HAND_OVER = "hand_over"
    ERASE = "erase"


@dataclass(frozen=True)
class Actor:
    """A person, as far as the table asks."""

    role: Role
    membership: Membership = Membership.ACTIVE
    founder: bool = False
    """Made the vault: may also do what is for an administrator."""


@dataclass(frozen=True)
class Standing:
    """How a person stands to a case."""

    parts: frozenset[str]
    """Parts whose keys are sealed to them."""
    today: dt.date
    lead: bool = False
    """Leads the case: opened it, or was handed it."""
    until: dt.date | None = None
    """Last day of their access; None = without limit."""
    consent: Mapping[Content, ConsentState] = field(default_factory=dict)
    """What the person examined agreed to for somebody of their quality."""
    passing: Mapping[Content, ConsentState] = field(default_factory=dict)
    """What the person examined agreed to for whom something goes to now, by what is going."""


@dataclass(frozen=True)
class Verdict:
    """Yes, or no with a sentence that says why and what to do."""

    why: Message | None = None

    @property
    def allowed(self) -> bool:
        """Whether it may be done."""
        return self.why is None


@dataclass(frozen=True)
class Rule:
    """What one act needs."""

    roles: frozenset[Role]
    parts: frozenset[str] | None = None
    """Parts of the case that must be held; None = not about one case."""
    lead: bool = False
    consent: tuple[Content, ...] = ()
    """Content that is seen by it; who leads the case has seen it already."""
    passes_on: bool = False
    """Can let content out, to somebody or as a file, which needs consent whoever does it."""
    waiting: bool = False
    """Open also to somebody whose key nobody has confirmed yet."""


_ALL = frozenset(Role)
_WRITE = frozenset((Role.CLINICIAN, Role.PSYCHOLOGIST))
_BODY = frozenset((Role.CLINICIAN,))
_REVIEW = _WRITE | {Role.REVIEWER}
_READ = _REVIEW | {Role.LAWYER}
_KNOW = _READ | {Role.COORDINATOR}
_KEEP = frozenset((Role.COORDINATOR, Role.ADMINISTRATOR))
_RECORD, _PHOTOGRAPHS, _INTIMATE, _REPORT, _LOG = (
    frozenset((part,)) for part in ("record", "photographs", "intimate", "report", "log")
)
_WHOLE = _RECORD | _PHOTOGRAPHS | _INTIMATE
_WHOLE_CONTENT = (Content.RECORD, Content.PHOTOGRAPHS, Content.INTIMATE)

RULES: Mapping[Action, Rule] = {
    Action.LIST_CASES: Rule(_KNOW),
    Action.START_CASE: Rule(_WRITE),
    Action.TAKE_IN: Rule(_WRITE),
    Action.SEE_PEOPLE: Rule(_ALL),
    Action.INVITE: Rule(_KEEP),
    Action.CONFIRM: Rule(_KEEP),
    Action.REMOVE_PERSON: Rule(_KEEP),
    Action.BACK_UP: Rule(_WRITE | _KEEP),
    Action.VERIFY: Rule(_ALL),
    Action.MAKE_HEAD: Rule(_ALL),
    Action.HAND_OVER_ALL: Rule(_WRITE),
    Action.MERGE: Rule(_WRITE),
    Action.OWN_ACCOUNT: Rule(_ALL, waiting=True),
    Action.SEE_CASE: Rule(_KNOW, _LOG),
    Action.SEE_ACCESS: Rule(_KNOW, _LOG),
    Action.READ_LOG: Rule(_KNOW, _LOG),
    Action.OPEN_RECORD: Rule(_READ, _RECORD, consent=(Content.RECORD,), passes_on=True),
    Action.SEE_INTIMATE: Rule(_READ, _INTIMATE, consent=(Content.INTIMATE,), passes_on=True),
    Action.OPEN_PHOTOGRAPHS: Rule(
        _READ, _PHOTOGRAPHS, consent=(Content.PHOTOGRAPHS,), passes_on=True
    ),
    Action.READ_HISTORY: Rule(_REVIEW, _RECORD, consent=(Content.RECORD,)),
    Action.READ_REPORT: Rule(_READ, _REPORT, consent=(Content.REPORT,)),
    Action.PREVIEW: Rule(_REVIEW, _WHOLE, consent=_WHOLE_CONTENT),
    Action.WRITE_SECTION: Rule(_WRITE, _RECORD, consent=(Content.RECORD,)),
    Action.WRITE_FINDING: Rule(_BODY, _RECORD, consent=(Content.RECORD,)),
    Action.WRITE_INTIMATE: Rule(_WRITE, _INTIMATE, consent=(Content.INTIMATE,)),
    Action.ADD_PHOTOGRAPH: Rule(_BODY, _RECORD | _PHOTOGRAPHS, consent=(Content.PHOTOGRAPHS,)),
    Action.ADD_SCAN: Rule(_WRITE, _RECORD, consent=(Content.RECORD,)),
    Action.ADD_VISIT: Rule(_WRITE, _RECORD, consent=(Content.RECORD,)),
    Action.RESTORE_ANSWER: Rule(_WRITE, _RECORD, consent=(Content.RECORD,)),
    Action.ISSUE: Rule(_WRITE, _WHOLE | _REPORT, consent=(*_WHOLE_CONTENT, Content.REPORT)),
    Action.SIGN: Rule(_WRITE, _REPORT, consent=(Content.REPORT,)),
    Action.COUNTERSIGN: Rule(_REVIEW, _REPORT, consent=(Content.REPORT,)),
    Action.TRANSLATE: Rule(_REVIEW, _RECORD, consent=(Content.RECORD,)),
    Action.FETCH_REPORT: Rule(_READ, _REPORT, consent=(Content.REPORT,), passes_on=True),
    Action.FETCH_ANNEX: Rule(
        _READ,
        _REPORT | _INTIMATE,
        consent=(Content.REPORT, Content.INTIMATE),
        passes_on=True,
    ),
    Action.BUNDLE: Rule(
        _WRITE, _RECORD | _PHOTOGRAPHS | _INTIMATE | _REPORT, lead=True, passes_on=True
    ),
    Action.EXPORT: Rule(_WRITE, _WHOLE, lead=True, passes_on=True),
    Action.EXPORT_TEXTS: Rule(_WRITE, _RECORD, lead=True, passes_on=True),
    Action.SHARE: Rule(_WRITE, _LOG, lead=True, passes_on=True),
    Action.WITHDRAW: Rule(_WRITE, _LOG, lead=True),
    Action.HAND_OVER: Rule(_WRITE, _LOG, lead=True, passes_on=True),
    Action.ERASE: Rule(_WRITE, _LOG, lead=True),
}
"""The table: one row for each act."""

_WAITING = Message(
    "Nobody has confirmed your key yet; ask the person who invited you to compare the fingerprint"
)
_LEFT = Message("Your membership of this vault has ended; ask a coordinator if that is a mistake")
_NO_CASE = Message("There is no such case in this vault; look for it in the list")
_NO_PART = Message("This part of the case is not open to you; ask whoever shared it")
_NO_LEAD = Message("Only the person who leads the case may do this; ask them")
_CONSENT: Mapping[ConsentState, Message] = {
    ConsentState.ABSENT: Message(
        "No consent to this is recorded; ask the person examined and record the answer first"
    ),
    ConsentState.REFUSED: Message(
        "The person examined has refused this; it may not be seen or passed on"
    ),
    ConsentState.WITHDRAWN: Message(
        "The person examined has withdrawn consent to this; it may not be seen or passed on"
    ),
}
_YES = Verdict()


def may(person: Actor, action: Action, case: Standing | None = None) -> Verdict:
    """Return whether a person may do something.

    Args:
        person: who asks.
        action: what they want to do.
        case: how they stand to the case at hand; None where there is none, or none that they have
            a key of.
    """
    rule = RULES[action]
    why = _membership(person, rule) or _role(person, rule)
    if why is None and rule.parts is not None:
        why = _on_case(rule, rule.parts, case)
    return _YES if why is None else Verdict(why)


def _membership(person: Actor, rule: Rule) -> Message | None:
    if person.membership is Membership.LEFT:
        return _LEFT
    return _WAITING if person.membership is Membership.WAITING and not rule.waiting else None


def _role(person: Actor, rule: Rule) -> Message | None:
    if person.role in rule.roles:
        return None
    if person.founder and rule.parts is None and Role.ADMINISTRATOR in rule.roles:
        return None
    name = ROLE_NAMES[person.role]
    if rule.parts is None:
        return Message(
            "Your role ({role}) does not include this; ask a coordinator", {"role": name}
        )
    return Message(
        "Your role ({role}) does not include this; ask the person who leads the case",
        {"role": name},
    )


def _on_case(rule: Rule, parts: frozenset[str], case: Standing | None) -> Message | None:
    if case is None or not case.parts:
        return _NO_CASE
    if case.until is not None and case.today > case.until:
        text = "Your access to this case ended on {day}; ask the person who leads it"
        return Message(text, {"day": case.until.isoformat()})
    if rule.lead and not case.lead:
        return _NO_LEAD
    if not parts <= case.parts:
        return _NO_PART
    return _consent(rule, case)


def _consent(rule: Rule, case: Standing) -> Message | None:
    states = [] if case.lead else [_of(case.consent, content) for content in rule.consent]
    if rule.passes_on:
        states += case.passing.values()
    for state in (ConsentState.WITHDRAWN, ConsentState.REFUSED, ConsentState.ABSENT):
        if state in states:
            return _CONSENT[state]
    return None


def _of(consent: Mapping[Content, ConsentState], content: Content) -> ConsentState:
    return consent.get(content, ConsentState.ABSENT)
