"""Open vaults, each under a random token that only one browser knows.

``SessionStore`` is what the pages ask of a store; ``Sessions`` is the store of one process.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.storage.errors import StorageError

_TOKEN_BYTES = 32
LONGEST_S = 12 * 3600
"""Nobody stays in for longer than a long day, however busy."""


@dataclass
class Session:
    """One unlocked browser."""

    vault: OpenVault
    last_seen_s: float
    about: str = ""
    """Browser, system and address, as the person is shown them."""
    begun_at: int = 0
    """Seconds since 1970."""
    begun_s: float = 0.0
    names_shown: set[str] = field(default_factory=set)
    """Case ids whose names this browser asked to see."""
    restricted_open: set[str] = field(default_factory=set)
    """Case ids whose restricted views of the body this browser asked to see."""


@dataclass(frozen=True)
class ListedSession:
    """A session as its person sees it."""

    id: str
    """Digest of the token, hexadecimal; the token cannot be had from it."""
    about: str
    begun_at: int
    last_seen_at: int
    """Seconds since 1970."""


class SessionStore(Protocol):
    """What the pages ask of whatever keeps the sessions."""

    idle_s: int
    """Seconds without a request after which a session ends."""
    cookie: str
    """Name of the cookie."""

    def begin(self, vault: OpenVault, about: str = "") -> str:
        """Keep an open vault; return the token for the cookie, 256 random bits."""

    def find(self, token: str | None) -> Session | None:
        """Return the session of a token and note that it was used."""

    def keep(self, token: str, session: Session) -> None:
        """Remember what the browser of a session has asked to see."""

    def end(self, token: str | None) -> None:
        """Lock the vault of a token; it is no error if it is locked."""

    def listed(self, vault: OpenVault) -> list[ListedSession]:
        """Return the sessions of the person whose vault is open, the newest first."""

    def end_listed(self, vault: OpenVault, session_id: str) -> None:
        """End a session of the same person; it is no error if it has ended."""

    def drop_person(self, person_id: str) -> None:
        """Lock what this process holds open for a person whose sessions somebody ended."""

    def lock_idle(self) -> None:
        """End what was not used for too long, or lasted for too long."""

    def end_all(self) -> None:
        """Lock everything that this process holds open."""


class Sessions:
    """The sessions of this process; they end with it.

    Args:
        idle_minutes: after so long without a request the vault locks itself.
        clock: seconds that only go forward; given in tests.
    """

    def __init__(self, idle_minutes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.idle_s = idle_minutes * 60
        # says nothing, and differs for two servers on one computer: cookies do not tell ports apart
        self.cookie = f"s{secrets.token_hex(3)}"
        self._clock = clock
        self._open: dict[bytes, Session] = {}
        self._lock = threading.Lock()

    def begin(self, vault: OpenVault, about: str = "") -> str:
        """Keep an open vault; return the token for the cookie, 256 random bits."""
        token, now = secrets.token_urlsafe(_TOKEN_BYTES), self._clock()
        with self._lock:
            self._open[_key(token)] = Session(vault, now, about, int(time.time()), now)
        return token

    def find(self, token: str | None) -> Session | None:
        """Return the session of a token and note that it was used; lock the idle ones."""
        self.lock_idle()
        if not token:
            return None
        with self._lock:
            session = self._open.get(_key(token))
            if session is not None:
                session.last_seen_s = self._clock()
            return session

    def keep(self, token: str, session: Session) -> None:
        """Do nothing: the session itself remembers what its browser has asked to see."""

    def end(self, token: str | None) -> None:
        """Lock the vault of a token; it is no error if it is locked."""
        if token:
            with self._lock:
                session = self._open.pop(_key(token), None)
            if session is not None:
                session.vault.close()

    def listed(self, vault: OpenVault) -> list[ListedSession]:
        """Return the sessions of the person whose vault is open, the newest first."""
        with self._lock:
            now_s, now = self._clock(), time.time()
            found = [
                ListedSession(
                    key.hex(), one.about, one.begun_at, int(now - (now_s - one.last_seen_s))
                )
                for key, one in self._open.items()
                if one.vault.person_id == vault.person_id
            ]
        return sorted(found, key=lambda one: one.begun_at, reverse=True)

    def end_listed(self, vault: OpenVault, session_id: str) -> None:
        """End a session of the same person; it is no error if it has ended."""
        person = vault.person_id
        self._end(lambda key, one: key.hex() == session_id and one.vault.person_id == person)

    def drop_person(self, person_id: str) -> None:
        """Lock all that is open for a person."""
        self._end(lambda _key, one: one.vault.person_id == person_id)

    def lock_idle(self) -> None:
        """Lock the vaults that nobody has used for too long, or that are open for too long."""
        now = self._clock()
        self._end(
            lambda _key, one: now - one.last_seen_s > self.idle_s or now - one.begun_s > LONGEST_S
        )

    def end_all(self) -> None:
        """Lock everything."""
        self._end(lambda _key, _one: True)

    def _end(self, chosen: Callable[[bytes, Session], bool]) -> None:
        with self._lock:
            found = [key for key, one in self._open.items() if chosen(key, one)]
            ended = [self._open.pop(key) for key in found]
        for session in ended:
            session.vault.close()


class IdleWatch(threading.Thread):
    """Locks idle vaults also when no request comes that would notice the time.

    Args:
        sessions: what to watch.
        every_s: seconds between two looks.
    """

    def __init__(self, sessions: SessionStore, every_s: float = 10.0) -> None:
        super().__init__(name="idle-watch", daemon=True)
        self._sessions = sessions
        self._every_s = every_s
        self._ended = threading.Event()

    def run(self) -> None:
        """Look again and again until told to end, also while the database does not answer."""
        while not self._ended.wait(self._every_s):
            with contextlib.suppress(StorageError):
                self._sessions.lock_idle()

    def end(self) -> None:
        """Stop watching."""
        self._ended.set()
        self.join()


def session_id(token: str) -> str:
    """Return the id under which a token's session is listed."""
    return _key(token).hex()


def _key(token: str) -> bytes:
    """Tokens are looked up by digest, so that no comparison leaks them by its timing."""
    return hashlib.sha256(token.encode()).digest()
