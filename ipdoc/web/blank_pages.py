"""Paper forms to print: choose type, language and figure, get the PDF."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from ipdoc.casework.blanks import TYPES, blank_form
from ipdoc.casework.bodymap.figures import FIGURE_LABELS, available
from ipdoc.casework.formstore import current_form
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _
from ipdoc.web.context import form_words, language, page_words
from ipdoc.web.navigation import path_to_list

pages = Blueprint("blanks", __name__, url_prefix="/paper")


@pages.get("/")
def form() -> str:
    """Ask which form is to be printed."""
    compiled = current_form()
    words = form_words(compiled)
    asked = request.args.get("type", "")
    return render_template(
        "scans/blank.html",
        kinds=[(kind.code, words.text(kind.label)) for kind in compiled.form.types],
        kind=asked if asked in TYPES else "S",
        form_languages=LANGUAGES,
        language=language(),
        figures=[(key, FIGURE_LABELS[key]) for key in available()],
        steps=path_to_list(page_words().text(_("Paper forms"))),
    )


@pages.get("/form.pdf")
def pdf() -> Response:
    """Send an empty form; each time a set with a name of its own."""
    kind, lang = request.args.get("type", ""), request.args.get("lang", "")
    figure = request.args.get("figure", "neutral")
    if kind not in TYPES or lang not in LANGUAGES or figure not in available():
        abort(404)
    made = blank_form(kind, lang, figure, intimate=request.args.get("intimate") == "yes")
    headers = {"Content-Disposition": 'attachment; filename="form.pdf"'}
    return Response(made.pdf, mimetype="application/pdf", headers=headers)
