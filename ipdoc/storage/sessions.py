"""The rows of sessions that several workers share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, cast

from sqlalchemy import Connection, Table, bindparam, delete, insert, or_, select, update

from ipdoc.storage.tables import SessionRow

_SESSION = cast(Table, SessionRow.__table__)


class Kept(NamedTuple):
    """The row of a session."""

    id: bytes
    person_id: str
    begun_at: int
    last_seen_at: int
    about: bytes
    blob: bytes


_KEPT = tuple(_SESSION.c[name] for name in Kept._fields)
_ONE = select(*_KEPT).where(_SESSION.c.id == bindparam("session"))
_SEEN = (
    update(_SESSION)
    .where(_SESSION.c.id == bindparam("session"), _SESSION.c.last_seen_at < bindparam("now"))
    .values(last_seen_at=bindparam("now"))
)


class SessionRows:
    """Questions about sessions; each is one statement.

    Args:
        connection: to the database, in a transaction or without one.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, row: Kept) -> None:
        """Write a new session."""
        self._connection.execute(insert(_SESSION), row._asdict())

    def one(self, session_id: bytes) -> Kept | None:
        """Return a session, or None when it has ended."""
        found = self._connection.execute(_ONE, {"session": session_id}).first()
        return Kept(*found) if found else None

    def of_person(self, person_id: str) -> Sequence[Kept]:
        """Return a person's sessions, the newest first."""
        chosen = select(*_KEPT).where(_SESSION.c.person_id == person_id)
        found = self._connection.execute(chosen.order_by(_SESSION.c.begun_at.desc()))
        return [Kept(*row) for row in found]

    def going_on(self, session_ids: Iterable[bytes]) -> set[bytes]:
        """Return those of the sessions that have not ended."""
        chosen = select(_SESSION.c.id).where(_SESSION.c.id.in_(list(session_ids)))
        return set(self._connection.scalars(chosen))

    def seen(self, session_id: bytes, now: int) -> None:
        """Note that a session was used."""
        self._connection.execute(_SEEN, {"session": session_id, "now": now})

    def describe(self, session_id: bytes, about: bytes) -> None:
        """Write anew what is said of a session."""
        chosen = update(_SESSION).where(_SESSION.c.id == session_id)
        self._connection.execute(chosen.values(about=about))

    def end(self, session_id: bytes, person_id: str | None = None) -> None:
        """Take a session away, of this person only if one is named."""
        chosen = delete(_SESSION).where(_SESSION.c.id == session_id)
        if person_id is not None:
            chosen = chosen.where(_SESSION.c.person_id == person_id)
        self._connection.execute(chosen)

    def end_old(self, seen_before: int, begun_before: int) -> None:
        """Take away what was last used, or begun, before these moments."""
        old = or_(_SESSION.c.last_seen_at < seen_before, _SESSION.c.begun_at < begun_before)
        self._connection.execute(delete(_SESSION).where(old))
