"""Make a vault of a backup: whole, or not at all.

Cases that were erased stay erased: their ids stand in the backup's file of keys, which is newer
than the rest, and those that a newer backup names can be given besides. The restored vault is a
copy of its own, with new devices, so that its changes can be merged with those of the first one.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ipdoc.casework.core.chain import check_chains
from ipdoc.casework.keeping.backup import file_name
from ipdoc.casework.keeping.newplace import NewFiles, new_place
from ipdoc.casework.keeping.progress import Progress, quiet
from ipdoc.storage import dump
from ipdoc.storage.backups import BackupFolder, BackupList, DamagedBackupError, Listed
from ipdoc.storage.errors import StorageError
from ipdoc.storage.place import Place
from ipdoc.storage.rows import Rows

Row = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Restored:
    """What was restored."""

    cases: int
    """Cases, the register included."""
    files: int
    erased: int
    """Cases of the backup that stayed away because they were erased."""
    missing: tuple[str, ...]
    """Ids of attachments that were lost before the backup was made."""
    made_on: str
    """ISO date of the backup."""


def restore(
    source: Path, where: Path | Place, *, erased_in: Iterable[Path] = (), progress: Progress = quiet
) -> Restored:
    """Make a vault of a backup.

    Args:
        source: folder of the backup.
        where: an empty place for the vault.
        erased_in: folders of newer backups, whose erased cases stay away too.
        progress: told files done and files to do.

    Raises:
        DamagedBackupError: a file is missing or was changed; nothing is left behind.
        StorageError: there is no backup, or the place is not empty.
    """
    folder = BackupFolder(source)
    listed = folder.latest()
    if listed is None:
        raise StorageError(
            "There is no complete backup in {folder}; name another folder", folder=str(source)
        )
    keys = _Keys(folder.key_lines())
    for one in erased_in:
        keys.add_erased(BackupFolder(one).key_lines())
    with new_place(where) as (connection, files):
        return _Restoring(folder, listed, keys, files, progress).run(connection)


class _Keys:
    """The rows of the file of keys."""

    def __init__(self, lines: list[bytes]) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in dump.KEYS}
        for name, row in map(dump.parse, lines):
            if name not in self.rows:
                raise dump.UnreadableDumpError
            self.rows[name].append(row)
        self.erased = {row["case_id"] for row in self.rows["erased"]}

    def add_erased(self, lines: list[bytes]) -> None:
        """Take over which cases another backup names as erased."""
        for row in _Keys(lines).rows["erased"]:
            if row["case_id"] not in self.erased:
                self.erased.add(row["case_id"])
                self.rows["erased"].append(row)


class _Restoring:
    """One restore while it goes on."""

    def __init__(
        self,
        folder: BackupFolder,
        listed: BackupList,
        keys: _Keys,
        files: NewFiles,
        progress: Progress,
    ) -> None:
        self._folder, self._list, self._keys = folder, listed, keys
        self._files, self._progress = files, progress
        self._cases = [one for one in listed.files if one.case and one.case not in keys.erased]
        self._erased = sum(one.case in keys.erased for one in listed.files if one.case)
        self._attachments: list[dict[str, Any]] = []
        self._lines: dict[str, int] = {}
        """Person → lines of the case list."""
        self._done = 0

    def run(self, connection: Connection) -> Restored:
        self._rows(connection)
        for row in self._attachments:
            self._file(row)
        self._check(connection)
        missing = tuple(self._list.missing)
        return Restored(
            len(self._cases), len(self._attachments), self._erased, missing, self._list.made_on
        )

    def _rows(self, connection: Connection) -> None:
        common = [one for one in self._list.files if not one.case]
        said = {one.name.rsplit(".", 1)[0]: one for one in common}
        kept = {one.case for one in self._cases}
        index = [row for row in self._read(said["rows.index"]) if row[1]["case_id"] in kept]
        for _, row in index:
            self._lines[row["person_id"]] = self._lines.get(row["person_id"], 0) + 1
        dump.write_rows(connection, self._key_rows(("person", "invitation", "erased"), kept))
        dump.write_rows(connection, map(_as_new_copy, self._read(said["rows.common"])))
        for one in self._cases:
            dump.write_rows(connection, self._case_rows(one))
            self._step()
        dump.write_rows(connection, self._key_rows(("seal",), kept))
        dump.write_rows(connection, index)
        dump.count_on(connection)

    def _key_rows(self, names: tuple[str, ...], kept: set[str]) -> Iterator[Row]:
        for name in names:
            for row in self._keys.rows[name]:
                if name == "person":
                    yield name, {**row, "case_count": self._lines.get(row["id"], 0)}
                elif name == "erased":
                    yield name, {**row, "finished": True}
                elif name != "seal" or row["case_id"] in kept:
                    yield name, row

    def _read(self, one: Listed) -> Iterator[Row]:
        self._folder.check(one.name, one.size, one.sha256)
        data = b"".join(self._folder.read(one.name))
        return map(dump.parse, data.splitlines())

    def _case_rows(self, one: Listed) -> Iterator[Row]:
        for name, row in self._read(one):
            if row["id" if name == "case" else "case_id"] != one.case:
                raise DamagedBackupError(one.name)
            if name == "attachment":
                self._attachments.append(row)
            yield name, row

    def _file(self, row: dict[str, Any]) -> None:
        name = file_name(row["id"])
        if row["id"] not in self._list.missing:
            kept = self._files.write(row["id"], self._folder.read(name))
            if kept != (row["size"], row["digest"]):
                raise DamagedBackupError(name)
        self._step()

    def _step(self) -> None:
        self._done += 1
        self._progress(self._done, len(self._cases) + len(self._attachments))

    def _check(self, connection: Connection) -> None:
        """Read everything back: the chains as far as that goes without keys, and every file."""
        rows = Rows(connection)
        for one in self._cases:
            check_chains(rows.revisions(one.case), lambda _row: None)
        for row in self._attachments:
            if row["id"] not in self._list.missing:
                deque(self._files.read(row["id"], row["size"], row["digest"]), maxlen=0)


def _as_new_copy(row: Row) -> Row:
    name, columns = row
    return (name, {**columns, "copy": secrets.token_hex(8)}) if name == "vault" else row
