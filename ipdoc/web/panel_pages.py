"""The panel of a lesion beside the map, and its sentences edited by hand."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.bodymap import drawing
from ipdoc.casework.bodymap.words import made_sentence
from ipdoc.casework.findings import open_lesion
from ipdoc.casework.record import Ref
from ipdoc.domain.finding import RuleError
from ipdoc.i18n import LANGUAGES
from ipdoc.web.bodymap_shown import here, shown_map
from ipdoc.web.context import form_words, vault
from ipdoc.web.lesion_panel import panel_of

pages = Blueprint("panels", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/lesions")


@pages.get("/<int:number>/panel")
def panel(case_id: str, evaluation_id: str, number: int) -> str:
    """Return the panel as a piece of HTML for the editor."""
    ref = Ref(case_id, evaluation_id)
    shown = shown_map(ref)
    names = here(ref)
    if shown.sealed(shown.lesion(number)):
        return render_template("findings/panel_sealed.html", number=number, here=names)
    view = open_lesion(vault(), ref, number)
    told = panel_of(shown, view, form_words(shown.form))
    return render_template("findings/panel.html", panel=told, here=names)


@pages.post("/<int:number>/sentence")
def sentence(case_id: str, evaluation_id: str, number: int) -> BaseResponse:
    """Keep a sentence edited by hand, or go back to the one that the program makes."""
    ref = Ref(case_id, evaluation_id)
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        raise RuleError("Choose the language of the sentence")
    shown = shown_map(ref)
    text = "" if "regenerate" in request.form else request.form.get("text", "")
    made = made_sentence(shown, shown.lesion(number), language)
    told = (language, text.replace("\r\n", "\n"), made)
    drawing.describe_by_hand(vault(), ref, number, told, request.form.get("version", type=int))
    if request.form.get("back") == "map":
        return redirect(url_for("findings.body_map", lesion=number, **here(ref)), 303)
    return redirect(url_for("lesions.lesion", number=number, **here(ref)), 303)
