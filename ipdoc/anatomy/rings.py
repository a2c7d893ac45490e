"""Rings: all round a limb, finger, neck or trunk at one level, or an arc of such a ring."""

from __future__ import annotations

from math import dist, inf

from ipdoc.anatomy import skin, views
from ipdoc.anatomy.follow import Path, Pen, dense, led_to, length
from ipdoc.anatomy.geometry import GeometryError
from ipdoc.anatomy.place import Place, Region, region_of
from ipdoc.anatomy.quads import Point, to_edge
from ipdoc.anatomy.skin import Vector, dot, minus, unit
from ipdoc.anatomy.surface import Spot, seen
from ipdoc.anatomy.tree import parents_of
from ipdoc.anatomy.views import DiagramView

NO_AXIS = "A ring goes round a limb, the neck or the trunk: choose an outline here"
_UP = (0.0, 1.0, 0.0)
_UPRIGHT = ("neck", "trunk")
"""Parts whose rings lie level."""
_BEYOND = {
    "shoulder": "upper_arm",
    "elbow": "forearm",
    "wrist": "forearm",
    "knee": "lower_leg",
    "ankle": "lower_leg",
}
"""Part at a joint → the part whose axis serves it."""
_MIDDLE = (*_UPRIGHT, "head")
_MOST_MM = {"neck": 650.0}
"""A level line that is longer goes round the shoulders, not round the neck."""
_MOST_DIGIT_MM = 130.0
"""A longer line goes round the palm, not round a finger."""
_HIDDEN = 1e6


def ring(view: DiagramView, point: Point) -> Path:
    """Return the ring round the body through a point of a view, in view-box units.

    Raises:
        GeometryError: no ring closes there, as on the head or where the arm joins the trunk.
    """
    spot = Pen(view).spot(point)
    region = _region(spot)
    return closed_round(view.figure, spot, region, axis_at(view.figure, spot, region))[:-1]


def arc(view: DiagramView, first: Point, last: Point) -> Path:
    """Return the part of a ring between two points that a view shows.

    Raises:
        GeometryError: no ring closes there.
    """
    pen = Pen(view)
    here, there = pen.spot(first), pen.spot(last)
    region = _region(here)
    axis = axis_at(view.figure, here, region)
    goal = skin.position(view.figure, there)
    between = unit(minus(goal, skin.position(view.figure, here)))
    slant = dot(axis, between)
    across = unit(tuple(a - slant * b for a, b in zip(axis, between, strict=True)))  # type: ignore[arg-type]
    line = closed_round(view.figure, here, region, across)
    away = [dist(skin.position(view.figure, spot), goal) for spot in line]
    nearest = min(range(len(line)), key=away.__getitem__)
    ways = led_to(view.figure, line, nearest, there)
    return min(ways, key=lambda way: _off(view, way, first, last))


def _off(view: DiagramView, path: Path, first: Point, last: Point) -> float:
    """Return how far a path lies from the straight line between two points of a view."""
    sight = seen(view)
    away = []
    for spot in path:
        hidden = not sight.shows(spot[0]) or sight.hides(*spot)
        away.append(_HIDDEN if hidden else to_edge(first, last, sight.at(*spot)[:2])[0])
    return sum(away) / len(away)


def _region(spot: Spot) -> Region:
    return region_of(Place(views.surface_name(), *spot))


def axis_at(figure: str, spot: Spot, region: Region) -> Vector:
    """Return the direction along the part of the body at a spot, length 1.

    Raises:
        GeometryError: the part has no axis round which a ring could lie.
    """
    parts = (region.key, *parents_of(region.key))
    if any(part in _UPRIGHT for part in parts):
        return _UP
    axes = views.axes(figure)
    for part in parts:
        ends = axes.get((_BEYOND.get(part, part), region.side))
        if ends and part != "head":
            return unit(minus(ends[1], ends[0]))
    raise GeometryError(NO_AXIS)


def is_digit(part: str) -> bool:
    """Return whether a region or part is a finger, thumb or toe."""
    return part.startswith(("finger_", "thumb", "toe_"))


def stem_of(region: Region) -> tuple[str, str]:
    """Return the digit, or else the whole limb or trunk, to which a region belongs, and its side.

    Within one of them a ring can lie.
    """
    parts = (region.key, *parents_of(region.key))
    stem = next(filter(is_digit, parts), parts[-1])
    return stem, "m" if stem in _MIDDLE else region.side


def closed_round(figure: str, spot: Spot, region: Region, across: Vector) -> Path:
    """Return the closed line in which a plane through a spot cuts the limb of a region.

    Raises:
        GeometryError: it runs on to other parts of the body, or does not close.
    """
    loop = skin.cut(figure, spot, across)
    wanted = stem_of(region)
    passes = loop is not None and all(_belongs(stem_of(_region(one)), wanted) for one in loop)
    line = dense(figure, loop) if loop is not None and passes else []
    most = _MOST_DIGIT_MM if is_digit(wanted[0]) else _MOST_MM.get(wanted[0], inf)
    if not line or length(figure, line) > most:
        raise GeometryError(
            "No ring closes at this level: set it farther from where the part joins the body"
        )
    return line


def _belongs(stem: tuple[str, str], wanted: tuple[str, str]) -> bool:
    """Return whether a ring round one stem may pass a region of another.

    The neck runs into the trunk and the jaw without a border, a hand into its fingers.
    """
    if wanted[0] in _UPRIGHT:
        return stem[0] in _MIDDLE
    digits = is_digit(stem[0]) and is_digit(wanted[0])
    return stem[1] == wanted[1] and (stem == wanted or not digits)
