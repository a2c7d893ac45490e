"""The words of a figure: titles, sides, lists of marks, legend, scale bars."""

from __future__ import annotations

from collections.abc import Sequence

from ipdoc.report.drawings import BodyView, LegendEntry
from ipdoc.report.fonts import Shaper
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.lines import POINTS_PER_MM, Line
from ipdoc.report.typeset.pieces import Piece, draw_stack, total_height
from ipdoc.report.typeset.setter import Setter, line_piece, text_pieces
from ipdoc.report.typeset.shades import draw_earlier, draw_swatch
from ipdoc.report.typeset.signs import draw_symbol
from ipdoc.report.typeset.style import TextStyle

_TITLE = TextStyle("sans", 8, 3.8, weight="bold")
_SIDES = TextStyle("sans", 7, 3.1, style.INK_2)
_LIST = TextStyle("sans", 8, 3.6)
_LIST_NUMBER = TextStyle("sans", 8, 3.6, weight="bold")
_LEGEND = TextStyle("sans", 8, 3.5, style.INK_2)
_NUMBER_MM, _SIGN_MM, _SIGN_ROOM_MM = 6.0, 4.2, 6.4
_LEGEND_COLUMNS = 4
_LETTER_MM = 1.3
"""Width of a small letter, at most on average."""
_APART_MM = 1.5
"""Between small words, at least."""
WORDS_ROW_MM = 2.6
"""Between rows of small words."""
_BARS_CM = (1, 2, 5, 10, 20, 50, 100)
_SHORTEST_BAR_MM = 9.0


def view_text(
    setter: Setter, view: BodyView, width: float, parent: Node, *, sides: bool = True
) -> list[Piece]:
    """Return title, sides and the list of marks of a view."""
    pieces = _middle(setter, view.diagram.title, _TITLE, width, parent.add("P"))
    for words in (view.diagram.sides if sides else "", view.remark):
        if words:
            pieces += _middle(setter, words, _SIDES, width, parent.add("P"))
    if view.listed:
        pieces += _list(setter, view.listed, width, parent.add("L"))
    return pieces


def _middle(setter: Setter, text: str, look: TextStyle, width: float, node: Node) -> list[Piece]:
    return [_centred(line, look, width, node) for line in setter.lines(text, look, width)]


def _centred(line: Line, look: TextStyle, width: float, node: Node) -> Piece:
    own = line.width * look.size / 1000 / POINTS_PER_MM
    return line_piece(line, look, node, indent=(width - own) / 2)


def _list(
    setter: Setter, entries: Sequence[tuple[str, str]], width: float, node: Node
) -> list[Piece]:
    pieces = []
    for number, words in entries:
        item = node.add("LI")
        head = text_pieces(setter, number, _LIST_NUMBER, _NUMBER_MM, item.add("Lbl"))
        room = width - _NUMBER_MM - 1.0
        body = text_pieces(setter, words, _LIST, room, item.add("LBody"))
        pieces.append(_beside(head, body))
    pieces[0].before = 1.2
    return pieces


def _beside(head: list[Piece], body: list[Piece]) -> Piece:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        draw_stack(head, canvas, x + 1.0, y)
        draw_stack(body, canvas, x + 1.0 + _NUMBER_MM, y)

    return Piece(max(total_height(head), total_height(body)), draw, before=0.5)


def legend_pieces(
    setter: Setter,
    entries: Sequence[LegendEntry],
    width: float,
    outer: Node,
    *,
    column: bool = False,
) -> list[Piece]:
    """Return the legend as one column, or in rows of four."""
    if not entries:
        return []
    columns = 1 if column else _LEGEND_COLUMNS
    own = width / columns
    node = outer.add("L")
    cells = []
    for entry in entries:
        body = node.add("LI").add("LBody")
        room = own - _SIGN_ROOM_MM - 1.6
        cells.append((entry, text_pieces(setter, entry.words, _LEGEND, room, body)))
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    pieces = [_legend_row(row, own) for row in rows]
    pieces[0].before = 2.0
    return pieces


def _legend_row(cells: Sequence[tuple[LegendEntry, list[Piece]]], own: float) -> Piece:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        for index, (entry, lines) in enumerate(cells):
            left = x + index * own
            canvas.artifact()
            if entry.symbol:
                draw_symbol(canvas, entry.symbol, left + 2.4, y + 2.0, _SIGN_MM)
            elif entry.shade == "earlier":
                draw_earlier(canvas, left + 2.4, y + 2.0)
            elif entry.shade:
                draw_swatch(canvas, entry.shade, left + 0.3, y + 0.5, _SIGN_MM, 3.0)
            draw_stack(lines, canvas, left + _SIGN_ROOM_MM, y + 0.4)

    return Piece(max(4.0, *(total_height(lines) for _, lines in cells)) + 0.6, draw)


def bar_length(mm_per_unit: float, scale: float) -> int:
    """Return how many centimetres of the body a scale bar shows: a round length, 0 for no bar.

    Args:
        mm_per_unit: millimetres of the body in a unit of the view box.
        scale: millimetres of paper in a unit of the view box.
    """
    if mm_per_unit <= 0:
        return 0
    paper = 10 * scale / mm_per_unit
    return next((length for length in _BARS_CM if length * paper >= _SHORTEST_BAR_MM), 0)


def rows_of_words(places: Sequence[tuple[str, float]], edges: tuple[float, float]) -> int:
    """Return in how many rows small words, centred at places between edges, do not touch."""
    spread = []
    for words, middle in places:
        half = len(words) / 2 * _LETTER_MM
        spread.append((half, min(max(middle, edges[0] + half), edges[1] - half)))
    for rows in range(1, len(places)):
        pairs = zip(spread, spread[rows:], strict=False)
        if all(b - a >= one + other + _APART_MM for (one, a), (other, b) in pairs):
            return rows
    return max(1, len(places))


def draw_words(
    canvas: Canvas,
    shaper: Shaper,
    places: Sequence[tuple[str, float]],
    edges: tuple[float, float],
    baseline: float,
) -> None:
    """Draw small words centred at places along a line, all between two edges, millimetres.

    Where they would touch, they take turns in two rows or more.
    """
    canvas.ink(style.INK_2)
    rows = rows_of_words(places, edges)
    for index, (words, middle) in enumerate(places):
        word = shaper.shape(words, "sans")
        own = word.width * _SIDES.size / 1000 / POINTS_PER_MM
        x = min(max(middle - own / 2, edges[0]), edges[1] - own)
        canvas.text(word.spans, x, baseline + index % rows * WORDS_ROW_MM, _SIDES.size)


def draw_bar(
    canvas: Canvas, shaper: Shaper, words: str, length: float, middle: tuple[float, float]
) -> None:
    """Draw a scale bar with its words at its right, both centred below a point."""
    word = shaper.shape(words, "sans")
    own = word.width * _SIDES.size / 1000 / POINTS_PER_MM
    x, y = middle[0] - (length + 1.5 + own) / 2, middle[1] + 3.6
    canvas.ink(style.INK)
    canvas.line(x, y, x + length, y, 0.25)
    for end in (x, x + length):
        canvas.line(end, y - 0.9, end, y + 0.9, 0.25)
    canvas.text(word.spans, x + length + 1.5, y + 0.8, _SIDES.size)
