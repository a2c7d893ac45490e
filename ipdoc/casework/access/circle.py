"""The people of a case, as its pages show them: who can open what, why, until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from ipdoc.casework.access import log
from ipdoc.casework.access.gate import check
from ipdoc.casework.access.leading import can_lead
from ipdoc.casework.access.lines import line_of
from ipdoc.casework.access.records import Grant, load_grants, load_head
from ipdoc.casework.access.sharing import known_consents, passing
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.work import Work
from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.register import people
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Consents, ConsentState, Content
from ipdoc.domain.payloads import Payload
from ipdoc.domain.people import Role
from ipdoc.domain.sharing import parts_for


@dataclass(frozen=True)
class Member:
    """One person who can open a case, or could."""

    person_id: str
    name: str
    role: Role | None
    """None for somebody whose card nobody vouches for."""
    grant: Grant | None
    """None for the person who leads the case."""
    active: bool
    consent: Mapping[Content, ConsentState]
    """What the person examined agreed to for the parts of the grant."""
    can_lead: bool = False


@dataclass(frozen=True)
class Circle:
    """All people of a case."""

    code: str
    newest: str
    """Id of the newest evaluation."""
    lead: Member
    others: tuple[Member, ...]
    """Those with access now, in the order in which it was given."""
    former: tuple[Member, ...]
    consents: Consents
    parts: frozenset[str]
    """Parts that are open to the person at work."""


@dataclass(frozen=True)
class Choice:
    """Somebody with whom a case could be shared."""

    person_id: str
    name: str
    role: Role


@dataclass(frozen=True)
class NamedEntry:
    """An entry of the log with the names of the people in it."""

    entry: log.LogEntry
    who: str
    to: str
    """Empty where nobody else was concerned."""


def circle(vault: OpenVault, case_id: str) -> Circle:
    """Return who can open a case.

    Raises:
        NotAllowedError: the case is not open to the person at work.
    """
    with vault.transaction(write=False) as work:
        case = check(work, case_id, Action.SEE_ACCESS)
        cards, today = people(work), vault.now().date()
        head, said = load_head(case), known_consents(case)
        members = [_member(one, cards, said, today) for one in load_grants(case)]
        lead_id = head.lead if head else vault.person_id
        card = cards.get(lead_id)
        role = card.role if card else None
        lead = Member(lead_id, _name(cards, lead_id), role, None, True, {})
        line = line_of(work, case)
        return Circle(
            line["code"],
            line["evaluation"],
            lead,
            tuple(one for one in members if one.active),
            tuple(one for one in members if not one.active),
            said,
            case.keys.parts,
        )


def _member(grant: Grant, cards: Mapping[str, Card], said: Consents, today: dt.date) -> Member:
    card = cards.get(grant.person_id)
    return Member(
        grant.person_id,
        _name(cards, grant.person_id),
        card.role if card else None,
        grant,
        grant.active(today),
        passing(said, grant.recipient, grant.parts),
        can_lead(card.role if card else None, grant),
    )


def _name(cards: Mapping[str, Card], person_id: str) -> str:
    """Return a person's name; the id stands for somebody whom nobody vouches for any more."""
    card = cards.get(person_id)
    return card.name if card else person_id


def choices(vault: OpenVault) -> list[Choice]:
    """Return the people with whom a case can be shared, by name."""
    with vault.transaction(write=False) as work:
        found = [
            Choice(one.person_id, one.name, one.role)
            for one in people(work).values()
            if one.left is None
            and one.person_id != vault.person_id
            and parts_for(one.role) is not None
        ]
    return sorted(found, key=lambda one: one.name.casefold())


def access_log(vault: OpenVault, case_id: str) -> tuple[str, list[NamedEntry]]:
    """Return the code of a case and its access log, the newest entry first.

    Raises:
        NotAllowedError: the case is not open to the person at work.
    """
    with vault.transaction(write=False) as work:
        case = check(work, case_id, Action.READ_LOG)
        return line_of(work, case)["code"], named_entries(work, case)


def named_entries(work: Work, case: CaseFile) -> list[NamedEntry]:
    """Return the log of an open case with names, the newest entry first."""
    cards = people(work)
    return [
        NamedEntry(one, _name(cards, one.who), _to(cards, one.about.get("to")))
        for one in log.entries(case)
    ]


def log_rows(entries: list[NamedEntry]) -> list[Payload]:
    """Return the log as JSON, the oldest entry first.

    Args:
        entries: of the log, the newest first.
    """
    return [
        {
            "event": one.entry.event.value,
            "at": one.entry.at.isoformat(),
            "who": one.who,
            **({"to": one.to} if one.to else {}),
            **{key: value for key, value in one.entry.about.items() if key != "to"},
        }
        for one in reversed(entries)
    ]


def _to(cards: Mapping[str, Card], person_id: object) -> str:
    return _name(cards, str(person_id)) if person_id else ""
