"""See that what a case file says beside the form can be; else it is refused by its place."""

from __future__ import annotations

import datetime as dt
import re

from ipdoc.casework.core.record import PARTS
from ipdoc.domain.addendum import Addendum
from ipdoc.domain.addendum import checked as checked_addendum
from ipdoc.domain.evaluation import COUNTED
from ipdoc.domain.letter import checked as checked_letter
from ipdoc.domain.mandate import Mandate
from ipdoc.domain.mandate import checked as checked_mandate
from ipdoc.domain.translation import TranslatedText
from ipdoc.exchange.case_beside import Beside, FiledSheet, FiledText, check_file_name
from ipdoc.exchange.case_errors import CaseFormatError
from ipdoc.exchange.case_shapes import believed, refuse_twice
from ipdoc.i18n import LANGUAGES
from ipdoc.questionnaire.model import Form
from ipdoc.redaction.pseudonyms import Pseudonyms
from ipdoc.report.titles import load_profile

MOST = 1_000_000
"""No number that is given to something is larger."""
_SHEET_ID = re.compile(r"[0-9a-f]{16}")


def check_beside(form: Form, beside: Beside, today: dt.date) -> None:
    """See that what stands beside the form can be; the issued documents are proved apart.

    Args:
        form: of which questions and sheets are asked.
        beside: as read.
        today: no order is later.

    Raises:
        CaseFormatError: something cannot be; names its place.
    """
    if beside.begun:
        believed(lambda: moment(beside.begun), "begun")
    for kind, number in beside.counters.items():
        if kind not in COUNTED or not 0 < number <= MOST:
            raise unknown(kind, "counters")
    if beside.mandate is not None:
        _check_mandate(beside.mandate, today)
    if (chosen := beside.letter) is not None:
        believed(lambda: checked_letter(chosen), "letter")
    _check_addenda(beside)
    _check_translations(beside)
    _check_questions(form, beside)
    entries = [vars(one) for one in beside.pseudonyms]
    believed(lambda: Pseudonyms.from_payload({"schema": 1, "entries": entries}), "pseudonyms")
    for at, one in enumerate(beside.sheets, 1):
        _check_sheet(one, f"sheets.{at}")
    refuse_twice((one.number for one in beside.sheets), "sheets", "number")
    refuse_twice((one.id for one in beside.sheets), "sheets", "id")


def unknown(key: str, place: str) -> CaseFormatError:
    """Return the error for something that there is not."""
    return CaseFormatError("Nothing is called {key} in {place}", key=key, place=place)


def moment(text: str) -> dt.datetime:
    """Return an aware moment.

    Raises:
        ValueError: the text is none.
    """
    found = dt.datetime.fromisoformat(text)
    if found.utcoffset() is None:
        raise ValueError(text)
    return found


def _check_mandate(mandate: Mandate, today: dt.date) -> None:
    def check() -> None:
        load_profile(mandate.country)
        checked_mandate(mandate, today)
        for one in mandate.declared:
            dt.date.fromisoformat(one.day)

    believed(check, "mandate")


def _check_addenda(beside: Beside) -> None:
    issued = {one.number for one in beside.documents}
    for at, one in enumerate(beside.addenda, 1):
        _check_addendum(one, f"addenda.{at}", issued)
    refuse_twice((one.number for one in beside.addenda), "addenda", "number")


def _check_addendum(addendum: Addendum, place: str, issued: set[int]) -> None:
    believed(lambda: checked_addendum(addendum), place)
    believed(lambda: dt.date.fromisoformat(addendum.written_on), place)
    if not 0 < addendum.number <= MOST:
        raise CaseFormatError("Give {place} its number", place=place)
    if addendum.amends not in issued:
        text = "In {place}: there is no issued document {number}"
        raise CaseFormatError(text, place=place, number=addendum.amends)


def _check_translations(beside: Beside) -> None:
    for language, parts in beside.translations.items():
        place = f"translations.{language}"
        if language not in LANGUAGES:
            raise unknown(language, "translations")
        for part, told in parts.items():
            if part not in PARTS:
                raise unknown(part, place)
            for one in told.answers.values():
                _check_text(one, f"{place}.{part}")


def _check_text(text: FiledText, place: str) -> None:
    check_file_name(text.original, place)
    believed(lambda: TranslatedText.from_payload(vars(text)), place)


def _check_questions(form: Form, beside: Beside) -> None:
    known = {f"{one.key}/{question.key}" for one in form.sections for question in one.questions()}
    for place, number in beside.transcribed.items():
        if place not in known:
            raise unknown(place, "transcribed")
        if not 0 < number <= MOST:
            raise CaseFormatError("Give {place} its number", place=f"transcribed.{place}")
    keys = {question.key for section in form.sections for question in section.questions()}
    for key in beside.copied.keys if beside.copied else ():
        if key not in keys:
            raise unknown(key, "copied")


def _check_sheet(sheet: FiledSheet, place: str) -> None:
    if not _SHEET_ID.fullmatch(sheet.id):
        raise CaseFormatError("What stands in {place} cannot be read", place=f"{place}.id")
    if not 0 < sheet.number <= MOST:
        raise CaseFormatError("Give {place} its number", place=place)
    for name in (sheet.original, sheet.straight):
        check_file_name(name, place)
