"""Take a case in from a case file and give it out as one (docs/case-format.md)."""

from __future__ import annotations

import secrets
from typing import Any

from ipdoc.anatomy.place import nearest_in_region, place_at, region_at
from ipdoc.anatomy.views import UnknownViewError, view
from ipdoc.casework.casefile import CaseFile
from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.comparison import statement_path, statements
from ipdoc.casework.findings import FIGURES, part_of
from ipdoc.casework.formstore import current_form, keep_form, stored_form
from ipdoc.casework.openvault import OpenVault
from ipdoc.casework.photographs import part_of as photograph_part
from ipdoc.casework.record import (
    PARTS,
    Ref,
    lesion_path,
    load_answers,
    load_evaluation,
    load_lesions,
    load_photographs,
    photograph_path,
    reading,
    section_path,
)
from ipdoc.casework.sections import number_rows
from ipdoc.casework.visits import case_index
from ipdoc.domain.answers import Cells, value_of
from ipdoc.domain.evaluation import Evaluation
from ipdoc.domain.finding import Lesion, LesionLink
from ipdoc.domain.photograph import Photograph
from ipdoc.exchange.case_content import CaseContent
from ipdoc.exchange.case_reader import read_case
from ipdoc.exchange.case_writer import write_case
from ipdoc.questionnaire.model import Form, Section

_WHY = "imported from a case file"


def import_case(vault: OpenVault, data: bytes) -> Ref:
    """Make a case of a case file, whole or not at all.

    Args:
        vault: the open vault.
        data: the file, JSON in UTF-8.

    Raises:
        CaseFormatError: the file is no case, or something in it is unknown; names it.
    """
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
        lesions = _lesions(content)
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
        carried = {"schema": 1, **content.carried}
        _put(case, _carried_path(ref), carried, "record")
        case.set_index(case_index(case))
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


def _lesions(content: CaseContent) -> list[Lesion]:
    about = content.answers.get("case_information", {})
    figure = FIGURES.get(str(value_of(about.get("subject_sex_recorded"))), "female")
    return [_placed(Lesion.from_payload(_stored(raw)), figure) for raw in content.lesions]


def _stored(raw: dict[str, Any]) -> dict[str, Any]:
    return {"schema": 2, "removed": None, "same_as": None, **raw}


def _placed(lesion: Lesion, figure: str) -> Lesion:
    """Derive where the marks lie on the body; as drawn they stay verbatim.

    A mark on a view that is built keeps its point when that lies in the stated region; otherwise
    the nearest point of the stated region is taken, and its side wins. A mark on a view that is
    not built yet has no place.
    """
    marks = []
    for mark in lesion.marks:
        place = _derive(lesion, mark.drawn, figure)
        marks.append({**mark.to_payload(), "place": place})
    return Lesion.from_payload({**lesion.to_payload(), "marks": marks})


def _derive(lesion: Lesion, drawn: dict[str, Any], figure: str) -> dict[str, Any] | None:
    try:
        diagram = view(drawn.get("figure") or figure, str(drawn["view"]))
    except UnknownViewError:
        return None
    points = drawn["geometry"]["points"]
    centre = (
        sum(point[0] for point in points) / len(points),
        sum(point[1] for point in points) / len(points),
    )
    found = region_at(diagram, centre)
    if lesion.region is None or (found and (found.key, found.side) == (lesion.region, lesion.side)):
        place = place_at(diagram, centre)
    else:
        place = nearest_in_region(lesion.region, lesion.side or "m", diagram, centre)
    return place.to_payload() if place else None


def _photographs(content: CaseContent) -> list[Photograph]:
    return [
        Photograph(raw["id"], number, number, raw["fields"])
        for number, raw in enumerate(content.photographs, start=1)
    ]


def export_case(vault: OpenVault, ref: Ref) -> bytes:
    """Return the case as a case file; imported and unchanged, it comes out as it came in.

    Lesions and photographs that were taken out are left out; files are not in it.
    """
    with reading(vault, ref) as case:
        evaluation, _ = load_evaluation(case, ref)
        answers, _ = load_answers(case, ref)
        lesions = [one for one in load_lesions(case, ref) if one.removed is None]
        photographs = [one for one in load_photographs(case, ref) if one.removed is None]
        compared = [
            {**link.to_payload(), "status": said["status"], "note": said["note"]}
            for link, said in statements(case, ref)
        ]
        record = case.get(_carried_path(ref))
    form: Form = stored_form(vault, evaluation.form_digest).form
    content = CaseContent(
        evaluation.type_code,
        evaluation.languages,
        answers,
        [one.to_payload() for one in lesions],
        [{"id": one.id, "fields": one.fields} for one in photographs],
        compared,
        dict(record.payload) if record else {},
    )
    return write_case(form, content)
