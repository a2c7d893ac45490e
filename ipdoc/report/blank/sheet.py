"""From the blocks of a blank form to its PDF: pages, marks and codes.

pdf = make_blank(blocks, words, code, meta)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ipdoc.domain.sheets import SheetCode, short_code
from ipdoc.report.blank import fields, grids, headings, look, writing
from ipdoc.report.blank.frame import SheetFrame, SheetWords
from ipdoc.report.blank.headings import CHART_ANCHOR, HEAD_ANCHOR, RESTRICTED_ANCHOR
from ipdoc.report.document import LaidReport, draw_report, lay_out
from ipdoc.report.metadata import DocumentMeta
from ipdoc.report.typeset.layouts import LAYOUTS
from ipdoc.report.typeset.setter import Layout

BLANK_LAYOUTS: Mapping[type, Layout] = {
    **LAYOUTS,
    fields.WriteRow: writing.write_row,
    fields.WriteLines: writing.write_lines,
    fields.CheckQuestion: writing.check_question,
    fields.WriteGrid: grids.write_grid,
    fields.Record: grids.record,
    fields.FieldGroup: headings.field_group,
    fields.FormTitle: headings.form_title,
    fields.SectionHead: headings.section_head,
    fields.Subject: headings.subject,
    fields.ChartPage: headings.chart_page,
}


def make_blank(
    blocks: Sequence[Any], words: SheetWords, code: SheetCode, meta: DocumentMeta
) -> bytes:
    """Return the PDF of a blank form.

    Args:
        blocks: of ``ipdoc.report.blank.fields`` and of the report.
        words: on every page.
        code: what all pages say of themselves; page, subjects and charts are filled in.
        meta: title and language of the file.

    Raises:
        MissingGlyphError: a text holds a character that no font has.
    """
    laid = lay_out(blocks, grid=look.GRID, layouts=BLANK_LAYOUTS)
    subjects = page_subjects(laid)
    restricted = {
        page for anchor, page in laid.page_of.items() if anchor.startswith(RESTRICTED_ANCHOR)
    }
    charts = {
        laid.page_of[block.anchor]: tuple(one.place for one in block.charts)
        for block in blocks
        if isinstance(block, fields.ChartPage)
    }

    def code_of(page: int, pages: int) -> SheetCode:
        return replace(
            code,
            page=page,
            pages=pages,
            restricted=page in restricted,
            subjects=tuple(map(short_code, subjects[page - 1])),
            charts=charts.get(page, ()),
        )

    return draw_report(laid, SheetFrame(laid.shaper, words, code_of), meta)


def page_subjects(laid: LaidReport) -> list[tuple[str, ...]]:
    """Return for each page the subjects that it asks about, those from the page before too."""
    found: list[tuple[str, ...]] = []
    current = ""
    for page in laid.pages:
        here: list[str] = []
        for piece, _ in page.pieces:
            for anchor in piece.anchors:
                if anchor.startswith(HEAD_ANCHOR):
                    current = ""
                elif not anchor.startswith((CHART_ANCHOR, RESTRICTED_ANCHOR)):
                    current = anchor
            if piece.height and current and current not in here:
                here.append(current)
        found.append(tuple(here))
    return found
