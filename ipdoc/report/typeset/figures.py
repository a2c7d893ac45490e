"""Body views as vectors, with marks, numbers, leaders, and below each what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from ipdoc.report.drawings import BodyFigure, BodyView, Diagram, DiagramPath
from ipdoc.report.fonts import Shaper
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas, points_box
from ipdoc.report.typeset.figuretext import (
    WORDS_ROW_MM,
    bar_length,
    draw_bar,
    draw_words,
    legend_pieces,
    rows_of_words,
    view_text,
)
from ipdoc.report.typeset.leaders import draw_leaders, leaders_for
from ipdoc.report.typeset.lines import POINTS_PER_MM
from ipdoc.report.typeset.marks import LEAST_MM, POINT_MM, draw_mark, place_mark
from ipdoc.report.typeset.paths import path_operators, sides_of
from ipdoc.report.typeset.pieces import Piece, draw_stack, keep_all, total_height
from ipdoc.report.typeset.setter import Setter, text_pieces
from ipdoc.report.typeset.shades import draw_shade

_LABEL_ROOM_MM = 8.5
_VIEW_GAP_MM, _ROW_GAP_MM = 2.0, 6.0
_NARROWEST_MM = 40.0
"""Least width of a view with its text."""
_LEGEND_MM = 36.0
"""Least width of a legend beside the views."""
_OUTLINE_MM = 0.28
_BAR_MM, _ANGLES_MM = 6.0, 2.8
_MARGIN_KEPT = 12.0
"""Margin that stays free of labels, units of the view box."""
_EDGE = 20.0
"""How far lines may reach beyond the view box, its units."""
_SMALL_MM = 80.0
"""A lower whole-body view has the smallest symbols."""
_LETTER = style.TextStyle("sans", 8, 4, weight="bold")


@dataclass(frozen=True)
class _Card:
    """A view with its place in the row, in millimetres."""

    view: BodyView
    x: float
    """Left edge of the card."""
    width: float
    """Of the card: picture, labels, text."""
    scale: float
    """Millimetres per unit of the view box."""
    node: Node
    """The figure."""
    text: tuple[Piece, ...]
    """Title and list below the picture."""

    inset: float = 0.0
    """Empty margin of the picture at its sides, into which the labels may reach."""

    @property
    def picture(self) -> tuple[float, float, float]:
        """Left edge from the card's, width and height of the picture."""
        _, _, width, height = shown_part(self.view)
        own = width * self.scale
        return (self.width - own) / 2, own, height * self.scale


def body_figure(setter: Setter, block: BodyFigure, width: float, parent: Node) -> list[Piece]:
    """Lay out views in rows, as many side by side as the width allows; the legend beside them."""
    outer = parent.add("Div")
    rows = _rows(setter, block, width, outer)
    beside = _legend_beside(setter, block, rows, width, outer)
    below = [] if beside else legend_pieces(setter, block.legend, width, outer)
    pieces = []
    for row in rows:
        centred = row if beside else _centred(row, width)
        pieces.append(_row_piece(setter.shaper, centred, block, beside))
    pieces += below
    if block.caption:
        caption = text_pieces(setter, block.caption, style.CAPTION, width, outer.add("Caption"))
        caption[0].before = 1.5
        pieces += caption
    pieces[0].before = 3.0
    return keep_all(pieces)


def _legend_beside(
    setter: Setter, block: BodyFigure, rows: list[list[_Card]], width: float, outer: Node
) -> list[Piece]:
    """Return the legend as a column beside the views, nothing when there is no room for it."""
    spare = width - rows[0][-1].x - rows[0][-1].width
    if not block.legend or len(rows) > 1 or spare < _LEGEND_MM:
        return []
    trial = Node("Div")
    legend = legend_pieces(setter, block.legend, spare - 4.0, trial, column=True)
    if total_height(legend) > max(card.picture[2] for card in rows[0]):
        return []
    outer.kids.extend(trial.kids)
    return legend


def _rows(setter: Setter, block: BodyFigure, width: float, outer: Node) -> list[list[_Card]]:
    room = _LABEL_ROOM_MM if block.labels else 1.0
    tallest = _row_height(block, width, room) if block.one_row else block.height_mm
    rows: list[list[_Card]] = [[]]
    x = 0.0
    for view in block.views:
        _left, _top, shown_width, shown_height = shown_part(view)
        margin = _margin(view)
        halved = view.diagram.angles and len(block.views) > 1
        widest = width / 2 - _VIEW_GAP_MM if halved else width
        scale = min(tallest / shown_height, (widest - 2 * room) / (shown_width - 2 * margin))
        inset = min(margin * scale, room)
        own = shown_width * scale + 2 * (room - inset)
        if not block.one_row:
            own = max(own, min(_NARROWEST_MM, width))
        if x + own > width + 0.1 and rows[-1]:
            rows.append([])
            x = 0.0
        node = outer.add("Figure", alt=view.alt or view.diagram.title)
        text = tuple(view_text(setter, view, own, outer, sides=block.sides)) if block.titles else ()
        rows[-1].append(_Card(view, x, own, scale, node, text, inset))
        x += own + _VIEW_GAP_MM
    return [row for row in rows if row]


def _row_height(block: BodyFigure, width: float, room: float) -> float:
    """Return the height at which all views stand side by side."""
    natural = 0.0
    for view in block.views:
        _left, _top, shown_width, shown_height = shown_part(view)
        natural += (shown_width - 2 * _margin(view)) / shown_height
    count = len(block.views)
    spare = width - count * 2 * room - (count - 1) * _VIEW_GAP_MM
    return min(block.height_mm, spare / natural)


def _margin(view: BodyView) -> float:
    """Return the empty margin at both sides of a whole view, units of the view box."""
    if view.window is not None:
        return 0.0
    outlines = tuple(path.data for path in view.diagram.paths if path.role == "outline")
    left, right = sides_of(outlines)
    return max(0.0, min(left, view.diagram.width - right) - _MARGIN_KEPT)


def _centred(row: list[_Card], width: float) -> list[_Card]:
    spare = max(0.0, width - (row[-1].x + row[-1].width))
    step = spare / len(row)
    return [replace(card, x=card.x + step * (i + 0.5)) for i, card in enumerate(row)]


def _row_piece(
    shaper: Shaper, row: Sequence[_Card], block: BodyFigure, legend: list[Piece]
) -> Piece:
    drawn = max(card.picture[2] for card in row)
    bars = _below_mm(row)
    below = max(total_height(card.text) for card in row)
    for card in row:
        _prepare(shaper, card.view)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for card in row:
            _card(canvas, shaper, card, (x + card.x, y + drawn), labels=block.labels)
            draw_stack(card.text, canvas, x + card.x, y + drawn + bars)
        edge = x + row[-1].x + row[-1].width + 4.0
        draw_stack(legend, canvas, edge, y + drawn - total_height(legend))

    return Piece(drawn + bars + below, draw, before=_ROW_GAP_MM)


def _below_mm(cards: Sequence[_Card]) -> float:
    """Return the height between pictures and their titles: for angles and scale bars."""
    bars = _BAR_MM if any(card.view.bar for card in cards) else 1.0
    return bars + max(_angles_mm(card) for card in cards)


def _angles_mm(card: _Card) -> float:
    """Return the height of the words along an unrolled limb: more rows where it is narrow."""
    if not card.view.diagram.angles:
        return 0.0
    rows = rows_of_words(*_words_along(card, 0.0))
    return _ANGLES_MM + (rows - 1) * WORDS_ROW_MM


def _words_along(card: _Card, x: float) -> tuple[list[tuple[str, float]], tuple[float, float]]:
    """Return the words along a limb with their middles, and the edges that they keep to.

    Args:
        card: the view.
        x: left edge of its picture, millimetres.
    """
    left, _, width, _ = shown_part(card.view)
    scale = card.scale
    places = [(words, x + (at - left) * scale) for words, at in card.view.diagram.angles]
    return places, (x - _LABEL_ROOM_MM, x + width * scale + _LABEL_ROOM_MM)


def _prepare(shaper: Shaper, view: BodyView) -> None:
    """Shape the numbers and letters now, so that a missing glyph shows before drawing."""
    for mark in view.marks:
        shaper.shape(str(mark.number), "sans-bold")
    for letter in (view.diagram.right_label, view.diagram.left_label):
        if letter:
            shaper.shape(letter, "sans-bold")
    for words, _ in view.diagram.angles:
        shaper.shape(words, "sans")
    if view.bar:
        shaper.shape(view.bar.format(length=10), "sans")


def shown_part(view: BodyView) -> tuple[float, float, float, float]:
    """Return left, top, width and height of what is shown, in units of the view box."""
    return view.window or (0.0, 0.0, view.diagram.width, view.diagram.height)


def _card(
    canvas: Canvas, shaper: Shaper, card: _Card, foot: tuple[float, float], *, labels: bool
) -> None:
    """Draw a view that stands on a line; ``foot`` is the left end of the card on it."""
    view, scale = card.view, card.scale
    inset, width, height = card.picture
    x, y = foot[0] + inset, foot[1] - height
    left, top, _, _ = shown_part(view)
    origin = (x - left * scale, y - top * scale)
    size = _symbol_size(view, height)
    marks = [place_mark(mark, origin, scale, size) for mark in view.marks]
    card.node.box = points_box(foot[0], y, card.width, height)
    canvas.tag(card.node)
    with canvas.untagged():
        with canvas.clipped(x, y, width, height, on=view.window is not None):
            draw_diagram(canvas, view, *origin, scale)
            for mark in marks:
                draw_mark(canvas, mark)
        if labels:
            box = (x, y, width, height)
            draw_leaders(canvas, shaper, leaders_for(marks, box, card.inset))
        _letters(canvas, shaper, view.diagram, (x + card.inset, y), width - 2 * card.inset)
        _below(canvas, shaper, card, (x, foot[1]))


def _below(canvas: Canvas, shaper: Shaper, card: _Card, foot: tuple[float, float]) -> None:
    """Draw what stands right below a picture: the angles of an unrolled limb, the scale bar."""
    view, diagram, scale = card.view, card.view.diagram, card.scale
    x, y = foot
    _, _, width, _ = shown_part(view)
    places, edges = _words_along(card, x)
    draw_words(canvas, shaper, places, edges, y + 2.6)
    length = bar_length(diagram.mm_per_unit, scale) if view.bar else 0
    if length:
        down = _angles_mm(card) if places else 0.0
        on_paper = length * 10 / diagram.mm_per_unit * scale
        middle = (x + width * scale / 2, y + down)
        draw_bar(canvas, shaper, view.bar.format(length=length), on_paper, middle)


def _symbol_size(view: BodyView, height: float) -> float:
    """Return the size of point symbols: the smallest where a whole body is drawn small."""
    small = view.diagram.whole_body and view.window is None and height < _SMALL_MM
    return LEAST_MM if small else POINT_MM


def draw_diagram(canvas: Canvas, view: BodyView, x: float, y: float, scale: float) -> None:
    """Draw the body: tone bands, shades of what was not examined, outline, details.

    The paths are kept once in the file; only the width of the lines depends on the scale.
    """
    diagram = view.diagram
    box = (-_EDGE, -_EDGE, diagram.width + _EDGE, diagram.height + _EDGE)
    with canvas.placed(x, y, scale):
        canvas.out(f"1 J 1 j {style.rgb(style.SKIN_LINE, 'RG')}")
        canvas.form((diagram, "skin"), lambda: _skin(diagram), box)
        for shade in view.shades:
            draw_shade(canvas, shade, diagram, scale)
        for role, weight in (("outline", _OUTLINE_MM), ("detail", _OUTLINE_MM * 0.6)):
            if any(_is_line(path, role) for path in diagram.paths):
                canvas.out(f"{weight / scale:.3f} w")
                canvas.form((diagram, role), partial(_lines, diagram, role), box)


def _skin(diagram: Diagram) -> str:
    """Return the tone bands, light to dark as they lie over one another."""
    return "\n".join(
        f"{style.rgb(style.SKIN[path.role], 'rg')} {path_operators(path.data)} f*"
        for path in diagram.paths
        if path.role in style.SKIN
    )


def _lines(diagram: Diagram, role: str) -> str:
    drawn = [path_operators(path.data) for path in diagram.paths if _is_line(path, role)]
    return "\n".join(f"{path} S" for path in drawn)


def _is_line(path: DiagramPath, role: str) -> bool:
    return path.role not in style.SKIN and (path.role == "outline") == (role == "outline")


def _letters(
    canvas: Canvas,
    shaper: Shaper,
    diagram: Diagram,
    corner: tuple[float, float],
    width: float,
) -> None:
    """Print the letters of the subject's sides in the upper corners."""
    x, y = corner
    if not diagram.right_at:
        return
    at_left, at_right = diagram.right_label, diagram.left_label
    if diagram.right_at == "right":
        at_left, at_right = at_right, at_left
    canvas.ink(style.INK)
    for letter, middle in ((at_left, x - 4.4), (at_right, x + width + 4.4)):
        if letter:
            word = shaper.shape(letter, _LETTER.face("bold"))
            half = word.width * _LETTER.size / 2000 / POINTS_PER_MM
            canvas.text(word.spans, middle - half, y + 3.0, _LETTER.size)
