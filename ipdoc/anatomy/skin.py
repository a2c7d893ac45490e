"""The skin in space: where a spot lies, which faces touch, how a plane cuts it.

Coordinates are millimetres of a figure in the anatomical position: x to its own left, y up, z to
its front.
"""

from __future__ import annotations

from functools import lru_cache
from math import hypot

from ipdoc.anatomy import views
from ipdoc.anatomy.surface import Spot

AVERAGE = "neutral"
"""The figure on which middles and overlaps are weighed; all share one surface."""
Vector = tuple[float, float, float]
_MOST_STEPS = 4000
"""Faces that a cut may pass; no ring round the body passes as many."""
_CORNERS = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def dot(a: Vector, b: Vector) -> float:
    """Return the scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def minus(a: Vector, b: Vector) -> Vector:
    """Return a − b."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Return the vector product."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def unit(a: Vector) -> Vector:
    """Return the vector of length 1 in a direction, or the null vector for itself."""
    length = hypot(*a)
    return (a[0] / length, a[1] / length, a[2] / length) if length else a


def mean(points: list[Vector]) -> Vector:
    """Return the middle of points."""
    count = len(points)
    return (
        sum(p[0] for p in points) / count,
        sum(p[1] for p in points) / count,
        sum(p[2] for p in points) / count,
    )


@lru_cache(maxsize=8)
def vertices(figure: str) -> tuple[Vector, ...]:
    """Return the vertices of a figure, mm."""
    data, step = views.vertices(figure)
    values = [number * step for number in data]
    return tuple(zip(values[0::3], values[1::3], values[2::3], strict=True))


def corners(figure: str, face: int) -> tuple[Vector, Vector, Vector, Vector]:
    """Return the four corners of a face, mm."""
    points = vertices(figure)
    a, b, c, d = views.faces()[4 * face : 4 * face + 4]
    return points[a], points[b], points[c], points[d]


def position(figure: str, spot: Spot) -> Vector:
    """Return where a spot lies, mm."""
    face, u, v = spot
    a, b, c, d = corners(figure, face)
    p, q, r, s = (1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v
    return (
        p * a[0] + q * b[0] + r * c[0] + s * d[0],
        p * a[1] + q * b[1] + r * c[1] + s * d[1],
        p * a[2] + q * b[2] + r * c[2] + s * d[2],
    )


def normal(figure: str, face: int) -> Vector:
    """Return the direction in which a face looks, outwards, length 1."""
    a, b, c, d = corners(figure, face)
    return unit(cross(minus(c, a), minus(d, b)))


@lru_cache(maxsize=1)
def beyond() -> tuple[int, ...]:
    """Return for each edge of each face (4 × face + edge) the same edge seen from the next face.

    Edge k runs from corner k to corner k + 1. An edge without another face leads to itself.
    """
    quads = views.faces()
    count = len(quads)
    ends = [(quads[n], quads[n + 1 if n & 3 < 3 else n - 3]) for n in range(count)]
    by_ends = {pair: n for n, pair in enumerate(ends)}
    return tuple(by_ends.get((b, a), n) for n, (a, b) in enumerate(ends))


def around(face: int) -> tuple[int, ...]:
    """Return the faces that share an edge with a face."""
    return tuple(n // 4 for n in beyond()[4 * face : 4 * face + 4])


def cut(figure: str, start: Spot, across: Vector) -> tuple[Spot, ...] | None:
    """Return the closed line in which a plane through a spot cuts the skin.

    Args:
        figure: the figure on which the plane stands.
        start: a spot of the plane; the line begins and ends there.
        across: direction at right angles to the plane.

    Returns:
        Spots of the line, where it enters and leaves each face, or None when it does not close.
    """
    plane = _Plane(figure, across, dot(position(figure, start), across))
    face = start[0]
    edge = plane.way_out(face, 0)
    if edge is None:
        return None
    first, line = (face, edge), [start]
    for _ in range(_MOST_STEPS):
        line.append(plane.crossing(face, edge))
        face, edge = divmod(beyond()[4 * face + edge], 4)
        line.append(plane.crossing(face, edge))
        edge = plane.way_out(face, edge + 1)
        if edge is None:
            return None
        if (face, edge) == first:
            return (*line, start)
    return None


class _Plane:
    """A plane through the skin, with the heights of the corners above it."""

    def __init__(self, figure: str, across: Vector, level: float) -> None:
        self._points = vertices(figure)
        self._across, self._level = across, level

    def _height(self, face: int, corner: int) -> float:
        return dot(self._points[views.faces()[4 * face + (corner & 3)]], self._across) - self._level

    def way_out(self, face: int, edge: int) -> int | None:
        """Return the first edge from ``edge`` on along which the face sinks below the plane.

        So the line always has what lies above on the same hand, and two pieces in one face are
        never mixed up.
        """
        for k in range(edge, edge + 4):
            if self._height(face, k) >= 0 > self._height(face, k + 1):
                return k & 3
        return None

    def crossing(self, face: int, edge: int) -> Spot:
        """Return where an edge meets the plane."""
        here, there = self._height(face, edge), self._height(face, edge + 1)
        share = here / (here - there)
        (u, v), (s, t) = _CORNERS[edge & 3], _CORNERS[(edge + 1) & 3]
        return face, u + share * (s - u), v + share * (t - v)
