"""The logs of a case on paper: what was done with the evidence, and who came to the case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, Heading, Paragraph, Rule, Table, Title
from ipdoc.report.compose.subject import Translates


@dataclass(frozen=True)
class Entry:
    """One line of a log, in words."""

    at: dt.datetime
    """Aware."""
    who: str
    what: str
    about: str = ""
    """Which piece of evidence; empty in the access log."""


@dataclass(frozen=True)
class Piece:
    """A file of evidence."""

    name: str
    size: str
    """In words, with its unit."""
    sha256: str
    """64 hex digits."""


@dataclass(frozen=True)
class Chain:
    """The chain of all changes that one device wrote."""

    device: str
    changes: int
    digest: str
    """SHA-256 of its last link, 64 hex digits."""


def custody_log(
    entries: Sequence[Entry], pieces: Sequence[Piece], chains: Sequence[Chain], t: Translates
) -> list[Block]:
    """Return the custody log: what was done, the digests of the files, the ends of the chains."""
    what = t.text(
        _(
            "Originals are kept encrypted as they came; copies for paper and screen were made of "
            "them. Every change is one link of a chain that cannot be altered unnoticed."
        )
    )
    title = t.text(_("Custody log"))
    blocks: list[Block] = [Title("", title, ""), Rule(heavy=True), Paragraph(what, "fact")]
    blocks += [Heading(2, t.text(_("What was done"))), _entries(entries, t)]
    if pieces:
        head = (t.text(_("File")), t.text(_("Size of the file")), "SHA-256")
        rows = tuple((one.name, one.size, _grouped(one.sha256)) for one in pieces)
        blocks += [
            Heading(2, t.text(_("Files and their digests"))),
            Table(head, rows, weights=(40, 20, 105), right=(1,)),
        ]
    head = (t.text(_("Device")), t.text(_("Changes")), t.text(_("SHA-256 of the last link")))
    ends = tuple((one.device, str(one.changes), _grouped(one.digest)) for one in chains)
    blocks += [
        Heading(2, t.text(_("Chains of changes"))),
        Table(head, ends, weights=(40, 20, 105), right=(1,)),
    ]
    return blocks


def access_log(entries: Sequence[Entry], t: Translates, *, whole: bool) -> list[Block]:
    """Return the access log: who opened the case, and what left it.

    Args:
        entries: that are told.
        t: the language.
        whole: False where entries on what was given to others are left out.
    """
    what = t.text(_("Who opened the case, and what left it, when and for whom."))
    if not whole:
        what += " " + t.text(_("What was given to other recipients is not told here."))
    title = t.text(_("Access log"))
    return [Title("", title, ""), Rule(heavy=True), Paragraph(what, "fact"), _entries(entries, t)]


def _entries(entries: Sequence[Entry], t: Translates) -> Table:
    about = any(one.about for one in entries)
    head = [t.text(_("When")), t.text(_("Who")), t.text(_("What was done"))]
    rows = [[t.datetime(one.at), one.who, one.what] for one in entries]
    if about:
        head.insert(2, t.text(_("What it concerns")))
        for row, one in zip(rows, entries, strict=True):
            row.insert(2, one.about)
    weights = (60.0, 36.0, 27.0, 42.0) if about else (60.0, 40.0, 65.0)
    return Table(tuple(head), tuple(map(tuple, rows)), weights=weights, row_heads=False)


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
