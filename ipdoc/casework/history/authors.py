"""Who wrote what stands in a record: each answer, and each item of each entry of a repeat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ipdoc.casework.history.past import Step

IMPORTED = "imported from a case file"
"""Why of the revisions that take a case in: the person brought the answer, and did not write it."""
Place = tuple[str, ...]
"""Key; key and row id; or key, row id and item."""


@dataclass(frozen=True)
class Written:
    """Who wrote something, and when."""

    who: str
    """Id of the person."""
    when: dt.datetime
    """Aware UTC."""
    version: int
    """Of the record, after the change."""
    imported: bool = False
    """True when it came with a case file."""
    taken_in_by: str = ""
    """Id of the person who took the change in from a colleague's file; empty for all others."""


def authors(found: Sequence[Step]) -> dict[Place, Written]:
    """Return who last changed each answer that stands now, entries and their items too.

    Args:
        found: the changes of one record, oldest first, up to the state that is asked about.
    """
    main = [step for step in found if not step.aside]
    present = main[-1].after if main else {}
    wanted = {place for key, value in present.items() for place in _places(key, value)}
    written: dict[Place, Written] = {}
    for step in reversed(main):
        for key, (before, after) in step.changes.items():
            for place in _changed(key, before, after):
                if place in wanted and place not in written:
                    written[place] = _written(step, place, found)
        if len(written) == len(wanted):
            break
    return written


def _written(step: Step, place: Place, found: Sequence[Step]) -> Written:
    """Return who wrote it: the colleague where a change was only taken in."""
    value = _value(step.after, place)
    for other in reversed(found):
        if other.aside and place[0] in other.changes and _value(other.after, place) == value:
            return Written(other.who, other.when, step.version, taken_in_by=step.who)
    return Written(step.who, step.when, step.version, step.why == IMPORTED)


def _rows(value: Any) -> dict[str, dict[str, Any]]:
    """Return the entries of a repeat by their ids; of any other answer, nothing."""
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return {}
    return {row["row"]: row for row in value if isinstance(row.get("row"), str)}


def _places(key: str, value: Any) -> Iterator[Place]:
    yield (key,)
    for identity, row in _rows(value).items():
        yield (key, identity)
        yield from ((key, identity, item) for item in row if item != "row")


def _changed(key: str, before: Any, after: Any) -> Iterator[Place]:
    """Yield what a change touched: the answer, and of a repeat the entries and items."""
    yield (key,)
    old, new = _rows(before), _rows(after)
    for identity, row in new.items():
        was = old.get(identity, {})
        items = [item for item in row if item != "row" and row[item] != was.get(item)]
        if items or row != was:
            yield (key, identity)
        yield from ((key, identity, item) for item in items)


def _value(state: dict[str, Any], place: Place) -> Any:
    value = state.get(place[0])
    if len(place) == 1:
        return value
    row = _rows(value).get(place[1], {})
    return row if len(place) == 2 else row.get(place[2])
