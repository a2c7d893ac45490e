"""The access log of a case: who opened it, and what left it, when and for whom.

Entries lie in the part ``log``, which everybody with access to the case can read. They are records
like all others, chained and never changed: who takes one away leaves a gap that a check finds.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ipdoc.casework.access.records import LOG
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.domain.payloads import lift

LOG_ENTRY = "log/"


class Event(StrEnum):
    """What is noted."""

    OPENED = "opened"
    """Once for each session that came to the case."""
    SHARED = "shared"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    """Access whose last day had passed was taken away."""
    ISSUED = "issued"
    SIGNED = "signed"
    """A signature, a time-stamp or proofs were added to an issued report."""
    PRINTED = "printed"
    """A draft or an issued report went out as a file: saved, printed, shown."""
    SAVED = "saved"
    """A photograph, a sheet or a document went out as a file, as it came."""
    BUNDLED = "bundled"
    """A bundle of exhibits was made for somebody."""
    GIVEN = "given"
    """A bundle went out as a file."""
    EXPORTED = "exported"
    LEAD = "lead"
    """Somebody else leads the case from now on."""
    HANDED_OVER = "handed_over"
    TAKEN_IN = "taken_in"
    ERASE_ASKED = "erase_asked"


@dataclass(frozen=True)
class LogEntry:
    """One line of the log."""

    event: Event
    who: str
    """Id of the person who did it."""
    at: dt.datetime
    """Aware UTC."""
    about: dict[str, Any]
    """What it was about, as the caller of ``note`` said: ``to`` (id of a person), ``recipient``
    (in which quality), ``parts``, ``until``, ``number`` and ``language`` of a report, ..."""


def note(case: CaseFile, event: Event, **about: Any) -> None:
    """Append an entry; what was done and its entry are kept together or not at all.

    Args:
        case: opened in a unit of work that writes.
        event: what happened.
        about: ids, keys and numbers; never anybody's words. None is left out.
    """
    vault = case.work.vault
    payload = {
        "schema": 1,
        "event": event.value,
        "who": vault.person_id,
        "at": vault.now().isoformat(),
        "about": {key: value for key, value in about.items() if value is not None},
    }
    path = f"{LOG_ENTRY}{vault.device_id}/{case.next_number}"
    case.put(path, payload, LOG, expected_version=None, why="access noted", changes={})


def entries(case: CaseFile) -> list[LogEntry]:
    """Return the log of a case, the newest entry first."""
    found = [_entry(record.payload) for record in case.below(LOG_ENTRY).values()]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _entry(payload: dict[str, Any]) -> LogEntry:
    values = lift(payload)
    at = dt.datetime.fromisoformat(values["at"])
    return LogEntry(Event(values["event"]), values["who"], at, values["about"])
