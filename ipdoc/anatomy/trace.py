"""What was drawn, as it lies on the body: the same from every side and in every figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import Any

from ipdoc.anatomy import rings
from ipdoc.anatomy.follow import BESIDE_AREA, Path, Pen
from ipdoc.anatomy.geometry import CLOSED, Geometry, GeometryError
from ipdoc.anatomy.place import Place
from ipdoc.anatomy.quads import Point
from ipdoc.anatomy.surface import Spot
from ipdoc.anatomy.views import DiagramView

_MITRE = 3.0
"""A corner of a bar reaches out at most so many times its distance from the middle line."""


@dataclass(frozen=True)
class Trace:
    """A mark as it lies on a surface."""

    surface: str
    """Name of the surface, such as ``skin-1``."""
    paths: tuple[tuple[Spot, ...], ...]
    """One or more lines of spots, neighbours at most 5 mm apart; the two bars of a tramline, the
    single spots of a cluster."""
    closed: bool
    """True when the path comes back to its first spot: outlines and full rings."""
    kind: str
    """Kind of geometry it was made from."""

    @property
    def known(self) -> bool:
        """True when all of it lies on surfaces that this version draws."""
        return all(Place(self.surface, *spot).known for path in self.paths for spot in path)

    @property
    def encloses(self) -> bool:
        """True when it bounds an area."""
        return self.closed and self.kind != "ring"

    def to_payload(self) -> dict[str, Any]:
        """Return the place as JSON; a point as ``{surface, face, u, v}``."""
        if self.kind == "point":
            face, u, v = self.paths[0][0]
            return {"surface": self.surface, "face": face, "u": round(u, 4), "v": round(v, 4)}
        paths = [[[f, round(u, 4), round(v, 4)] for f, u, v in path] for path in self.paths]
        return {"surface": self.surface, "paths": paths, "closed": self.closed}

    @classmethod
    def from_payload(cls, place: dict[str, Any], kind: str) -> Trace:
        """Read a place from JSON, in either shape.

        Args:
            place: ``{surface, face, u, v}`` or ``{surface, paths, closed}``.
            kind: kind of the geometry that was drawn.
        """
        if "paths" not in place:
            spot = (place["face"], place["u"], place["v"])
            return cls(place["surface"], ((spot,),), closed=False, kind=kind)
        paths = tuple(tuple((f, u, v) for f, u, v in path) for path in place["paths"])
        return cls(place["surface"], paths, place["closed"], kind)


def trace(view: DiagramView, geometry: Geometry) -> Trace:
    """Return what was drawn on a view as it lies on the body.

    Raises:
        GeometryError: it lies beside the body, runs to a part behind, or no ring closes there.
    """
    points = [(x * view.width, y * view.height) for x, y in geometry.points]
    paths = _TRACERS[geometry.kind](view, geometry, points)
    closed = geometry.kind in CLOSED or (geometry.kind == "ring" and len(points) == 1)
    return Trace(view.surface, tuple(map(tuple, paths)), closed, geometry.kind)


def _single(view: DiagramView, geometry: Geometry, points: list[Point]) -> list[Path]:
    pen = Pen(view)
    return [[pen.spot(point)] for point in points]


def _line(view: DiagramView, geometry: Geometry, points: list[Point]) -> list[Path]:
    return Pen(view).lay(points)


def _area(view: DiagramView, geometry: Geometry, points: list[Point]) -> list[Path]:
    corners = [(x * view.width, y * view.height) for x, y in geometry.outline()]
    pen = Pen(view)
    return (Pen(view, BESIDE_AREA) if pen.covers(corners) else pen).lay(corners, closed=True)


def _tramline(view: DiagramView, geometry: Geometry, points: list[Point]) -> list[Path]:
    half = (geometry.gap or 0.0) * view.width / 2
    pen = Pen(view)
    bars = [pen.lay(beside(points, side * half)) for side in (1, -1)]
    if any(len(bar) > 1 for bar in bars):
        raise GeometryError("The two lines run over a gap in the body: draw them on one part")
    return [bar[0] for bar in bars]


def _ring(view: DiagramView, geometry: Geometry, points: list[Point]) -> list[Path]:
    if view.kind == "chart":
        raise GeometryError(
            "A ring goes round a limb, the neck or the trunk: choose an outline here"
        )
    return [rings.ring(view, *points) if len(points) == 1 else rings.arc(view, *points)]


_TRACERS: dict[str, Callable[[DiagramView, Geometry, list[Point]], list[Path]]] = {
    "point": _single,
    "cluster": _single,
    "line": _line,
    "freehand": _line,
    "polygon": _area,
    "outline": _area,
    "ellipse": _area,
    "tramline": _tramline,
    "ring": _ring,
}


def beside(line: list[Point], away: float) -> list[Point]:
    """Return the line that runs beside another at an even distance.

    Args:
        line: its corners.
        away: distance, to the left of its direction when y points down and the number is > 0.
    """
    corners = [p for k, p in enumerate(line) if k == 0 or p != line[k - 1]]
    ways = [_left(a, b) for a, b in pairwise(corners)]
    moved = []
    for k, (x, y) in enumerate(corners):
        before, after = ways[max(k - 1, 0)], ways[min(k, len(ways) - 1)]
        sx, sy = before[0] + after[0], before[1] + after[1]
        square = max((sx * sx + sy * sy) / 2, 2 / _MITRE**2)
        moved.append((x + away * sx / square, y + away * sy / square))
    return moved


def _left(a: Point, b: Point) -> Point:
    length = hypot(b[0] - a[0], b[1] - a[1])
    return (b[1] - a[1]) / length, (a[0] - b[0]) / length
