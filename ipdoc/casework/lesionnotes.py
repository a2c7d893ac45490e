"""What the drawing says of lesions: place in words, area, shares of the body surface."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ipdoc.anatomy.body import BodyScale, body_scale, height_mm
from ipdoc.anatomy.measure import area_cm2, share_of_skin
from ipdoc.anatomy.place import Region
from ipdoc.anatomy.spans import region_of_trace
from ipdoc.anatomy.trace import Trace
from ipdoc.anatomy.tree import parents_of
from ipdoc.casework.bodymap.sentences import BURNS, sentence_of, where_of
from ipdoc.casework.papermarks import DrawnLesion, sign_of
from ipdoc.domain.answers import Cells, value_of
from ipdoc.report.compose.subject import LesionNotes, Measures
from ipdoc.wording.facts import Where
from ipdoc.wording.places import part_name, place_phrase

_SIDED = frozenset(("upper_limb", "lower_limb"))


def person_scale(figure: str, exam: Cells) -> BodyScale:
    """Return the figure stretched to the height and weight that were measured."""
    return body_scale(figure, _number(exam, "pe_height_cm"), _number(exam, "pe_weight_kg"))


def _number(exam: Cells, key: str) -> float | None:
    value = value_of(exam.get(key))
    return float(value) if isinstance(value, int | float) else None


def notes_on_lesions(
    lesions: Iterable[DrawnLesion], scale: BodyScale, language: str, record_language: str
) -> dict[int, LesionNotes]:
    """Return for each lesion what its drawing says.

    Args:
        lesions: of this visit.
        scale: the figure, stretched to the person.
        language: of the report.
        record_language: of the doctor's own texts.
    """
    return {one.lesion.number: _notes(one, scale, language, record_language) for one in lesions}


def _notes(one: DrawnLesion, scale: BodyScale, language: str, record_language: str) -> LesionNotes:
    if one.lesion.removed is not None:
        return LesionNotes(restricted=one.restricted)
    where = where_of(one.lesion, one.traces, scale)
    areas = [area_cm2(trace, scale) for trace in one.traces if trace.encloses]
    said, _ = sentence_of(one.lesion, one.traces, scale, language, record_language, where)
    return LesionNotes(
        place=_phrase(where, language) if one.marks else "",
        region=_phrase(replace(where, distances=()), language),
        sentence=said,
        area_cm2=sum(areas) if any(areas) else None,
        restricted=one.restricted,
        symbol=sign_of(one),
    )


def _phrase(where: Where, language: str) -> str:
    if where.region is None:
        return ""
    try:
        return place_phrase(where, language)
    except KeyError:
        return ""


def measures(
    lesions: Sequence[DrawnLesion], scale: BodyScale, exam: Cells, language: str
) -> Measures | None:
    """Return how areas were scaled and the share of burns; None when nothing has an area."""
    outlined = [one for one in lesions if any(trace.encloses for trace in one.traces)]
    if not outlined:
        return None
    burns = [
        trace
        for one in outlined
        if one.lesion.type in BURNS and not one.restricted
        for trace in one.traces
        if trace.encloses
    ]
    return Measures(
        _number(exam, "pe_height_cm") is not None,
        _number(exam, "pe_weight_kg") is not None,
        height_mm(scale.figure) / 10,
        share_of_skin(burns, scale.figure) if burns else None,
        tuple(_by_part(burns, scale.figure, language)),
    )


def _by_part(burns: Iterable[Trace], figure: str, language: str) -> Iterable[tuple[str, float]]:
    parts: dict[tuple[str, str], list[Trace]] = {}
    for trace in burns:
        region = region_of_trace(trace)
        parts.setdefault(_part(region), []).append(trace)
    for (part, side), traces in parts.items():
        yield part_name(part, language, side), share_of_skin(traces, figure)


def _part(region: Region) -> tuple[str, str]:
    """Return the largest part of the body to which a region belongs, with its side."""
    part = (region.key, *parents_of(region.key))[-1]
    return part, region.side if part in _SIDED or part == region.key else "m"
