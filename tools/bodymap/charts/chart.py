"""A chart: pieces laid one over the other, and what is seen of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

import shapely
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from tools.bodymap.charts.curves import Line

GRID = 0.01
"""Corners of all shapes lie on this grid, view-box units."""
LEAST = 0.6
"""Smaller slivers are neither drawn nor a region, square view-box units."""


@dataclass(frozen=True)
class Name:
    """The region that a piece of a chart belongs to."""

    key: str
    """Of forms/vocabulary/regions.toml or bones.toml."""
    side: str = "m"
    """l, r or m."""
    tooth: int = 0
    """FDI number; 0 = no tooth."""
    face: str = ""
    """occlusal, mesial, distal, buccal, lingual or nothing."""


@dataclass(frozen=True)
class Piece:
    """One shape; later pieces of a chart hide earlier ones."""

    area: BaseGeometry
    name: Name | None = None
    """None = the piece takes no part in the regions."""
    tone: int | None = 0
    """0 (light) to 3; None = the piece is not drawn, it only names a region."""
    light: tuple[tuple[int, float], ...] = ()
    """Lighter insides: (tone, how far inside the outline)."""
    edge: bool = True
    """Whether its outline is drawn."""


@dataclass(frozen=True)
class Stroke:
    """One open line; later pieces hide it."""

    points: Line
    clip: BaseGeometry | None = None
    """The line is drawn only here."""


@dataclass(frozen=True)
class Chart:
    """One drawing."""

    key: str
    figure: str
    size: tuple[int, int]
    """Width and height of the view box."""
    subject_right: str
    """Side of the picture on which the subject's right lies."""
    order: int
    group: str
    parts: tuple[Piece | Stroke, ...]
    """From behind to the front."""
    ink: tuple[Line, ...] = ()
    """Lines of full weight that belong to no region, such as numbers."""
    rules: tuple[Line, ...] = ()
    """Thin lines that belong to no region."""
    restricted: bool = False
    png_width: int = 600


@dataclass(frozen=True)
class Drawing:
    """What is seen of a chart."""

    tones: tuple[BaseGeometry, BaseGeometry, BaseGeometry, BaseGeometry]
    """Where the tone is at least 0, 1, 2, 3."""
    outline: list[Line]
    """Lines of full weight; the first point of a closed curve is repeated at its end."""
    lines: list[Line]
    """Thin lines."""
    regions: list[tuple[Name, BaseGeometry]] = field(default_factory=list)
    """Without overlaps."""


def see(chart: Chart) -> Drawing:
    """Return what is seen of a chart: nothing lies over anything any more."""
    box = shapely.box(0, 0, *chart.size)
    areas = [
        snapped(part.area & box) if isinstance(part, Piece) else Polygon() for part in chart.parts
    ]
    paint = [isinstance(part, Piece) and part.tone is not None for part in chart.parts]
    naming = [isinstance(part, Piece) and part.name is not None for part in chart.parts]
    drawn: list[tuple[Piece, BaseGeometry]] = []
    edges: list[BaseGeometry] = []
    named: list[tuple[Name, BaseGeometry]] = []
    strokes: list[BaseGeometry] = []
    for k, part in enumerate(chart.parts):
        if isinstance(part, Stroke):
            thread = LineString(part.points)
            thread = thread if part.clip is None else thread & part.clip
            strokes.append(_uncovered(thread, areas, paint, k))
            continue
        if part.tone is not None and part.edge:
            edges.append(_uncovered(areas[k].boundary, areas, paint, k))
        if part.tone is not None:
            drawn.append((part, _areas(_uncovered(areas[k], areas, paint, k))))
        if part.name is not None:
            named.append((part.name, _areas(_uncovered(areas[k], areas, naming, k))))
    over = snapped(shapely.union_all([area for area, one in zip(areas, paint, strict=True) if one]))
    return Drawing(
        _tones(drawn),
        [*_curves(over, box), *chart.ink],
        _lines(edges, strokes, over, chart.rules),
        _merged(named),
    )


def _uncovered(
    shape: BaseGeometry, areas: list[BaseGeometry], counts: list[bool], place: int
) -> BaseGeometry:
    """Return what later areas leave of a shape; only those that count hide anything."""
    later = [
        areas[k]
        for k in range(place + 1, len(areas))
        if counts[k] and _near(areas[k], shape) and areas[k].intersects(shape)
    ]
    return shape - shapely.union_all(later) if later else shape


def _near(one: BaseGeometry, two: BaseGeometry) -> bool:
    """Tell whether the boxes around two shapes meet."""
    if one.is_empty or two.is_empty:
        return False
    a, b = one.bounds, two.bounds
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def snapped(area: BaseGeometry) -> BaseGeometry:
    """Return a shape with its corners on the grid."""
    return shapely.set_precision(area, GRID)


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """Return the shape without lines, points and slivers."""
    parts = [part for part in polygons(shape) if part.area >= LEAST]
    return shapely.union_all(parts) if parts else Polygon()


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """Return the simple areas of a shape."""
    return [
        part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and part.area > 0
    ]


def rings(shape: BaseGeometry) -> list[Line]:
    """Return the closed outlines of a shape, outer and inner, first points not repeated."""
    found = []
    for part in polygons(shape):
        for one in (part.exterior, *part.interiors):
            found.append([(x, y) for x, y in one.coords[:-1]])
    return found


def _tones(
    drawn: list[tuple[Piece, BaseGeometry]],
) -> tuple[BaseGeometry, BaseGeometry, BaseGeometry, BaseGeometry]:
    shades: list[list[BaseGeometry]] = [[], [], [], []]
    for piece, seen in drawn:
        left = seen
        for tone, inset in sorted(piece.light, key=lambda one: -one[1]):
            inner = _softened(piece.area.buffer(-inset), inset) & seen
            shades[tone].append(inner & left)
            left = left - inner
        shades[piece.tone or 0].append(left)
    sums = [snapped(shapely.union_all([snapped(one) for one in shade])) for shade in shades]
    least = [shapely.union_all(sums[tone:]).buffer(0) for tone in range(4)]
    return tuple(_areas(one) for one in least)  # type: ignore[return-value]


def _softened(area: BaseGeometry, inset: float) -> BaseGeometry:
    """Round the corners of a lighter inside."""
    return area.buffer(-inset * 0.4).buffer(inset * 0.4)


def _curves(over: BaseGeometry, box: Polygon) -> list[Line]:
    """Return the silhouette; where the drawing leaves the box no line is drawn."""
    seam = box.exterior.buffer(0.02)
    edges = shapely.union_all([LineString([*ring, ring[0]]) for ring in rings(over)])
    kept = edges - seam
    if kept.length == edges.length:
        return [[*ring, ring[0]] for ring in rings(over)]
    return [list(part.coords) for part in threads(kept)]


def threads(shape: BaseGeometry) -> list[LineString]:
    """Return the lines of a shape, joined where they meet end to end."""
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, LineString)]
    if not parts:
        return []
    joined = shapely.line_merge(MultiLineString(parts))
    found = [part for part in shapely.get_parts(joined) if part.length > 1]
    return sorted(found, key=lambda one: (-round(one.length, 1), *one.coords[0]))


def _lines(
    edges: list[BaseGeometry],
    strokes: Iterable[BaseGeometry],
    over: BaseGeometry,
    rules: tuple[Line, ...],
) -> list[Line]:
    """Return the thin lines: edges of pieces inside the silhouette, strokes, rules."""
    inner = shapely.union_all([snapped(one) for one in edges]) - over.boundary.buffer(0.03)
    found = [list(one.coords) for one in threads(inner)]
    free = [list(one.coords) for stroke in strokes for one in threads(stroke)]
    return [*found, *free, *rules]


def _merged(named: list[tuple[Name, BaseGeometry]]) -> list[tuple[Name, BaseGeometry]]:
    """Join the seen pieces of each region, in the order of the chart's parts."""
    groups: dict[Name, list[BaseGeometry]] = {}
    for name, seen in named:
        if not seen.is_empty:
            groups.setdefault(name, []).append(seen)
    return [(name, snapped(shapely.union_all(areas))) for name, areas in groups.items()]


def pieces(*groups: Iterable[Piece | Stroke]) -> tuple[Piece | Stroke, ...]:
    """Return several groups of parts as one tuple."""
    return tuple(chain.from_iterable(groups))
