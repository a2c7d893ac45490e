"""The body map without pointing: a list of regions, then side, view, position and kind.

Beside it: what was examined, region by region or part by part.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework import findings
from ipdoc.casework.bodymap import coverage
from ipdoc.casework.bodymap.body_map import BodyMap
from ipdoc.casework.bodymap.coverage import RegionId
from ipdoc.casework.bodymap.kinds import kinds
from ipdoc.casework.bodymap.regions import (
    GROUP_LABELS,
    GROUPS,
    POSITION_LABELS,
    POSITIONS,
    ListedRegion,
    faces_of,
    listed_regions,
    point_in_region,
    point_on_tooth,
)
from ipdoc.casework.bodymap.view_words import view_title
from ipdoc.casework.core.record import Ref
from ipdoc.casework.history.elsewhere import since
from ipdoc.casework.history.subjects import Subject, open_past
from ipdoc.domain.answers import Cell
from ipdoc.domain.finding import RuleError
from ipdoc.errors import Message
from ipdoc.i18n import mark as _
from ipdoc.web.bodymap_shown import here, shown_map
from ipdoc.web.both import KEEP, Heading, Versions, both_page, choices
from ipdoc.web.context import form_words, language, page_words, vault
from ipdoc.web.finding_pages import Answer, lesion_url, map_page
from ipdoc.web.history_words import STATES, Narrator
from ipdoc.web.navigation import path_to_case
from ipdoc.web.pending import Pending, read_pending

pages = Blueprint("regions", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/lesions")


@pages.get("/regions")
def listing(case_id: str, evaluation_id: str) -> Answer:
    """Show the regions of the body, or the one chosen."""
    shown = shown_map(Ref(case_id, evaluation_id))
    if "key" in request.args:
        return _region_page(shown, request.args["key"], request.args.get("side", ""))
    return _list_page(shown, read_pending(request.args))


@pages.post("/regions")
def search(case_id: str, evaluation_id: str) -> Answer:
    """Show the regions that a search finds; what was typed becomes part of no address."""
    typed = " ".join(request.form.get("q", "").split())[:60]
    return _list_page(shown_map(Ref(case_id, evaluation_id)), read_pending(request.form), typed)


def _list_page(shown: BodyMap, drawing: Pending, search: str = "") -> str:
    pending = replace(drawing, points=())
    found = [one for one in listed_regions(shown.figure, language()) if _fits(one, search)]
    return render_template(
        "findings/regions.html",
        here=here(shown.ref),
        code=shown.code,
        pending=pending,
        kept=_kept(pending),
        search=search,
        groups=_grouped(found),
        steps=path_to_case(shown.ref, shown.code, page_words().text(_("Parts of the body"))),
    )


def _kept(pending: Pending) -> str:
    """Return what is being drawn as the end of an address: links stand here by the hundred."""
    fields = {name: value for name, value in pending.fields().items() if name != "view"}
    return f"&{urlencode(fields)}" if fields else ""


def _fits(region: ListedRegion, search: str) -> bool:
    label = region.label.casefold()
    return all(word in label for word in search.casefold().split())


def _grouped(regions: list[ListedRegion]) -> list[tuple[str, str, list[ListedRegion]]]:
    words = page_words()
    grouped = [(key, [one for one in regions if one.group == key]) for key in GROUPS]
    return [(key, words.text(GROUP_LABELS[key]), found) for key, found in grouped if found]


def _region(shown: BodyMap, key: str, side: str) -> ListedRegion:
    """Return the region that the address names: among bones or teeth where it says so."""
    vocabulary = request.values.get("of", "regions")
    tooth = request.values.get("tooth", type=int)
    wanted = (vocabulary, key, side, tooth)
    for one in listed_regions(shown.figure, language()):
        if (one.vocabulary, one.key, one.side, one.tooth) == wanted:
            return one
    return abort(404)


@pages.get("/regions/<key>/<side>")
def region(case_id: str, evaluation_id: str, key: str, side: str) -> Answer:
    """Ask on which view and where within the region the mark is to lie."""
    return _region_page(shown_map(Ref(case_id, evaluation_id)), key, side)


def _region_page(shown: BodyMap, key: str, side: str, problem: Message | None = None) -> str:
    found = _region(shown, key, side)
    words = form_words(shown.form)
    titles = {one.key: view_title(one, words) for one in shown.views}
    return render_template(
        "findings/region.html",
        here=here(shown.ref),
        code=shown.code,
        pending=read_pending(request.values),
        region=found,
        views=[(one, titles[one]) for one in found.views if one in titles],
        sealed=found.restricted and not shown.open_restricted,
        positions=_positions(shown, found),
        kinds=kinds(shown, words),
        problem=problem,
        steps=path_to_case(shown.ref, shown.code, found.label),
    )


def _positions(shown: BodyMap, found: ListedRegion) -> list[tuple[str, str]]:
    """Return the places within a region in words, of a tooth its surfaces."""
    if found.tooth is None:
        return [(one, page_words().text(POSITION_LABELS[one])) for one in POSITIONS]
    return faces_of(shown.view(found.views[0]), found.tooth, language())


@pages.post("/regions/<key>/<side>")
def place(case_id: str, evaluation_id: str, key: str, side: str) -> Answer:
    """Show the mark at the chosen position, as if it had been pointed at."""
    shown = shown_map(Ref(case_id, evaluation_id))
    found = _region(shown, key, side)
    pending = read_pending(request.form)
    view = shown.view(pending.view)
    position = request.form.get("position", "middle")
    if found.tooth is None:
        point = point_in_region(view, found.key, found.side, position)
    else:
        point = point_on_tooth(view, found.tooth, position)
    if point is None:
        text = _("This view does not show the region; choose another view")
        return _region_page(shown, key, side, Message(text)), 422
    pointed = Pending(
        view.key, "point", pending.type, pending.lesion, pending.mark, pending.version
    )
    return map_page(shown, pointed.with_point(point))


@pages.post("/new")
def record(case_id: str, evaluation_id: str) -> Answer:
    """Record a lesion in a region without a mark."""
    ref = Ref(case_id, evaluation_id)
    kind, key = request.form.get("type", ""), request.form.get("region", "")
    side = request.form.get("side", "")
    try:
        lesion = findings.record_by_region(vault(), ref, kind, key or None, side or None)
    except RuleError as error:
        return _region_page(shown_map(ref), key, side, error.message), 422
    return redirect(lesion_url(ref, lesion.number), 303)


@pages.get("/examined")
def examined(case_id: str, evaluation_id: str) -> Answer:
    """Show what was examined, part by part."""
    return _examined_page(Ref(case_id, evaluation_id))


def _examined_page(ref: Ref, problem: Message | None = None, reason: str = "") -> str:
    shown = shown_map(ref)
    regions = [
        one
        for one in listed_regions(shown.figure, language())
        if one.group not in ("bones", "teeth")
    ]
    return render_template(
        "findings/examined.html",
        here=here(ref),
        code=shown.code,
        groups=_grouped(regions),
        stated=shown.coverage,
        states=STATES,
        problem=problem,
        reason=reason,
        version=coverage.coverage_version(vault(), ref),
        steps=path_to_case(ref, shown.code, page_words().text(_("What was examined"))),
    )


@pages.post("/examined")
def state(case_id: str, evaluation_id: str) -> Answer:
    """State for the chosen regions and parts that they were examined, or why they were not."""
    ref = Ref(case_id, evaluation_id)
    shown = shown_map(ref)
    whole = set(request.form.getlist("part"))
    chosen = {tuple(name.split("|")) for name in request.form.getlist("region")}
    pairs = [
        (one.key, one.side)
        for one in listed_regions(shown.figure, language())
        if one.group in whole or (one.key, one.side) in chosen
    ]
    reason = request.form.get("reason", "")
    try:
        clash = _state(ref, pairs, request.form.get("state") or None, reason)
    except RuleError as error:
        return _examined_page(ref, error.message, reason), 422
    return _both(shown, clash) if clash else _back(ref)


Clash = dict[str, tuple[Cell | None, Cell | None]]


def _state(ref: Ref, pairs: list[RegionId], state: str | None, reason: str) -> Clash:
    """State what nobody else stated otherwise since the page was loaded; return the rest."""
    entry, chosen = coverage.entry_of(state, reason) or None, choices()
    wanted = {f"regions.{key}|{side}": entry for key, side in pairs}
    wanted = {name: told for name, told in wanted.items() if name not in chosen.stored}
    seen = request.form.get("version", type=int)
    if seen is None:
        seen = coverage.coverage_version(vault(), ref)
    found = since(vault(), ref, Subject("coverage"), seen, wanted, chosen.undecided)
    right = [pair for pair in pairs if "regions.{}|{}".format(*pair) in found.right]
    if right or not pairs:
        coverage.state_regions(vault(), ref, right, state, reason)
    return found.clash


def _both(shown: BodyMap, clash: Clash) -> tuple[str, int]:
    """Ask which of two statements about each region stays."""
    words = form_words(shown.form)
    told = Narrator(open_past(vault(), shown.ref, Subject("coverage")), words)
    title = words.text(_("What was examined"))
    names = [("region", name.removeprefix("regions.")) for name in clash]
    sent = [(name, request.form.get(name, "")) for name in ("state", "reason")]
    return both_page(
        Heading(shown.code, title, path_to_case(shown.ref, shown.code, title)),
        [
            Versions(f"{KEEP}{key}", told.label(key), told.text(key, own), told.text(key, stored))
            for key, (own, stored) in clash.items()
        ],
        [*names, *sent, ("version", told.past.stamp)],
        request.path,
        asked=" ".join(clash),
    )


def _back(ref: Ref) -> BaseResponse:
    return redirect(url_for("regions.examined", **here(ref)), 303)
