"""Sampled curves as SVG path data: few quadratic arcs, corners kept."""

from __future__ import annotations

from itertools import pairwise
from math import atan2, pi, radians

import numpy as np
import shapely
from shapely.geometry import LineString

from tools.bodymap.charts.curves import Line, Point

Points = np.ndarray
"""n × 2, view-box units."""

TOLERANCE = 0.3
"""How far written path data may leave the sampled curve, view-box units."""
CORNER = radians(40)
"""Turns sharper than this stay corners."""
SPAN = 48
"""Most points of the sampled curve that one arc stands for."""
LEG = 5.0
"""Longest leg that is followed by one arc unseen, view-box units."""


def data(points: Line, *, closed: bool, tolerance: float = TOLERANCE) -> str:
    """Return SVG path data (M, L, Q, Z, absolute) of a sampled curve.

    Args:
        points: in order; of a closed curve the first point is not repeated at the end.
        closed: whether the last point is joined to the first.
        tolerance: how far the arcs may leave the points, view-box units.
    """
    pieces = [_even(piece) for piece in _pieces(points, closed)]
    text = f"M{_pair(pieces[0][0])}"
    text += "".join(_arcs(piece, tolerance) for piece in pieces)
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


def _arcs(points: Points, tolerance: float) -> str:
    """Return the arcs of one smooth piece, from its second point on: greedily the longest."""
    text, start, last = "", 0, len(points) - 1
    while start < last:
        end, handle = start + 1, None
        step = 8
        while step and end < last:
            reach = min(start + SPAN, end + step, last)
            fitted = _fit(points[start : reach + 1], tolerance) if reach > end else None
            if fitted is None:
                step = step // 2 if step > 1 and reach > end else 0
                continue
            end, handle = reach, fitted
            step *= 2
        if handle is None or _straight(points[start], handle, points[end]):
            text += f"L{_pair(points[end])}"
        else:
            text += f"Q{_pair(handle)} {_pair(points[end])}"
        start = end
    return text


def _fit(points: Points, tolerance: float) -> Points | None:
    """Return the handle of the arc that follows the points, None when none is near enough."""
    legs = np.hypot(*np.diff(points, axis=0).T)
    share = np.concatenate([[0.0], np.cumsum(legs)])
    share = (share / share[-1])[1:-1, None]
    weight = 2 * share * (1 - share)
    rest = points[1:-1] - (1 - share) ** 2 * points[0] - share**2 * points[-1]
    handle = (weight * rest).sum(0) / (weight**2).sum()
    off = np.hypot(*(rest - weight * handle).T).max()
    return handle if off <= tolerance else None


def _straight(start: Points, handle: Points, end: Points) -> bool:
    """Tell whether an arc leaves its chord by less than what is written."""
    (ax, ay), (bx, by) = handle - start, end - start
    length = float(np.hypot(bx, by))
    return length < 1e-9 or abs(float(ax * by - ay * bx)) / length < 0.1


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def _pair(point: Points | Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
