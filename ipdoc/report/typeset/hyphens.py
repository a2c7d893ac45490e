"""Where words may be divided at the end of a line, and where that is worth it.

Russian and English follow Liang's patterns (Pyphen's dictionaries); Kazakh, for which there are no
patterns, follows the rule of its own spelling: by syllables, a syllable begins with one consonant
at most, no letter stands alone, й, ь and ъ never begin a line.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pyphen import Pyphen

SOFT_HYPHEN = "\u00ad"
"""Drawn as a hyphen; whoever copies the text gets the whole word back."""
_PATTERNS = {"ru": "ru_RU", "en": "en_GB"}
_LEFT, _RIGHT = 2, 3
"""Letters that stay at least before and behind a division."""
_SHORTEST = 6
_CORE = re.compile(r"[^\W\d_]{%d,}" % _SHORTEST)  # noqa: UP031 - braces of the pattern itself
_UNDIVIDED = re.compile(r"[\d\-/—@_]")
"""What holds one of these is a number, an address or a compound, divided at its own hyphen."""
_KAZAKH = frozenset("әғқңөұүһі")
_VOWELS = frozenset("аәеёиоөуұүыіэюя")
_SIGNS = frozenset("ьъ")


def divisions(word: str, language: str) -> list[int]:
    """Return the places where a word may be divided, counted in characters, ascending.

    Punctuation round the word is allowed for. Names and abbreviations, which have capital
    letters, compounds, and what holds digits are never divided; nor is anything in a language
    without rules.

    Args:
        word: without spaces.
        language: BCP 47; words in Kazakh letters follow the Kazakh rule in every language.
    """
    cores = _CORE.findall(word)
    if len(cores) != 1 or not cores[0].islower() or _UNDIVIDED.search(word):
        return []
    start = word.index(cores[0])
    return [start + place for place in _places(cores[0], language.split("-")[0])]


def emergency_divisions(word: str) -> list[int]:
    """Return where a word that is wider than its column may be divided, whatever it is."""
    found = []
    for core in _CORE.finditer(word):
        low = core.group().lower()
        language = "ru" if any("а" <= letter <= "я" for letter in low) else "en"
        found += [core.start() + place for place in _places(low, language)]
    return found


@lru_cache(maxsize=4)
def _patterns(language: str) -> Pyphen:
    return Pyphen(lang=_PATTERNS[language], left=_LEFT, right=_RIGHT)


def _places(word: str, language: str) -> list[int]:
    if language == "kk" or not _KAZAKH.isdisjoint(word):
        return kazakh_places(word)
    if language in _PATTERNS:
        return [int(place) for place in _patterns(language).positions(word)]
    return []


def kazakh_places(word: str) -> list[int]:
    """Return where a Kazakh word in small letters ends its syllables.

    Source: the Kazakh rules of spelling, on carrying words over (тасымал).
    """
    return [
        place
        for place in range(_LEFT, len(word) - _RIGHT + 1)
        if _begins_syllable(word, place) and _has_vowel(word, 0, place)
    ]


def _begins_syllable(word: str, place: int) -> bool:
    before, here, after = word[place - 1], word[place], word[place + 1]
    if _is_vowel(word, place):
        return before in _SIGNS or (_is_vowel(word, place - 1) and before not in "иу")
    return here not in _SIGNS and here != "й" and after not in _SIGNS and _is_vowel(word, place + 1)


def _is_vowel(word: str, place: int) -> bool:
    """Return whether a letter is a vowel; у beside another vowel is a consonant."""
    letter = word[place]
    if letter != "у":
        return letter in _VOWELS
    return place == 0 or word[place - 1] not in _VOWELS


def _has_vowel(word: str, start: int, end: int) -> bool:
    return any(_is_vowel(word, place) for place in range(start, end))
