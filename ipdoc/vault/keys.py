"""A person's key pair, and its private half under a passphrase.

The pair is hybrid post-quantum for HPKE (RFC 9180) with the KEM MLKEM768-X25519. The library gives
no serialisation for it, so ours is: private = ML-KEM seed (64 bytes) ‖ X25519 (32), public = ML-KEM
(1184) ‖ X25519 (32).

A wrapped private key is: format (1) ‖ Argon2 memory in KiB (4) ‖ iterations (4) ‖ lanes (4) ‖ salt
(16) ‖ nonce (12) ‖ AES-256-GCM ciphertext, numbers big-endian, everything before the ciphertext
as associated data together with the person's id.
"""

from __future__ import annotations

import functools
import hashlib
import os
import struct
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ipdoc.vault.ciphers import subkey
from ipdoc.vault.errors import NewerFormatError, TamperedError, WrongPassphraseError

FORMAT = 1
SEED_BYTES, X25519_BYTES = 64, 32
PUBLIC_BYTES = 1184 + X25519_BYTES
_HEAD = struct.Struct(">BIII16s12s")


@dataclass(frozen=True)
class KdfCost:
    """Cost of turning a passphrase into a key (Argon2id, RFC 9106)."""

    memory_kib: int = 64 * 1024
    iterations: int = 3
    lanes: int = 4

    def check(self) -> None:
        """Refuse costs that only a damaged or hostile file would ask for.

        Raises:
            TamperedError: memory is not 8 MiB – 1 GiB, or the other costs are out of range.
        """
        fine = (
            8 * 1024 <= self.memory_kib <= 1024 * 1024
            and 1 <= self.iterations <= 16
            and 1 <= self.lanes <= 16
        )
        if not fine:
            raise TamperedError("key derivation cost")


class PrivateKey:
    """The private half of a person's key pair.

    Args:
        data: 96 bytes, see the module.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) != SEED_BYTES + X25519_BYTES:
            raise TamperedError("private key")
        self._data = data
        self._mlkem = MLKEM768PrivateKey.from_seed_bytes(data[:SEED_BYTES])
        self._x25519 = X25519PrivateKey.from_private_bytes(data[SEED_BYTES:])
        self.hpke = MLKEM768X25519PrivateKey(self._mlkem, self._x25519)

    @classmethod
    def generate(cls) -> PrivateKey:
        """Return a new random key."""
        seed = MLKEM768PrivateKey.generate().private_bytes_raw()
        return cls(seed + X25519PrivateKey.generate().private_bytes_raw())

    def derive(self, purpose: str) -> bytes:
        """Return a key that only this person can have, 32 bytes (HKDF-SHA256)."""
        return subkey(self._data, f"person {purpose}")

    @functools.cached_property
    def public(self) -> PublicKey:
        """The public half."""
        mlkem = self._mlkem.public_key().public_bytes_raw()
        return PublicKey(mlkem + self._x25519.public_key().public_bytes_raw())

    @property
    def data(self) -> bytes:
        """The key itself, 96 bytes: to be stored under another key only."""
        return self._data

    def wrap(self, passphrase: str, person_id: str, cost: KdfCost | None = None) -> bytes:
        """Return the key under a passphrase.

        Args:
            passphrase: any text; NFC first, so keyboards that compose letters otherwise agree.
            person_id: bound to the blob, so it cannot be given to another person.
            cost: of the derivation; the default suits a laptop.
        """
        cost = cost or KdfCost()
        cost.check()
        numbers = (cost.memory_kib, cost.iterations, cost.lanes)
        head = _HEAD.pack(FORMAT, *numbers, os.urandom(16), os.urandom(12))
        return head + _cipher(passphrase, head).encrypt(
            head[-12:], self._data, head + person_id.encode()
        )

    @classmethod
    def unwrap(cls, blob: bytes, passphrase: str, person_id: str) -> PrivateKey:
        """Return the key from its wrapped form.

        Raises:
            WrongPassphraseError: the passphrase is not the one, or the blob was changed.
            NewerFormatError: the blob is in an unknown format.
            TamperedError: the blob is no wrapped key at all.
        """
        if len(blob) < _HEAD.size + SEED_BYTES + X25519_BYTES:
            raise TamperedError("wrapped key")
        if blob[0] != FORMAT:
            raise NewerFormatError
        head, sealed = blob[: _HEAD.size], blob[_HEAD.size :]
        try:
            data = _cipher(passphrase, head).decrypt(head[-12:], sealed, head + person_id.encode())
        except InvalidTag:
            raise WrongPassphraseError from None
        return cls(data)


class PublicKey:
    """The public half of a person's key pair.

    Args:
        data: 1216 bytes, see the module.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) != PUBLIC_BYTES:
            raise TamperedError("public key")
        self.data = data
        try:
            mlkem = MLKEM768PublicKey.from_public_bytes(data[:-X25519_BYTES])
        except ValueError:
            raise TamperedError("public key") from None
        x25519 = X25519PublicKey.from_public_bytes(data[-X25519_BYTES:])
        self.hpke = MLKEM768X25519PublicKey(mlkem, x25519)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key, the first 20 bytes in groups of four hex digits, to read aloud."""
        digits = hashlib.sha256(self.data).hexdigest()[:40]
        return " ".join(digits[i : i + 4] for i in range(0, 40, 4))


def _cipher(passphrase: str, head: bytes) -> AESGCM:
    _, memory, iterations, lanes, salt, _ = _HEAD.unpack(head)
    KdfCost(memory, iterations, lanes).check()
    kdf = Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=memory)
    return AESGCM(kdf.derive(unicodedata.normalize("NFC", passphrase).encode()))
