"""Headings, paragraphs, lists, gaps and levels."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ipdoc.report.blocks import (
    BulletList,
    Contents,
    ContentsRow,
    Gap,
    Heading,
    LevelLine,
    PageBreak,
    PageRef,
    Paragraph,
    Role,
    Rule,
    Run,
    Space,
    Text,
    Title,
    runs_of,
)
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.pieces import Draw, Piece, keep_all, nothing, total_height
from ipdoc.report.typeset.setter import Setter, line_piece, text_pieces
from ipdoc.report.typeset.signs import draw_level, draw_symbol

_EMPTY_LINES = re.compile(r"\n\s*\n")
_SPACE_AFTER_HEADING_MM = 0.6
_PARAGRAPH_SPACE_MM = 2.2
_NUMBER_MM = 9.5
"""Column of the sections' numbers in the contents."""
_SPACE_ABOVE_MM: Mapping[Role, float] = {
    "prose": _PARAGRAPH_SPACE_MM,
    "quote": _PARAGRAPH_SPACE_MM,
    "label": _PARAGRAPH_SPACE_MM,
    "compact": 0.7,
    "dense": 0.3,
    "densest": 0.3,
}
"""Above a paragraph; the other roles have 1.2 mm."""


def heading(setter: Setter, block: Heading, width: float, parent: Node) -> list[Piece]:
    """Lay out a heading; it stays with what follows."""
    look = style.HEADINGS[block.level]
    node = parent.add(f"H{setter.tag_level(block.level)}")
    words = setter.plain(block.text)
    setter.shaper.where = setter.shaper.heading = words
    text = f"{block.number}\u00a0 {words}" if block.number else words
    symbol = block.symbol
    indent = 8.0 if symbol else 0.0
    pieces = text_pieces(setter, text, look, width, node, indent=indent)
    if symbol:
        first = pieces[0]
        inner = first.draw

        def draw(canvas: Canvas, x: float, y: float) -> None:
            canvas.artifact()
            draw_symbol(canvas, symbol, x + 2.8, y + look.leading / 2, 5.2)
            inner(canvas, x, y)

        first.draw = draw
    pieces[0].before = 1.1 if block.tight else style.HEADING_SPACE_MM[block.level]
    pieces[0].anchors = (block.anchor,) if block.anchor else ()
    if block.level <= 4:
        pieces[0].outline = (block.level, text)
    for piece in pieces:
        piece.keep = True
    pieces[-1].height += _SPACE_AFTER_HEADING_MM if block.level < 5 else 0.4
    if block.rule:
        line = _rule_piece(width, style.RULE_MM, style.INK)
        line.before, line.keep, line.between = 8.0 if block.level < 4 else 5.0, True, True
        pieces[0].before = 4.0 if block.level < 4 else 2.4
        return [line, *pieces]
    return pieces


def title(setter: Setter, block: Title, width: float, parent: Node) -> list[Piece]:
    """Lay out the title of the document with the lines above and below it.

    A document has one title; in a second language it is a heading below that.
    """
    node = parent.add(f"H{setter.tag_level(2 if setter.last_level else 1)}")
    pieces = text_pieces(setter, block.kicker, style.SMALL, width, parent.add("P"))
    parent.kids[-2], parent.kids[-1] = parent.kids[-1], parent.kids[-2]
    pieces[0].before = 0.0
    name = text_pieces(setter, block.text, style.TITLE, width, node)
    name[0].before = 2.0
    name[0].outline = (1, block.text)
    below = text_pieces(setter, block.subtitle, style.SUBTITLE, width, parent.add("P"))
    below[0].before = 0.6
    return keep_all([*pieces, *name, *below])


def paragraph(setter: Setter, block: Paragraph, width: float, parent: Node) -> list[Piece]:
    """Lay out running text; an empty line in it begins a new paragraph."""
    look = style.BY_ROLE[block.role]
    setter.shaper.where = setter.shaper.heading
    texts: list[Text] = [block.text]
    if isinstance(block.text, str):
        texts = list(_EMPTY_LINES.split(block.text.strip()))
    pieces: list[Piece] = []
    for text in texts:
        kind = "P" if block.role != "quote" else "BlockQuote"
        outer = parent.add(kind, language=block.language)
        node = outer if kind == "P" else outer.add("P")
        with setter.speaking(block.language):
            laid = text_pieces(setter, text, look, width, node)
        laid[0].before = _SPACE_ABOVE_MM.get(block.role, 1.2)
        pieces.extend(laid)
    pieces[-1].keep = pieces[-1].keep or block.keep
    return pieces


def gap(setter: Setter, block: Gap, width: float, parent: Node) -> list[Piece]:
    """Lay out a missing answer: a short dash, the state, the reason."""
    return gap_pieces(setter, block, width, parent.add("P"))


def gap_pieces(setter: Setter, block: Gap, width: float, node: Node) -> list[Piece]:
    """Lay out a missing answer inside an element."""
    words: Text = f"{block.words}: {block.reason}" if block.reason else block.words
    if block.other:
        words = (Run(f"{words}\n"), *runs_of(block.other))
    pieces = text_pieces(setter, words, style.GAP, width, node, indent=4.0)
    inner = pieces[0].draw

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact()
        canvas.ink(style.EDGE)
        canvas.line(x + 0.2, y + 2.1, x + 2.8, y + 2.1, 0.3)
        inner(canvas, x, y)

    pieces[0].draw = draw
    return pieces


def level_line(setter: Setter, block: LevelLine, width: float, parent: Node) -> list[Piece]:
    """Lay out a level as a line of its own."""
    look = style.LEVEL_LARGE if block.large else style.HEADINGS[3]
    pieces = []
    if block.label:
        pieces = text_pieces(setter, block.label, style.LABEL, width, parent.add("P"))
    size = 6.0 if block.large else 4.2
    indent = size + (2.0 if block.large else 1.6)
    node = parent.add("P")
    lines = text_pieces(setter, block.level.words, look, width, node, indent=indent)
    inner = lines[0].draw

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact()
        draw_level(canvas, block.level.key, x + size / 2, y + look.leading / 2, size)
        inner(canvas, x, y)

    lines[0].draw = draw
    lines[0].before = 0.8
    pieces.extend(lines)
    pieces[0].before = 2.0
    return keep_all(pieces)


def bullet_list(setter: Setter, block: BulletList, width: float, parent: Node) -> list[Piece]:
    """Lay out a list."""
    look = style.BY_ROLE[block.role]
    indent = 6.0
    outer = parent.add("L")
    pieces: list[Piece] = []
    for number, item in enumerate(block.items, 1):
        entry = outer.add("LI")
        label = entry.add("Lbl")
        marker = setter.lines(f"{number}." if block.ordered else "–", look, indent)[0]
        body = text_pieces(setter, item, look, width, entry.add("LBody"), indent=indent)
        mark = line_piece(marker, look, label)
        body[0].draw = _both(mark, body[0])
        body[0].before = 1.0
        pieces.extend(body)
    return pieces


def _both(first: Piece, second: Piece) -> Draw:
    one, two = first.draw, second.draw

    def draw(canvas: Canvas, x: float, y: float) -> None:
        one(canvas, x, y)
        two(canvas, x, y)

    return draw


def contents(setter: Setter, block: Contents, width: float, parent: Node) -> list[Piece]:
    """Lay out words with the page of their anchor at the right."""
    outer = parent.add("L")
    column = _NUMBER_MM if any(row.number for row in block.rows) else 0.0
    pieces: list[Piece] = []
    for row in block.rows:
        pieces.extend(_contents_row(setter, row, (column, width), outer))
    return pieces


def _contents_row(
    setter: Setter, row: ContentsRow, edges: tuple[float, float], outer: Node
) -> list[Piece]:
    """Return a line of the contents; ``edges`` are where its words begin and its page ends."""
    indent, width = edges
    entry = outer.add("LI")
    label = entry.add("Lbl") if row.number else None
    node = entry.add("LBody").add("Link")
    look = style.FACT if row.below or not indent else style.FACT_BOLD
    rows = text_pieces(setter, row.words, look, width - 9.0, node, indent=indent)
    page = setter.plain((PageRef(row.anchor),))
    words = f"{setter.plain(row.words)}, {page}".replace("\n", ", ")
    number = text_pieces(setter, page, style.FACT, width, node, right=True)
    rows[-1].draw = _both(rows[-1], number[0])
    area = (indent, width - indent, total_height(rows))
    rows[0].draw = _leading(rows[0], area, node, row.anchor, words)
    if label is not None:
        mark = setter.lines(row.number, look, indent)[0]
        rows[0].draw = _both(line_piece(mark, look, label), rows[0])
    rows[-1].height += 0.6
    return keep_all([*rows, _rule_piece(width, style.HAIR_MM, style.HAIR)])


def _leading(
    piece: Piece, area: tuple[float, float, float], node: Node, anchor: str, words: str
) -> Draw:
    """Return the drawing of lines that lead to an anchor; ``area``: left, width, height in mm."""
    inner = piece.draw
    left, width, height = area

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.link(node, anchor, (x + left, y, width, height), words)
        inner(canvas, x, y)

    return draw


def _rule_piece(width: float, weight: float, ink: str) -> Piece:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact()
        canvas.ink(ink)
        canvas.line(x, y + 0.2, x + width, y + 0.2, weight)

    return Piece(0.6, draw)


def rule(setter: Setter, block: Rule, width: float, parent: Node) -> list[Piece]:
    """Lay out a line across."""
    weight = style.STRONG_MM if block.heavy else style.HAIR_MM
    piece = _rule_piece(width, weight, style.INK if block.heavy else style.EDGE)
    piece.before = 3.0
    return [piece]


def space(setter: Setter, block: Space, width: float, parent: Node) -> list[Piece]:
    """Lay out empty height."""
    return [Piece(0.0, nothing, before=block.height_mm)]


def page_break(setter: Setter, block: PageBreak, width: float, parent: Node) -> list[Piece]:
    """Begin a page."""
    return [Piece(0.0, nothing, breaks=True, keep=True)]
