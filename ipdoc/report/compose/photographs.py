"""The photo table: two to a page, seven where only a notice stands for them."""

from __future__ import annotations

from dataclasses import replace

from ipdoc.domain.finding import Lesion
from ipdoc.domain.overlay import Drawing
from ipdoc.domain.rendering import SEALED_ANNEX
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Question, QuestionType, Section
from ipdoc.report.blocks import (
    Block,
    Heading,
    PageRef,
    Paragraph,
    PhotoBlock,
    PhotoDrawing,
    PhotoSheet,
    Run,
)
from ipdoc.report.compose.exhibits import exhibit_of
from ipdoc.report.compose.subject import PrintedPhotograph
from ipdoc.report.compose.words import Words, plain_value

PHOTO_TABLE = "photo-table"
"""Anchor of the first sheet."""
_ROOM, _SHOWN_ROOM, _AWAITED_ROOM = 14, 7, 2
"""Parts of a sheet, and those of a photograph and of the notice that one is not shown."""
_TECHNICAL = ("taken_at", "taken_by", "technique", "scale_in_frame", "colour_card")
_PREFERRED = ("closeup_scale", "closeup", "mid")
_WITHHELD = {
    "no_consent": _("Withheld: the person examined has not agreed to photographs in a document."),
    "identifies": _("Withheld: the person can be recognised."),
    "record": _("Withheld: kept in the record only."),
}
_AWAITED_SIZE = (4, 3)
_DRAWN = {
    "arrow": _("arrow"),
    "polygon": _("outline"),
    "outline": _("outline"),
}


def photo_table(words: Words) -> list[Block]:
    """Return the sheets of the photo table; its section begins a page."""
    filled = _sheets(words.subject.photographs)
    return [_sheet(words, shown, (at, len(filled))) for at, shown in enumerate(filled, 1)]


def _sheets(photographs: tuple[PrintedPhotograph, ...]) -> list[tuple[PrintedPhotograph, ...]]:
    """Return in their order the photographs that stand on each sheet."""
    sheets, room = list[tuple[PrintedPhotograph, ...]](), 0
    for printed in photographs:
        taken = _SHOWN_ROOM if _is_shown(printed) else _AWAITED_ROOM
        if taken > room:
            sheets.append(())
            room = _ROOM
        sheets[-1] += (printed,)
        room -= taken
    return sheets


def _is_shown(printed: PrintedPhotograph) -> bool:
    return printed.jpeg is not None and printed.photograph.removed is None


def where_photographs_are(words: Words) -> list[Block]:
    """Return how many photographs there are and where their sheets begin."""
    count, t = len(words.subject.photographs), words.t
    if not count:
        return [Paragraph(t.text(_("No photograph belongs to this record.")), "fact")]
    told = t.plural("{count} photograph", "{count} photographs", count)
    page = PageRef(PHOTO_TABLE, t.text(_("page {page}.")))
    begins = Run(t.text(_("{photographs}: photo table, from "), photographs=told))
    return [Paragraph((begins, page), "fact")]


def _sheet(
    words: Words, shown: tuple[PrintedPhotograph, ...], place: tuple[int, int]
) -> PhotoSheet:
    """Return one sheet; ``place`` is its number and how many there are."""
    t, subject = words.t, words.subject
    named: dict[str, object] = {
        "title": subject.title,
        "number": subject.number,
        "date": t.date(subject.issued_at.date()),
        "sheet": place[0],
        "sheets": place[1],
    }
    note = t.text(_("Annex to {title} No. {number} of {date} · sheet {sheet} of {sheets}"), **named)
    exhibit = exhibit_of(subject, "photo_table")
    if exhibit is not None:
        belongs = _(
            "Exhibit {exhibit} to {title} No. {number} of {date} · sheet {sheet} of {sheets}"
        )
        note = t.text(belongs, exhibit=exhibit.number, **named)
    first = place[0] == 1
    qualified = subject.section_answers("clinician_qualifications")
    return PhotoSheet(
        Heading(3, t.text(_("Photo table")), anchor=PHOTO_TABLE if first else ""),
        note,
        tuple(_photograph(words, printed) for printed in shown),
        _camera(words, shown),
        t.text(_("Clinician")),
        str(plain_value(qualified.get("clin_name")) or ""),
    )


def _camera(words: Words, shown: tuple[PrintedPhotograph, ...]) -> str:
    """Return the camera that made the photographs of a sheet, or that none is named."""
    question = _question(words.form.photograph, "device")
    if question is None:
        return ""
    said = [words.cell(question, one.photograph.fields.get("device")) for one in shown]
    devices = "; ".join(dict.fromkeys(device for device in said if device))
    return f"{words.t.text(question.label)}: {devices}" if devices else ""


def detail(words: Words, lesion: Lesion) -> list[Block]:
    """Return the photograph that shows a lesion best, small, with the page of the whole one."""
    shown = [
        printed
        for printed in words.subject.photographs
        if printed.photograph.id in lesion.photos and _is_shown(printed)
    ]
    if not shown:
        return []
    best = min(shown, key=_rank)
    whole = _photograph(words, best)
    page = words.t.text(_("Page {page}"))
    return [
        replace(
            whole,
            caption=(PageRef(whole.anchor, page),),
            technical="",
            anchor="",
            drawings=whole.drawings,
            small=True,
        )
    ]


def _rank(printed: PrintedPhotograph) -> tuple[int, int]:
    """Return the order of preference: close with a scale, close, anything else."""
    view = str(printed.photograph.fields.get("view") or "")
    known = _PREFERRED.index(view) if view in _PREFERRED else len(_PREFERRED)
    return known, printed.photograph.number


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
    return printed.photograph.overlay if _is_shown(printed) else ()


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
    apart = photograph.intimate and words.subject.document != SEALED_ANNEX
    if printed.withheld == SEALED_ANNEX or apart:
        return words.t.text(_("Intimate photograph: kept apart, not shown in this document."))
    if printed.withheld:
        return words.t.text(_WITHHELD[printed.withheld])
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
    return ". ".join(part.removesuffix(".") for part in parts)


def _question(section: Section, key: str) -> Question | None:
    return next((question for question in section.questions() if question.key == key), None)
