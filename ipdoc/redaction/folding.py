"""One spelling for Cyrillic and Latin: ``Жанібек``, ``Жанибек`` and ``Zhanibek`` fold alike.

Coarse on purpose: to take one name too many for a known one is seen when the text is read before
issuing; to miss one is not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = {
    **dict(zip("абвгдеёжзийклмнопрстуфхцчшщыэюя", "abvgdeejziiklmnoprstufhccssieua", strict=True)),
    **dict(zip("әғқңөұүһі", "agknouuhi", strict=True)),
    "ъ": "",
    "ь": "",
    "ц": "ts",
    "ч": "c",
}
_ALIKE = (
    ("shch", "s"), ("sch", "s"), ("sh", "s"), ("tch", "c"), ("ch", "c"), ("zh", "j"), ("kh", "h"),
    ("dj", "j"), ("ts", "c"), ("tz", "c"), ("iya", "a"), ("iia", "a"), ("ya", "a"), ("ia", "a"),
    ("yu", "u"), ("iu", "u"), ("yo", "e"), ("io", "e"), ("ye", "e"), ("ie", "e"), ("gh", "g"),
    ("ng", "n"), ("w", "v"), ("q", "k"), ("x", "ks"), ("y", "i"),
)  # fmt: skip
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Return a word in lower-case Latin letters without marks, letters that sound alike as one."""
    lower = unicodedata.normalize("NFC", word).lower()
    latin = "".join(_LETTERS.get(letter, letter) for letter in lower)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", latin) if letter.isalnum())
    for spelling, alike in _ALIKE:
        bare = bare.replace(spelling, alike)
    return _TWICE.sub(r"\1", bare)
