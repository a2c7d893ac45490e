"""Tables, facts and stacks of facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from ipdoc.report.blocks import Fact, Facts, FactStack, Gap, Level, Paragraph, SymbolCell, Table
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas, points_box
from ipdoc.report.typeset.pieces import (
    Draw,
    Piece,
    beside,
    draw_stack,
    keep_all,
    keep_ends,
    total_height,
)
from ipdoc.report.typeset.setter import Setter, text_pieces
from ipdoc.report.typeset.signs import draw_level, draw_symbol
from ipdoc.report.typeset.strips import strips
from ipdoc.report.typeset.style import TextStyle
from ipdoc.report.typeset.text import gap_pieces, paragraph

_PADDING_MM = 0.8
_COLUMN_GAP_MM = 3.0
_HIGHEST_ROW_MM = 45.0
"""A higher row goes on over the end of a page …"""
_LONGEST_ROW_MM = 2 * style.TEXT_HEIGHT_MM
"""… and one higher than this leaves its columns."""
HIGHEST_FACT_MM = 60.0
"""A fact that is higher runs on over pages, line by line."""
_SYMBOL_MM = 4.5


@dataclass(frozen=True)
class Spot:
    """Where a cell goes: left edge and width in millimetres, element, alignment."""

    x: float
    width: float
    node: Node
    right: bool = False


def value_pieces(setter: Setter, value: object, spot: Spot, look: TextStyle) -> list[Piece]:
    """Return what a cell or a fact holds as pieces."""
    if isinstance(value, Gap):
        return gap_pieces(setter, value, spot.width, spot.node)
    if isinstance(value, Level):
        return [_level(setter, value, spot, look)]
    if isinstance(value, SymbolCell):
        return [_symbol(value, spot)]
    if isinstance(value, tuple) and value and isinstance(value[0], Paragraph):
        return [
            piece
            for part in value
            if isinstance(part, Paragraph)
            for piece in paragraph(setter, part, spot.width, spot.node)
        ]
    text = value if isinstance(value, (str, tuple)) else str(value)
    return text_pieces(setter, text, look, spot.width, spot.node, right=spot.right)


def _level(setter: Setter, level: Level, spot: Spot, look: TextStyle) -> Piece:
    size = 3.4
    lines = text_pieces(setter, level.words, look, spot.width, spot.node, indent=size + 1.4)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact()
        draw_level(canvas, level.key, x + size / 2, y + look.leading / 2, size)
        draw_stack(lines, canvas, x, y)

    return Piece(total_height(lines), draw)


def _symbol(cell: SymbolCell, spot: Spot) -> Piece:
    figure = spot.node.add("Figure", alt=cell.alt)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.tag(figure)
        draw_symbol(canvas, cell.symbol, x + _SYMBOL_MM / 2, y + 2.1, _SYMBOL_MM)
        figure.box = points_box(x, y, _SYMBOL_MM, _SYMBOL_MM)

    return Piece(4.2, draw)


def row_piece(
    cells: Sequence[tuple[float, list[Piece]]], width: float, ink: str, weight: float
) -> Piece:
    """Return cells beside each other, with a line below, as one piece."""
    inner = max((total_height(pieces) for _, pieces in cells), default=0.0)
    height = inner + 2 * _PADDING_MM

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for offset, pieces in cells:
            draw_stack(pieces, canvas, x + offset, y + _PADDING_MM)
        canvas.artifact()
        canvas.ink(ink)
        canvas.line(x, y + height, x + width, y + height, weight)

    return Piece(height, draw)


def column_edges(weights: Sequence[float], width: float, gap: float) -> list[tuple[float, float]]:
    """Return left edge and width of each column."""
    room = width - gap * (len(weights) - 1)
    edges, x = [], 0.0
    for weight in weights:
        own = room * weight / sum(weights)
        edges.append((x, own))
        x += own + gap
    return edges


def table(setter: Setter, block: Table, width: float, parent: Node) -> list[Piece]:
    """Lay out a table; its head repeats, a row stays whole unless it is high."""
    outer = parent.add("L" if _is_list(block) else "Table")
    pieces: list[Piece] = []
    if block.caption:
        pieces = text_pieces(setter, block.caption, style.CAPTION, width, outer.add("Caption"))
    edges = column_edges(block.weights, width, _COLUMN_GAP_MM)
    heads: tuple[Piece, ...] = ()
    if not block.plain:
        head = _head(setter, block, edges, width, outer)
        pieces.append(head)
        heads = (_head(setter, block, edges, width, None),)
    padded = tuple(replace(head, height=head.height + _PADDING_MM) for head in heads)
    for piece in pieces:
        piece.keep = True
    rows = [_table_row(setter, block, cells, edges, outer, width) for cells in block.rows]
    keep_ends(rows)
    for row, anchor in zip_longest(rows, block.anchors):
        row[0].anchors = (anchor,) if anchor else ()
        for piece in row:
            piece.head = heads if len(row) == 1 else padded
        pieces.extend(row)
    if pieces:
        pieces[0].before = 1.0 if block.plain else 3.0
    return pieces


def _head(
    setter: Setter,
    block: Table,
    edges: list[tuple[float, float]],
    width: float,
    outer: Node | None,
) -> Piece:
    row = outer.add("TR") if outer else None
    cells = []
    for index, ((x, own), words) in enumerate(zip(edges, block.head, strict=True)):
        node = row.add("TH", scope="Column") if row else Node("TH")
        spot = Spot(x, own, node, index in block.right)
        cells.append((x, value_pieces(setter, words, spot, style.TABLE_HEAD)))
    piece = row_piece(cells, width, style.INK, style.STRONG_MM)
    if outer:
        return piece
    return Piece(piece.height, _as_artifact(cells, width, piece.height))


def _as_artifact(cells: list[tuple[float, list[Piece]]], width: float, height: float) -> Draw:
    """Return the drawing of a repeated head: it is no content of its own."""

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact("Pagination")
        with canvas.untagged():
            for offset, pieces in cells:
                draw_stack(pieces, canvas, x + offset, y + _PADDING_MM)
            canvas.ink(style.INK)
            canvas.line(x, y + height, x + width, y + height, style.STRONG_MM)

    return draw


def _table_row(
    setter: Setter,
    block: Table,
    values: Sequence[object],
    edges: list[tuple[float, float]],
    outer: Node,
    width: float,
) -> list[Piece]:
    row, nodes = _row_nodes(block, len(values))
    cells = []
    for index, ((x, own), value, node) in enumerate(zip(edges, values, nodes, strict=True)):
        look = style.BY_ROLE[block.role]
        if index == 0 and block.bold_first:
            look = replace(look, weight="bold")
        setter.shaper.where = setter.plain(block.head[index]) or setter.shaper.heading
        spot = Spot(x, own, node, index in block.right)
        cells.append((x, value_pieces(setter, value, spot, look)))
    piece = row_piece(cells, width, style.HAIR, style.HAIR_MM)
    if piece.height <= _LONGEST_ROW_MM:
        outer.kids.append(row)
        return [piece] if piece.height <= _HIGHEST_ROW_MM else _cut_row(cells, width)
    return _flowing_row(setter, block, values, outer, width)


def _cut_row(cells: list[tuple[float, list[Piece]]], width: float) -> list[Piece]:
    """Return a high row as strips, the last with the line below."""
    lines = strips(cells)
    end = row_piece([], width, style.HAIR, style.HAIR_MM)
    lines[0].before = _PADDING_MM
    lines[-1].keep = True
    return [*lines, end]


def _is_list(block: Table) -> bool:
    """True for columns that nothing names: to a reader's program they are a list."""
    return block.plain and not block.row_heads


def _row_nodes(block: Table, count: int) -> tuple[Node, list[Node]]:
    """Return the element of a row and that of each of its cells."""
    if _is_list(block):
        item = Node("LI")
        label = item.add("Lbl") if count > 1 else item
        return item, [label] * (count - 1) + [item.add("LBody")]
    row = Node("TR")
    first = row.add("TH", scope="Row") if block.row_heads else row.add("TD")
    return row, [first, *(row.add("TD") for _ in range(count - 1))]


def _flowing_row(
    setter: Setter, block: Table, values: Sequence[object], outer: Node, width: float
) -> list[Piece]:
    """Return a row that no page can hold as paragraphs, each under the name of its column."""
    row, nodes = _row_nodes(block, len(values))
    outer.kids.append(row)
    pieces: list[Piece] = []
    for name, value, node in zip(block.head, values, nodes, strict=True):
        label = text_pieces(setter, name, style.LABEL, width, node.add("P"))
        for piece in label:
            piece.keep = True
        label[0].before = 1.5
        spot = Spot(0.0, width, node)
        pieces += label + value_pieces(setter, value, spot, style.FACT)
    pieces.append(row_piece([], width, style.HAIR, style.HAIR_MM))
    return pieces


def facts(setter: Setter, block: Facts, width: float, parent: Node) -> list[Piece]:
    """Lay out labels at the left and values at the right, a hairline below each."""
    outer = parent.add("Table")
    share = block.label_share
    (_, label_width), (x, value_width) = column_edges((share, 1 - share), width, _COLUMN_GAP_MM)
    rows: list[list[Piece]] = []
    for fact in block.rows:
        row = outer.add("TR")
        setter.shaper.where = setter.plain(fact.label)
        label_node, value_node = row.add("TH", scope="Row"), row.add("TD")
        label = text_pieces(setter, fact.label, style.LABEL, label_width, label_node)
        spot = Spot(x, value_width, value_node)
        look = style.FACT if fact.role == "fact" else style.BY_ROLE[fact.role]
        value = value_pieces(setter, fact.value, spot, look)
        if total_height(value) <= HIGHEST_FACT_MM:
            rows.append([row_piece([(0.0, label), (x, value)], width, style.HAIR, style.HAIR_MM)])
        else:
            rows.append(long_fact(label, value, x, width))
    keep_ends(rows)
    pieces = [piece for row in rows for piece in row]
    if pieces:
        pieces[0].before = 2.0
    return pieces


def facts_beside(
    setter: Setter, pair: tuple[Facts, Facts], edges: list[tuple[float, float]], nodes: list[Node]
) -> list[Piece]:
    """Lay out two tables of facts side by side, each row as high as the higher of its two.

    Args:
        setter: lays out.
        pair: the same facts in two languages.
        edges: left edge and width of each of the two, in millimetres.
        nodes: the table of each.
    """
    pieces: list[Piece] = []
    width, language = edges[1][0] + edges[1][1], setter.language
    for both in zip(pair[0].rows, pair[1].rows, strict=True):
        cells: list[tuple[float, list[Piece]]] = []
        for fact, block, (left, own), node in zip(both, pair, edges, nodes, strict=True):
            setter.language = node.language or language
            share = block.label_share
            (_, label_mm), (x, value_mm) = column_edges((share, 1 - share), own, _COLUMN_GAP_MM)
            row = node.add("TR")
            heading, body = row.add("TH", scope="Row"), row.add("TD")
            setter.shaper.where = setter.plain(fact.label)
            cells.append((left, text_pieces(setter, fact.label, style.LABEL, label_mm, heading)))
            look = style.FACT if fact.role == "fact" else style.BY_ROLE[fact.role]
            spot = Spot(x, value_mm, body)
            cells.append((left + x, value_pieces(setter, fact.value, spot, look)))
        pieces.extend(_row_or_lines(cells, width))
    setter.language = language
    return pieces


def _row_or_lines(cells: list[tuple[float, list[Piece]]], width: float) -> list[Piece]:
    """Return a row as one piece, or line by line when it is high."""
    whole = row_piece(cells, width, style.HAIR, style.HAIR_MM)
    if whole.height <= HIGHEST_FACT_MM:
        return [whole]
    moved = [[_moved(piece, x) for piece in pieces] for x, pieces in cells]
    lines = [beside([p for p in line if p]) for line in zip_longest(*moved)]
    return [*lines, row_piece([], width, style.HAIR, style.HAIR_MM)]


def _moved(piece: Piece, by: float) -> Piece:
    return replace(piece, draw=_shifted(piece, by))


def long_fact(label: list[Piece], value: list[Piece], x: float, width: float) -> list[Piece]:
    """Return a fact whose value runs on over pages, line by line in its own column."""
    out = [
        Piece(piece.height, _shifted(piece, x), before=piece.before, keep=piece.keep)
        for piece in value
    ]
    first, beside = out[0].draw, label

    def draw(canvas: Canvas, left: float, y: float) -> None:
        draw_stack(beside, canvas, left, y)
        first(canvas, left, y)

    out[0].draw, out[0].before = draw, _PADDING_MM
    lead = 0.0
    for piece in out:
        piece.keep = piece.keep or lead < total_height(label)
        lead += piece.height
    out.append(row_piece([], width, style.HAIR, style.HAIR_MM))
    out[-2].keep = True
    return out


def _shifted(piece: Piece, by: float) -> Draw:
    inner = piece.draw

    def draw(canvas: Canvas, x: float, y: float) -> None:
        inner(canvas, x + by, y)

    return draw


def fact_stack(setter: Setter, block: FactStack, width: float, parent: Node) -> list[Piece]:
    """Lay out labels above their values."""
    outer = parent.add("L")
    pieces: list[Piece] = []
    for fact in block.rows:
        pieces.extend(_stacked(setter, fact, width, outer))
    return keep_all(pieces)


def _stacked(setter: Setter, fact: Fact, width: float, outer: Node) -> list[Piece]:
    entry = outer.add("LI")
    label = text_pieces(setter, fact.label, style.LABEL, width, entry.add("Lbl"))
    spot = Spot(0.0, width, entry.add("LBody"))
    value = value_pieces(setter, fact.value, spot, style.VALUE)
    label[0].before = 3.2
    return [*label, *value]
