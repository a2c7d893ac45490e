"""Where a closed outline crosses itself, found through cells so that long outlines stay quick."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, hypot

from ipdoc.anatomy.quads import Point

_UPRIGHT = 1e-12
"""A side that runs over less of the picture's width counts as upright."""
_FINEST = 1 / 512
"""Edge of the smallest cell, as a share of the picture."""


def first_crossing(corners: list[Point]) -> tuple[int, int] | None:
    """Return two sides of a closed outline that cross, or None.

    Side k runs from corner k to the next. Sides that only touch, or share a corner, do not cross.
    """
    count = len(corners)
    sides = [(corners[k], corners[(k + 1) % count]) for k in range(count)]
    total = sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in sides)
    edge = max(total / (2 * count), _FINEST)
    cells: dict[tuple[int, int], list[int]] = {}
    for k, side in enumerate(sides):
        for cell in set(_touched(side, edge)):
            for other in cells.setdefault(cell, []):
                if k - other > 1 and (other, k) != (0, count - 1) and _cross(sides[other], side):
                    return other, k
            cells[cell].append(k)
    return None


def _touched(side: tuple[Point, Point], edge: float) -> Iterator[tuple[int, int]]:
    """Return the cells that a side may touch: column by column, those between its heights."""
    (ax, ay), (bx, by) = sorted(side)
    upright = bx - ax < _UPRIGHT
    slope = 0.0 if upright else (by - ay) / (bx - ax)
    for column in range(floor(ax / edge), floor(bx / edge) + 1):
        left, right = max(ax, column * edge), min(bx, (column + 1) * edge)
        one, two = ay + (left - ax) * slope, ay + (right - ax) * slope
        if upright:
            one, two = ay, by
        low, high = min(one, two), max(one, two)
        for row in range(floor(low / edge - 1e-9), ceil(high / edge + 1e-9)):
            yield column, row


def _cross(first: tuple[Point, Point], second: tuple[Point, Point]) -> bool:
    a, b = first
    c, d = second
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
