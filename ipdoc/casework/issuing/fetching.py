"""What was issued: which reports and editions there are, and fetching one for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ipdoc.casework.access.gate import check
from ipdoc.casework.access.lines import line_of
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.sharing import known_consents, open_to_pass_on
from ipdoc.casework.access.standing import standing
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, reading
from ipdoc.casework.issuing.consented import refuse_withdrawn
from ipdoc.casework.issuing.issued import IssuedReport, load_reports
from ipdoc.casework.issuing.snapshot import kept_snapshot
from ipdoc.casework.signing.files import load_signatures, signed_pieces
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Recipient
from ipdoc.domain.rendering import SEALED_ANNEX


def reports(vault: OpenVault, ref: Ref) -> list[IssuedReport]:
    """Return the reports of an evaluation that are open to the person, the newest first."""
    with reading(vault, ref, Action.SEE_CASE) as case:
        return load_reports(case, ref)


@dataclass(frozen=True)
class IssuedVisit:
    """An evaluation with what was issued of it."""

    ref: Ref
    type_key: str
    exam_date: str
    """ISO date, or empty."""
    reports: tuple[IssuedReport, ...]
    """The newest first; empty also where reports are not open to the person."""


@dataclass(frozen=True)
class IssuedCase:
    """A case as those see it who read its reports."""

    code: str
    newest: str
    """Id of the newest evaluation."""
    visits: tuple[IssuedVisit, ...]
    """The latest first."""


def issued_of_case(vault: OpenVault, case_id: str) -> IssuedCase:
    """Return all reports of a case that are open to the person, evaluation by evaluation.

    Raises:
        NotAllowedError: nothing of the case is open to them.
    """
    with vault.transaction(write=False) as work:
        case = check(work, case_id, Action.SEE_CASE)
        line = line_of(work, case)
        visits = [
            IssuedVisit(
                Ref(case_id, one["evaluation"]),
                one["type"],
                one["exam_date"],
                tuple(load_reports(case, Ref(case_id, one["evaluation"]))),
            )
            for one in reversed(line.get("visits") or [line])
        ]
    return IssuedCase(line["code"], line["evaluation"], tuple(visits))


def read_edition(
    vault: OpenVault,
    ref: Ref,
    number: int,
    key: str,
    recipient: Recipient = Recipient.OWN,
) -> Iterator[bytes]:
    """Return the bytes of an edition, with its signatures; the log says who took it, and for whom.

    Args:
        vault: the open vault.
        ref: the evaluation.
        number: of the report.
        key: of the edition, such as ``ru.full``.
        recipient: for whom it is; the person examined must have agreed.

    Raises:
        NotAllowedError: it is not open to the person, or the person examined has not agreed.
        RuleError: it holds something to which the person examined does not agree any more.
        UnknownRecordError: there is no such edition.
    """
    with vault.transaction() as work:
        act, parts = act_and_parts(key)
        case = open_to_pass_on(work, ref.case_id, act, recipient, parts)
        if recipient is not Recipient.OWN or not standing(work, case).lead:
            refuse_withdrawn(known_consents(case), kept_snapshot(case, ref, number))
        file = load_signatures(case, ref, number, key)
        note(
            case,
            Event.PRINTED,
            number=number,
            language=file.edition.language,
            edition=key,
            recipient=recipient.value,
            visit=ref.evaluation_id,
        )
        return signed_pieces(case, file)


def act_and_parts(key: str) -> tuple[Action, tuple[str, ...]]:
    """Return the act by which an edition is fetched, and the parts of the case that it holds."""
    if key.endswith(f".{SEALED_ANNEX}"):
        return Action.FETCH_ANNEX, ("report", "intimate")
    return Action.FETCH_REPORT, ("report",)
