"""What was drawn on a view: a point, a line, an outline, checked before anything is made of it.

Points are fractions 0..1 of the view box from its top left, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, isfinite, pi, sin
from typing import Any

from ipdoc.anatomy.crossings import first_crossing
from ipdoc.anatomy.quads import Point
from ipdoc.errors import IpdocError

MOST_POINTS = 10_000
MOST_IN_CLUSTER = 10_000
_TAIL = 0.15
"""A loop of a freehand outline smaller than this share of its length is a slip of the pen."""
_LONGEST = 50.0
"""No outline is longer than so many pictures are wide."""
_ELLIPSE = 48
"""Corners of the outline that an ellipse becomes."""

_COUNTS: dict[str, tuple[int, int]] = {
    "point": (1, 1),
    "line": (2, MOST_POINTS),
    "freehand": (2, MOST_POINTS),
    "polygon": (3, MOST_POINTS),
    "outline": (3, MOST_POINTS),
    "tramline": (2, MOST_POINTS),
    "cluster": (1, MOST_POINTS),
    "ring": (1, 2),
    "ellipse": (3, 3),
}
"""Kind → fewest and most points."""
CLOSED = frozenset(("polygon", "outline", "ellipse"))
"""Kinds that enclose an area."""

_LONG = frozenset(("line", "freehand", "tramline"))
"""Kinds that have a length."""


class GeometryError(IpdocError):
    """What was drawn cannot be a mark; the sentence says how to draw it."""


@dataclass(frozen=True)
class Geometry:
    """One drawn mark."""

    kind: str
    """point, line, freehand, polygon, outline, tramline, cluster, ring or ellipse."""
    points: tuple[Point, ...]
    """Tramline: its middle line. Ring: one point, or the two ends of an arc. Ellipse: centre and
    the ends of its two half axes."""
    gap: float | None = None
    """Tramline: distance between the middle lines of the bars, as a share of the view's width."""
    count: int | None = None
    """Cluster: how many lesions the points stand for."""

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Geometry:
        """Read and check what was drawn.

        Small loops of a freehand outline, as where its end overshoots its start, are left out.

        Raises:
            GeometryError: it cannot be a mark; the sentence says how to draw it.
        """
        kind = payload.get("kind")
        if not isinstance(kind, str) or kind not in _COUNTS:
            raise GeometryError("This kind of mark is not known here: choose a drawing tool")
        points = _points(payload.get("points"), *_COUNTS[kind])
        if kind in _LONG and len(set(points)) == 1:
            raise GeometryError("The line has no length: draw it from one end to the other")
        gap = _gap(payload.get("gap")) if kind == "tramline" else None
        count = _count(payload.get("count"), len(points)) if kind == "cluster" else None
        return cls(kind, _simple(kind, points) if kind in CLOSED else points, gap, count)

    def to_payload(self) -> dict[str, Any]:
        """Return the geometry as JSON."""
        payload: dict[str, Any] = {"kind": self.kind, "points": [list(p) for p in self.points]}
        if self.gap is not None:
            payload["gap"] = self.gap
        if self.count is not None:
            payload["count"] = self.count
        return payload

    def outline(self) -> tuple[Point, ...]:
        """Return the corners of an area; those of an ellipse are set round it."""
        if self.kind != "ellipse":
            return self.points
        (x, y), (ax, ay), (bx, by) = self.points
        turns = [2 * pi * k / _ELLIPSE for k in range(_ELLIPSE)]
        return tuple(
            (
                x + (ax - x) * cos(turn) + (bx - x) * sin(turn),
                y + (ay - y) * cos(turn) + (by - y) * sin(turn),
            )
            for turn in turns
        )


def _points(values: Any, fewest: int, most: int) -> tuple[Point, ...]:
    if not isinstance(values, list | tuple) or not values:
        raise GeometryError("Nothing was drawn: mark the place on the diagram")
    if len(values) > MOST_POINTS:
        raise GeometryError(
            "The line has more than {most} points: draw it in several parts", most=MOST_POINTS
        )
    points = tuple(_point(value) for value in values)
    if len(points) < fewest:
        raise GeometryError(
            "This mark needs at least {fewest} points: draw it again", fewest=fewest
        )
    if len(points) > most:
        raise GeometryError("This mark takes at most {most} points: draw it again", most=most)
    return points


def _point(value: Any) -> Point:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise GeometryError("A point needs two numbers: draw the mark again")
    x, y = (_number(one) for one in value)
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise GeometryError("The mark leaves the picture: draw it inside the frame")
    return x, y


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise GeometryError("A point of the mark is not a number: draw the mark again")
    return float(value)


def _gap(value: Any) -> float:
    gap = _number(value)
    if not 0 < gap <= 0.5:
        raise GeometryError("The two lines lie too far apart or on one another: set their distance")
    return gap


def _count(value: Any, points: int) -> int:
    if value is None:
        return points
    if isinstance(value, bool) or not isinstance(value, int) or value < points:
        raise GeometryError("The number of lesions is smaller than the points that were set")
    if value > MOST_IN_CLUSTER:
        raise GeometryError("A cluster takes at most {most} lesions", most=MOST_IN_CLUSTER)
    return value


def _simple(kind: str, points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return a closed outline that does not cross itself."""
    if kind == "ellipse":
        return points
    corners = [p for k, p in enumerate(points) if p != points[k - 1]]
    if len(corners) < 3:
        raise GeometryError("The outline has no area: draw round the lesion")
    if _length(corners) > _LONGEST:
        raise GeometryError("The outline goes to and fro too often: draw it in one simple round")
    crossing = first_crossing(corners)
    while crossing is not None:
        corners = _without_tail(kind, corners, *crossing)
        crossing = first_crossing(corners)
    return points if len(corners) == len(points) else tuple(corners)


def _without_tail(kind: str, corners: list[Point], first: int, second: int) -> list[Point]:
    """Return an outline without the small loop between two of its sides that cross."""
    inner, outer = corners[first + 1 : second + 1], corners[second + 1 :] + corners[: first + 1]
    tail, rest = sorted((inner, outer), key=_length)
    if kind != "outline" or len(rest) < 3 or _length(tail) > _TAIL * _length(rest):
        raise GeometryError("The outline crosses itself: draw it again in one round")
    return rest


def _length(line: list[Point]) -> float:
    pairs = pairwise(line)
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairs)
