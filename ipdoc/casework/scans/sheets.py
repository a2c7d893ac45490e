"""Take scans of sheets in, list them, give them out, take them out."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from ipdoc.casework.access.taking import taking_out
from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, UnknownRecordError, load_evaluation, opened, reading
from ipdoc.casework.formstore import stored_form
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Content
from ipdoc.domain.finding import RuleError
from ipdoc.domain.photograph import StoredFile
from ipdoc.domain.scannedsheet import ScannedSheet
from ipdoc.domain.sheets import SheetCode, short_code
from ipdoc.imaging.scans import StraightPage, read_scan
from ipdoc.questionnaire.model import Form

_ATTACHED, _REMOVED = "sheet attached", "sheet taken out"


def sheet_path(ref: Ref, sheet_id: str = "") -> str:
    """Return the path of a sheet's record; without an id, the beginning of all."""
    return f"scan/{ref.evaluation_id}/{sheet_id}"


def attach_sheet(
    vault: OpenVault, ref: Ref, stream: BinaryIO, *, by_hand: str = ""
) -> ScannedSheet:
    """Take in the scan of a sheet: as it came, and straightened.

    Args:
        vault: the open vault.
        ref: the evaluation.
        stream: JPEG or PNG, seekable, in memory.
        by_hand: ``section/page`` that it belongs to if its code cannot be read; may be empty.

    Raises:
        ScanError: it cannot be taken as a sheet; nothing is kept.
        SheetCodeError: its code is of something else; nothing is kept.
        RuleError: its code cannot be read and nothing was chosen by hand; or the page is attached
            already; nothing is kept.
    """
    page = read_scan(stream)
    restricted = page.code is not None and page.code.restricted
    with opened(vault, ref, Action.WRITE_INTIMATE if restricted else Action.ADD_SCAN) as case:
        evaluation, version = load_evaluation(case, ref)
        form = stored_form(vault, evaluation.form_digest).form
        subjects = _subjects(form, evaluation.type_code, page.code, by_hand)
        if page.code is not None:
            _refuse_double(case, ref, page.code)
        evaluation, number = evaluation.next_number("sheet")
        put_evaluation(case, ref, evaluation, version, "number given to a sheet")
        sheet = _kept(case, stream, page, number, subjects)
        case.put(
            sheet_path(ref, sheet.id),
            sheet.to_payload(),
            sheet.part,
            expected_version=None,
            why=_ATTACHED,
        )
    return sheet


def _subjects(form: Form, type_code: str, code: SheetCode | None, by_hand: str) -> tuple[str, ...]:
    """Return the subjects of a page in the evaluation's own form.

    Raises:
        RuleError: the page names none that the evaluation asks about, and none was chosen by hand.
    """
    known = {
        short_code(f"{section.key}/{page.key}"): f"{section.key}/{page.key}"
        for section in form.sections_for(type_code)
        for page in section.pages
    }
    found = [known[one] for one in (code.subjects if code else ()) if one in known]
    if not found and by_hand in known.values():
        found = [by_hand]
    if not found and code is not None:
        raise RuleError(
            "This evaluation asks about nothing of this sheet; attach it to the evaluation for "
            "which it was printed"
        )
    if not found:
        raise RuleError(
            "The square code cannot be read; choose the section below and attach the sheet again"
        )
    return tuple(found)


def _refuse_double(case: CaseFile, ref: Ref, code: SheetCode) -> None:
    for one in load_sheets(case, ref):
        if one.removed is None and (one.form, one.page) == (code.sheet_words, code.page):
            raise RuleError(
                "Page {page} of form {form} is attached already as sheet {number}; "
                "take that out first",
                page=code.page,
                form=code.sheet_words,
                number=one.number,
            )


def _kept(
    case: CaseFile, stream: BinaryIO, page: StraightPage, number: int, subjects: tuple[str, ...]
) -> ScannedSheet:
    code = page.code
    part = "intimate" if code is not None and code.restricted else "record"
    stream.seek(0)
    kept = case.attach(stream, part)
    original = StoredFile(
        kept.id, page.media_type, kept.size, kept.sha256, page.scan_width_px, page.scan_height_px
    )
    flat = case.attach(io.BytesIO(page.jpeg), part)
    digest = hashlib.sha256(page.jpeg).hexdigest()
    straight = StoredFile(
        flat.id, "image/jpeg", len(page.jpeg), digest, page.width_px, page.height_px
    )
    return ScannedSheet(
        secrets.token_hex(8),
        number,
        code.sheet_words if code else "",
        code.page if code else 0,
        code.pages if code else 0,
        code.type_code if code else "",
        code.figure if code else "",
        part == "intimate",
        subjects,
        code.charts if code else (),
        original,
        straight,
    )


def load_sheets(case: CaseFile, ref: Ref) -> list[ScannedSheet]:
    """Return the sheets of an open case by number, those taken out included."""
    records = case.below(sheet_path(ref)).values()
    sheets = [ScannedSheet.from_payload(record.payload) for record in records]
    return sorted(sheets, key=lambda sheet: (sheet.number, sheet.id))


def scanned_sheets(vault: OpenVault, ref: Ref) -> list[ScannedSheet]:
    """Return the sheets by number, those taken out included."""
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        return load_sheets(case, ref)


def scanned_sheet(vault: OpenVault, ref: Ref, sheet_id: str) -> ScannedSheet:
    """Return one sheet.

    Raises:
        UnknownRecordError: there is none with this id.
    """
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        return _load(case, ref, sheet_id)[0]


def _load(case: CaseFile, ref: Ref, sheet_id: str) -> tuple[ScannedSheet, int]:
    record = case.get(sheet_path(ref, sheet_id)) if sheet_id else None
    if record is None:
        raise UnknownRecordError("This sheet is not in the case; go back to the list")
    return ScannedSheet.from_payload(record.payload), record.version


def sheet_file(
    vault: OpenVault, ref: Ref, sheet_id: str, kind: str
) -> tuple[StoredFile, Iterator[bytes]]:
    """Return a file of a sheet, "original" or "straight", and its bytes in pieces.

    The log notes who took the original.

    Raises:
        NotAllowedError: it is for intimate findings, which the person may not see.
        UnknownRecordError: there is no such sheet or kind.
    """
    sheet = scanned_sheet(vault, ref, sheet_id)
    file = {"original": sheet.original, "straight": sheet.straight}.get(kind)
    if file is None:
        raise UnknownRecordError("This sheet is not in the case; go back to the list")
    seen = Action.SEE_INTIMATE if sheet.restricted else Action.OPEN_RECORD
    part = Content.INTIMATE if sheet.restricted else Content.RECORD
    coming = (
        taking_out(vault, ref, seen, (part,), sheet=sheet_id)
        if kind == "original"
        else reading(vault, ref, seen)
    )
    with coming as case:
        return file, case.read_attachment(file.attachment)


def remove_sheet(vault: OpenVault, ref: Ref, sheet_id: str, reason: str) -> ScannedSheet:
    """Take a sheet out of the record; its number stays as a gap with the reason.

    Raises:
        RuleError: no reason was given.
        UnknownRecordError: there is none with this id.
    """
    restricted = scanned_sheet(vault, ref, sheet_id).restricted
    with opened(vault, ref, Action.WRITE_INTIMATE if restricted else Action.ADD_SCAN) as case:
        sheet, version = _load(case, ref, sheet_id)
        if not reason.strip():
            raise RuleError("Say why the sheet is taken out; its number stays as a gap")
        changed = replace(sheet, removed=reason.strip())
        path = sheet_path(ref, sheet_id)
        case.put(path, changed.to_payload(), sheet.part, expected_version=version, why=_REMOVED)
    return changed
