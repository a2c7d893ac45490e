"""The body map as JSON for the editor: one view with its marks, and every change to them.

A change is answered with the changed lesion and a short sentence for the live region, a refusal
with ``{"problem": sentence}`` and status 422, 409 (changed elsewhere) or 423 (locked); nothing is
stored then.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request
from flask_wtf.csrf import CSRFError

from ipdoc.casework.bodymap import coverage, drawing
from ipdoc.casework.bodymap import naming as bodymap_naming
from ipdoc.casework.bodymap.body_map import FIRST_VIEW, BodyMap
from ipdoc.casework.bodymap.drawing import Drawing, Target
from ipdoc.casework.bodymap.model import lesion_model, measures, model
from ipdoc.casework.bodymap.words import line_of
from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.openvault import LockedError
from ipdoc.casework.core.record import Ref
from ipdoc.casework.links import place_words
from ipdoc.domain.finding import RuleError
from ipdoc.errors import IpdocError
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.storage.errors import StorageError
from ipdoc.web.bodymap_shown import model_urls, shown_map
from ipdoc.web.context import form_words, page_words, vault
from ipdoc.web.history_words import STATES

pages = Blueprint("bodymap", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/lesions")

MOST_BODY_BYTES = 1_000_000
"""Of one change; 10 000 points with five decimals each take a quarter of it."""


@pages.errorhandler(IpdocError)
def _refused(error: IpdocError) -> tuple[Response, int]:
    status = 422
    for kind, code in ((StaleVersionError, 409), (LockedError, 423), (StorageError, 507)):
        if isinstance(error, kind):
            status = code
    return _json({"problem": page_words().message(error.message)}), status


@pages.errorhandler(CSRFError)
def _forged(_error: CSRFError) -> tuple[Response, int]:
    told = _("This page was loaded before the program was started again; load it again")
    return _json({"problem": page_words().text(told)}), 422


def _json(content: dict[str, Any]) -> Response:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(text, mimetype="application/json")


def _body() -> dict[str, Any]:
    """Return the JSON that was sent.

    Raises:
        RuleError: it is none, or far too large.
    """
    if (request.content_length or 0) > MOST_BODY_BYTES:
        raise RuleError("This drawing is too large; draw it with fewer points")
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise RuleError("This could not be read; load the page again") from error
    if not isinstance(body, dict):
        raise RuleError("This could not be read; load the page again")
    return body


def _text(body: dict[str, Any], key: str) -> str | None:
    value = body.get(key)
    if value is not None and not isinstance(value, str):
        raise RuleError("This could not be read; load the page again")
    return value


def _whole(body: dict[str, Any], key: str) -> int | None:
    value = body.get(key)
    if value is not None and (not isinstance(value, int) or isinstance(value, bool)):
        raise RuleError("This could not be read; load the page again")
    return value


def _version(body: dict[str, Any]) -> int:
    """Return the version on which a change was made; without one nothing may be overwritten."""
    version = _whole(body, "version")
    if version is None:
        raise RuleError("This could not be read; load the page again")
    return version


@pages.get("/map.json")
def map_model(case_id: str, evaluation_id: str) -> Response:
    """Return the map as one view shows it."""
    shown = shown_map(Ref(case_id, evaluation_id))
    view = shown.view(request.args.get("view", FIRST_VIEW))
    return _json(model(shown, view, form_words(shown.form), model_urls(shown)))


@pages.post("/draw")
def draw(case_id: str, evaluation_id: str) -> Response:
    """Record a drawing: a new lesion, one more mark, or a mark drawn anew."""
    ref, body = Ref(case_id, evaluation_id), _body()
    number = _whole(body, "number")
    target = Target(
        number,
        _text(body, "mark"),
        None if number is None else _version(body),
        _whole(body, "duplicate_of"),
    )
    drawn = Drawing.from_payload(body)
    lesion = drawing.draw(vault(), ref, drawn, _text(body, "type"), target)
    said = _("Lesion {number} recorded: {what}") if number is None else _("Lesion {number}: {what}")
    return _changed(ref, lesion.number, said, body)


def _changed(ref: Ref, number: int, said: str, body: dict[str, Any]) -> Response:
    """Answer with the lesion as it is now, seen from the view that the page shows."""
    shown = shown_map(ref)
    words = form_words(shown.form)
    one = shown.lesion(number)
    view = shown.view(_text(body, "view") or FIRST_VIEW)
    return _json(
        {
            "lesion": lesion_model(shown, one, view, words, model_urls(shown)),
            "said": words.text(said, number=number, what=_what(shown, number, words)),
            **_totals(shown),
        }
    )


def _what(shown: BodyMap, number: int, words: Translator) -> str:
    line = line_of(shown, shown.lesion(number), words)
    return ", ".join(filter(None, (line.kind, line.place, line.size)))


def _totals(shown: BodyMap) -> dict[str, Any]:
    return {"counts": shown.counts(), "measures": measures(shown)}


@pages.post("/<int:number>/erase-mark")
def erase_mark(case_id: str, evaluation_id: str, number: int) -> Response:
    """Take one mark away; the lesion stays."""
    ref, body = Ref(case_id, evaluation_id), _body()
    drawing.erase_mark(vault(), ref, number, _text(body, "mark") or "", _version(body))
    return _changed(ref, number, _("One mark of lesion {number} was erased"), body)


@pages.post("/<int:number>/take-out")
def take_out(case_id: str, evaluation_id: str, number: int) -> Response:
    """Take a lesion out of the record; its number stays as a gap."""
    ref, body = Ref(case_id, evaluation_id), _body()
    lesion = drawing.take_out(vault(), ref, number, _text(body, "reason") or "", _version(body))
    words = page_words()
    said = words.text(_("Lesion {number} was taken out; its number stays"), number=number)
    gone = {"number": lesion.number, "removed": True, "version": _version(body) + 1}
    return _json({"lesion": gone, "said": said, **_totals(shown_map(ref))})


@pages.post("/<int:number>/restore")
def restore(case_id: str, evaluation_id: str, number: int) -> Response:
    """Put a lesion that was taken out back."""
    ref, body = Ref(case_id, evaluation_id), _body()
    drawing.restore(vault(), ref, number, _version(body))
    return _changed(ref, number, _("Lesion {number} is back: {what}"), body)


@pages.post("/<int:number>/type")
def change_type(case_id: str, evaluation_id: str, number: int) -> Response:
    """Call a lesion another kind."""
    ref, body = Ref(case_id, evaluation_id), _body()
    drawing.change_type(vault(), ref, number, _text(body, "type") or "", _version(body))
    return _changed(ref, number, _("Lesion {number}: {what}"), body)


@pages.post("/coverage")
def state_coverage(case_id: str, evaluation_id: str) -> Response | tuple[Response, int]:
    """State that regions were examined, or why they were not."""
    ref, body = Ref(case_id, evaluation_id), _body()
    regions = body.get("regions")
    if not isinstance(regions, list) or not all(map(_is_region, regions)):
        raise RuleError("Choose at least one region")
    pairs = [(key, side) for key, side in regions]
    told = (_text(body, "state"), _text(body, "reason") or "")
    try:
        stated = coverage.state_regions(vault(), ref, pairs, *told, _seen(body))
    except coverage.StatedElsewhereError as error:
        return _stated_elsewhere(ref, error.stated)
    said = page_words().plural("{count} region stated", "{count} regions stated", len(set(pairs)))
    return _json({"coverage": stated, "said": said})


def _seen(body: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return what the editor showed of each region when the change was sent."""
    was = body.get("was", {})
    if not isinstance(was, dict) or not all(isinstance(one, dict | None) for one in was.values()):
        raise RuleError("This could not be read; load the page again")
    return {name: one or {} for name, one in was.items()}


def _stated_elsewhere(ref: Ref, stated: coverage.Coverage) -> tuple[Response, int]:
    """Tell what somebody else stated, so that both versions are seen before one is kept."""
    shown = shown_map(ref)
    words = form_words(shown.form)
    lines = []
    for name, told in stated.items():
        key, _bar, side = name.partition("|")
        state = words.text(STATES[told["state"]]) if told else words.text(_("not stated"))
        where = place_words(shown.form.form, key, side, words)
        lines.append(f"{where}: {state}" + (f" ({told['reason']})" if told.get("reason") else ""))
    text = _("Somebody stated this otherwise meanwhile: {what}")
    return _json({"problem": words.text(text, what="; ".join(lines))}), 409


def _is_region(pair: Any) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, str) for one in pair)


@pages.post("/name")
def name(case_id: str, evaluation_id: str) -> Response:
    """Say where a drawing lies and how large it is, without storing it."""
    shown = shown_map(Ref(case_id, evaluation_id))
    body = {"figure": shown.figure, **_body()}
    named = bodymap_naming.name_drawing(shown, Drawing.from_payload(body), form_words(shown.form))
    return _json(named.to_payload())
