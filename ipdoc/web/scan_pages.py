"""Pages of the scanned sheets: attach, look, transcribe, take out. All of it without scripts."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.bodymap.picture import box_of
from ipdoc.casework.bodymap.view_words import view_title
from ipdoc.casework.core.record import Ref
from ipdoc.casework.scans import charts, sheets
from ipdoc.casework.sections import SectionView, open_section
from ipdoc.domain.scannedsheet import ScannedSheet
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.imaging.drawn_marks import DrawnChart
from ipdoc.web import scan_shown as shown
from ipdoc.web.bodymap_shown import restricted_is_open
from ipdoc.web.context import form_words, page_words, vault
from ipdoc.web.navigation import path_to_case

pages = Blueprint("scans", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/sheets")

Answer = BaseResponse | str | tuple[str, int] | tuple[Response, int]
_ABOUT = "case_information"
"""Section that is opened for the code and the form."""


@dataclass(frozen=True)
class Refused:
    """A file that was not taken in."""

    file: int
    """Its place among the chosen files, from 1; a file's name may tell who it is about."""
    why: Message


@dataclass(frozen=True)
class ChartShown:
    """A body view of a sheet with what was drawn on it."""

    key: str
    title: str
    picture: str
    width: int
    height: int
    spots: tuple[tuple[int, int], ...]
    """Pixels of the body map's picture at which each drawing lies."""


@pages.get("/")
def listing(case_id: str, evaluation_id: str) -> str:
    """Show the sheets with a form for more."""
    return _list(Ref(case_id, evaluation_id))


def _list(ref: Ref, refused: tuple[Refused, ...] = (), taken: int = 0) -> str:
    view = open_section(vault(), ref, _ABOUT)
    words = form_words(view.form)
    form, code = view.form.form, view.situation.type_code
    return render_template(
        "scans/list.html",
        here=_here(ref),
        code=view.code,
        type_code=code,
        lines=shown.sheet_lines(ref, form, code, words),
        by_hand=shown.sections_by_hand(form, code, words),
        refused=refused,
        taken=taken,
        steps=_steps(view, words.text(_("Paper forms"))),
    )


def _here(ref: Ref) -> dict[str, Any]:
    return {"case_id": ref.case_id, "evaluation_id": ref.evaluation_id}


def _steps(view: SectionView, title: str) -> object:
    return path_to_case(view.ref, view.code, title)


@pages.post("/")
def attach(case_id: str, evaluation_id: str) -> Answer:
    """Take in the chosen scans; each is a sheet of its own."""
    ref = Ref(case_id, evaluation_id)
    files = [file for file in request.files.getlist("file") if file.filename]
    by_hand = request.form.get("subject", "")
    if request.accept_mimetypes.best == "application/json":
        return _one(ref, files, by_hand)
    if not files:
        return _list(ref, (Refused(0, Message(_("Choose a scan first"))),)), 422
    refused = []
    for number, file in enumerate(files, 1):
        why = _attached(ref, file, by_hand)
        if why is not None:
            refused.append(Refused(number if len(files) > 1 else 0, why))
    if refused:
        return _list(ref, tuple(refused), len(files) - len(refused)), 422
    return redirect(url_for("scans.listing", **_here(ref)), 303)


def _one(ref: Ref, files: list[FileStorage], by_hand: str) -> Answer:
    """Take in the one scan that a script sent, and say why not if it is not taken."""
    why = _attached(ref, files[0], by_hand) if files else Message(_("Choose a scan first"))
    if why is None:
        return jsonify(problem="")
    return jsonify(problem=page_words().message(why)), 422


def _attached(ref: Ref, file: FileStorage, by_hand: str) -> Message | None:
    """Take a scan in; return why it was not taken, None if it was."""
    stream = io.BytesIO(file.stream.read())
    try:
        sheets.attach_sheet(vault(), ref, stream, by_hand=by_hand)
    except IpdocError as error:
        return error.message
    return None


@pages.get("/<sheet_id>")
def sheet(case_id: str, evaluation_id: str, sheet_id: str) -> Answer:
    """Show a sheet: the page, its subjects, what was drawn on its charts."""
    ref = Ref(case_id, evaluation_id)
    return _shut(ref, sheet_id) or _sheet(ref, sheet_id)


def _shut(ref: Ref, sheet_id: str) -> BaseResponse | None:
    """Return the way to the step that opens what is intimate; None when nothing is in the way."""
    one = sheets.scanned_sheet(vault(), ref, sheet_id)
    if one.restricted and not restricted_is_open(ref):
        return redirect(url_for("findings.restricted", **_here(ref)), 303)
    return None


def _sheet(ref: Ref, sheet_id: str, problem: Message | None = None) -> str:
    one = sheets.scanned_sheet(vault(), ref, sheet_id)
    view = open_section(vault(), ref, _ABOUT)
    words = form_words(view.form)
    drawn, unread = _charts(ref, one, words)
    return render_template(
        "scans/sheet.html",
        here=_here(ref),
        code=view.code,
        sheet=one,
        name=shown.sheet_name(one, words),
        picture=shown.picture_url(ref, one.id),
        original=shown.picture_url(ref, one.id, "original"),
        subjects=shown.subject_lines(ref, one, view.form.form, words),
        charts=drawn,
        other_type=one.type_code not in ("", view.situation.type_code),
        problem=problem or unread,
        steps=_steps(view, words.text(_("Sheet {number}"), number=one.number)),
    )


def _charts(
    ref: Ref, one: ScannedSheet, words: Translator
) -> tuple[list[ChartShown], Message | None]:
    """Return the charts with what was drawn on them, or why they cannot be read."""
    found = []
    for chart in charts.sheet_charts(one):
        try:
            drawn = charts.drawn_chart(vault(), ref, one.id, chart.view.key)
        except IpdocError as error:
            return [], error.message
        found.append(_chart(ref, one, chart, drawn, words))
    return found, None


def _chart(
    ref: Ref, one: ScannedSheet, chart: charts.SheetChart, drawn: DrawnChart, words: Translator
) -> ChartShown:
    box, view = box_of(chart.view), chart.view
    spots = tuple(
        (
            round(box.left + spot.x * box.inner_width),
            round(box.top + spot.y * box.inner_height),
        )
        for spot in drawn.spots
    )
    picture = url_for("scans.chart", sheet_id=one.id, view=view.key, **_here(ref))
    title = view_title(view, words)
    return ChartShown(view.key, title, picture, drawn.width_px, drawn.height_px, spots)


@pages.get("/<sheet_id>/charts/<view>.png")
def chart(case_id: str, evaluation_id: str, sheet_id: str, view: str) -> BaseResponse:
    """Return a body view with the ink that was found on the sheet."""
    ref = Ref(case_id, evaluation_id)
    shut = _shut(ref, sheet_id)
    if shut is not None:
        return shut
    drawn = charts.drawn_chart(vault(), ref, sheet_id, view)
    return Response(drawn.png, mimetype="image/png")


@pages.get("/<sheet_id>/<kind>")
def picture(case_id: str, evaluation_id: str, sheet_id: str, kind: str) -> BaseResponse:
    """Send a sheet: straightened to look at, or as it came to be saved."""
    if kind not in ("straight", "original"):
        abort(404)
    ref = Ref(case_id, evaluation_id)
    shut = _shut(ref, sheet_id)
    if shut is not None:
        return shut
    file, pieces = sheets.sheet_file(vault(), ref, sheet_id, kind)
    answer = Response(pieces, mimetype=file.media_type)
    answer.content_length = file.size_bytes
    if kind == "original":
        ending = {"image/png": "png"}.get(file.media_type, "jpg")
        answer.headers["Content-Disposition"] = f'attachment; filename="sheet.{ending}"'
    return answer


@pages.post("/<sheet_id>/remove")
def remove(case_id: str, evaluation_id: str, sheet_id: str) -> Answer:
    """Take a sheet out of the record; its number stays as a gap."""
    ref = Ref(case_id, evaluation_id)
    try:
        sheets.remove_sheet(vault(), ref, sheet_id, request.form.get("reason", ""))
    except IpdocError as error:
        return _sheet(ref, sheet_id, error.message), 422
    return redirect(url_for("scans.listing", **_here(ref)), 303)
