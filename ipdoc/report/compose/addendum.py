"""The addendum: which report it amends, by number and digests, why, and what it adds."""

from __future__ import annotations

import datetime as dt

from ipdoc.domain.addendum import REASONS, Amended
from ipdoc.domain.rendering import EditionKey
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, Fact, Facts, Heading, Paragraph, Rule, Table, Title
from ipdoc.report.compose.ground import order_facts
from ipdoc.report.compose.languages import edition_words
from ipdoc.report.compose.sections import signatures
from ipdoc.report.compose.subject import AddendumSaid, Translates
from ipdoc.report.compose.words import Words

_DOCUMENTS = {
    "report": _("Report"),
    "sealed_annex": _("Sealed annex"),
    "addendum": _("Addendum"),
    "letter": _("Letter"),
}


def addendum(words: Words) -> list[Block]:
    """Return the addendum.

    Raises:
        LookupError: the subject holds none.
    """
    said = words.subject.addendum
    if said is None:
        raise LookupError("addendum")
    t = words.t
    return [
        *_head(words, said),
        _facts(words, said),
        Heading(2, t.text(_("What is added")), anchor="addendum"),
        Paragraph(said.addendum.text, "prose", _foreign(words)),
        Heading(2, t.text(_("Which document is amended")), anchor="amended"),
        *_amended(words, said),
        signatures(words),
    ]


def _foreign(words: Words) -> str:
    language = words.subject.record_language
    return language if language and language != words.t.language else ""


def _head(words: Words, said: AddendumSaid) -> list[Block]:
    t, subject = words.t, words.subject
    belongs = t.text(
        _("No. {number} of {date}, to {title} No. {amended}"),
        number=subject.number,
        date=t.date(subject.issued_at.date()),
        title=subject.title,
        amended=said.amended_number,
    )
    kicker = t.text(_("Istanbul Protocol (United Nations, 2022)"))
    return [Title(kicker, t.text(_("Addendum")), belongs), Rule(heavy=True)]


def _facts(words: Words, said: AddendumSaid) -> Facts:
    t = words.t
    issued = dt.datetime.fromisoformat(said.amended.issued_at)
    reason = t.text(REASONS[said.addendum.reason].text)
    day = t.date(dt.date.fromisoformat(said.addendum.written_on))
    return Facts(
        (
            Fact(t.text(_("Person examined")), words.subject.person),
            Fact(t.text(_("Amended report")), said.amended_number),
            Fact(t.text(_("Issued")), t.datetime(issued)),
            Fact(t.text(_("Reason for the addendum")), reason),
            Fact(t.text(_("Written by")), f"{said.addendum.author}, {day}"),
            *order_facts(words),
        )
    )


def _amended(words: Words, said: AddendumSaid) -> list[Block]:
    t = words.t
    told = t.text(
        _(
            "The amended report stays as it was issued. It is the one whose embedded record, or "
            "whose file without signatures, has one of these digests (SHA-256):"
        )
    )
    frozen = t.text(
        _("All that was frozen with the amended report: {digest}"),
        digest=_grouped(said.amended.digest),
    )
    return [Paragraph(told, "fact"), _table(t, said.amended), Paragraph(frozen, "note")]


def _table(t: Translates, amended: Amended) -> Table:
    rows = tuple(
        (
            _edition(t, EditionKey.parse(one.key)),
            _grouped(one.record_sha256) if one.record_sha256 else "–",
            _grouped(one.sha256),
        )
        for one in amended.editions
    )
    head = (t.text(_("Edition")), t.text(_("Embedded record")), t.text(_("File")))
    return Table(head, rows, (32, 50, 50), role="compact")


def _grouped(digest: str) -> str:
    """Return a digest in groups of four digits, sixteen groups."""
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))


def _edition(t: Translates, key: EditionKey) -> str:
    return f"{t.text(_DOCUMENTS[key.document])}, {edition_words(t, key)}"
