"""A quad on a picture: from a point to its u and v, and back."""

from __future__ import annotations

from math import hypot

Point = tuple[float, float]
_INSIDE = 1e-6
_FLAT = 1e-9


class Quad:
    """Four corners on a picture, and how far each lies towards the viewer.

    Args:
        corners: a, b, c, d in order as x, y, depth; u runs from a to b, v from a to d.
    """

    __slots__ = (
        "ax", "ay", "az", "bottom", "ex", "ey", "ez", "fx", "fy", "fz", "gx", "gy", "gz", "k2",
        "left", "right", "top", "turned",
    )  # fmt: skip

    def __init__(self, corners: list[tuple[float, float, float]]) -> None:
        a, b, c, d = corners
        self.ax, self.ay, self.az = a
        self.ex, self.ey, self.ez = b[0] - a[0], b[1] - a[1], b[2] - a[2]
        self.fx, self.fy, self.fz = d[0] - a[0], d[1] - a[1], d[2] - a[2]
        self.gx, self.gy, self.gz = (a[k] - b[k] + c[k] - d[k] for k in range(3))
        self.left, self.right = min(a[0], b[0], c[0], d[0]), max(a[0], b[0], c[0], d[0])
        self.top, self.bottom = min(a[1], b[1], c[1], d[1]), max(a[1], b[1], c[1], d[1])
        self.k2 = self.gx * self.fy - self.gy * self.fx
        # Where the first edge is a point, v does not say where: then u is solved for first.
        flat = a[:2] == b[:2] != d[:2]
        self.turned = Quad([a, d, c, b]) if flat else None

    def at(self, u: float, v: float) -> tuple[float, float, float]:
        """Return x, y and depth at u, v (bilinear)."""
        w = u * v
        return (
            self.ax + u * self.ex + v * self.fx + w * self.gx,
            self.ay + u * self.ey + v * self.fy + w * self.gy,
            self.az + u * self.ez + v * self.fz + w * self.gz,
        )

    def find(self, x: float, y: float) -> Point | None:
        """Return u, v of a point, or None when it lies outside.

        Source: the quadratic of the bilinear map, solved for v; see Quilez, "inverse bilinear".
        """
        if self.turned:
            found = self.turned.find(x, y)
            return (found[1], found[0]) if found else None
        hx, hy = x - self.ax, y - self.ay
        k1 = self.ex * self.fy - self.ey * self.fx + hx * self.gy - hy * self.gx
        for v in _roots(self.k2, k1, hx * self.ey - hy * self.ex):
            if not -_INSIDE <= v <= 1 + _INSIDE:
                continue
            across, up = self.ex + self.gx * v, self.ey + self.gy * v
            if abs(across) >= abs(up):
                u = (hx - self.fx * v) / across if across else -1.0
            else:
                u = (hy - self.fy * v) / up
            if -_INSIDE <= u <= 1 + _INSIDE:
                return min(max(u, 0.0), 1.0), min(max(v, 0.0), 1.0)
        return None

    def nearest(self, x: float, y: float) -> tuple[float, float, float]:
        """Return distance, u and v of the spot that is nearest to a point."""
        inside = self.find(x, y)
        if inside is not None:
            return (0.0, *inside)
        a, b, c, d = (self.at(u, v)[:2] for u, v in ((0, 0), (1, 0), (1, 1), (0, 1)))
        at = (x, y)
        below, beyond = to_edge(a, b, at), to_edge(d, c, at)
        before, after = to_edge(a, d, at), to_edge(b, c, at)
        return min(
            (below[0], below[1], 0.0),
            (beyond[0], beyond[1], 1.0),
            (before[0], 0.0, before[1]),
            (after[0], 1.0, after[1]),
        )

    def extent(self) -> float:
        """Return the area on the picture, by the diagonals."""
        cx, cy = self.ex + self.fx + self.gx, self.ey + self.fy + self.gy
        return abs(cx * (self.fy - self.ey) - cy * (self.fx - self.ex)) / 2


def _roots(k2: float, k1: float, k0: float) -> tuple[float, ...]:
    if abs(k2) < _FLAT * max(abs(k1), 1e-12):
        return (-k0 / k1,) if k1 else ()
    under = k1 * k1 - 4 * k0 * k2
    if under < 0:
        return ()
    root = under**0.5
    return (-k1 - root) / (2 * k2), (-k1 + root) / (2 * k2)


def to_edge(start: Point, end: Point, point: Point) -> tuple[float, float]:
    """Return the distance of a point from an edge and the share 0..1 along it."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    square = dx * dx + dy * dy
    along = (point[0] - start[0]) * dx + (point[1] - start[1]) * dy
    share = min(max(along / square, 0.0), 1.0) if square else 0.0
    return hypot(start[0] + share * dx - point[0], start[1] + share * dy - point[1]), share


def inverse_bilinear(corners: list[Point], point: Point) -> Point | None:
    """Return u, v of a point in a quad, or None when it lies outside.

    Args:
        corners: a, b, c, d in order; u runs from a to b, v from a to d.
        point: in the same plane.
    """
    return Quad([(x, y, 0.0) for x, y in corners]).find(*point)


def nearest(corners: list[Point], point: Point) -> tuple[float, float, float]:
    """Return distance, u and v of the spot of a quad that is nearest to a point.

    Args:
        corners: a, b, c, d in order; u runs from a to b, v from a to d.
        point: in the same plane.
    """
    return Quad([(x, y, 0.0) for x, y in corners]).nearest(*point)
