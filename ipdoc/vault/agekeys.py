"""A person's key for files that travel: an age identity, derived from the private key.

age (age-encryption.org/v1) has X25519 recipients, written in Bech32 (BIP 173): ``age1…`` is public,
``AGE-SECRET-KEY-1…`` never leaves the memory. Whoever has ipdoc need not keep a further key; a
colleague without it can use the ordinary ``age`` tool. It is not post-quantum (DESIGN §4).
"""

from __future__ import annotations

from typing import Protocol

import pyrage
from pyrage.x25519 import Identity, Recipient

from ipdoc.errors import IpdocError
from ipdoc.vault.keys import PrivateKey

_SECRET = "age-secret-key-"  # noqa: S105 - the prefix of all such keys
_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


class RecipientError(IpdocError):
    """What was given is no age recipient."""

    def __init__(self) -> None:
        super().__init__("This is no age key; ask your colleague for theirs, it begins with age1")


class SealedFileError(IpdocError):
    """An age file is not for this person, or it is damaged."""

    def __init__(self) -> None:
        super().__init__(
            "This file does not open with your key, or it was damaged on the way; ask for it anew "
            "and give your own age1… key"
        )


class Source(Protocol):
    """What bytes are read from."""

    def read(self, size: int = -1, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""
        ...


class Sink(Protocol):
    """What bytes are written to."""

    def write(self, data: bytes, /) -> int:
        """Take bytes; return how many were taken."""
        ...

    def flush(self) -> None:
        """See that nothing is left waiting."""
        ...


def age_recipient(own: PrivateKey) -> str:
    """Return the person's public age key, ``age1…``."""
    return str(_identity(own).to_public())


def seal_stream(source: Source, sink: Sink, recipient: str) -> None:
    """Encrypt a stream to a recipient, piece by piece; what either end raises comes through.

    Raises:
        RecipientError: the recipient is none.
    """
    ends = _Ends(source, sink)
    try:
        pyrage.encrypt_io(ends, ends, [_recipient(recipient)])
    except (pyrage.EncryptError, OSError):
        ends.raise_first()
        raise


def check_recipient(recipient: str) -> str:
    """Return a recipient without blanks around it.

    Raises:
        RecipientError: it is none.
    """
    return str(_recipient(recipient))


def open_stream(source: Source, sink: Sink, own: PrivateKey) -> None:
    """Decrypt a stream for the person, piece by piece; what either end raises comes through.

    Raises:
        SealedFileError: it is for somebody else, cut off or changed.
    """
    ends = _Ends(source, sink)
    try:
        pyrage.decrypt_io(ends, ends, [_identity(own)])
    except (pyrage.DecryptError, OSError) as error:
        ends.raise_first()
        raise SealedFileError from error


class _Ends:
    """Both ends of a stream; remembers what they raise, as the library wraps it."""

    def __init__(self, source: Source, sink: Sink) -> None:
        self._source, self._sink = source, sink
        self._error: BaseException | None = None

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._source.read(size)
        except BaseException as error:
            self._error = error
            raise

    def write(self, data: bytes, /) -> int:
        try:
            return self._sink.write(data)
        except BaseException as error:
            self._error = error
            raise

    def flush(self) -> None:
        self._sink.flush()

    def raise_first(self) -> None:
        """Raise what an end raised, if one did."""
        if self._error is not None:
            raise self._error from None


def _recipient(text: str) -> Recipient:
    try:
        return Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise RecipientError from None


def _identity(own: PrivateKey) -> Identity:
    return Identity.from_str(_bech32(_SECRET, own.derive("age")).upper())


def _bech32(prefix: str, data: bytes) -> str:
    """Return bytes in Bech32 (BIP 173)."""
    bits = int.from_bytes(data, "big") << (-8 * len(data) % 5)
    count = -(-8 * len(data) // 5)
    values = [bits >> (5 * at) & 31 for at in reversed(range(count))]
    spread = [ord(one) >> 5 for one in prefix] + [0] + [ord(one) & 31 for one in prefix]
    check = _polymod([*spread, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [check >> (5 * at) & 31 for at in reversed(range(6))]
    return f"{prefix}1" + "".join(_ALPHABET[value] for value in values)


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for at, part in enumerate(_GENERATOR):
            check ^= part if top >> at & 1 else 0
    return check
