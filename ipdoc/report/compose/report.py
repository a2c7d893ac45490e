"""The whole report as blocks, and what the file says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ipdoc.domain.signature import FIELD_NAMES, SignerRole
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, Heading, PageBreak, Paragraph
from ipdoc.report.compose.addendum import addendum
from ipdoc.report.compose.annex import sealed_annex
from ipdoc.report.compose.contents import contents, reading_aids
from ipdoc.report.compose.first_page import first_page
from ipdoc.report.compose.glossary import glossary
from ipdoc.report.compose.ground import follows, ground, without_physical_examination
from ipdoc.report.compose.languages import in_language
from ipdoc.report.compose.letter import letter
from ipdoc.report.compose.sections import section_blocks
from ipdoc.report.compose.shape import Shape
from ipdoc.report.compose.short_form import short_form
from ipdoc.report.compose.subject import ReportSubject, Translates
from ipdoc.report.compose.translated import language_note, marked
from ipdoc.report.compose.words import Words
from ipdoc.report.metadata import DocumentMeta

Composer = Callable[[Words], list[Block]]
_SIGNERS = {
    SignerRole.DOCTOR: _("Signature of the clinician"),
    SignerRole.REVIEWER: _("Signature of the second specialist"),
}


def compose(
    subject: ReportSubject, translator: Translates, shape: Shape | None = None
) -> list[Block]:
    """Return the document that the subject names, as blocks.

    Args:
        subject: one evaluation as this edition shows it.
        translator: the language of the document; text that nobody translated stays in its own.
        shape: of a bilingual edition, the same for both its languages, the first one first; the
            originals of translated texts stand in its other half.

    Raises:
        KeyError: there is no such document.
    """
    blocks = DOCUMENTS[subject.document](Words(subject, translator, shape))
    if subject.marks is None:
        return blocks
    return marked(blocks, subject.marks, translator, originals=shape is None)


def _report(words: Words) -> list[Block]:
    """Return the report: first page, then all sections in the order of Annex IV.

    That of a first-contact examination is the short form instead.
    """
    subject = words.subject
    if subject.type_code == "S":
        return short_form(words)
    body: list[Block] = [
        *follows(words),
        *without_physical_examination(words),
        *ground(words),
    ]
    for section in subject.form.sections_for(subject.type_code):
        body.extend(section_blocks(words, section))
    body += [*_closing(words), *glossary(words, body)]
    second = [*contents(words, body), *reading_aids(words), *language_note(words)]
    return [first_page(words), PageBreak(), *second, PageBreak(), *body]


def _closing(words: Words) -> list[Block]:
    t = words.t
    digest = words.subject.digest
    if not digest:
        return []
    grouped = " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))
    text = t.text(
        _("SHA-256 of the record that is embedded in this file as record.json: {digest}"),
        digest=grouped,
    )
    return [
        Heading(3, t.text(_("Digest of the record")), anchor="digest"),
        Paragraph(text, "fact"),
    ]


DOCUMENTS: Mapping[str, Composer] = {
    "report": _report,
    "addendum": lambda words: [*addendum(words), *_closing(words)],
    "letter": letter,
    "sealed_annex": lambda words: [*sealed_annex(words), *_closing(words)],
}
"""Document → what composes it."""


def report_meta(subject: ReportSubject, translator: Translates, second: str = "") -> DocumentMeta:
    """Return what every page bears and what the file says of itself.

    Args:
        subject: one evaluation as this edition shows it.
        translator: the language of the document.
        second: the other language of a bilingual edition.
    """
    t = translator
    date = t.date(subject.issued_at.date())
    languages = in_language(t, t.language)
    if second:
        languages = " / ".join(LANGUAGES.get(one, one) for one in (t.language, second))
    digest = " ".join(subject.digest[i : i + 4] for i in range(0, 16, 4))
    edition = "" if subject.document == "letter" else f"{subject.edition}, "
    named = {"addendum": _("Addendum"), "letter": _("Letter")}.get(subject.document)
    title = t.text(named) if named else subject.title
    titled = t.text(_("{title} No. {number}"), title=title, number=subject.number)
    return DocumentMeta(
        title=titled,
        language=t.language,
        issued_at=subject.issued_at,
        head_left=titled,
        head_right=subject.person,
        document_line=(
            (t.text(_("Document")) + " ", "plain"),
            (subject.number, "bold"),
            (f", {edition}{languages} · {date}", "plain"),
        ),
        digest_line=((t.text(_("Digest SHA-256")) + ": ", "plain"), (f"{digest} …", "bold")),
        page_words=t.text(_("page {page} of {pages}"), page="{page}", pages="{pages}"),
        initials_words=t.text(_("clinician's initials")),
        record=subject.record,
        record_words=t.text(_("Record of this document")),
        schema_words=t.text(_("Layout of the record (JSON Schema)")),
        signature_fields=tuple(
            (FIELD_NAMES[role], t.text(words)) for role, words in _SIGNERS.items()
        ),
    )
