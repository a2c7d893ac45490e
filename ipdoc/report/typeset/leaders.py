"""Numbers beside a view, each joined to its mark by a thin line with one bend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from ipdoc.anatomy.labels import Columns, Label, Target, place_labels
from ipdoc.report.fonts import Shaper
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.lines import POINTS_PER_MM
from ipdoc.report.typeset.marks import PlacedMark, edge_points
from ipdoc.report.typeset.paths import circle_path, path_operators
from ipdoc.report.typeset.strokes import extent

Box = tuple[float, float, float, float]

_RADIUS_MM = 2.2
_LEAST_GAP_MM = 4.9
_OUTSIDE_MM, _BEND_MM = 4.4, 0.6
_LETTER_ROOM_MM = 6.0
_NUMBER_POINTS = 7.0
_TOGETHER_MM = 16.0
"""Marks of one number that lie nearer to each other share a label."""


@dataclass(frozen=True)
class _Numbered:
    number: int
    faded: bool
    marks: tuple[PlacedMark, ...]


@dataclass(frozen=True)
class Leader:
    """A number with its line, in millimetres on the page."""

    number: int
    faded: bool
    label: Label
    radius: float
    """Of the circle round the number; smaller where labels are crowded."""


def leaders_for(marks: Sequence[PlacedMark], box: Box, inset: float = 0.0) -> list[Leader]:
    """Return a number for each mark; marks of one number that lie together share one.

    Args:
        marks: on the page.
        box: left, top, width and height of the view on the page, millimetres.
        inset: empty margin at both sides of the view, into which the labels reach.
    """
    x, y, width, height = box
    groups = _grouped(marks)
    targets = [
        Target(
            index, tuple((px - x, py - y) for mark in group.marks for px, py in edge_points(mark))
        )
        for index, group in enumerate(groups)
    ]
    columns = Columns(
        width, _LETTER_ROOM_MM, height, _LEAST_GAP_MM, _OUTSIDE_MM - inset, _BEND_MM - inset
    )
    labels = place_labels(targets, columns)
    radius = min(_RADIUS_MM, _closest(labels) * 0.46)
    return [
        Leader(groups[label.key].number, groups[label.key].faded, _moved(label, x, y), radius)
        for label in labels
    ]


def _closest(labels: Sequence[Label]) -> float:
    """Return the least distance between labels above one another."""
    beside = [(a.at, b.at) for a, b in pairwise(labels) if a.at[0] == b.at[0]]
    return min((abs(b[1] - a[1]) for a, b in beside), default=_LEAST_GAP_MM)


def _moved(label: Label, x: float, y: float) -> Label:
    at, bend, dot = ((px + x, py + y) for px, py in (label.at, label.bend, label.dot))
    return Label(label.key, at, bend, dot)


def _grouped(marks: Sequence[PlacedMark]) -> list[_Numbered]:
    groups: list[_Numbered] = []
    for mark in marks:
        number, faded = mark.mark.number, mark.mark.faded
        near = next(
            (
                index
                for index, group in enumerate(groups)
                if (group.number, group.faded) == (number, faded) and _near(group, mark)
            ),
            None,
        )
        if near is None:
            groups.append(_Numbered(number, faded, (mark,)))
        else:
            groups[near] = _Numbered(number, faded, (*groups[near].marks, mark))
    return groups


def _near(group: _Numbered, mark: PlacedMark) -> bool:
    return any(
        _apart(extent(other.points), extent(mark.points)) < _TOGETHER_MM for other in group.marks
    )


def _apart(one: Box, other: Box) -> float:
    """Return how far two boxes lie apart."""
    across = max(one[0] - other[2], other[0] - one[2], 0.0)
    down = max(one[1] - other[3], other[1] - one[3], 0.0)
    return hypot(across, down)


def draw_leaders(canvas: Canvas, shaper: Shaper, leaders: Sequence[Leader]) -> None:
    """Draw lines, dots, circles and numbers."""
    for leader in leaders:
        _line(canvas, leader)
    for leader in leaders:
        x, y = leader.label.at
        with canvas.placed(x, y, 1.0):
            circle = path_operators(circle_path(0, 0, leader.radius))
            dash = "[0.7 0.6] 0 d 0.45 G" if leader.faded else "0.09 G"
            canvas.out(f"1 g {dash} 0.2 w {circle} B")
        word = shaper.shape(str(leader.number), "sans-bold")
        size = _NUMBER_POINTS * leader.radius / _RADIUS_MM
        half = word.width * size / 2000 / POINTS_PER_MM
        canvas.ink(style.INK_2 if leader.faded else style.INK)
        canvas.text(word.spans, x - half, y + 0.13 * size, size)


def _line(canvas: Canvas, leader: Leader) -> None:
    at, bend, dot = leader.label.at, leader.label.bend, leader.label.dot
    path = f"{at[0]:.2f} {at[1]:.2f} m {bend[0]:.2f} {bend[1]:.2f} l {dot[0]:.2f} {dot[1]:.2f} l S"
    grey = "0.45" if leader.faded else "0.09"
    with canvas.placed(0.0, 0.0, 1.0):
        canvas.out(f"1 J 1 j 1 G 0.6 w {path} {grey} G 0.18 w {path}")
    with canvas.placed(*dot, 1.0):
        canvas.out(f"{grey} g {path_operators(circle_path(0, 0, 0.45))} f")
