"""From a named region to places on the body and to the views that show it."""

from __future__ import annotations

from functools import cache
from math import dist

from ipdoc.anatomy.place import Place, place_at, project, region_of
from ipdoc.anatomy.quad import Flat, nearest
from ipdoc.anatomy.sheet import Sheet, sheet
from ipdoc.anatomy.surface import SKIN, Figure, Region, Side, figure, skin
from ipdoc.anatomy.views import DiagramView, Point, figures, list_views

_TRIES = 12
"""Spots that are tried, best first, until one is not covered by other skin."""
_SLIVER = 0.05
"""A view that shows less than this share of what the best view shows does not show a region."""
_INNER = 0.04
"""How far a chosen spot stays inside its cell, as a share of the cell's edge."""


@cache
def _cells() -> dict[Region, tuple[int, ...]]:
    """Return the cells of every region: ``face * grid² + row * grid + column``."""
    shared = skin()
    lists: list[list[int]] = [[] for _ in shared.labels]
    for cell, code in enumerate(shared.codes):
        lists[code].append(cell)
    return {label: tuple(found) for label, found in zip(shared.labels, lists, strict=True)}


def _spot(cell: int) -> tuple[int, float, float]:
    """Return quad, u and v of the middle of a cell."""
    grid = skin().grid
    face, rest = divmod(cell, grid * grid)
    row, column = divmod(rest, grid)
    return face, (column + 0.5) / grid, (row + 0.5) / grid


def has_area(region: str, side: Side) -> bool:
    """True when the region and side have skin on the body: inner parts and teeth have none."""
    return Region(region, side) in _cells()


def place_in_region(region: str, side: Side, view: DiagramView | None = None) -> Place | None:
    """Return a good central spot of a region, or None when it has no skin or is not seen.

    Args:
        region: key of the region vocabulary.
        side: the subject's side, as ``all_regions`` lists it.
        view: the picture on which the spot must be seen; None takes the middle of the region
            on the body itself.
    """
    cells = _cells().get(Region(region, side), ())
    if not cells:
        return None
    if view is None:
        return _middle_of_body(cells)
    flat = sheet(view)
    spots = [_spot(cell) for cell in cells if flat.shows(cell // skin().grid ** 2)]
    points = [flat.spot(*spot) for spot in spots]
    weights = [_extent(flat.flat(spot[0])) for spot in spots]
    total = sum(weights)
    if not total:
        return None
    middle = (
        sum(w * x for w, (x, _) in zip(weights, points, strict=True)) / total,
        sum(w * y for w, (_, y) in zip(weights, points, strict=True)) / total,
    )
    order = sorted(range(len(spots)), key=lambda k: dist(points[k], middle))
    return _first_seen([Place(SKIN, *spots[k]) for k in order[:_TRIES]], view)


def _extent(quad: Flat) -> float:
    """Return the area of a quad on the picture, by its diagonals."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    return abs((cx - ax) * (dy - by) - (cy - ay) * (dx - bx)) / 2


def _first_seen(places: list[Place], view: DiagramView) -> Place | None:
    return next((place for place in places if project(place, view) is not None), None)


def _middle_of_body(cells: tuple[int, ...]) -> Place:
    body = figure(figures()[0])
    spots = [_spot(cell) for cell in cells]
    points = [_in_space(body, *spot) for spot in spots]
    middle = tuple(sum(axis) / len(points) for axis in zip(*points, strict=True))
    best = min(range(len(spots)), key=lambda k: dist(points[k], middle))
    return Place(SKIN, *spots[best])


def _in_space(body: Figure, face: int, u: float, v: float) -> tuple[float, float, float]:
    corners = skin().faces[4 * face : 4 * face + 4]
    shares = ((1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v)
    x, y, z = (
        sum(share * body.vertices[3 * n + axis] for n, share in zip(corners, shares, strict=True))
        for axis in range(3)
    )
    return x, y, z


def nearest_in_region(region: str, side: Side, view: DiagramView, point: Point) -> Place | None:
    """Return the visible spot of a region that is closest to a point of a picture.

    An importer uses it when a record names the region and its point lies a little off. Returns
    None when the region is not seen in this view.

    Args:
        region: key of the region vocabulary.
        side: the subject's side.
        view: the picture.
        point: x, y as fractions 0..1 of the view box, from its top left corner.
    """
    wanted = Region(region, side)
    here = place_at(view, point)
    if here and region_of(here) == wanted:
        return here
    flat = sheet(view)
    x, y = point[0] * view.width, point[1] * view.height
    square = skin().grid ** 2
    cells = [cell for cell in _cells().get(wanted, ()) if flat.shows(cell // square)]
    cells.sort(key=lambda cell: dist(flat.spot(*_spot(cell)), (x, y)))
    found = sorted(_closest_of_cell(flat, cell, x, y) for cell in cells[:_TRIES])
    return _first_seen([place for _, _, place in found], view)


def _closest_of_cell(flat: Sheet, cell: int, x: float, y: float) -> tuple[float, int, Place]:
    """Return distance, cell and the spot of a cell that is closest to a point."""
    grid = skin().grid
    face, u, v = _spot(cell)
    half = (0.5 - _INNER) / grid
    corners: Flat = (
        flat.spot(face, u - half, v - half),
        flat.spot(face, u + half, v - half),
        flat.spot(face, u + half, v + half),
        flat.spot(face, u - half, v + half),
    )
    distance, across, along = nearest(corners, x, y)
    spot = u + half * (2 * across - 1), v + half * (2 * along - 1)
    return distance, cell, Place(SKIN, face, *spot)


def views_showing(
    region: str, side: Side, figure_key: str | None = None
) -> tuple[DiagramView, ...]:
    """Return the views in which a region is seen, the one that shows it largest first.

    Args:
        region: key of the region vocabulary.
        side: the subject's side.
        figure_key: only views of this figure; None = of all.
    """
    faces = sorted({cell // skin().grid ** 2 for cell in _cells().get(Region(region, side), ())})
    ranked = []
    for order, view in enumerate(list_views(figure_key)):
        flat = sheet(view)
        area = sum(_extent(flat.flat(face)) for face in faces if flat.shows(face))
        if area > 0 and place_in_region(region, side, view) is not None:
            ranked.append((-area, order, view))
    ranked.sort(key=lambda row: row[:2])
    return tuple(view for area, _, view in ranked if area <= ranked[0][0] * _SLIVER)
