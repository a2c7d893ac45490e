"""Open and create the database of a vault, and name what is wrong with it in one sentence."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.pool import QueuePool

from ipdoc.storage.errors import (
    DamagedError,
    FullDiskError,
    NewerVaultError,
    ReadOnlyError,
    StorageError,
)

FILE_NAME = "vault.db"
UNFINISHED = "vault.new"
"""Name of a database until it is complete."""
_MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "davfs"}
_NETWORK |= {f"fuse.{name}" for name in ("sshfs", "rclone", "davfs2", "glusterfs", "gvfsd-fuse")}
_OCTAL = re.compile(r"\\([0-7]{3})")


class Database:
    """The SQLite database in a vault's folder.

    Args:
        folder: the vault's folder, on a local disk.
    """

    def __init__(self, folder: Path, name: str = FILE_NAME) -> None:
        self._file = folder / name
        self.engine = _engine(self._file)

    def create(self) -> None:
        """Make all tables, in a file that nobody else can read.

        Raises:
            StorageError: the folder cannot take it.
        """
        with explained():
            self._file.unlink(missing_ok=True)
            self._file.touch(mode=0o600, exist_ok=False)
            self._migrate()

    def put_in_place(self) -> None:
        """Close a new database and give it its name, at which it is a vault from now on.

        Raises:
            StorageError: the folder cannot take it.
        """
        self.close()
        with explained():
            self._file.rename(self._file.with_name(FILE_NAME))
            sync_folder(self._file.parent)

    def check(self) -> None:
        """See that the database can be read, bring it to the present format.

        Raises:
            DamagedError: it is no database, or it is damaged.
            NewerVaultError: a newer program wrote it.
        """
        if not self._file.is_file():
            text_ = "There is no vault in {folder}; create one or name another folder"
            raise StorageError(text_, folder=str(self._file.parent))
        with explained():
            with self.engine.connect() as connection:
                found = MigrationContext.configure(connection).get_current_heads()
                sound = connection.execute(text("PRAGMA quick_check(1)")).scalar()
            if sound != "ok" or len(found) != 1:
                raise DamagedError
            known = [one.revision for one in self._migrations().walk_revisions()]
            if found[0] not in known:
                raise NewerVaultError
            if found[0] != known[0]:
                self._migrate()

    def _migrations(self) -> ScriptDirectory:
        return ScriptDirectory.from_config(self._config())

    def _config(self) -> Config:
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        return config

    def _migrate(self) -> None:
        config = self._config()
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    @contextlib.contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Connection]:
        """Open a transaction; commit at the end, undo on any error.

        A writing transaction takes the lock at its start, so what it reads stays true.
        """
        with explained_database(), self.engine.connect() as connection:
            connection.execute(text("BEGIN IMMEDIATE" if write else "BEGIN"))
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

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


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Turn the database's and the system's errors into sentences.

    Raises:
        StorageError: says what to do.
    """
    try:
        with explained_database():
            yield
    except OSError as error:
        raise _explain_os(error) from error


@contextlib.contextmanager
def explained_database() -> Iterator[None]:
    """Turn the database's errors into sentences, and let all others through as they are.

    Raises:
        StorageError: says what to do.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DatabaseError, sqlite3.Error) as error:
        raise _explain(str(getattr(error, "orig", error)).lower()) from error


def _explain(said: str) -> StorageError:
    if "full" in said:
        return FullDiskError()
    if "readonly" in said or "read-only" in said or "unable to open" in said:
        return ReadOnlyError()
    if "locked" in said or "busy" in said:
        return StorageError("Another program is using the vault; close it and try again")
    return DamagedError()


def _explain_os(error: OSError) -> StorageError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FullDiskError()
    return ReadOnlyError()


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
