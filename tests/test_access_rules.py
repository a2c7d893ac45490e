"""Who may do what: every role × every act × the states that matter, against a table of its own."""

import datetime as dt
import itertools

import pytest

from ipdoc.domain.access import RULES, Action, Actor, Standing, may
from ipdoc.domain.consent import ConsentState, Content
from ipdoc.domain.people import Membership, Role

TODAY = dt.date(2026, 5, 4)
COLUMNS = "CRPLOA"
ROLES = dict(zip(COLUMNS, (
    Role.CLINICIAN, Role.REVIEWER, Role.PSYCHOLOGIST, Role.LAWYER, Role.COORDINATOR,
    Role.ADMINISTRATOR,
), strict=True))  # fmt: skip
PARTS = {"r": "record", "p": "photographs", "i": "intimate", "R": "report", "l": "log"}
CONTENT = {"r": "record", "p": "photographs", "i": "intimate", "R": "report"}

TABLE = """
act              C R P L O A  parts  lead  sees  passes
list_cases       x x x x x .  -      -     -     -
start_case       x . x . . .  -      -     -     -
take_in          x . x . . .  -      -     -     -
see_people       x x x x x x  -      -     -     -
invite           f f f f x x  -      -     -     -
confirm          f f f f x x  -      -     -     -
remove_person    f f f f x x  -      -     -     -
back_up          x f x f x x  -      -     -     -
verify           x x x x x x  -      -     -     -
make_head        x x x x x x  -      -     -     -
hand_over_all    x . x . . .  -      -     -     -
merge            x . x . . .  -      -     -     -
own_account      w w w w w w  -      -     -     -
see_case         x x x x x .  l      -     -     -
see_access       x x x x x .  l      -     -     -
read_log         x x x x x .  l      -     -     -
open_record      x x x x . .  r      -     r     yes
see_intimate     x x x x . .  i      -     i     yes
open_photographs x x x x . .  p      -     p     yes
read_history     x x x . . .  r      -     r     -
read_report      x x x x . .  R      -     R     -
preview          x x x . . .  rpi    -     rpi   -
write_section    x . x . . .  r      -     r     -
write_finding    x . . . . .  r      -     r     -
write_intimate   x . x . . .  i      -     i     -
add_photograph   x . . . . .  rp     -     p     -
add_scan         x . x . . .  r      -     r     -
add_visit        x . x . . .  r      -     r     -
restore_answer   x . x . . .  r      -     r     -
issue            x . x . . .  rpiR   -     rpiR  -
sign             x . x . . .  R      -     R     -
countersign      x x x . . .  R      -     R     -
translate        x x x . . .  r      -     r     -
fetch_report     x x x x . .  R      -     R     yes
fetch_annex      x x x x . .  iR     -     iR    yes
bundle           x . x . . .  rpiR   yes   -     yes
export           x . x . . .  rpi    yes   -     yes
export_texts     x . x . . .  r      yes   -     yes
share            x . x . . .  l      yes   -     yes
withdraw         x . x . . .  l      yes   -     -
hand_over        x . x . . .  l      yes   -     yes
erase            x . x . . .  l      yes   -     -
"""
"""x: the role may; f: only when the person founded the vault; w: also while waiting."""


def _rows():
    for line in TABLE.strip().splitlines()[1:]:
        act, *cells = line.split()
        marks = dict(zip(COLUMNS, cells[:6], strict=True))
        parts, lead, sees, passes = ("" if cell == "-" else cell for cell in cells[6:])
        yield act, marks, parts, bool(lead), sees, bool(passes)


ROWS = {row[0]: row[1:] for row in _rows()}
EVERYTHING = frozenset(PARTS.values())
PART_SETS = (
    frozenset(),
    EVERYTHING,
    *(EVERYTHING - {part} for part in PARTS.values()),
    *(frozenset({part, "log"}) for part in PARTS.values()),
)
UNTIL = (None, TODAY - dt.timedelta(1), TODAY, TODAY + dt.timedelta(1))


def _expected(act, column, membership, founder, case):
    """Work the answer out from the table above, in the plainest way."""
    mark, on_a_case = ROWS[act][0][column], bool(ROWS[act][1])
    marks = {Membership.ACTIVE: "xwf" if founder else "xw", Membership.WAITING: "w"}
    return mark in marks.get(membership, "") and (not on_a_case or _expected_on(act, case))


def _expected_on(act, case):
    _marks, parts, lead, sees, passes = ROWS[act]
    if case is None or (case.until is not None and case.until < TODAY) or lead > case.lead:
        return False
    if any(PARTS[letter] not in case.parts for letter in parts):
        return False
    asked = [] if case.lead else [case.consent[Content(CONTENT[letter])] for letter in sees]
    asked += case.passing.values() if passes else []
    return all(state is ConsentState.GIVEN for state in asked)


def _standings():
    yield None
    for parts, lead, until, seen, passing in itertools.product(
        PART_SETS, (True, False), UNTIL, ConsentState, (None, *ConsentState)
    ):
        consent = dict.fromkeys(Content, seen)
        going = {} if passing is None else {Content.RECORD: passing}
        yield Standing(parts, TODAY, lead, until, consent, going)


def test_the_table_of_the_test_names_every_act_and_every_act_has_a_rule():
    assert set(ROWS) == {action.value for action in Action}
    assert set(RULES) == set(Action)


@pytest.mark.parametrize("act", ROWS)
def test_every_role_in_every_state_gets_the_answer_of_the_table(act):
    standings = list(_standings()) if ROWS[act][1] else [None]
    for column, membership, founder in itertools.product(COLUMNS, Membership, (True, False)):
        actor = Actor(ROLES[column], membership, founder)
        for case in standings if membership is Membership.ACTIVE else standings[::97]:
            verdict = may(actor, Action(act), case)
            assert verdict.allowed == _expected(act, column, membership, founder, case), (
                actor,
                case,
            )
            assert verdict.allowed == (verdict.why is None)


def test_one_content_without_consent_is_enough_to_keep_it_shut():
    for missing in (Content.RECORD, Content.PHOTOGRAPHS, Content.INTIMATE):
        consent = {one: ConsentState.GIVEN for one in Content if one is not missing}
        standing = Standing(EVERYTHING, TODAY, consent=consent)
        assert not may(Actor(Role.REVIEWER), Action.PREVIEW, standing).allowed
    passing = {Content.RECORD: ConsentState.GIVEN, Content.INTIMATE: ConsentState.REFUSED}
    standing = Standing(EVERYTHING, TODAY, lead=True, passing=passing)
    assert not may(Actor(Role.CLINICIAN), Action.SHARE, standing).allowed


def test_an_administrator_never_has_content_whatever_was_sealed_to_them():
    given = dict.fromkeys(Content, ConsentState.GIVEN)
    for founder, membership, lead in itertools.product((True, False), Membership, (True, False)):
        actor = Actor(Role.ADMINISTRATOR, membership, founder)
        standing = Standing(EVERYTHING, TODAY, lead, None, given, given)
        on_a_case = [action for action in Action if ROWS[action.value][1]]
        assert {Action.OPEN_RECORD, Action.ISSUE, Action.SHARE} <= set(on_a_case)
        assert not any(may(actor, action, standing).allowed for action in on_a_case)
        assert not may(actor, Action.LIST_CASES).allowed


def test_every_refusal_is_a_sentence_that_says_whom_to_ask_or_what_to_do():
    standing = Standing(frozenset({"log"}), TODAY, until=TODAY - dt.timedelta(1))
    refusals = {
        str(may(actor, action, case).why)
        for action in Action
        for case in _standings()
        for actor in (Actor(Role.CLINICIAN), Actor(Role.LAWYER))
    } - {"None"}
    refusals.add(str(may(Actor(Role.LAWYER), Action.READ_LOG, standing).why))
    refusals.add(str(may(Actor(Role.CLINICIAN, Membership.LEFT), Action.READ_LOG).why))
    refusals.add(str(may(Actor(Role.CLINICIAN, Membership.WAITING), Action.READ_LOG).why))
    assert len(refusals) >= 9
    remedies = ("ask ", "look for", "may not be seen or passed on")
    assert all(any(remedy in one for remedy in remedies) for one in refusals), refusals
    assert any("2026-05-03" in one for one in refusals)
