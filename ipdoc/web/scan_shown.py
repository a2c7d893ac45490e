"""What pages show of scanned sheets: beside a section, in the list, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from ipdoc.casework.core.record import Ref, UnknownRecordError
from ipdoc.casework.scans.sheets import scanned_sheet, scanned_sheets
from ipdoc.casework.sections import SectionView
from ipdoc.domain.scannedsheet import ScannedSheet
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Form, Required
from ipdoc.web import section_shown as shown
from ipdoc.web.bodymap_shown import restricted_is_open
from ipdoc.web.context import vault
from ipdoc.web.gate import can


@dataclass(frozen=True)
class SheetBeside:
    """A sheet beside the page on which it is transcribed."""

    number: int
    picture: str
    """Address of the straightened page."""
    width: int
    height: int
    url: str
    """Of the sheet's own page."""
    without: str
    """Of this page without the sheet."""


@dataclass(frozen=True)
class SheetLine:
    """A sheet in the list."""

    number: int
    name: str
    """Form and page as printed; empty when its code could not be read."""
    subjects: tuple[str, ...]
    url: str
    removed: str
    restricted: bool
    other_type: bool
    """Printed for another type of evaluation."""


@dataclass(frozen=True)
class SubjectLine:
    """A subject of a sheet: where its answers are typed."""

    words: str
    url: str


def sheet_url(ref: Ref, sheet_id: str) -> str:
    """Return the address of a sheet."""
    return url_for(
        "scans.sheet", case_id=ref.case_id, evaluation_id=ref.evaluation_id, sheet_id=sheet_id
    )


def picture_url(ref: Ref, sheet_id: str, kind: str = "straight") -> str:
    """Return the address of a picture of a sheet."""
    return url_for(
        "scans.picture",
        case_id=ref.case_id,
        evaluation_id=ref.evaluation_id,
        sheet_id=sheet_id,
        kind=kind,
    )


def _named(ref: Ref) -> ScannedSheet | None:
    """Return the sheet that the address names, None without one."""
    named = shown.sheet_beside()
    if named is None:
        return None
    try:
        return scanned_sheet(vault(), ref, named)
    except UnknownRecordError:
        return None


def sheet_number(ref: Ref) -> int | None:
    """Return the number of the sheet beside which a page was filled in, None without one."""
    sheet = _named(ref)
    return None if sheet is None else sheet.number


def beside(view: SectionView) -> SheetBeside | None:
    """Return the sheet to show beside a section, None without one."""
    sheet = _named(view.ref)
    if sheet is None or (sheet.restricted and not restricted_is_open(view.ref)):
        return None
    return SheetBeside(
        sheet.number,
        picture_url(view.ref, sheet.id),
        sheet.straight.width_px,
        sheet.straight.height_px,
        sheet_url(view.ref, sheet.id),
        shown.section_url(view.ref, view.section.key),
    )


def source_lines(view: SectionView, words: Translator) -> list[str]:
    """Return for each sheet which answers of the section were transcribed from it."""
    by_sheet: dict[int, list[str]] = {}
    for key, number in view.sources.items():
        question = next((one for one in view.section.questions() if one.key == key), None)
        if question is not None:
            by_sheet.setdefault(number, []).append(words.text(question.label))
    told = _("From sheet {number}: {questions}")
    return [
        words.text(told, number=number, questions=", ".join(labels))
        for number, labels in sorted(by_sheet.items())
    ]


def sheet_lines(ref: Ref, form: Form, type_code: str, words: Translator) -> list[SheetLine]:
    """Return the sheets of an evaluation as its list shows them."""
    return [
        SheetLine(
            sheet.number,
            sheet_name(sheet, words),
            tuple(line.words for line in subject_lines(ref, sheet, form, words)),
            sheet_url(ref, sheet.id),
            sheet.removed or "",
            sheet.restricted,
            sheet.type_code not in ("", type_code),
        )
        for sheet in scanned_sheets(vault(), ref)
    ]


def sheet_name(sheet: ScannedSheet, words: Translator) -> str:
    """Return form and page as they stand on the paper, empty when they could not be read."""
    if not sheet.form:
        return ""
    told = _("form {form}, page {page} of {pages}")
    return words.text(told, form=sheet.form, page=sheet.page, pages=sheet.pages)


def subject_lines(
    ref: Ref, sheet: ScannedSheet, form: Form, words: Translator
) -> list[SubjectLine]:
    """Return the subjects of a sheet with the pages on which they are typed."""
    lines = []
    for subject in sheet.subjects:
        section_key, _slash, page_key = subject.partition("/")
        section = form.section(section_key)
        page = section.page(page_key)
        told = words.text(section.heading)
        if len(section.pages) > 1:
            told = f"{told} › {words.text(page.title)}"
        url = _typed_at(ref, sheet, section_key, page_key, page.kind)
        lines.append(SubjectLine(told, url))
    return lines


def _typed_at(ref: Ref, sheet: ScannedSheet, section: str, page: str, kind: str) -> str:
    here: dict[str, Any] = {"case_id": ref.case_id, "evaluation_id": ref.evaluation_id}
    if kind == "lesions":
        return url_for("findings.body_map", **here)
    if kind == "photographs":
        return url_for("photographs.listing", **here)
    return url_for("sections.page", section_key=section, page_key=page, sheet=sheet.id, **here)


def sections_by_hand(form: Form, type_code: str, words: Translator) -> list[tuple[str, str]]:
    """Return what can be chosen for a sheet whose code cannot be read: key and words."""
    if not can("add_scan"):
        return []
    return [
        (f"{section.key}/{page.key}", f"{section.number} {words.text(page.title)}")
        for section in form.sections_for(type_code)
        for page in section.pages
        if any(q.required(type_code) is not Required.NOT_SHOWN for q in page.questions)
        or page.kind != "questions"
    ]
