"""The panel of a lesion beside the map, and its sentences edited by hand."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.bodymap import drawing
from ipdoc.casework.bodymap.words import made_sentence
from ipdoc.casework.core.record import Ref
from ipdoc.casework.findings import open_lesion
from ipdoc.casework.history.elsewhere import sentence_since
from ipdoc.domain.finding import RuleError
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _
from ipdoc.web.bodymap_shown import here, shown_map
from ipdoc.web.both import KEEP, Heading, Versions, both_page
from ipdoc.web.context import form_words, vault
from ipdoc.web.lesion_panel import panel_of
from ipdoc.web.navigation import path_to_case

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
def sentence(case_id: str, evaluation_id: str, number: int) -> BaseResponse | tuple[str, int]:
    """Keep a sentence edited by hand, or go back to the one that the program makes."""
    ref = Ref(case_id, evaluation_id)
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        raise RuleError("Choose the language of the sentence")
    shown = shown_map(ref)
    text = "" if "regenerate" in request.form else request.form.get("text", "")
    made = made_sentence(shown, shown.lesion(number), language)
    told = (language, text.replace("\r\n", "\n"), made)
    version = request.form.get("version", type=int)
    keep = request.form.get(f"{KEEP}text")
    if version is not None and keep is None:
        version, stored = sentence_since(vault(), ref, number, language, version)
        if stored is not None and stored.strip() != told[1].strip():
            return _both(ref, number, told, stored or made, version)
    if keep != "stored":
        drawing.describe_by_hand(vault(), ref, number, told, version)
    if request.form.get("back") == "map":
        return redirect(url_for("findings.body_map", lesion=number, **here(ref)), 303)
    return redirect(url_for("lesions.lesion", number=number, **here(ref)), 303)


def _both(
    ref: Ref, number: int, told: tuple[str, str, str], stored: str, version: int
) -> tuple[str, int]:
    """Ask which of two sentences about a lesion stays."""
    view = open_lesion(vault(), ref, number)
    words, (language, own, made) = form_words(view.form), told
    title = words.text(_("Lesion {number}"), number=number)
    label = words.text(_("Description in words"))
    carried = [("language", language), ("text", own), ("version", str(version))]
    return both_page(
        Heading(view.code, title, path_to_case(ref, view.code, title)),
        [Versions(f"{KEEP}text", f"{label} · {LANGUAGES[language]}", own or made, stored)],
        [*carried, ("back", request.form.get("back", ""))],
        request.path,
    )
