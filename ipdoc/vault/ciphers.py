"""Rows under a part key: AES-256-GCM with sub-keys by HKDF, identity as associated data.

A blob is format (1) ‖ suite (1) ‖ nonce (12) ‖ ciphertext and tag.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ipdoc.vault.errors import NewerFormatError, TamperedError

FORMAT, SUITE_ID = 1, 1
KEY_BYTES = 32
_MOST_FOUND = 1024
"""Ids that a cipher keeps; every save asks for the same few."""
_PREFIX = bytes((FORMAT, SUITE_ID))


def new_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def subkey(key: bytes, purpose: str, salt: bytes | None = None) -> bytes:
    """Return the key for one purpose, 32 bytes (HKDF-SHA256, RFC 5869)."""
    info = f"ipdoc {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(key)


def identity_bytes(**fields: str | int) -> bytes:
    """Return the canonical bytes of a row's identity (keys sorted, JSON without spaces)."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()


class PartCipher:
    """Encrypts and decrypts the rows of one part and epoch of a case.

    Args:
        key: the part key, 32 bytes.
    """

    def __init__(self, key: bytes) -> None:
        self.key = key
        """The part key itself: what is sealed when another person is let in."""
        self._rows = AESGCM(subkey(key, "rows"))
        self._ids = subkey(key, "record ids")
        self._found: dict[str, bytes] = {}
        self.attachments = subkey(key, "attachments")
        """Key from which each attachment's own key is derived."""

    def encrypt(self, plain: bytes, identity: bytes) -> bytes:
        """Return the blob of a row."""
        nonce = os.urandom(12)
        return _PREFIX + nonce + self._rows.encrypt(nonce, plain, _PREFIX + identity)

    def decrypt(self, blob: bytes, identity: bytes) -> bytes:
        """Return the plain bytes of a row.

        Raises:
            NewerFormatError: the blob is in an unknown format.
            TamperedError: the blob was changed or belongs to another row.
        """
        if blob[:2] != _PREFIX:
            raise NewerFormatError
        try:
            return self._rows.decrypt(blob[2:14], blob[14:], _PREFIX + identity)
        except InvalidTag:
            raise TamperedError("row") from None

    def record_id(self, path: str) -> bytes:
        """Return the opaque id of a record, 16 bytes; the path cannot be read from it."""
        found = self._found.get(path)
        if found is None:
            found = hmac.digest(self._ids, path.encode(), hashlib.sha256)[:16]
            if len(self._found) < _MOST_FOUND:
                self._found[path] = found
        return found


def tag(key: bytes, text: str) -> bytes:
    """Return a keyed digest of a text for exact search, 16 bytes.

    Case, blanks and the way in which a keyboard composes letters make no difference.
    """
    folded = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return hmac.digest(subkey(key, "search tags"), folded.encode(), hashlib.sha256)[:16]
