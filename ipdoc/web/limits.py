"""How often one session or one address may ask: buckets that fill up again as time passes.

Nobody who works with the pages comes near the limits; a script that copies everything does. Counts
lie in this process's memory and hold no more than a digest of who asked. Several workers count
each for itself. Styles and scripts are free: they are the same for all and hold no secret. So is
locking: whoever copies everything must not keep its owner from it.
"""

from __future__ import annotations

import hashlib
import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, request

from ipdoc.casework.people.backoff import network_of
from ipdoc.errors import IpdocError
from ipdoc.web.context import session, session_token

_FULL_AFTER_S = 10
"""A bucket holds what may be asked in so many seconds."""
_MOST_BUCKETS = 10_000
_LOCK = "vault.lock"
DOOR_BODY_BYTES = 64 * 1024
"""Largest body of a form in front of the locked vault."""


class TooOftenError(IpdocError):
    """Somebody asks more often than a person can."""

    def __init__(self, wait_s: int) -> None:
        self.wait_s = wait_s
        super().__init__("Wait {seconds} s, then load the page again", seconds=wait_s)


@dataclass
class _Bucket:
    left: float
    seen_s: float


class Limit:
    """Lets each key ask so often.

    Args:
        per_second: what may be asked in the long run; ten times as much at once.
        clock: seconds that only go forward; given in tests.
    """

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = per_second
        self._most = per_second * _FULL_AFTER_S
        self._clock = clock
        self._salt = os.urandom(16)
        self._buckets: dict[bytes, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, key: str) -> None:
        """Count one request.

        Raises:
            TooOftenError: the bucket is empty; it says after how many whole seconds it is not.
        """
        name = hashlib.blake2b(key.encode(), key=self._salt, digest_size=16).digest()
        with self._lock:
            now = self._clock()
            if name not in self._buckets and len(self._buckets) >= _MOST_BUCKETS:
                self._forget_full(now)
            bucket = self._buckets.setdefault(name, _Bucket(self._most, now))
            bucket.left = min(self._most, bucket.left + (now - bucket.seen_s) * self._rate)
            bucket.seen_s = now
            if bucket.left < 1:
                raise TooOftenError(math.ceil((1 - bucket.left) / self._rate))
            bucket.left -= 1

    def _forget_full(self, now: float) -> None:
        """Drop what would be full by now; if all are in use, drop the oldest half."""
        oldest = sorted(self._buckets, key=lambda name: self._buckets[name].seen_s)
        idle = [n for n in oldest if now - self._buckets[n].seen_s > _FULL_AFTER_S]
        for name in idle or oldest[: len(oldest) // 2]:
            del self._buckets[name]


def limit_requests(app: Flask, per_session: float, per_address: float) -> None:
    """Count every request but those for assets: by its session, else by its address.

    Args:
        app: what is guarded.
        per_session: requests a second of one session.
        per_address: requests a second of one address without a session.
    """
    sessions, addresses = Limit(per_session), Limit(per_address)

    @app.before_request
    def count() -> None:
        if request.blueprint == "assets" or request.endpoint == _LOCK:
            return
        if session() is None:
            addresses.take(network_of(request.remote_addr or ""))
        else:
            sessions.take(session_token())


def small_bodies(app: Flask, blueprints: frozenset[str]) -> None:
    """Let nobody send more than a door's form needs to the pages in front of the locked vault."""

    @app.before_request
    def shrink() -> None:
        if request.blueprint in blueprints:
            request.max_content_length = DOOR_BODY_BYTES
