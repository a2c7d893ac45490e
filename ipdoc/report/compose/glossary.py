"""The technical terms that a report uses, in plain words.

Which terms they are is found in the finished text itself, so the list is neither longer nor
shorter than the report; free text is looked at in whatever language it stands.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Code
from ipdoc.report.blocks import Block, Heading, PageRef, Table
from ipdoc.report.compose.words import Words

VOCABULARY = "glossary"
_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_SILENT = frozenset(
    {"anchor", "anchors", "key", "language", "kind", "role", "symbol", "jpeg", "diagram", "marks"}
)
"""Fields of blocks that nobody reads."""


def glossary(words: Words, blocks: Iterable[Block]) -> list[Block]:
    """Return the terms that stand in the blocks, in the order of the alphabet, with their meaning.

    Args:
        words: of the report.
        blocks: the report, composed.
    """
    known = words.form.vocabularies.get(VOCABULARY)
    if known is None:
        return []
    text = "\n".join(_texts(list(blocks)))
    used = [code for code in known.codes if _pattern(code).search(text)]
    if not used:
        return []
    t = words.t
    rows = sorted(((t.text(code.label), t.text(_meaning(code))) for code in used), key=_place)
    table = Table(
        head=(t.text(_("Term")), t.text(_("What it means"))),
        rows=tuple(rows),
        weights=(46, 116),
        bold_first=True,
    )
    title = t.text(_("Terms used in this report, in plain words"))
    return [Heading(2, title, anchor=VOCABULARY), table]


def _meaning(code: Code) -> str:
    return str(code.attributes.get("meaning", ""))


def _pattern(code: Code) -> re.Pattern[str]:
    return _compiled(str(code.attributes.get("found") or re.escape(code.label)))


@lru_cache(maxsize=512)
def _compiled(found: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{found})", re.IGNORECASE)


def _place(row: tuple[str, str]) -> list[tuple[int, int]]:
    """Return where a term stands in the alphabet, the letters of Kazakh among the Russian ones."""
    return [(1, _ALPHABET.index(c)) if c in _ALPHABET else (0, ord(c)) for c in row[0].lower()]


def _texts(value: Any) -> Iterator[str]:
    """Yield every text that a reader sees in blocks."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, PageRef):
        yield value.words
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            if field.name not in _SILENT:
                yield from _texts(getattr(value, field.name))
