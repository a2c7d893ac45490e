"""Cases: list them, start one, see how far it is."""

from __future__ import annotations

import secrets
import sys
from dataclasses import dataclass
from typing import Any

from ipdoc.casework.access.gate import allow
from ipdoc.casework.access.lines import bring_up_to_date, refresh_line
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import ListedCase, OpenVault
from ipdoc.casework.core.record import (
    Ref,
    evaluation_path,
    load_answers,
    load_evaluation,
    load_lesions,
    load_photographs,
    reading,
    section_path,
)
from ipdoc.casework.formstore import current_form, keep_form, stored_form
from ipdoc.casework.visits import Visit, visits_of
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cells, value_of
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.finding import RuleError
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.questionnaire.conditions import Situation
from ipdoc.questionnaire.model import Form, Section
from ipdoc.questionnaire.progress import Progress, section_progress

PAGE_SIZE = 50


@dataclass(frozen=True)
class ListedVisit:
    """An earlier evaluation in the list of cases."""

    ref: Ref
    type_key: str
    exam_date: str
    """ISO date, or empty."""


@dataclass(frozen=True)
class CaseRow:
    """One line of the list of cases: its newest evaluation, and those before it."""

    ref: Ref
    code: str
    type_key: str
    exam_date: str
    """ISO date, or empty."""
    created_on: str
    """ISO date."""
    earlier: tuple[ListedVisit, ...] = ()
    """Evaluations before the newest, the latest of them first."""


@dataclass(frozen=True)
class CasePage:
    """One page of the list."""

    rows: tuple[CaseRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class SectionRow:
    """One line of the task list."""

    section: Section
    progress: Progress


@dataclass(frozen=True)
class Overview:
    """An evaluation as its task list shows it."""

    ref: Ref
    code: str
    evaluation: Evaluation
    form: CompiledForm
    rows: tuple[SectionRow, ...]
    lesions: int
    photographs: int
    exam_date: str
    person_name: str
    """Name of the person examined; shown only when asked for."""
    visits: tuple[Visit, ...] = ()
    """All evaluations of the case, the earliest first."""


def list_cases(vault: OpenVault, page: int = 1, code: str = "") -> CasePage:
    """Return 50 cases, the newest first; with a code, all that bear exactly this code."""
    allow(vault, Action.LIST_CASES)
    bring_up_to_date(vault)
    size = sys.maxsize if code.strip() else PAGE_SIZE
    rows, total = vault.list_cases(page, size, code.strip() or None)
    lines = tuple(
        CaseRow(
            Ref(row.case_id, row.index["evaluation"]),
            row.index["code"],
            row.index["type"],
            row.index.get("exam_date", ""),
            row.created_on.isoformat(),
            _earlier(row),
        )
        for row in rows
    )
    return CasePage(lines, total, page, max(1, -(-total // size)))


def _earlier(row: ListedCase) -> tuple[ListedVisit, ...]:
    """Return the evaluations before the newest; a line of an older ipdoc names only one."""
    return tuple(
        ListedVisit(Ref(row.case_id, one["evaluation"]), one["type"], one["exam_date"])
        for one in reversed(row.index.get("visits", []))
        if one["evaluation"] != row.index["evaluation"]
    )


def find_case(vault: OpenVault, name: str, visit: int | None = None) -> Ref:
    """Return an evaluation of a case named by its id or its code.

    Args:
        vault: the open vault.
        name: id of the case, or its code.
        visit: which evaluation, 1 = the earliest; None = the newest.

    Raises:
        RuleError: the case has no such evaluation.
        UnknownCaseError: no case is called so.
    """
    allow(vault, Action.LIST_CASES)
    bring_up_to_date(vault)
    for row in vault.list_cases(1, PAGE_SIZE, name)[0]:
        if row.index["code"].strip().casefold() == name.strip().casefold():
            return _one_visit(row.case_id, row.index, visit)
    with vault.transaction(write=False) as work:
        index = work.index(name)
    return _one_visit(name, index, visit)


def _one_visit(case_id: str, index: dict[str, Any], visit: int | None) -> Ref:
    if visit is None:
        return Ref(case_id, index["evaluation"])
    visits = index.get("visits", [{"evaluation": index["evaluation"]}])
    if not 1 <= visit <= len(visits):
        raise RuleError("The case has no evaluation number {number}", number=visit)
    return Ref(case_id, visits[visit - 1]["evaluation"])


def start_case(
    vault: OpenVault,
    type_key: str,
    code: str,
    report_number: str,
    languages: dict[str, str],
) -> Ref:
    """Open a new case with one evaluation; its form is kept with it.

    Args:
        vault: the open vault.
        type_key: full, short, followup or psych.
        code: pseudonym that stands for the person in lists; not empty.
        report_number: number of the report; may be empty yet.
        languages: interview and record.

    Raises:
        RuleError: the code is empty.
    """
    allow(vault, Action.START_CASE)
    if not code.strip():
        raise RuleError("Give the case a code; it stands for the name in lists")
    compiled = current_form()
    kind = compiled.form.evaluation_type(type_key)
    cells: Cells = {"evaluation_type": kind.key, "subject_code": code.strip()}
    if report_number.strip():
        cells["report_number"] = report_number.strip()
    with vault.transaction() as work:
        keep_form(work, compiled)
        evaluation = Evaluation(
            secrets.token_hex(8), kind.code, compiled.digest, vault.now(), languages
        )
        case = work.new_case({"code": cells["subject_code"]})
        ref = Ref(case.case_id, evaluation.id)
        put_evaluation(case, ref, evaluation, None, "case opened")
        payload = {"schema": 1, "answers": cells}
        case.put(
            section_path(ref, "case_information", "record"),
            payload,
            "record",
            expected_version=None,
            why="case opened",
        )
        refresh_line(case)
    return ref


def put_evaluation(
    case: CaseFile, ref: Ref, evaluation: Evaluation, version: int | None, why: str
) -> None:
    """Store the evaluation's own record."""
    case.put(
        evaluation_path(ref), evaluation.to_payload(), "record", expected_version=version, why=why
    )


def situation(
    form: Form, evaluation: Evaluation, section: str, answers: dict[str, Cells]
) -> Situation:
    """Return what the conditions of a section look at."""
    keys = frozenset(one.key for one in form.sections)
    return Situation(evaluation.type_code, section, answers, keys)


def overview(vault: OpenVault, ref: Ref) -> Overview:
    """Return the task list of an evaluation.

    Raises:
        UnknownRecordError: it is not in the vault.
    """
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        evaluation, _ = load_evaluation(case, ref)
        answers, _ = load_answers(case, ref)
        lesions = [one for one in load_lesions(case, ref) if one.removed is None]
        photographs = [one for one in load_photographs(case, ref) if one.removed is None]
        visits = visits_of(case)
    compiled = stored_form(vault, evaluation.form_digest)
    about = answers.get("case_information", {})
    rows = tuple(
        SectionRow(
            section,
            section_progress(section, situation(compiled.form, evaluation, section.key, answers)),
        )
        for section in compiled.form.sections_for(evaluation.type_code)
    )
    names = (value_of(about.get(key)) for key in _NAME_KEYS)
    return Overview(
        ref,
        value_of(about.get("subject_code")) or "",
        evaluation,
        compiled,
        rows,
        len(lesions),
        len(photographs),
        str(value_of(about.get("exam_date")) or ""),
        " ".join(name for name in names if name),
        visits,
    )


_NAME_KEYS = ("subject_family_name", "subject_given_name", "subject_patronymic")
