"""The skin inside an outline: spread flat round the outline, face by face.

An outline is looked at from where it is widest open (Newell's normal), or, when it reaches far
round a limb, the neck or the trunk, unrolled round the axis. Faces are gathered from neighbour to
neighbour, so nothing that merely lies behind is counted, and each counts with the share of it that
the outline holds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from math import atan2, cos, hypot, pi, radians

from ipdoc.anatomy import rings, skin, views
from ipdoc.anatomy.geometry import GeometryError
from ipdoc.anatomy.place import Place, region_of
from ipdoc.anatomy.quads import Point
from ipdoc.anatomy.skin import Vector, cross, dot, minus, unit
from ipdoc.anatomy.surface import Spot, holds

_OPEN = cos(radians(72))
"""An outline all of whose skin looks at most 72° aside is seen whole from one side."""
_LEAST = 1e-4
"""A smaller share of a face counts as none."""
GRAIN = 8
"""Where outlines overlap, a face is cut into GRAIN × GRAIN grains."""

Spread = Callable[[Vector], Point]


class Sheet:
    """The neighbourhood of a closed path, spread flat.

    Args:
        figure: the figure on which it is spread.
        path: spots of the outline.
    """

    def __init__(self, figure: str, path: tuple[Spot, ...]) -> None:
        self._figure = figure
        points = [skin.position(figure, spot) for spot in path]
        normals = [skin.normal(figure, spot[0]) for spot in path]
        self.towards = _newell(points)
        if sum(dot(self.towards, one) for one in normals) < 0:
            self.towards = minus((0.0, 0.0, 0.0), self.towards)
        self._open = min(dot(self.towards, one) for one in normals) >= _OPEN
        self._round = None if self._open else _axis(figure, path)
        self.outline = self._outline(points)
        xs = [x for x, _ in self.outline]
        ys = [y for _, y in self.outline]
        self._box = min(xs), max(xs), min(ys), max(ys)

    @property
    def unrolled(self) -> bool:
        """True when the sheet is rolled off an axis."""
        return self._round is not None

    def _outline(self, points: list[Vector]) -> list[Point]:
        if self._round is None:
            return [self._flat(point) for point in points]
        origin, axis = self._round
        reach = [hypot(*cross(minus(point, origin), axis)) for point in points]
        self._radius = sum(reach) / len(reach)
        line = [self._rolled(points[0], 0.0)]
        for point in points[1:]:
            line.append(self._rolled(point, line[-1][0]))
        return line

    def _flat(self, at: Vector) -> Point:
        right, up = _aside(self.towards)
        return dot(at, right), dot(at, up)

    def _rolled(self, at: Vector, near: float) -> Point:
        """Return a point unrolled, on that turn which is nearest to an x."""
        origin, axis = self._round or ((0.0, 0.0, 0.0), (0.0, 1.0, 0.0))
        right, front = _aside(axis)
        away = minus(at, origin)
        turn = 2 * pi * self._radius
        x = atan2(dot(away, right), dot(away, front)) * self._radius
        return x + round((near - x) / turn) * turn, dot(away, axis)

    def corners(self, face: int) -> list[Point]:
        """Return the corners of a face on the sheet."""
        points = skin.corners(self._figure, face)
        if self._round is None:
            return [self._flat(point) for point in points]
        first = self._rolled(points[0], (self._box[0] + self._box[1]) / 2)
        return [first, *(self._rolled(point, first[0]) for point in points[1:])]

    def share(self, face: int) -> float:
        """Return which share 0..1 of a face the outline holds."""
        turned = not self._open and self._round is None
        if turned and dot(self.towards, skin.normal(self._figure, face)) <= 0:
            return 0.0
        corners = self.corners(face)
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        left, right, low, high = self._box
        if max(xs) < left or min(xs) > right or max(ys) < low or min(ys) > high:
            return 0.0
        whole = _signed(corners)
        if not whole:
            return 0.0
        held = _signed(_clipped(self.outline, corners if whole > 0 else corners[::-1]))
        return min(abs(held / whole), 1.0)

    def holding(self, face: int, spots: list[Spot]) -> list[Spot]:
        """Return those spots of a face that lie inside the outline."""
        a, b, c, d = self.corners(face)
        ring = (tuple(self.outline),)
        kept = []
        for spot in spots:
            _, u, v = spot
            p, q, r, s = (1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v
            x = p * a[0] + q * b[0] + r * c[0] + s * d[0]
            y = p * a[1] + q * b[1] + r * c[1] + s * d[1]
            if holds(ring, (x, y)):
                kept.append(spot)
        return kept


def grains(face: int) -> list[Spot]:
    """Return the middles of the grains of a face."""
    steps = [(k + 0.5) / GRAIN for k in range(GRAIN)]
    return [(face, u, v) for v in steps for u in steps]


@lru_cache(maxsize=64)
def sheet(figure: str, path: tuple[Spot, ...]) -> Sheet:
    """Return the neighbourhood of a closed path on a figure, spread flat."""
    return Sheet(figure, path)


@lru_cache(maxsize=256)
def held(figure: str, path: tuple[Spot, ...]) -> dict[int, float]:
    """Return the faces that a closed path holds, each with its share 0..1.

    Args:
        figure: the figure on which the path is spread flat.
        path: spots of the outline, at most 5 mm apart.
    """
    flat = sheet(figure, path)
    found: dict[int, float] = {}
    tried: set[int] = set()
    waiting = list({spot[0] for spot in path})
    while waiting:
        face = waiting.pop()
        if face in tried:
            continue
        tried.add(face)
        share = flat.share(face)
        if share > _LEAST:
            found[face] = share
            waiting += skin.around(face)
    return found


def _axis(figure: str, path: tuple[Spot, ...]) -> tuple[Vector, Vector] | None:
    """Return a point and the direction of the axis round which a path lies, if it has one."""
    spot = path[len(path) // 2]
    regions = {region_of(Place(views.surface_name(), *one)) for one in path}
    if len({rings.stem_of(region) for region in regions}) > 1:
        return None
    region = region_of(Place(views.surface_name(), *spot))
    try:
        axis = rings.axis_at(figure, spot, region)
        loops = [rings.closed_round(figure, one, region, axis) for one in (path[0], spot)]
    except GeometryError:
        return None
    middles = [skin.mean([skin.position(figure, one) for one in loop]) for loop in loops]
    return skin.mean(middles), axis


def _newell(points: list[Vector]) -> Vector:
    """Return the direction from which a loop is widest open (Newell's method)."""
    middle = skin.mean(points)
    total = [0.0, 0.0, 0.0]
    for a, b in pairwise([*points, points[0]]):
        part = cross(minus(a, middle), minus(b, middle))
        total = [total[k] + part[k] for k in range(3)]
    return unit((total[0], total[1], total[2]))


def _aside(towards: Vector) -> tuple[Vector, Vector]:
    """Return two directions at right angles to one and to each other."""
    other = (0.0, 1.0, 0.0) if abs(towards[1]) < 0.8 else (0.0, 0.0, 1.0)
    right = unit(cross(other, towards))
    return right, cross(towards, right)


def _signed(corners: list[Point]) -> float:
    return sum(
        a[0] * b[1] - b[0] * a[1] for a, b in pairwise([*corners, corners[0]] if corners else [])
    )


def _clipped(outline: list[Point], corners: list[Point]) -> list[Point]:
    """Return what of an outline lies in a quad (Sutherland and Hodgman 1974).

    The quad's corners run so that its area is > 0.
    """
    kept = outline
    for (ax, ay), (bx, by) in pairwise([*corners, corners[0]]):
        if not kept:
            break
        inner = [(bx - ax) * (y - ay) - (by - ay) * (x - ax) for x, y in kept]
        line, kept = kept, []
        for k, (here, before) in enumerate(zip(inner, [inner[-1], *inner], strict=False)):
            if (here >= 0) != (before >= 0):
                share = before / (before - here)
                (px, py), (qx, qy) = line[k - 1], line[k]
                kept.append((px + share * (qx - px), py + share * (qy - py)))
            if here >= 0:
                kept.append(line[k])
    return kept
