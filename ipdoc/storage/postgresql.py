"""The database on a PostgreSQL server, used by several workers at once."""

from __future__ import annotations

import os
import select
import threading
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError

from ipdoc.storage.closedlines import close_database_line
from ipdoc.storage.errors import StorageError
from ipdoc.storage.explaining import explained_database
from ipdoc.storage.rights import refuse_excess

DRIVER = "postgresql+psycopg"
_FORMAT_LOCK = 0x1BD0C
"""Number of the lock under which one worker at a time brings the tables to the present form."""
_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITING = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_TABLES = "SELECT to_regclass('vault') IS NOT NULL"
_VAULTS = "SELECT EXISTS (SELECT FROM vault)"
_SETTINGS = {
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "5min",
    "timezone": "UTC",
}
"""Of each connection: whoever waits for a lock, or holds one and does nothing, gives up in time."""


class PostgresqlServer:
    """The database of a vault on a server.

    Args:
        url: postgresql+psycopg://…
        tunnelled: a tunnel of the administrator's closes lines to other computers; else they
            need a checked certificate.

    Raises:
        StorageError: the address cannot be used, or the line would be open.
    """

    def __init__(self, url: str, *, tunnelled: bool = False) -> None:
        self._url = _checked(url)
        if not tunnelled:
            close_database_line(self._url, os.environ)
        self._open = True
        self.engine = _engines.take(self._url)

    def exists(self) -> bool:
        """Return whether there is a vault."""
        with explained_database(), self.engine.connect() as connection:
            tables = connection.exec_driver_sql(_TABLES).scalar()
            return bool(tables and connection.exec_driver_sql(_VAULTS).scalar())

    def missing(self) -> StorageError:
        """Return the sentence for when there is none."""
        return StorageError("There is no vault in this database yet; create one")

    def make(self) -> None:
        """See that the database stands ready: a database administrator made it."""

    def claim(self, connection: Connection) -> None:
        """Let nobody else make a vault in this database until the transaction ends.

        Raises:
            StorageError: there is one.
        """
        connection.exec_driver_sql("LOCK TABLE vault IN EXCLUSIVE MODE")
        if connection.exec_driver_sql(_VAULTS).scalar():
            raise StorageError("This database holds a vault already; name another database")

    def put_in_place(self) -> None:
        """The commit has put it in place: let go of it, as of a finished file."""
        self.close()

    def begin(self, connection: Connection, *, write: bool) -> None:
        """Begin a transaction.

        A reading one sees one moment throughout. A writing one sees what others have committed
        by each statement, so it locks what it decides on before it reads it.
        """
        connection.exec_driver_sql(_WRITING if write else _READING)

    def lock_format(self, connection: Connection) -> None:
        """Wait until no other worker changes the tables."""
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_FORMAT_LOCK,))

    def sound(self, connection: Connection) -> bool:
        """Return True; PostgreSQL notices damaged pages when it reads them.

        Raises:
            StorageError: the server is set to forget commits when its power fails.
        """
        for name in ("fsync", "synchronous_commit"):
            if connection.exec_driver_sql(f"SHOW {name}").scalar() == "off":
                text = "The database may lose what it has confirmed; set {name} to on"
                raise StorageError(text, name=name)
        return True

    def refuse_excess(self, connection: Connection) -> None:
        """Refuse an account of the database that may do more than it needs.

        Raises:
            StorageError: names the right.
        """
        refuse_excess(connection)

    def close(self) -> None:
        """Let go of the connections, which the others of this process go on using."""
        if self._open:
            self._open = False
            _engines.give_back(self._url)


def _checked(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError:
        url = None
    if url is None or url.drivername != DRIVER:
        raise StorageError("Set IPDOC_DATABASE_URL to postgresql+psycopg://…")
    return url


class _Engines:
    """One pool of connections a process and database, however many vaults are open in it.

    A process that was forked makes its own: a connection cannot be shared with the parent.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[tuple[int, URL], tuple[Engine, int]] = {}

    def take(self, url: URL) -> Engine:
        with self._lock:
            key = (os.getpid(), url)
            engine, users = self._open.get(key) or (_engine(url), 0)
            self._open[key] = (engine, users + 1)
            return engine

    def give_back(self, url: URL) -> None:
        with self._lock:
            key = (os.getpid(), url)
            engine, users = self._open[key]
            if users > 1:
                self._open[key] = (engine, users - 1)
                return
            del self._open[key]
        engine.dispose()


_engines = _Engines()


def _engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",  # transactions are begun by hand, as on SQLite
        pool_size=8,
        max_overflow=8,
        pool_timeout=10.0,
        connect_args={"connect_timeout": 10, "application_name": "ipdoc"},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "checkout", _refuse_ended)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """Set what each connection needs."""
    with connection.cursor() as cursor:
        for name, value in _SETTINGS.items():
            cursor.execute("SELECT set_config(%s, %s, false)", (name, value))


def _refuse_ended(connection: Any, _record: object, _holder: object) -> None:
    """Take another connection where the server has ended this one, as after a restart.

    The server sends nothing to a connection that rests; what stands there to be read is its
    farewell. So no question need be sent and waited for, each time that a connection is taken.

    Raises:
        DisconnectionError: the pool makes a new one.
    """
    if connection.closed or select.select([connection.fileno()], [], [], 0)[0]:
        raise DisconnectionError
