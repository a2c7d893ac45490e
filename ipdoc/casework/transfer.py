"""Take a case in from a case file and give it out as one (docs/case-format.md)."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import replace
from typing import Any

from ipdoc.casework.access.circle import log_rows, named_entries
from ipdoc.casework.access.consent import note_consents
from ipdoc.casework.access.gate import allow, check
from ipdoc.casework.access.lines import refresh_line
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.sharing import open_to_pass_on
from ipdoc.casework.bodymap.coverage import check_coverage, load_coverage, put_coverage
from ipdoc.casework.bodymap.figures import chosen_figure, drawn, put_figure, usual_figure
from ipdoc.casework.bodymap.placing import placed
from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.comparison import statement_path, statements
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
    PARTS,
    Ref,
    lesion_path,
    load_answers,
    load_evaluation,
    load_lesions,
    load_photographs,
    photograph_path,
    section_path,
)
from ipdoc.casework.core.work import Work
from ipdoc.casework.findings import part_of
from ipdoc.casework.formstore import current_form, keep_form, stored_form
from ipdoc.casework.numbering import number_rows
from ipdoc.casework.photographs import part_of as photograph_part
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cells
from ipdoc.domain.consent import Recipient
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.finding import Lesion, LesionLink
from ipdoc.domain.overlay import Drawing, with_ids
from ipdoc.domain.payloads import Payload
from ipdoc.domain.photograph import Photograph
from ipdoc.exchange.case_content import ACCESS_LOG, CaseContent
from ipdoc.exchange.case_reader import read_case
from ipdoc.exchange.case_writer import write_case
from ipdoc.questionnaire.model import Form, Section

_WHY = "imported from a case file"
_EXPORTED = {"record", "photographs", "intimate"}
"""Parts whose content a case file holds."""


def import_case(vault: OpenVault, data: bytes) -> Ref:
    """Make a case of a case file, whole or not at all.

    Args:
        vault: the open vault.
        data: the file, JSON in UTF-8.

    Raises:
        CaseFormatError: the file is no case, or something in it is unknown; names it.
    """
    allow(vault, Action.TAKE_IN)
    compiled = current_form()
    content = read_case(compiled.form, data)
    with vault.transaction() as work:
        keep_form(work, compiled)
        evaluation = Evaluation(
            secrets.token_hex(8),
            content.type_code,
            compiled.digest,
            vault.now(),
            content.languages,
        )
        case = work.new_case({})
        ref = Ref(case.case_id, evaluation.id)
        lesions = _lesions(content, evaluation.created_at.date())
        photographs = _photographs(content)
        evaluation = evaluation.counted_to("lesion", max([0, *(one.number for one in lesions)]))
        evaluation = evaluation.counted_to("photograph", len(photographs))
        put_evaluation(case, ref, evaluation, None, _WHY)
        for section in compiled.form.sections:
            _put_section(case, ref, section, content.answers.get(section.key, {}))
        for lesion in lesions:
            part = part_of(compiled.form, lesion)
            _put(case, lesion_path(ref, lesion.number), lesion.to_payload(), part)
        for one in photographs:
            _put(case, photograph_path(ref, one.id), one.to_payload(), photograph_part(one))
        for said in content.compared:
            link = LesionLink(said["evaluation"], said["number"])
            statement = {"schema": 1, "status": said["status"], "note": said["note"]}
            _put(case, statement_path(ref, link), statement, "intimate")
        _put_map(case, ref, compiled.form, content)
        carried = {"schema": 1, **content.carried}
        _put(case, _carried_path(ref), carried, "record")
        refresh_line(case)
        note_consents(case)
        note(case, Event.TAKEN_IN)
    return ref


def _carried_path(ref: Ref) -> str:
    return f"carried/{ref.evaluation_id}"


def _put(case: CaseFile, path: str, payload: dict[str, Any], part: str) -> None:
    case.put(path, payload, part, expected_version=None, why=_WHY, changes={})


def _put_section(case: CaseFile, ref: Ref, section: Section, cells: Cells) -> None:
    for part in PARTS:
        counters: dict[str, int] = {}
        own: Cells = {}
        for question in section.questions():
            if question.part == part and question.key in cells:
                cell = cells[question.key]
                own[question.key] = number_rows(question, cell, None, counters)
        if own:
            payload = {"schema": 1, "answers": own, "counters": counters}
            _put(case, section_path(ref, section.key, part), payload, part)


def _lesions(content: CaseContent, on: dt.date) -> list[Lesion]:
    about = content.answers.get("case_information", {})
    figure = drawn(content.figure or usual_figure(about, on))
    return [placed(Lesion.from_payload(_stored(raw)), figure) for raw in content.lesions]


def _stored(raw: dict[str, Any]) -> dict[str, Any]:
    later: dict[str, Any] = {"same_as": None, "descriptions": {}, "marks_given": 0}
    return {"schema": 3, "removed": None, **later, **raw}


def _put_map(case: CaseFile, ref: Ref, form: Form, content: CaseContent) -> None:
    """Store the chosen figure and what was examined, where the file tells them."""
    if content.figure:
        put_figure(case, ref, content.figure, None, _WHY)
    if content.coverage:
        put_coverage(case, ref, check_coverage(form, content.coverage), None, _WHY)


def _photographs(content: CaseContent) -> list[Photograph]:
    return [_photograph(raw, number) for number, raw in enumerate(content.photographs, start=1)]


def _photograph(raw: dict[str, Any], number: int) -> Photograph:
    drawings = tuple(Drawing.from_payload(one) for one in raw["overlay"])
    named, given = with_ids(drawings, 0)
    photograph = Photograph(raw["id"], number, number, raw["fields"])
    return replace(photograph, overlay=named, drawings_given=given)


def _photo_content(photograph: Photograph) -> dict[str, Any]:
    overlay = [drawing.to_payload() for drawing in photograph.overlay]
    return {"id": photograph.id, "fields": photograph.fields, "overlay": overlay}


def _with_log(carried: Payload, rows: list[Payload]) -> Payload:
    """Return what a case file carries, with the access log; the one that came in goes first."""
    parts = carried.get("parts", {})
    return {**carried, "parts": {**parts, ACCESS_LOG: [*parts.get(ACCESS_LOG, []), *rows]}}


def _open_to_export(work: Work, ref: Ref, recipient: Recipient) -> CaseFile:
    """Open a case to be given out, and note it."""
    whole = check(work, ref.case_id, Action.EXPORT).below("").values()
    parts = {record.part for record in whole} & _EXPORTED
    case = open_to_pass_on(work, ref.case_id, Action.EXPORT, recipient, parts)
    note(case, Event.EXPORTED, recipient=recipient.value, visit=ref.evaluation_id)
    return case


def export_case(
    vault: OpenVault,
    ref: Ref,
    recipient: Recipient = Recipient.OWN,
    *,
    with_log: bool = False,
) -> bytes:
    """Return the case as a case file; imported and unchanged, it comes out as it came in.

    Lesions and photographs that were taken out are left out; files are not in it. That the case
    went out, and for whom, is noted in its log.

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
        evaluation, _ = load_evaluation(case, ref)
        answers, _ = load_answers(case, ref)
        lesions = [one for one in load_lesions(case, ref) if one.removed is None]
        photographs = [one for one in load_photographs(case, ref) if one.removed is None]
        compared = [
            {**link.to_payload(), "status": said["status"], "note": said["note"]}
            for link, said in statements(case, ref)
        ]
        record = case.get(_carried_path(ref))
        carried = dict(record.payload) if record else {}
        if with_log:
            carried = _with_log(carried, log_rows(named_entries(work, case)))
        figure, coverage = chosen_figure(case, ref), load_coverage(case, ref)
    form: Form = stored_form(vault, evaluation.form_digest).form
    content = CaseContent(
        evaluation.type_code,
        evaluation.languages,
        answers,
        [one.to_payload() for one in lesions],
        [_photo_content(one) for one in photographs],
        compared,
        carried,
        figure,
        coverage,
    )
    return write_case(form, content)
