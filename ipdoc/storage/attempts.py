"""Failed attempts to sign in, counted in the database so that all workers count together."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from ipdoc.storage.database import Database
from ipdoc.storage.rows import Rows
from ipdoc.storage.tables import AttemptRow


class AttemptRows:
    """Counts in the table ``attempt``; each call is a transaction of its own.

    Args:
        database: an open database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def counted(self, keys: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
        """Return key → failures and the second of the last one, for the keys that are known."""
        with self._database.transaction(write=False) as connection:
            asked = select(AttemptRow).where(AttemptRow.key.in_(keys))
            found = Rows(connection, write=False).session.scalars(asked)
            return {bytes(row.key): (row.failures, row.last_at) for row in found}

    def add(self, keys: Sequence[bytes], now_s: int) -> None:
        """Count one more failure of each key."""
        with self._database.transaction() as connection:
            for key in sorted(keys):
                _put(connection, key, 1, now_s, AttemptRow.failures + 1)

    def put(self, key: bytes, failures: int, now_s: int) -> None:
        """State how often a key has failed."""
        with self._database.transaction() as connection:
            _put(connection, key, failures, now_s, failures)

    def forget(self, keys: Sequence[bytes], failed_before_s: int, known_before_s: int) -> None:
        """Drop these keys, failures older than one moment, known browsers older than another."""
        with self._database.transaction() as connection:
            session = Rows(connection).session
            session.execute(delete(AttemptRow).where(AttemptRow.key.in_(keys)))
            old = (AttemptRow.failures > 0) & (AttemptRow.last_at < failed_before_s)
            session.execute(delete(AttemptRow).where(old))
            session.execute(delete(AttemptRow).where(AttemptRow.last_at < known_before_s))


def _put(
    connection: Connection, key: bytes, first: int, now_s: int, then: int | ColumnElement[int]
) -> None:
    """Write ``first`` into a new row, ``then`` into one that is there, in one statement.

    Two workers may meet a key for the first time at once; neither may fail.
    """
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(AttemptRow).values(key=key, failures=first, last_at=now_s)
    there = {"failures": then, "last_at": now_s}
    connection.execute(row.on_conflict_do_update(index_elements=[AttemptRow.key], set_=there))
