"""Begin a further evaluation of a case: pinned to the present form, linked to the one it follows.

Nothing is carried over silently. The code goes along because it names the case; who the person is
goes along when it is asked for, and the record says from which evaluation it was copied.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from ipdoc.casework.access.gate import check
from ipdoc.casework.access.lines import refresh_line
from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
    PARTS,
    Ref,
    load_evaluation,
    reading,
    section_path,
)
from ipdoc.casework.formstore import current_form, keep_form
from ipdoc.casework.visits import Visit, about_evaluation, visits_of
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cells, value_of
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.finding import RuleError
from ipdoc.errors import IpdocError
from ipdoc.questionnaire.check import check_cell
from ipdoc.questionnaire.model import Form, Required

SECTION = "case_information"
IDENTITY = (
    "subject_family_name",
    "subject_given_name",
    "subject_patronymic",
    "subject_dob",
    "subject_birth_place",
    "subject_sex_recorded",
    "subject_gender",
    "subject_citizenship",
    "subject_id_type",
    "subject_id_number",
)
"""Who the person is. How identity was checked and the languages are asked anew at each visit."""
_WHY = "further evaluation begun"


@dataclass(frozen=True)
class Opening:
    """What a further evaluation is begun with."""

    type_key: str
    """full, short, followup or psych."""
    report_number: str = ""
    """Its own number; one number never stands for two reports."""
    record_language: str = ""
    """Code of the language of free texts; empty = as in the evaluation that it follows."""
    copy_identity: bool = False
    """Copy the answers that say who the person is."""


@dataclass(frozen=True)
class Source:
    """The evaluation that a further one would follow."""

    visit: Visit
    code: str
    record_language: str
    identity: tuple[str, ...]
    """Keys of ``IDENTITY`` that it answers, in order."""


@dataclass(frozen=True)
class Copied:
    """The note that answers were copied from another evaluation."""

    evaluation: str
    """Id of the evaluation that they come from."""
    keys: tuple[str, ...]
    """Questions of the section "case information"."""


def copied_path(ref: Ref) -> str:
    """Return the path of the note on copied answers."""
    return f"copied/{ref.evaluation_id}"


def source_of(vault: OpenVault, ref: Ref) -> Source:
    """Return what a further evaluation could take from this one.

    Raises:
        UnknownRecordError: it is not in the vault.
    """
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        evaluation, _ = load_evaluation(case, ref)
        about = about_evaluation(case, ref)
        visit = next(one for one in visits_of(case) if one.ref == ref)
    answered = tuple(key for key in IDENTITY if about.get(key) is not None)
    code = str(value_of(about.get("subject_code")) or "")
    return Source(visit, code, evaluation.languages.get("record", ""), answered)


def start_followup(vault: OpenVault, ref: Ref, opening: Opening) -> Ref:
    """Begin a further evaluation of the case; its lesions and photographs are numbered from 1.

    Args:
        vault: the open vault.
        ref: the evaluation that it follows.
        opening: type, report number, language, and whether the identity is copied.

    Raises:
        RuleError: the type is unknown, or the report number is that of another evaluation.
        UnknownRecordError: the evaluation is not in the vault.
    """
    compiled = current_form()
    if opening.type_key not in {kind.key for kind in compiled.form.types}:
        raise RuleError("Choose the type of evaluation")
    kind = compiled.form.evaluation_type(opening.type_key)
    with vault.transaction() as work:
        case = check(work, ref.case_id, Action.ADD_VISIT)
        before, _ = load_evaluation(case, ref)
        _refuse_used_number(case, opening.report_number.strip())
        keep_form(work, compiled)
        language = opening.record_language or before.languages.get("record", "")
        evaluation = Evaluation(
            secrets.token_hex(8),
            kind.code,
            compiled.digest,
            vault.now(),
            {"record": language} if language else {},
            parent=ref.evaluation_id,
        )
        new = Ref(ref.case_id, evaluation.id)
        put_evaluation(case, new, evaluation, None, _WHY)
        about = about_evaluation(case, ref)
        own = _own_answers(compiled.form, kind.key, kind.code, ref, opening)
        own["subject_code"] = about.get("subject_code", "")
        copied = _identity(compiled.form, about) if opening.copy_identity else {}
        _put_answers(case, new, compiled.form, {**own, **copied})
        if copied:
            note = {"schema": 1, "evaluation": ref.evaluation_id, "keys": list(copied)}
            case.put(copied_path(new), note, "record", expected_version=None, why=_WHY)
        refresh_line(case)
    return new


def _refuse_used_number(case: CaseFile, number: str) -> None:
    if number and number in {visit.report_number for visit in visits_of(case)}:
        raise RuleError(
            "The report number {number} is that of another evaluation of this case; give a new one",
            number=number,
        )


def _own_answers(form: Form, type_key: str, type_code: str, ref: Ref, opening: Opening) -> Cells:
    cells: Cells = {"evaluation_type": type_key}
    if opening.report_number.strip():
        cells["report_number"] = opening.report_number.strip()
    parent = form.section(SECTION).question("parent_evaluation")
    if parent.required(type_code) is not Required.NOT_SHOWN:
        cells[parent.key] = ref.evaluation_id
    return cells


def _identity(form: Form, about: Cells) -> Cells:
    """Return the identity answers that fit the present form; what no longer fits is asked anew."""
    copied: Cells = {}
    for key in IDENTITY:
        cell = about.get(key)
        try:
            check_cell(form, form.section(SECTION).question(key), cell, (key,))
        except (IpdocError, KeyError):
            continue
        if cell is not None:
            copied[key] = cell
    return copied


def _put_answers(case: CaseFile, ref: Ref, form: Form, cells: Cells) -> None:
    section = form.section(SECTION)
    for part in PARTS:
        own = {key: cell for key, cell in cells.items() if section.question(key).part == part}
        if own:
            payload = {"schema": 1, "answers": own}
            path = section_path(ref, SECTION, part)
            case.put(path, payload, part, expected_version=None, why=_WHY)


def copied_note(vault: OpenVault, ref: Ref) -> Copied | None:
    """Return the note on answers that were copied into an evaluation, None if there is none."""
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        return load_copied(case, ref)


def load_copied(case: CaseFile, ref: Ref) -> Copied | None:
    """Return the note on copied answers from an open case."""
    record = case.get(copied_path(ref))
    if record is None:
        return None
    return Copied(record.payload["evaluation"], tuple(record.payload["keys"]))
