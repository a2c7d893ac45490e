"""The store of sessions of a server: rows in the database, open vaults in each worker's memory.

Every request looks at its session's row, so a session that was ended by another worker, or by the
person at another computer, is ended here too. Open vaults are kept by the token's digest only.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.sessionkeeping import About, SessionBook, session_key, told
from ipdoc.errors import IpdocError
from ipdoc.storage.errors import StorageError
from ipdoc.web.sessions import LONGEST_S, ListedSession, Session

COOKIE = "s"
"""Name of the cookie, the same in all workers."""
_WRITE_EVERY_S = 30


@dataclass
class _Held:
    """A session in this worker."""

    session: Session
    about: bytes
    """As it was stored when it was last read."""


class SharedSessions:
    """The sessions of all workers.

    Args:
        book: the rows of the sessions.
        idle_minutes: after so long without a request a session ends.
        clock: seconds since 1970; given in tests.
    """

    def __init__(
        self, book: SessionBook, idle_minutes: int, clock: Callable[[], float] = time.time
    ) -> None:
        self.idle_s = idle_minutes * 60
        self.cookie = COOKIE
        self._book = book
        self._clock = clock
        self._held: dict[bytes, _Held] = {}
        self._lock = threading.Lock()

    def begin(self, vault: OpenVault, about: str = "") -> str:
        """Keep an open vault; return the token for the cookie, 256 random bits."""
        now = int(self._clock())
        token = self._book.begin(vault, About(about), now)
        with self._lock:
            self._held[session_key(token)] = _Held(Session(vault, now, about, now, now), b"")
        return token

    def find(self, token: str | None) -> Session | None:
        """Return the session of a token and note that it was used.

        Raises:
            StorageError: the database does not answer.
        """
        row = self._book.look(token) if token else None
        now = int(self._clock())
        if token and (row is None or self._too_old(row.last_seen_at, row.begun_at, now)):
            self.end(token)
            return None
        if row is None or not token:
            return None
        held = self._held.get(row.id) or self._open(row.id, token)
        if held is None:
            return None
        if held.about != row.about:
            _take(held, told(held.session.vault, row), row.about)
        if now - row.last_seen_at >= min(_WRITE_EVERY_S, self.idle_s // 10):
            self._book.seen(row, now)
        held.session.last_seen_s, held.session.begun_at = now, row.begun_at
        return held.session

    def _too_old(self, last_seen_at: int, begun_at: int, now: int) -> bool:
        return now - last_seen_at > self.idle_s or now - begun_at > LONGEST_S

    def _open(self, name: bytes, token: str) -> _Held | None:
        """Open the vault of a session that was begun in another worker."""
        row = self._book.look(token)
        if row is None:
            return None
        try:
            vault = self._book.open(row, token)
        except IpdocError:
            self._book.end(name)
            raise
        opened = _Held(Session(vault, row.last_seen_at, "", row.begun_at, row.begun_at), b"")
        with self._lock:
            held = self._held.setdefault(name, opened)
        if held is not opened:
            vault.close()
        return held

    def keep(self, token: str, session: Session) -> None:
        """Let the other workers know what this browser asked to see."""
        name = session_key(token)
        shown = frozenset(session.names_shown), frozenset(session.restricted_open)
        sealed = self._book.describe(session.vault, name, About(session.about, *shown))
        with self._lock:
            if name in self._held:
                self._held[name].about = sealed

    def end(self, token: str | None) -> None:
        """Lock the vault of a token in all workers; it is no error if it is locked."""
        if token:
            self._book.end(session_key(token))
            self._drop([session_key(token)])

    def listed(self, vault: OpenVault) -> list[ListedSession]:
        """Return the sessions of the person whose vault is open, the newest first."""
        return [
            ListedSession(row.id.hex(), about.browser, row.begun_at, row.last_seen_at)
            for row, about in self._book.of_person(vault)
        ]

    def end_listed(self, vault: OpenVault, session_id: str) -> None:
        """End a session of the same person; it is no error if it has ended."""
        for row, _ in self._book.of_person(vault):
            if row.id.hex() == session_id:
                self._book.end(row.id, vault.person_id)
                self._drop([row.id])

    def drop_person(self, person_id: str) -> None:
        """Lock what this worker holds open for a person; the others see that the rows are gone."""
        with self._lock:
            held = list(self._held.items())
        self._drop([name for name, one in held if one.session.vault.person_id == person_id])

    def lock_idle(self) -> None:
        """End what was not used for too long, and lock here what has ended elsewhere.

        Raises:
            StorageError: the database does not answer. Nobody can say then who has locked or been
                idle, so no key is kept here; what goes on opens again by its browser's cookie.
        """
        now = int(self._clock())
        with self._lock:
            names = list(self._held)
        try:
            self._book.end_old(now - self.idle_s, now - LONGEST_S)
            going_on = self._book.going_on(names) if names else set()
        except StorageError:
            self._drop(names)
            raise
        self._drop([name for name in names if name not in going_on])

    def end_all(self) -> None:
        """Lock what this worker holds open; the sessions go on elsewhere and after a restart."""
        with self._lock:
            names = list(self._held)
        self._drop(names)

    def _drop(self, names: list[bytes]) -> None:
        with self._lock:
            dropped = [self._held.pop(name) for name in names if name in self._held]
        for held in dropped:
            held.session.vault.close()


def _take(held: _Held, about: About, stored: bytes) -> None:
    held.about = stored
    held.session.about = about.browser
    held.session.names_shown = set(about.names_shown)
    held.session.restricted_open = set(about.restricted_open)
