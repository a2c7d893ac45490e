"""Whether a word of a text is a known name, in whatever case a language has put it.

A name is compared by its stem; what follows the stem must be an ending of Russian (Иванова,
Иванову, Ковальского), of Kazakh (Асқардың, Айгүлге, Серіктермен) or the English plural, or make a
patronymic of it (Серикович, Серікұлы).
"""

from __future__ import annotations

import re
from functools import lru_cache

from ipdoc.redaction.folding import fold

_RUSSIAN = (
    "a|u|om|em|e|i|o|oi|ei|iu|ou|eu|ogo|ego|omu|emu|im|ih|imi|ev|ov|"
    "am|ami|ah|evi|ovi|iam|iami|iah|s"
)
_KAZAKH = (
    "(?:l[ae]r|d[ae]r|t[ae]r)?(?:im|in|i|si|imiz|iniz)?"
    "(?:n?[iu]n|din|tin|[gk][ae]|n?[ae]|n?i|di|ti|n?d[ae]|t[ae]|n?[dt][ae]n|n[ae]n|[mbp]en)?"
    "(?:gi|ki)?"
)
_PATRONYMIC = f"(?:[oe]?vic|ic|[oe]vna|icna|inicna|uli|kizi)(?:{_RUSSIAN})?"
_AFTER = re.compile(f"(?:{_RUSSIAN}|{_KAZAKH}|{_PATRONYMIC})?")
_AFTER_STEM = re.compile(f"(?:{_RUSSIAN}|{_PATRONYMIC})?")
"""After a stem that lost its last vowel: Kazakh takes none away."""
_FATHER = re.compile(r"(.{3,}?)(?:[oe]vic|[oe]vna|uli|kizi)")
"""A patronymic, and in its group the name of the father."""
_VOWELS = "aeiou"
_SOFTENED = {"k": "g", "p": "b"}
_SHORTEST = 3
"""A folded name below this has no endings: it is only known as it is written."""
_SHORT = 4
"""Up to this a name is only known where it is written with a capital: вера is no Вера."""


@lru_cache(maxsize=65536)
def is_form_of(word: str, name: str, *, any_case: bool = False) -> bool:
    """Return whether a word may be a form of a name.

    Args:
        word: from a text, in any script and case.
        name: one word, as it is known.
        any_case: a short word counts without a capital too.
    """
    said, length = fold(word), len(fold(name))
    if length <= _SHORT and not any_case and not word[:1].isupper():
        return False
    if length < _SHORTEST:
        return said == fold(name)
    whole, *others = stems(name)
    return _goes_on(said, whole, _AFTER) or any(
        _goes_on(said, stem, _AFTER_STEM) for stem in others
    )


def _goes_on(said: str, stem: str, after: re.Pattern[str]) -> bool:
    """Return whether a word is a stem with an ending; twice the same letter was folded to one."""
    return said.startswith(stem) and any(
        after.fullmatch(said, at) is not None for at in (len(stem), len(stem) - 1)
    )


@lru_cache(maxsize=4096)
def stems(name: str) -> tuple[str, ...]:
    """Return what the forms of a name begin with, folded."""
    whole = fold(name)
    found = [whole]
    if len(whole) >= _SHORTEST:
        if whole[-1] in _VOWELS:
            found.append(whole[:-1])
        if whole[-1] in _SOFTENED:
            found.append(whole[:-1] + _SOFTENED[whole[-1]])
        if len(whole) > _SHORTEST + 1 and whole[-2] in "eo" and whole[-1] not in _VOWELS:
            found.append(whole[:-2] + whole[-1])  # Павел, Павла
    if father := _FATHER.match(whole):
        found.append(father.group(1))
    return tuple(found)
