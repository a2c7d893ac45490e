"""Erase a case: destroy its keys, then everything that they opened (DESIGN §4).

The keys go first, in one transaction with the line that says so; from then on nobody can read the
case. Files, rows and the traces in the database's own files follow. What interrupts that (a reader
of the database, a power cut) leaves the line unfinished, and ``finish_erasing`` goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ipdoc.casework.access import log
from ipdoc.casework.access.gate import check
from ipdoc.casework.access.lines import line_of
from ipdoc.casework.access.log import Event
from ipdoc.casework.access.records import LOG
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.work import Work
from ipdoc.casework.keeping.progress import Progress, quiet
from ipdoc.casework.people.sealing import forget
from ipdoc.domain.access import Action
from ipdoc.errors import IpdocError
from ipdoc.storage.erasing import (
    ERASED,
    destroy_keys,
    destroy_rows,
    files_of,
    note_finished,
    unfinished,
)
from ipdoc.storage.scrubbing import scrub
from ipdoc.vault.ciphers import tag

FINISH_WAIT_S = 0.5
"""At an unlock nobody is kept waiting for what an earlier erase has left."""
ERASED_PATH = "erased/"
"""Records of the register: which cases were erased, when, and, with consent, who has copies."""
WAIT_S = 5.0
"""Others read for fractions of a second; what reads longer must be closed."""


_LEFT = (
    Event.SHARED,
    Event.EXPORTED,
    Event.HANDED_OVER,
    Event.PRINTED,
    Event.SAVED,
    Event.GIVEN,
)
_TOLD = ("to", "key", "recipient")
"""What is told of a recipient: id of a person, digest of an age key, quality."""


class WrongCodeError(IpdocError):
    """What was typed is not the code of the case."""

    def __init__(self) -> None:
        super().__init__("This is not the code of the case; type it as the case list shows it")


def erase_case(
    vault: OpenVault,
    case_id: str,
    code: str,
    *,
    keep_recipients: bool = False,
    progress: Progress = quiet,
    wait_s: float = WAIT_S,
) -> bool:
    """Erase a case for everybody; return whether nothing of it is left yet.

    Args:
        vault: the open vault.
        case_id: the case.
        code: the code of the case, typed once more; its id where it has none.
        keep_recipients: the person examined agreed that who received copies stays on record.
        progress: told files deleted and files in all.
        wait_s: how long to wait for others who read the database.

    Raises:
        WrongCodeError: the code is another; nothing is erased.
        UnknownCaseError: there is no such case for this person.
        NotAllowedError: the person may not erase it.
    """
    with vault.transaction() as work:
        register = work.register(write=True)
        case = check(work, case_id, Action.ERASE)
        _check_code(work, case, code)
        kept = recipients_of(case) if keep_recipients else None
        shred(work, register, case_id, ERASED, kept)
    return finish_erasing(vault, progress, wait_s)


def _check_code(work: Work, case: CaseFile, code: str) -> None:
    right = str(line_of(work, case).get("code") or case.case_id)
    key = work.vault.keys.search
    if tag(key, code) != tag(key, right):
        raise WrongCodeError


def recipients_of(case: CaseFile) -> list[dict[str, Any]]:
    """Return who received something of a case: ids and days, no names, the earliest first."""
    return [
        {
            "event": one.event.value,
            "on": one.at.date().isoformat(),
            **{key: one.about[key] for key in _TOLD if key in one.about},
        }
        for one in reversed(log.entries(case))
        if one.event in _LEFT
    ]


def shred(
    work: Work,
    register: CaseFile,
    case_id: str,
    kind: str,
    recipients: list[dict[str, Any]] | None = None,
) -> None:
    """Destroy the keys of a case within a unit of work, and say so in the register.

    Args:
        work: a writing unit of work.
        register: opened in it, before the case.
        case_id: the case; that the person may do this has been checked.
        kind: ``ERASED`` or ``AWAY``.
        recipients: who received something of it, where that is to stay on record.
    """
    vault, today, path = work.vault, work.vault.now().date(), ERASED_PATH + case_id
    note: dict[str, Any] = {"schema": 1, "kind": kind, "on": today.isoformat()}
    if recipients is not None:
        note["recipients"] = recipients
    register.put(path, note, LOG, expected_version=None, why="case erased", changes={})
    destroy_keys(work.rows, case_id, today, kind)
    forget(vault, case_id)
    vault.derived.clear()
    work.forget(case_id)
    vault.touched.add(case_id)


def finish_erasing(vault: OpenVault, progress: Progress = quiet, wait_s: float = WAIT_S) -> bool:
    """Take away what erased cases have left; return False while a reader prevents it.

    Raises:
        StorageError: the disk is full, or a file cannot be deleted.
    """
    with vault.transaction(write=False) as work:
        case_ids = unfinished(work.rows)
        files = files_of(work.rows, case_ids)
    if not case_ids:
        return True
    for number, attachment_id in enumerate(files):
        progress(number, len(files))
        vault.files.remove(attachment_id)
    progress(len(files), len(files))
    with vault.transaction() as work:
        destroy_rows(work.rows, case_ids)
    if not scrub(vault.database.engine, wait_s):
        return False
    with vault.transaction() as work:
        note_finished(work.rows, case_ids)
    return True


def unfinished_erasures(vault: OpenVault) -> Sequence[str]:
    """Return the ids of the cases of which something is left."""
    with vault.transaction(write=False) as work:
        return unfinished(work.rows)


def case_code(vault: OpenVault, case_id: str) -> str:
    """Return what is typed to erase a case: its code, or its id where it has none."""
    with vault.transaction(write=False) as work:
        case = check(work, case_id, Action.ERASE)
        return str(line_of(work, case).get("code") or case_id)


def copies_of(vault: OpenVault, case_id: str) -> int:
    """Return how often something of a case went out, as its log says."""
    with vault.transaction(write=False) as work:
        return len(recipients_of(check(work, case_id, Action.ERASE)))
