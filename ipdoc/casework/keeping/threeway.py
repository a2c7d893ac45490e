"""Merge two versions of a record that were changed apart from each other.

What only one side changed is taken; what both changed differently is a conflict, in which neither
is lost. The state before both is worked out backwards from each side's own changes. Where the two
results differ, a change was not written down, and the key counts as changed by both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ipdoc.casework.core.chain import Changes
from ipdoc.domain.payloads import Payload

ANSWERS = "answers"
_INNER = frozenset(("attributes", "fields"))
"""Keys whose value is a dictionary of answers of its own."""
_GROWING = frozenset(("schema", "counters", "marks_given", "drawings_given"))
"""Numbers that only grow: the higher one holds."""


@dataclass(frozen=True)
class Clash:
    """One key that both sides changed."""

    base: Any
    mine: Any
    """Stays in the record."""
    theirs: Any
    """The value as it would be with the other side's choice."""


@dataclass(frozen=True)
class Merged:
    """What came of two versions."""

    payload: Payload
    clashes: Mapping[str, Clash]
    """By the name of the key as ``chain.differences`` has it."""


def before(payload: Payload, changes: Iterable[Changes]) -> Payload:
    """Return a payload as it was before changes.

    Args:
        payload: the present state.
        changes: of its revisions, the newest first.
    """
    flat = _flat(payload)
    for one in changes:
        for key, (value, _) in one.items():
            if value is None:
                flat.pop(key, None)
            else:
                flat[key] = value
    return flat


def merge(mine: Payload, theirs: Payload, bases: tuple[Payload, Payload]) -> Merged:
    """Merge two versions.

    Args:
        mine: the version here.
        theirs: the other one.
        bases: what ``before`` makes of each.
    """
    left, right = _flat(mine), _flat(theirs)
    merged: Payload = {}
    clashes: dict[str, Clash] = {}
    for key in dict.fromkeys((*left, *right)):
        three = (left.get(key), right.get(key), bases[0].get(key), bases[1].get(key))
        value, clash = _key(key, *three)
        if key in left or value is not None:
            merged[key] = value
        if clash is not None:
            clashes[key] = clash
    answers = ANSWERS in mine or ANSWERS in theirs
    return Merged(_nested(merged, mine, theirs) if answers else merged, clashes)


def _key(
    key: str, mine: Any, theirs: Any, base_mine: Any, base_theirs: Any
) -> tuple[Any, Clash | None]:
    if mine == theirs:
        return mine, None
    if key in _GROWING:
        return _higher(mine, theirs), None
    if key in _INNER and isinstance(mine, dict) and isinstance(theirs, dict):
        return _inner(mine, theirs, base_mine or {}, base_theirs or {})
    if base_mine == base_theirs:
        if mine == base_mine:
            return theirs, None
        if theirs == base_theirs:
            return mine, None
    return mine, Clash(base_mine if base_mine == base_theirs else None, mine, theirs)


def _inner(
    mine: Payload, theirs: Payload, base_mine: Payload, base_theirs: Payload
) -> tuple[Payload, Clash | None]:
    """Merge a dictionary key by key; a clash shows it whole, with the other side's choices."""
    kept: Payload = {}
    other: Payload = {}
    clashed = False
    for key in dict.fromkeys((*mine, *theirs)):
        three = (mine.get(key), theirs.get(key), base_mine.get(key), base_theirs.get(key))
        value, clash = _key("", *three)
        clashed = clashed or clash is not None
        for result, chosen in ((kept, value), (other, clash.theirs if clash else value)):
            if chosen is not None:
                result[key] = chosen
    base = base_mine if base_mine == base_theirs else None
    return kept, Clash(base, kept, other) if clashed else None


def _higher(mine: Any, theirs: Any) -> Any:
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return {key: _higher(mine.get(key), theirs.get(key)) for key in {**mine, **theirs}}
    return max((one for one in (mine, theirs) if one is not None), default=None)


def _flat(payload: Payload) -> Payload:
    """Return the answers and the other keys side by side, as ``chain.differences`` names them."""
    rest = {key: value for key, value in payload.items() if key != ANSWERS}
    return {**rest, **(payload.get(ANSWERS) or {})}


def _nested(merged: Payload, mine: Payload, theirs: Payload) -> Payload:
    answers = {**(theirs.get(ANSWERS) or {}), **(mine.get(ANSWERS) or {})}
    rest = {key: value for key, value in merged.items() if key not in answers}
    chosen = {key: merged[key] for key in answers if merged.get(key) is not None}
    return {**rest, ANSWERS: chosen}
