"""Paths of the records of a case, and the few steps that every use case begins with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ipdoc.casework.access.gate import check
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cells
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.finding import Lesion
from ipdoc.domain.payloads import lift
from ipdoc.domain.photograph import Photograph
from ipdoc.errors import IpdocError

PARTS = ("record", "intimate")
"""Parts that hold answers and findings."""


@dataclass(frozen=True)
class Ref:
    """Names one evaluation of one case."""

    case_id: str
    evaluation_id: str


class UnknownRecordError(IpdocError):
    """What was asked for is not in this vault."""


def section_path(ref: Ref, section_key: str = "", part: str = "") -> str:
    """Return the path of a section's answers; without a part or section, the beginning of all."""
    return (
        f"section/{ref.evaluation_id}/{section_key}/{part}"
        if section_key
        else f"section/{ref.evaluation_id}/"
    )


def lesion_path(ref: Ref, number: int) -> str:
    """Return the path of a lesion."""
    return f"finding/{ref.evaluation_id}/{number}"


def photograph_path(ref: Ref, photo_id: str) -> str:
    """Return the path of a photograph."""
    return f"photograph/{ref.evaluation_id}/{photo_id}"


def evaluation_path(ref: Ref) -> str:
    """Return the path of the evaluation itself."""
    return f"evaluation/{ref.evaluation_id}"


@contextmanager
def reading(vault: OpenVault, ref: Ref, action: Action) -> Iterator[CaseFile]:
    """Open the case to read it.

    Args:
        vault: the open vault.
        ref: the evaluation.
        action: what it is opened for; the table of access is asked.

    Raises:
        NotAllowedError: the person may not do this.
        UnknownCaseError: nothing of the case is open to them.
    """
    with vault.transaction(write=False) as work:
        yield check(work, ref.case_id, action)


@contextmanager
def opened(vault: OpenVault, ref: Ref, action: Action) -> Iterator[CaseFile]:
    """Open the case to change it; commit at the end, undo on an error.

    Args:
        vault: the open vault.
        ref: the evaluation.
        action: what it is opened for; the table of access is asked.

    Raises:
        NotAllowedError: the person may not do this.
        UnknownCaseError: nothing of the case is open to them.
    """
    with vault.transaction() as work:
        yield check(work, ref.case_id, action)


def load_evaluation(case: CaseFile, ref: Ref) -> tuple[Evaluation, int]:
    """Return the evaluation and the version of its record.

    Raises:
        UnknownRecordError: the case has no such evaluation.
    """
    record = case.get(evaluation_path(ref))
    if record is None:
        raise UnknownRecordError("This evaluation is not in the vault; go back to the list")
    return Evaluation.from_payload(record.payload), record.version


def load_answers(case: CaseFile, ref: Ref) -> tuple[dict[str, Cells], dict[str, list[int]]]:
    """Return the answers of all sections and, for each, the versions of its parts.

    Returns:
        Section key → cells, and section key → versions in the order of ``PARTS`` (0 = no record).
    """
    answers: dict[str, Cells] = {}
    versions: dict[str, list[int]] = {}
    for path, record in case.below(f"section/{ref.evaluation_id}/").items():
        _, _, key, part = path.split("/")
        payload = lift(record.payload)
        answers.setdefault(key, {}).update(payload["answers"])
        versions.setdefault(key, [0, 0])[PARTS.index(part)] = record.version
    return answers, versions


def load_lesions(case: CaseFile, ref: Ref) -> list[Lesion]:
    """Return all lesions by number, those taken out included."""
    return [lesion for lesion, _ in load_lesion_versions(case, ref)]


def load_lesion_versions(case: CaseFile, ref: Ref) -> list[tuple[Lesion, int]]:
    """Return all lesions by number with the versions of their records."""
    records = case.below(f"finding/{ref.evaluation_id}/").values()
    lesions = [(Lesion.from_payload(record.payload), record.version) for record in records]
    return sorted(lesions, key=lambda one: one[0].number)


def load_photographs(case: CaseFile, ref: Ref) -> list[Photograph]:
    """Return all photographs in their order, those taken out included."""
    records = case.below(f"photograph/{ref.evaluation_id}/").values()
    photographs = [Photograph.from_payload(record.payload) for record in records]
    return sorted(photographs, key=lambda one: (one.position, one.number))
