"""Who fails to sign in waits longer each time, and can never keep a colleague out by it.

Failures are counted where they come from: by the browser, if it bears the mark of an earlier
sign-in of the same person (a "device cookie", OWASP), else by person and address together, and by
the address alone. Nothing that one place does makes another place wait, so nobody can lock a
colleague out from elsewhere; how often somebody tried is told to the colleague at the next sign-in.
All the addresses of the world together are held back by what a guess costs (Argon2id) and by the
strength that a passphrase must have.

An attempt counts as failed from its beginning, so that many at once are no way round.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from ipdoc.errors import IpdocError

DAY_S = 86_400
FORGOTTEN_AFTER_S = DAY_S
KNOWN_FOR_S = 365 * DAY_S
_MINUTE_S = 60


class TooSoonError(IpdocError):
    """Too many attempts failed; the next one has to wait."""

    def __init__(self, wait_s: int) -> None:
        self.wait_s = wait_s
        if wait_s <= _MINUTE_S:
            text = "Too many attempts failed here; wait {seconds} s and try again"
            super().__init__(text, seconds=wait_s)
        else:
            text = "Too many attempts failed here; wait {minutes} min and try again"
            super().__init__(text, minutes=-(-wait_s // _MINUTE_S))


@dataclass(frozen=True)
class Patience:
    """How long who has failed must wait."""

    free: int
    """Failures without any waiting."""
    most_s: int
    """Longest wait; it doubles from two seconds up to this."""

    def wait_s(self, failures: int, last_at: int, now_s: int, most_s: int = DAY_S) -> int:
        """Return how many seconds are left to wait, 0 = none, in no case more than ``most_s``."""
        beyond = failures - self.free
        if beyond <= 0:
            return 0
        wait = min(self.most_s, most_s, 1 << min(beyond, 20))
        return max(0, last_at + wait - now_s)


KNOWN_BROWSER = Patience(free=5, most_s=5 * _MINUTE_S)
STRANGER = Patience(free=3, most_s=15 * _MINUTE_S)
ADDRESS = Patience(free=15, most_s=15 * _MINUTE_S)
SECOND_FACTOR = Patience(free=4, most_s=15 * _MINUTE_S)
SAME_COMPUTER_MOST_S = _MINUTE_S
"""On a laptop all come from one address; longer would only hurt its owner."""


class AttemptStore(Protocol):
    """Where failures are counted."""

    def counted(self, keys: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
        """Return key → failures and the second of the last one, for the keys that are known."""

    def add(self, keys: Sequence[bytes], now_s: int) -> None:
        """Count one more failure of each key."""

    def put(self, key: bytes, failures: int, now_s: int) -> None:
        """State how often a key has failed."""

    def forget(self, keys: Sequence[bytes], failed_before_s: int, known_before_s: int) -> None:
        """Drop these keys, failures older than one moment, known browsers older than another."""


class MemoryAttempts:
    """Counts in the memory of one process."""

    def __init__(self) -> None:
        self._rows: dict[bytes, tuple[int, int]] = {}
        self._lock = threading.Lock()

    def counted(self, keys: Sequence[bytes]) -> dict[bytes, tuple[int, int]]:
        """Return key → failures and the second of the last one, for the keys that are known."""
        with self._lock:
            return {key: self._rows[key] for key in keys if key in self._rows}

    def add(self, keys: Sequence[bytes], now_s: int) -> None:
        """Count one more failure of each key."""
        with self._lock:
            for key in keys:
                self._rows[key] = (self._rows.get(key, (0, 0))[0] + 1, now_s)

    def put(self, key: bytes, failures: int, now_s: int) -> None:
        """State how often a key has failed."""
        with self._lock:
            self._rows[key] = (failures, now_s)

    def forget(self, keys: Sequence[bytes], failed_before_s: int, known_before_s: int) -> None:
        """Drop these keys, failures older than one moment, known browsers older than another."""
        with self._lock:
            self._rows = {
                key: (failures, last_at)
                for key, (failures, last_at) in self._rows.items()
                if key not in keys
                and last_at >= known_before_s
                and not (failures > 0 and last_at < failed_before_s)
            }


@dataclass(frozen=True)
class Attempt:
    """One attempt, counted as failed until it is said to have succeeded."""

    keys: tuple[bytes, ...]
    told: bytes
    """What counts all failures of the person, only to tell of them."""
    failed_before: int
    """Failures of the person anywhere within a day before this attempt."""
    address: tuple[bytes, int] = (b"", 0)
    """What counts the address, and how often it had failed before."""


class Doorkeeper:
    """Counts attempts and says who has to wait.

    Args:
        store: where failures are counted.
        secret: key of the digests that stand in the store, the same for all workers.
        same_computer: everybody comes from one address, as on a laptop.
    """

    def __init__(self, store: AttemptStore, secret: bytes, *, same_computer: bool) -> None:
        self._store = store
        self._secret = secret
        self._same_computer = same_computer

    def begin(self, name: str, address: str, mark: str, now_s: int) -> Attempt:
        """Count an attempt to sign in as failed before it is tried.

        Args:
            name: sign-in name as typed; empty while one person uses the vault.
            address: of the computer at the other end.
            mark: what the browser bears from an earlier sign-in; empty if nothing.
            now_s: seconds since 1970.

        Raises:
            TooSoonError: the place it comes from has to wait.
        """
        browser = self._key("browser", name, mark)
        place = self._key("place", name, network_of(address))
        whole = self._key("address", "", network_of(address))
        told = self._key("person", name, "")
        counted = self._store.counted([browser, place, whole, told])
        if mark and browser in counted:
            rules = {browser: KNOWN_BROWSER}
        else:
            rules = {place: STRANGER, whole: ADDRESS}
        self._refuse(rules, counted, now_s)
        keys = (*rules, told)
        self._store.add(keys, now_s)
        failed = counted.get(told, (0, 0))[0]
        return Attempt(keys, told, failed, (whole, counted.get(whole, (0, 0))[0]))

    def passed(self, attempt: Attempt, name: str, mark: str, now_s: int) -> str:
        """Forget what an attempt counted, and return the mark that the browser shall bear.

        Of the address only this attempt is forgotten: whoever has one passphrase shall not win new
        attempts at others by it.
        """
        self._store.forget(attempt.keys, now_s - FORGOTTEN_AFTER_S, now_s - KNOWN_FOR_S)
        address, failed = attempt.address
        if failed and address in attempt.keys:
            self._store.put(address, failed, now_s)
        fresh = mark if mark and self._key("browser", name, mark) in attempt.keys else ""
        fresh = fresh or secrets.token_urlsafe(24)
        self._store.put(self._key("browser", name, fresh), 0, now_s)
        return fresh

    def begin_again(self, what: str, of: str, now_s: int) -> Attempt:
        """Count an attempt of somebody who has given the passphrase, or is signed in.

        Args:
            what: "factor" or "confirm".
            of: person or session.
            now_s: seconds since 1970.

        Raises:
            TooSoonError: too many failed.
        """
        key = self._key(what, of, "")
        self._refuse({key: SECOND_FACTOR}, self._store.counted([key]), now_s)
        self._store.add([key], now_s)
        return Attempt((key,), key, 0)

    def passed_again(self, attempt: Attempt, now_s: int) -> None:
        """Forget what such an attempt counted."""
        self._store.forget(attempt.keys, now_s - FORGOTTEN_AFTER_S, now_s - KNOWN_FOR_S)

    def _refuse(
        self, rules: dict[bytes, Patience], counted: dict[bytes, tuple[int, int]], now_s: int
    ) -> None:
        most_s = SAME_COMPUTER_MOST_S if self._same_computer else DAY_S
        waits = [
            rule.wait_s(*counted.get(key, (0, 0)), now_s, most_s) for key, rule in rules.items()
        ]
        if max(waits):
            raise TooSoonError(max(waits))

    def _key(self, kind: str, name: str, what: str) -> bytes:
        folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
        said = "\0".join((kind, folded, what)).encode()
        return hmac.digest(self._secret, said, sha256)


def network_of(address: str) -> str:
    """Return an address, or the /64 of a version 6 one: a household has all of that.

    A version 4 address in the clothes of version 6 (``::ffff:192.0.2.1``, as a proxy that listens
    on both may write it) is what it is: else all of version 4 would count as one household.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))
