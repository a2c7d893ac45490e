"""Smooth outlines from few points.

Points are (x, y) in view-box units, y downwards. A third element makes a point a sharp corner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin

import numpy as np
from scipy.interpolate import CubicSpline
from shapely import affinity
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]
Knot = tuple[float, float] | tuple[float, float, int]
"""x, y and, for a sharp corner, any third number."""
Line = list[Point]

STEP = 2.0
"""Longest leg of a sampled curve, view-box units."""
EASE = 0.7
"""Power of the distance of two knots that the spline takes for time: 1 swings out, 0.5 hugs."""


def _smooth(knots: Sequence[Point], closed: bool) -> Line:
    """Return points along a cubic spline whose curvature has no steps."""
    points = [*knots, knots[0]] if closed else list(knots)
    legs = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    if len(points) == 2:
        count = max(1, round(legs[0] / STEP))
        shares = [k / count for k in range(count + 1)]
        (ax, ay), (bx, by) = points
        return [(ax + (bx - ax) * share, ay + (by - ay) * share) for share in shares]
    at = np.concatenate([[0.0], np.cumsum(np.power(legs, EASE))])
    curve = CubicSpline(at, points, bc_type="periodic" if closed else "natural")
    places = [
        np.linspace(start, end, max(4, round(leg / STEP)), endpoint=False)
        for (start, end), leg in zip(pairwise(at), legs, strict=True)
    ]
    found = [(float(x), float(y)) for x, y in curve(np.concatenate(places))]
    return found if closed else [*found, knots[-1]]


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
    if not round_ends:
        return solid(Polygon([*left, *reversed(right)]))
    start, end = _cap(right[0], left[0]), _cap(left[-1], right[-1])
    return solid(Polygon([*left, *end, *reversed(right), *start]))


def _cap(start: Point, end: Point) -> Line:
    """Return points of the half circle from one point clockwise to another, without both."""
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    across, along = start[0] - x, start[1] - y
    count = max(6, round(pi * hypot(across, along) / STEP))
    turns = [pi * k / count for k in range(1, count)]
    return [
        (x + across * cos(t) - along * sin(t), y + across * sin(t) + along * cos(t)) for t in turns
    ]


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
