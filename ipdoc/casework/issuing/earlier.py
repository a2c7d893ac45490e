"""What a report freezes of the earlier visits: their lesions, and what became of each."""

from __future__ import annotations

import datetime as dt

from ipdoc.casework.comparison import Compared, compared_visits
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref
from ipdoc.casework.findings import part_of
from ipdoc.casework.followup import load_copied
from ipdoc.casework.issuing.apart import is_stub
from ipdoc.casework.visits import Visit
from ipdoc.domain.finding import Lesion
from ipdoc.domain.payloads import Payload
from ipdoc.questionnaire.model import Form
from ipdoc.report.compose.subject import ComparedLesion, EarlierVisit


def earlier_snapshot(case: CaseFile, ref: Ref, form: Form) -> Payload:
    """Return the keys "earlier" and "copied" of a snapshot; empty for an only evaluation.

    An only evaluation says nothing here, so that its snapshot is what it was before there could be
    several, and keeps its digest.
    """
    kept: Payload = {}
    visits = compared_visits(case, ref)
    if visits:
        kept["earlier"] = [_visit(visit, compared, form) for visit, compared in visits]
    copied = load_copied(case, ref)
    if copied is not None:
        kept["copied"] = {"evaluation": copied.evaluation, "keys": list(copied.keys)}
    return kept


def _visit(visit: Visit, compared: tuple[Compared, ...], form: Form) -> Payload:
    return {
        "evaluation": visit.ref.evaluation_id,
        "type": visit.type_code,
        "day": visit.day,
        "dated": visit.dated,
        "report_number": visit.report_number,
        "lesions": [
            {
                "lesion": one.earlier.to_payload(),
                "now": [lesion.number for lesion in one.now],
                "status": one.status,
                "note": one.note,
                "restricted": part_of(form, one.earlier) == "intimate",
            }
            for one in compared
        ],
    }


def earlier_visits_of(snapshot: Payload) -> tuple[EarlierVisit, ...]:
    """Return the earlier visits that a snapshot froze, the newest first."""
    return tuple(
        EarlierVisit(
            one["evaluation"],
            one["type"],
            dt.date.fromisoformat(one["day"]),
            one["dated"],
            one["report_number"],
            tuple(
                ComparedLesion(
                    _lesion(each["lesion"]),
                    tuple(each["now"]),
                    each["status"] or "",
                    each["note"],
                    each["restricted"],
                )
                for each in one["lesions"]
            ),
        )
        for one in snapshot.get("earlier", [])
    )


def _lesion(payload: Payload) -> Lesion:
    return Lesion(payload["number"], "") if is_stub(payload) else Lesion.from_payload(payload)


def copied_of(snapshot: Payload) -> tuple[str, tuple[str, ...]] | None:
    """Return the evaluation from which answers were copied, and their keys."""
    copied = snapshot.get("copied")
    return (copied["evaluation"], tuple(copied["keys"])) if copied else None
