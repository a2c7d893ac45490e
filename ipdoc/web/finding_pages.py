"""Pages of the body map that work without scripts: look at a view, draw by clicks, record.

The picture is an ``<input type="image">`` alone in its form. Every click comes back as a preview
with the points set so far; they travel in hidden fields and are stored only when the mark is
recorded. With scripts the editor takes the place of the forms; the list of regions serves both.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.bodymap import drawing, figures
from ipdoc.casework.bodymap import words as told
from ipdoc.casework.bodymap.body_map import BodyMap
from ipdoc.casework.bodymap.drawing import Drawing, Target
from ipdoc.casework.bodymap.kinds import kinds
from ipdoc.casework.bodymap.naming import NamedDrawing, moved_by_mm, name_drawing, units_of_mm
from ipdoc.casework.bodymap.picture import box_of
from ipdoc.casework.bodymap.picture import picture as draw_picture
from ipdoc.casework.bodymap.view_words import view_title
from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.record import Ref
from ipdoc.domain.finding import RuleError
from ipdoc.domain.whole import whole
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import Translator
from ipdoc.web.bodymap_shown import here, open_restricted, shown_map
from ipdoc.web.context import form_words, page_words, vault
from ipdoc.web.navigation import path_to_case
from ipdoc.web.pending import TOOLS, USUAL_GAP_MM, Pending, read_pending
from ipdoc.web.visit_shown import earlier_lines

pages = Blueprint("findings", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/lesions")

Answer = BaseResponse | str | tuple[str, int]
STEP_MM = 10.0
"""How far a button moves the last point over the body."""
NUDGES = {"up": (0, -1), "down": (0, 1), "left": (-1, 0), "right": (1, 0)}


@pages.get("/")
def body_map(case_id: str, evaluation_id: str) -> Answer:
    """Show a view with its marks, the tools, the list of lesions."""
    ref = Ref(case_id, evaluation_id)
    shown = shown_map(ref)
    return map_page(shown, read_pending({**request.args, "points": ""}))


def map_page(shown: BodyMap, pending: Pending, problem: Message | None = None) -> str:
    """Return the page of a view with what is being drawn on it."""
    words = form_words(shown.form)
    view = shown.view(pending.view)
    counts = shown.counts()
    named, problem = _named(shown, pending, problem, words)
    return render_template(
        "findings/map.html",
        ref=shown.ref,
        here=here(shown.ref),
        map=shown,
        view=view,
        title=view_title(view, words),
        views=[(one, view_title(one, words), counts[one.key]) for one in shown.views],
        box=box_of(view),
        pending=pending,
        named=named,
        area=words.number(round(named.area_cm2 or 0, 1)) if named else "",
        problem=problem,
        tools=TOOLS,
        kinds=kinds(shown, words),
        on_view=told.text_alternative(shown, view, words),
        earlier=earlier_lines(shown, view, words),
        has_earlier=any(seen.lesions for seen in shown.earlier),
        lines=[told.line_of(shown, one, words) for one in shown.lesions],
        figures=[(key, figures.FIGURE_LABELS[key]) for key in figures.available()],
        gap_mm=USUAL_GAP_MM,
        steps=path_to_case(shown.ref, shown.code, words.text("Body map")),
    )


def _named(
    shown: BodyMap, pending: Pending, problem: Message | None, words: Translator
) -> tuple[NamedDrawing | None, Message | None]:
    """Return what the points set so far make, or why they make nothing yet."""
    if not pending.points:
        return None, problem
    try:
        return name_drawing(shown, _drawing(shown, pending), words), problem
    except IpdocError as error:
        return None, problem or error.message


def _drawing(shown: BodyMap, pending: Pending) -> Drawing:
    """Return the drawing of the points; too few for the tool are points by themselves."""
    view = shown.view(pending.view)
    if not pending.enough:
        geometry: dict[str, Any] = {"kind": "cluster", "points": [list(p) for p in pending.points]}
    else:
        gap_mm = request.form.get("gap_mm", type=float) or USUAL_GAP_MM
        gap = units_of_mm(shown, view, gap_mm) / view.width
        geometry = pending.geometry(gap, request.form.get("count", type=int))
    raw = {"view": view.key, "figure": view.figure, "geometry": geometry}
    return Drawing.from_payload(raw)


@pages.post("/point")
def point_at(case_id: str, evaluation_id: str) -> Answer:
    """Take a click, or take one back, and show what is drawn so far; nothing is stored."""
    shown = shown_map(Ref(case_id, evaluation_id))
    pending = read_pending(request.form)
    x, y = _pixel("at.x"), _pixel("at.y")
    if "undo" in request.form:
        return map_page(shown, pending.without_last())
    if request.form.get("nudge") in NUDGES:
        return map_page(shown, _nudged(shown, pending))
    if x is None or y is None or (x, y) == (0, 0):
        names = {**pending.fields(), **here(shown.ref)}
        names.pop("points", None)
        return redirect(url_for("regions.listing", **names), 303)
    box = box_of(shown.view(pending.view))
    try:
        added = pending.with_point(box.fractions(x, y))
        if added.tool != "polygon":  # an outline may leave the body a little, and is seen whole
            _drawing(shown, added).traced()
    except IpdocError as error:
        return map_page(shown, pending, error.message), 422
    return map_page(shown, added)


def _pixel(name: str) -> int | None:
    return whole(request.form.get(name))


def _nudged(shown: BodyMap, pending: Pending) -> Pending:
    """Return the points with the last one moved a little over the picture."""
    if not pending.points:
        return pending
    across, down = NUDGES[request.form["nudge"]]
    view = shown.view(pending.view)
    moved = moved_by_mm(shown, view, pending.points[-1], (across * STEP_MM, down * STEP_MM))
    return replace(pending, points=(*pending.points[:-1], moved))


@pages.post("/record")
def record(case_id: str, evaluation_id: str) -> Answer:
    """Record what was drawn by clicks: a new lesion, one more mark, or a mark drawn anew."""
    ref = Ref(case_id, evaluation_id)
    shown = shown_map(ref)
    pending = read_pending(request.form)
    target = Target(pending.lesion, pending.mark or None, pending.version)
    try:
        if not pending.enough:
            raise RuleError("Mark where the lesion is on the diagram, or choose its region")
        drawn = _drawing(shown, pending)
        lesion = drawing.draw(vault(), ref, drawn, pending.type, target)
    except StaleVersionError as error:
        return map_page(shown_map(ref), replace(pending, version=None), error.message), 409
    except IpdocError as error:
        return map_page(shown, pending, error.message), 422
    return redirect(lesion_url(ref, lesion.number), 303)


@pages.post("/<int:number>/marks/<mark_id>/remove")
def remove_mark(case_id: str, evaluation_id: str, number: int, mark_id: str) -> BaseResponse:
    """Take one mark away."""
    ref = Ref(case_id, evaluation_id)
    version = request.form.get("version", type=int)
    try:
        drawing.erase_mark(vault(), ref, number, mark_id, version)
    except StaleVersionError:
        return _changed_meanwhile(ref, number)
    return redirect(lesion_url(ref, number), 303)


def _changed_meanwhile(ref: Ref, number: int) -> BaseResponse:
    """Show a lesion that somebody else changed before anything of it is taken away."""
    return redirect(url_for("lesions.lesion", number=number, changed=1, **here(ref)), 303)


@pages.post("/<int:number>/remove")
def remove(case_id: str, evaluation_id: str, number: int) -> BaseResponse:
    """Take a lesion out of the record; the number stays as a gap."""
    ref = Ref(case_id, evaluation_id)
    reason, version = request.form.get("reason", ""), request.form.get("version", type=int)
    try:
        drawing.take_out(vault(), ref, number, reason, version)
    except StaleVersionError:
        return _changed_meanwhile(ref, number)
    back = url_for("findings.body_map", **here(ref))
    told = url_for("history.removed", kind="lesion", key=number, back=back, **here(ref))
    return redirect(told, 303)


@pages.post("/figure")
def choose_figure(case_id: str, evaluation_id: str) -> BaseResponse:
    """Draw this person on another figure from now on."""
    ref = Ref(case_id, evaluation_id)
    figures.choose_figure(vault(), ref, request.form.get("figure", ""))
    return redirect(url_for("findings.body_map", **here(ref)), 303)


@pages.get("/restricted")
def restricted(case_id: str, evaluation_id: str) -> str:
    """Say what the restricted views are before they are opened."""
    shown = shown_map(Ref(case_id, evaluation_id))
    return render_template(
        "findings/restricted.html",
        here=here(shown.ref),
        code=shown.code,
        opened=shown.open_restricted,
        steps=path_to_case(shown.ref, shown.code, page_words().text("Restricted views")),
    )


@pages.post("/restricted")
def open_restricted_views(case_id: str, evaluation_id: str) -> BaseResponse:
    """Open the restricted views for this browser until it is locked, or put them away."""
    ref = Ref(case_id, evaluation_id)
    show = request.form.get("show") == "yes"
    open_restricted(ref, show=show)
    shown = shown_map(ref)
    first = next((one.key for one in shown.views if one.restricted), None)
    return redirect(url_for("findings.body_map", view=first if show else None, **here(ref)), 303)


@pages.get("/picture/<view>.png")
def picture(case_id: str, evaluation_id: str, view: str) -> Response:
    """Return a view with its marks as a PNG, for browsers that show no SVG."""
    shown = shown_map(Ref(case_id, evaluation_id))
    pending = read_pending(request.args)
    content = draw_picture(
        shown,
        shown.view(view),
        page_words(),
        pending.points,
        pending.tool,
        shaded=pending.shade,
        earlier=not pending.only_now,
    )
    return Response(content, mimetype="image/png")


def lesion_url(ref: Ref, number: int) -> str:
    """Return the address of a lesion's page."""
    return url_for("lesions.lesion", number=number, **here(ref))
