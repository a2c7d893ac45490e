"""Tables with empty cells, and records in frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from ipdoc.report.blank import look
from ipdoc.report.blank.fields import GridColumn, Record, WriteGrid
from ipdoc.report.blank.flow import flow_pieces, ticks
from ipdoc.report.blank.headings import HEAD_ANCHOR, subject
from ipdoc.report.blank.writing import question_pieces
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.pieces import Piece, draw_stack, keep_all, total_height
from ipdoc.report.typeset.setter import Setter, text_pieces
from ipdoc.report.typeset.style import TextStyle

_PAD_MM = 1.2
_CELL_OPTION = TextStyle("sans", 7.5, 4.2)
_ROW_NAME = TextStyle("sans", 8, 3.6)
_FRAME_MM = 3.0
_HALVES_GAP_MM = 6.0
_KEPT_ROWS = 6
"""A table of so few rows stays on one page."""
Edges = list[tuple[float, float]]
Cells = list[list[Piece]]


def write_grid(setter: Setter, block: WriteGrid, width: float, parent: Node) -> list[Piece]:
    """Lay out a table with empty cells; its head repeats on every page."""
    if block.halves:
        return _halves(setter, block, width, parent)
    pieces: list[Piece] = []
    if block.label:
        pieces = _question(setter, block, width, parent)
    outer = parent.add("Table")
    edges = _edges(block.columns, width)
    head = _head(setter, block, edges, outer, width)
    head.keep = True
    again = (_repeated(head),)
    if block.goes_on:
        pieces = subject(setter, block.goes_on, width, parent)
        fresh = replace(again[0], anchors=(HEAD_ANCHOR,))
        for piece in pieces:
            piece.head = (fresh,)
    else:
        pieces.append(head)
    names = block.row_heads or ("",) * block.rows
    for name in names:
        row = _row(setter, block, name, edges, outer, width)
        row.head = again
        pieces.append(row)
    pieces[0].before = 2.4
    if len(names) <= _KEPT_ROWS:
        return keep_all(pieces)
    pieces[-2].keep = True
    return pieces


def _halves(setter: Setter, block: WriteGrid, width: float, parent: Node) -> list[Piece]:
    """Lay out a long list of rows in two halves side by side."""
    middle = (len(block.row_heads) + 1) // 2
    own = (width - _HALVES_GAP_MM) / 2
    words = _question(setter, block, width, parent)
    laid = []
    for names in (block.row_heads[:middle], block.row_heads[middle:]):
        half = replace(block, row_heads=names, label="", halves=False)
        laid.append(write_grid(setter, half, own, parent))
    height = max(total_height(pieces) for pieces in laid)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for index, pieces in enumerate(laid):
            draw_stack(pieces, canvas, x + index * (own + _HALVES_GAP_MM), y)

    words[0].before = 3.0
    return [*words, Piece(height, draw)]


def _question(setter: Setter, block: WriteGrid, width: float, parent: Node) -> list[Piece]:
    """Return the question, with the box for nothing at its right."""
    own = width * (0.62 if block.none else 1.0)
    words = question_pieces(setter, block.label, block.hint, own, parent)
    beside = []
    if block.none:
        beside = flow_pieces(setter, ticks((block.none,)), width - own, parent, _CELL_OPTION)
    height = max(total_height(words), total_height(beside))

    def draw(canvas: Canvas, x: float, y: float) -> None:
        draw_stack(words, canvas, x, y)
        draw_stack(beside, canvas, x + own, y)

    return [Piece(height, draw, keep=True)]


def _edges(columns: tuple[GridColumn, ...], width: float) -> Edges:
    total = sum(column.weight for column in columns)
    edges, x = [], 0.0
    for column in columns:
        own = width * column.weight / total
        edges.append((x, own))
        x += own
    return edges


def _head(setter: Setter, block: WriteGrid, edges: Edges, outer: Node, width: float) -> Piece:
    row = outer.add("TR")
    cells = [
        text_pieces(
            setter, column.head, look.HEAD, own - 2 * _PAD_MM, row.add("TH", scope="Column")
        )
        for column, (_, own) in zip(block.columns, edges, strict=True)
    ]
    height = max(total_height(cell) for cell in cells) + 1.6

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for (left, _), cell in zip(edges, cells, strict=True):
            draw_stack(cell, canvas, x + left + _PAD_MM, y + height - total_height(cell) - 0.8)
        canvas.artifact()
        canvas.ink(style.INK)
        canvas.line(x, y + height, x + width, y + height, style.STRONG_MM)

    return Piece(height, draw)


def _repeated(head: Piece) -> Piece:
    """Return the head for a further page: seen, but told only once."""
    inner = head.draw

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact("Pagination")
        with canvas.untagged():
            inner(canvas, x, y)

    return Piece(head.height, draw)


def _row(
    setter: Setter, block: WriteGrid, name: str, edges: Edges, outer: Node, width: float
) -> Piece:
    row = outer.add("TR")
    cells: Cells = []
    for index, (column, (_, own)) in enumerate(zip(block.columns, edges, strict=True)):
        named = bool(name) and index == 0
        node = row.add("TH", scope="Row") if named else row.add("TD")
        room = own - 2 * _PAD_MM
        if named:
            cells.append(text_pieces(setter, name, _ROW_NAME, room, node))
        elif column.options:
            cells.append(flow_pieces(setter, ticks(column.options), room, node, _CELL_OPTION))
        else:
            cells.append([])
    height = max(block.row_mm, *(total_height(cell) + 1.6 for cell in cells))
    return Piece(height, _drawn(cells, edges, height, width))


def _drawn(
    cells: Cells, edges: Edges, height: float, width: float
) -> Callable[[Canvas, float, float], None]:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        for (left, _), cell in zip(edges, cells, strict=True):
            down = (height - total_height(cell)) / 2
            draw_stack(cell, canvas, x + left + _PAD_MM, y + down)
        canvas.artifact()
        canvas.ink(style.HAIR)
        canvas.line(x, y + height, x + width, y + height, style.HAIR_MM)
        for left, _ in edges[1:]:
            canvas.line(x + left, y, x + left, y + height, style.HAIR_MM)

    return draw


def record(setter: Setter, block: Record, width: float, parent: Node) -> list[Piece]:
    """Lay out one of several equal records in a frame; without it when no page can hold it."""
    title = text_pieces(setter, block.title, look.QUESTION, width, parent.add("P"))
    fields = cast("tuple[Any, ...]", block.blocks)
    inner = [*title, *setter.lay(fields, width - 2 * _FRAME_MM, parent)]
    height = total_height(inner) + 2 * _FRAME_MM
    if height > look.GRID.height_mm:
        inner[0].before, inner[0].keep = 4.0, True
        return inner

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact()
        canvas.ink(style.EDGE)
        canvas.frame(x, y, width, height, style.RULE_MM)
        draw_stack(inner, canvas, x + _FRAME_MM, y + _FRAME_MM)

    return [Piece(height, draw, before=3.0)]
