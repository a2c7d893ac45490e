"""Drawings over a photograph, kept apart from its bytes: arrow, outline, the number of a lesion.

Points are fractions 0..1 of the prepared print copy, from its top left, y downwards. The original
and its copies are never touched: a reader can always see the photograph without the drawings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ipdoc.domain.finding import RuleError
from ipdoc.domain.payloads import Payload

POINTS = {"arrow": (2, 2), "polygon": (3, 200), "outline": (3, 2000), "number": (1, 1)}
"""Kind → fewest and most points: an arrow has tail and head; a polygon is closed by corners, an
outline is closed and drawn freehand; a number stands in a circle on its point."""
MOST_DRAWINGS = 60
LONGEST_TEXT = 60
_SMALLEST = 0.004
"""Extent of an arrow or outline, fraction of the picture, below which nobody sees it."""
Point = tuple[float, float]


class OverlayError(RuleError):
    """A drawing over a photograph cannot be kept; the sentence says what to do instead."""


@dataclass(frozen=True)
class Drawing:
    """One drawing over a photograph."""

    id: str
    """Unique within the photograph, never reused: d1, d2, …"""
    kind: str
    """A key of ``POINTS``."""
    points: tuple[Point, ...]
    lesion: int | None = None
    """Number of the lesion that it shows; a drawing of kind number always has one."""
    text: str = ""
    """A few words beside it, without a cause."""

    def to_payload(self) -> Payload:
        """Return the drawing as JSON."""
        return {
            "id": self.id,
            "kind": self.kind,
            "points": [list(point) for point in self.points],
            "lesion": self.lesion,
            "text": self.text,
        }

    @classmethod
    def from_payload(cls, raw: Any) -> Drawing:
        """Read a drawing, whoever sent it; ``id`` may be missing for a new one.

        Raises:
            OverlayError: kind, points, lesion or text do not fit.
        """
        if not isinstance(raw, dict) or set(raw) - {"id", "kind", "points", "lesion", "text"}:
            raise OverlayError("Give a drawing its kind and its points, and nothing unknown")
        kind = raw.get("kind")
        if not isinstance(kind, str) or kind not in POINTS:
            raise OverlayError("Draw an arrow, an outline or a number; there is no other kind")
        identity, text = raw.get("id") or "", raw.get("text") or ""
        if not isinstance(identity, str) or not _is_text(text):
            raise OverlayError("Write at most 60 characters beside a drawing, on one line")
        return cls(
            identity, kind, _points(kind, raw.get("points")), _lesion(kind, raw), text.strip()
        )


def _is_text(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= LONGEST_TEXT and (not text or text.isprintable())


def _lesion(kind: str, raw: dict[str, Any]) -> int | None:
    number = raw.get("lesion")
    if number is None and kind != "number":
        return None
    if type(number) is not int or number < 1:
        raise OverlayError("Choose the lesion whose number is shown")
    return number


def _points(kind: str, raw: Any) -> tuple[Point, ...]:
    fewest, most = POINTS[kind]
    if not isinstance(raw, list | tuple) or not all(_is_pair(point) for point in raw):
        raise OverlayError("Give each point as two numbers")
    points = tuple((round(float(x), 5), round(float(y), 5)) for x, y in raw)
    if not all(0 <= number <= 1 for point in points for number in point):
        raise OverlayError("This point is beside the photograph; draw on the photograph")
    if len(points) < fewest:
        raise OverlayError("An arrow needs two points, an outline at least three")
    if len(points) > most:
        raise OverlayError("This drawing has too many points; draw it in fewer strokes")
    if kind != "number" and _extent(points) < _SMALLEST:
        raise OverlayError("This drawing is too small to be seen; draw it larger")
    return points


def _is_pair(point: Any) -> bool:
    return (
        isinstance(point, list | tuple)
        and len(point) == 2
        and all(type(number) in (int, float) and math.isfinite(number) for number in point)
    )


def _extent(points: tuple[Point, ...]) -> float:
    across = [x for x, _y in points]
    down = [y for _x, y in points]
    return max(max(across) - min(across), max(down) - min(down))


def with_ids(drawings: tuple[Drawing, ...], given: int) -> tuple[tuple[Drawing, ...], int]:
    """Return the drawings with an id each, and the highest number given.

    Args:
        drawings: those without an id are new.
        given: highest number given so far; no id is used twice.

    Raises:
        OverlayError: there are too many, two bear the same id, or an id was never given.
    """
    if len(drawings) > MOST_DRAWINGS:
        raise OverlayError("There are too many drawings on this photograph; take some away")
    known = [drawing.id for drawing in drawings if drawing.id]
    wrong = len(known) != len(set(known)) or not all(_was_given(one, given) for one in known)
    if wrong:
        raise OverlayError("These drawings are not those of this photograph; load the page again")
    named = []
    for drawing in drawings:
        if not drawing.id:
            given += 1
            drawing = Drawing(
                f"d{given}", drawing.kind, drawing.points, drawing.lesion, drawing.text
            )
        named.append(drawing)
    return tuple(named), given


def _was_given(identity: str, given: int) -> bool:
    digits = identity[1:]
    plain = identity[:1] == "d" and digits.isascii() and digits.isdigit()
    return plain and str(int(digits)) == digits and 1 <= int(digits) <= given


def arrow_outline(tail: Point, head: Point, thick: float, edge: float) -> list[Point]:
    """Return the outline of an arrow, larger by an edge all round.

    Args:
        tail: where it begins, in any units, the same for all.
        head: its point.
        thick: width of the shaft.
        edge: width of the edge; 0 for the arrow itself.
    """
    length = math.hypot(head[0] - tail[0], head[1] - tail[1]) or 1.0
    along = ((head[0] - tail[0]) / length, (head[1] - tail[1]) / length)
    barb = min(thick * 5, length * 0.6)
    half, wing = thick / 2 + edge, barb * 0.42 + edge * 1.7
    start, neck, tip = -edge, length - barb - edge, length + edge * 2.2

    def at(forward: float, aside: float) -> Point:
        return (
            tail[0] + along[0] * forward - along[1] * aside,
            tail[1] + along[1] * forward + along[0] * aside,
        )

    return [
        at(start, half),
        at(neck, half),
        at(neck, wing),
        at(tip, 0.0),
        at(neck, -wing),
        at(neck, -half),
        at(start, -half),
    ]
