"""Pages of the photographs: attach, caption, order, take out, show."""

from __future__ import annotations

import io

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework import photographs
from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.record import Ref
from ipdoc.casework.history.elsewhere import since
from ipdoc.casework.history.subjects import Subject, open_past
from ipdoc.casework.links import Links
from ipdoc.casework.sections import open_section
from ipdoc.domain.answers import Cell
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import mark as _
from ipdoc.web.both import KEEP, Heading, Versions, both_page, choices
from ipdoc.web.context import form_words, vault
from ipdoc.web.history_words import Narrator, title_of
from ipdoc.web.navigation import path_to_case

pages = Blueprint(
    "photographs", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/photographs"
)

Answer = BaseResponse | tuple[str, int]
VIEWS = ("identifier", "overview", "mid", "closeup", "closeup_scale", "control")


@pages.get("/")
def listing(case_id: str, evaluation_id: str) -> str:
    """Show the photographs in their order with a form for one more."""
    return _page(Ref(case_id, evaluation_id))


def _page(ref: Ref, problem: Message | None = None) -> str:
    view = open_section(vault(), ref, "photographs")
    shown = photographs.photographs(vault(), ref)
    words = form_words(view.form)
    links: Links = view.links
    form = view.form.form
    return render_template(
        "photographs/list.html",
        ref=ref,
        code=view.code,
        photographs=shown,
        versions={one.id: photographs.open_photograph(vault(), ref, one.id)[1] for one in shown},
        lesions=links.choices("finding", words),
        views=[
            (key, words.text(form.label_of(form.photograph.question("view"), key))) for key in VIEWS
        ],
        problem=problem,
        chosen_lesion=request.values.get("lesion", type=int),
        steps=path_to_case(ref, view.code, words.text("Photographs")),
    )


@pages.post("/new")
def attach(case_id: str, evaluation_id: str) -> BaseResponse | str:
    """Take in the chosen files; each is a photograph of its own."""
    ref = Ref(case_id, evaluation_id)
    files = [file for file in request.files.getlist("file") if file.filename]
    if not files:
        return _page(ref, Message("Choose a photograph first"))
    lesion = request.form.get("lesion", type=int)
    intimate = request.form.get("intimate") == "yes"
    caption = request.form.get("caption", "")
    for file in files:
        stream = io.BytesIO(file.stream.read())
        try:
            photographs.attach_photograph(
                vault(), ref, stream, lesion=lesion, intimate=intimate, caption=caption
            )
        except IpdocError as error:
            return _page(ref, error.message)
    return _back(ref)


@pages.post("/<photo_id>/file")
def supply(case_id: str, evaluation_id: str, photo_id: str) -> BaseResponse | str:
    """Give a record that awaits its file the file."""
    ref = Ref(case_id, evaluation_id)
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(ref, Message("Choose a photograph first"))
    try:
        photographs.supply_file(vault(), ref, photo_id, io.BytesIO(file.stream.read()))
    except IpdocError as error:
        return _page(ref, error.message)
    return _back(ref)


@pages.post("/<photo_id>")
def describe(case_id: str, evaluation_id: str, photo_id: str) -> BaseResponse | tuple[str, int]:
    """Save caption, kind of frame and lesion of a photograph."""
    ref = Ref(case_id, evaluation_id)
    wanted: dict[str, Cell | None] = {
        "fields.caption": request.form.get("caption", "").strip() or None,
        "fields.view": request.form.get("view") or None,
        "fields.lesion": request.form.get("lesion", type=int),
    }
    version = request.form.get("version", 0, type=int)
    subject = Subject("photograph", photo_id)
    chosen = choices()
    wanted = {key: cell for key, cell in wanted.items() if key not in chosen.stored}
    found = since(vault(), ref, subject, version, wanted, chosen.undecided)
    if found.right:
        changes = {key.removeprefix("fields."): cell for key, cell in found.right.items()}
        photographs.save_photograph(vault(), ref, photo_id, changes, found.version)
    if found.clash:
        return _both(ref, photo_id, found.clash)
    return _back(ref, photo_id)


def _both(
    ref: Ref, photo_id: str, clash: dict[str, tuple[Cell | None, Cell | None]]
) -> tuple[str, int]:
    """Ask which of two versions of a photograph's description stays."""
    past = open_past(vault(), ref, Subject("photograph", photo_id))
    words = form_words(past.form)
    told = Narrator(past, words)
    title = title_of(past, words)
    inputs = [(key, request.form.get(key, "")) for key in ("caption", "view", "lesion")]
    return both_page(
        Heading(past.code, title, path_to_case(ref, past.code, title)),
        [
            Versions(f"{KEEP}{key}", told.label(key), told.text(key, own), told.text(key, stored))
            for key, (own, stored) in clash.items()
        ],
        [*inputs, ("version", past.stamp)],
        request.path,
        asked=" ".join(clash),
    )


@pages.post("/<photo_id>/move/<direction>")
def move(case_id: str, evaluation_id: str, photo_id: str, direction: str) -> BaseResponse:
    """Move a photograph one place up or down."""
    ref = Ref(case_id, evaluation_id)
    photographs.move_photograph(vault(), ref, photo_id, direction)
    return _back(ref, photo_id)


@pages.post("/<photo_id>/remove")
def remove(case_id: str, evaluation_id: str, photo_id: str) -> Answer:
    """Take a photograph out of the record; its number stays as a gap."""
    ref, version = Ref(case_id, evaluation_id), request.form.get("version", type=int)
    reason = request.form.get("reason", "")
    try:
        photographs.remove_photograph(vault(), ref, photo_id, reason, version)
    except StaleVersionError:
        text = _("This photograph was changed meanwhile; look at it and do it again")
        return _page(ref, Message(text)), 409
    told = url_for(
        "history.removed",
        case_id=case_id,
        evaluation_id=evaluation_id,
        kind="photograph",
        key=photo_id,
    )
    return redirect(told, 303)


@pages.get("/<photo_id>/<kind>")
def picture(case_id: str, evaluation_id: str, photo_id: str, kind: str) -> Response:
    """Send a rendition ("shown", "printed") or the original as it came."""
    if kind not in photographs.RENDITIONS:
        abort(404)
    ref = Ref(case_id, evaluation_id)
    file, pieces = photographs.rendition(vault(), ref, photo_id, kind)
    headers = {"Content-Length": str(file.size_bytes)}
    if kind == "original":
        headers["Content-Disposition"] = f'attachment; filename="photograph-{photo_id}"'
    return Response(pieces, mimetype=file.media_type, headers=headers)


def _back(ref: Ref, photo_id: str = "") -> BaseResponse:
    anchor = f"photo-{photo_id}" if photo_id else None
    target = url_for(
        "photographs.listing",
        case_id=ref.case_id,
        evaluation_id=ref.evaluation_id,
        _anchor=anchor,
    )
    return redirect(target, 303)
