"""Numbers beside a picture: one column each side, in order of height, leaders that never cross.

Lengths are in any one unit, the same throughout: millimetres on paper, pixels on a picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import dist

Point = tuple[float, float]
_MOST_SWAPS = 400


@dataclass(frozen=True)
class Target:
    """What a label points at."""

    key: int
    """Index or number that the caller knows it by."""
    edge: tuple[Point, ...]
    """Points on the mark's edge; the leader ends at one of them."""

    @property
    def middle(self) -> Point:
        """The middle of the mark's extent."""
        xs, ys = [x for x, _ in self.edge], [y for _, y in self.edge]
        return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


@dataclass(frozen=True)
class Columns:
    """Where labels may stand beside a picture of ``width`` whose left edge is at 0."""

    width: float
    top: float
    """Highest middle of a label."""
    bottom: float
    """Lowest middle of a label."""
    gap: float
    """Least distance between middles of labels above one another, > 0."""
    outside: float
    """From the edge of the picture to the middle of the labels."""
    bend: float
    """From the edge of the picture to the bend of the leaders, < outside."""

    def slot(self, right: bool, y: float) -> _Slot:
        """Return a place for a label at a height."""
        edge, sign = (self.width, 1) if right else (0.0, -1)
        return _Slot((edge + sign * self.outside, y), (edge + sign * self.bend, y))

    @property
    def room(self) -> int:
        """How many labels fit into one column, at least one."""
        return max(1, int((self.bottom - self.top) / self.gap) + 1)


@dataclass(frozen=True)
class _Slot:
    at: Point
    bend: Point


@dataclass(frozen=True)
class Label:
    """A label and its leader: from ``at`` level to ``bend``, then straight to ``dot``."""

    key: int
    at: Point
    bend: Point
    dot: Point
    """On the mark's edge."""


def place_labels(targets: Sequence[Target], columns: Columns) -> tuple[Label, ...]:
    """Return a label for each target, left column first, from the top down.

    A target's label stands at the nearer side, unless that column is full. When both are full the
    labels stand closer than the gap.
    """
    left, right = _sides(targets, columns)
    placed: list[tuple[Target, _Slot]] = []
    for at_right, side in ((False, left), (True, right)):
        side.sort(key=lambda target: (target.middle[1], target.key))
        heights = _heights([target.middle[1] for target in side], columns)
        placed += [
            (target, columns.slot(at_right, y)) for target, y in zip(side, heights, strict=True)
        ]
    labels = [_label(target, slot) for target, slot in _uncrossed(placed)]
    return tuple(sorted(labels, key=lambda label: (label.at[0] > 0, label.at[1])))


def _sides(targets: Sequence[Target], columns: Columns) -> tuple[list[Target], list[Target]]:
    """Return the targets for the left and the right column; a full column gives some away."""
    middle = columns.width / 2
    inward = sorted(targets, key=lambda target: abs(target.middle[0] - middle))
    left = [target for target in inward if target.middle[0] <= middle]
    right = [target for target in inward if target.middle[0] > middle]
    for full, other in ((left, right), (right, left)):
        while len(full) > columns.room and len(other) < len(full) - 1:
            other.append(full.pop(0))
    return left, right


def _heights(wanted: Sequence[float], columns: Columns) -> list[float]:
    """Return heights in the same order, apart by the gap and as near to the wanted as can be."""
    count = len(wanted)
    if not count:
        return []
    gap = columns.gap
    if count > 1:
        gap = min(gap, (columns.bottom - columns.top) / (count - 1))
    blocks: list[list[float]] = []
    for index, y in enumerate(wanted):
        blocks.append([y - index * gap, 1.0])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, weight = blocks.pop()
            before = blocks[-1]
            total = before[1] + weight
            blocks[-1] = [(before[0] * before[1] + mean * weight) / total, total]
    flat = [mean for mean, weight in blocks for _ in range(round(weight))]
    highest, lowest = columns.top, columns.bottom - (count - 1) * gap
    return [min(max(y, highest), lowest) + index * gap for index, y in enumerate(flat)]


def _label(target: Target, slot: _Slot) -> Label:
    dot = min(target.edge, key=lambda point: dist(point, slot.bend))
    return Label(target.key, slot.at, slot.bend, dot)


def _uncrossed(placed: list[tuple[Target, _Slot]]) -> list[tuple[Target, _Slot]]:
    """Return the targets with places swapped until no leaders cross.

    Swapping the places of two that cross makes all leaders shorter together, so this ends.
    """
    for _ in range(_MOST_SWAPS):
        labels = [_label(*pair) for pair in placed]
        crossing = next(
            (
                (i, j)
                for (i, a), (j, b) in combinations(enumerate(labels), 2)
                if segments_cross((a.bend, a.dot), (b.bend, b.dot))
            ),
            None,
        )
        if crossing is None:
            break
        i, j = crossing
        (first, here), (second, there) = placed[i], placed[j]
        placed[i], placed[j] = (first, there), (second, here)
    return placed


def segments_cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Return whether two segments cross each other inside both."""
    (a, b), (c, d) = one, other
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
