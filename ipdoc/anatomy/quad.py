"""A quad on a picture: where in it a point lies, and which of its spots is nearest.

Corners run a, b, c, d around the quad; a spot (u, v) is ``a`` at (0, 0), ``b`` at (1, 0),
``c`` at (1, 1) and ``d`` at (0, 1), interpolated bilinearly.
"""

from __future__ import annotations

from math import hypot, sqrt
from typing import TypeAlias

Flat: TypeAlias = tuple[
    tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]
]
"""Corners of a quad on a picture."""

_EDGE = 1e-6
"""How far beyond 0..1 a spot may lie and still count as inside: shared edges leave no gaps."""


def inside(quad: Flat, x: float, y: float) -> tuple[float, float] | None:
    """Return (u, v) of a point inside the quad, each 0..1, or None when it lies outside.

    The inverse of bilinear interpolation: one quadratic equation for v, then u. A quad whose
    first edge has shrunk to a point is solved the other way round, for u first.
    """
    a, b, c, d = quad
    if a == b:
        found = inside((a, d, c, b), x, y) if a != d else None
        return (found[1], found[0]) if found else None
    for u, v in _solutions(quad, x, y):
        if -_EDGE <= u <= 1 + _EDGE and -_EDGE <= v <= 1 + _EDGE:
            return min(max(u, 0.0), 1.0), min(max(v, 0.0), 1.0)
    return None


def _solutions(quad: Flat, x: float, y: float) -> list[tuple[float, float]]:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    ex, ey = bx - ax, by - ay
    fx, fy = dx - ax, dy - ay
    gx, gy = ax - bx + cx - dx, ay - by + cy - dy
    hx, hy = x - ax, y - ay
    square = gx * fy - gy * fx
    linear = ex * fy - ey * fx + hx * gy - hy * gx
    constant = hx * ey - hy * ex
    found = []
    for v in _roots(square, linear, constant):
        below_x, below_y = ex + v * gx, ey + v * gy
        if abs(below_x) >= abs(below_y):
            along, below = hx - v * fx, below_x
        else:
            along, below = hy - v * fy, below_y
        if below:
            found.append((along / below, v))
    return found


def _roots(square: float, linear: float, constant: float) -> tuple[float, ...]:
    """Return the real v of square·v² + linear·v + constant = 0, the stable way round."""
    if abs(square) < 1e-9 * (abs(linear) + 1e-12):
        return (-constant / linear,) if linear else ()
    inner = linear * linear - 4 * square * constant
    if inner < 0:
        return ()
    pivot = -(linear + (sqrt(inner) if linear >= 0 else -sqrt(inner))) / 2
    if pivot == 0:
        return (0.0,)
    return constant / pivot, pivot / square


def nearest(quad: Flat, x: float, y: float) -> tuple[float, float, float]:
    """Return distance, u and v of the quad's spot nearest to a point, in the quad's unit."""
    found = inside(quad, x, y)
    if found is not None:
        return 0.0, *found
    a, b, c, d = quad
    best = (float("inf"), 0.0, 0.0)
    for start, end, spot in (
        (a, b, lambda share: (share, 0.0)),
        (b, c, lambda share: (1.0, share)),
        (d, c, lambda share: (share, 1.0)),
        (a, d, lambda share: (0.0, share)),
    ):
        distance, share = _to_edge(start, end, x, y)
        if distance < best[0]:
            best = (distance, *spot(share))
    return best


def _to_edge(
    start: tuple[float, float], end: tuple[float, float], x: float, y: float
) -> tuple[float, float]:
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    share = ((x - start[0]) * dx + (y - start[1]) * dy) / square if square else 0.0
    share = min(max(share, 0.0), 1.0)
    return hypot(start[0] + share * dx - x, start[1] + share * dy - y), share
