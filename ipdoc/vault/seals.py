"""Seals: a key of a case's part, closed for one person (HPKE, RFC 9180, base mode).

A seal is format (1) ‖ suite (1) ‖ HPKE output; the row's identity goes into ``info``, so a seal
cannot be moved to another case, part, epoch or person unnoticed. Base mode lets anybody who has
the public key make a seal, and the public key lies in the vault; so whoever seals also signs
(Ed25519), and whoever holds a seized laptop cannot slip in a key that he knows.

What is signed is the identity, the digest of the blob and an HMAC of the identity under the secret
itself, joined with the keys that the part had before. Hence a valid signature also proves that the
signer held the secret, and anybody who holds it can tell the true seals of others from those that
somebody without access wrote for himself; and that he held the earlier keys: nobody can invent a
next key of his own for what he cannot open, and wait for others to write under it.

Format 1, of the first release, has no signature: sealed is sealer (1) ‖ proof (32) ‖ secret, where
the proof is an HMAC that needs the person's own private key. It is read and no longer written.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from ipdoc.vault.ciphers import subkey
from ipdoc.vault.errors import NewerFormatError, TamperedError
from ipdoc.vault.keys import PrivateKey, PublicKey
from ipdoc.vault.signing import SigningKey, is_signed

FORMAT, SUITE_ID = 2, 1
_PREFIX = bytes((FORMAT, SUITE_ID))
_FIRST_PREFIX = bytes((1, SUITE_ID))
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_BY_OWNER = bytes((1,))
_PROOF_BYTES = 32
_PURPOSE = "seal"


def seal(
    secret: bytes, person: PublicKey, sealer: SigningKey, identity: bytes, earlier: bytes = b""
) -> tuple[bytes, bytes]:
    """Return ``secret`` closed for a person, and the signature of who closed it.

    Args:
        secret: any bytes, in use 32.
        person: for whom; that the key is truly theirs is for the caller to check.
        sealer: who answers for it.
        identity: canonical bytes of the row, with sealer and limit.
        earlier: stands for the keys before this one, see ``digest_of_keys``; empty for the first.
    """
    blob = _PREFIX + _SUITE.encrypt(secret, person.hpke, info=_PREFIX + identity)
    return blob, sealer.sign(_PURPOSE, _said(secret + earlier, blob, identity))


def unseal(blob: bytes, own: PrivateKey, identity: bytes) -> bytes:
    """Return the secret in a seal, to be used only once ``proves`` says who answers for it.

    Raises:
        NewerFormatError: the seal is in an unknown format.
        TamperedError: the seal is for somebody else, was moved, or was changed.
    """
    if blob[:2] != _PREFIX:
        raise NewerFormatError
    return _opened(blob, own, _PREFIX + identity)


def proves(
    blob: bytes, held: tuple[bytes, bytes], identity: bytes, sealer: bytes, signature: bytes
) -> bool:
    """Tell whether a seal, also another person's, was signed by somebody who held what it takes.

    Args:
        blob: the seal.
        held: the secret, and what stands for the keys before it.
        identity: canonical bytes of the row, with sealer and limit.
        sealer: signing key of who is said to have made it, 32 bytes.
        signature: of the seal.
    """
    return is_signed(sealer, _PURPOSE, _said(b"".join(held), blob, identity), signature)


def digest_of_keys(keys: Mapping[int, bytes]) -> bytes:
    """Return what stands for the keys of some epochs, 32 bytes; nothing where there are none."""
    said = b"".join(epoch.to_bytes(8, "big") + key for epoch, key in sorted(keys.items()))
    return hashlib.sha256(b"ipdoc earlier keys\0" + said).digest() if keys else b""


def is_first_format(blob: bytes) -> bool:
    """Tell whether a seal is of the first release: without a signature."""
    return blob[:2] == _FIRST_PREFIX


def unseal_first(blob: bytes, own: PrivateKey, identity: bytes) -> bytes:
    """Return the secret in a seal of the first release, which only its owner can have made.

    Raises:
        NewerFormatError: the seal is in an unknown format, or of another kind of sealer.
        TamperedError: the seal is for or by somebody else, was moved, or was changed.
    """
    if not is_first_format(blob):
        raise NewerFormatError
    inner = _opened(blob, own, _FIRST_PREFIX + identity)
    if inner[:1] != _BY_OWNER:
        raise NewerFormatError
    proof, secret = inner[1 : 1 + _PROOF_BYTES], inner[1 + _PROOF_BYTES :]
    said = hashlib.sha256(_FIRST_PREFIX + identity).digest() + secret
    if not hmac.compare_digest(proof, hmac.digest(own.derive("seal proof"), said, hashlib.sha256)):
        raise TamperedError("seal")
    return secret


def _opened(blob: bytes, own: PrivateKey, info: bytes) -> bytes:
    try:
        return _SUITE.decrypt(blob[2:], own.hpke, info=info)
    except (InvalidTag, ValueError):
        raise TamperedError("seal") from None


def _said(held: bytes, blob: bytes, identity: bytes) -> bytes:
    proof = hmac.digest(subkey(held, "seal held"), identity, hashlib.sha256)
    return hashlib.sha256(blob).digest() + proof + identity
