"""Lengths, areas and shares of the body surface, on the figure stretched to the person's size.

Nothing is told on charts: they have no scale, and every number there is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, pairwise
from math import dist

from ipdoc.anatomy import areas, body, skin, views
from ipdoc.anatomy.body import BodyScale, body_scale
from ipdoc.anatomy.follow import way
from ipdoc.anatomy.place import Region
from ipdoc.anatomy.skin import Vector, cross, dot, minus, unit
from ipdoc.anatomy.surface import Spot
from ipdoc.anatomy.trace import Trace
from ipdoc.anatomy.views import DiagramView

__all__ = [
    "BodyScale",
    "area_cm2",
    "body_scale",
    "length_mm",
    "mm_per_unit",
    "share_of_regions",
    "share_of_skin",
    "size_mm",
]
_MOST_ENDS = 120
"""So many spots of an outline are tried as ends of its longest line."""


def _on_skin(trace: Trace) -> bool:
    return trace.surface == views.surface_name() and trace.known


def length_mm(trace: Trace, scale: BodyScale) -> float:
    """Return the length of a line along the skin, mm.

    A tramline's is that of its middle line, a ring's its way round, an outline's its border; a
    point and a cluster have none.
    """
    if not _on_skin(trace):
        return 0.0
    lengths = [_along([scale.point(spot) for spot in _full(trace, path)]) for path in trace.paths]
    return sum(lengths) / (len(lengths) if trace.kind == "tramline" else 1)


def _full(trace: Trace, path: tuple[Spot, ...]) -> tuple[Spot, ...]:
    return (*path, path[0]) if trace.closed else path


def _along(points: list[Vector]) -> float:
    return sum(dist(a, b) for a, b in pairwise(points))


def size_mm(trace: Trace, scale: BodyScale) -> tuple[float, float]:
    """Return how long a mark is and how wide across, mm.

    Areas and clusters: the longest line over the skin from border to border, and the extent at
    right angles to it. Lines and rings: their length and 0. Tramlines: their length and the
    distance of the bars.
    """
    if not _on_skin(trace):
        return 0.0, 0.0
    if trace.kind == "tramline":
        one, other = ([scale.point(spot) for spot in path] for path in trace.paths)
        gaps = [min(dist(a, b) for b in other) for a in one]
        return length_mm(trace, scale), sorted(gaps)[len(gaps) // 2]
    if not trace.encloses and trace.kind != "cluster":
        return length_mm(trace, scale), 0.0
    return _extent([spot for path in trace.paths for spot in path], scale)


def _extent(spots: list[Spot], scale: BodyScale) -> tuple[float, float]:
    ends = spots[:: -(-len(spots) // _MOST_ENDS)]
    if len(ends) < 2:
        return 0.0, 0.0
    pairs = [(dist(scale.point(a), scale.point(b)), a, b) for a, b in combinations(ends, 2)]
    straight, first, last = max(pairs, key=lambda pair: pair[0])
    if not straight:
        return 0.0, 0.0
    outwards = _outwards(ends, scale)
    along = unit(minus(scale.point(last), scale.point(first)))
    aside = unit(cross(along, outwards))
    reach = [dot(scale.point(spot), aside) for spot in spots]
    return _over_skin(first, last, outwards, straight, scale), max(reach) - min(reach)


def _outwards(spots: list[Spot], scale: BodyScale) -> Vector:
    normals = [skin.normal(scale.figure, spot[0]) for spot in spots]
    return unit(skin.mean(normals))


def _over_skin(
    first: Spot, last: Spot, outwards: Vector, straight: float, scale: BodyScale
) -> float:
    """Return the length of a straight section over the skin, or the straight line without one."""
    here, there = (skin.position(scale.figure, spot) for spot in (first, last))
    section = way(scale.figure, first, last, unit(cross(minus(there, here), outwards)))
    if section is None:
        return straight
    over = _along([scale.point(spot) for spot in (first, *section)])
    return over if straight <= over <= 2 * straight else straight


def area_cm2(trace: Trace, scale: BodyScale) -> float:
    """Return the area of skin inside an outline, cm²; 0 for a mark that encloses none."""
    if not _on_skin(trace) or not trace.encloses:
        return 0.0
    every = body.face_areas(scale)
    held = areas.held(scale.figure, trace.paths[0])
    return sum(every[face] * share for face, share in held.items()) / 100


def share_of_skin(traces: Iterable[Trace], figure: str = "neutral") -> float:
    """Return how many percent of the body surface lie inside the outlines, overlaps counted once.

    Args:
        traces: the marks; those that enclose nothing count as nothing.
        figure: the figure whose proportions hold: a child's head is a larger share of its skin.
    """
    scale = BodyScale(_drawn(figure))
    paths = {trace.paths[0] for trace in traces if _on_skin(trace) and trace.encloses}
    held: dict[int, list[tuple[float, tuple[Spot, ...]]]] = {}
    for path in paths:
        for face, share in areas.held(scale.figure, path).items():
            held.setdefault(face, []).append((share, path))
    shares = {face: _united(face, parts, scale.figure) for face, parts in held.items()}
    return _percent(shares, scale)


def _united(face: int, parts: list[tuple[float, tuple[Spot, ...]]], figure: str) -> float:
    if len(parts) == 1 or any(share > 0.999 for share, _ in parts):
        return max(share for share, _ in parts)
    held: set[Spot] = set()
    for _, path in parts:
        held |= set(areas.sheet(figure, path).holding(face, areas.grains(face)))
    return max(len(held) / areas.GRAIN**2, *(share for share, _ in parts))


def share_of_regions(regions: Iterable[Region], figure: str = "neutral") -> float:
    """Return how many percent of the body surface regions are."""
    wanted = {(region.key, region.side) for region in regions}
    codes = {k for k, name in enumerate(views.region_names()) if name in wanted}
    square = views.cells_per_edge() ** 2
    shares: dict[int, float] = {}
    for cell, code in enumerate(views.region_of_cell()):
        if code in codes:
            shares[cell // square] = shares.get(cell // square, 0.0) + 1 / square
    return _percent(shares, BodyScale(_drawn(figure)))


def _percent(shares: dict[int, float], scale: BodyScale) -> float:
    every, of_skin = body.face_areas(scale), body.shares_of_skin()
    held = sum(every[face] * min(share, of_skin[face]) for face, share in shares.items())
    return 100 * held / body.skin_mm2(scale)


def _drawn(figure: str) -> str:
    return figure if figure in views.listing()["figures"] else skin.AVERAGE


def mm_per_unit(view: DiagramView, scale: BodyScale) -> float:
    """Return the millimetres of the person that one view-box unit shows, for the scale bar.

    The mean of both directions of the picture; 0 on charts.
    """
    if not view.scale:
        return 0.0
    if view.kind != "camera":
        return (scale.girth + scale.tall) / 2 / view.scale
    ways = [dist((0, 0, 0), scale.stretched((a, b, c))) for a, b, c in _ways(view.rotation)]
    return sum(ways) / 2 / view.scale


def _ways(rotation: tuple[float, ...]) -> tuple[Vector, Vector]:
    a, b, c, d, e, f = rotation[:6]
    return (a, b, c), (d, e, f)
