"""The second page: where everything stands, and how the report is to be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ipdoc.i18n import mark as _
from ipdoc.report.blocks import (
    Block,
    Box,
    Columns,
    Contents,
    ContentsRow,
    Heading,
    KeepTogether,
    Paragraph,
    Run,
    Table,
    Text,
    plain_words,
)
from ipdoc.report.compose.words import LEVELS, Words

_FIRST_LESION = "lesion-"


def contents(words: Words, blocks: Iterable[Block]) -> list[Block]:
    """Return the table of contents of blocks that are composed, in two columns.

    Sections stand in it, and the pages of sections that have an anchor of their own.
    """
    rows = list(_rows(words, blocks))
    if not rows:
        return []
    half = (len(rows) + 1) // 2
    while half < len(rows) and rows[half].below:
        half += 1
    columns = [tuple(rows[:half]), tuple(rows[half:])]
    heading = Heading(2, words.t.text(_("Contents")), anchor="contents")
    return [heading, Columns(tuple((Contents(own),) for own in columns), (1, 1))]


def _rows(words: Words, blocks: Iterable[Block]) -> Iterator[ContentsRow]:
    lesions = False
    for heading in _headings(blocks):
        text = plain_words(heading.text)
        if heading.level == 2:
            yield ContentsRow(text, heading.anchor, heading.number)
        elif heading.level == 3:
            yield ContentsRow(text, heading.anchor, below=True)
        elif heading.anchor.startswith(_FIRST_LESION) and not lesions:
            lesions = True
            yield ContentsRow(words.t.text(_("Each lesion by itself")), heading.anchor, below=True)


def _headings(blocks: Iterable[Block]) -> Iterator[Heading]:
    for block in blocks:
        if isinstance(block, Heading) and block.anchor:
            yield block
        elif isinstance(block, (KeepTogether, Box)):
            yield from _headings(block.blocks)
        elif isinstance(block, Columns):
            for column in block.columns:
                yield from _headings(column)


def reading_aids(words: Words) -> list[Block]:
    """Return the scale of consistency with its meaning, and how missing answers are marked."""
    return [*_scale(words), *_gaps(words)]


def _scale(words: Words) -> list[Block]:
    t = words.t
    table = Table(
        head=(t.text(_("Level of consistency")), t.text(_("What it means"))),
        rows=tuple((words.level(key), words.level_meaning(key) or "–") for key in LEVELS),
        weights=(50, 115),
    )
    used = t.text(
        _(
            "A level says how well a finding agrees with what the person states of an event. The "
            "clinician gives one to each pair of finding and event; the overall level is a "
            "judgement of all the evidence together, not an average, a sum or a highest value. "
            "It is neither a score nor a probability, and says nothing of guilt or of law."
        )
    )
    source = t.text(_("Istanbul Protocol (2022), {reference}"), reference="§379, 418")
    heading = Heading(2, t.text(_("How the levels of consistency are to be read")), anchor="scale")
    return [KeepTogether((heading, table)), Paragraph(f"{used} {source}.", "fact")]


def _gaps(words: Words) -> list[Block]:
    t = words.t
    told: Text = (
        Run(t.text(_("What has no answer: ")), "bold"),
        Run(
            t.text(
                _(
                    "a dash and a word say whether a question was not asked, was declined, could "
                    "not be answered, or does not apply, with the reason; an empty place is never "
                    "a \u201cno\u201d. \u201cStates\u201d, \u201caccording to\u201d and words in "
                    "italics are the person's; findings and levels are the clinician's."
                )
            )
        ),
    )
    return [Paragraph(told, "fact")]
