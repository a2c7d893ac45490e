"""Marks on a body view: point symbols, outlines with their hatch, lines; each with a halo."""

from __future__ import annotations

from collections.abc import Sequence

from ipdoc.report.blocks import Mark
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.paths import circle_path, path_operators
from ipdoc.report.typeset.signs import draw_symbol

Points = Sequence[tuple[float, float]]
_POINT_MM, _LEAST_MM = 4.5, 3.2
_HALO_MM, _EXTENT_MM = 0.3, 0.35
_PITCH_MM = 1.0


def extent(points: Points) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of points."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def draw_mark(canvas: Canvas, mark: Mark, points: Points) -> None:
    """Draw a mark; ``points`` are on the page, in millimetres."""
    left, top, right, bottom = extent(points)
    small = max(right - left, bottom - top) < _LEAST_MM
    if mark.kind == "point" or small:
        middle = ((left + right) / 2, (top + bottom) / 2)
        _point(canvas, mark, middle, _LEAST_MM if small and mark.kind != "point" else _POINT_MM)
    elif mark.kind == "line":
        _line(canvas, mark, points)
    else:
        _area(canvas, mark, points)


def _point(canvas: Canvas, mark: Mark, middle: tuple[float, float], size: float) -> None:
    x, y = middle
    with canvas.placed(x, y, 1.0):
        canvas.out(f"1 g {path_operators(circle_path(0, 0, size / 2 + _HALO_MM))} f")
    draw_symbol(canvas, mark.symbol, x, y, size)


def _path(points: Points, *, closed: bool) -> str:
    first, *rest = points
    data = f"M {first[0]:.3f} {first[1]:.3f}" + "".join(f" L {x:.3f} {y:.3f}" for x, y in rest)
    return path_operators(data + " Z" if closed else data)


def _line(canvas: Canvas, mark: Mark, points: Points) -> None:
    colour = style.FAMILY_COLOURS[mark.symbol.family]
    path = _path(points, closed=False)
    with canvas.placed(0.0, 0.0, 1.0):
        canvas.out(f"1 J 1 j 1 G {0.9 + 2 * _HALO_MM} w {path} S")
        canvas.out(f"{style.rgb(colour, 'RG')} 0.9 w {path} S")


def _area(canvas: Canvas, mark: Mark, points: Points) -> None:
    colour = style.FAMILY_COLOURS[mark.symbol.family]
    path = _path(points, closed=True)
    with canvas.placed(0.0, 0.0, 1.0):
        canvas.out(f"1 j 1 G 1 g {_EXTENT_MM + 2 * _HALO_MM} w {path} B")
        canvas.out(f"{style.rgb(colour, 'RG')} {style.rgb(colour, 'rg')}")
        canvas.out(f"q {path} W n {_EXTENT_MM} w 0 J {_hatch(mark.symbol.hatch, points)} Q")
        canvas.out(f"{_EXTENT_MM} w {path} S")


def _hatch(kind: str, points: Points) -> str:
    left, top, right, bottom = extent(points)
    if kind == "solid":
        return f"{left:.2f} {top:.2f} {right - left:.2f} {bottom - top:.2f} re f"
    if kind == "dots":
        return _dots(left, top, right, bottom)
    if kind == "none":
        return ""
    return _diagonals(left, top, right, bottom)


def _diagonals(left: float, top: float, right: float, bottom: float) -> str:
    height = bottom - top
    step = _PITCH_MM * 2**0.5
    count = int((right - left + height) / step) + 1
    parts = []
    for index in range(1, count + 1):
        x = left + index * step
        parts.append(f"{x:.2f} {top:.2f} m {x - height:.2f} {bottom:.2f} l")
    return " ".join(parts) + " S"


def _dots(left: float, top: float, right: float, bottom: float) -> str:
    parts = ["1 J 0.4 w"]
    rows = int((bottom - top) / _PITCH_MM) + 1
    columns = int((right - left) / _PITCH_MM) + 1
    for row in range(rows + 1):
        y = top + row * _PITCH_MM
        shift = _PITCH_MM / 2 if row % 2 else 0.0
        for column in range(columns + 1):
            x = left + shift + column * _PITCH_MM
            parts.append(f"{x:.2f} {y:.2f} m {x:.2f} {y:.2f} l")
    return " ".join(parts) + " S"
