"""Where on the body a mark lies, as a clinician tells it: region, part, way from a landmark."""

from __future__ import annotations

from dataclasses import dataclass
from math import dist, floor

from ipdoc.anatomy import skin, views
from ipdoc.anatomy.body import BodyScale
from ipdoc.anatomy.levels import BESIDE, FACE, LEVELS, Level
from ipdoc.anatomy.place import Place, Region, outline_of, region_of, segment_of
from ipdoc.anatomy.skin import Vector, dot, minus, unit
from ipdoc.anatomy.spans import anchor, region_of_trace
from ipdoc.anatomy.surface import Spot
from ipdoc.anatomy.trace import Trace
from ipdoc.anatomy.tree import parents_of

MIDLINE = "midline"
_LEAST_MM = 10.0
"""What lies nearer to a landmark, or to its level, is not told by the distance."""
_FINE_MM = 50.0
_MOST = 2


@dataclass(frozen=True)
class Distance:
    """How far a place lies from a landmark."""

    landmark: str
    """Key of a landmark, or ``midline``."""
    side: str
    """l, r or m: the landmark's."""
    direction: str
    """above, below, medial, lateral, in_front, behind, distal, proximal, left_of or right_of."""
    mm: float
    """In steps of 5 mm, from 5 cm on of 10 mm."""


@dataclass(frozen=True)
class Location:
    """Where a mark lies."""

    region: Region
    segment: str = ""
    """Finer part within the region, or ""."""
    distances: tuple[Distance, ...] = ()
    """At most two."""
    tooth: int | None = None
    """Number of the tooth after FDI, on charts of teeth."""
    face: str = ""
    """Surface of the tooth."""
    vocabulary: str = "regions"
    """Vocabulary of the region's key: regions, or bones on charts of the skeleton."""


def locate(mark: Trace | Place, scale: BodyScale) -> Location:
    """Return where a mark or a place lies.

    Args:
        mark: the mark, told by its middle and its largest part, or a single place.
        scale: the person's size; distances are theirs.

    Raises:
        UnknownSurfaceError: it lies on a surface that this version does not have.
    """
    place = anchor(mark) if isinstance(mark, Trace) else mark
    region = region_of_trace(mark) if isinstance(mark, Trace) else region_of(place)
    if not place.on_skin:
        outline = outline_of(place)
        return Location(
            region, tooth=outline.tooth, face=outline.face, vocabulary=outline.vocabulary
        )
    here = _Here((place.face, place.u, place.v), region, scale)
    return Location(region, segment_of(place), here.distances())


class _Here:
    """A spot of a region, and what can be told of it."""

    def __init__(self, spot: Spot, region: Region, scale: BodyScale) -> None:
        self._spot, self._region, self._scale = spot, region, scale
        self._at = scale.point(spot)
        self._parts = (region.key, *parents_of(region.key))

    def distances(self) -> tuple[Distance, ...]:
        """Return the distances that place the spot, at most two."""
        near = next((FACE[part] for part in self._parts if part in FACE), None)
        if near is not None:
            return self._from_nearest(near)
        level = next((LEVELS[part] for part in self._parts if part in LEVELS), None)
        found = [] if level is None else [*self._from_level(level)]
        if any(part in BESIDE for part in self._parts):
            found += self._from_midline()
        return tuple(found[:_MOST])

    def _landmark(self, key: str) -> tuple[Vector, str] | None:
        """Return where a landmark of the own side or the midline lies, and its side."""
        for side in (self._region.side, "m"):
            spot = views.landmarks().get((key, side))
            if spot is not None:
                return self._scale.point(spot), side
        return None

    def _from_level(self, level: Level) -> list[Distance]:
        """Return the distance along the part of the body from the nearest of its landmarks."""
        along = self._along(level.part)
        found = []
        for key in level.landmarks:
            mark = self._landmark(key)
            if mark is not None:
                away = dot(minus(self._at, mark[0]), along)
                found.append(Distance(key, mark[1], level.ways[away > 0], rounded(abs(away))))
        told = [one for one in found if one.mm >= _LEAST_MM]
        return [min(told, key=lambda one: one.mm)] if told else []

    def _along(self, part: str) -> Vector:
        """Return the direction to the end of a part of the body; down where it has no axis."""
        ends = views.axes(self._scale.figure).get((part, self._region.side))
        if ends is None:
            return 0.0, -1.0, 0.0
        first, last = (self._scale.stretched(end) for end in ends)
        return unit(minus(last, first))

    def _from_midline(self) -> list[Distance]:
        away = rounded(self._to_midline())
        if away < _LEAST_MM:
            return []
        if self._region.side != "m":
            return [Distance(MIDLINE, "m", "lateral", away)]
        return [Distance(MIDLINE, "m", "left_of" if self._at[0] > 0 else "right_of", away)]

    def _to_midline(self) -> float:
        """Return the level way over the skin to the midline, or the straight one."""
        loop = skin.cut(self._scale.figure, self._spot, (0.0, 1.0, 0.0)) or ()
        ways = [self._until_middle(line) for line in (loop, loop[::-1])]
        told = [way for way in ways if way is not None]
        return min(told, default=abs(self._at[0]))

    def _until_middle(self, line: tuple[Spot, ...]) -> float | None:
        way, before = 0.0, self._at
        for spot in line:
            after = self._scale.point(spot)
            if before[0] * after[0] <= 0 and before[0] != after[0]:
                return way + dist(before, after) * abs(before[0] / (before[0] - after[0]))
            way += dist(before, after)
            before = after
        return None

    def _from_nearest(self, keys: tuple[str, ...]) -> tuple[Distance, ...]:
        """Return how far the spot lies from the nearest landmark of the head, in two directions."""
        marks = [(key, *mark) for key in keys if (mark := self._landmark(key)) is not None]
        if not marks:
            return ()
        key, at, side = min(marks, key=lambda mark: dist(mark[1], self._at))
        ways = [(way, rounded(abs(mm))) for way, mm in self._offsets(key, at)]
        told = sorted((row for row in ways if row[1] >= _LEAST_MM), key=lambda row: -row[1])
        return tuple(Distance(key, side, way, mm) for way, mm in told[:_MOST])

    def _offsets(self, key: str, at: Vector) -> list[tuple[str, float]]:
        _, up, front = minus(self._at, at)
        upwards = "above" if up > 0 else "below", up
        forwards = "in_front" if front > 0 else "behind", front
        if key in _SEEN_FROM_THE_SIDE:
            return [upwards, forwards]
        return [forwards if key == "vertex" else upwards, self._aside(at)]

    def _aside(self, at: Vector) -> tuple[str, float]:
        if self._region.side == "m":
            aside = self._at[0] - at[0]
            return ("left_of" if aside > 0 else "right_of"), aside
        outwards = abs(self._at[0]) - abs(at[0])
        return ("lateral" if outwards > 0 else "medial"), outwards


_SEEN_FROM_THE_SIDE = frozenset(("ear_opening", "ear_lobe", "mastoid_tip", "jaw_angle"))


def rounded(mm: float) -> float:
    """Return a distance as precisely as a drawing tells it: 5 mm below 5 cm, 10 mm above."""
    step = 5.0 if mm < _FINE_MM else 10.0
    return floor(mm / step + 0.5) * step
