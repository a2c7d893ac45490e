"""Path data as polygons and polylines: what Pillow can draw."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from math import hypot

Point = tuple[float, float]
Line = tuple[tuple[Point, ...], bool]
"""Corners, and whether the line comes back to the first."""
_TOKENS = re.compile(r"[MLCQZlcqz]|-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_CURVE_STEPS = 8
_DEGREE = {"L": 1, "Q": 2, "C": 3}


@lru_cache(maxsize=1024)
def lines_of(d: str) -> tuple[Line, ...]:
    """Return the lines of SVG path data with M, L, C, Q and Z; curves become corners.

    M is absolute, the others may be relative.
    """
    found: list[Line] = []
    points: list[Point] = []
    for command, numbers in _commands(d):
        degree = _DEGREE.get(command.upper(), 0)
        if command == "M":
            found += _ended(points, closed=False)
            points = _pairs(numbers)
        elif degree == 0:
            found += _ended(points, closed=True)
            points = []
        else:
            for first in range(0, len(numbers), 2 * degree):
                ends = _pairs(numbers[first : first + 2 * degree])
                _add(points, ends, relative=command.islower())
    return tuple(found + _ended(points, closed=False))


def _commands(d: str) -> list[tuple[str, list[float]]]:
    commands: list[tuple[str, list[float]]] = []
    for word in _TOKENS.findall(d):
        if word.isalpha():
            commands.append((word, []))
        else:
            commands[-1][1].append(float(word))
    return commands


def _pairs(numbers: list[float]) -> list[Point]:
    return list(zip(numbers[0::2], numbers[1::2], strict=True))


def _ended(points: list[Point], *, closed: bool) -> list[Line]:
    return [(tuple(points), closed)] if len(points) > 1 else []


def _add(points: list[Point], ends: list[Point], *, relative: bool) -> None:
    """Add one straight leg or curve; ``ends`` are its handles and its end."""
    x, y = points[-1]
    placed = [(x + dx, y + dy) for dx, dy in ends] if relative else ends
    if len(placed) == 1:
        points += placed
        return
    curve = [points[-1], *placed]
    points += [_bezier(curve, k / _CURVE_STEPS) for k in range(1, _CURVE_STEPS + 1)]


def _bezier(curve: list[Point], t: float) -> Point:
    while len(curve) > 1:
        pairs = pairwise(curve)
        curve = [(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])) for a, b in pairs]
    return curve[0]


def length_of(points: tuple[Point, ...]) -> float:
    """Return the length of a line in its own units."""
    pairs = pairwise(points)
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairs)


def stations(points: tuple[Point, ...], step: float) -> list[tuple[Point, Point]]:
    """Return places along a line, evenly apart, each with the direction there (length 1).

    Args:
        points: corners of the line.
        step: wanted distance between places; the ends are always among them.
    """
    total = length_of(points)
    if total == 0:
        return []
    count = max(1, round(total / step))
    found: list[tuple[Point, Point]] = []
    done, wanted = 0.0, 0
    for a, b in pairwise(points):
        leg = hypot(b[0] - a[0], b[1] - a[1])
        while leg and wanted <= count and wanted * total / count <= done + leg + 1e-9:
            share = (wanted * total / count - done) / leg
            way = ((b[0] - a[0]) / leg, (b[1] - a[1]) / leg)
            found.append(((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])), way))
            wanted += 1
        done += leg
    return found


def middle_of(points: tuple[Point, ...]) -> Point:
    """Return the middle of the box round points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
