"""Following sampled curves by few quadratic arcs."""

from __future__ import annotations

from math import hypot

import numpy as np
from numba import njit

SPAN = 48
"""Most points of the sampled curve that one arc stands for."""


@njit(cache=True)
def _meeting(points, start, end):  # type: ignore[no-untyped-def]
    """Return whether the first and the last leg meet between the ends, and where.

    Where both are one straight line, their middle.
    """
    ax, ay = points[start]
    bx, by = points[end]
    lx, ly = points[start + 1, 0] - ax, points[start + 1, 1] - ay
    rx, ry = bx - points[end - 1, 0], by - points[end - 1, 1]
    across = lx * ry - ly * rx
    x, y = bx - ax, by - ay
    if abs(across) < 0.02 * hypot(lx, ly) * hypot(rx, ry):
        return abs(lx * y - ly * x) < 0.15 * hypot(lx, ly), (ax + bx) / 2, (ay + by) / 2
    along = (x * ry - y * rx) / across
    back = (y * lx - x * ly) / across
    return along > 0 and back > 0, ax + lx * along, ay + ly * along


@njit(cache=True)
def _follows(points, start, end, hx, hy, tolerance):  # type: ignore[no-untyped-def]
    """Return whether the arc with a handle stays near the points between its ends."""
    ax, ay = points[start]
    ux, uy = hx - ax, hy - ay
    vx, vy = points[end, 0] - 2 * hx + ax, points[end, 1] - 2 * hy + ay
    whole = 0.0
    for k in range(start, end):
        whole += hypot(points[k + 1, 0] - points[k, 0], points[k + 1, 1] - points[k, 1])
    gone = 0.0
    for k in range(start + 1, end):
        gone += hypot(points[k, 0] - points[k - 1, 0], points[k, 1] - points[k - 1, 1])
        t = gone / whole
        for _ in range(2):
            dx = ax + 2 * t * ux + t * t * vx - points[k, 0]
            dy = ay + 2 * t * uy + t * t * vy - points[k, 1]
            sx, sy = 2 * ux + 2 * t * vx, 2 * uy + 2 * t * vy
            t -= (dx * sx + dy * sy) / max(sx * sx + sy * sy, 1e-12)
        dx = ax + 2 * t * ux + t * t * vx - points[k, 0]
        dy = ay + 2 * t * uy + t * t * vy - points[k, 1]
        if hypot(dx, dy) > tolerance:
            return False
    return True


@njit(cache=True)
def follow(points, tolerance):  # type: ignore[no-untyped-def]
    """Return arcs along a smooth line, each as long as it may be.

    An arc leaves and arrives along the first and the last leg, so that arcs join smoothly.

    Args:
        points: n × 2.
        tolerance: how far the arcs may leave the points.

    Returns:
        k × 4: handle and end of each arc.
    """
    found = np.empty((len(points), 4))
    count, start, last = 0, 0, len(points) - 1
    while start < last:
        end, step = start + 1, 8
        hx, hy = (points[start, 0] + points[end, 0]) / 2, (points[start, 1] + points[end, 1]) / 2
        while step > 0 and end < last:
            reach = min(start + SPAN, end + step, last)
            meets, x, y = _meeting(points, start, reach) if reach > end else (False, 0.0, 0.0)
            if meets and _follows(points, start, reach, x, y, tolerance):
                end, hx, hy = reach, x, y
                step *= 2
            else:
                step = step // 2 if reach > end else 0
        found[count, 0], found[count, 1] = hx, hy
        found[count, 2], found[count, 3] = points[end]
        count, start = count + 1, end
    return found[:count]
