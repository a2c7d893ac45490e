"""The database as one SQLite file in the vault's folder."""

from __future__ import annotations

import os
import re
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import QueuePool

from ipdoc.storage.errors import StorageError
from ipdoc.storage.explaining import explained

FILE_NAME = "vault.db"
UNFINISHED = "vault.new"
"""Name of a database until it is complete."""
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "davfs"}
_NETWORK |= {f"fuse.{name}" for name in ("sshfs", "rclone", "davfs2", "glusterfs", "gvfsd-fuse")}
_OCTAL = re.compile(r"\\([0-7]{3})")


class SqliteFile:
    """The database file of a vault.

    Args:
        folder: the vault's folder, on a local disk.
        name: of the file.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._file = folder / name
        self.engine = _engine(self._file)

    def exists(self) -> bool:
        """Return whether there is a vault."""
        return self._file.is_file()

    def missing(self) -> StorageError:
        """Return the sentence for when there is none."""
        text_ = "There is no vault in {folder}; create one or name another folder"
        return StorageError(text_, folder=str(self._file.parent))

    def make(self) -> None:
        """Make an empty file that nobody else can read."""
        self._file.unlink(missing_ok=True)
        self._file.touch(mode=0o600, exist_ok=False)

    def claim(self, _connection: Connection) -> None:
        """Nobody else knows a file that does not bear its name yet."""

    def put_in_place(self) -> None:
        """Close the file and give it its name, at which it is a vault from now on."""
        self.close()
        with explained():
            self._file.rename(self._file.with_name(FILE_NAME))
            sync_folder(self._file.parent)

    def begin(self, connection: Connection, *, write: bool) -> None:
        """Begin a transaction; a writing one takes the only lock there is."""
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    def lock_format(self, _connection: Connection) -> None:
        """A writing transaction is alone anyway."""

    def sound(self, connection: Connection) -> bool:
        """Return whether the file is whole, as far as a quick look can tell."""
        return connection.execute(text("PRAGMA quick_check(1)")).scalar() == "ok"

    def refuse_excess(self, connection: Connection) -> None:
        """A file has no account: who may read the folder is the system's matter."""

    def close(self) -> None:
        """Close all connections; the last one empties the write-ahead log."""
        self.engine.dispose()


def sync_folder(folder: Path) -> None:
    """Make new names in a folder last through a power cut, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _engine(file: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{file}",
        poolclass=QueuePool,
        hide_parameters=True,
        pool_size=8,
        max_overflow=8,
        connect_args={"check_same_thread": False, "timeout": 10.0, "isolation_level": None},
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Durable commits, nothing left behind in freed pages, nothing spilled into temp files."""
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
        "cache_spill = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def refuse_network_folder(folder: Path, mounts: str | None = None) -> None:
    """Refuse a folder on a network file system, where SQLite's locks and syncs cannot be trusted.

    Args:
        folder: the vault's folder; it need not exist.
        mounts: text of /proc/mounts; read from the system unless given.

    Raises:
        StorageError: names the kind of file system.
    """
    if mounts is None:
        table = Path("/proc/mounts")
        mounts = table.read_text() if table.is_file() else ""
    best, kind = "", ""
    where = str(folder.resolve())
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = _OCTAL.sub(lambda found: chr(int(found[1], 8)), fields[1])
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    if kind in _NETWORK:
        raise StorageError(
            "The folder lies on a network drive ({kind}); choose one on this computer's own disk",
            kind=kind,
        )
