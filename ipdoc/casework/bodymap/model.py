"""The body map as plain JSON for the editor: one view, the lesions, the words it shows.

Nothing sealed is in it: a lesion of the restricted part is a number until the restricted views
have been opened. What every case has in common, the words of views and kinds, is apart in
``public_words``: it can be compressed and kept, a case must not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ipdoc.anatomy import symbols, views
from ipdoc.anatomy.measure import mm_per_unit, share_of_skin
from ipdoc.anatomy.views import DiagramView
from ipdoc.casework.bodymap import words as told
from ipdoc.casework.bodymap.body_map import BodyMap, MapLesion
from ipdoc.casework.bodymap.kinds import own_kinds
from ipdoc.casework.bodymap.sentences import BURNS
from ipdoc.casework.bodymap.sights import AREAS
from ipdoc.casework.bodymap.view_words import view_title
from ipdoc.casework.bodyviews import ANGLES
from ipdoc.casework.core.record import Ref
from ipdoc.casework.visits import Visit, status_of, visit_label
from ipdoc.domain.finding import Lesion, Mark
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _

SEALED_SIGN = "hernia_genital"
"""Kind whose sign stands for whatever is sealed."""


@dataclass(frozen=True)
class Urls:
    """Addresses that the model names; made by whoever serves it."""

    lesion: Callable[[int], str]
    earlier_lesion: Callable[[Ref, int], str]
    """Evaluation and number → page of a lesion of an earlier visit."""
    static: Callable[[str], str]
    """Path below static/ → address with its version."""
    regions: str
    restricted: str | None
    """Page that asks before the restricted views are opened; None when they are open."""


def model(shown: BodyMap, view: DiagramView, words: Translator, urls: Urls) -> dict[str, Any]:
    """Return all that the editor draws for one view."""
    return {
        "figure": shown.figure,
        "height_cm": shown.height_cm,
        "view": _view(shown, view, words, urls),
        "view_counts": {key: count for key, count in shown.counts().items() if count},
        "kinds": own_kinds(shown, words),
        "regions_url": urls.regions,
        "restricted_url": urls.restricted,
        "lesions": [
            *(lesion_model(shown, one, view, words, urls) for one in shown.lesions),
            *earlier_models(shown, view, words, urls),
        ],
        "coverage": shown.coverage,
        "layers": {
            "events": [
                {"id": key, "label": label} for key, label in shown.links.choices("event", words)
            ],
            "visits": [visit_model(seen.visit, words) for seen in reversed(shown.earlier)],
        },
        "measures": measures(shown),
    }


def _view(shown: BodyMap, view: DiagramView, words: Translator, urls: Urls) -> dict[str, Any]:
    return {
        "key": view.key,
        "figure": view.figure,
        "title": view_title(view, words),
        "kind": view.kind,
        "width": view.width,
        "height": view.height,
        "svg": urls.static(f"diagrams/{view.svg_file}"),
        "outlines": urls.static(f"diagrams/{view.regions_file}") if view.regions_file else None,
        "subject_right": view.subject_right,
        "mm_per_unit": round(mm_per_unit(view, shown.scale), 4) or None,
        "restricted": view.restricted,
        "angles": [
            {"label": words.text(ANGLES[name]), "x": x} for name, x in view.angles if name in ANGLES
        ],
    }


def lesion_model(
    shown: BodyMap, one: MapLesion, view: DiagramView, words: Translator, urls: Urls
) -> dict[str, Any]:
    """Return one lesion for the editor, its marks as a view shows them."""
    lesion, line = one.lesion, told.line_of(shown, one, words)
    sealed = shown.sealed(one)
    sign = symbols.symbol(SEALED_SIGN if sealed else lesion.type)
    open_marks = lesion.marks if shown.shows(one, view) else ()
    return {
        "number": lesion.number,
        "type": SEALED_SIGN if sealed else lesion.type,
        "family": sign.family,
        "hatch": sign.hatch,
        "label": line.kind,
        "size": line.size,
        "place": line.place,
        "url": urls.lesion(lesion.number),
        "version": one.version,
        "events": [] if sealed else list(one.events),
        "visit": None,
        "earlier": False,
        "same_as": link_model(shown, lesion, words),
        "status": None if sealed else status_of(lesion),
        "sealed": sealed,
        "marks": [mark_model(shown, mark, view, words) for mark in open_marks],
    }


def visit_model(visit: Visit, words: Translator) -> dict[str, Any]:
    """Return an earlier visit as a layer of the editor."""
    return {
        "id": visit.ref.evaluation_id,
        "date": visit.day,
        "label": visit_label(visit, words),
    }


def earlier_models(
    shown: BodyMap, view: DiagramView, words: Translator, urls: Urls
) -> list[dict[str, Any]]:
    """Return the lesions of earlier visits that a view shows; none of them can be edited."""
    found = []
    on_view = {id(one) for _, one, _ in shown.earlier_on_view(view)}
    for seen in shown.earlier:
        for one in seen.lesions:
            if id(one) in on_view:
                told_of = lesion_model(shown, one, view, words, urls)
                marks = [{**m, "editable": False, "geometry": None} for m in told_of["marks"]]
                page = urls.earlier_lesion(seen.visit.ref, one.lesion.number)
                visit = visit_model(seen.visit, words)
                about = {"url": page, "visit": visit, "earlier": True, "events": []}
                if not shown.sealed(one):
                    about["sentence"] = told.sentence(shown, one, words.language)[0]
                found.append({**told_of, **about, "marks": marks})
    return found


def link_model(shown: BodyMap, lesion: Lesion, words: Translator) -> dict[str, Any] | None:
    """Return the lesion of an earlier visit that this one is, with words for it."""
    link = lesion.same_as
    if link is None:
        return None
    for seen in shown.earlier:
        if seen.visit.ref.evaluation_id == link.evaluation:
            number = words.text(_("No. {number}"), number=link.number)
            return {**link.to_payload(), "label": f"{number} · {visit_label(seen.visit, words)}"}
    return {**link.to_payload(), "label": ""}


def mark_model(shown: BodyMap, mark: Mark, view: DiagramView, words: Translator) -> dict[str, Any]:
    """Return one mark as a view shows it."""
    geometry = mark.drawn["geometry"]
    pieces = shown.sights.pieces(mark, view)
    editable = bool(pieces) and _drawn_on(mark, view)
    regions = shown.sights.regions(mark)
    return {
        "id": mark.id,
        "kind": geometry.get("kind", "point"),
        "editable": editable,
        "geometry": geometry if editable else None,
        "pieces": [
            {
                "points": [[round(x, 5), round(y, 5)] for x, y in piece.points],
                "closed": piece.closed,
                "bar": piece.bar,
            }
            for piece in pieces
        ],
        "region_words": ", ".join(
            told.region_words(region.key, region.side, view, words) for region in regions[:1]
        ),
    }


def _drawn_on(mark: Mark, view: DiagramView) -> bool:
    key = str(mark.drawn.get("view"))
    figure = mark.drawn.get("figure") or view.figure
    return (views.OLDER_KEYS.get(key, key), figure) == (view.key, view.figure)


def measures(shown: BodyMap) -> dict[str, Any]:
    """Return what is computed of all marks: the share of the skin that is burnt, percent."""
    burnt = [
        (shown.sights.name(mark), mark)
        for one in shown.lesions
        if one.lesion.type in BURNS
        for mark in one.lesion.marks
        if mark.drawn["geometry"].get("kind") in AREAS
    ]
    traces = [found for _, mark in burnt if (found := shown.sights.trace(mark))]
    if not traces:
        return {"burn_share": None}
    key = ("burnt", shown.figure, *sorted(name for name, _ in burnt))
    share = shown.sights.remember(key, lambda: share_of_skin(traces, shown.figure))
    return {"burn_share": round(share, 1)}
