"""Sheets of the photo table: photographs as large as two of them fit, a line to sign on."""

from __future__ import annotations

from ipdoc.report.blocks import Paragraph, PhotoSheet, Text
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.lines import POINTS_PER_MM
from ipdoc.report.typeset.photos import photograph_of
from ipdoc.report.typeset.pieces import Piece, draw_stack, keep_all, total_height
from ipdoc.report.typeset.setter import Setter, text_pieces
from ipdoc.report.typeset.text import heading, paragraph

_HEIGHTS_MM = (97.0, 94.0, 91.0, 88.0, 85.0, 82.0, 78.0, 72.0, 64.0, 54.0)
_LINE_MM = 50.0
_FOOT_SPACE_MM = 5.0
_LEAST_MM = 30.0
"""Width of the words on the camera, however long the names beside them are."""


def photo_sheet(setter: Setter, block: PhotoSheet, width: float, parent: Node) -> list[Piece]:
    """Lay out a sheet on a page of its own, its foot at the end of the page."""
    level = setter.last_level
    pieces: list[Piece] = []
    trial = Node("Div")
    for highest in _HEIGHTS_MM:
        trial, setter.last_level = Node("Div"), level
        pieces = _laid(setter, block, width, trial, highest)
        if total_height(pieces) <= style.TEXT_HEIGHT_MM:
            break
    parent.kids.extend(trial.kids)
    spare = style.TEXT_HEIGHT_MM - total_height(pieces)
    pieces[-1].before += max(0.0, spare - 0.1)
    pieces[0].breaks = True
    return keep_all(pieces)


def _laid(
    setter: Setter, block: PhotoSheet, width: float, parent: Node, highest: float
) -> list[Piece]:
    pieces = heading(setter, block.heading, width, parent)
    pieces += paragraph(setter, Paragraph(block.note, "note"), width, parent)
    for one in block.photographs:
        setter.shaper.where = setter.plain(one.title)
        pieces += photograph_of(setter, one, width, parent, highest)
    return [*pieces, _foot(setter, block, width, parent)]


def _foot(setter: Setter, block: PhotoSheet, width: float, parent: Node) -> Piece:
    """Return camera at the left; capacity, a line to sign on and the name at the right."""
    camera_node, node = parent.add("P"), parent.add("P")
    name = text_pieces(setter, block.name, style.FACT, width, node, right=True)
    wide = _width_mm(setter, block.name)
    left = width - wide - 3.0 - _LINE_MM
    signer = text_pieces(setter, block.signer, style.FACT, left - 3.0, node, right=True)
    room = max(_LEAST_MM, left - 6.0 - _width_mm(setter, block.signer))
    camera = text_pieces(setter, block.camera, style.SMALL, room, camera_node)
    height = max(total_height(camera), total_height(signer), total_height(name))

    def draw(canvas: Canvas, x: float, y: float) -> None:
        draw_stack(camera, canvas, x, y + height - total_height(camera))
        base = y + height - 4.2
        draw_stack(signer[-1:], canvas, x, base)
        draw_stack(name[-1:], canvas, x, base)
        canvas.artifact()
        canvas.ink(style.INK)
        canvas.line(x + left, base + 3.6, x + left + _LINE_MM, base + 3.6, style.RULE_MM)

    return Piece(height, draw, before=_FOOT_SPACE_MM)


def _width_mm(setter: Setter, text: Text) -> float:
    lines = setter.lines(text, style.FACT, 400.0)
    return max(line.width for line in lines) * style.FACT.size / 1000 / POINTS_PER_MM
