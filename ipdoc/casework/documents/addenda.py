"""Addenda: written on a page of their own, issued under a number of their own.

Until an addendum is issued it can be changed; then it stays as it is, like the report it amends.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
    Ref,
    UnknownRecordError,
    load_evaluation,
    opened,
    reading,
)
from ipdoc.casework.issuing.issued import IssuedReport, load_reports
from ipdoc.domain.access import Action
from ipdoc.domain.addendum import Addendum, Amended, AmendedEdition, checked
from ipdoc.domain.finding import RuleError
from ipdoc.domain.payloads import Payload

_CONTEXT = {
    "case_information": (
        "report_number",
        "subject_family_name",
        "subject_given_name",
        "subject_patronymic",
        "subject_code",
        "subject_dob",
        "exam_date",
        "requested_by_type",
    ),
    "clinician_qualifications": ("clin_name", "clin_profession", "clin_specialty"),
    "signature": ("sig_name", "sig_place"),
}
"""Answers that make an addendum readable alone: whom it is about, and who signs."""


@dataclass(frozen=True)
class AddendumLine:
    """An addendum in the list."""

    addendum: Addendum
    version: int
    issued: IssuedReport | None
    """Under which number it was issued; None = it can still be changed."""


def addendum_path(ref: Ref, number: int) -> str:
    """Return the path of an addendum."""
    return f"addendum/{ref.evaluation_id}/{number}"


def addenda(vault: OpenVault, ref: Ref) -> list[AddendumLine]:
    """Return the addenda of an evaluation, the newest first."""
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        return _lines(case, ref)


def _lines(case: CaseFile, ref: Ref) -> list[AddendumLine]:
    issued = {one.addendum: one for one in load_reports(case, ref) if one.addendum}
    records = case.below(f"addendum/{ref.evaluation_id}/").values()
    lines = [(Addendum.from_payload(record.payload), record.version) for record in records]
    lines.sort(key=lambda one: -one[0].number)
    return [AddendumLine(one, version, issued.get(one.number)) for one, version in lines]


def find_addendum(vault: OpenVault, ref: Ref, number: int) -> AddendumLine:
    """Return one addendum.

    Raises:
        UnknownRecordError: there is none under this number.
    """
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        return _find(case, ref, number)


def _find(case: CaseFile, ref: Ref, number: int) -> AddendumLine:
    found = [one for one in _lines(case, ref) if one.addendum.number == number]
    if not found:
        raise UnknownRecordError("There is no such addendum; write it first")
    return found[0]


def write_addendum(vault: OpenVault, ref: Ref, amends: int, reason: str, text: str) -> Addendum:
    """Write an addendum to an issued report; return it with its number.

    Args:
        vault: the open vault.
        ref: the evaluation.
        amends: number of the issued report.
        reason: key of ``REASONS``.
        text: what is added.

    Raises:
        RuleError: the report was not issued, or reason or text is missing.
    """
    with opened(vault, ref, Action.WRITE_SECTION) as case:
        _refuse_unissued(case, ref, amends)
        evaluation, version = load_evaluation(case, ref)
        evaluation, number = evaluation.next_number("addendum")
        written = checked(_written(vault, number, amends, reason, text))
        put_evaluation(case, ref, evaluation, version, "number given to an addendum")
        _put(case, ref, written, 0, "addendum written")
    return written


def change_addendum(
    vault: OpenVault, ref: Ref, number: int, reason: str, text: str, version: int
) -> None:
    """Change an addendum that was not issued yet.

    Raises:
        RuleError: it was issued, or reason or text is missing.
        StaleVersionError: somebody else has changed it since ``version``.
    """
    with opened(vault, ref, Action.WRITE_SECTION) as case:
        line = _find(case, ref, number)
        if line.issued:
            raise RuleError("This addendum was issued and stays as it is; write a further one")
        written = _written(vault, number, line.addendum.amends, reason, text)
        _put(case, ref, checked(written), version, "addendum changed")


def _written(vault: OpenVault, number: int, amends: int, reason: str, text: str) -> Addendum:
    day = vault.now().date().isoformat()
    return Addendum(number, amends, reason, text.strip(), vault.person_name, day)


def _refuse_unissued(case: CaseFile, ref: Ref, number: int) -> None:
    if number not in {report.number for report in load_reports(case, ref)}:
        raise RuleError("Choose the issued report that the addendum amends")


def _put(case: CaseFile, ref: Ref, addendum: Addendum, version: int, why: str) -> None:
    path = addendum_path(ref, addendum.number)
    case.put(path, addendum.to_payload(), "record", expected_version=version or None, why=why)


def addendum_snapshot(case: CaseFile, ref: Ref, snapshot: Payload, number: int) -> Payload:
    """Return what an addendum is made of.

    Args:
        case: the open case.
        ref: the evaluation.
        snapshot: of the evaluation now; only what makes the addendum readable alone is taken.
        number: of the addendum.

    Raises:
        UnknownRecordError: there is no such addendum.
    """
    addendum = _find(case, ref, number).addendum
    report = next(one for one in load_reports(case, ref) if one.number == addendum.amends)
    answers = snapshot["answers"]
    kept = {
        section: {key: answers[section][key] for key in keys if key in answers.get(section, {})}
        for section, keys in _CONTEXT.items()
    }
    mandate = {key: snapshot[key] for key in ("mandate",) if key in snapshot}
    return {
        **{key: snapshot[key] for key in ("schema", "form", "type", "languages")},
        **mandate,
        "answers": {section: cells for section, cells in kept.items() if cells},
        "lesions": [],
        "photographs": [],
        "addendum": addendum.to_payload(),
        "amended": dataclasses.asdict(_amended(report)),
    }


def _amended(report: IssuedReport) -> Amended:
    editions = tuple(
        AmendedEdition(one.key, one.record_sha256, one.sha256) for one in report.editions
    )
    return Amended(report.number, report.issued_at.isoformat(), report.digest, editions)


def amended_in(rendering: Payload) -> Amended:
    """Read the amended report from the JSON of an addendum."""
    told = rendering["amended"]
    editions = tuple(AmendedEdition(**one) for one in told["editions"])
    return Amended(told["number"], told["issued_at"], told["digest"], editions)
