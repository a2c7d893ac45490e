"""Erase a case: destroy its keys, then everything that they opened (DESIGN §4).

The keys go first, in one transaction with the line that says so; from then on nobody can read the
case. Files, rows and the traces in the database's own files follow. What interrupts that (a reader
of the database, a power cut) leaves the line unfinished, and ``finish_erasing`` goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from ipdoc.casework.keeping.progress import Progress, quiet
from ipdoc.casework.openvault import OpenVault
from ipdoc.casework.work import Work
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

WAIT_S = 5.0
"""Others read for fractions of a second; what reads longer must be closed."""


class WrongCodeError(IpdocError):
    """What was typed is not the code of the case."""

    def __init__(self) -> None:
        super().__init__("This is not the code of the case; type it as the case list shows it")


def erase_case(
    vault: OpenVault,
    case_id: str,
    code: str,
    *,
    progress: Progress = quiet,
    wait_s: float = WAIT_S,
) -> bool:
    """Erase a case for everybody; return whether nothing of it is left yet.

    Args:
        vault: the open vault.
        case_id: the case.
        code: the code of the case, typed once more; its id where it has none.
        progress: told files deleted and files in all.
        wait_s: how long to wait for others who read the database.

    Raises:
        WrongCodeError: the code is another; nothing is erased.
        UnknownCaseError: there is no such case for this person.
    """
    with vault.transaction() as work:
        _check_code(work, case_id, code)
        shred(work, case_id, ERASED)
    return finish_erasing(vault, progress, wait_s)


def _check_code(work: Work, case_id: str, code: str) -> None:
    right = str(work.index(case_id).get("code") or case_id)
    key = work.vault.keys.search
    if tag(key, code) != tag(key, right):
        raise WrongCodeError


def shred(work: Work, case_id: str, kind: str) -> None:
    """Destroy the keys of a case within a unit of work, and note it as erased."""
    vault = work.vault
    work.case(case_id)
    today = vault.now().date()
    destroy_keys(work.rows, case_id, today, kind)
    with vault.lock:
        for name in [name for name in vault.keys.parts if name[0] == case_id]:
            del vault.keys.parts[name]
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
