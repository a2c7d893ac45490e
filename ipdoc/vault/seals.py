"""Seals: a key of a case's part, closed for one person (HPKE, RFC 9180, base mode).

A seal is format (1) ‖ suite (1) ‖ HPKE output; the row's identity goes into ``info``, so a seal
cannot be moved to another case, part, epoch or person unnoticed.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from ipdoc.vault.errors import NewerFormatError, TamperedError
from ipdoc.vault.keys import PrivateKey, PublicKey

FORMAT, SUITE_ID = 1, 1
_PREFIX = bytes((FORMAT, SUITE_ID))
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def seal(secret: bytes, recipient: PublicKey, identity: bytes) -> bytes:
    """Return ``secret`` closed for one person.

    Args:
        secret: any bytes, in use 32.
        recipient: the person's public key.
        identity: canonical bytes of the row that holds the seal.
    """
    return _PREFIX + _SUITE.encrypt(secret, recipient.hpke, info=_PREFIX + identity)


def unseal(blob: bytes, own: PrivateKey, identity: bytes) -> bytes:
    """Return the secret in a seal.

    Raises:
        NewerFormatError: the seal is in an unknown format.
        TamperedError: the seal is for somebody else, was moved, or was changed.
    """
    if blob[:2] != _PREFIX:
        raise NewerFormatError
    try:
        return _SUITE.decrypt(blob[2:], own.hpke, info=_PREFIX + identity)
    except (InvalidTag, ValueError):
        raise TamperedError("seal") from None
