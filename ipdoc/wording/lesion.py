"""A lesion on its way into words: its answers as plain values, its number, what agrees with it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ipdoc.wording.facts import BONES, LesionFacts, Where
from ipdoc.wording.kinds import KINDS, MARK, Kind
from ipdoc.wording.tables import Table, Tables

NOWHERE = Where(None)


def _one_few_many(count: int) -> str:
    if count % 100 in (11, 12, 13, 14):
        return "many"
    last = count % 10
    return "one" if last == 1 else "few" if last in (2, 3, 4) else "many"


PLURALS: dict[str, Callable[[int], str]] = {
    "one": lambda _count: "one",
    "one_many": lambda count: "one" if count == 1 else "many",
    "one_few_many": _one_few_many,
}
"""Rule of a language → which form of the noun a number asks for."""


@dataclass(frozen=True)
class Lesion:
    """The facts with the tables of the language in which they are told."""

    words: Tables
    facts: LesionFacts

    @property
    def kind(self) -> Kind:
        """What the type does in a sentence."""
        return KINDS.get(self.facts.type, MARK)

    @property
    def where(self) -> Where:
        """The place, or one that says nothing."""
        return self.facts.where or NOWHERE

    @property
    def governed(self) -> bool:
        """True when the place is what the finding is *of*: the fracture of a bone."""
        where = self.where
        place = where.vocabulary == BONES or where.tooth is not None
        return where.region is not None and place and self.facts.type in self.words.types["of"]

    @cached_property
    def noun(self) -> Table:
        """Forms of the noun."""
        types = self.words.types
        table, key = "noun", self.facts.type
        if self.governed:
            table = "of"
        elif self.kind.plain and self.option("shape"):
            table, key = "plain", self.kind.plain
        noun: Table = types[table][key]
        return noun

    @property
    def count(self) -> int | None:
        """How many there are, ≥ 2; None when it is one, or not told."""
        if not self.kind.counted:
            return None
        counted = self.number("count")
        count = int(counted) if counted is not None else self.facts.count
        return count if count is not None and count > 1 else None

    @property
    def plural(self) -> str:
        """The form of the noun that its number asks for: one, few or many."""
        return PLURALS[self.words.grammar["plural"]](self.count or 1)

    @property
    def gender(self) -> str:
        """Gender of the noun; "n" in a language without."""
        gender: str = self.noun.get("gender", "n")
        return gender

    def form(self, entry: str | Table, role: str) -> str:
        """Return the form that agrees with the noun.

        Args:
            entry: one text for all forms, or form → text.
            role: adjective (before the noun), verb, or predicate (in a later sentence).
        """
        if isinstance(entry, str):
            return entry
        text: str = entry[self.words.grammar["agreement"][self.gender][self.plural][role]]
        return text

    def answer(self, key: str) -> Any:
        """Return the value of an attribute; None when there is none or it goes without saying."""
        cell = self.facts.attributes.get(key)
        if isinstance(cell, dict):
            cell = cell.get("value", cell.get("options"))
        return None if key in self.kind.unsaid else cell

    def option(self, key: str) -> str | None:
        """Return the chosen option for which the language has words."""
        value = self.answer(key)
        known: Table = self.words.attributes[key]
        return value if isinstance(value, str) and value in known else None

    def options(self, key: str) -> list[str]:
        """Return the chosen options, in their order."""
        values = self.answer(key)
        known: Table = self.words.attributes[key]
        chosen = values if isinstance(values, list) else []
        return [value for value in chosen if isinstance(value, str) and value in known]

    def number(self, key: str) -> float | None:
        """Return a number above 0."""
        value = self.answer(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return value if math.isfinite(value) and value > 0 else None

    def own_words(self, key: str) -> str:
        """Return the doctor's own text on one line and without its full stop, or "".

        It is said only in the language in which it was written.
        """
        value = self.answer(key)
        written_in = (self.facts.texts_language or "").partition("-")[0]
        if written_in != self.words.language or not isinstance(value, str):
            return ""
        return " ".join(value.split()).rstrip(".")
