"""Which layout sets which block."""

from __future__ import annotations

from collections.abc import Mapping

from ipdoc.report import blocks, drawings
from ipdoc.report.typeset import (
    factgrid,
    figures,
    groups,
    parallel,
    photos,
    photosheets,
    tables,
    text,
    timeline,
)
from ipdoc.report.typeset.setter import Layout

LAYOUTS: Mapping[type, Layout] = {
    blocks.Heading: text.heading,
    blocks.Title: text.title,
    blocks.Paragraph: text.paragraph,
    blocks.Gap: text.gap,
    blocks.BulletList: text.bullet_list,
    blocks.LevelLine: text.level_line,
    blocks.Contents: text.contents,
    blocks.Rule: text.rule,
    blocks.Space: text.space,
    blocks.PageBreak: text.page_break,
    blocks.Facts: tables.facts,
    blocks.FactGrid: factgrid.fact_grid,
    blocks.FactStack: tables.fact_stack,
    blocks.Table: tables.table,
    blocks.Timeline: timeline.timeline,
    drawings.BodyFigure: figures.body_figure,
    blocks.PhotoBlock: photos.photograph,
    blocks.PhotoSheet: photosheets.photo_sheet,
    blocks.SignatureRow: photos.signature_row,
    blocks.Box: groups.box,
    blocks.Columns: groups.columns,
    blocks.Flow: groups.flow,
    blocks.KeepTogether: groups.keep_together,
    blocks.InLanguage: parallel.in_language,
    blocks.Parallel: parallel.parallel,
    blocks.OnePage: groups.one_page,
    blocks.Sheets: groups.sheets,
}
