"""Unlocked sessions in the database, so that every worker of a server can go on with them.

A row holds the person's private key under a key of the browser's token, and the token is nowhere
but in the browser: whoever has the database, or all of it and every worker's disk, has nothing
that opens. The row's id is the token's SHA-256; the key is HKDF-SHA256 of the token, so the one
does not help to the other. What is said of the session is under a key of the person.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ipdoc.casework.core.openvault import OpenVault, open_with_key
from ipdoc.storage.database import Database
from ipdoc.storage.place import Place
from ipdoc.storage.sessions import Kept, SessionRows
from ipdoc.vault.ciphers import PartCipher, identity_bytes, subkey
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.keys import PrivateKey

_TOKEN_BYTES = 32


@dataclass(frozen=True)
class About:
    """What is said of a session, encrypted to its person."""

    browser: str = ""
    """Browser, system and address, as the person is shown them."""
    names_shown: frozenset[str] = field(default_factory=frozenset)
    restricted_open: frozenset[str] = field(default_factory=frozenset)
    """Case ids whose names, and whose restricted views, this browser asked to see."""


def session_key(token: str) -> bytes:
    """Return the id of a token's session: tokens are looked up by digest, never compared."""
    return hashlib.sha256(token.encode()).digest()


class SessionBook:
    """The sessions of a vault on a server.

    Args:
        place: where the vault is.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._database = Database(place)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def begin(self, vault: OpenVault, about: About, now: int) -> str:
        """Write a session of the person whose vault is open; return its token, 256 random bits.

        Args:
            vault: the open vault.
            about: what is said of the session.
            now: seconds since 1970.
        """
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        name = session_key(token)
        own = vault.keys.own
        blob = _token_cipher(token).encrypt(own.data, _identity(name, vault.person_id))
        row = Kept(name, vault.person_id, now, now, _sealed(vault, name, about), blob)
        with self._database.statement() as connection:
            SessionRows(connection).add(row)
        return token

    def look(self, token: str) -> Kept | None:
        """Return the row of a token's session, None when it has ended."""
        with self._database.statement() as connection:
            return SessionRows(connection).one(session_key(token))

    def open(self, row: Kept, token: str) -> OpenVault:
        """Open the vault for a session that goes on in this worker.

        Raises:
            TamperedError: the row was changed, or is of another session.
            LeftError: the person was taken out meanwhile.
        """
        identity = _identity(row.id, row.person_id)
        own = PrivateKey(_token_cipher(token).decrypt(row.blob, identity))
        return open_with_key(self._place, row.person_id, own)

    def seen(self, row: Kept, now: int) -> None:
        """Note that a session was used."""
        with self._database.statement() as connection:
            SessionRows(connection).seen(row.id, now)

    def describe(self, vault: OpenVault, session_id: bytes, about: About) -> bytes:
        """Write anew what is said of a session; return it as it is stored."""
        sealed = _sealed(vault, session_id, about)
        with self._database.statement() as connection:
            SessionRows(connection).describe(session_id, sealed)
        return sealed

    def of_person(self, vault: OpenVault) -> list[tuple[Kept, About]]:
        """Return the sessions of the person whose vault is open, the newest first."""
        with self._database.statement() as connection:
            rows = SessionRows(connection).of_person(vault.person_id)
        return [(row, told(vault, row)) for row in rows]

    def end(self, session_id: bytes, person_id: str | None = None) -> None:
        """End a session, if it is of this person; it is no error if it has ended."""
        with self._database.statement() as connection:
            SessionRows(connection).end(session_id, person_id)

    def end_old(self, seen_before: int, begun_before: int) -> None:
        """End what was last used, or begun, before these moments."""
        with self._database.statement() as connection:
            SessionRows(connection).end_old(seen_before, begun_before)

    def going_on(self, session_ids: Iterable[bytes]) -> set[bytes]:
        """Return those of the sessions that have not ended."""
        with self._database.statement() as connection:
            return SessionRows(connection).going_on(session_ids)


def told(vault: OpenVault, row: Kept) -> About:
    """Return what is said of a session of the vault's person.

    Raises:
        TamperedError: it was changed, or is of another session.
    """
    opened = _about_cipher(vault).decrypt(row.about, _identity(row.id, row.person_id))
    said: dict[str, Any] = json.loads(opened)
    try:
        return About(
            said["browser"], frozenset(said["names_shown"]), frozenset(said["restricted_open"])
        )
    except (KeyError, TypeError):
        raise TamperedError("session") from None


def _sealed(vault: OpenVault, session_id: bytes, about: About) -> bytes:
    said = {
        "browser": about.browser,
        "names_shown": sorted(about.names_shown),
        "restricted_open": sorted(about.restricted_open),
    }
    identity = _identity(session_id, vault.person_id)
    return _about_cipher(vault).encrypt(json.dumps(said).encode(), identity)


def _about_cipher(vault: OpenVault) -> PartCipher:
    return PartCipher(vault.keys.own.derive("sessions"))


def _token_cipher(token: str) -> PartCipher:
    return PartCipher(subkey(token.encode(), "session"))


def _identity(session_id: bytes, person_id: str) -> bytes:
    return identity_bytes(kind="session", id=session_id.hex(), person=person_id)
