"""The private half once more, under a recovery key that is kept on paper.

The recovery key is 32 random bytes, written as 24 English words with a checksum (BIP 39), so that a
word misread is noticed. It needs no slow derivation: nobody guesses 256 bits. The blob is that of a
row under a key of its own, bound to the person.
"""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING

from ipdoc.vault.ciphers import PartCipher, identity_bytes, subkey
from ipdoc.vault.errors import TamperedError, WrongRecoveryKeyError
from ipdoc.vault.keys import PrivateKey

if TYPE_CHECKING:
    from mnemonic import Mnemonic

KEY_BYTES, WORDS = 32, 24


def new_recovery_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def as_words(key: bytes) -> list[str]:
    """Return a recovery key as 24 words."""
    return _mnemonic().to_mnemonic(key).split()


def from_words(typed: str) -> bytes:
    """Return the recovery key that was typed.

    Case, further blanks, numbers before the words and signs between them make no difference; the
    first four letters of a word are enough.

    Raises:
        WrongRecoveryKeyError: a word is not in the list, or the checksum says that one is wrong.
    """
    words = [_whole(word) for word in typed.lower().split() if not word.strip(".,;)").isdigit()]
    if len(words) != WORDS or not _mnemonic().check(" ".join(words)):
        raise WrongRecoveryKeyError
    return bytes(_mnemonic().to_entropy(words))


def wrap_for_recovery(own: PrivateKey, key: bytes, person_id: str) -> bytes:
    """Return a person's key under their recovery key."""
    return _cipher(key).encrypt(own.data, _identity(person_id))


def unwrap_with_recovery(blob: bytes, key: bytes, person_id: str) -> PrivateKey:
    """Return a person's key from its recovery form.

    Raises:
        WrongRecoveryKeyError: the key is not the one, or the blob was changed.
        NewerFormatError: the blob is in an unknown format.
    """
    try:
        return PrivateKey(_cipher(key).decrypt(blob, _identity(person_id)))
    except TamperedError:
        raise WrongRecoveryKeyError from None


def _whole(word: str) -> str:
    """Return the word of the list that begins with what was typed: four letters tell all apart."""
    letters = "".join(one for one in word if one.isalpha())
    return _by_beginning().get(letters[:4], letters) if len(letters) < 5 else letters


@functools.lru_cache(maxsize=1)
def _mnemonic() -> Mnemonic:
    from mnemonic import Mnemonic

    return Mnemonic("english")


@functools.lru_cache(maxsize=1)
def _by_beginning() -> dict[str, str]:
    return {word[:4]: word for word in _mnemonic().wordlist}


def _cipher(key: bytes) -> PartCipher:
    return PartCipher(subkey(key, "recovery"))


def _identity(person_id: str) -> bytes:
    return identity_bytes(kind="recovery", person=person_id)
