"""Open and create the database of a vault, and name what is wrong with it in one sentence."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from ipdoc.storage.errors import (
    DamagedError,
    FullDiskError,
    NewerVaultError,
    ReadOnlyError,
    StorageError,
)

FILE_NAME = "vault.db"
_MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "afs", "ceph")


class Database:
    """The SQLite database in a vault's folder.

    Args:
        folder: the vault's folder, on a local disk.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = _engine(folder / FILE_NAME)

    def create(self) -> None:
        """Make all tables, in a file that does not exist yet.

        Raises:
            StorageError: the folder cannot take it.
        """
        with explained():
            self._migrate()

    def check(self) -> None:
        """See that the database can be read, bring it to the present format.

        Raises:
            DamagedError: it is no database, or it is damaged.
            NewerVaultError: a newer program wrote it.
        """
        if not (self.folder / FILE_NAME).is_file():
            text_ = "There is no vault in {folder}; create one or name another folder"
            raise StorageError(text_, folder=str(self.folder))
        with explained():
            with self.engine.connect() as connection:
                found = MigrationContext.configure(connection).get_current_revision()
                sound = connection.execute(text("PRAGMA quick_check(1)")).scalar()
            if sound != "ok" or found is None:
                raise DamagedError
            if found != self._newest():
                self._upgrade()

    def _upgrade(self) -> None:
        try:
            self._migrate()
        except CommandError as error:
            raise NewerVaultError from error

    def _newest(self) -> str | None:
        return ScriptDirectory.from_config(self._config()).get_current_head()

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
        with explained(), self.engine.connect() as connection:
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


def _engine(file: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{file}",
        poolclass=QueuePool,
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
        yield
    except OSError as error:
        raise _explain_os(error) from error
    except (OperationalError, DatabaseError, sqlite3.Error) as error:
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
    if error.errno == 28:  # ENOSPC
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
        point = fields[1].replace("\\040", " ")
        inside = where == point or where.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    if kind in _NETWORK:
        raise StorageError(
            "The folder lies on a network drive ({kind}); choose one on this computer's own disk",
            kind=kind,
        )
