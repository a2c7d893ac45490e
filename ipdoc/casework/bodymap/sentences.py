"""A lesion in sentences: made of what the record and the drawing say, or edited by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ipdoc.anatomy.body import BodyScale
from ipdoc.anatomy.location import locate
from ipdoc.anatomy.measure import area_cm2, share_of_skin, size_mm
from ipdoc.anatomy.trace import Trace
from ipdoc.anatomy.tree import parents_of
from ipdoc.domain.answers import Cell
from ipdoc.domain.finding import Lesion
from ipdoc.wording.facts import BONES, REGIONS, LandmarkDistance, LesionFacts, Where
from ipdoc.wording.lesions import describe
from ipdoc.wording.places import can_be_gone_round

BURNS = frozenset(("burn_1", "burn_2s", "burn_2d", "burn_3", "burn_chem"))
"""Types whose share of the body surface is told."""
BAR_SHARE = 0.49
"""Width of a bar of a double stripe as a share of the distance between both middle lines."""
_SKELETON = "skeleton"
_MEASURES = ("length_mm", "width_mm", "diameter_mm")
"""Where one of them was measured, the size on the drawing is not told."""


def where_of(lesion: Lesion, traces: Sequence[Trace], scale: BodyScale) -> Where:
    """Return region and side as recorded; segment and distances where the first mark agrees.

    Args:
        lesion: as recorded.
        traces: where its marks lie, in their order.
        scale: the figure, stretched to the person.
    """
    if not traces:
        return Where(lesion.region, lesion.side)
    found = locate(traces[0], scale)
    where = Where(
        lesion.region or found.region.key,
        lesion.side or found.region.side,
        vocabulary=BONES if traces[0].surface.startswith(_SKELETON) else REGIONS,
        tooth=found.tooth,
        face=found.face or None,
    )
    gone_round = _gone_round(traces[0], where.region) if len(traces) == 1 else ""
    named = (where.region, where.side) == (found.region.key, found.region.side)
    if not named and not gone_round:
        return where
    told = tuple(LandmarkDistance(d.landmark, d.side, d.direction, d.mm) for d in found.distances)
    return replace(where, segment=found.segment, distances=told, round=gone_round)


def _gone_round(trace: Trace, region: str | None) -> str:
    """Return the part of the body or the finger that a closed ring goes round, or nothing."""
    if trace.kind != "ring" or not trace.closed or region is None:
        return ""
    return next(filter(can_be_gone_round, (region, *parents_of(region))), "")


def facts_of(
    lesion: Lesion,
    traces: Sequence[Trace],
    scale: BodyScale,
    record_language: str,
    where: Where | None = None,
) -> LesionFacts:
    """Return what is to be put into words of a lesion.

    Args:
        lesion: as recorded.
        traces: where its marks lie.
        scale: the figure, stretched to the person.
        record_language: language of the doctor's own texts, BCP 47.
        where: as ``where_of`` returned it, when it is known already.
    """
    measured = any(lesion.attributes.get(key) is not None for key in _MEASURES)
    outlined = [trace for trace in traces if trace.encloses]
    is_burn = lesion.type in BURNS
    return LesionFacts(
        lesion.type,
        _attributes(lesion, traces),
        where or where_of(lesion, traces, scale),
        count=_count(lesion),
        drawn_mm=None if measured else _size(traces, scale),
        area_cm2=sum(area_cm2(trace, scale) for trace in outlined)
        if is_burn and outlined
        else None,
        share_percent=share_of_skin(outlined, scale.figure) if is_burn and outlined else None,
        gap_mm=_gap(traces, scale),
        texts_language=record_language or None,
    )


def _attributes(lesion: Lesion, traces: Sequence[Trace]) -> dict[str, Cell]:
    """Return what was recorded; two parallel lines are told from the drawing if nowhere else."""
    drawn_double = bool(traces) and all(trace.kind == "tramline" for trace in traces)
    if drawn_double and "shape" not in lesion.attributes:
        return {**lesion.attributes, "shape": "tramline"}
    return dict(lesion.attributes)


def _count(lesion: Lesion) -> int | None:
    """Return how many lesions were drawn, a cluster counted as it says.

    Only the view with most of them counts: another may repeat them.
    """
    by_view: dict[str, int] = {}
    for mark in lesion.marks:
        key = str(mark.drawn.get("view", ""))
        by_view[key] = by_view.get(key, 0) + (mark.drawn["geometry"].get("count") or 1)
    most = max(by_view.values(), default=0)
    return most if most > 1 else None


def _size(traces: Sequence[Trace], scale: BodyScale) -> tuple[float, float] | None:
    sizes = [size_mm(t, scale) for t in traces if t.kind not in ("point", "cluster")]
    largest = max(sizes, default=(0.0, 0.0))
    return largest if largest[0] > 0 else None


def _gap(traces: Sequence[Trace], scale: BodyScale) -> float | None:
    """Return the clear width between the two bars of a double stripe, mm."""
    gaps = [size_mm(t, scale)[1] * (1 - BAR_SHARE) for t in traces if t.kind == "tramline"]
    return gaps[0] if gaps else None


def generated(
    lesion: Lesion,
    traces: Sequence[Trace],
    scale: BodyScale,
    language: str,
    record_language: str,
    where: Where | None = None,
) -> str:
    """Return the sentences made of the record; empty where the language has no words for it."""
    try:
        return describe(facts_of(lesion, traces, scale, record_language, where), language)
    except KeyError:
        return ""


def sentence_of(
    lesion: Lesion,
    traces: Sequence[Trace],
    scale: BodyScale,
    language: str,
    record_language: str,
    where: Where | None = None,
) -> tuple[str, bool]:
    """Return the description of a lesion, and whether it was edited by hand."""
    edited = lesion.descriptions.get(language, {}).get("text", "")
    if edited:
        return edited, True
    return generated(lesion, traces, scale, language, record_language, where), False
