"""Lesions: the figures, the table, and one block for each."""

from __future__ import annotations

from ipdoc.domain.finding import Lesion
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import (
    Block,
    Cell,
    Gap,
    Paragraph,
    SymbolCell,
    Table,
)
from ipdoc.report.compose.figures import (
    main_parts,
    main_views,
    whole_figure,
)
from ipdoc.report.compose.lesion_page import lesion_page
from ipdoc.report.compose.naming import (
    in_the_annex,
    is_restricted,
    lesion_place,
    lesion_symbol,
    photo_numbers,
    size_words,
    type_name,
)
from ipdoc.report.compose.opinions import cause, interpretations, levels
from ipdoc.report.compose.totals import coverage, totals
from ipdoc.report.compose.words import Words


def lesion_overview(words: Words) -> list[Block]:
    """Return figures, table and sums of all lesions, in the order of their numbers."""
    lesions = _in_order(words)
    if not lesions:
        return [*whole_figure(words), *coverage(words), _nothing(words)]
    blocks: list[Block] = [*whole_figure(words), *coverage(words), _table(words, lesions)]
    return [*blocks, *main_parts(words), *_without_marks(words), *totals(words)]


def _without_marks(words: Words) -> list[Block]:
    hidden = unshown(words)
    if not hidden:
        return []
    numbers = ", ".join(str(number) for number in hidden)
    text = words.t.text(_("Without a mark on the views above: No. {numbers}."), numbers=numbers)
    return [Paragraph(text, "note")]


def _nothing(words: Words) -> Block:
    return Paragraph(words.t.text(_("No lesion is recorded.")), "fact")


def _in_order(words: Words) -> list[Lesion]:
    return sorted(words.subject.lesions, key=lambda lesion: lesion.number)


def unshown(words: Words) -> list[int]:
    """Return the numbers of lesions that no view of the main body shows."""
    shown = {mark.number for view in main_views(words) for mark in view.marks}
    return [
        lesion.number
        for lesion in _in_order(words)
        if lesion.removed is None
        and lesion.number not in shown
        and not is_restricted(words, lesion.number)
    ]


def _table(words: Words, lesions: list[Lesion]) -> Table:
    t = words.t
    return Table(
        head=(
            t.text(_("No.")),
            "",
            t.text(_("Type")),
            t.text(_("Place")),
            t.text(_("Size, mm")),
            t.text(_("Photographs")),
            t.text(_("Attributed to")),
            t.text(_("Level of consistency")),
        ),
        rows=tuple(_row(words, lesion) for lesion in lesions),
        weights=(7, 6, 36, 36, 18, 13, 25, 37),
        right=(0, 4),
        bold_first=True,
    )


def _row(words: Words, lesion: Lesion) -> tuple[Cell, ...]:
    number = str(lesion.number)
    if lesion.removed is not None:
        taken_out = Gap("removed", words.t.text(_("Taken out")), lesion.removed)
        return (number, "", taken_out, "", "", "", "", "")
    if is_restricted(words, lesion.number):
        return (number, "", in_the_annex(words), "", "", "", "", "")
    name = type_name(words, lesion.type)
    symbol = lesion_symbol(words, lesion)
    sign: Cell = SymbolCell(symbol, name) if symbol else ""
    rows = interpretations(words, lesion.number)
    return (
        number,
        sign,
        name,
        lesion_place(words, lesion),
        size_words(words, lesion),
        photo_numbers(words, lesion),
        ", ".join(cause(words, row) for row in rows) or "–",
        levels(words, rows),
    )


def lesion_blocks(words: Words) -> list[Block]:
    """Return one block for each lesion of the main body, in the order of their numbers."""
    return [
        block
        for lesion in _in_order(words)
        if not is_restricted(words, lesion.number)
        for block in lesion_page(words, lesion)
    ]
