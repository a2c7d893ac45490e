"""Which editions bear which signatures, and which wait for a time-stamp."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, reading
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.casework.issuing.fetching import issued_of_case
from ipdoc.casework.issuing.issued import load_reports
from ipdoc.casework.signing.acts import Target
from ipdoc.casework.signing.files import SignedFile, load_signatures
from ipdoc.domain.access import Action
from ipdoc.domain.rendering import Rendering
from ipdoc.domain.signature import SignerRole

_PAGE = 200


def signatures_of(vault: OpenVault, ref: Ref) -> dict[tuple[int, str], SignedFile]:
    """Return (number, edition key) → signatures of all that was issued of an evaluation."""
    with reading(vault, ref, Action.SEE_CASE) as case:
        return _of(case, ref)


def _of(case: CaseFile, ref: Ref) -> dict[tuple[int, str], SignedFile]:
    return {
        (report.number, one.key): load_signatures(case, ref, report.number, one.key)
        for report in load_reports(case, ref)
        for one in report.editions
    }


def signable(vault: OpenVault, ref: Ref, number: int, role: SignerRole) -> list[Target]:
    """Return the editions of a report in which a signature comes next.

    Editions without names are left out: a signature would name its signer.
    """
    return [
        Target(ref, number, key)
        for (one, key), file in signatures_of(vault, ref).items()
        if one == number
        and file.edition.rendering is not Rendering.REDACTED
        and next_role(file) is role
    ]


def next_role(file: SignedFile) -> SignerRole | None:
    """Return whose signature comes next; None once both are there."""
    return next((role for role in SignerRole if role not in file.roles), None)


@dataclass(frozen=True)
class Waiting:
    """An edition that waits for a time-stamp."""

    code: str
    """Of the case."""
    target: Target


def waiting(vault: OpenVault) -> list[Waiting]:
    """Return the editions of all cases that wait for a time-stamp, as far as they are open."""
    found: list[Waiting] = []
    page, total = 1, 1
    while (page - 1) * _PAGE < total:
        cases, total = vault.list_cases(page, _PAGE)
        for one in cases:
            found += _waiting_of(vault, one.case_id)
        page += 1
    return found


def _waiting_of(vault: OpenVault, case_id: str) -> list[Waiting]:
    try:
        case = issued_of_case(vault, case_id)
    except (NotAllowedError, UnknownCaseError):
        return []
    return [
        Waiting(case.code, Target(visit.ref, number, key))
        for visit in case.visits
        if visit.reports
        for (number, key), file in signatures_of(vault, visit.ref).items()
        if file.stamp_wanted
    ]
