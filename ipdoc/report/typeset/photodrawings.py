"""Drawings over a photograph as lines on the page: black with a white edge (LOOK §6)."""

from __future__ import annotations

from collections.abc import Sequence

from ipdoc.domain.overlay import Point, arrow_outline
from ipdoc.report.blocks import PhotoDrawing
from ipdoc.report.fonts import Shaper
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.lines import POINTS_PER_MM
from ipdoc.report.typeset.paths import circle_path, path_operators

Box = tuple[float, float, float, float]
_SHAFT_MM, _EDGE_MM = 0.62, 0.4
_LINE_MM = 0.5
_RADIUS_MM = 2.5
_NUMBER_POINTS = 8.0


def draw_drawings(
    canvas: Canvas, shaper: Shaper, drawings: Sequence[PhotoDrawing], box: Box
) -> None:
    """Draw over a photograph, within the marked content that is open.

    Args:
        canvas: of the report.
        shaper: for the numbers.
        drawings: with points in fractions of the picture.
        box: left, top, width and height of the picture on the page, millimetres.
    """
    left, top, width, height = box
    for drawing in drawings:
        points = [(left + x * width, top + y * height) for x, y in drawing.points]
        if drawing.kind == "arrow":
            _arrow(canvas, points[0], points[-1])
        elif drawing.kind != "number":
            _outline(canvas, points)
        if drawing.number:
            _number(canvas, shaper, drawing.number, points[0])


def _path(points: Sequence[Point]) -> str:
    first, *others = (f"{x:.2f} {y:.2f}" for x, y in points)
    return " ".join((f"{first} m", *(f"{point} l" for point in others), "h"))


def _arrow(canvas: Canvas, tail: Point, head: Point) -> None:
    edge = _path(arrow_outline(tail, head, _SHAFT_MM, _EDGE_MM))
    inner = _path(arrow_outline(tail, head, _SHAFT_MM, 0.0))
    with canvas.placed(0.0, 0.0, 1.0):
        canvas.out(f"1 g {edge} f 0 g {inner} f")


def _outline(canvas: Canvas, points: Sequence[Point]) -> None:
    path = _path(points)
    wide = _LINE_MM + 2 * _EDGE_MM
    with canvas.placed(0.0, 0.0, 1.0):
        canvas.out(f"1 J 1 j 1 G {wide:.2f} w {path} S 0 G {_LINE_MM:.2f} w {path} S")


def _number(canvas: Canvas, shaper: Shaper, number: str, at: Point) -> None:
    x, y = at
    outer = path_operators(circle_path(0, 0, _RADIUS_MM + _EDGE_MM))
    inner = path_operators(circle_path(0, 0, _RADIUS_MM))
    with canvas.placed(x, y, 1.0):
        canvas.out(f"1 g {outer} f 1 g 0 G {_LINE_MM:.2f} w {inner} B")
    word = shaper.shape(number, "sans-bold")
    half = word.width * _NUMBER_POINTS / 2000 / POINTS_PER_MM
    canvas.ink(style.INK)
    canvas.text(word.spans, x - half, y + 0.13 * _NUMBER_POINTS, _NUMBER_POINTS)
