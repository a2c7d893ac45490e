"""Travel with an empty vault: hand all cases over, wipe them here, take them in again later.

The file is for a colleague's key, so nobody on the way can open it, the traveller included. Whether
it opens cannot be tried here. A code stands at its very end: the colleague, whose program has then
read all of it, reads the code aloud, and only this code wipes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipdoc.casework.access.gate import NotAllowedError, allow, check
from ipdoc.casework.access.lines import line_of
from ipdoc.casework.access.records import LOG
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.work import UnknownCaseError, Work
from ipdoc.casework.keeping.erase import finish_erasing, shred
from ipdoc.casework.keeping.handover import (
    Destination,
    HandedOver,
    key_digest,
    may_pass_on,
    new_code,
    note_passing,
    sealed_cases,
    write_file,
)
from ipdoc.casework.keeping.progress import Progress, quiet
from ipdoc.casework.people.errors import AccessEndedError
from ipdoc.domain.access import Action
from ipdoc.errors import IpdocError, Message
from ipdoc.storage.erasing import AWAY
from ipdoc.storage.people import shared_cases
from ipdoc.vault.agekeys import check_recipient

_PATH = "travel/"
"""Records of the register: the file that a person has handed over, until the code is typed."""


class NoJourneyError(IpdocError):
    """There is nothing to confirm."""

    def __init__(self) -> None:
        super().__init__("No file has been handed over for a journey yet; make one first")


class WrongTravelCodeError(IpdocError):
    """The code is not that of the file."""

    def __init__(self) -> None:
        super().__init__(
            "This is not the code of the last file; ask your colleague to open that file and to "
            "read the code once more"
        )


class ChangedSinceError(IpdocError):
    """A case was changed after it was handed over."""

    def __init__(self, code: str) -> None:
        super().__init__(
            "The case {case} was changed after the file was made, and nothing is wiped; make the "
            "file anew",
            case=code,
        )


@dataclass(frozen=True)
class Stays:
    """A case that cannot go along."""

    code: str
    why: Message


@dataclass(frozen=True)
class Plan:
    """What a journey would take along."""

    going: Mapping[str, str]
    """Case → its code."""
    staying: tuple[Stays, ...]
    others: int
    """Cases of this vault that are not open to the person, and stay."""
    waiting_for: str
    """Day on which the last file was made whose code has not been typed yet; empty without one."""


def plan(vault: OpenVault, to: Destination) -> Plan:
    """Return which cases can be handed over and wiped, and which stay, and why."""
    going: dict[str, str] = {}
    staying = []
    with vault.transaction(write=False) as work:
        mine = [one for one in shared_cases(work.rows, vault.person_id) if one != vault.register_id]
        for case_id in mine:
            code = case_id
            try:
                code = str(line_of(work, work.case(case_id)).get("code") or case_id)
                check(work, case_id, Action.ERASE)
                may_pass_on(work, case_id, to)
            except (NotAllowedError, AccessEndedError) as error:
                staying.append(Stays(code, error.message))
            else:
                going[case_id] = code
        others = work.rows.count_cases() - len(mine) - 1
        record = work.register().get(_PATH + vault.person_id)
    staying.sort(key=lambda one: one.code)
    return Plan(going, tuple(staying), others, record.payload["on"] if record else "")


def pack(
    vault: OpenVault, to: Destination, output: Path, *, progress: Progress = quiet
) -> HandedOver:
    """Hand all cases that can go along over into a file, and read it back.

    Raises:
        RecipientError: the key is no age key.
        IpdocError: there is no case to hand over.
        ChangedOnDiskError: the file could not be read back.
    """
    code = new_code()
    pieces = packed(vault, to, code, progress=progress)
    size, sha256 = write_file(output, pieces)
    return HandedOver(code, size, sha256)


def packed(
    vault: OpenVault, to: Destination, code: str, *, progress: Progress = quiet
) -> Iterator[bytes]:
    """Return the file of all cases that can go along in pieces; what its code will wipe is noted.

    Raises:
        RecipientError: the key is no age key.
        IpdocError: there is no case to hand over.
    """
    allow(vault, Action.HAND_OVER_ALL)
    key = check_recipient(to.key)
    going = plan(vault, to).going
    if not going:
        raise IpdocError("There is no case that could be handed over; the vault is ready to travel")
    parts = note_passing(vault, list(going), to)
    with vault.transaction() as work:
        salt = secrets.token_hex(16)
        note = {
            "schema": 1,
            "on": vault.now().date().isoformat(),
            "key": key_digest(key),
            "salt": salt,
            "code": _digest(code, salt),
            "cases": {one: _tips(work, one) for one in going},
        }
        register, path = work.register(), _PATH + vault.person_id
        before = register.get(path)
        version = before.version if before else None
        register.put(path, note, LOG, expected_version=version, why="cases packed", changes={})
    return sealed_cases(vault, parts, key, code, progress)


def _digest(code: str, salt: str) -> str:
    folded = "".join(one for one in code.upper() if one.isalnum())
    return hashlib.sha256(f"{salt} {folded}".encode()).hexdigest()


def _tips(work: Work, case_id: str) -> str:
    """Return what changes with every change of a case."""
    heads = work.state(case_id).known.heads
    said = sorted((name, seq, digest.hex()) for name, (seq, digest) in heads.items())
    return hashlib.sha256(repr(said).encode()).hexdigest()


def wipe(vault: OpenVault, code: str, *, progress: Progress = quiet) -> bool:
    """Wipe the cases of the last file; return whether nothing of them is left yet.

    Args:
        vault: the open vault.
        code: as the colleague reads it from the file; blanks and dashes make no difference.
        progress: told files deleted and files in all.

    Raises:
        NoJourneyError: no file was made.
        WrongTravelCodeError: the code is another.
        ChangedSinceError: a case was changed after the file was made; nothing is wiped.
        NotAllowedError: a case may not be erased by the person any more; nothing is wiped.
    """
    with vault.transaction() as work:
        register, path = work.register(), _PATH + vault.person_id
        record = register.get(path)
        if record is None:
            raise NoJourneyError
        said = record.payload
        if not hmac.compare_digest(_digest(code, said["salt"]), said["code"]):
            raise WrongTravelCodeError
        for case_id, tips in sorted(said["cases"].items()):
            _wipe_case(work, register, case_id, tips)
        register.remove(path, expected_version=record.version, why="cases wiped")
    return finish_erasing(vault, progress)


def _wipe_case(work: Work, register: CaseFile, case_id: str, tips: Any) -> None:
    try:
        case = check(work, case_id, Action.ERASE)
    except UnknownCaseError:
        return
    if _tips(work, case_id) != tips:
        raise ChangedSinceError(str(line_of(work, case).get("code") or case_id))
    shred(work, register, case_id, AWAY)
