"""The tables of one language: ``ipdoc/locale/<language>/wording/*.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "locale"
LANGUAGES = ("en", "ru", "kk")
"""Languages that have tables; the first is the measure of the others."""
FILES = ("regions", "bones", "landmarks", "places", "names", "types", "attributes", "grammar")
PLACE = re.compile(r"{(\w+)(?::(\w+))?}")
"""A place to fill in: ``{name}`` or ``{name:form}``."""

Table = dict[str, Any]


@dataclass(frozen=True)
class Tables:
    """All tables of one language, as they stand in the files."""

    language: str
    regions: Table
    bones: Table
    landmarks: Table
    places: Table
    names: Table
    types: Table
    attributes: Table
    grammar: Table

    def fill(self, text: str, side: str | None = None, /, **values: str) -> str:
        """Return a text with its places filled in and no space too many.

        Args:
            text: with ``{side}`` or ``{side:form}`` and the names of ``values``.
            side: l or r; any other leaves the places of the side empty.
            values: name → words; an empty one takes its space with it.

        Raises:
            KeyError: a place has no value, or the language has no such form of the side.
        """
        forms = self.places["side"].get(side)

        def put(found: re.Match[str]) -> str:
            name, form = found.groups()
            if name != "side":
                return values[name]
            return forms[form or "plain"] if forms else ""

        return tidy(PLACE.sub(put, text))

    def listed(self, said: Sequence[str], last: str | None = None) -> str:
        """Return words as a list: "red, blue and green".

        Args:
            said: at least one.
            last: what stands before the last of them; the language's "and" unless given.
        """
        join: dict[str, str] = self.places["join"]
        head, tail = said[:-1], said[-1]
        return (last or join["and"]).join((*([join["comma"].join(head)] if head else ()), tail))


def tidy(text: str) -> str:
    """Return the text with single spaces, none at its ends and none before a comma or stop."""
    return re.sub(r" +(?=[,.;:)])", "", re.sub(r" {2,}", " ", text)).strip(" ")


def read(language: str, name: str) -> Table:
    """Return one table as it stands in its file."""
    path = FOLDER / language / "wording" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def tables(language: str) -> Tables:
    """Return the tables of a language.

    Raises:
        KeyError: ipdoc has no wording in it.
    """
    if language not in LANGUAGES:
        raise KeyError(language)
    return Tables(language, **{name: read(language, name) for name in FILES})
