"""The past of a record: what stood in it after each change, worked out of its revisions.

A revision holds what changed, before and after. So the present state is walked back change by
change; what does not fit on the way is said to be unknown, never guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ipdoc.casework.core.chain import MOVED, Changes, Revision
from ipdoc.domain.payloads import Payload

Flat = dict[str, Any]
"""A payload as revisions tell it: the answers by their keys beside the payload's own keys."""
UNTOLD = frozenset(("schema",))
"""Keys of a payload of which no history is told: they say nothing of the person examined."""


@dataclass(frozen=True)
class Step:
    """One change of a record with what stood in it before and after."""

    path: str
    version: int
    """Of the record, after the change."""
    who: str
    """Id of the person."""
    when: dt.datetime
    """Aware UTC."""
    why: str
    device: str
    before: Flat
    after: Flat
    known: bool = True
    """False where the revisions do not tell all that stood there."""
    removed: bool = False
    """True where the change took the record away."""
    aside: bool = False
    """True for a change on another copy of the vault, taken in later by a change of its own."""

    @property
    def changes(self) -> Changes:
        """Key → [before, after], without what nobody is told."""
        keys = sorted((set(self.before) | set(self.after)) - UNTOLD)
        pairs = {key: [self.before.get(key), self.after.get(key)] for key in keys}
        return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def flat(payload: Payload | None) -> Flat:
    """Return a payload as revisions tell it; of nothing, nothing."""
    if payload is None:
        return {}
    rest = {key: value for key, value in payload.items() if key != "answers"}
    return _filled({**rest, **(payload.get("answers") or {})})


def _filled(state: Flat) -> Flat:
    return {key: value for key, value in state.items() if value is not None}


def steps(
    revisions: Sequence[Revision], present: Payload | None, *, earlier: bool = False
) -> list[Step]:
    """Return every change with the states around it, oldest first.

    Args:
        revisions: those of the record that are open to the person, by version.
        present: the record's payload now, None when it was removed.
        earlier: there are earlier ones that are not among them.
    """
    main, aside = _lines(revisions, flat(present))
    found: list[Step] = []
    state, known = flat(present), True
    for place in range(len(main) - 1, -1, -1):
        revision = main[place]
        if not _fits(revision, state):
            state, known = _replayed(main[: place + 1]), False
        before = {} if place == 0 and not earlier else _undone(revision, state)
        found.append(_step(revision, before, state, known=known))
        state = before
    return _with_asides(_moves_joined(found[::-1]), aside)


def _lines(revisions: Sequence[Revision], present: Flat) -> tuple[list[Revision], list[Revision]]:
    """Return the changes that led to the present state, and those made beside them.

    Two copies of a vault may each have given a record the same version; the one whose outcome the
    next change began with is on the way to the present.
    """
    by_version: dict[int, list[Revision]] = {}
    for revision in revisions:
        by_version.setdefault(revision.version, []).append(revision)
    main: list[Revision] = []
    aside: list[Revision] = []
    state = present
    for version in sorted(by_version, reverse=True):
        several = by_version[version]
        chosen = next((one for one in several if _fits(one, state)), several[0])
        main.append(chosen)
        aside += [one for one in several if one is not chosen]
        state = _undone(chosen, state)
    return main[::-1], aside[::-1]


def _fits(revision: Revision, state: Flat) -> bool:
    """Return whether a change can have led to a state."""
    if revision.removed and state:
        return False
    return all(state.get(key) == after for key, (_before, after) in revision.changes.items())


def _undone(revision: Revision, state: Flat) -> Flat:
    before = {key: pair[0] for key, pair in revision.changes.items()}
    return _filled({**state, **before})


def _replayed(revisions: Sequence[Revision]) -> Flat:
    """Return what a run of changes tells of the state after it, where it cannot be walked back."""
    state: Flat = {}
    for revision in revisions:
        state |= {key: pair[1] for key, pair in revision.changes.items()}
    return _filled(state)


def _step(revision: Revision, before: Flat, after: Flat, *, known: bool = True) -> Step:
    return Step(
        revision.path,
        revision.version,
        revision.who,
        revision.when,
        revision.why,
        revision.device,
        before,
        after,
        known,
        revision.removed,
    )


def _moves_joined(found: Sequence[Step]) -> list[Step]:
    """Return the changes with a move from part to part as one, which it was for the person."""
    joined: list[Step] = []
    for step in found:
        last = joined[-1] if joined else None
        if last and last.removed and last.why == MOVED and _next_to(last, step):
            joined[-1] = replace(step, before=last.before or step.before)
        else:
            joined.append(step)
    return joined


def _next_to(last: Step, step: Step) -> bool:
    return step.version == last.version + 1 and step.device == last.device


def _with_asides(main: list[Step], aside: Sequence[Revision]) -> list[Step]:
    """Put changes made on another copy among the others, by their versions."""
    told = []
    for revision in aside:
        before = {key: pair[0] for key, pair in revision.changes.items()}
        after = {key: pair[1] for key, pair in revision.changes.items()}
        told.append(replace(_step(revision, _filled(before), _filled(after)), aside=True))
    return sorted([*main, *told], key=lambda step: (step.version, not step.aside))


def state_after(found: Sequence[Step], version: int) -> Flat:
    """Return what stood in the record after a version; of one before the first, nothing."""
    reached = [step for step in found if step.version <= version and not step.aside]
    return reached[-1].after if reached else {}
