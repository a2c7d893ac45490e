"""Pages of the visits of one case: begin a further evaluation."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.followup import SECTION, Opening, source_of, start_followup
from ipdoc.casework.formstore import current_form
from ipdoc.casework.record import Ref
from ipdoc.casework.visits import visit_label
from ipdoc.domain.finding import RuleError
from ipdoc.errors import Message
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _
from ipdoc.web.context import form_words, page_words, vault
from ipdoc.web.navigation import overview_url, path_to_case

pages = Blueprint("visits", __name__, url_prefix="/cases/<case_id>/<evaluation_id>")


@pages.get("/follow-up")
def new(case_id: str, evaluation_id: str) -> str:
    """Ask what is needed to begin a further evaluation."""
    ref = Ref(case_id, evaluation_id)
    return _new_page(ref, Opening("followup", "", source_of(vault(), ref).record_language, True))


def _new_page(ref: Ref, typed: Opening, problem: Message | None = None, field: str = "") -> str:
    form = current_form()
    words, source = form_words(form), source_of(vault(), ref)
    section = form.form.section(SECTION)
    return render_template(
        "cases/followup.html",
        steps=path_to_case(ref, source.code, page_words().text(_("Further evaluation"))),
        here={"case_id": ref.case_id, "evaluation_id": ref.evaluation_id},
        follows=visit_label(source.visit, words),
        code=source.code,
        identity=[words.text(section.question(key).label) for key in source.identity],
        kinds=[
            (one.key, words.text(one.label), words.text(one.summary)) for one in form.form.types
        ],
        typed=typed,
        problem=problem,
        field_id=field,
    )


@pages.post("/follow-up")
def start(case_id: str, evaluation_id: str) -> BaseResponse | tuple[str, int]:
    """Begin a further evaluation."""
    ref = Ref(case_id, evaluation_id)
    tongue = request.form.get("record_language", "")
    typed = Opening(
        request.form.get("type", ""),
        request.form.get("report_number", ""),
        tongue if tongue in LANGUAGES else "",
        request.form.get("identity") == "copy",
    )
    try:
        return redirect(overview_url(start_followup(vault(), ref, typed)), 303)
    except RuleError as error:
        kinds = {one.key for one in current_form().form.types}
        field = "report_number" if typed.type_key in kinds else "type"
        return _new_page(ref, typed, error.message, field), 422
