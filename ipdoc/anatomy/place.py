"""A place on the body: a point of the base mesh, the same in every figure and from every side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import dist
from typing import Any

from ipdoc.anatomy import skin, views
from ipdoc.anatomy.quads import Point, nearest
from ipdoc.anatomy.surface import Seen, holds, seen
from ipdoc.anatomy.views import DiagramView, RegionOutline
from ipdoc.errors import IpdocError

_TRIES = 12
"""Spots that are tried, best first, until one is not hidden."""
_INNER = 0.04
"""How far a chosen spot stays inside its cell, as a share of the cell's edge."""
_SLIVER = 0.05
"""A view that shows less than this share of the skin that the best view shows of a region does
not count as showing it."""


class UnknownSurfaceError(IpdocError):
    """A place lies on a surface that this version does not have."""

    def __init__(self, surface: str) -> None:
        super().__init__(
            "The surface {surface} is not known here: mark the place again or update the program",
            surface=surface,
        )


@dataclass(frozen=True)
class Place:
    """A point on the skin."""

    surface: str
    """Name of the surface, such as ``skin-1``."""
    face: int
    """Quad of the base mesh."""
    u: float
    """0..1 from the first to the second corner."""
    v: float
    """0..1 from the first to the fourth corner."""

    def to_payload(self) -> dict[str, Any]:
        """Return the place as JSON."""
        return {"surface": self.surface, "face": self.face, "u": self.u, "v": self.v}

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Place:
        """Read a place from JSON."""
        return cls(payload["surface"], payload["face"], payload["u"], payload["v"])

    @property
    def known(self) -> bool:
        """True when the place lies on the skin or on a chart that this version draws."""
        if self.on_skin:
            return 0 <= self.face < len(views.faces()) // 4
        return self.face == 0 and views.chart(self.surface) is not None

    @property
    def on_skin(self) -> bool:
        """True when the surface is the skin, not a chart."""
        return self.surface == views.surface_name()


@dataclass(frozen=True)
class Region:
    """A region of the body with its side."""

    key: str
    """Key of the vocabulary regions."""
    side: str
    """l, r or m: the subject's own."""


def place_at(view: DiagramView, point: Point) -> Place | None:
    """Return the place under a point of a view, or None beside the body.

    A point on the outward half of the outline is taken to the skin next to it.

    Args:
        view: the view.
        point: x, y as fractions 0..1 of the view box, from the top left.
    """
    sight = seen(view)
    x, y = point[0] * view.width, point[1] * view.height
    found = sight.find(x, y) or sight.find_near(x, y)
    if found is None:
        return None
    face, u, v = found
    return Place(view.surface, face, round(u, 4), round(v, 4))


def project(place: Place, view: DiagramView) -> Point | None:
    """Return where a place shows on a view, as fractions 0..1.

    None when it is hidden, out of the picture or on a surface that the view does not show.
    """
    sight = seen(view)
    if place.surface != view.surface or not place.known or not sight.shows(place.face):
        return None
    x, y, _ = sight.at(place.face, place.u, place.v)
    if not view.holds(x, y) or sight.hides(place.face, place.u, place.v):
        return None
    return x / view.width, y / view.height


def region_of(place: Place) -> Region:
    """Return the region in which a place lies; every spot of the skin has one.

    Raises:
        UnknownSurfaceError: the place lies on another surface.
    """
    if not place.known:
        raise UnknownSurfaceError(place.surface)
    if not place.on_skin:
        outline = outline_of(place)
        return Region(outline.key, outline.side)
    return Region(*views.region_names()[views.region_of_cell()[cell_of(place)]])


def cell_of(place: Place) -> int:
    """Return the cell of the skin in which a place lies."""
    edge = views.cells_per_edge()
    column, row = min(int(place.u * edge), edge - 1), min(int(place.v * edge), edge - 1)
    return (place.face * edge + row) * edge + column


def segment_of(place: Place) -> str:
    """Return the finer part within the region, such as ``upper_third``, or "" where there is none.

    Raises:
        UnknownSurfaceError: the place lies on another surface.
    """
    if not place.known:
        raise UnknownSurfaceError(place.surface)
    return views.segment_of_cell()[cell_of(place)] if place.on_skin else ""


def outline_of(place: Place) -> RegionOutline:
    """Return the region of a chart in which a place lies, with its tooth where it is one.

    The nearest one is taken for a place beside all of them.

    Raises:
        UnknownSurfaceError: the place lies on no chart of this version.
    """
    chart = views.chart(place.surface)
    if chart is None:
        raise UnknownSurfaceError(place.surface)
    at = (place.u * chart.width, place.v * chart.height)
    outlines = chart.outlines()
    inside = (one for one in outlines if holds(one.rings, at))
    return next(inside, None) or min(outlines, key=lambda one: dist(one.at, at))


def region_at(view: DiagramView, point: Point) -> Region | None:
    """Return the region under a point of a view, or None beside the body."""
    place = place_at(view, point)
    return region_of(place) if place else None


def has_area(key: str, side: str) -> bool:
    """Return whether the skin has this region: inner parts and teeth have none."""
    return bool(_cells_of(key, side))


def nearest_in_region(key: str, side: str, view: DiagramView, point: Point) -> Place | None:
    """Return the place in a region that lies nearest to a point of a view.

    The point itself is kept when it lies in the region. A region that the view does not show has
    no place on it; then the region's middle is taken.

    Args:
        key: the region.
        side: l, r or m; it wins over the side on which the point lies.
        view: the view.
        point: x, y as fractions 0..1.

    Returns:
        The place, or None when the surface has no such region (inside the mouth, for example).
    """
    here = place_at(view, point)
    if here and region_of(here) == Region(key, side):
        return here
    if view.kind == "chart":
        return place_in_region(key, side, view)
    sight = seen(view)
    at = (point[0] * view.width, point[1] * view.height)
    shown = [spot for spot in map(_spot, _cells_of(key, side)) if sight.shows(spot[0])]
    shown.sort(key=lambda spot: dist(sight.at(*spot)[:2], at))
    close = sorted(_closest(sight, spot, at) for spot in shown[:_TRIES])
    return _first_seen([spot for _, spot in close], view) or middle_of(key, side)


def _closest(
    sight: Seen, spot: tuple[int, float, float], at: Point
) -> tuple[float, tuple[int, float, float]]:
    """Return distance and spot: that spot of a cell around ``spot`` which is nearest to a point."""
    face, u, v = spot
    half = (0.5 - _INNER) / views.cells_per_edge()
    ring = ((u - half, v - half), (u + half, v - half), (u + half, v + half), (u - half, v + half))
    away, across, along = nearest([sight.at(face, a, b)[:2] for a, b in ring], at)
    return away, (face, u + half * (2 * across - 1), v + half * (2 * along - 1))


def place_in_region(key: str, side: str, view: DiagramView) -> Place | None:
    """Return a central spot of a region that a view shows, or None when it shows none.

    Args:
        key: the region.
        side: l, r or m.
        view: the view on which the spot must be seen.
    """
    if view.kind == "chart":
        return _on_chart(key, side, view)
    sight = seen(view)
    spots = [spot for spot in map(_spot, _cells_of(key, side)) if sight.shows(spot[0])]
    if not spots:
        return None
    points = [sight.at(*spot)[:2] for spot in spots]
    weights = [sight.extent(spot[0]) + 1e-9 for spot in spots]
    x, y = (
        sum(w * p[axis] for w, p in zip(weights, points, strict=True)) / sum(weights)
        for axis in range(2)
    )
    order = sorted(range(len(spots)), key=lambda k: dist(points[k], (x, y)))
    return _first_seen([spots[k] for k in order[:_TRIES]], view)


def _on_chart(key: str, side: str, view: DiagramView) -> Place | None:
    named = (one for one in view.outlines() if (one.key, one.side) == (key, side))
    places = (Place(view.surface, 0, o.at[0] / view.width, o.at[1] / view.height) for o in named)
    return next(places, None)


def _first_seen(spots: list[tuple[int, float, float]], view: DiagramView) -> Place | None:
    places = (Place(views.surface_name(), f, round(u, 4), round(v, 4)) for f, u, v in spots)
    return next((place for place in places if project(place, view) is not None), None)


def middle_of(key: str, side: str) -> Place | None:
    """Return the place in the middle of a region, or None when the surface has none."""
    spots = [_spot(cell) for cell in _cells_of(key, side)]
    if not spots:
        return None
    points = [skin.position(skin.AVERAGE, spot) for spot in spots]
    centre = skin.mean(points)
    best = min(range(len(spots)), key=lambda k: dist(points[k], centre))
    return Place(views.surface_name(), *spots[best])


def regions_shown(view: DiagramView) -> set[Region]:
    """Return the regions of which a view shows something."""
    if view.kind == "chart":
        return {Region(one.key, one.side) for one in view.outlines()}
    shows = _shows(view)
    codes = {code for face, inner in enumerate(_codes_of_faces()) if shows(face) for code in inner}
    return {Region(*views.region_names()[code]) for code in codes}


@lru_cache(maxsize=1)
def _codes_of_faces() -> tuple[tuple[int, ...], ...]:
    """Return for each face the numbers of the regions that it touches."""
    square, codes = views.cells_per_edge() ** 2, views.region_of_cell()
    return tuple(tuple(set(codes[at : at + square])) for at in range(0, len(codes), square))


def _shows(view: DiagramView) -> Callable[[int], bool]:
    """Return what tells whether a view shows a face, without laying it out where that is known."""
    if view.kind != "camera":
        return seen(view).shows
    shown = views.visible_skin(view)
    return lambda face: bool(shown[face >> 3] >> (face & 7) & 1)


def views_showing(key: str, side: str, figure: str) -> tuple[DiagramView, ...]:
    """Return the views of a figure on which a region is seen, the largest picture of it first.

    Args:
        key: the region.
        side: l, r or m.
        figure: the figure.
    """
    faces = sorted({cell // views.cells_per_edge() ** 2 for cell in _cells_of(key, side)})
    ranked: list[tuple[float, float, DiagramView]] = []
    for view in views.views_for(figure):
        if view.kind == "chart":
            if Region(key, side) in regions_shown(view):
                ranked.append((0.0, 0.0, view))
        elif any(map(_shows(view), faces)):
            sight = seen(view)
            area = sum(sight.extent(face) for face in faces if sight.shows(face))
            if place_in_region(key, side, view) is not None:
                size = area / (view.width * view.height)
                ranked.append((size, area / view.scale**2, view))
    ranked.sort(key=lambda row: -row[0])
    least = max((skin for _, skin, _ in ranked), default=0.0) * _SLIVER
    return tuple(view for _, skin, view in ranked if skin >= least or view.kind == "chart")


def _spot(cell: int) -> tuple[int, float, float]:
    """Return face, u and v of the middle of a cell."""
    edge = views.cells_per_edge()
    rest, column = divmod(cell, edge)
    face, row = divmod(rest, edge)
    return face, (column + 0.5) / edge, (row + 0.5) / edge


@lru_cache(maxsize=1)
def _cells() -> dict[tuple[str, str], tuple[int, ...]]:
    """Return the cells of each region."""
    names = views.region_names()
    lists: list[list[int]] = [[] for _ in names]
    for cell, code in enumerate(views.region_of_cell()):
        lists[code].append(cell)
    return {name: tuple(found) for name, found in zip(names, lists, strict=True)}


def _cells_of(key: str, side: str) -> tuple[int, ...]:
    return _cells().get((key, side), ())
