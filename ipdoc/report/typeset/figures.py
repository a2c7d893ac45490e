"""Body views as vectors, with marks, numbers, leaders and a legend."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.report.blocks import BodyFigure, BodyView, Diagram, Symbol
from ipdoc.report.fonts import Shaper
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas, points_box
from ipdoc.report.typeset.leaders import draw_leaders, place_labels
from ipdoc.report.typeset.lines import POINTS_PER_MM, Line, break_lines
from ipdoc.report.typeset.marks import draw_mark
from ipdoc.report.typeset.paths import path_operators
from ipdoc.report.typeset.pieces import Piece, keep_all, total_height
from ipdoc.report.typeset.setter import Setter, text_pieces
from ipdoc.report.typeset.signs import draw_symbol

_LABEL_ROOM_MM = 8.5
_VIEW_GAP_MM = 2.0
_TITLE_MM = 5.0
_OUTLINE_MM = 0.28
_LETTER = style.TextStyle("sans", 8, 4, weight="bold")


@dataclass(frozen=True)
class _Placed:
    """A view with its place in the row, in millimetres."""

    view: BodyView
    x: float
    width: float
    scale: float
    """Millimetres per unit of the view box."""
    title: Line


def body_figure(setter: Setter, block: BodyFigure, width: float, parent: Node) -> list[Piece]:
    """Lay out views in rows, as many side by side as the width allows."""
    outer = parent.add("Div")
    pieces = [
        _row_piece(setter, row, block, outer.add("Figure", alt=block.alt) if first else None, outer)
        for first, row in _rows(setter, block, width)
    ]
    if block.legend:
        pieces.extend(_legend(setter, block.legend, width, outer))
    if block.caption:
        caption = text_pieces(setter, block.caption, style.CAPTION, width, outer.add("Caption"))
        caption[0].before = 1.0
        pieces.extend(caption)
    pieces[0].before = 3.0
    return keep_all(pieces)


def _rows(setter: Setter, block: BodyFigure, width: float) -> list[tuple[bool, list[_Placed]]]:
    room = _LABEL_ROOM_MM if block.labels else 1.0
    tallest = _row_height(block, width, room) if block.one_row else block.height_mm
    rows: list[list[_Placed]] = [[]]
    x = 0.0
    for view in block.views:
        _left, _top, shown_width, shown_height = shown_part(view)
        scale = min(tallest / shown_height, (width - 2 * room) / shown_width)
        own = shown_width * scale + 2 * room
        if x + own > width + 0.1 and rows[-1]:
            rows.append([])
            x = 0.0
        words = [(view.diagram.title, "sans")]
        title = break_lines(setter.shaper, words, style.CAPTION.size, 200.0)[0]
        rows[-1].append(_Placed(view, x + room, own - 2 * room, scale, title))
        x += own + _VIEW_GAP_MM
    return [(index == 0, _centred(row, width, room)) for index, row in enumerate(rows) if row]


def _row_height(block: BodyFigure, width: float, room: float) -> float:
    """Return the height at which all views stand side by side."""
    parts = [shown_part(view) for view in block.views]
    natural = sum(part[2] / part[3] for part in parts)
    spare = width - len(parts) * 2 * room - (len(parts) - 1) * _VIEW_GAP_MM
    return min(block.height_mm, spare / natural)


def _centred(row: list[_Placed], width: float, room: float) -> list[_Placed]:
    spare = width - (row[-1].x + row[-1].width + room)
    step = max(0.0, spare) / len(row)
    return [
        _Placed(p.view, p.x + step * (i + 0.5), p.width, p.scale, p.title)
        for i, p in enumerate(row)
    ]


def _row_piece(
    setter: Setter, row: list[_Placed], block: BodyFigure, figure: Node | None, outer: Node
) -> Piece:
    node = figure or outer.add("Figure", alt=", ".join(p.view.diagram.title for p in row))
    drawn = max(shown_part(p.view)[3] * p.scale for p in row)
    shaper = setter.shaper
    for placed in row:
        _prepare(shaper, placed.view)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.tag(node)
        node.box = points_box(x + row[0].x, y, row[-1].x + row[-1].width - row[0].x, drawn)
        with canvas.untagged():
            for placed in row:
                _view(canvas, shaper, placed, x + placed.x, y, labels=block.labels)
                size = style.CAPTION.size
                half = placed.title.width * size / 2000 / POINTS_PER_MM
                canvas.ink(style.INK_2)
                middle = x + placed.x + placed.width / 2
                canvas.text(placed.title.spans, middle - half, y + drawn + 3.8, size)

    return Piece(drawn + _TITLE_MM, draw)


def _prepare(shaper: Shaper, view: BodyView) -> None:
    """Shape the numbers and letters now, so that a missing glyph shows before drawing."""
    for mark in view.marks:
        shaper.shape(str(mark.number), "sans-bold")
    for letter in (view.diagram.right_label, view.diagram.left_label):
        if letter:
            shaper.shape(letter, "sans-bold")


def shown_part(view: BodyView) -> tuple[float, float, float, float]:
    """Return left, top, width and height of what is shown, in units of the view box."""
    return view.window or (0.0, 0.0, view.diagram.width, view.diagram.height)


def _view(
    canvas: Canvas, shaper: Shaper, placed: _Placed, x: float, y: float, *, labels: bool
) -> None:
    view, scale = placed.view, placed.scale
    left, top, width, height = shown_part(view)
    with canvas.clipped(x, y, width * scale, height * scale, on=view.window is not None):
        origin = (x - left * scale, y - top * scale)
        draw_diagram(canvas, view.diagram, *origin, scale)
        for mark in view.marks:
            points = [(origin[0] + px * scale, origin[1] + py * scale) for px, py in mark.points]
            draw_mark(canvas, mark, points)
    if labels:
        part = (left, top, width, height)
        draw_leaders(canvas, shaper, place_labels(view.marks, x, y, part, scale))
    _letters(canvas, shaper, view.diagram, x, y, placed.width)


def draw_diagram(canvas: Canvas, diagram: Diagram, x: float, y: float, scale: float) -> None:
    """Draw the body: tone bands, outline, details."""
    with canvas.placed(x, y, scale):
        canvas.out(f"1 J 1 j {_OUTLINE_MM / scale:.3f} w {style.rgb(style.SKIN_LINE, 'RG')}")
        for path in diagram.paths:
            if path.role in style.SKIN:
                tone = style.rgb(style.SKIN[path.role], "rg")
                canvas.out(f"{tone} {path_operators(path.data)} f")
            else:
                weight = _OUTLINE_MM if path.role == "outline" else _OUTLINE_MM * 0.6
                canvas.out(f"{weight / scale:.3f} w {path_operators(path.data)} S")


def _letters(
    canvas: Canvas, shaper: Shaper, diagram: Diagram, x: float, y: float, width: float
) -> None:
    if not diagram.right_at:
        return
    ends = (diagram.right_label, diagram.left_label)
    left, right = ends if diagram.right_at == "left" else ends[::-1]
    canvas.ink(style.INK)
    for letter, at in ((left, x - 7.0), (right, x + width + 5.2)):
        if letter:
            canvas.text(shaper.shape(letter, "sans-bold").spans, at, y + 3.0, _LETTER.size)


def _legend(
    setter: Setter, entries: tuple[tuple[Symbol, str], ...], width: float, outer: Node
) -> list[Piece]:
    columns = 4
    own = width / columns
    node = outer.add("P")
    cells = [
        (symbol, text_pieces(setter, words, style.SMALL, own - 8.0, node))
        for symbol, words in entries
    ]
    pieces = []
    for start in range(0, len(cells), columns):
        pieces.append(_legend_row(cells[start : start + columns], own))
    return pieces


def _legend_row(cells: list[tuple[Symbol, list[Piece]]], own: float) -> Piece:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        for index, (symbol, lines) in enumerate(cells):
            left = x + index * own
            canvas.artifact()
            draw_symbol(canvas, symbol, left + 2.4, y + 2.0, 4.2)
            top = y
            for line in lines:
                line.draw(canvas, left + 6.4, top)
                top += line.height

    return Piece(max(total_height(lines) for _, lines in cells) + 1.0, draw)
