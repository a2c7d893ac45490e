"""Rows that go on over the end of a page: cut between lines, in all their columns at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.pieces import Draw, Piece

_TOUCH_MM = 0.01


class _Placed(NamedTuple):
    """A piece of a cell, millimetres from the corner of the row."""

    x: float
    top: float
    bottom: float
    piece: Piece


def strips(cells: Sequence[tuple[float, list[Piece]]]) -> list[Piece]:
    """Return a row as strips, between which no column has anything that a cut would hit.

    The first two and the last two strips stay together.

    Args:
        cells: left edge in millimetres and pieces of each column.
    """
    stacks = [_stack(x, pieces) for x, pieces in cells]
    placed = [one for stack in stacks for one in stack]
    cuts = [cut for cut in _cuts(placed) if not any(_parts_kept(stack, cut) for stack in stacks)]
    found: list[Piece] = []
    start = 0.0
    for end in cuts:
        inside = [one for one in placed if start - _TOUCH_MM <= one.top < end - _TOUCH_MM]
        anchors = tuple(anchor for one in inside for anchor in one.piece.anchors)
        found.append(Piece(end - start, _drawing(inside, start), anchors=anchors))
        start = end
    if len(found) > 1:
        found[0].keep = found[-2].keep = True
    return found


def _stack(x: float, pieces: Sequence[Piece]) -> list[_Placed]:
    placed, top = [], 0.0
    for index, piece in enumerate(pieces):
        top += piece.before if index else 0.0
        placed.append(_Placed(x, top, top + piece.height, piece))
        top += piece.height
    return placed


def _cuts(placed: Sequence[_Placed]) -> list[float]:
    """Return the heights at which the row may be cut; the last one is its end."""
    cuts: list[float] = []
    reach = 0.0
    for one in sorted(placed, key=lambda one: one.top):
        if one.top >= reach - _TOUCH_MM and reach > 0.0:
            cuts.append(reach)
        reach = max(reach, one.bottom)
    return [*cuts, reach]


def _parts_kept(stack: Sequence[_Placed], cut: float) -> bool:
    """True when a cut would part a column's piece from the next one, with which it stays."""
    above = [one for one in stack if one.bottom <= cut + _TOUCH_MM]
    return 0 < len(above) < len(stack) and above[-1].piece.keep


def _drawing(inside: Sequence[_Placed], start: float) -> Draw:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        for one in inside:
            one.piece.draw(canvas, x + one.x, y + one.top - start)

    return draw
