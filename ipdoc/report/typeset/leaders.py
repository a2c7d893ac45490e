"""Numbers beside a view, each joined to its mark by a thin line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ipdoc.report.blocks import Mark
from ipdoc.report.fonts import Shaper
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.lines import POINTS_PER_MM
from ipdoc.report.typeset.marks import extent
from ipdoc.report.typeset.paths import circle_path, path_operators

_RADIUS_MM = 2.2
_LEAST_GAP_MM = 4.9
_OUTSIDE_MM = 4.4
_LETTER_ROOM_MM = 6.0
_NUMBER_POINTS = 7.0


@dataclass
class LabelSpot:
    """A number, where it stands and what it points at, in millimetres on the page."""

    number: int
    x: float
    y: float
    to_x: float
    to_y: float


def place_labels(
    marks: Sequence[Mark],
    x: float,
    y: float,
    part: tuple[float, float, float, float],
    scale: float,
) -> list[LabelSpot]:
    """Return a spot for each mark: nearest side, ordered by height, pushed apart.

    Args:
        marks: in units of the view box.
        x: left edge of the view on the page, millimetres.
        y: top edge.
        part: left, top, width and height of the part that is shown, units of the view box.
        scale: millimetres per unit.
    """
    origin_x, origin_y, width, height = part[0], part[1], part[2] * scale, part[3] * scale
    sides: dict[bool, list[LabelSpot]] = {False: [], True: []}
    for mark in marks:
        shown = [(px - origin_x, py - origin_y) for px, py in mark.points]
        left, top, right, bottom = extent(shown)
        middle_x, middle_y = (left + right) / 2 * scale, (top + bottom) / 2 * scale
        at_right = middle_x > width / 2
        edge = (right if at_right else left) * scale
        inside = edge - 0.6 if at_right else edge + 0.6
        label_x = x + width + _OUTSIDE_MM if at_right else x - _OUTSIDE_MM
        to_x = x + (middle_x if mark.kind == "point" else inside)
        sides[at_right].append(LabelSpot(mark.number, label_x, y + middle_y, to_x, y + middle_y))
    for spots in sides.values():
        _push_apart(spots, y + _LETTER_ROOM_MM, y + height)
    return [*sides[False], *sides[True]]


def _push_apart(spots: list[LabelSpot], top: float, bottom: float) -> None:
    """Move labels so that none overlap, as near to their marks as the order allows."""
    spots.sort(key=lambda spot: (spot.to_y, spot.number))
    for before, spot in pairwise(spots):
        spot.y = max(spot.y, before.y + _LEAST_GAP_MM)
    if not spots:
        return
    middle = sum(spot.y - spot.to_y for spot in spots) / len(spots)
    shift = min(middle, spots[0].y - top)
    shift = max(shift, spots[-1].y - bottom) if spots[-1].y > bottom else shift
    for spot in spots:
        spot.y -= shift


def draw_leaders(canvas: Canvas, shaper: Shaper, spots: Sequence[LabelSpot]) -> None:
    """Draw lines, dots, circles and numbers."""
    for spot in spots:
        _line(canvas, spot)
    for spot in spots:
        with canvas.placed(spot.x, spot.y, 1.0):
            circle = path_operators(circle_path(0, 0, _RADIUS_MM))
            canvas.out(f"1 g 0.09 G 0.2 w {circle} B")
        word = shaper.shape(str(spot.number), "sans-bold")
        half = word.width * _NUMBER_POINTS / 2000 / POINTS_PER_MM
        canvas.ink(style.INK)
        canvas.text(word.spans, spot.x - half, spot.y + 0.9, _NUMBER_POINTS)


def _line(canvas: Canvas, spot: LabelSpot) -> None:
    ends = f"{spot.x:.2f} {spot.y:.2f} m {spot.to_x:.2f} {spot.to_y:.2f} l S"
    with canvas.placed(0.0, 0.0, 1.0):
        canvas.out(f"1 G 0.7 w {ends} 0.09 G 0.18 w {ends}")
    with canvas.placed(spot.to_x, spot.to_y, 1.0):
        canvas.out(f"0.09 g {path_operators(circle_path(0, 0, 0.45))} f")
