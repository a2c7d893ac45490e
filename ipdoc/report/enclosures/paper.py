"""What all enclosures share: their head, their foot, and how they become a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, Paragraph
from ipdoc.report.compose.subject import Translates
from ipdoc.report.metadata import DocumentMeta


@dataclass(frozen=True)
class About:
    """To what the enclosures belong."""

    report: str
    """Title and number of the report."""
    person: str
    """The person examined as the report's heads name them, or the pseudonym."""
    made_at: dt.datetime
    """When the bundle was made, with offset."""
    bundle: str
    """Number of the bundle, 8 hex digits."""


def paper(title: str, blocks: Sequence[Block], about: About, t: Translates) -> bytes:
    """Return an enclosure as PDF.

    Args:
        title: of the enclosure.
        blocks: what stands in it, its title among them.
        about: to what it belongs.
        t: its language.

    Raises:
        MissingGlyphError: a text holds a character that no font has.
    """
    day = t.date(about.made_at.date())
    meta = DocumentMeta(
        title=title,
        language=t.language,
        issued_at=about.made_at,
        head_left=title,
        head_right=about.person,
        document_line=((about.report, "bold"),),
        digest_line=(
            (t.text(_("Bundle")) + " ", "plain"),
            (about.bundle, "bold"),
            (f" · {day}", "plain"),
        ),
        page_words=t.text(_("page {page} of {pages}"), page="{page}", pages="{pages}"),
        initials_words=t.text(_("clinician's initials")),
    )
    from ipdoc.report.document import make_report  # what draws is heavy: the start is not to wait

    return make_report(blocks, meta)


def check_printable(text: str) -> None:
    """See that a text can be printed, before anything is made that shall bear it.

    Raises:
        MissingGlyphError: it holds a character that no font has.
    """
    from ipdoc.report.document import lay_out

    lay_out([Paragraph(text, "fact")])
