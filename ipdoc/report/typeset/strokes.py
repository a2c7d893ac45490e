"""Shapes of marks with an extent, as path operators in millimetres, y downwards.

A cut is a spindle, a laceration a zig-zag, a ligature a band of two lines: LOOK §4.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import dist, hypot, pi, sin

Point = tuple[float, float]
Points = Sequence[Point]
_LEG_MM = 3.0
"""Length of a leg of a zig-zag."""
_RISE_MM = 1.05
"""How far a zig-zag leaves its line, at most."""
_LEAST_LEGS = 5
_TICK_MM, _TICK_PITCH_MM = 1.1, 2.2
_ROPE_PITCH_MM = 1.5
_SPINDLE_STEPS = 24


def extent(points: Points) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def length(points: Points) -> float:
    """Return the length of a line through points."""
    return sum(dist(a, b) for a, b in pairwise(points))


def straight(points: Points, *, closed: bool = False) -> str:
    """Return a path through points by straight lines."""
    first, *rest = points
    parts = [f"{first[0]:.2f} {first[1]:.2f} m"]
    parts += [f"{x:.2f} {y:.2f} l" for x, y in rest]
    return " ".join(parts) + (" h" if closed else "")


def curved(points: Points, *, closed: bool = False) -> str:
    """Return a path through points by curves, as drawn by hand."""
    if len(points) < 3:
        return straight(points, closed=closed)
    count = len(points)
    steps = count if closed else count - 1
    parts = [f"{points[0][0]:.2f} {points[0][1]:.2f} m"]
    for index in range(steps):
        before, a, b, after = (
            points[_neighbour(index + shift, count, closed=closed)] for shift in (-1, 0, 1, 2)
        )
        c1 = (a[0] + (b[0] - before[0]) / 6, a[1] + (b[1] - before[1]) / 6)
        c2 = (b[0] - (after[0] - a[0]) / 6, b[1] - (after[1] - a[1]) / 6)
        numbers = (*c1, *c2, *b)
        parts.append(" ".join(f"{number:.2f}" for number in numbers) + " c")
    return " ".join(parts) + (" h" if closed else "")


def _neighbour(index: int, count: int, *, closed: bool) -> int:
    return index % count if closed else min(max(index, 0), count - 1)


def along(points: Points, steps: int) -> list[tuple[Point, Point]]:
    """Return ``steps`` + 1 spots at even distances along a line, each with its unit normal."""
    marks = [0.0]
    for a, b in pairwise(points):
        marks.append(marks[-1] + dist(a, b))
    total, spots, leg = marks[-1], [], 0
    for index in range(steps + 1):
        at = total * index / steps
        while leg < len(points) - 2 and marks[leg + 1] < at:
            leg += 1
        (ax, ay), (bx, by) = points[leg], points[leg + 1]
        own = marks[leg + 1] - marks[leg] or 1.0
        share = (at - marks[leg]) / own
        size = hypot(bx - ax, by - ay) or 1.0
        normal = (-(by - ay) / size, (bx - ax) / size)
        spots.append(((ax + (bx - ax) * share, ay + (by - ay) * share), normal))
    return spots


def _beside(spots: Iterable[tuple[Point, Point]], offsets: Iterable[float]) -> list[Point]:
    return [
        (x + nx * offset, y + ny * offset)
        for ((x, y), (nx, ny)), offset in zip(spots, offsets, strict=True)
    ]


def zigzag(points: Points) -> str:
    """Return a zig-zag along a line, legs of about 3 mm, both ends on the line."""
    total = length(points)
    rise = min(_RISE_MM, total / 8)
    legs = max(_LEAST_LEGS, round(total / (_LEG_MM**2 - (2 * rise) ** 2) ** 0.5))
    offsets = [0.0, *(rise if i % 2 else -rise for i in range(1, legs)), 0.0]
    return straight(_beside(along(points, legs), offsets))


def spindle(points: Points, width: float) -> list[Point]:
    """Return the outline of a spindle round a line, pointed at both ends."""
    spots = along(points, _SPINDLE_STEPS)
    halves = [width / 2 * sin(pi * i / _SPINDLE_STEPS) for i in range(_SPINDLE_STEPS + 1)]
    there = _beside(spots, halves)
    back = _beside(spots, [-half for half in halves])
    return there + back[-2:0:-1]


def ticks(points: Points) -> str:
    """Return short strokes across a line, as the stitches of a surgical scar."""
    count = max(3, round(length(points) / _TICK_PITCH_MM))
    spots = along(points, count * 2)[1::2]
    return _across(spots, _TICK_MM, lean=0.0)


def _across(spots: Iterable[tuple[Point, Point]], half: float, *, lean: float) -> str:
    parts = []
    for (x, y), (nx, ny) in spots:
        dx, dy = nx * half + ny * lean, ny * half - nx * lean
        parts.append(f"{x - dx:.2f} {y - dy:.2f} m {x + dx:.2f} {y + dy:.2f} l")
    return " ".join(parts)


def band(points: Points, width: float) -> str:
    """Return the two edges of a band and the slanting strokes between them."""
    total = length(points)
    smooth = max(len(points) * 2, 2)
    spots = along(points, smooth)
    edges = [straight(_beside(spots, [sign * width / 2] * len(spots))) for sign in (1, -1)]
    count = max(2, round(total / _ROPE_PITCH_MM))
    rungs = along(points, count * 2)[1::2]
    return " ".join([*edges, _across(rungs, width / 2, lean=min(0.55, width / 3))])


def band_outline(points: Points, width: float) -> list[Point]:
    """Return the outline of a band."""
    spots = along(points, max(len(points) * 2, 2))
    there = _beside(spots, [width / 2] * len(spots))
    return there + _beside(spots, [-width / 2] * len(spots))[::-1]


def inside(point: Point, outline: Points) -> bool:
    """Return whether a point lies inside a closed outline (even-odd)."""
    x, y = point
    found = False
    for (ax, ay), (bx, by) in pairwise([*outline, outline[0]]):
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            found = not found
    return found


def middle_of(outline: Points) -> Point:
    """Return a point well inside a closed outline: its middle, or that of its widest level."""
    left, top, right, bottom = extent(outline)
    middle = ((left + right) / 2, (top + bottom) / 2)
    if inside(middle, outline):
        return middle
    best = (0.0, middle)
    for step in range(1, 10):
        y = top + (bottom - top) * step / 10
        cuts = sorted(
            ax + (y - ay) * (bx - ax) / (by - ay)
            for (ax, ay), (bx, by) in pairwise([*outline, outline[0]])
            if (ay > y) != (by > y)
        )
        for a, b in zip(cuts[::2], cuts[1::2], strict=False):
            best = max(best, (b - a, ((a + b) / 2, y)))
    return best[1]
