"""Give a case out as a case file (docs/case-format.md)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ipdoc.bagging.measured import measured
from ipdoc.casework.access.circle import log_rows, named_entries
from ipdoc.casework.access.gate import check
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.sharing import open_to_pass_on
from ipdoc.casework.bodymap.coverage import load_coverage
from ipdoc.casework.bodymap.figures import chosen_figure
from ipdoc.casework.comparison import statements
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
    Ref,
    load_answers,
    load_evaluation,
    load_lesions,
    load_photographs,
)
from ipdoc.casework.core.work import Work
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.scans.sheets import load_sheets
from ipdoc.casework.transfer.accounts import Account, account
from ipdoc.casework.transfer.documents import gather_documents
from ipdoc.casework.transfer.filed import beside_of
from ipdoc.casework.transfer.importing import carried_path, numbers_shown
from ipdoc.casework.transfer.package import Read, written
from ipdoc.casework.visits import visits_of
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cells
from ipdoc.domain.consent import Recipient
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.finding import Lesion
from ipdoc.domain.payloads import Payload
from ipdoc.domain.photograph import Photograph
from ipdoc.errors import Message
from ipdoc.exchange.case_beside import Beside
from ipdoc.exchange.case_content import ACCESS_LOG, CaseContent, files_in, with_files
from ipdoc.exchange.case_writer import write_case
from ipdoc.i18n import mark as _

_EXPORTED = {"record", "photographs", "intimate", "report"}
"""Parts whose content a case file holds."""
_VISITS = _("The other evaluations of the case: export each by its number, --visit 1, --visit 2.")
_TAKEN_OUT = _("What was taken out of the record: of it only number and reason go along.")


@dataclass(frozen=True)
class Exported:
    """A case file that is ready to be written."""

    account: Account
    """What is in it and what is not."""
    case: bytes
    """The JSON."""
    files: Mapping[str, Read]
    """SHA-256 → what reads a file."""
    at: dt.datetime

    def pieces(self) -> Iterator[bytes]:
        """Yield the file: JSON alone, or a ZIP where files go along."""
        return written(self.case, self.files, self.at)


def export_case(
    vault: OpenVault,
    ref: Ref,
    recipient: Recipient = Recipient.OWN,
    *,
    with_log: bool = False,
) -> Exported:
    """Return the case as a case file; imported and unchanged, it comes out as it came in.

    Of lesions and photographs that were taken out only the gap goes along. That the case went out,
    and for whom, is noted in its log.

    Args:
        vault: the open vault.
        ref: the evaluation.
        recipient: for whom; the person examined must have agreed to it for all that is in it.
        with_log: put the access log of the case into the file.

    Raises:
        NotAllowedError: the person at work may not do it, or the person examined has not agreed.
    """
    with vault.transaction() as work:
        case = _open_to_export(work, ref, recipient)
        evaluation, _version = load_evaluation(case, ref)
        gathered = gather_documents(case, ref, recipient)
        content, files = _content(case, ref, evaluation)
        beside = beside_of(case, ref, evaluation, gathered.documents)
        content.beside = replace(beside, counters=_unseen(evaluation, content, beside))
        if with_log:
            rows = log_rows(named_entries(work, case))
            content.carried = _with_log(content.carried, rows)
        told = account(case, ref, (*gathered.stayed, *_left(case, ref)))
    data = write_case(stored_form(vault, evaluation.form_digest).form, content)
    return Exported(told, data, {**files, **gathered.files}, vault.now())


def _open_to_export(work: Work, ref: Ref, recipient: Recipient) -> CaseFile:
    """Open a case to be given out, and note it."""
    whole = check(work, ref.case_id, Action.EXPORT).below("").values()
    parts = {record.part for record in whole} & _EXPORTED
    case = open_to_pass_on(work, ref.case_id, Action.EXPORT, recipient, parts)
    note(case, Event.EXPORTED, recipient=recipient.value, visit=ref.evaluation_id)
    return case


def _content(
    case: CaseFile, ref: Ref, evaluation: Evaluation
) -> tuple[CaseContent, dict[str, Read]]:
    """Return what the file holds of the form, and the files of answers, photographs and sheets."""
    answers, files = _answers(case, ref)
    photographs = load_photographs(case, ref)
    stored = [one.original for one in photographs if one.original and one.removed is None]
    for sheet in load_sheets(case, ref):
        if sheet.removed is None:
            stored += [sheet.original, sheet.straight]
    files |= {one.sha256: case.attachment_reader(one.attachment) for one in stored}
    record = case.get(carried_path(ref))
    content = CaseContent(
        evaluation.type_code,
        evaluation.languages,
        answers,
        [_lesion(one).to_payload() for one in load_lesions(case, ref)],
        [_photograph(one) for one in photographs],
        [
            {**link.to_payload(), "status": said["status"], "note": said["note"]}
            for link, said in statements(case, ref)
        ],
        dict(record.payload) if record else {},
        chosen_figure(case, ref),
        load_coverage(case, ref),
    )
    return content, files


def _answers(case: CaseFile, ref: Ref) -> tuple[dict[str, Cells], dict[str, Read]]:
    """Return the answers, their files named by SHA-256, and what reads these files."""
    answers, _versions = load_answers(case, ref)
    readers = {one: case.attachment_reader(one) for one in files_in(answers)}
    names = {one: measured(read()).sha256 for one, read in readers.items()}
    files: dict[str, Read] = {names[one]: read for one, read in readers.items()}
    return {key: with_files(cells, names) for key, cells in answers.items()}, files


def _lesion(lesion: Lesion) -> Lesion:
    """Return a lesion; of one that was taken out, the gap."""
    if lesion.removed is None:
        return lesion
    return replace(lesion, attributes={}, photos=(), descriptions={}, same_as=None)


def _photograph(photograph: Photograph) -> dict[str, Any]:
    """Return a photograph as the format has it; of one that was taken out, the gap."""
    out = photograph.removed is not None
    kept = ("intimate",) if out else tuple(photograph.fields)
    return {
        "id": photograph.id,
        "number": photograph.number,
        "fields": {key: photograph.fields[key] for key in kept if key in photograph.fields},
        "overlay": [] if out else [drawing.to_payload() for drawing in photograph.overlay],
        "file": photograph.original.sha256 if photograph.original and not out else "",
        "removed": photograph.removed,
    }


def _unseen(evaluation: Evaluation, content: CaseContent, beside: Beside) -> dict[str, int]:
    """Return the last numbers that were given, where the file does not show them."""
    shown = numbers_shown(replace(content, beside=beside))
    given = evaluation.counters.items()
    return {kind: number for kind, number in given if number > shown.get(kind, 0)}


def _left(case: CaseFile, ref: Ref) -> Iterator[Message]:
    """Yield sentences on what else stays."""
    if len(visits_of(case)) > 1:
        yield Message(_VISITS)
    reasons = [
        *(one.removed for one in load_lesions(case, ref)),
        *(one.removed for one in load_photographs(case, ref)),
        *(one.removed for one in load_sheets(case, ref)),
    ]
    if any(reason is not None for reason in reasons):
        yield Message(_TAKEN_OUT)


def _with_log(carried: Payload, rows: list[Payload]) -> Payload:
    """Return what a case file carries, with the access log; the one that came in goes first."""
    parts = carried.get("parts", {})
    return {**carried, "parts": {**parts, ACCESS_LOG: [*parts.get(ACCESS_LOG, []), *rows]}}
