"""Seals: a key of a case's part, closed for one person (HPKE, RFC 9180, base mode).

A seal is format (1) ‖ suite (1) ‖ HPKE output; the row's identity goes into ``info``, so a seal
cannot be moved to another case, part, epoch or person unnoticed. Base mode lets anybody who has
the public key make a seal, and the public key lies in the vault. So what is sealed is
sealer (1) ‖ proof (32) ‖ secret: a person's own seals carry an HMAC that needs the private key, and
whoever holds a seized laptop cannot slip in a key that he knows. Sealer 1 is the person; other
values are kept for seals that another person signs.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from ipdoc.vault.errors import NewerFormatError, TamperedError
from ipdoc.vault.keys import PrivateKey

FORMAT, SUITE_ID = 1, 1
_PREFIX = bytes((FORMAT, SUITE_ID))
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_BY_OWNER = bytes((1,))
_PROOF_BYTES = 32


def seal(secret: bytes, own: PrivateKey, identity: bytes) -> bytes:
    """Return ``secret`` closed for the person who seals it.

    Args:
        secret: any bytes, in use 32.
        own: the person's key; its private half only proves who sealed.
        identity: canonical bytes of the row that holds the seal.
    """
    inner = _BY_OWNER + _proof(secret, own, identity) + secret
    return _PREFIX + _SUITE.encrypt(inner, own.public.hpke, info=_PREFIX + identity)


def unseal(blob: bytes, own: PrivateKey, identity: bytes) -> bytes:
    """Return the secret in a seal.

    Raises:
        NewerFormatError: the seal is in an unknown format, or of another kind of sealer.
        TamperedError: the seal is for or by somebody else, was moved, or was changed.
    """
    if blob[:2] != _PREFIX:
        raise NewerFormatError
    try:
        inner = _SUITE.decrypt(blob[2:], own.hpke, info=_PREFIX + identity)
    except (InvalidTag, ValueError):
        raise TamperedError("seal") from None
    if inner[:1] != _BY_OWNER:
        raise NewerFormatError
    proof, secret = inner[1 : 1 + _PROOF_BYTES], inner[1 + _PROOF_BYTES :]
    if not hmac.compare_digest(proof, _proof(secret, own, identity)):
        raise TamperedError("seal")
    return secret


def _proof(secret: bytes, own: PrivateKey, identity: bytes) -> bytes:
    said = hashlib.sha256(_PREFIX + identity).digest() + secret
    return hmac.digest(own.derive("seal proof"), said, hashlib.sha256)
