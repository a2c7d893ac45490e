"""Two versions of the entries of a repeat made into one, entry by entry and item by item.

What only one side changed is taken; what both changed otherwise is a clash, which somebody decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ipdoc.domain.answers import Cell, Cells

Place = tuple[str, str]
"""What tells the entry from others, and an item of it; an empty item stands for the whole entry."""
OWN, STORED = "own", "stored"


@dataclass(frozen=True)
class RowClash:
    """Something in an entry that both sides changed."""

    place: Place
    own: Cell | None
    """An item's cell, or the whole entry; None where this side took it out or left it open."""
    stored: Cell | None
    entry: Cells
    """The entry, of the side that has it: what it is called by."""


@dataclass(frozen=True)
class Joined:
    """What came of two versions."""

    rows: list[Cells]
    """Where nobody decided yet, as it is stored."""
    clashes: tuple[RowClash, ...]


def join_rows(
    base: Sequence[Cells] | None,
    own: Sequence[Cells],
    stored: Sequence[Cells],
    name: Callable[[Cells], str],
    decided: Mapping[Place, str] | None = None,
) -> Joined:
    """Join two versions of the entries of a repeat.

    Args:
        base: what both began with; None when it is not known, then every difference is a clash.
        own: the version of this person; new entries have no id yet.
        stored: the version that somebody else stored meanwhile.
        name: tells an entry from others, "" for a new one.
        decided: place → "own" or "stored", as a person chose.
    """
    told = _Joining({name(row): row for row in base or []}, base is not None, dict(decided or {}))
    mine = {name(row): row for row in own if name(row)}
    theirs = {name(row): row for row in stored}
    rows = [told.entry(key, mine.get(key), row) for key, row in theirs.items()]
    rows += [told.entry(key, row, None) for key, row in mine.items() if key not in theirs]
    rows += [dict(row) for row in own if not name(row)]
    return Joined([row for row in rows if row is not None], tuple(told.clashes))


class _Joining:
    """Joins entry after entry and gathers the clashes."""

    def __init__(self, base: dict[str, Cells], known: bool, decided: dict[Place, str]) -> None:
        self.base = base
        self.known = known
        self.decided = decided
        self.clashes: list[RowClash] = []

    def entry(self, key: str, own: Cells | None, stored: Cells | None) -> Cells | None:
        """Return the joined entry; None when it is taken out."""
        was = self.base.get(key)
        if own is not None and stored is not None:
            return self._items(key, was or {}, own, stored)
        there = own if own is not None else stored
        if there is None:
            return None
        if self.known and was is None:
            return dict(there)
        if self.known and there == was:
            return None
        chosen: Cells | None = self._choose((key, ""), own, stored, there)
        return chosen

    def _items(self, key: str, was: Cells, own: Cells, stored: Cells) -> Cells:
        joined: Cells = {}
        for item in (*stored, *(one for one in own if one not in stored)):
            mine, theirs, before = own.get(item), stored.get(item), was.get(item)
            if item == "row" or mine == theirs or (self.known and mine == before):
                cell = theirs if theirs is not None else mine if item == "row" else None
            elif self.known and theirs == before:
                cell = mine
            else:
                cell = self._choose((key, item), mine, theirs, stored)
            if cell is not None:
                joined[item] = cell
        return joined

    def _choose(self, place: Place, own: Any, stored: Any, entry: Cells) -> Any:
        choice = self.decided.get(place)
        if choice is None:
            self.clashes.append(RowClash(place, own, stored, entry))
        return own if choice == OWN else stored
