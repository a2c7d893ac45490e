"""Which block of one language stands beside which of the other."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from ipdoc.report.blocks import (
    Block,
    Box,
    Columns,
    Facts,
    Heading,
    KeepTogether,
    Paragraph,
    PhotoBlock,
    PhotoSheet,
    SignatureRow,
)
from ipdoc.report.drawings import BodyFigure

PICTURES = (BodyFigure, PhotoBlock, PhotoSheet, SignatureRow)
"""What stands once, with the words of both languages."""


def aligned(
    first: Sequence[Block], second: Sequence[Block]
) -> Iterator[tuple[Sequence[Block], Sequence[Block]]]:
    """Yield partners, one and one, and between them what has none: any number on either side."""
    one, other = ([_kind(block) for block in blocks] for blocks in (first, second))
    if one == other:
        for a, b in zip(first, second, strict=True):
            yield [a], [b]
        return
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for same, i, i_end, j, j_end in matcher.get_opcodes():
        if same == "equal":
            for a, b in zip(first[i:i_end], second[j:j_end], strict=True):
                yield [a], [b]
        else:
            yield first[i:i_end], second[j:j_end]


def _kind(block: Block) -> Hashable:
    """Return what must be alike in partners."""
    match block:
        case Heading():
            return Heading, block.level, block.anchor
        case Paragraph():
            return Paragraph, block.role
        case Columns():
            return Columns, len(block.columns)
    return type(block).__name__


def in_one(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks without columns of text, and with tables of facts in a row joined."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Columns) and not any(map(has_picture, block.columns)):
            found.extend(part for column in block.columns for part in column)
        else:
            found.append(block)
    merged: list[Block] = []
    for block in found:
        last = merged[-1] if merged else None
        if isinstance(block, Facts) and isinstance(last, Facts):
            merged[-1] = replace(last, rows=(*last.rows, *block.rows))
        else:
            merged.append(block)
    return merged


def has_picture(blocks: Sequence[Block]) -> bool:
    """Return whether a picture, or what stands once like one, is among blocks or within one."""
    for block in blocks:
        if isinstance(block, PICTURES):
            return True
        if isinstance(block, (Box, KeepTogether)) and has_picture(block.blocks):
            return True
    return False
