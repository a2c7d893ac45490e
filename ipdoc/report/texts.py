"""Texts of blocks: plain strings, or runs in several weights with numbers of pages among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Weight: TypeAlias = Literal["plain", "bold", "italic"]
Role: TypeAlias = Literal[
    "prose", "fact", "quote", "small", "note", "label", "compact", "dense", "densest"
]
"""``compact``, ``dense`` and ``densest`` are for forms of a fixed number of pages."""


@dataclass(frozen=True)
class Run:
    """A stretch of text in one weight."""

    text: str
    weight: Weight = "plain"
    language: str = ""
    """BCP 47, where it differs from that of what stands around it and a new line begins with it."""


@dataclass(frozen=True)
class PageRef:
    """The number of the page where an anchor stands; ``words`` holds ``{page}``."""

    anchor: str
    words: str = "{page}"
    weight: Weight = "plain"
    language: str = ""
    """As of a run."""


Text: TypeAlias = str | tuple[Run | PageRef, ...]


def runs_of(text: Text) -> tuple[Run | PageRef, ...]:
    """Return a text as runs."""
    return (Run(text),) if isinstance(text, str) else text


def plain_words(text: Text) -> str:
    """Return the words of a text without the numbers of pages."""
    if isinstance(text, str):
        return text
    return "".join(part.text for part in text if isinstance(part, Run))
