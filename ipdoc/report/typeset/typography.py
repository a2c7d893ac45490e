"""Spaces that must not break: short words, units, numbers' signs, initials.

Rules for Russian and Kazakh, harmless in English: a one- or two-letter word stays with the next
word, a dash with the word before it, a unit with its number, ``№`` and ``§`` with theirs.
"""

from __future__ import annotations

import re

_UNITS = (
    "мкг|мг|кг|г|мл|л|мкм|мм|см|дм|м|км|Гц|кГц|мин|ч|час|часа|часов|сут|с|лет|года|год|г\\.|стр\\.|"
    "mm|cm|m|km|mg|kg|g|ml|l|h|min|s|years?|hours?|days?|дней|дня|°C|°|%|‰|баллов|балла|балл|жас|сағ"
)
_SHORT_WORD = re.compile(r"(?<![^\s(«„“\"\u00a0])([^\W\d_]{1,2}) (?=\S)")
_BEFORE_DASH = re.compile(r" (?=[–—](?:\s|$))")
_AFTER_SIGN = re.compile(r"(№|§|§§|No\.|Nos\.|стр\.|рис\.|табл\.|ст\.|ул\.|стр|p\.|pp\.) (?=[\w№])")
_BEFORE_UNIT = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w))")
_TIMES = re.compile(r"(?<=\d) ?([×±]) ?(?=\d)")
_INITIALS = re.compile(r"(?<!\w)([^\W\d_]\.) ?(?=[^\W\d_]\.|[^\W\d_]{2})")


def bind(text: str) -> str:
    """Return the text with no-break spaces where a line may not end."""
    if " " not in text:
        return text
    text = _SHORT_WORD.sub("\\1\u00a0", text)
    text = _BEFORE_DASH.sub("\u00a0", text)
    text = _AFTER_SIGN.sub("\\1\u00a0", text)
    text = _BEFORE_UNIT.sub("\u00a0", text)
    text = _TIMES.sub("\u00a0\\1\u00a0", text)
    return _INITIALS.sub(_bind_initial, text)


def _bind_initial(found: re.Match[str]) -> str:
    initial = found.group(1)
    return (
        f"{initial}\u00a0"
        if initial[0].isupper() and found.group(0).endswith(" ")
        else (found.group(0))
    )


_VOWELS = "аеёиоуыэюяәөұүіaeiouy"


def syllable_ends(word: str) -> list[int]:
    """Return the places where a long word may be divided, by a plain rule of syllables.

    A division needs a vowel and two letters on each side, and does not split off ь, ъ, й.
    """
    low = word.lower()
    places = []
    for i in range(2, len(low) - 1):
        before, after = low[i - 1], low[i]
        if not (before.isalpha() and after.isalpha()) or after in "ьъй":
            continue
        vowels = any(c in _VOWELS for c in low[:i]) and any(c in _VOWELS for c in low[i:])
        open_syllable = before in _VOWELS and after not in _VOWELS and low[i + 1] in _VOWELS
        cluster = before not in _VOWELS and after not in _VOWELS
        if vowels and (open_syllable or cluster):
            places.append(i)
    return places
