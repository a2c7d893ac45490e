"""Taking somebody out of the vault: seals destroyed, keys renewed for those who stay.

What a person could read until then they may have copied; new keys keep from them what is written
afterwards. Keys of cases that the remover cannot open are renewed by whoever can, when they next
unlock the vault: the register says which (``rotate/<case>``).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipdoc.casework.people.cards import Leave
from ipdoc.casework.people.errors import LeavingError
from ipdoc.casework.people.register import PARTS, card, next_version, put_card
from ipdoc.casework.people.rights import allowed
from ipdoc.casework.people.sealing import LOG, opened_seals, renew, take
from ipdoc.domain.access import Action
from ipdoc.domain.people import Membership
from ipdoc.errors import IpdocError
from ipdoc.storage.people import (
    active_ids,
    case_seals,
    end_sessions,
    lock_case,
    one_person,
    remove_seals,
    shared_cases,
)

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault
    from ipdoc.casework.core.work import Work

ROTATE = "rotate/"


@dataclass(frozen=True)
class Left:
    """What came of taking somebody out."""

    renewed: int
    """Cases that have new keys now."""
    owed: int
    """Cases that get new keys once somebody unlocks the vault who can open them."""
    only_theirs: int
    """Cases of which nobody else has some key: these stay locked with what the person had."""


def only_theirs(work: Work, person_id: str) -> int:
    """Return how many cases have a part of which nobody else has the key."""
    cases = shared_cases(work.rows, person_id)
    return sum(bool(_shared(work, case_id, person_id)[1]) for case_id in cases)


def leave(vault: OpenVault, person_id: str) -> Left:
    """Take a person out of the vault.

    Args:
        vault: open, of somebody who looks after people.
        person_id: whom.

    Raises:
        LeavingError: it is the person at work, or somebody who has left already.
        IpdocError: the person at work may not do this.
    """
    if person_id == vault.person_id:
        raise LeavingError("Nobody takes themselves out; ask another person who looks after people")
    with vault.transaction() as work:
        register = work.register(write=True)
        allowed(work, Action.REMOVE_PERSON)
        gone = card(work, person_id)
        if gone.left:
            raise LeavingError("This person has left already; load the page again")
        said = Leave(vault.now().date(), vault.person_id, next_version(work, person_id))
        put_card(work, gone.gone(register.case_id, said, vault.keys.signing), "left")
        remove_seals(work.rows, person_id, register.case_id)
        renew(work, register.case_id, PARTS)
        told = _close_cases(work, person_id)
        _end_membership(work, person_id)
        late = _close_cases(work, person_id)
        return Left(told.renewed + late.renewed, told.owed + late.owed, late.only_theirs)


def _end_membership(work: Work, person_id: str) -> None:
    """Set the person down as left; waits for whoever shares something with them at this moment."""
    row = one_person(work.rows, person_id, lock=True)
    if row is None:
        raise LeavingError("This person has left already; load the page again")
    row.status, row.recovery = Membership.LEFT.value, b""
    work.rows.flush()
    end_sessions(work.rows, person_id)


def _close_cases(work: Work, person_id: str) -> Left:
    renewed = owed = kept = 0
    for case_id in shared_cases(work.rows, person_id):
        lock_case(work.rows, case_id)
        shared, alone = _shared(work, case_id, person_id)
        kept += bool(alone)
        if not shared:
            continue
        take(work, case_id, person_id, sorted(shared))
        missing = _renew_held(work, case_id, shared)
        if missing:
            _owe(work, case_id, missing)
            owed += 1
        else:
            renewed += 1
    return Left(renewed, owed, kept)


def _shared(work: Work, case_id: str, person_id: str) -> tuple[set[str], set[str]]:
    """Return the person's parts of a case that others have too, and those that nobody else has.

    ``log`` stays with the latter, without which they could not be opened.
    """
    here, rows = active_ids(work.rows), case_seals(work.rows, case_id)
    theirs = {row.part for row in rows if row.person_id == person_id}
    others = {row.part for row in rows if row.person_id != person_id and row.person_id in here}
    alone = theirs - others
    return (theirs & others) - ({LOG} if alone else set()), alone


def _renew_held(work: Work, case_id: str, parts: Iterable[str]) -> set[str]:
    """Give new keys to those of the parts that the person at work can open; return the others."""
    lock_case(work.rows, case_id)
    held = {part for part, _ in opened_seals(work, case_id)}
    renew(work, case_id, sorted(held & set(parts)))
    work.forget(case_id)
    return set(parts) - held


def _owe(work: Work, case_id: str, parts: set[str]) -> None:
    register = work.register(write=True)
    before = register.get(ROTATE + case_id)
    known = set(before.payload["parts"]) if before else set()
    register.put(
        ROTATE + case_id,
        {"schema": 1, "parts": sorted(known | parts)},
        "record",
        expected_version=before.version if before else None,
        why="keys to be renewed",
        changes={},
    )


def renew_owed(vault: OpenVault) -> None:
    """Renew the keys that are owed since somebody left, of what is open to the person at work.

    A case whose keys cannot be renewed now stays owed; nobody is kept from unlocking by it.
    """
    with vault.transaction(write=False) as work:
        register = work.register()
        owed = [one.path.removeprefix(ROTATE) for one in register.below(ROTATE).values()]
        held = [case_id for case_id in owed if work.rows.seals(case_id, vault.person_id)]
    for case_id in held:
        with contextlib.suppress(IpdocError), vault.transaction() as work:
            _pay(work, case_id)


def _pay(work: Work, case_id: str) -> None:
    register = work.register(write=True)
    record = register.get(ROTATE + case_id)
    if record is None:
        return
    missing = _renew_held(work, case_id, record.payload["parts"])
    if not missing:
        register.remove(record.path, expected_version=record.version, why="keys renewed")
    elif missing != set(record.payload["parts"]):
        register.put(
            record.path,
            {"schema": 1, "parts": sorted(missing)},
            "record",
            expected_version=record.version,
            why="keys renewed",
            changes={},
        )
