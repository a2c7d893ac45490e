"""Which free texts of an edition are in another language than its own, and who translated them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Translated:
    """Who translated a text, and how it reads in the record."""

    translator: str
    certified: bool
    translated_on: str
    """ISO date."""
    original: str = ""
    """Empty when it is not to be printed."""


@dataclass
class TextMarks:
    """The free texts of an edition whose language is not that of the record."""

    language: str
    """Of the record, BCP 47."""
    translated: dict[str, Translated] = field(default_factory=dict)
    """Text as it is printed → who translated it."""
    untranslated: set[str] = field(default_factory=set)
    """Texts that stand as they were written."""
