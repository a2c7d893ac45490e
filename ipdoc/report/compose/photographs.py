"""The photo table: two to a page, with number, caption and technical line."""

from __future__ import annotations

from ipdoc.domain.overlay import Drawing
from ipdoc.domain.rendering import SEALED_ANNEX
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Question, QuestionType, Section
from ipdoc.report.blocks import Block, Heading, Paragraph, PhotoBlock, PhotoDrawing
from ipdoc.report.compose.subject import PrintedPhotograph
from ipdoc.report.compose.words import Words

_TECHNICAL = ("taken_at", "taken_by", "device", "technique", "scale_in_frame", "colour_card")
_AWAITED_SIZE = (4, 3)
_DRAWN = {
    "arrow": _("arrow"),
    "polygon": _("outline"),
    "outline": _("outline"),
}


def photo_table(words: Words) -> list[Block]:
    """Return the sheets of the photo table; its section begins a page."""
    t, subject = words.t, words.subject
    if not subject.photographs:
        return [Paragraph(t.text(_("No photograph belongs to this record.")), "fact")]
    date = t.date(subject.issued_at.date())
    annex = t.text(
        _("Annex to {title} No. {number} of {date}"),
        title=subject.title,
        number=subject.number,
        date=date,
    )
    return [
        Heading(3, t.text(_("Photo table"))),
        Paragraph(annex, "note"),
        *(_photograph(words, printed) for printed in subject.photographs),
    ]


def _photograph(words: Words, printed: PrintedPhotograph) -> PhotoBlock:
    t, photograph = words.t, printed.photograph
    title = t.text(_("Photograph No. {number}"), number=photograph.number)
    caption = _caption(words, printed)
    file = photograph.printed
    width, height = (file.width_px, file.height_px) if file else _AWAITED_SIZE
    return PhotoBlock(
        title=title,
        alt=f"{title}. {caption}",
        caption=caption,
        technical=_technical(words, printed),
        width=width,
        height=height,
        jpeg=printed.jpeg if photograph.removed is None else None,
        awaited=_absence(words, printed),
        anchor=f"photo-{photograph.number}",
        drawings=tuple(_drawing(one) for one in _shown(printed)),
    )


def _shown(printed: PrintedPhotograph) -> tuple[Drawing, ...]:
    """Return the drawings over a photograph; none where it is not shown itself."""
    shown = printed.jpeg is not None and printed.photograph.removed is None
    return printed.photograph.overlay if shown else ()


def _drawing(drawing: Drawing) -> PhotoDrawing:
    number = str(drawing.lesion) if drawing.lesion is not None else ""
    return PhotoDrawing(drawing.kind, drawing.points, number)


def _drawing_words(words: Words, drawing: Drawing) -> str:
    t, number = words.t, drawing.lesion
    if drawing.kind == "number":
        return t.text(_("number {number} in a circle"), number=number)
    about = [] if number is None else [t.text(_("lesion No. {number}"), number=number)]
    about += [drawing.text] if drawing.text else []
    named = t.text(_DRAWN[drawing.kind])
    return f"{named} ({', '.join(about)})" if about else named


def _drawn_words(words: Words, printed: PrintedPhotograph) -> str:
    """Return which drawings lie over the copy; the original has none."""
    drawings = _shown(printed)
    if not drawings:
        return ""
    t = words.t
    listed = ", ".join(dict.fromkeys(_drawing_words(words, one) for one in drawings))
    return t.text(
        _("Drawn over this copy: {drawings}; the original is without them"), drawings=listed
    )


def _absence(words: Words, printed: PrintedPhotograph) -> str:
    photograph = printed.photograph
    if photograph.removed is not None:
        return words.t.text(_("Taken out: {reason}"), reason=photograph.removed)
    if printed.withheld == SEALED_ANNEX:
        return words.t.text(_("Intimate photograph: kept apart, not shown in this document."))
    if printed.withheld:
        return words.t.text(_("Withheld: no consent to show photographs to this recipient."))
    return words.t.text(_("This photograph awaits its file."))


def _caption(words: Words, printed: PrintedPhotograph) -> str:
    fields = printed.photograph.fields
    lesions = sorted(
        lesion.number
        for lesion in words.subject.lesions
        if printed.photograph.id in lesion.photos or fields.get("lesion") == lesion.number
    )
    parts = []
    if lesions:
        numbers = ", ".join(str(number) for number in lesions)
        parts.append(words.t.text(_("Lesion No. {numbers}"), numbers=numbers))
    for key in ("view", "caption"):
        question = _question(words.form.photograph, key)
        text = words.cell(question, fields.get(key)) if question else ""
        if text:
            parts.append(text.removesuffix("."))
    return ". ".join(filter(None, (*parts, _drawn_words(words, printed))))


def _technical(words: Words, printed: PrintedPhotograph) -> str:
    fields, parts = printed.photograph.fields, list[str]()
    for key in _TECHNICAL:
        question = _question(words.form.photograph, key)
        if question is None:
            continue
        text = words.cell(question, fields.get(key))
        if text and question.type is QuestionType.YES_NO:
            label = words.t.text(question.label)
            text = f"{label} {text}" if label.endswith("?") else f"{label}: {text}"
        if text:
            parts.append(text)
    original = printed.photograph.original
    if original:
        digest = f"{original.sha256[:4]} {original.sha256[4:8]}"
        parts.append(words.t.text(_("SHA-256 of the original {digest}…"), digest=digest))
    return ". ".join(parts)


def _question(section: Section, key: str) -> Question | None:
    return next((question for question in section.questions() if question.key == key), None)
