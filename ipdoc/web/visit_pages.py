"""Pages of the visits of one case: begin a further evaluation, compare lesions between them.

The link of a lesion with an earlier one is set by a plain form or by JSON; both are refused with
the same sentence, and nothing is stored then.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework import comparison
from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.record import Ref
from ipdoc.casework.followup import SECTION, Opening, source_of, start_followup
from ipdoc.casework.formstore import current_form
from ipdoc.casework.visits import status_of, visit_label
from ipdoc.domain.finding import Lesion, LesionLink, RuleError
from ipdoc.domain.whole import whole
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _
from ipdoc.web.context import form_words, page_words, vault
from ipdoc.web.navigation import overview_url, path_to_case
from ipdoc.web.visit_shown import anchor, compared_groups, status_choices

pages = Blueprint("visits", __name__, url_prefix="/cases/<case_id>/<evaluation_id>")
Answer = BaseResponse | tuple[BaseResponse | str, int]


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


@pages.get("/earlier-lesions")
def earlier_lesions(case_id: str, evaluation_id: str) -> str:
    """List every lesion of the earlier visits and ask what became of each."""
    return _earlier_page(Ref(case_id, evaluation_id))


def _earlier_page(ref: Ref, problem: Message | None = None) -> str:
    compared = comparison.compare(vault(), ref)
    words = form_words(compared.form)
    with_lesion, without = status_choices(compared.form.form, words)
    groups = compared_groups(compared, words)
    return render_template(
        "visits/earlier.html",
        steps=path_to_case(ref, compared.code, page_words().text(_("Earlier lesions"))),
        here={"case_id": ref.case_id, "evaluation_id": ref.evaluation_id},
        code=compared.code,
        groups=groups,
        sealed=any(line.earlier.sealed for group in groups for line in group.lines),
        open=compared.open,
        new=[lesion.number for lesion in compared.new],
        with_lesion=with_lesion,
        without=without,
        problem=problem,
    )


@pages.post("/earlier-lesions/<visit>/<int:number>")
def say(case_id: str, evaluation_id: str, visit: str, number: int) -> Answer:
    """Keep what became of an earlier lesion; one that is still there is recorded and linked."""
    ref, link = Ref(case_id, evaluation_id), LesionLink(visit, number)
    status = request.form.get("became", "")
    try:
        if status == "undo":
            comparison.take_back(vault(), ref, link)
        elif status in comparison.STILL_THERE:
            comparison.record_still_there(vault(), ref, link, status)
        else:
            comparison.state_gone(vault(), ref, link, status, request.form.get("note"))
    except RuleError as error:
        return _earlier_page(ref, error.message), 422
    page = url_for(
        "visits.earlier_lesions",
        case_id=case_id,
        evaluation_id=evaluation_id,
        _anchor=anchor(link),
    )
    return redirect(page, 303)


@pages.post("/lesions/<int:number>/same-as")
def same_as(case_id: str, evaluation_id: str, number: int) -> Answer:
    """Link a lesion with one of an earlier visit, or undo the link."""
    ref = Ref(case_id, evaluation_id)
    if request.is_json:
        return _same_as_json(ref, number)
    chosen, _slash, earlier = request.form.get("earlier", "").partition("/")
    there = whole(earlier)
    link = None if there is None else LesionLink(chosen, there)
    comparison.link_lesion(vault(), ref, number, link, request.form.get("version", type=int))
    page = url_for("lesions.lesion", case_id=case_id, evaluation_id=evaluation_id, number=number)
    return redirect(page, 303)


def _same_as_json(ref: Ref, number: int) -> Answer:
    words = page_words()
    try:
        link, version = _sent_link(request.get_json(silent=True))
        lesion = comparison.link_lesion(vault(), ref, number, link, version)
    except StaleVersionError as error:
        return jsonify(problem=words.message(error.message)), 409
    except IpdocError as error:
        return jsonify(problem=words.message(error.message)), 422
    return jsonify(lesion=_linked(lesion), said=_said(lesion)), 200


def _sent_link(sent: Any) -> tuple[LesionLink | None, int | None]:
    """Return the link and the version that were sent.

    Raises:
        RuleError: they are not in the shape of ``{"evaluation", "number", "version"}``.
    """
    wrong = RuleError("Name the earlier lesion by its evaluation and its number")
    if not isinstance(sent, dict):
        raise wrong
    version = sent.get("version")
    evaluation, earlier = sent.get("evaluation"), sent.get("number")
    if type(version) not in (int, type(None)):
        raise wrong
    if evaluation is None and earlier is None:
        return None, version
    if not isinstance(evaluation, str) or type(earlier) is not int:
        raise wrong
    return LesionLink(evaluation, earlier), version


def _linked(lesion: Lesion) -> dict[str, Any]:
    link = lesion.same_as.to_payload() if lesion.same_as else None
    return {"number": lesion.number, "same_as": link, "status": status_of(lesion)}


def _said(lesion: Lesion) -> str:
    if lesion.same_as is None:
        return page_words().text(_("Lesion {number} is not linked any more"), number=lesion.number)
    return page_words().text(
        _("Lesion {number} is the earlier lesion No. {earlier}"),
        number=lesion.number,
        earlier=lesion.same_as.number,
    )
