"""Blocks that hold blocks: columns, frames, what stays together, what fits on one page."""

from __future__ import annotations

from ipdoc.report.blocks import Box, Columns, KeepTogether, OnePage
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.pieces import Piece, draw_stack, keep_all, total_height
from ipdoc.report.typeset.setter import Setter
from ipdoc.report.typeset.tables import column_edges

_COLUMN_GAP_MM = 3.0
_BOX_PADDING_MM = 4.5


def columns(setter: Setter, block: Columns, width: float, parent: Node) -> list[Piece]:
    """Lay blocks out side by side; what no page can hold goes one below the other."""
    edges = column_edges(block.weights, width, _COLUMN_GAP_MM)
    laid = [
        (x, setter.lay(blocks, own, parent))
        for (x, own), blocks in zip(edges, block.columns, strict=True)
    ]
    height = max(total_height(pieces) for _, pieces in laid)
    if height > style.TEXT_HEIGHT_MM:
        return [piece for _, pieces in laid for piece in pieces]

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for offset, pieces in laid:
            draw_stack(pieces, canvas, x + offset, y)

    anchors = tuple(a for _, pieces in laid for piece in pieces for a in piece.anchors)
    return [Piece(height, draw, before=4.0, anchors=anchors)]


def box(setter: Setter, block: Box, width: float, parent: Node) -> list[Piece]:
    """Lay blocks out in a thin frame; without it when a page cannot hold them."""
    inner = setter.lay(block.blocks, width - 2 * _BOX_PADDING_MM, parent)
    height = total_height(inner) + 2 * _BOX_PADDING_MM
    if height > style.TEXT_HEIGHT_MM:
        return inner

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact()
        canvas.ink(style.INK)
        canvas.frame(x, y, width, height, style.STRONG_MM)
        draw_stack(inner, canvas, x + _BOX_PADDING_MM, y + _BOX_PADDING_MM)

    anchors = tuple(anchor for piece in inner for anchor in piece.anchors)
    return [Piece(height, draw, before=5.0, anchors=anchors)]


def keep_together(setter: Setter, block: KeepTogether, width: float, parent: Node) -> list[Piece]:
    """Lay blocks out on one page when a page can hold them."""
    return keep_all(setter.lay(block.blocks, width, parent))


def one_page(setter: Setter, block: OnePage, width: float, parent: Node) -> list[Piece]:
    """Lay out the first version that fits on one page, else the shortest."""
    pieces: list[Piece] = []
    for version in block.versions:
        trial = Node("Div")
        level = setter.last_level
        pieces = setter.lay(version, width, trial)
        if total_height(pieces) <= style.TEXT_HEIGHT_MM or version is block.versions[-1]:
            parent.kids.extend(trial.kids)
            break
        setter.last_level = level
    return keep_all(pieces)
