"""The measure of the skeleton: centimetres of an adult of 172 cm become view-box units.

x is counted from the midline to the viewer's right, y downwards from the top of the head. Bones are
drawn on the viewer's right and mirrored: the left of the subject from the front, the right from
behind. A bone has the same outline from the front and from behind; what lies over what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import hypot

from shapely.geometry.base import BaseGeometry

from tools.bodymap.charts import curves
from tools.bodymap.charts.chart import Name, Piece, Stroke
from tools.bodymap.charts.curves import Knot
from tools.bodymap.charts.sides import Light

SIZE = (768, 1600)
UNIT = 8.4
"""View-box units per centimetre."""
MIDDLE = 384.0
TOP = 34.0
"""Height of the top of the head."""

Frame = Callable[[Sequence[Knot]], list[Knot]]
"""Puts knots in centimetres where they belong in the view box."""

THICK: Light = ((0, 4.0),)
"""Light on a bone of more than 3 cm."""
THIN: Light = ((0, 0.0),)
"""Light on a bone of about 1 cm: all of it."""


def body(knots: Sequence[Knot]) -> list[Knot]:
    """Return knots of the whole body in view-box units."""
    return [(MIDDLE + knot[0] * UNIT, TOP + knot[1] * UNIT, *knot[2:]) for knot in knots]  # type: ignore[misc]


def limb(start: tuple[float, float], end: tuple[float, float], size: float = 1.0) -> Frame:
    """Return the frame of a limb: its x runs sideways from the midline away, its y along it.

    Args:
        start: where its origin lies.
        end: where its y runs to.
        size: how much larger than life it is drawn.
    """
    length = hypot(end[0] - start[0], end[1] - start[1]) / size
    right, down = (end[0] - start[0]) / length, (end[1] - start[1]) / length

    def frame(knots: Sequence[Knot]) -> list[Knot]:
        return body(
            [
                (
                    start[0] + knot[0] * down + knot[1] * right,
                    start[1] - knot[0] * right + knot[1] * down,
                    *knot[2:],
                )  # type: ignore[misc]
                for knot in knots
            ]
        )

    return frame


def shape(knots: Sequence[Knot], frame: Frame = body) -> BaseGeometry:
    """Return the area within a smooth outline given in centimetres."""
    return curves.shape(frame(knots))


def both(half: Sequence[Knot]) -> BaseGeometry:
    """Return the area across the midline whose right half is given in centimetres."""
    return curves.both(body(half), MIDDLE)


def strip(axis: Sequence[Knot], widths: Sequence[float], frame: Frame = body) -> BaseGeometry:
    """Return a band along an axis, both in centimetres."""
    return curves.strip(frame(axis), [width * UNIT for width in widths])


def oval(
    x: float, y: float, across: float, along: float, turn: float = 0.0, frame: Frame = body
) -> BaseGeometry:
    """Return an ellipse with half-axes in centimetres, turned by degrees clockwise."""
    ((cx, cy, *_),) = frame([(x, y)])
    return curves.ellipse(cx, cy, across * UNIT, along * UNIT, turn)


def stroke(knots: Sequence[Knot], frame: Frame = body, clip: BaseGeometry | None = None) -> Stroke:
    """Return a thin line through knots in centimetres."""
    return Stroke(curves.line(frame(knots)), clip)


def bone(
    area: BaseGeometry, key: str, side: str = "m", light: Light = THICK, tone: int = 1
) -> Piece:
    """Return a bone with light in its middle."""
    return Piece(area, Name(key, side), tone, light)


def small(area: BaseGeometry, key: str, side: str = "m", tone: int = 0) -> Piece:
    """Return a small bone: one tone, a thin line all round."""
    return Piece(area, Name(key, side), tone, fine=True)


def far(area: BaseGeometry, key: str, side: str = "m") -> Piece:
    """Return a bone that lies behind others: darker."""
    return Piece(area, Name(key, side), 2, fine=True)
