"""What a view shows of a mark that may have been drawn on another."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from ipdoc.anatomy.quads import Point
from ipdoc.anatomy.surface import Seen, Spot, seen
from ipdoc.anatomy.trace import Trace
from ipdoc.anatomy.views import DiagramView

_BRIDGED = 3
"""So many hidden vertices between seen ones do not part a line."""
_CUT = 0.5
"""Neighbours farther apart than this share of the width lie on both sides of a cut."""

_At = tuple[Point, bool]
"""Where a vertex lies, view-box units, and whether it is seen."""


@dataclass(frozen=True)
class Piece:
    """A run of a mark's path that a view shows."""

    points: tuple[Point, ...]
    """Fractions 0..1 of the view box."""
    closed: bool
    bar: int
    """Which path of the mark it belongs to: 0 or 1 for the bars of a tramline."""


def shown(trace: Trace, view: DiagramView) -> tuple[Piece, ...]:
    """Return the pieces of a mark that a view shows, none when it is hidden or not in it."""
    if trace.surface != view.surface or not trace.known:
        return ()
    sight = seen(view)
    return tuple(
        piece
        for bar, path in enumerate(trace.paths)
        for piece in _pieces(_laid(sight, path, view), view, bar, closed=trace.closed)
    )


def _laid(sight: Seen, path: tuple[Spot, ...], view: DiagramView) -> list[_At | None]:
    return [_at(sight, spot, view) for spot in path]


def _at(sight: Seen, spot: Spot, view: DiagramView) -> _At | None:
    """Return where a vertex lies, None out of the picture, and whether nothing hides it."""
    if not sight.shows(spot[0]):
        return None
    x, y, _ = sight.at(*spot)
    return ((x, y), not sight.hides(*spot)) if view.holds(x, y) else None


def _pieces(path: list[_At | None], view: DiagramView, bar: int, *, closed: bool) -> list[Piece]:
    runs = _runs([*path, path[0]] if closed else path, _CUT * view.width)
    whole = closed and len(runs) == 1 and len(runs[0]) == len(path) + 1
    if whole:
        runs[0].pop()
    elif closed and len(runs) > 1 and runs[0][0] == runs[-1][-1]:
        # The path happens to begin in the middle of what is seen.
        runs[0] = runs.pop()[:-1] + runs[0]
    least = min(len(path), 2)
    return [
        Piece(tuple((x / view.width, y / view.height) for x, y in run), whole, bar)
        for run in runs
        if len(run) >= least
    ]


def _runs(path: list[_At | None], leap: float) -> list[list[Point]]:
    """Return the runs of seen vertices; few hidden ones between them are kept."""
    runs: list[list[Point]] = []
    hidden: list[_At | None] = []
    for at in path:
        if at is None or not at[1]:
            hidden.append(at)
            continue
        known = [one[0] for one in hidden if one is not None]
        bridged = len(known) == len(hidden) <= _BRIDGED
        if runs and bridged and _near(runs[-1][-1], at[0], leap):
            runs[-1] += [*known, at[0]]
        else:
            runs.append([at[0]])
        hidden = []
    return runs


def _near(a: Point, b: Point, leap: float) -> bool:
    return hypot(b[0] - a[0], b[1] - a[1]) < leap
