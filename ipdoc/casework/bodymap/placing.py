"""Lay marks that came with a case file on the body; as drawn they stay verbatim.

Such marks may have been drawn before the diagrams existed, so the region that the file states
wins: what lies elsewhere is moved to the nearest point of that region.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ipdoc.anatomy.geometry import Geometry, GeometryError
from ipdoc.anatomy.place import (
    Region,
    nearest_in_region,
    place_at,
    place_in_region,
    project,
    region_at,
)
from ipdoc.anatomy.quads import Point
from ipdoc.anatomy.spans import region_of_trace, regions_touched
from ipdoc.anatomy.trace import Trace, trace
from ipdoc.anatomy.views import DiagramView, UnknownViewError, view
from ipdoc.domain.finding import Lesion


def placed(lesion: Lesion, figure: str) -> Lesion:
    """Return a lesion with the places of its marks derived.

    A mark keeps its extent where it can be laid in the stated region, as drawn or moved there;
    otherwise it is a point of that region. A mark on a view that is not built has no place.

    Args:
        lesion: as read, without places.
        figure: on which marks that name no figure were drawn.
    """
    marks = tuple(replace(one, place=_derived(lesion, one.drawn, figure)) for one in lesion.marks)
    return replace(lesion, marks=marks)


def _derived(lesion: Lesion, drawn: dict[str, Any], figure: str) -> dict[str, Any] | None:
    try:
        diagram = view(drawn.get("figure") or figure, str(drawn["view"]))
    except UnknownViewError:
        return None
    stated = Region(lesion.region, lesion.side or "m") if lesion.region else None
    points = drawn["geometry"]["points"]
    centre = (
        sum(point[0] for point in points) / len(points),
        sum(point[1] for point in points) / len(points),
    )
    extent = _extent(diagram, drawn["geometry"], centre, stated)
    return extent.to_payload() if extent else _point(diagram, centre, stated)


def _point(diagram: DiagramView, centre: Point, stated: Region | None) -> dict[str, Any] | None:
    if stated is None or region_at(diagram, centre) == stated:
        place = place_at(diagram, centre)
    else:
        place = nearest_in_region(stated.key, stated.side, diagram, centre)
    return place.to_payload() if place else None


def _extent(
    diagram: DiagramView, shape: dict[str, Any], centre: Point, stated: Region | None
) -> Trace | None:
    """Return the extent of a line or area in the stated region; None where it cannot be laid."""
    if shape["kind"] == "point":
        return None
    try:
        geometry = Geometry.from_payload(shape)
        found = trace(diagram, geometry)
        if stated is None or stated in regions_touched(found):
            return found
    except GeometryError:
        if stated is None:
            return None
    return _moved(diagram, shape, centre, stated)


def _moved(
    diagram: DiagramView, shape: dict[str, Any], centre: Point, stated: Region
) -> Trace | None:
    """Return the extent with its centre at the nearest, else at the middle spot of the region."""
    nearest = nearest_in_region(stated.key, stated.side, diagram, centre)
    middle = place_in_region(stated.key, stated.side, diagram)
    for target in (nearest, middle):
        at = project(target, diagram) if target else None
        if at is None:
            continue
        across, down = at[0] - centre[0], at[1] - centre[1]
        points = [[x + across, y + down] for x, y in shape["points"]]
        try:
            found = trace(diagram, Geometry.from_payload({**shape, "points": points}))
        except GeometryError:
            continue
        if region_of_trace(found) == stated:
            return found
    return None
