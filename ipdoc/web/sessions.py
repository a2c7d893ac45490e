"""Open vaults of this process, each under a random token that only one browser knows."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ipdoc.casework.openvault import OpenVault

_TOKEN_BYTES = 32


@dataclass
class Session:
    """One unlocked browser."""

    vault: OpenVault
    last_seen_s: float
    names_shown: set[str] = field(default_factory=set)
    """Case ids whose names this browser asked to see."""
    restricted_open: set[str] = field(default_factory=set)
    """Case ids whose restricted views of the body this browser asked to see."""


class Sessions:
    """The sessions of this process; they end with it.

    Args:
        idle_minutes: after so long without a request the vault locks itself.
        clock: seconds that only go forward; given in tests.
    """

    def __init__(self, idle_minutes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.idle_s = idle_minutes * 60
        self.cookie = f"s{secrets.token_hex(3)}"
        """Name of the cookie: says nothing, and differs for two servers on one computer, since
        cookies do not tell ports apart."""
        self._clock = clock
        self._open: dict[bytes, Session] = {}
        self._lock = threading.Lock()

    def begin(self, vault: OpenVault) -> str:
        """Keep an open vault; return the token for the cookie, 256 random bits."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        with self._lock:
            self._open[_key(token)] = Session(vault, self._clock())
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

    def end(self, token: str | None) -> None:
        """Lock the vault of a token; it is no error if it is locked."""
        if token:
            with self._lock:
                session = self._open.pop(_key(token), None)
            if session is not None:
                session.vault.close()

    def lock_idle(self) -> None:
        """Lock the vaults that nobody has used for too long."""
        limit = self._clock() - self.idle_s
        with self._lock:
            idle = [key for key, one in self._open.items() if one.last_seen_s < limit]
            ended = [self._open.pop(key) for key in idle]
        for session in ended:
            session.vault.close()

    def end_all(self) -> None:
        """Lock everything."""
        with self._lock:
            ended = list(self._open.values())
            self._open.clear()
        for session in ended:
            session.vault.close()


class IdleWatch(threading.Thread):
    """Locks idle vaults also when no request comes that would notice the time.

    Args:
        sessions: what to watch.
        every_s: seconds between two looks.
    """

    def __init__(self, sessions: Sessions, every_s: float = 10.0) -> None:
        super().__init__(name="idle-watch", daemon=True)
        self._sessions = sessions
        self._every_s = every_s
        self._ended = threading.Event()

    def run(self) -> None:
        """Look again and again until told to end."""
        while not self._ended.wait(self._every_s):
            self._sessions.lock_idle()

    def end(self) -> None:
        """Stop watching."""
        self._ended.set()
        self.join()


def _key(token: str) -> bytes:
    """Tokens are looked up by digest, so that no comparison leaks them by its timing."""
    return hashlib.sha256(token.encode()).digest()
