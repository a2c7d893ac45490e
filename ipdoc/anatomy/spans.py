"""Where a mark has its middle, and over which regions it spreads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from math import dist

from ipdoc.anatomy import areas, body, skin, views
from ipdoc.anatomy.body import BodyScale
from ipdoc.anatomy.place import Place, Region, region_of
from ipdoc.anatomy.surface import Spot
from ipdoc.anatomy.trace import Trace

_LEAST = 0.02
"""A region that holds less than this share of a mark is not named."""


def _on_skin(trace: Trace) -> bool:
    return trace.surface == views.surface_name()


def _place(trace: Trace, spot: Spot) -> Place:
    return Place(trace.surface, spot[0], round(spot[1], 4), round(spot[2], 4))


def anchor(trace: Trace) -> Place:
    """Return a place in the middle of a mark, always on the mark.

    Areas: the spot inside that is nearest to their centre. Lines: half way along. Tramlines: half
    way along the first bar. Rings: where they were set. Clusters: the spot nearest to their centre.
    """
    if trace.encloses:
        return _place(trace, _inside(trace))
    if trace.kind == "ring":
        return _place(trace, trace.paths[0][0 if trace.closed else len(trace.paths[0]) // 2])
    if trace.kind == "cluster":
        return _place(trace, _central([path[0] for path in trace.paths], trace))
    path = max(trace.paths, key=len) if trace.kind != "tramline" else trace.paths[0]
    return _place(trace, path[len(path) // 2])


def _inside(trace: Trace) -> Spot:
    path = trace.paths[0]
    if not _on_skin(trace):
        return 0, sum(s[1] for s in path) / len(path), sum(s[2] for s in path) / len(path)
    held = areas.held(skin.AVERAGE, path)
    grid = [(k + 0.5) / 4 for k in range(4)]
    whole = [face for face, share in held.items() if share > 0.99]
    spots = [(face, u, v) for face in whole for u in grid for v in grid]
    return _central(spots or _grains(path, held) or list(path), trace)


def _grains(path: tuple[Spot, ...], held: dict[int, float]) -> list[Spot]:
    """Return the middles of the grains of a small area."""
    flat = areas.sheet(skin.AVERAGE, path)
    return [spot for face in held for spot in flat.holding(face, areas.grains(face))]


def _central(spots: list[Spot], trace: Trace) -> Spot:
    """Return the spot nearest to the middle of all."""
    if not _on_skin(trace):
        middle = sum(s[1] for s in spots) / len(spots), sum(s[2] for s in spots) / len(spots)
        return min(spots, key=lambda spot: dist(spot[1:], middle))
    points = [skin.position(skin.AVERAGE, spot) for spot in spots]
    centre = skin.mean(points)
    return spots[min(range(len(spots)), key=lambda k: dist(points[k], centre))]


def region_of_trace(trace: Trace) -> Region:
    """Return the region of a mark: that of most of its area, of its longest part, or its point.

    Raises:
        UnknownSurfaceError: it lies on a surface that this version does not have.
    """
    return next(iter(_weights(trace)))


def regions_touched(trace: Trace) -> tuple[Region, ...]:
    """Return the regions over which a mark spreads, that of the largest part first.

    Raises:
        UnknownSurfaceError: it lies on a surface that this version does not have.
    """
    weights = _weights(trace)
    least = _LEAST * sum(weights.values())
    return tuple(region for region, weight in weights.items() if weight >= least)


@contextmanager
def remembering() -> Iterator[None]:
    """Compute the regions of each mark once within; nothing is remembered beyond."""
    token = _KNOWN.set({})
    try:
        yield
    finally:
        _KNOWN.reset(token)


_KNOWN: ContextVar[dict[Trace, dict[Region, float]] | None] = ContextVar("known", default=None)


def _weights(trace: Trace) -> dict[Region, float]:
    """Return regions and how much of the mark each holds, most first."""
    known = _KNOWN.get()
    if known is None:
        return _weighed(trace)
    if trace not in known:
        known[trace] = _weighed(trace)
    return known[trace]


def _weighed(trace: Trace) -> dict[Region, float]:
    weights: dict[Region, float] = defaultdict(float)
    if trace.encloses and _on_skin(trace):
        _weigh_area(trace, weights)
    if not weights:
        for path in trace.paths:
            _weigh_line(trace, path, weights)
    return dict(sorted(weights.items(), key=lambda item: -item[1]))


def _weigh_area(trace: Trace, weights: dict[Region, float]) -> None:
    every = body.face_areas(BodyScale(skin.AVERAGE))
    edge, grid = views.cells_per_edge(), range(views.cells_per_edge())
    path = trace.paths[0]
    sheet = areas.sheet(skin.AVERAGE, path)
    for face, share in areas.held(skin.AVERAGE, path).items():
        middles = [(face, (i + 0.5) / edge, (j + 0.5) / edge) for j in grid for i in grid]
        if share < 0.99:
            inside = sheet.holding(face, middles)
            middles = inside or middles
        for spot in middles:
            weights[region_of(_place(trace, spot))] += every[face] * share / len(middles)


def _weigh_line(trace: Trace, path: tuple[Spot, ...], weights: dict[Region, float]) -> None:
    weights[region_of(_place(trace, path[0]))] += 0.001
    for a, b in pairwise((*path, path[0]) if trace.closed else path):
        if _on_skin(trace):
            away = dist(skin.position(skin.AVERAGE, a), skin.position(skin.AVERAGE, b))
        else:
            away = dist(a[1:], b[1:])
        for spot in (a, b):
            weights[region_of(_place(trace, spot))] += away / 2
