"""A timeline: a table in order of time with a line and marks beside its rows."""

from __future__ import annotations

from ipdoc.report.blocks import Lane, Timeline
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.paths import circle_path, path_operators
from ipdoc.report.typeset.pieces import Draw, Piece
from ipdoc.report.typeset.setter import Setter
from ipdoc.report.typeset.tables import table

_AXIS_MM = 2.2
"""From the left edge."""
_MARK_MM = 3.1
"""Below the top of a row: the middle of its first line."""
_THIN_MM, _BROAD_MM = 0.2, 1.3


def timeline(setter: Setter, block: Timeline, width: float, parent: Node) -> list[Piece]:
    """Lay out the table, and beside each row the line: broad while the person was in custody."""
    pieces = table(setter, block.table, width, parent)
    rows = pieces[-len(block.lanes) :]
    for index, (piece, lane) in enumerate(zip(rows, block.lanes, strict=True)):
        ends = (index == 0, index == len(rows) - 1)
        piece.draw = _with_lane(piece.draw, lane, piece.height, ends)
    return pieces


def _with_lane(inner: Draw, lane: Lane, height: float, ends: tuple[bool, bool]) -> Draw:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact()
        axis, at = x + _AXIS_MM, y + _MARK_MM
        if not ends[0]:
            _stretch(canvas, axis, y, at, held=lane.held_before)
        if not ends[1]:
            _stretch(canvas, axis, at, y + height, held=lane.held_after)
        _mark(canvas, lane.mark, axis, at)
        inner(canvas, x, y)

    return draw


def _stretch(canvas: Canvas, x: float, top: float, bottom: float, *, held: bool) -> None:
    canvas.ink(style.HAIR if held else style.EDGE)
    canvas.line(x, top, x, bottom, _BROAD_MM if held else _THIN_MM)


def _mark(canvas: Canvas, kind: str, x: float, y: float) -> None:
    """Draw a mark: custody a bar across, event a disc, examination a cross, document a stroke."""
    canvas.ink(style.INK)
    if kind == "event":
        with canvas.placed(x, y, 1.0):
            canvas.out(f"0.09 g {path_operators(circle_path(0, 0, 1.15))} f")
    elif kind == "examination":
        canvas.line(x - 1.3, y, x + 1.3, y, 0.7)
        canvas.line(x, y - 1.3, x, y + 1.3, 0.7)
    else:
        canvas.line(x - 1.3, y, x + 1.3, y, 0.9 if kind == "custody" else 0.35)
