"""Facts in a grid: label above value in columns, long ones label beside value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ipdoc.report.blocks import Fact, FactGrid, Gap, Level, Paragraph
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.pieces import Piece, keep_ends, total_height
from ipdoc.report.typeset.setter import Setter, text_pieces
from ipdoc.report.typeset.tables import (
    HIGHEST_FACT_MM,
    Spot,
    column_edges,
    long_fact,
    row_piece,
    value_pieces,
)

_COLUMN_MM, _GAP_MM = 54.0, 4.5
_MOST_LINES = 2
"""Of a label or a value in one column."""
_SIGN_MM = 4.8
"""Room for the glyph of a level, or the dash of a gap."""


def fact_grid(setter: Setter, block: FactGrid, width: float, parent: Node) -> list[Piece]:
    """Lay out facts in as many columns as the width holds, row by row."""
    outer = parent.add("L")
    count = max(1, round(width / _COLUMN_MM))
    edges = column_edges((1,) * count, width, _GAP_MM)
    laid: list[list[Piece]] = []
    for row in _rows(setter, block.rows, edges[0][1], count):
        if len(row) > 1:
            cells = [
                (x, _stacked(setter, fact, own, outer))
                for (x, own), fact in zip(edges, row, strict=False)
            ]
            laid.append([row_piece(cells, width, style.HAIR, style.HAIR_MM)])
        else:
            laid.append(_wide(setter, row[0], edges, width, outer))
    keep_ends(laid)
    pieces = [piece for row in laid for piece in row]
    if pieces:
        pieces[0].before = 1.2
    return pieces


def _rows(
    setter: Setter, facts: Sequence[Fact], column: float, count: int
) -> Iterator[Sequence[Fact]]:
    """Yield the facts of each row: several short ones, or one that takes the whole width."""
    short: list[Fact] = []
    for fact in facts:
        if count > 1 and _is_short(setter, fact, column):
            short.append(fact)
            continue
        yield from _shared(short, count)
        short = []
        yield (fact,)
    yield from _shared(short, count)


def _shared(facts: list[Fact], count: int) -> Iterator[Sequence[Fact]]:
    """Yield short facts in rows, no row with one alone where it can be helped."""
    at = 0
    while at < len(facts):
        left = len(facts) - at
        take = count - 1 if left == count + 1 and count > 2 else min(count, left)
        yield facts[at : at + take]
        at += take


def _is_short(setter: Setter, fact: Fact, column: float) -> bool:
    """True when label and value fit in one column, in few lines."""
    value: object = fact.value
    room = column
    if isinstance(value, Gap):
        value, room = f"{value.words}: {value.reason}" if value.reason else value.words, 48.0
    elif isinstance(value, Level):
        value, room = value.words, column - _SIGN_MM
    if isinstance(value, tuple) and len(value) == 1 and isinstance(value[0], Paragraph):
        value = value[0].text
    if fact.role == "quote" or not _is_text(value):
        return False
    lines = len(setter.lines(value, style.FACT, min(room, column)))  # type: ignore[arg-type]
    label = len(setter.lines(fact.label, style.LABEL, column))
    return lines <= _MOST_LINES and label <= _MOST_LINES


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (
        isinstance(value, tuple) and all(hasattr(part, "weight") for part in value)
    )


def _stacked(setter: Setter, fact: Fact, width: float, outer: Node) -> list[Piece]:
    entry = outer.add("LI")
    setter.shaper.where = setter.plain(fact.label)
    label = text_pieces(setter, fact.label, style.LABEL, width, entry.add("Lbl"))
    spot = Spot(0.0, width, entry.add("LBody"))
    value = value_pieces(setter, fact.value, spot, style.FACT)
    value[0].before = 0.0
    return [*label, *value]


def _wide(
    setter: Setter, fact: Fact, edges: list[tuple[float, float]], width: float, outer: Node
) -> list[Piece]:
    """Return one fact over the whole width: label in the first column, value in the others."""
    entry = outer.add("LI")
    setter.shaper.where = setter.plain(fact.label)
    share = edges[0][1] if len(edges) > 2 else width * 0.36
    x = share + _GAP_MM
    label = text_pieces(setter, fact.label, style.LABEL, share, entry.add("Lbl"))
    spot = Spot(x, width - x, entry.add("LBody"))
    look = style.FACT if fact.role == "fact" else style.BY_ROLE[fact.role]
    value = value_pieces(setter, fact.value, spot, look)
    if total_height(value) <= HIGHEST_FACT_MM:
        return [row_piece([(0.0, label), (x, value)], width, style.HAIR, style.HAIR_MM)]
    return long_fact(label, value, x, width)
