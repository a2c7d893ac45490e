"""Sums over the lesions, computed from the drawing; and what was examined."""

from __future__ import annotations

from ipdoc.i18n import mark as _
from ipdoc.report.blocks import (
    Block,
    Cell,
    Heading,
    KeepTogether,
    Paragraph,
    Run,
    SymbolCell,
    Table,
)
from ipdoc.report.compose.naming import type_name
from ipdoc.report.compose.subject import Measures
from ipdoc.report.compose.words import Words

_NO_AREA = "–"


def totals(words: Words) -> list[Block]:
    """Return the number and computed area of each type, and the share of burns."""
    t, measures = words.t, words.subject.measures
    rows = _rows(words)
    if not any(cells[-1] != _NO_AREA for cells in rows):
        return []
    head = ("", t.text(_("Type")), t.text(_("Number of lesions")), t.text(_("Area, cm²")))
    table = Table(head, rows, (7, 90, 30, 25), right=(2, 3), row_heads=False)
    title = Heading(4, t.text(_("Sums by type")))
    notes: list[Block] = []
    if measures is not None:
        notes = [*_burns(words, measures), Paragraph(scaled_by(words, measures), "note")]
    return [KeepTogether((title, table, *notes))]


def _rows(words: Words) -> tuple[tuple[Cell, ...], ...]:
    found: dict[str, list[float | None]] = {}
    for lesion in sorted(words.subject.lesions, key=lambda lesion: lesion.number):
        if lesion.removed is None and not words.subject.notes_on(lesion.number).restricted:
            area = words.subject.notes_on(lesion.number).area_cm2
            found.setdefault(lesion.type, []).append(area)
    return tuple(
        (_sign(words, key), type_name(words, key), str(len(areas)), _sum(words, areas))
        for key, areas in found.items()
    )


def _sign(words: Words, key: str) -> Cell:
    symbol = words.subject.symbols.get(key)
    return SymbolCell(symbol, type_name(words, key)) if symbol else ""


def _sum(words: Words, areas: list[float | None]) -> str:
    known = [area for area in areas if area is not None]
    return area_number(words, sum(known)) if known else _NO_AREA


def area_number(words: Words, area_cm2: float) -> str:
    """Return an area in cm², as exact as a drawing is."""
    return words.t.number(round(area_cm2, 1) if area_cm2 < 10 else round(area_cm2))


def _burns(words: Words, measures: Measures) -> list[Block]:
    t = words.t
    if measures.burn_share is None:
        return []
    share = _share(words, measures.burn_share)
    text = t.text(_("Burns: {share} % of the body surface."), share=share)
    parts = "; ".join(
        t.text(_("{part} {share} %"), part=part, share=_share(words, own))
        for part, own in measures.burn_parts
    )
    return [Paragraph((Run(text, "bold"), Run(f" {parts}." if parts else "")), "fact")]


def _share(words: Words, percent: float) -> str:
    return words.t.number(round(percent, 1 if percent >= 1 else 2))


def scaled_by(words: Words, measures: Measures) -> str:
    """Return how areas were computed, and what was not known."""
    t = words.t
    if measures.height_known and measures.weight_known:
        return t.text(
            _("Areas are computed from the drawing, scaled to the person's height and weight.")
        )
    if measures.height_known:
        return t.text(
            _(
                "Areas are computed from the drawing, scaled to the person's height; "
                "the weight is not recorded."
            )
        )
    return t.text(
        _(
            "Areas are computed from the drawing of a body {height} cm tall; "
            "the person's height is not recorded."
        ),
        height=t.number(round(measures.figure_height_cm)),
    )


def coverage(words: Words) -> list[Block]:
    """Return which parts were examined without findings, and which not, with the reason."""
    t, seen = words.t, words.subject.coverage
    if seen is None:
        return []
    blocks: list[Block] = []
    if seen.examined:
        label = t.text(_("Examined without findings: "))
        blocks.append(_line(label, "; ".join(_clear(words, *part) for part in seen.examined)))
    if seen.not_examined:
        label = t.text(_("Not examined: "))
        listed = "; ".join(f"{part} – {reason}" for part, reason in seen.not_examined)
        blocks.append(_line(label, listed))
    if seen.not_stated:
        blocks.append(
            Paragraph(t.text(_("Of the regions not named, nothing is stated here.")), "note")
        )
    return blocks


def _clear(words: Words, part: str, numbers: tuple[int, ...]) -> str:
    """Return a part of the body in which nothing was found but the lesions named."""
    if not numbers:
        return part
    listed = ", ".join(str(number) for number in numbers)
    return words.t.text(_("{part}, apart from No. {numbers}"), part=part, numbers=listed)


def _line(label: str, text: str) -> Paragraph:
    return Paragraph((Run(label, "bold"), Run(f"{text}.")), "fact")
