"""The evaluations of one case in the order of their days, and the lesions that they found.

Every evaluation keeps its own numbers, answers and consent (DESIGN §3); what is read here is read
across them and never changes them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref, load_lesions
from ipdoc.domain.answers import Cells, value_of
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.finding import Lesion
from ipdoc.domain.payloads import lift
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _

STATUS = "status_followup"
"""Question of a lesion: what became of it since the earlier evaluation."""
KINDS = {"F": "full", "S": "short", "W": "followup", "P": "psych"}
"""Code of an evaluation's type → its key."""


@dataclass(frozen=True)
class Visit:
    """One evaluation among those of its case."""

    ref: Ref
    type_code: str
    """F, S, W or P."""
    day: str
    """ISO date: of the examination, else of the day on which the evaluation was begun."""
    dated: bool
    """True when the day is that of the examination."""
    report_number: str
    created_at: dt.datetime
    """Aware UTC."""
    parent: str = ""
    """Id of the evaluation that it follows."""


def visits_of(case: CaseFile) -> tuple[Visit, ...]:
    """Return the evaluations of a case, the earliest first."""
    evaluations = [
        Evaluation.from_payload(record.payload) for record in case.below("evaluation/").values()
    ]
    found = [_visit(case, one) for one in evaluations]
    return tuple(sorted(found, key=lambda one: (one.day, one.created_at)))


def _visit(case: CaseFile, evaluation: Evaluation) -> Visit:
    ref = Ref(case.case_id, evaluation.id)
    about = about_evaluation(case, ref)
    day = value_of(about.get("exam_date"))
    dated = isinstance(day, str) and bool(day)
    return Visit(
        ref,
        evaluation.type_code,
        day if dated else evaluation.created_at.date().isoformat(),
        dated,
        str(value_of(about.get("report_number")) or ""),
        evaluation.created_at,
        evaluation.parent,
    )


def about_evaluation(case: CaseFile, ref: Ref) -> Cells:
    """Return the answers of the section "case information" of an evaluation, all parts of it."""
    cells: Cells = {}
    for record in case.below(f"section/{ref.evaluation_id}/case_information/").values():
        cells.update(lift(record.payload)["answers"])
    return cells


def earlier_visits(case: CaseFile, ref: Ref) -> tuple[Visit, ...]:
    """Return the evaluations of the case before this one, the earliest first."""
    before: list[Visit] = []
    for visit in visits_of(case):
        if visit.ref.evaluation_id == ref.evaluation_id:
            return tuple(before)
        before.append(visit)
    return ()


def earlier_lesions(case: CaseFile, ref: Ref) -> tuple[tuple[Visit, tuple[Lesion, ...]], ...]:
    """Return each earlier evaluation with its lesions, those taken out left out."""
    return tuple(
        (visit, tuple(one for one in load_lesions(case, visit.ref) if one.removed is None))
        for visit in earlier_visits(case, ref)
    )


def case_index(case: CaseFile) -> dict[str, Any]:
    """Return the case's line of the list: the newest evaluation, and all of them by their day."""
    visits = visits_of(case)
    newest = visits[-1]
    about = about_evaluation(case, newest.ref)
    return {
        "evaluation": newest.ref.evaluation_id,
        "code": value_of(about.get("subject_code")) or "",
        "type": KINDS[newest.type_code],
        "exam_date": newest.day if newest.dated else "",
        "visits": [
            {
                "evaluation": visit.ref.evaluation_id,
                "type": KINDS[visit.type_code],
                "exam_date": visit.day if visit.dated else "",
            }
            for visit in visits
        ],
    }


def visit_label(visit: Visit, words: Translator) -> str:
    """Return how a visit is called: by its day, else by the day on which it was begun."""
    day = words.date(dt.date.fromisoformat(visit.day))
    if visit.dated:
        return words.text(_("Visit of {day}"), day=day)
    return words.text(_("Visit begun on {day}, not dated yet"), day=day)


def status_of(lesion: Lesion) -> str | None:
    """Return what became of a lesion since the earlier evaluation: a key of ``STATUS``."""
    status = value_of(lesion.attributes.get(STATUS))
    return status if isinstance(status, str) else None
