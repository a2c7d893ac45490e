"""Smooth outlines from few points.

Points are (x, y) in view-box units, y downwards. A third element makes a point a sharp corner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin

from shapely import affinity
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]
Knot = tuple[float, float] | tuple[float, float, int]
"""x, y and, for a sharp corner, any third number."""
Line = list[Point]

STEP = 2.0
"""Longest leg of a sampled curve, view-box units."""


def _tangents(knots: Sequence[Point], closed: bool) -> Line:
    """Return the direction at each knot: the chord of its neighbours, by unit of length."""
    count, found = len(knots), []
    for k, (x, y) in enumerate(knots):
        before = knots[(k - 1) % count] if closed or k else None
        after = knots[(k + 1) % count] if closed or k < count - 1 else None
        if before is None or after is None:
            other = after or before or (x, y)
            length = hypot(other[0] - x, other[1] - y) or 1.0
            sign = 1 if after else -1
            found.append((sign * (other[0] - x) / length, sign * (other[1] - y) / length))
            continue
        one = hypot(x - before[0], y - before[1]) or 1e-9
        two = hypot(after[0] - x, after[1] - y) or 1e-9
        found.append(
            (
                ((x - before[0]) / one * two + (after[0] - x) / two * one) / (one + two),
                ((y - before[1]) / one * two + (after[1] - y) / two * one) / (one + two),
            )
        )
    return found


def _span(start: Point, end: Point, leave: Point, arrive: Point) -> Line:
    """Return points along one Hermite span, without its end."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    count = max(4, round(length / STEP))
    points = []
    for k in range(count):
        t = k / count
        a, b = 2 * t**3 - 3 * t**2 + 1, -2 * t**3 + 3 * t**2
        c, d = (t**3 - 2 * t**2 + t) * length, (t**3 - t**2) * length
        points.append(
            (
                a * start[0] + b * end[0] + c * leave[0] + d * arrive[0],
                a * start[1] + b * end[1] + c * leave[1] + d * arrive[1],
            )
        )
    return points


def _smooth(knots: Sequence[Point], closed: bool) -> Line:
    tangents, points = _tangents(knots, closed), []
    for k in range(len(knots) - (not closed)):
        after = (k + 1) % len(knots)
        points += _span(knots[k], knots[after], tangents[k], tangents[after])
    return points if closed else [*points, knots[-1]]


def line(knots: Sequence[Knot]) -> Line:
    """Return an open smooth curve through the knots; corners break it."""
    points: Line = []
    run: Line = []
    for knot in knots:
        run.append((knot[0], knot[1]))
        if len(knot) == 3 and len(run) > 1:
            points += _smooth(run, closed=False)[:-1]
            run = run[-1:]
    return points + (_smooth(run, closed=False) if len(run) > 1 else run)


def ring(knots: Sequence[Knot]) -> Line:
    """Return a closed smooth curve through the knots, its end not repeated; corners break it."""
    corners = [k for k, knot in enumerate(knots) if len(knot) == 3]
    if not corners:
        return _smooth([(knot[0], knot[1]) for knot in knots], closed=True)
    first = corners[0]
    return line([*knots[first:], *knots[:first], (*knots[first][:2], 1)])[:-1]


def shape(knots: Sequence[Knot]) -> Polygon:
    """Return the area within :func:`ring`."""
    return solid(Polygon(ring(knots)))


def solid(area: BaseGeometry) -> BaseGeometry:
    """Return the area with self-touching outlines mended."""
    return area if area.is_valid else area.buffer(0)


def mirrored(knots: Sequence[Knot], middle: float = 0.0) -> list[Knot]:
    """Return the knots mirrored at x = ``middle``, in the opposite order."""
    return [(2 * middle - knot[0], *knot[1:]) for knot in reversed(knots)]  # type: ignore[misc]


def both(half: Sequence[Knot], middle: float = 0.0) -> Polygon:
    """Return the symmetric area whose half runs from top to bottom along ``half``.

    Knots on the middle line are not repeated.
    """
    other = [knot for knot in mirrored(half, middle) if abs(knot[0] - middle) > 1e-6]
    return shape([*half, *other])


def ellipse(x: float, y: float, across: float, along: float, turn: float = 0.0) -> Polygon:
    """Return an ellipse with two half-axes, turned by degrees clockwise."""
    count = max(16, round(2 * pi * max(across, along) / STEP / 4) * 4)
    points = [
        (across * cos(2 * pi * k / count), along * sin(2 * pi * k / count)) for k in range(count)
    ]
    return affinity.translate(affinity.rotate(Polygon(points), turn, origin=(0, 0)), x, y)


def strip(
    axis: Sequence[Knot],
    width: Callable[[float], float] | Sequence[float],
    *,
    round_ends: bool = True,
) -> Polygon:
    """Return a band along a smooth axis.

    Args:
        axis: knots of the middle line.
        width: whole width, given for shares 0..1 of the length: a function, or values at equal
            distances.
        round_ends: whether the ends are half discs.
    """
    points = line(axis)
    breadth = width if callable(width) else evenly(width)
    gone = [0.0]
    for (ax, ay), (bx, by) in pairwise(points):
        gone.append(gone[-1] + hypot(bx - ax, by - ay))
    left, right = [], []
    for k, (x, y) in enumerate(points):
        before, after = points[max(k - 1, 0)], points[min(k + 1, len(points) - 1)]
        angle = atan2(after[1] - before[1], after[0] - before[0])
        half = breadth(gone[k] / gone[-1]) / 2
        left.append((x + half * sin(angle), y - half * cos(angle)))
        right.append((x - half * sin(angle), y + half * cos(angle)))
    area = solid(Polygon([*left, *reversed(right)]))
    if round_ends:
        for k, share in ((0, 0.0), (-1, 1.0)):
            half = breadth(share) / 2
            area = area.union(ellipse(*points[k], half, half))
    return area


def evenly(values: Sequence[float]) -> Callable[[float], float]:
    """Return a function of 0..1 through values at equal distances, eased between them."""

    def at(share: float) -> float:
        place = min(max(share, 0.0), 1.0) * (len(values) - 1)
        k = min(int(place), len(values) - 2)
        part = place - k
        part = part * part * (3 - 2 * part)
        return values[k] * (1 - part) + values[k + 1] * part

    return at


def moved(
    area: BaseGeometry, x: float = 0.0, y: float = 0.0, turn: float = 0.0, size: float = 1.0
) -> BaseGeometry:
    """Return a shape scaled and turned (degrees clockwise) about the origin, then moved."""
    grown = affinity.scale(area, size, size, origin=(0, 0))
    return affinity.translate(affinity.rotate(grown, turn, origin=(0, 0)), x, y)


def flipped(area: BaseGeometry, middle: float) -> BaseGeometry:
    """Return a shape mirrored at x = ``middle``."""
    return affinity.scale(area, -1, 1, origin=(middle, 0))
