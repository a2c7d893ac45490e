"""From a point on a picture to a place on the body, and back."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.anatomy.errors import UnknownSurfaceError
from ipdoc.anatomy.sheet import Sheet, sheet
from ipdoc.anatomy.surface import SKIN, Region, skin
from ipdoc.anatomy.views import DiagramView, Point

_BEHIND = 3.0
"""A spot this far behind the foremost skin, view-box units, is hidden; less is the thickness of
folds and the rounding of the quads."""


@dataclass(frozen=True)
class Place:
    """A spot on the body that outlives every picture of it."""

    surface: str
    """Name of the surface, "skin-1"."""
    face: int
    """Number of the quad on that surface, from 0."""
    u: float
    """0..1 from the quad's first corner to its second."""
    v: float
    """0..1 from the quad's first corner to its fourth."""


def checked(place: Place) -> Place:
    """Return the place if this version knows where it lies.

    Raises:
        UnknownSurfaceError: another surface, or a quad that the surface does not have.
    """
    if place.surface != SKIN or not 0 <= place.face < skin().count:
        raise UnknownSurfaceError(place.surface)
    return place


def place_at(view: DiagramView, point: Point) -> Place | None:
    """Return the foremost skin under a point of a picture, or None beside the body.

    A point up to 4 view-box units beside the body is taken to the nearest skin, since the drawn
    outline has a width.

    Args:
        view: the picture the point was set on.
        point: x, y as fractions 0..1 of the view box, from its top left corner.
    """
    flat = sheet(view)
    x, y = point[0] * view.width, point[1] * view.height
    found = flat.front(x, y) or flat.beside(x, y)
    return Place(SKIN, *found) if found else None


def project(place: Place, view: DiagramView) -> Point | None:
    """Return where a place is seen in a view, or None when it is hidden or out of the picture.

    Raises:
        UnknownSurfaceError: the place lies on another surface.
    """
    checked(place)
    flat = sheet(view)
    if not flat.shows(place.face):
        return None
    x, y = flat.spot(place.face, place.u, place.v)
    if not (0 <= x <= view.width and 0 <= y <= view.height) or _covered(flat, place, x, y):
        return None
    return x / view.width, y / view.height


def _covered(flat: Sheet, place: Place, x: float, y: float) -> bool:
    front = flat.front(x, y)
    if front is None or front[0] == place.face:
        return False
    return flat.depth(*front) > flat.depth(place.face, place.u, place.v) + _BEHIND


def region_of(place: Place) -> Region:
    """Return the region and the side a place belongs to.

    Raises:
        UnknownSurfaceError: the place lies on another surface.
    """
    checked(place)
    return skin().region(place.face, place.u, place.v)


def region_at(view: DiagramView, point: Point) -> Region | None:
    """Return the region and the subject's side under a point of a picture, or None beside it.

    Args:
        view: the picture.
        point: x, y as fractions 0..1 of the view box, from its top left corner.
    """
    place = place_at(view, point)
    return region_of(place) if place else None
