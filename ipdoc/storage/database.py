"""Open and create the database of a vault: one class for both kinds of database."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from ipdoc.storage.errors import DamagedError, NewerVaultError, StorageError
from ipdoc.storage.explaining import explained, explained_database
from ipdoc.storage.place import Place
from ipdoc.storage.postgresql import PostgresqlServer
from ipdoc.storage.sqlite import FILE_NAME, SqliteFile


class Kind(Protocol):
    """What the two kinds of database do each in its own way."""

    engine: Engine

    def exists(self) -> bool:
        """Return whether there is a vault."""

    def missing(self) -> StorageError:
        """Return the sentence for when there is none."""

    def make(self) -> None:
        """Make room for the tables."""

    def claim(self, connection: Connection) -> None:
        """Let nobody else make a vault here until the transaction ends."""

    def put_in_place(self) -> None:
        """Make a complete database the vault's."""

    def begin(self, connection: Connection, *, write: bool) -> None:
        """Begin a transaction."""

    def lock_format(self, connection: Connection) -> None:
        """Wait until nobody else changes the tables."""

    def sound(self, connection: Connection) -> bool:
        """Return whether the database is whole and keeps what it confirms."""

    def refuse_excess(self, connection: Connection) -> None:
        """Refuse an account of the database that may do more than it needs."""

    def close(self) -> None:
        """Let go of the connections."""


class Database:
    """The database of a vault.

    Args:
        where: the vault's folder or place.
        name: of the file, on SQLite.

    Raises:
        StorageError: the address of the database cannot be used.
    """

    def __init__(self, where: Path | Place, name: str = FILE_NAME) -> None:
        place = Place.of(where)
        self._kind: Kind = (
            PostgresqlServer(place.database_url, tunnelled=place.tunnelled)
            if place.served
            else SqliteFile(place.folder, name)
        )
        self.engine = self._kind.engine

    def exists(self) -> bool:
        """Return whether there is a vault.

        Raises:
            StorageError: the server does not answer.
        """
        return self._kind.exists()

    def create(self) -> None:
        """Make all tables, where nobody else can read them.

        Raises:
            StorageError: the folder or server cannot take them.
        """
        with explained():
            self._kind.make()
            self._migrate()

    def claim(self, connection: Connection) -> None:
        """Let nobody else make a vault in this database until the transaction ends.

        Raises:
            StorageError: there is one.
        """
        self._kind.claim(connection)

    def put_in_place(self) -> None:
        """Make a new database, now complete, the vault's.

        Raises:
            StorageError: the folder cannot take it.
        """
        self._kind.put_in_place()

    def check(self) -> None:
        """See that the database can be read, bring it to the present format.

        Raises:
            DamagedError: it is no database, or it is damaged.
            NewerVaultError: a newer program wrote it.
            StorageError: there is no vault, or the server would not keep what it confirms.
        """
        from ipdoc.storage.formats import found_formats, known_formats

        if not self.exists():
            raise self._kind.missing()
        with explained():
            with self.engine.connect() as connection:
                found = found_formats(connection)
                sound = self._kind.sound(connection)
            if not sound or len(found) != 1:
                raise DamagedError
            known = known_formats()
            if found[0] not in known:
                raise NewerVaultError
            if found[0] != known[0]:
                self._migrate()

    def refuse_excess(self) -> None:
        """See that the account of the database may do no more than it needs.

        Raises:
            StorageError: it may; says what, and what to do.
        """
        with explained_database(), self.engine.connect() as connection:
            self._kind.refuse_excess(connection)

    def _migrate(self) -> None:
        """Bring the tables to the present form, all steps or none."""
        from ipdoc.storage.formats import bring_up

        with self.transaction() as connection:
            self._kind.lock_format(connection)
            bring_up(connection)

    @contextlib.contextmanager
    def transaction(self, *, write: bool = True) -> Iterator[Connection]:
        """Open a transaction; commit at the end, undo on any error.

        On SQLite a writing transaction takes the only lock at its start. On PostgreSQL it locks
        the rows that it decides on, before it reads them (``Rows.lock_case``).
        """
        with explained_database(), self._begun(write=write) as connection:
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            if write:
                connection.commit()
            else:  # nothing to keep; a commit would look again at what may be damaged
                connection.rollback()

    def _begun(self, *, write: bool) -> Connection:
        """Return a connection with a transaction begun, a new one if the server ended the old."""
        for tried in range(2):
            connection = self.engine.connect()
            try:
                self._kind.begin(connection, write=write)
            except DBAPIError as error:
                connection.close()
                if tried or not error.connection_invalidated:
                    raise
            else:
                break
        return connection

    @contextlib.contextmanager
    def statement(self) -> Iterator[Connection]:
        """Give a connection for one statement, which is a transaction by itself."""
        with explained_database(), self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the connections; on SQLite the last one empties the write-ahead log."""
        self._kind.close()
