"""Signatures: Ed25519 by a person or a device, each over the bytes of one purpose.

A person's signing key is derived from the private half of the key pair, so it needs no keeping of
its own. What is signed begins with ``ipdoc <purpose>`` and a zero byte: a signature made for one
purpose says nothing for another.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ipdoc.vault.errors import TamperedError
from ipdoc.vault.keys import PrivateKey

PUBLIC_BYTES, SIGNATURE_BYTES = 32, 64


class SigningKey:
    """The private half of a signing key.

    Args:
        seed: 32 bytes.
    """

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = self._key.public_key().public_bytes_raw()
        """The public half, 32 bytes."""

    @classmethod
    def of_person(cls, own: PrivateKey) -> SigningKey:
        """Return the signing key of a person."""
        return cls(own.derive("signing"))

    @classmethod
    def generate(cls) -> SigningKey:
        """Return a new random key, for a device."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def seed(self) -> bytes:
        """The private half as it is kept, 32 bytes."""
        return self._key.private_bytes_raw()

    def sign(self, purpose: str, said: bytes) -> bytes:
        """Return the signature over what is said for one purpose, 64 bytes."""
        return self._key.sign(_message(purpose, said))


def is_signed(public: bytes, purpose: str, said: bytes, signature: bytes) -> bool:
    """Tell whether the owner of a public key signed this for this purpose."""
    try:
        key = Ed25519PublicKey.from_public_bytes(public)
        key.verify(signature, _message(purpose, said))
    except (InvalidSignature, ValueError):
        return False
    return True


def check_signature(public: bytes, purpose: str, said: bytes, signature: bytes) -> None:
    """See that the owner of a public key signed this for this purpose.

    Raises:
        TamperedError: he did not.
    """
    if not is_signed(public, purpose, said, signature):
        raise TamperedError("signature")


def _message(purpose: str, said: bytes) -> bytes:
    return f"ipdoc {purpose}\0".encode() + said
