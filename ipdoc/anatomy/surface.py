"""The skin as one view shows it: projected once, found again through small cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import hypot

from ipdoc.anatomy import views
from ipdoc.anatomy.views import DiagramView

Point = tuple[float, float]
_CELL = 12.0
"""Edge of an index cell, view-box units."""
_INSIDE = 1e-6
_HIDDEN_BEHIND = 6.0
"""A point is hidden when the skin in front of it is nearer by more, view-box units."""
_SNAP = 4.0
"""A point this near to the skin, view-box units, counts as on it: the drawn outline has a width,
and the drawn body is rounder than its quads."""


@dataclass(frozen=True)
class Seen:
    """What one view shows."""

    x: list[float]
    """Projected vertices, view-box units."""
    y: list[float]
    z: list[float]
    """Towards the viewer."""
    shown: bytes
    """A bit for each face."""
    cells: dict[tuple[int, int], list[int]]
    """Cell → faces shown that touch it."""

    def shows(self, face: int) -> bool:
        """Return whether the view shows a face."""
        return bool(self.shown[face >> 3] >> (face & 7) & 1)

    def corners(self, face: int) -> list[tuple[float, float, float]]:
        """Return the four corners of a face as x, y, z."""
        quads = views.faces()
        indices = quads[4 * face : 4 * face + 4]
        return [(self.x[i], self.y[i], self.z[i]) for i in indices]

    def at(self, face: int, u: float, v: float) -> tuple[float, float, float]:
        """Return the point of a face at u, v (bilinear)."""
        a, b, c, d = self.corners(face)
        weights = ((1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v)
        x, y, z = (
            sum(w * corner[axis] for w, corner in zip(weights, (a, b, c, d), strict=True))
            for axis in range(3)
        )
        return x, y, z

    def find(self, x: float, y: float) -> tuple[int, float, float] | None:
        """Return face, u and v under a point, the one nearest the viewer, or None."""
        best: tuple[float, int, float, float] | None = None
        for face in self.cells.get((int(x // _CELL), int(y // _CELL)), ()):
            inside = inverse_bilinear([corner[:2] for corner in self.corners(face)], (x, y))
            if inside is None:
                continue
            depth = self.at(face, *inside)[2]
            if best is None or depth > best[0]:
                best = (depth, face, *inside)
        return best[1:] if best else None

    def find_near(self, x: float, y: float) -> tuple[int, float, float] | None:
        """Return face, u and v of the skin shown that is closest to a point beside the body.

        None when it is farther than the width of the outline.
        """
        columns = range(int((x - _SNAP) // _CELL), int((x + _SNAP) // _CELL) + 1)
        rows = range(int((y - _SNAP) // _CELL), int((y + _SNAP) // _CELL) + 1)
        near = {f for at in product(columns, rows) for f in self.cells.get(at, ())}
        spots = [(*nearest([c[:2] for c in self.corners(f)], (x, y)), f) for f in near]
        for away, u, v, face in sorted(spots):
            if away <= _SNAP and not self.hides(face, u, v):
                return face, u, v
        return None

    def hides(self, face: int, u: float, v: float) -> bool:
        """Return whether other skin lies before a point of a face that is shown."""
        x, y, z = self.at(face, u, v)
        front = self.find(x, y)
        return front is not None and self.at(*front)[2] > z + _HIDDEN_BEHIND


@lru_cache(maxsize=64)
def seen(view: DiagramView) -> Seen:
    """Return what a view shows, projected once and kept."""
    data, unit = views.vertices(view.figure)
    rotation, scale = view.rotation, view.scale * unit
    right, up, viewer = (
        [n * scale for n in rotation[0:3]],
        [n * scale for n in rotation[3:6]],
        [n * scale for n in rotation[6:9]],
    )
    points = list(zip(data[0::3], data[1::3], data[2::3], strict=True))
    x = [right[0] * a + right[1] * b + right[2] * c + view.offset[0] for a, b, c in points]
    y = [view.offset[1] - (up[0] * a + up[1] * b + up[2] * c) for a, b, c in points]
    z = [viewer[0] * a + viewer[1] * b + viewer[2] * c for a, b, c in points]
    shown = views.visible(view.figure, view.key)
    return Seen(x, y, z, shown, _cells(x, y, shown))


def _cells(x: list[float], y: list[float], shown: bytes) -> dict[tuple[int, int], list[int]]:
    quads = views.faces()
    cells: dict[tuple[int, int], list[int]] = {}
    for face in range(len(quads) // 4):
        if not shown[face >> 3] >> (face & 7) & 1:
            continue
        corners = quads[4 * face : 4 * face + 4]
        xs, ys = [x[i] for i in corners], [y[i] for i in corners]
        for column in range(int(min(xs) // _CELL), int(max(xs) // _CELL) + 1):
            for row in range(int(min(ys) // _CELL), int(max(ys) // _CELL) + 1):
                cells.setdefault((column, row), []).append(face)
    return cells


def inverse_bilinear(corners: list[Point], point: Point) -> Point | None:
    """Return u, v of a point in a quad, or None when it lies outside.

    Args:
        corners: a, b, c, d in order; u runs from a to b, v from a to d.
        point: in the same plane.

    Source: the quadratic of the bilinear map, solved for v; see Quilez, "inverse bilinear".
    """
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    if corners[0] == corners[1] != corners[3]:
        # The first edge is a point here, so v does not say where: solve for u first.
        turned = inverse_bilinear([corners[k] for k in (0, 3, 2, 1)], point)
        return (turned[1], turned[0]) if turned else None
    ex, ey = bx - ax, by - ay
    fx, fy = dx - ax, dy - ay
    gx, gy = ax - bx + cx - dx, ay - by + cy - dy
    hx, hy = point[0] - ax, point[1] - ay
    k2 = gx * fy - gy * fx
    k1 = ex * fy - ey * fx + hx * gy - hy * gx
    k0 = hx * ey - hy * ex
    for v in _roots(k2, k1, k0):
        across, up = ex + gx * v, ey + gy * v
        if abs(across) >= abs(up):
            u = (hx - fx * v) / across if across else -1.0
        else:
            u = (hy - fy * v) / up
        if -_INSIDE <= u <= 1 + _INSIDE and -_INSIDE <= v <= 1 + _INSIDE:
            return min(max(u, 0.0), 1.0), min(max(v, 0.0), 1.0)
    return None


def _roots(k2: float, k1: float, k0: float) -> list[float]:
    if abs(k2) < 1e-9 * max(abs(k1), 1e-12):
        return [-k0 / k1] if k1 else []
    under = k1 * k1 - 4 * k0 * k2
    if under < 0:
        return []
    root = under**0.5
    return [(-k1 - root) / (2 * k2), (-k1 + root) / (2 * k2)]


def nearest(corners: list[Point], point: Point) -> tuple[float, float, float]:
    """Return distance, u and v of the spot of a quad that is nearest to a point.

    Args:
        corners: a, b, c, d in order; u runs from a to b, v from a to d.
        point: in the same plane.
    """
    inside = inverse_bilinear(corners, point)
    if inside is not None:
        return (0.0, *inside)
    a, b, c, d = corners
    below, beyond = _to_edge(a, b, point), _to_edge(d, c, point)
    before, after = _to_edge(a, d, point), _to_edge(b, c, point)
    return min(
        (below[0], below[1], 0.0),
        (beyond[0], beyond[1], 1.0),
        (before[0], 0.0, before[1]),
        (after[0], 1.0, after[1]),
    )


def _to_edge(start: Point, end: Point, point: Point) -> tuple[float, float]:
    """Return the distance of a point from an edge and the share 0..1 along it."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    along = (point[0] - start[0]) * dx + (point[1] - start[1]) * dy
    share = min(max(along / square, 0.0), 1.0) if square else 0.0
    return hypot(start[0] + share * dx - point[0], start[1] + share * dy - point[1]), share
