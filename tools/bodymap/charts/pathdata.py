"""Sampled curves as SVG path data: few quadratic arcs, corners kept."""

from __future__ import annotations

from itertools import pairwise
from math import atan2, pi, radians

import numpy as np
import shapely
from shapely.geometry import LineString

from tools.bodymap.charts.arcs import follow
from tools.bodymap.charts.curves import Line, Point

Points = np.ndarray
"""n × 2, view-box units."""

TOLERANCE = 0.3
"""How far written path data may leave the sampled curve, view-box units."""
CORNER = radians(40)
"""Turns sharper than this stay corners."""
LEG = 5.0
"""Longest leg that is followed by one arc unseen, view-box units."""


def data(points: Line, *, closed: bool, tolerance: float = TOLERANCE, coarse: bool = False) -> str:
    """Return SVG path data (M, L, Q, Z, absolute) of a sampled curve.

    Args:
        points: in order; of a closed curve the first point is not repeated at the end.
        closed: whether the last point is joined to the first.
        tolerance: how far the arcs may leave the points, view-box units.
        coarse: whether coordinates are written as whole numbers.
    """
    digits = 0 if coarse else 1
    pieces = [_even(piece) for piece in _pieces(points, closed)]
    text = f"M{_pair(pieces[0][0], digits)}"
    text += "".join(_arcs(piece, tolerance, digits) for piece in pieces)
    return text + "Z" if closed else text


def _turn(before: Point, here: Point, after: Point) -> float:
    one = atan2(here[1] - before[1], here[0] - before[0])
    two = atan2(after[1] - here[1], after[0] - here[0])
    return abs((two - one + pi) % (2 * pi) - pi)


def _pieces(points: Line, closed: bool) -> list[Line]:
    """Cut a sampled curve at its corners; a closed curve is cut at least once."""
    if closed:
        count = len(points)
        turns = [_turn(points[k - 1], points[k], points[(k + 1) % count]) for k in range(count)]
        first = next((k for k in range(count) if turns[k] > CORNER), 0)
        points = [*points[first:], *points[:first], points[first]]
    cuts = [k for k in range(1, len(points) - 1) if _turn(*points[k - 1 : k + 2]) > CORNER]
    cuts = [0, *cuts, len(points) - 1]
    return [points[a : b + 1] for a, b in pairwise(cuts)]


def _even(points: Line) -> Points:
    """Return the points with further ones on long legs, so that arcs feel them."""
    return shapely.get_coordinates(shapely.segmentize(LineString(points), LEG))


def _arcs(points: Points, tolerance: float, digits: int) -> str:
    """Return the arcs of one smooth piece, from its second point on."""
    text, start = "", points[0]
    for row in follow(points, tolerance):
        handle, end = row[:2], row[2:]
        if _straight(start, handle, end):
            text += f"L{_pair(end, digits)}"
        else:
            # A handle moves the arc by half of its own error.
            handle = np.round(handle * 2) / 2 if tolerance > TOLERANCE else handle
            text += f"Q{_pair(handle, digits)} {_pair(end, digits)}"
        start = end
    return text


def _straight(start: Points, handle: Points, end: Points) -> bool:
    """Tell whether an arc leaves its chord by less than what is written."""
    (ax, ay), (bx, by) = handle - start, end - start
    length = float(np.hypot(bx, by))
    return length < 1e-9 or abs(float(ax * by - ay * bx)) / length < 0.1


def number(value: float, digits: int = 1) -> str:
    """Return a coordinate with at most one decimal."""
    text = f"{value:.{digits}f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _pair(point: Points | Point, digits: int) -> str:
    return f"{number(point[0], digits)} {number(point[1], digits)}"
