"""How long a passphrase holds against an attacker who has the disk, and passphrases made by chance.

zxcvbn (Wheeler, USENIX Security 2016) says how many guesses a good attacker needs. It knows English
words only, so three things are added: what was typed on a Russian keyboard is also looked at as
the same keys on a Latin one; no word counts for more than there are common words, and a word that
comes again counts for nothing. What was stolen elsewhere counts as one of a million. The lowest of
the counts holds. Nothing of this is ever logged.
"""

from __future__ import annotations

import functools
import math
import re
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ipdoc.casework.people.breached import is_breached
from ipdoc.errors import IpdocError
from ipdoc.vault.keys import KdfCost

SHORTEST_PASSPHRASE = 12
"""Characters."""
FEWEST_GUESSES = 1e14
"""Below it a new passphrase is refused: three words chosen by chance among 50 000 reach it."""
GUESSES_PER_S = 100_000.0
"""A hundred graphics cards of 2025 at 64 MiB and three passes of Argon2id, about 1 000 each; the
rate falls as memory and passes grow. A state may own a hundred times as many."""
WORDS = 7
"""Words of a passphrase made by chance: 77 bits from a list of 2 048."""
_WORD_GUESSES = 50_000
_BREACHED_GUESSES = 1e6
"""Whoever has a list of stolen passphrases tries the most frequent million first."""
_LOOKED_AT = 64
"""Characters; what follows can only make it stronger."""
_KEYS = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
_WORD = re.compile(r"[^\W\d_]{2,}")


class WeakPassphraseError(IpdocError):
    """A new passphrase would not hold."""


@dataclass(frozen=True)
class Strength:
    """What is known of a passphrase."""

    guesses: float
    """Guesses until an attacker meets it; he needs half of them in the middle."""
    seconds: float
    """How long that takes him with the disk, at the cost of our key derivation."""

    @property
    def enough(self) -> bool:
        """Whether it may be used."""
        return self.guesses >= FEWEST_GUESSES


def strength(passphrase: str, known: Sequence[str] = (), cost: KdfCost | None = None) -> Strength:
    """Return how long a passphrase holds.

    Args:
        passphrase: as typed.
        known: what an attacker tries first: the person's name, the name of the place.
        cost: of the key derivation.
    """
    cost = cost or KdfCost()
    guesses = counted_guesses(passphrase, known)
    if is_breached(passphrase):
        guesses = min(guesses, _BREACHED_GUESSES)
    usual = KdfCost()
    work = cost.memory_kib * cost.iterations / (usual.memory_kib * usual.iterations)
    return Strength(guesses, guesses / 2 * work / GUESSES_PER_S)


def counted_guesses(passphrase: str, known: Sequence[str] = ()) -> float:
    """Return how many guesses a passphrase costs whoever does not find it in a list."""
    text = unicodedata.normalize("NFC", passphrase)[:_LOOKED_AT]
    return min(_guesses(text, known), _guesses(_as_latin_keys(text), known), _by_words(text))


def check_new_passphrase(passphrase: str, known: Sequence[str] = ()) -> None:
    """See that a passphrase may be used from now on.

    Raises:
        WeakPassphraseError: it is too short, or too easily guessed.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        text = "Take a longer passphrase: at least {count} characters, better six random words"
        raise WeakPassphraseError(text, count=SHORTEST_PASSPHRASE)
    if not strength(passphrase, known).enough:
        raise WeakPassphraseError(
            "This passphrase is guessed too soon; add words chosen by chance, or take the one below"
        )


def random_passphrase(language: str = "en") -> str:
    """Return seven words chosen by chance; Russian ones for ``ru``, else English.

    The lists are those of BIP 39: 2 048 words each, short, and told apart by four letters.
    """
    words = _words("russian" if language == "ru" else "english")
    return " ".join(secrets.choice(words) for _ in range(WORDS))


@functools.lru_cache(maxsize=2)
def _words(language: str) -> tuple[str, ...]:
    from mnemonic import Mnemonic

    return tuple(unicodedata.normalize("NFC", word) for word in Mnemonic(language).wordlist)


def _guesses(text: str, known: Sequence[str]) -> float:
    from zxcvbn import zxcvbn

    parts = [part for name in ("ipdoc", *known) for part in (name, *name.split()) if part]
    found = zxcvbn(text, user_inputs=[part.lower() for part in parts]) if text else {"guesses": 1}
    return float(found["guesses"])


def _as_latin_keys(text: str) -> str:
    """Return what a person would have typed with the keyboard switched to Latin letters."""
    return text.lower().translate(_KEYS)


def _by_words(text: str) -> float:
    """Count a word as one of the common ones, a repeated one not at all, the rest as characters."""
    found = [word.casefold() for word in _WORD.findall(text)]
    others = len(set(_WORD.sub("", text).replace(" ", "")))
    bits = sum(_word_bits(word) for word in set(found)) + math.log2(95) * others
    return float(2.0 ** min(bits, 300.0)) * max(1, len(found))


def _word_bits(word: str) -> float:
    """Return bits of one word, at most those of a common one; chance letters count too low."""
    return min(math.log2(32) * len(word), math.log2(_WORD_GUESSES))
