"""Two languages: blocks in the other one, and the same blocks side by side."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

from ipdoc.report.blocks import Facts, InLanguage, Parallel
from ipdoc.report.tagging import Node
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.pieces import Piece, beside
from ipdoc.report.typeset.setter import Setter
from ipdoc.report.typeset.tables import column_edges, facts_beside

_HALVES_GAP_MM = 6.0


def in_language(setter: Setter, block: InLanguage, width: float, parent: Node) -> list[Piece]:
    """Lay out blocks under an element that says their language."""
    node = parent.add("Div", language=block.language)
    before, setter.language = setter.language, block.language
    pieces = setter.lay(block.blocks, width, node)
    setter.language = before
    return pieces


def parallel(setter: Setter, block: Parallel, width: float, parent: Node) -> list[Piece]:
    """Lay the same out in two languages, line beside line.

    The tree holds the first language before the second, so that each is read without the other.
    """
    edges = column_edges((1, 1), width, _HALVES_GAP_MM)
    pair = _facts(block)
    if pair is not None:
        nodes = [parent.add("Table"), parent.add("Table", language=block.language)]
        pieces = facts_beside(setter, pair, edges, nodes)
        if pieces:
            pieces[0].before = 2.0
        return pieces
    level = setter.last_level
    first = setter.lay(block.first, edges[0][1], parent)
    setter.last_level = level
    other = InLanguage(block.second, block.language)
    second = [
        _moved(piece, edges[1][0]) for piece in in_language(setter, other, edges[1][1], parent)
    ]
    return [beside([p for p in line if p]) for line in zip_longest(first, second)]


def _facts(block: Parallel) -> tuple[Facts, Facts] | None:
    """Return both tables of facts when the pair is one, row for row."""
    if len(block.first) == len(block.second) == 1:
        first, second = block.first[0], block.second[0]
        if isinstance(first, Facts) and isinstance(second, Facts):
            return (first, second) if len(first.rows) == len(second.rows) else None
    return None


def _moved(piece: Piece, by: float) -> Piece:
    inner = piece.draw

    def draw(canvas: Canvas, x: float, y: float) -> None:
        inner(canvas, x + by, y)

    return replace(piece, draw=draw)
