"""What the part ``log`` of a case says about access: the lead, the grants, the consents.

Everybody who has any part of a case can read this part, and nobody else.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.domain.consent import Consents, Recipient
from ipdoc.domain.payloads import Payload, lift

LOG = "log"
HEAD = "head"
CONSENT = "consent"
ACCESS = "access/"


@dataclass(frozen=True)
class Head:
    """What all people of a case may know of it; missing until the case is first shared."""

    lead: str
    """Id of the person who leads the case."""
    line: dict[str, Any]
    """The case's line of the list, see ``casework.visits.case_index``."""

    def to_payload(self) -> Payload:
        """Return it as JSON for the vault."""
        return {"schema": 1, "lead": self.lead, "line": self.line}


@dataclass(frozen=True)
class Ended:
    """That a grant was ended before its day, or on it."""

    at: dt.datetime
    """Aware UTC."""
    by: str
    reason: str
    """As it was typed; empty where the day had come."""


@dataclass(frozen=True)
class Grant:
    """Access of one person to parts of a case."""

    person_id: str
    parts: tuple[str, ...]
    """Without ``log``, which everybody has."""
    recipient: Recipient
    """In which quality; the consent of the person examined is to that."""
    reason: str
    """As it was typed."""
    until: dt.date | None
    """The last day; None = without limit."""
    given_by: str
    given_at: dt.datetime
    """Aware UTC."""
    ended: Ended | None = None

    def active(self, today: dt.date) -> bool:
        """Return whether it still stands."""
        return self.ended is None and (self.until is None or today <= self.until)

    def ended_by(self, at: dt.datetime, by: str, reason: str) -> Grant:
        """Return the grant as ended."""
        return replace(self, ended=Ended(at, by, reason))

    def to_payload(self) -> Payload:
        """Return the grant as JSON for the vault."""
        ended = self.ended
        return {
            "schema": 1,
            "parts": list(self.parts),
            "recipient": self.recipient.value,
            "reason": self.reason,
            "until": self.until.isoformat() if self.until else None,
            "given_by": self.given_by,
            "given_at": self.given_at.isoformat(),
            "ended": ended and {"at": ended.at.isoformat(), "by": ended.by, "reason": ended.reason},
        }

    @classmethod
    def from_payload(cls, person_id: str, payload: Payload) -> Grant:
        """Read a grant from the vault."""
        values = lift(payload)
        until, ended = values["until"], values["ended"]
        return cls(
            person_id,
            tuple(values["parts"]),
            Recipient(values["recipient"]),
            values["reason"],
            dt.date.fromisoformat(until) if until else None,
            values["given_by"],
            dt.datetime.fromisoformat(values["given_at"]),
            Ended(dt.datetime.fromisoformat(ended["at"]), ended["by"], ended["reason"])
            if ended
            else None,
        )


def paths_of_access(person_id: str) -> tuple[str, str, str]:
    """Return the paths of all that is asked before a person is let in: head, grant, consents."""
    return HEAD, ACCESS + person_id, CONSENT


def load_head(case: CaseFile) -> Head | None:
    """Return the head of a case, None before it is first shared."""
    record = case.get(HEAD)
    if record is None:
        return None
    values = lift(record.payload)
    return Head(values["lead"], values["line"])


def put_head(case: CaseFile, head: Head, why: str) -> None:
    """Write the head of a case, where it differs from what is there."""
    if load_head(case) != head:
        _put(case, HEAD, head.to_payload(), why)


def load_grant(case: CaseFile, person_id: str) -> Grant | None:
    """Return the grant of a person, also one that has ended."""
    record = case.get(ACCESS + person_id)
    return Grant.from_payload(person_id, record.payload) if record else None


def load_grants(case: CaseFile) -> list[Grant]:
    """Return all grants of a case in the order in which they were given."""
    records = case.below(ACCESS).values()
    grants = [Grant.from_payload(one.path.removeprefix(ACCESS), one.payload) for one in records]
    return sorted(grants, key=lambda one: one.given_at)


def put_grant(case: CaseFile, grant: Grant, why: str) -> None:
    """Write the grant of a person."""
    _put(case, ACCESS + grant.person_id, grant.to_payload(), why)


def stored_consents(case: CaseFile) -> Consents | None:
    """Return the consents as they were last stored, None where they never were."""
    record = case.get(CONSENT)
    return Consents.from_payload(record.payload) if record else None


def put_consents(case: CaseFile, consents: Consents) -> None:
    """Store the consents, where they differ from what is there."""
    if stored_consents(case) != consents:
        _put(case, CONSENT, consents.to_payload(), "consents noted for the people of the case")


def _put(case: CaseFile, path: str, payload: Payload, why: str) -> None:
    record = case.get(path)
    version = record.version if record else None
    case.put(path, payload, LOG, expected_version=version, why=why, changes={})
