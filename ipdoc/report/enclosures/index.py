"""Index of exhibits, and the receipt that is signed when a bundle changes hands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ipdoc.i18n import mark as _
from ipdoc.report.blocks import (
    Block,
    BulletList,
    Fact,
    Facts,
    Heading,
    KeepTogether,
    Paragraph,
    Rule,
    SignatureBox,
    SignatureRow,
    Space,
    Table,
    Title,
)
from ipdoc.report.compose.subject import Translates


@dataclass(frozen=True)
class IndexRow:
    """One exhibit."""

    number: str
    title: str
    files: tuple[str, ...]
    pages: tuple[int, int] | None
    """First and last page when all papers are printed one after the other; None = no paper."""
    part: int
    """Which part of the bundle holds it, from 1."""


@dataclass(frozen=True)
class PartRow:
    """One part of a bundle."""

    file: str
    size: str
    """In words, with its unit."""
    digest: str
    """SHA-256 of its tag manifest, 64 hex digits."""


@dataclass(frozen=True)
class Handing:
    """Who gave what to whom."""

    by: str
    """Name of the person who made the bundle."""
    recipient: str
    """In which quality it is received."""
    name: str
    """Of whoever receives it; may be empty."""
    report: str
    """Title and number of the report."""
    rendering: str
    made_at: dt.datetime
    """With offset."""
    fingerprint: str
    """Of the key that signed, in groups."""


def index_of_exhibits(
    rows: Sequence[IndexRow], missing: Sequence[tuple[str, str]], parts: int, t: Translates
) -> list[Block]:
    """Return the index.

    Args:
        rows: the exhibits in their order.
        missing: what is not in the bundle, and why.
        parts: of the bundle.
        t: the language.
    """
    head = [t.text(_("Exhibit")), t.text(_("What it is")), t.text(_("File")), t.text(_("Pages"))]
    weights = [18.0, 64.0, 65.0, 18.0]
    if parts > 1:
        head.append(t.text(_("Part")))
        weights = [18.0, 56.0, 60.0, 18.0, 13.0]
    table = Table(
        tuple(head),
        tuple(_index_row(row, parts) for row in rows),
        weights=tuple(weights),
        bold_first=True,
        right=tuple(range(3, len(head))),
    )
    counted = t.text(
        _(
            "Pages are counted through all papers in the order of this list, this index first; "
            "pictures and other files have none."
        )
    )
    blocks: list[Block] = [
        Title("", t.text(_("Index of exhibits")), ""),
        Rule(heavy=True),
        Paragraph(counted, "note"),
        table,
    ]
    if missing:
        words = _("{what}: {why}")
        items = tuple(t.text(words, what=what, why=why) for what, why in missing)
        blocks += [Heading(2, t.text(_("Not in this bundle"))), BulletList(items, role="fact")]
    return blocks


def _index_row(row: IndexRow, parts: int) -> tuple[str, ...]:
    files = ", ".join(one.removeprefix("data/") for one in row.files)
    pages = "–"
    if row.pages:
        first, last = row.pages
        pages = str(first) if first == last else f"{first}–{last}"
    cells = (row.number or "–", row.title, files, pages)
    return (*cells, str(row.part)) if parts > 1 else cells


def receipt(handing: Handing, parts: Sequence[PartRow], count: int, t: Translates) -> list[Block]:
    """Return the sheet that is signed by both and kept apart from the bundle.

    Args:
        handing: who gave what to whom.
        parts: the files that were given, with what proves them.
        count: of exhibits.
        t: the language.
    """
    keep = t.text(
        _(
            "Keep this sheet apart from the files. A bundle is the one that was given if the "
            "digest of its file tagmanifest-sha256.txt is the one printed here; the page "
            "check.html in the bundle, or sha256sum, computes it."
        )
    )
    rows = tuple((one.file, one.size, _grouped(one.digest)) for one in parts)
    head = (
        t.text(_("File")),
        t.text(_("Size of the file")),
        t.text(_("Digest of the bundle, SHA-256")),
    )
    return [
        Title("", t.text(_("Receipt for a bundle of exhibits")), ""),
        Rule(heavy=True),
        Facts(_facts(handing, count, t)),
        Heading(2, t.text(_("What was given"))),
        Table(head, rows, weights=(52, 22, 91), right=(1,)),
        Space(3),
        Paragraph(keep, "fact"),
        Space(6),
        KeepTogether((_boxes(handing, t),)),
    ]


def _facts(handing: Handing, count: int, t: Translates) -> tuple[Fact, ...]:
    to = ", ".join(part for part in (handing.name, handing.recipient) if part)
    return (
        Fact(t.text(_("Given by")), handing.by),
        Fact(t.text(_("Given to")), to),
        Fact(t.text(_("Document")), f"{handing.report}, {handing.rendering}"),
        Fact(t.text(_("Exhibits")), str(count)),
        Fact(t.text(_("Made at")), t.datetime(handing.made_at)),
        Fact(t.text(_("Fingerprint of the key that signed it")), handing.fingerprint),
    )


def _boxes(handing: Handing, t: Translates) -> SignatureRow:
    when = t.text(_("Date, place: {words}"), words="")
    return SignatureRow(
        tuple(
            SignatureBox(
                name=name or capacity,
                capacity=capacity if name else " ",
                sign_here=t.text(_("signature")),
                stamp_here=t.text(_("stamp, if there is one")),
                date_place=when,
            )
            for name, capacity in (
                (handing.by, t.text(_("Gives the bundle"))),
                (handing.name, t.text(_("Receives the bundle"))),
            )
        )
    )


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
