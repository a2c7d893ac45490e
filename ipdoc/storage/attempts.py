"""Failed attempts to sign in, counted in the database so that all workers count together."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select, update

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
            session = Rows(connection).session
            for key in sorted(keys):
                more = (
                    update(AttemptRow)
                    .where(AttemptRow.key == key)
                    .values(failures=AttemptRow.failures + 1, last_at=now_s)
                )
                if session.execute(more.returning(AttemptRow.key)).first() is None:
                    session.merge(AttemptRow(key=key, failures=1, last_at=now_s))
                    session.flush()

    def put(self, key: bytes, failures: int, now_s: int) -> None:
        """State how often a key has failed."""
        with self._database.transaction() as connection:
            session = Rows(connection).session
            session.merge(AttemptRow(key=key, failures=failures, last_at=now_s))
            session.flush()

    def forget(self, keys: Sequence[bytes], failed_before_s: int, known_before_s: int) -> None:
        """Drop these keys, failures older than one moment, known browsers older than another."""
        with self._database.transaction() as connection:
            session = Rows(connection).session
            session.execute(delete(AttemptRow).where(AttemptRow.key.in_(keys)))
            old = (AttemptRow.failures > 0) & (AttemptRow.last_at < failed_before_s)
            session.execute(delete(AttemptRow).where(old))
            session.execute(delete(AttemptRow).where(AttemptRow.last_at < known_before_s))
