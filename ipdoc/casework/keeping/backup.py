"""Copy a vault into a folder: all of it once, then only what has changed (docs/backup-format.md).

No passphrase is needed: what is copied is ciphertext, so a server can do it by itself, at night,
with nobody's key. The rows of one case go into one file whose name changes with its content; the
list of all files is written last, so a backup that is cut off leaves the one before whole, and the
next one goes on where it stopped.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from ipdoc.casework.keeping.progress import Progress, quiet
from ipdoc.storage import dump
from ipdoc.storage.attachments import AttachmentStore, attachment_store
from ipdoc.storage.backups import LIST, BackupFolder, BackupList, Listed
from ipdoc.storage.database import Database
from ipdoc.storage.erasing import AWAY
from ipdoc.storage.errors import LostFileError, StorageError
from ipdoc.storage.place import Place
from ipdoc.storage.raw import RawRows
from ipdoc.storage.rows import Rows

_COMMON = {"rows.common": dump.COMMON, "rows.index": dump.INDEX}
"""Files of what belongs to no case."""


@dataclass(frozen=True)
class Backup:
    """What a backup did."""

    number: int
    cases: int
    """Cases in it, the register included."""
    written: int
    """Files that were written; the others were there from before."""
    written_bytes: int
    missing: tuple[str, ...]
    """Ids of attachments that the vault has lost or that were changed in it."""


class _Case(NamedTuple):
    """A case as the snapshot shows it."""

    id: str
    name: str
    """Of its file in the backup."""
    revisions: int
    files: tuple[tuple[str, int, str], ...]
    """Id, size and SHA-256 of its attachments."""


@dataclass
class _Run:
    """One backup while it is made."""

    folder: BackupFolder
    progress: Progress
    total: int = 0
    done: int = 0
    written: list[tuple[str, int, str]] = field(default_factory=list)
    """Name, size and SHA-256."""

    def step(self) -> None:
        self.done += 1
        self.progress(self.done, self.total)

    def write(self, name: str, pieces: Iterator[bytes]) -> tuple[int, str]:
        kept = self.folder.write(name, pieces, lasting=False)
        self.written.append((name, *kept))
        return kept


def back_up(
    where: Path | Place, into: Path, *, check_all: bool = False, progress: Progress = quiet
) -> Backup:
    """Bring a backup up to date and see that it can be read.

    Args:
        where: the vault.
        into: folder of the backup; made if need be.
        check_all: read also what was written by earlier backups.
        progress: told files done and files to do.

    Raises:
        StorageError: there is no vault; the folder holds the backup of another vault, or of a
            newer state of this one; or the disk is full.
        DamagedBackupError: a file that was read back is not what was written.
    """
    place = Place.of(where)
    folder, database = BackupFolder(into), Database(place)
    try:
        database.check()
        with folder.locked():
            return _back_up(database, attachment_store(place), _Run(folder, progress), check_all)
    finally:
        database.close()


def _back_up(database: Database, files: AttachmentStore, run: _Run, check_all: bool) -> Backup:
    before = run.folder.latest()
    with database.transaction(write=False) as connection:
        vault_id = Rows(connection).vault().id
        cases = list(_cases(connection))
        _refuse_wrong(connection, before, vault_id, cases)
        known = {one.name: one for one in before.files} if before else {}
        run.total = 3 + len(cases) + sum(len(one.files) for one in cases)
        listed = [_write_case(connection, run, one, known) for one in cases]
        listed += [_write_common(connection, run, name, known) for name in _COMMON]
        schema = dump.schema(connection)
    trusted = {one.id for one in cases if one.name in known}
    missing = _copy_files(run, files, cases, trusted)
    run.folder.settle(run.written)
    if check_all:
        _check_all(run, listed, [file for one in cases for file in one.files], missing)
    with database.transaction(write=False) as connection:
        run.folder.replace_keys(dump.lines(connection, dump.KEYS))
    number = before.number + 1 if before else 1
    today = dt.datetime.now(dt.UTC).date().isoformat()
    made = BackupList(vault_id, number, today, schema, tuple(listed), missing)
    run.folder.settle([(LIST, *run.folder.write(LIST, iter((made.to_bytes(),))))])
    named = {file_name(one[0]) for case in cases for one in case.files}
    run.folder.prune({one.name for one in listed} | named)
    size = sum(one[1] for one in run.written)
    return Backup(number, len(cases), len(run.written), size, missing)


def file_name(attachment_id: str) -> str:
    """Return the name of an attachment in a backup."""
    return f"files/{attachment_id[:2]}/{attachment_id}"


def _cases(connection: Connection) -> list[_Case]:
    """Return all cases; a case whose chains and files are the same has the same content."""
    tips, files = defaultdict(list), defaultdict(list)
    for tip in RawRows(connection).tips():
        tips[tip[0]].append(tip[1:])
    for file in dump.files(connection):
        files[file[0]].append(file[1:])
    return [_case(one, sorted(tips[one]), files[one]) for one in dump.case_ids(connection)]


def _case(
    case_id: str,
    tips: list[tuple[str, int, bytes]],
    files: list[tuple[str, int, bytes]],
) -> _Case:
    said = [[device, seq, digest.hex()] for device, seq, digest in tips]
    kept = tuple((name, size, digest.hex()) for name, size, digest in files)
    mark = hashlib.sha256(json.dumps([case_id, said, kept]).encode()).hexdigest()[:16]
    name = f"cases/{case_id[:2]}/{case_id}.{mark}"
    return _Case(case_id, name, sum(seq for _, seq, _ in tips), kept)


def _refuse_wrong(
    connection: Connection, before: BackupList | None, vault_id: str, cases: list[_Case]
) -> None:
    """Refuse a folder that holds what this vault does not: it would be lost.

    Raises:
        StorageError: says which.
    """
    if before is None:
        return
    if before.vault != vault_id:
        raise StorageError("This folder holds the backup of another vault; name another folder")
    gone = dump.erased_ids(connection)
    now = {one.id: one.revisions for one in cases}
    for one in before.files:
        if gone.get(one.case) == AWAY:
            raise StorageError(
                "This folder holds cases that are away on a journey, and would lose them; take "
                "them in first, or name another folder"
            )
        if one.case and one.case not in gone and now.get(one.case, -1) < one.revisions:
            raise StorageError(
                "The backup holds newer work than this vault, which may be an old copy put back; "
                "keep the backup and name another folder"
            )


def _write_case(connection: Connection, run: _Run, case: _Case, known: dict[str, Listed]) -> Listed:
    found = known.get(case.name)
    if found is None or not run.folder.has(case.name):
        kept = run.write(case.name, dump.lines(connection, dump.OF_CASE, case.id))
        found = Listed(case.name, *kept, case.id, case.revisions)
    run.step()
    return found


def _write_common(
    connection: Connection, run: _Run, prefix: str, known: dict[str, Listed]
) -> Listed:
    """Write what belongs to no case, under a name that changes with its content."""
    digest = hashlib.sha256()
    for line in dump.lines(connection, _COMMON[prefix]):
        digest.update(line)
    name = f"{prefix}.{digest.hexdigest()[:16]}"
    found = known.get(name)
    if found is None or not run.folder.has(name):
        found = Listed(name, *run.write(name, dump.lines(connection, _COMMON[prefix])))
    run.step()
    return found


def _copy_files(
    run: _Run, files: AttachmentStore, cases: list[_Case], trusted: set[str]
) -> tuple[str, ...]:
    """Copy the attachments that are not there yet; return the ids of those that are lost.

    Args:
        run: the backup.
        files: of the vault.
        cases: all of them.
        trusted: ids of the cases whose files a complete backup has; others may have been left
            half by a power cut, and are read and compared.
    """
    lost = []
    for case in cases:
        for attachment_id, size, digest in case.files:
            name = file_name(attachment_id)
            try:
                if not run.folder.has(name) or (
                    case.id not in trusted and not run.folder.holds(name, size, digest)
                ):
                    run.write(name, files.read(attachment_id, size, bytes.fromhex(digest)))
            except LostFileError:
                lost.append(attachment_id)
            run.step()
    return tuple(lost)


def _check_all(
    run: _Run, listed: list[Listed], files: list[tuple[str, int, str]], missing: tuple[str, ...]
) -> None:
    """Read everything that belongs to the backup.

    Raises:
        DamagedBackupError: a file is missing or was changed.
    """
    for one in listed:
        run.folder.check(one.name, one.size, one.sha256)
    for attachment_id, size, digest in files:
        if attachment_id not in missing:
            run.folder.check(file_name(attachment_id), size, digest)
