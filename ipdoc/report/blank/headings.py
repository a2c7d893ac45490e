"""The head of the form, the headings of its subjects, and pages of body charts."""

from __future__ import annotations

from typing import Any, cast

from ipdoc.domain.sheets import ChartPlace
from ipdoc.report.blank import look
from ipdoc.report.blank.fields import (
    ChartPage,
    FieldGroup,
    FormTitle,
    PrintedChart,
    SectionHead,
    Subject,
)
from ipdoc.report.drawings import BodyView
from ipdoc.report.fonts import Shaped
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas, points_box
from ipdoc.report.typeset.figures import draw_diagram
from ipdoc.report.typeset.lines import POINTS_PER_MM
from ipdoc.report.typeset.pieces import Piece, draw_stack, keep_all, total_height
from ipdoc.report.typeset.setter import Setter, text_pieces
from ipdoc.report.typeset.style import TextStyle

CHART_ANCHOR, RESTRICTED_ANCHOR, HEAD_ANCHOR = "chart/", "restricted/", "head/"
"""How anchors of chart pages, of pages for intimate findings and of section headings begin."""
_CHART_TITLE = TextStyle("sans", 8, 3.6, weight="bold")
_LETTER = TextStyle("sans", 9, 4, weight="bold")
_BOX_PADDING_MM = 3.0


def form_title(setter: Setter, block: FormTitle, width: float, parent: Node) -> list[Piece]:
    """Lay out the title of the form and, in a thin frame, how it is filled in."""
    node = parent.add(f"H{setter.tag_level(1)}")
    kicker = text_pieces(setter, block.kicker, look.KICKER, width, parent.add("P"))
    name = text_pieces(setter, block.text, look.TITLE, width, node)
    name[0].outline = (1, block.text)
    below = text_pieces(setter, block.subtitle, look.SUBTITLE, width, parent.add("P"))
    return keep_all([*kicker, *name, *below, _advice(setter, block, width, parent)])


def _advice(setter: Setter, block: FormTitle, width: float, parent: Node) -> Piece:
    outer = parent.add("L")
    step = (width - 2 * _BOX_PADDING_MM + look.GAP_MM) / len(block.advice)
    columns = []
    for word, meaning in block.advice:
        entry = outer.add("LI").add("LBody")
        lines = text_pieces(setter, word, look.HEAD, step - look.GAP_MM, entry)
        lines += text_pieces(setter, meaning, look.LABEL, step - look.GAP_MM, entry)
        columns.append(lines)
    height = max(total_height(lines) for lines in columns) + 2 * _BOX_PADDING_MM - 0.6

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact()
        canvas.ink(style.INK)
        canvas.frame(x, y, width, height, style.RULE_MM)
        for index, lines in enumerate(columns):
            left = x + _BOX_PADDING_MM + index * step
            draw_stack(lines, canvas, left, y + _BOX_PADDING_MM - 0.6)

    return Piece(height, draw, before=3.0)


def section_head(setter: Setter, block: SectionHead, width: float, parent: Node) -> list[Piece]:
    """Lay out the heading of a section under a strong rule."""
    node = parent.add(f"H{setter.tag_level(2)}")
    setter.shaper.where = block.text
    words = f"{block.number}\u00a0\u00a0{block.text}" if block.number else block.text
    lines = text_pieces(setter, words, look.SECTION, width, node)

    def rule(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact()
        canvas.ink(style.INK)
        canvas.line(x, y + 0.2, x + width, y + 0.2, style.STRONG_MM)

    top = Piece(1.4, rule, before=5.0, breaks=block.restricted)
    shut = (RESTRICTED_ANCHOR + block.number,) if block.restricted else ()
    own = (block.anchor,) if block.anchor else ()
    top.anchors = (HEAD_ANCHOR + block.number, *shut, *own)
    lines[0].outline = (2, words)
    for piece in (top, *lines):
        piece.keep = True
    return [top, *lines]


def subject(setter: Setter, block: Subject, width: float, parent: Node) -> list[Piece]:
    """Lay out the heading of a subject; it stays with what follows."""
    node = parent.add(f"H{setter.tag_level(3)}")
    setter.shaper.where = block.text
    pieces = text_pieces(setter, block.text, look.SUBJECT, width, node)
    pieces[0].before = 2.4
    pieces[0].anchors = (block.anchor,)
    for piece in pieces:
        piece.keep = True
    return pieces


def field_group(setter: Setter, block: FieldGroup, width: float, parent: Node) -> list[Piece]:
    """Lay out fields that belong together, each whole."""
    pieces = setter.lay(cast("tuple[Any, ...]", block.blocks), width, parent)
    return keep_all(pieces) if block.together else pieces


def chart_page(setter: Setter, block: ChartPage, width: float, parent: Node) -> list[Piece]:
    """Lay out a page of body views; they stand where their places say, whatever else there is."""
    node = parent.add(f"H{setter.tag_level(3)}")
    words = text_pieces(setter, block.title, look.SECTION, width, node)
    words += text_pieces(setter, block.advice, look.LABEL, width, parent.add("P"))
    words[0].outline = (3, block.title)
    figures = [
        (one, parent.add("Figure", alt=_alt(one)), _words(setter, one)) for one in block.charts
    ]

    def draw(canvas: Canvas, x: float, y: float) -> None:
        draw_stack(words, canvas, x, y)
        for chart, figure, shaped in figures:
            canvas.tag(figure)
            _draw_chart(canvas, chart, figure, shaped)

    shut = (RESTRICTED_ANCHOR + block.anchor,) if block.restricted else ()
    anchors = (block.anchor, block.subject, *shut)
    return [Piece(look.GRID.height_mm, draw, breaks=True, anchors=anchors)]


def _alt(one: PrintedChart) -> str:
    return ". ".join(words for words in (one.diagram.title, one.diagram.sides) if words)


def _words(setter: Setter, one: PrintedChart) -> tuple[Shaped, Shaped, Shaped]:
    """Return the title and the letters at the left and at the right, shaped before drawing."""
    diagram = one.diagram
    first, second = diagram.right_label, diagram.left_label
    if diagram.right_at == "right":
        first, second = second, first
    face = _LETTER.face("bold")
    title = _joined(setter, diagram.title, _CHART_TITLE.face("bold"))
    return title, _joined(setter, first, face), _joined(setter, second, face)


def _joined(setter: Setter, words: str, face: str) -> Shaped:
    return setter.shaper.shape(words, face) if words else Shaped((), 0)


def width_of(place: ChartPlace, diagram_width: float, diagram_height: float) -> float:
    """Return the width of a printed chart in millimetres."""
    return place.height_mm * diagram_width / diagram_height


def _draw_chart(
    canvas: Canvas, one: PrintedChart, figure: Node, words: tuple[Shaped, Shaped, Shaped]
) -> None:
    place, diagram = one.place, one.diagram
    scale = place.height_mm / diagram.height
    width = width_of(place, diagram.width, diagram.height)
    x, y = float(place.left_mm), float(place.top_mm)
    figure.box = points_box(x, y - 5.0, width, place.height_mm + 5.0)
    with canvas.untagged():
        draw_diagram(canvas, BodyView(diagram), x, y, scale)
        title, left, right = words
        canvas.ink(style.INK)
        _centred(canvas, title, x + width / 2, y - 2.6, _CHART_TITLE.size)
        if diagram.right_at:
            _centred(canvas, left, x + 3.0, y - 2.6, _LETTER.size)
            _centred(canvas, right, x + width - 3.0, y - 2.6, _LETTER.size)


def _centred(canvas: Canvas, word: Shaped, middle: float, baseline: float, size: float) -> None:
    half = word.width * size / 2000 / POINTS_PER_MM
    canvas.text(word.spans, middle - half, baseline, size)
