"""A place on the body: a point of the base mesh, the same in every figure and from every side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ipdoc.anatomy import views
from ipdoc.anatomy.surface import Point, seen
from ipdoc.anatomy.views import NO_REGION, DiagramView

_HIDDEN_BEHIND = 6.0
"""A point is hidden when the skin in front of it is nearer by more, view-box units."""


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


@dataclass(frozen=True)
class Region:
    """A region of the body with its side."""

    key: str
    """Key of the vocabulary regions."""
    side: str
    """l, r or m: the subject's own."""


def place_at(view: DiagramView, point: Point) -> Place | None:
    """Return the place under a point of a view, or None beside the body.

    Args:
        view: the view.
        point: x, y as fractions 0..1 of the view box, from the top left.
    """
    found = seen(view).find(point[0] * view.width, point[1] * view.height)
    if found is None:
        return None
    face, u, v = found
    return Place(views.surface_name(), face, round(u, 4), round(v, 4))


def project(place: Place, view: DiagramView) -> Point | None:
    """Return where a place shows on a view, as fractions 0..1, or None when it is hidden."""
    sight = seen(view)
    if not sight.shows(place.face):
        return None
    x, y, z = sight.at(place.face, place.u, place.v)
    front = sight.find(x, y)
    if front is not None and sight.at(*front)[2] > z + _HIDDEN_BEHIND:
        return None
    return x / view.width, y / view.height


def region_of(place: Place) -> Region | None:
    """Return the region in which a place lies."""
    index = views.region_of_face()[place.face]
    return None if index == NO_REGION else Region(*views.region_names()[index])


def region_at(view: DiagramView, point: Point) -> Region | None:
    """Return the region under a point of a view, or None beside the body."""
    place = place_at(view, point)
    return region_of(place) if place else None


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
    if region_at(view, point) == Region(key, side):
        return place_at(view, point)
    sight = seen(view)
    x, y = point[0] * view.width, point[1] * view.height
    shown = [face for face in _faces_of(key, side) if sight.shows(face)]
    if not shown:
        return middle_of(key, side)

    def away(face: int) -> float:
        at = sight.at(face, 0.5, 0.5)
        return (at[0] - x) ** 2 + (at[1] - y) ** 2

    return Place(views.surface_name(), min(shown, key=away), 0.5, 0.5)


def middle_of(key: str, side: str) -> Place | None:
    """Return the place in the middle of a region, or None when the surface has none."""
    found = _faces_of(key, side)
    if not found:
        return None
    figure = views.list_views()[0].figure
    data, _ = views.vertices(figure)
    quads = views.faces()

    def centre(face: int) -> tuple[float, float, float]:
        corners = quads[4 * face : 4 * face + 4]
        x, y, z = (sum(data[3 * i + axis] for i in corners) / 4 for axis in range(3))
        return x, y, z

    centres = {face: centre(face) for face in found}
    mean = [sum(c[axis] for c in centres.values()) / len(found) for axis in range(3)]
    nearest = min(found, key=lambda face: sum((centres[face][a] - mean[a]) ** 2 for a in range(3)))
    return Place(views.surface_name(), nearest, 0.5, 0.5)


def regions_shown(view: DiagramView) -> set[Region]:
    """Return the regions of which a view shows something."""
    sight = seen(view)
    names = views.region_names()
    return {
        Region(*names[index])
        for face, index in enumerate(views.region_of_face())
        if index != NO_REGION and sight.shows(face)
    }


@lru_cache(maxsize=512)
def _faces_of(key: str, side: str) -> tuple[int, ...]:
    names = views.region_names()
    if (key, side) not in names:
        return ()
    wanted = names.index((key, side))
    return tuple(face for face, index in enumerate(views.region_of_face()) if index == wanted)
