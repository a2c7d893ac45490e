"""What the drawing says of lesions: place in words, area, shares of the body surface."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ipdoc.anatomy.body import BodyScale, body_scale, height_mm
from ipdoc.anatomy.location import locate
from ipdoc.anatomy.measure import area_cm2, share_of_skin
from ipdoc.anatomy.place import Region
from ipdoc.anatomy.spans import region_of_trace
from ipdoc.anatomy.trace import Trace
from ipdoc.anatomy.tree import parents_of
from ipdoc.casework.papermarks import DrawnLesion, sign_of
from ipdoc.domain.answers import Cells, value_of
from ipdoc.report.compose.subject import LesionNotes, Measures
from ipdoc.wording.facts import BONES, REGIONS, LandmarkDistance, Where
from ipdoc.wording.places import part_name, place_phrase

BURNS = frozenset(("burn_1", "burn_2s", "burn_2d", "burn_3", "burn_chem"))
_SIDED = frozenset(("upper_limb", "lower_limb"))


def person_scale(figure: str, exam: Cells) -> BodyScale:
    """Return the figure stretched to the height and weight that were measured."""
    return body_scale(figure, _number(exam, "pe_height_cm"), _number(exam, "pe_weight_kg"))


def _number(exam: Cells, key: str) -> float | None:
    value = value_of(exam.get(key))
    return float(value) if isinstance(value, int | float) else None


def notes_on_lesions(
    lesions: Iterable[DrawnLesion], scale: BodyScale, language: str
) -> dict[int, LesionNotes]:
    """Return for each lesion what its drawing says."""
    return {one.lesion.number: _notes(one, scale, language) for one in lesions}


def _notes(one: DrawnLesion, scale: BodyScale, language: str) -> LesionNotes:
    where = where_of(one, scale)
    areas = [area_cm2(trace, scale) for trace in one.traces if trace.encloses]
    return LesionNotes(
        place=_phrase(where, language) if one.marks else "",
        region=_phrase(replace(where, distances=()), language),
        area_cm2=sum(areas) if any(areas) else None,
        restricted=one.restricted,
        symbol=sign_of(one),
    )


def where_of(one: DrawnLesion, scale: BodyScale) -> Where:
    """Return region and side as recorded; segment and distances where the first mark agrees."""
    lesion = one.lesion
    if not one.marks:
        return Where(lesion.region, lesion.side)
    found = locate(one.traces[0], scale)
    bones = one.traces[0].surface.startswith("skeleton")
    where = Where(
        lesion.region or found.region.key,
        lesion.side or found.region.side,
        vocabulary=BONES if bones else REGIONS,
        tooth=found.tooth,
        face=found.face or None,
    )
    if (where.region, where.side) != (found.region.key, found.region.side):
        return where
    told = tuple(LandmarkDistance(d.landmark, d.side, d.direction, d.mm) for d in found.distances)
    return replace(where, segment=found.segment, distances=told)


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
