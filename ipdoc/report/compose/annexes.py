"""The annexes: which exhibits belong to the report and where they are; the standing of it."""

from __future__ import annotations

from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, Cell, Heading, PageRef, Paragraph, Table
from ipdoc.report.compose.exhibits import Exhibit, exhibits
from ipdoc.report.compose.words import Words


def exhibit_index(words: Words) -> list[Block]:
    """Return the exhibits as a table: number, what it is, where it stands."""
    found = exhibits(words.subject)
    t = words.t
    if not found:
        return []
    return [
        Table(
            head=(t.text(_("Exhibit")), t.text(_("What it is")), t.text(_("Where"))),
            rows=tuple(_row(words, exhibit) for exhibit in found),
            weights=(18, 90, 57),
            bold_first=True,
        )
    ]


def exhibit_title(words: Words, exhibit: Exhibit) -> str:
    """Return what an exhibit is called in the report's language."""
    title = words.t.text(exhibit.title, **exhibit.args)
    return title or words.t.text(_("Withheld from this edition"))


def _row(words: Words, exhibit: Exhibit) -> tuple[Cell, ...]:
    where: Cell = words.t.text(_("handed over apart"))
    if exhibit.sealed:
        where = words.t.text(_("sealed, in a document of its own"))
    elif exhibit.withheld:
        where = words.t.text(_("withheld from this edition"))
    elif exhibit.anchor:
        where = (PageRef(exhibit.anchor, words.t.text(_("in this report, page {page}"))),)
    return (exhibit.number, exhibit_title(words, exhibit), where)


def standing(words: Words) -> list[Block]:
    """Return what the Protocol says of the weight of an opinion that no authority ordered."""
    t = words.t
    return [
        Heading(3, t.text(_("Standing of this report")), anchor="standing"),
        Paragraph(
            t.text(
                _(
                    "The Istanbul Protocol (2022, §305\u2013306) says that official certification "
                    "of an expert is not to be presumed sufficient, and that courts should "
                    "neither rule out experts who do not belong to the State nor give more "
                    "weight to those who do for that reason alone. See also the report of the "
                    "Special Rapporteur on torture to the General Assembly, A/69/387."
                )
            )
        ),
    ]
