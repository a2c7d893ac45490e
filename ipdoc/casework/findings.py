"""Findings: open a lesion, describe it, record one without a mark; drawing is beside this."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ipdoc.casework.bodymap.marks import regions_of_mark
from ipdoc.casework.cases import put_evaluation
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import (
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
from ipdoc.casework.formstore import stored_form
from ipdoc.casework.sections import add_row
from ipdoc.domain.access import Action
from ipdoc.domain.answers import Cell, Cells, value_of
from ipdoc.domain.finding import INTIMATE_TYPES, Lesion, RuleError
from ipdoc.domain.photograph import Photograph
from ipdoc.questionnaire.check import check_cell
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.questionnaire.model import Form

NO_FINDING = "normal_area"
"""Code of the vocabulary that is no lesion: an area that was examined."""


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


def lesions(vault: OpenVault, ref: Ref) -> list[Lesion]:
    """Return the lesions of an evaluation by number, those taken out left out."""
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        return [one for one in load_lesions(case, ref) if one.removed is None]


def open_lesion(vault: OpenVault, ref: Ref, number: int) -> LesionView:
    """Return one lesion with its levels and photographs.

    Raises:
        UnknownRecordError: there is no lesion of this number.
    """
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        evaluation, _ = load_evaluation(case, ref)
        lesion, version = load_lesion(case, ref, number)
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


def load_lesion(case: CaseFile, ref: Ref, number: int) -> tuple[Lesion, int]:
    """Return a lesion and its version.

    Raises:
        UnknownRecordError: there is no lesion of this number.
    """
    record = case.get(lesion_path(ref, number))
    if record is None:
        raise UnknownRecordError("There is no lesion of this number; go back to the list")
    return Lesion.from_payload(record.payload), record.version


def record_by_region(
    vault: OpenVault, ref: Ref, type_key: str, region: str | None, side: str | None
) -> Lesion:
    """Add a lesion without a mark under the next number.

    Raises:
        RuleError: the region, side or kind is missing or unknown.
    """
    with opened(vault, ref, Action.WRITE_FINDING) as case:
        evaluation, version = load_evaluation(case, ref)
        form = stored_form(vault, evaluation.form_digest).form
        if region is None:
            raise RuleError("Mark where the lesion is on the diagram, or choose its region")
        check_coded(form, type_key, region, side)
        evaluation, number = evaluation.next_number("lesion")
        put_evaluation(case, ref, evaluation, version, "number given to a lesion")
        lesion = Lesion(number, type_key, region, side)
        put_lesion(case, ref, form, lesion, None, "lesion recorded")
    return lesion


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
    with opened(vault, ref, Action.WRITE_FINDING) as case:
        evaluation, _ = load_evaluation(case, ref)
        form = stored_form(vault, evaluation.form_digest).form
        lesion, _ = load_lesion(case, ref, number)
        check_coded(form, type_key or lesion.type, region, side)
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
            put_lesion(case, ref, form, changed, version, "lesion described")
    return open_lesion(vault, ref, number)


def begin_interpretation(vault: OpenVault, ref: Ref, number: int) -> str:
    """Add an entry to the interpretation of findings that points at a lesion; return its row id.

    Raises:
        StaleSectionError: others changed the interpretations at the same moment.
    """
    cells: Cells = {"finding_ref": number}
    return add_row(vault, ref, "interpretation", "int_findings", cells)[1]


def check_coded(form: Form, type_key: str, region: str | None, side: str | None) -> None:
    """See that kind, region and side are of the vocabularies.

    Raises:
        RuleError: one is not.
    """
    if type_key not in form.vocabularies["finding_types"]:
        raise RuleError("Choose what kind of lesion it is")
    known = (form.vocabularies["regions"], form.vocabularies["bones"])
    if region is not None and not any(region in one for one in known):
        raise RuleError("Choose the part of the body from the list")
    if side not in (None, "l", "r", "m"):
        raise RuleError("Say whether the lesion is left, right or in the midline")


def part_of(form: Form, lesion: Lesion) -> str:
    """Return the part under whose key a lesion is kept: "record" or "intimate".

    One mark in a restricted region is enough.
    """
    if lesion.type in INTIMATE_TYPES or is_restricted(form, lesion.region):
        return "intimate"
    keys = {region.key for mark in lesion.marks for region in regions_of_mark(mark)}
    return "intimate" if any(is_restricted(form, key) for key in keys) else "record"


def is_restricted(form: Form, region: str | None) -> bool:
    """Return whether a region is shown on restricted views only."""
    regions = form.vocabularies["regions"]
    return region in regions and bool(regions.code(str(region)).attributes.get("restricted", False))


def put_lesion(
    case: CaseFile, ref: Ref, form: Form, lesion: Lesion, version: int | None, why: str
) -> None:
    """Store a lesion under the key of its part.

    Raises:
        StaleVersionError: it has another version by now.
    """
    case.put(
        lesion_path(ref, lesion.number),
        lesion.to_payload(),
        part_of(form, lesion),
        expected_version=version,
        why=why,
    )
