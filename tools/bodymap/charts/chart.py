"""A chart: pieces laid one over the other, and what is seen of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

from tools.bodymap.charts.curves import Line

GRID = 0.01
"""Corners of all shapes lie on this grid, view-box units."""
NEAR = 0.03
"""Lines nearer than this are the same line, view-box units."""
SHORT = 4.0
"""Shorter lines are not drawn, view-box units."""
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
    fine: bool = False
    """Whether its outline is thin even where it is the outline of the whole."""


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
    lined: bool = False
    """Whether lines run between all parts, so that their fills need not overlap."""
    least_gap: float = 0.0
    """Smaller gaps between parts count as drawn, square view-box units."""
    tolerance: float = 0.3
    """How far written curves may leave the drawn ones, view-box units."""
    png_width: int = 600


@dataclass(frozen=True)
class Drawing:
    """What is seen of a chart."""

    body: BaseGeometry
    """Everything that is drawn."""
    tones: list[tuple[int, BaseGeometry]]
    """What is filled with which tone, one after the other; the first is the whole body."""
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
    sight = _look(chart.parts, areas)
    drawn = [area for area, part in zip(areas, chart.parts, strict=True) if _painted(part)]
    over = _without_gaps(snapped(shapely.union_all(drawn)), chart.least_gap)
    return Drawing(
        over,
        _tones(sight.drawn, over, nested=not chart.lined),
        [*_curves(over, box, sight.thin), *chart.ink],
        [*_lines(sight.edges, over, sight.thin), *_threads(sight.strokes), *chart.rules],
        _without_rest(_merged(sight.named), over),
    )


@dataclass
class _Sight:
    """The visible rest of every part."""

    drawn: list[tuple[Piece, BaseGeometry]] = field(default_factory=list)
    edges: list[BaseGeometry] = field(default_factory=list)
    thin: list[BaseGeometry] = field(default_factory=list)
    strokes: list[BaseGeometry] = field(default_factory=list)
    named: list[tuple[Name, BaseGeometry]] = field(default_factory=list)


def _painted(part: Piece | Stroke) -> bool:
    return isinstance(part, Piece) and part.tone is not None


def _look(parts: tuple[Piece | Stroke, ...], areas: list[BaseGeometry]) -> _Sight:
    """Take from every part what later parts hide; names are hidden by names only."""
    paint = [_painted(part) for part in parts]
    naming = [isinstance(part, Piece) and part.name is not None for part in parts]
    sight = _Sight()
    for k, part in enumerate(parts):
        if isinstance(part, Stroke):
            thread = LineString(part.points)
            thread = thread if part.clip is None else thread & part.clip
            sight.strokes.append(thread - _cover(thread, areas, paint, k))
            continue
        cover: BaseGeometry | None = None
        if paint[k]:
            cover = _cover(areas[k], areas, paint, k)
            sight.drawn.append((part, _areas(areas[k] - cover)))
        if cover is not None and part.edge:
            edge = snapped(areas[k].boundary - cover)
            (sight.thin if part.fine else sight.edges).append(edge)
        if part.name is not None:
            if cover is None or paint != naming:
                cover = _cover(areas[k], areas, naming, k)
            sight.named.append((part.name, _areas(areas[k] - cover)))
    return sight


def _cover(
    shape: BaseGeometry, areas: list[BaseGeometry], counts: list[bool], place: int
) -> BaseGeometry:
    """Return what later areas hide near a shape; only those that count hide anything."""
    if shape.is_empty or place + 1 == len(areas):
        return Polygon()
    shapely.prepare(shape)
    box, limits = shapely.bounds(shape), shapely.bounds(areas[place + 1 :])
    near = (limits[:, :2] <= box[2:]).all(1) & (limits[:, 2:] >= box[:2]).all(1)
    near &= np.array(counts[place + 1 :])
    later = [areas[place + 1 + k] for k in np.flatnonzero(near)]
    return shapely.union_all([area for area in later if shape.intersects(area)])


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


def _without_gaps(area: BaseGeometry, least: float) -> BaseGeometry:
    """Return the area with its smallest holes filled."""
    whole = []
    for part in polygons(area):
        holes = [hole for hole in part.interiors if Polygon(hole).area >= least]
        whole.append(Polygon(part.exterior, holes))
    return shapely.union_all(whole)


def _tones(
    drawn: list[tuple[Piece, BaseGeometry]], over: BaseGeometry, *, nested: bool
) -> list[tuple[int, BaseGeometry]]:
    """Return the fills: the whole body, then ever darker parts."""
    shades: list[list[BaseGeometry]] = [[], [], [], []]
    for piece, seen in drawn:
        left = seen
        for tone, inset in sorted(piece.light, key=lambda one: -one[1]):
            inner = _softened(piece.area.buffer(-inset), inset) & seen if inset else seen
            shades[tone].append(inner & left)
            left = left - inner
        shades[piece.tone or 0].append(left)
    sums = [shapely.union_all([snapped(one) for one in shade]) for shade in shades]
    fills = [(0, over)]
    for tone in range(1, 4):
        darker = sums[tone:] if nested else sums[tone : tone + 1]
        fills.append((tone, _areas(shapely.union_all(darker).buffer(0))))
    return [(tone, area) for tone, area in fills if not area.is_empty]


def _softened(area: BaseGeometry, inset: float) -> BaseGeometry:
    """Round the corners of a lighter inside."""
    return area.buffer(-inset * 0.4).buffer(inset * 0.4)


def _curves(over: BaseGeometry, box: Polygon, thin: list[BaseGeometry]) -> list[Line]:
    """Return the silhouette without thin edges; where the drawing leaves the box no line runs."""
    seam = box.exterior.buffer(NEAR)
    edges = shapely.union_all([LineString([*ring, ring[0]]) for ring in rings(over)])
    kept = edges - seam - shapely.union_all(thin).buffer(NEAR, 1) if thin else edges - seam
    if kept.length == edges.length:
        return [[*ring, ring[0]] for ring in rings(over)]
    return _threads([kept])


def threads(shape: BaseGeometry) -> list[LineString]:
    """Return the lines of a shape, joined where they meet end to end."""
    parts = [
        part
        for part in shapely.get_parts(shape)
        if isinstance(part, LineString) and part.length > 0
    ]
    if not parts:
        return []
    joined = shapely.line_merge(MultiLineString(parts))
    found = [part for part in shapely.get_parts(joined) if part.length > SHORT]
    return sorted(found, key=lambda one: (-round(one.length, 1), *one.coords[0]))


def _lines(edges: list[BaseGeometry], over: BaseGeometry, thin: list[BaseGeometry]) -> list[Line]:
    """Return the edges of pieces inside the silhouette, and all thin ones."""
    rim = over.boundary.buffer(NEAR, 1)
    return _threads([*(edge - rim for edge in edges), *thin])


def _threads(shapes: Iterable[BaseGeometry]) -> list[Line]:
    return [list(one.coords) for shape in shapes for one in threads(shape)]


def _merged(named: list[tuple[Name, BaseGeometry]]) -> list[tuple[Name, BaseGeometry]]:
    """Join the seen pieces of each region, in the order of the chart's parts."""
    groups: dict[Name, list[BaseGeometry]] = {}
    for name, seen in named:
        if not seen.is_empty:
            groups.setdefault(name, []).append(seen)
    return [(name, snapped(shapely.union_all(areas))) for name, areas in groups.items()]


def _without_rest(
    regions: list[tuple[Name, BaseGeometry]], over: BaseGeometry
) -> list[tuple[Name, BaseGeometry]]:
    """Give slivers of the drawing that no region holds to the nearest region."""
    shapes = [shape for _, shape in regions]
    rest = polygons(over - shapely.union_all(shapes))
    for part in rest:
        away = shapely.distance(shapes, part)
        k = int(away.argmin())
        shapes[k] = snapped(shapes[k] | part)
    return [(name, shape) for (name, _), shape in zip(regions, shapes, strict=True)]
