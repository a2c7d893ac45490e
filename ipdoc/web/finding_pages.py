"""Pages of the body map: place a mark, name the lesion, list, move and take out.

The map works without scripts: the picture is an ``<input type="image">`` alone in its form, every
click comes back as a preview with the named region, and a second form records the lesion. With
scripts the same two forms are driven by the drawing itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework import bodymap, findings
from ipdoc.casework.record import Ref
from ipdoc.domain.finding import RuleError
from ipdoc.errors import Message
from ipdoc.web.context import form_words, vault
from ipdoc.web.navigation import path_to_case

pages = Blueprint("findings", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/lesions")

PICTURE_WIDTH_PX = 340
"""CSS width of the picture; the click comes in these pixels, so it must not be scaled."""


@dataclass(frozen=True)
class Point:
    """A place that was pointed at, not recorded yet."""

    view: str
    x: float
    y: float
    region: str
    side: str
    words: str
    """Region and side in the language of the page."""


@pages.get("/")
def body_map(case_id: str, evaluation_id: str) -> str:
    """Show the map with all marks, and the list beside it."""
    return _map_page(Ref(case_id, evaluation_id), adding_to=request.args.get("lesion", type=int))


def _map_page(
    ref: Ref,
    point: Point | None = None,
    problem: Message | None = None,
    *,
    by_list: bool = False,
    adding_to: int | None = None,
) -> str:
    shown = bodymap.open_map(vault(), ref)
    words = form_words(shown.form)
    return render_template(
        "findings/map.html",
        ref=ref,
        map=shown,
        listed=shown.listed(words),
        regions=shown.regions(words),
        types=shown.types(words),
        point=point,
        problem=problem,
        by_list=by_list,
        adding_to=adding_to,
        picture_width=PICTURE_WIDTH_PX,
        steps=path_to_case(ref, shown.code, words.text("Body map")),
    )


@pages.post("/point/<view>")
def point_at(case_id: str, evaluation_id: str, view: str) -> BaseResponse | str:
    """Take a click on the picture and show what lies there, before anything is recorded."""
    ref = Ref(case_id, evaluation_id)
    shown = bodymap.open_map(vault(), ref)
    size = shown.picture_size(view, PICTURE_WIDTH_PX)
    x, y = _pixel("at.x") / size[0], _pixel("at.y") / size[1]
    adding_to = request.args.get("lesion", type=int)
    if x == 0 and y == 0:
        return _map_page(ref, by_list=True, adding_to=adding_to)
    try:
        named = bodymap.name_point(vault(), ref, view, x, y)
    except RuleError as error:
        return _map_page(ref, problem=error.message, adding_to=adding_to)
    words = shown.place_words(named.key, named.side, form_words(shown.form))
    point = Point(view, x, y, named.key, named.side, words)
    if request.accept_mimetypes.best == "application/json":
        return Response(
            _json(point), mimetype="application/json", headers={"Cache-Control": "no-store"}
        )
    return _map_page(ref, point, adding_to=adding_to)


def _json(point: Point) -> str:
    from flask import json

    return json.dumps({"region": point.region, "side": point.side, "words": point.words})


def _pixel(name: str) -> int:
    value = request.form.get(name, "0")
    return int(value) if value.isdigit() else 0


@pages.post("/new")
def record(case_id: str, evaluation_id: str) -> BaseResponse | str:
    """Record a lesion at the previewed point, or in the region chosen from the list."""
    ref = Ref(case_id, evaluation_id)
    point = _posted_point(ref)
    region, side = request.form.get("region") or None, request.form.get("side") or None
    mark = findings.Drawn(point.view, _figure(ref), point.x, point.y) if point else None
    try:
        lesion = findings.record_lesion(
            vault(), ref, request.form.get("type", ""), mark, region, side
        )
    except RuleError as error:
        return _map_page(ref, point, error.message, by_list=point is None)
    return redirect(_lesion_url(ref, lesion.number), 303)


def _figure(ref: Ref) -> str:
    return findings.figure_for(vault(), ref)


def _posted_point(ref: Ref) -> Point | None:
    view = request.form.get("view")
    x, y = request.form.get("x", type=float), request.form.get("y", type=float)
    if not view or x is None or y is None:
        return None
    try:
        named = bodymap.name_point(vault(), ref, view, x, y)
    except RuleError:
        return None
    shown = bodymap.open_map(vault(), ref)
    words = shown.place_words(named.key, named.side, form_words(shown.form))
    return Point(view, x, y, named.key, named.side, words)


@pages.post("/<int:number>/marks")
def add_mark(case_id: str, evaluation_id: str, number: int) -> BaseResponse | str:
    """Add the previewed point to a lesion as one more mark, or move its mark there."""
    ref = Ref(case_id, evaluation_id)
    point = _posted_point(ref)
    if point is None:
        message = Message("Mark where the lesion is on the diagram, or choose its region")
        return _map_page(ref, problem=message, adding_to=number)
    drawn = findings.Drawn(point.view, _figure(ref), point.x, point.y)
    moving = request.form.get("moving", "")
    if moving:
        findings.move_mark(vault(), ref, number, moving, drawn)
    else:
        findings.place_mark(vault(), ref, number, drawn)
    return redirect(_lesion_url(ref, number), 303)


@pages.post("/<int:number>/marks/<mark_id>/remove")
def remove_mark(case_id: str, evaluation_id: str, number: int, mark_id: str) -> BaseResponse:
    """Take one mark away."""
    ref = Ref(case_id, evaluation_id)
    findings.remove_mark(vault(), ref, number, mark_id)
    return redirect(_lesion_url(ref, number), 303)


@pages.post("/<int:number>/remove")
def remove(case_id: str, evaluation_id: str, number: int) -> BaseResponse:
    """Take a lesion out of the record; the number stays as a gap."""
    ref = Ref(case_id, evaluation_id)
    findings.remove_lesion(vault(), ref, number, request.form.get("reason", ""))
    return redirect(url_for("findings.body_map", case_id=case_id, evaluation_id=evaluation_id), 303)


@pages.get("/picture/<view>.png")
def picture(case_id: str, evaluation_id: str, view: str) -> Response:
    """Return the diagram with its marks as a PNG, for browsers that show no SVG."""
    ref = Ref(case_id, evaluation_id)
    shown = bodymap.open_map(vault(), ref)
    if view not in shown.views:
        abort(404)
    x, y = request.args.get("x", type=float), request.args.get("y", type=float)
    preview = (x, y) if x is not None and y is not None else None
    return Response(bodymap.picture(shown, view, preview), mimetype="image/png")


def _lesion_url(ref: Ref, number: int) -> str:
    return url_for(
        "lesions.lesion", case_id=ref.case_id, evaluation_id=ref.evaluation_id, number=number
    )
