"""The letter to the person examined: chosen on a page, made of very little of the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, load_answers, load_evaluation, opened, reading
from ipdoc.casework.issuing.apart import intimate_numbers
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cells, value_of
from ipdoc.domain.letter import FoundThing, Letter, LetterChoice, checked, quiet
from ipdoc.domain.payloads import Payload
from ipdoc.questionnaire.model import Form

_NUMBER = "report_number"
_BODY = "physical_exam"
_TOLD_APART = ("arrest_force", "unknown")
"""Causes that are no event of their own and yet belong into the letter."""


@dataclass(frozen=True)
class LetterShown:
    """What was chosen for the letter."""

    choice: LetterChoice
    version: int
    """Of the record; 0 = nothing was chosen yet."""
    code: str
    recorded_contact: str
    """The contact in the record, used where the letter names none."""
    language: str
    """In which the person was interviewed, as far as it is recorded; empty = not."""


def letter_path(ref: Ref) -> str:
    """Return the path of what was chosen."""
    return f"letter/{ref.evaluation_id}"


def show_letter(vault: OpenVault, ref: Ref) -> LetterShown:
    """Return what was chosen for the letter."""
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        choice, version = _load(case, ref)
        answers = load_answers(case, ref)[0]
        language = load_evaluation(case, ref)[0].languages.get("interview", "")
    code = _text(answers, "case_information", "subject_code")
    contact = _text(answers, "clinician_qualifications", "clin_contact")
    return LetterShown(choice, version, code, contact, language)


def choose_letter(vault: OpenVault, ref: Ref, choice: LetterChoice, version: int) -> None:
    """Keep what the letter says.

    Raises:
        RuleError: a text is too long.
        StaleVersionError: somebody else has changed it since ``version``.
    """
    payload = checked(choice).to_payload()
    with opened(vault, ref, Action.WRITE_SECTION) as case:
        why = "letter to the person chosen"
        case.put(letter_path(ref), payload, "record", expected_version=version or None, why=why)


def _load(case: CaseFile, ref: Ref) -> tuple[LetterChoice, int]:
    record = case.get(letter_path(ref))
    if record is None:
        return LetterChoice(), 0
    return LetterChoice.from_payload(record.payload), record.version


def letter_snapshot(case: CaseFile, ref: Ref, form: Form, snapshot: Payload) -> Payload:
    """Return what the letter is made of: no name of the person, no account, no third person.

    Args:
        case: the open case.
        ref: the evaluation.
        form: that the evaluation answers.
        snapshot: of the evaluation now; little of it is taken.
    """
    about = snapshot["answers"].get("case_information", {})
    number = {_NUMBER: about[_NUMBER]} if _NUMBER in about else {}
    choice, _ = _load(case, ref)
    return {
        "schema": 1,
        "form": snapshot["form"],
        "type": snapshot["type"],
        "languages": {},
        "answers": {"case_information": number} if number else {},
        "lesions": [],
        "photographs": [],
        "letter": _letter(choice, form, snapshot).to_payload(),
    }


def _letter(choice: LetterChoice, form: Form, snapshot: Payload) -> Letter:
    answers: dict[str, Cells] = snapshot["answers"]
    names = _text(answers, "clinician_qualifications", "clin_name")
    contact = choice.contact or _text(answers, "clinician_qualifications", "clin_contact")
    rows = _value(answers, "conclusions", "con_recommendations") or []
    advice = tuple(dict.fromkeys(str(row["type"]) for row in rows if row.get("type")))
    day = _text(answers, "case_information", "exam_date")
    who = tuple(name.strip() for name in names.split(";") if name.strip())
    if not choice.findings:
        return Letter(False, day, who, contact, choice.words, advice=quiet(advice))
    shut = intimate_numbers(form, snapshot) | _other_causes(answers)
    present = [one for one in snapshot["lesions"] if not one.get("removed")]
    found = tuple(
        FoundThing(one.get("type") or "", one.get("region") or "", one.get("side") or "")
        for one in sorted(present, key=lambda one: int(one["number"]))
        if one["number"] not in shut
    )
    shown = [one for one in snapshot["photographs"] if one["fields"].get("intimate") != "yes"]
    level = _text(answers, "conclusions", "con_overall_level")
    body = bool(answers.get(_BODY)) or bool(snapshot["lesions"])
    return Letter(True, day, who, contact, choice.words, found, len(shown), level, body, advice)


def _other_causes(answers: dict[str, Cells]) -> set[int]:
    """Return the numbers of lesions that are attributed to something else than what was told."""
    events = _value(answers, "allegations", "events") or []
    told = {*_TOLD_APART, *(row.get("event_id") for row in events)}
    rows = [
        row
        for row in _value(answers, "interpretation", "int_findings") or []
        if row.get("event_ref")
    ]
    related = {row.get("finding_ref") for row in rows if row["event_ref"] in told}
    return {row.get("finding_ref") for row in rows} - related


def _value(answers: dict[str, Cells], section: str, key: str) -> Any:
    return value_of(answers.get(section, {}).get(key))


def _text(answers: dict[str, Cells], section: str, key: str) -> str:
    """Return an answer as text, of a dated or coded one its value."""
    said = _value(answers, section, key)
    said = said.get("value") if isinstance(said, dict) else said
    return str(said) if said else ""
