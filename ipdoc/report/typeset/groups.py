"""Blocks that hold blocks: columns, frames, what stays together, what fits on one page."""

from __future__ import annotations

from ipdoc.report.blocks import Block, Box, Columns, Flow, KeepTogether, OnePage, Sheets, Version
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.pieces import Piece, draw_stack, keep_all, total_height
from ipdoc.report.typeset.setter import Setter
from ipdoc.report.typeset.strips import strips
from ipdoc.report.typeset.tables import column_edges

_COLUMN_GAP_MM = 3.0
_ABOVE_COLUMNS_MM = 3.2
_UNDIVIDED_MM = 36.0
"""Columns that are not higher stay whole."""
_BOX_PADDING_MM = 4.0


def columns(setter: Setter, block: Columns, width: float, parent: Node) -> list[Piece]:
    """Lay blocks out side by side; what no page can hold goes one below the other."""
    edges = column_edges(block.weights, width, _COLUMN_GAP_MM)
    laid = [
        (x, setter.lay(blocks, own, parent))
        for (x, own), blocks in zip(edges, block.columns, strict=True)
    ]
    height = max(total_height(pieces) for _, pieces in laid)
    if block.divided and height > _UNDIVIDED_MM:
        cut = strips(laid)
        cut[0].before = _ABOVE_COLUMNS_MM
        return cut
    if height > style.TEXT_HEIGHT_MM:
        return [piece for _, pieces in laid for piece in pieces]

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for offset, pieces in laid:
            draw_stack(pieces, canvas, x + offset, y)

    anchors = tuple(a for _, pieces in laid for piece in pieces for a in piece.anchors)
    return [Piece(height, draw, before=_ABOVE_COLUMNS_MM, anchors=anchors)]


def flow(setter: Setter, block: Flow, width: float, parent: Node) -> list[Piece]:
    """Lay blocks out in two even columns; one below the other when no page can hold them."""
    (_, own), (right, _) = column_edges((1, 1), width, _COLUMN_GAP_MM)
    pieces = setter.lay(block.blocks, own, parent)
    at = _evenly(pieces)
    columns = ((0.0, pieces[:at]), (right, pieces[at:]))
    height = max(total_height(part) for _, part in columns)
    if height > style.TEXT_HEIGHT_MM:
        return pieces

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for offset, part in columns:
            draw_stack(part, canvas, x + offset, y)

    anchors = tuple(anchor for piece in pieces for anchor in piece.anchors)
    return [Piece(height, draw, before=2.5, anchors=anchors)]


def _evenly(pieces: list[Piece]) -> int:
    """Return how many pieces the first of two columns takes; what is to stay together does."""
    ends = [at for at in range(1, len(pieces) + 1) if not pieces[at - 1].keep or at == len(pieces)]

    def higher(at: int) -> float:
        return max(total_height(pieces[:at]), total_height(pieces[at:]))

    return min(ends, key=higher, default=0)


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
    versions = tuple(Version(blocks) for blocks in block.versions)
    return _fitting(setter, versions, width, parent)[0]


def sheets(setter: Setter, block: Sheets, width: float, parent: Node) -> list[Piece]:
    """Lay out the pages of a form, then on further pages what they leave out."""
    pieces: list[Piece] = []
    left_out: list[Block] = []
    for versions in block.pages:
        own, chosen = _fitting(setter, versions, width, parent)
        own[0].breaks = True
        pieces.extend(own)
        left_out.extend(chosen.left_out)
    if not left_out:
        return pieces
    head = [block.heading] if block.heading else []
    rest = setter.lay([*head, *left_out], width, parent)
    rest[0].breaks = True
    return [*pieces, *rest]


def _fitting(
    setter: Setter, versions: tuple[Version, ...], width: float, parent: Node
) -> tuple[list[Piece], Version]:
    """Return the pieces of the first version that a page can hold, else of the shortest."""
    pieces: list[Piece] = []
    key = id(versions[0].blocks)
    first = setter.chosen.get(key, 0)
    for number, version in enumerate(versions[first:], first):
        trial, level = Node("Div"), setter.last_level
        pieces = setter.lay(version.blocks, width, trial)
        if total_height(pieces) <= style.TEXT_HEIGHT_MM or version is versions[-1]:
            parent.kids.extend(trial.kids)
            setter.chosen[key] = number
            break
        setter.last_level = level
    return keep_all(pieces), version
