"""Findings: record a lesion, mark where it is, describe it, take it out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ipdoc.anatomy.place import place_at, region_at
from ipdoc.anatomy.views import DiagramView, view
from ipdoc.casework.casefile import CaseFile
from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.openvault import OpenVault
from ipdoc.casework.record import (
    Ref,
    UnknownRecordError,
    lesion_path,
    load_answers,
    load_evaluation,
    load_lesions,
    load_photographs,
    opened,
    reading,
)
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.domain.answers import Cell, Cells, value_of
from ipdoc.domain.finding import INTIMATE_TYPES, Lesion, RuleError
from ipdoc.domain.photograph import Photograph
from ipdoc.questionnaire.check import check_cell
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.questionnaire.model import Form

FIGURES = {"female": "female", "male": "male"}
"""Sex recorded → figure; any other is drawn on the female figure until a neutral one exists."""


@dataclass(frozen=True)
class LesionView:
    """A lesion as its page shows it."""

    ref: Ref
    code: str
    form: CompiledForm
    lesion: Lesion
    version: int
    interpretations: tuple[Cells, ...]
    """Rows of ``int_findings`` that point at this lesion."""
    photographs: tuple[Photograph, ...]
    """Those that show it."""


@dataclass(frozen=True)
class Drawn:
    """A mark as it was drawn."""

    view_key: str
    figure: str
    x: float
    """Fraction 0..1 of the view box from the left."""
    y: float
    """Fraction 0..1 of the view box from the top."""


def lesions(vault: OpenVault, ref: Ref) -> list[Lesion]:
    """Return the lesions of an evaluation by number, those taken out left out."""
    with reading(vault, ref) as case:
        return [one for one in load_lesions(case, ref) if one.removed is None]


def figure_for(vault: OpenVault, ref: Ref) -> str:
    """Return the figure on which this person's marks are drawn by default."""
    with reading(vault, ref) as case:
        answers, _ = load_answers(case, ref)
    sex = value_of(answers.get("case_information", {}).get("subject_sex_recorded"))
    return FIGURES.get(str(sex), "female")


def open_lesion(vault: OpenVault, ref: Ref, number: int) -> LesionView:
    """Return one lesion with its levels and photographs.

    Raises:
        UnknownRecordError: there is no lesion of this number.
    """
    with reading(vault, ref) as case:
        evaluation, _ = load_evaluation(case, ref)
        lesion, version = _load(case, ref, number)
        answers, _ = load_answers(case, ref)
        shown = [p for p in load_photographs(case, ref) if p.removed is None]
    rows = value_of(answers.get("interpretation", {}).get("int_findings")) or []
    about = answers.get("case_information", {})
    return LesionView(
        ref,
        value_of(about.get("subject_code")) or "",
        stored_form(vault, evaluation.form_digest),
        lesion,
        version,
        tuple(row for row in rows if row.get("finding_ref") == number),
        tuple(p for p in shown if p.id in lesion.photos or p.fields.get("lesion") == number),
    )


def _load(case: CaseFile, ref: Ref, number: int) -> tuple[Lesion, int]:
    record = case.get(lesion_path(ref, number))
    if record is None:
        raise UnknownRecordError("There is no lesion of this number; go back to the list")
    return Lesion.from_payload(record.payload), record.version


def record_lesion(
    vault: OpenVault,
    ref: Ref,
    type_key: str,
    mark: Drawn | None = None,
    region: str | None = None,
    side: str | None = None,
) -> Lesion:
    """Add a lesion under the next number; region and side follow from the mark.

    Raises:
        RuleError: neither a mark on the body nor a region was given, or the type is unknown.
    """
    with opened(vault, ref) as case:
        evaluation, version = load_evaluation(case, ref)
        form = stored_form(vault, evaluation.form_digest).form
        _check_coded(form, type_key, region, side)
        if mark is None and region is None:
            raise RuleError("Mark where the lesion is on the diagram, or choose its region")
        evaluation, number = evaluation.next_number("lesion")
        put_evaluation(case, ref, evaluation, version, "number given to a lesion")
        lesion = Lesion(number, type_key, region, side)
        if mark is not None:
            lesion = _marked(lesion, mark)
        _put(case, ref, form, lesion, None, "lesion recorded")
    return lesion


def place_mark(vault: OpenVault, ref: Ref, number: int, mark: Drawn) -> Lesion:
    """Add a mark to a lesion, naming region and side if it is the first.

    Raises:
        RuleError: the point is not on the body.
    """
    return _change(vault, ref, number, "mark placed", lambda lesion: _marked(lesion, mark))


def move_mark(vault: OpenVault, ref: Ref, number: int, mark_id: str, mark: Drawn) -> Lesion:
    """Put a mark somewhere else; region and side follow if it is the lesion's only one.

    Raises:
        RuleError: the point is not on the body, or the mark is gone.
    """

    def moved(lesion: Lesion) -> Lesion:
        alone = len(lesion.marks) == 1
        left = lesion.unmarked(mark_id)
        start = replace(left, region=None, side=None) if alone else left
        return _marked(start, mark)

    return _change(vault, ref, number, "mark moved", moved)


def remove_mark(vault: OpenVault, ref: Ref, number: int, mark_id: str) -> Lesion:
    """Take one mark away; the lesion stays.

    Raises:
        RuleError: the mark is gone already.
    """
    return _change(vault, ref, number, "mark removed", lambda one: one.unmarked(mark_id))


def remove_lesion(vault: OpenVault, ref: Ref, number: int, reason: str) -> Lesion:
    """Take a lesion out of the record; its number stays as a gap with the reason.

    Raises:
        RuleError: no reason was given.
    """
    return _change(vault, ref, number, "lesion taken out", lambda one: one.taken_out(reason))


def _change(vault: OpenVault, ref: Ref, number: int, why: str, change: Any) -> Lesion:
    with opened(vault, ref) as case:
        evaluation, _ = load_evaluation(case, ref)
        form = stored_form(vault, evaluation.form_digest).form
        lesion, version = _load(case, ref, number)
        changed: Lesion = change(lesion)
        if changed != lesion:
            _put(case, ref, form, changed, version, why)
    return changed


def save_lesion(
    vault: OpenVault,
    ref: Ref,
    number: int,
    changes: dict[str, Cell | None],
    version: int,
    *,
    type_key: str | None = None,
    region: str | None = None,
    side: str | None = None,
) -> LesionView:
    """Save attributes, type, region or side of a lesion.

    Raises:
        AnswerError: a cell does not fit; nothing is saved.
        StaleVersionError: somebody else changed the lesion since; carries the stored record.
    """
    with opened(vault, ref) as case:
        evaluation, _ = load_evaluation(case, ref)
        form = stored_form(vault, evaluation.form_digest).form
        lesion, _ = _load(case, ref, number)
        _check_coded(form, type_key or lesion.type, region, side)
        for key, cell in changes.items():
            if cell is not None:
                check_cell(form, form.lesion.question(key), cell, (key,))
        merged = {**lesion.attributes, **changes}
        changed = replace(
            lesion,
            attributes={key: cell for key, cell in merged.items() if cell is not None},
            type=type_key or lesion.type,
            region=region or lesion.region,
            side=side or lesion.side,
        )
        if changed != lesion:
            _put(case, ref, form, changed, version, "lesion described")
    return open_lesion(vault, ref, number)


def begin_interpretation(vault: OpenVault, ref: Ref, number: int) -> str:
    """Add an entry to the interpretation of findings that points at a lesion; return its row id.

    Raises:
        StaleSectionError: others changed the interpretations at the same moment.
    """
    view = open_section(vault, ref, "interpretation")
    rows = value_of(view.answers.get("int_findings")) or []
    added = [*rows, {"finding_ref": number}]
    saved = save_answers(vault, ref, "interpretation", {"int_findings": added}, view.version)
    row: str = value_of(saved.answers["int_findings"])[-1]["row"]
    return row


def _check_coded(form: Form, type_key: str, region: str | None, side: str | None) -> None:
    if type_key not in form.vocabularies["finding_types"]:
        raise RuleError("Choose what kind of lesion it is")
    if region is not None and region not in form.vocabularies["regions"]:
        raise RuleError("Choose the part of the body from the list")
    if side not in (None, "l", "r", "m"):
        raise RuleError("Say whether the lesion is left, right or in the midline")


def _marked(lesion: Lesion, mark: Drawn) -> Lesion:
    diagram: DiagramView = view(mark.figure, mark.view_key)
    place = place_at(diagram, (mark.x, mark.y))
    named = region_at(diagram, (mark.x, mark.y))
    if place is None or named is None:
        raise RuleError("This point is beside the body; mark the lesion on the body")
    drawn = {
        "view": mark.view_key,
        "figure": mark.figure,
        "geometry": {"kind": "point", "points": [[round(mark.x, 5), round(mark.y, 5)]]},
    }
    lesion = lesion.marked(drawn, place.to_payload())
    if lesion.region is None:
        lesion = replace(lesion, region=named.key, side=named.side)
    return lesion


def part_of(form: Form, lesion: Lesion) -> str:
    """Return the part under whose key a lesion is kept: "record" or "intimate"."""
    regions = form.vocabularies["regions"]
    restricted = lesion.region in regions and regions.code(str(lesion.region)).attributes.get(
        "restricted", False
    )
    return "intimate" if lesion.type in INTIMATE_TYPES or restricted else "record"


def _put(
    case: CaseFile, ref: Ref, form: Form, lesion: Lesion, version: int | None, why: str
) -> None:
    case.put(
        lesion_path(ref, lesion.number),
        lesion.to_payload(),
        part_of(form, lesion),
        expected_version=version,
        why=why,
    )
