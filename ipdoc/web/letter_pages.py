"""Page of the letter to the person examined: what it says, look at it, issue it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.record import Ref
from ipdoc.casework.documents import letters
from ipdoc.casework.issuing import fetching
from ipdoc.casework.issuing import issue as issuing
from ipdoc.casework.issuing.choice import Choice
from ipdoc.domain.finding import RuleError
from ipdoc.domain.letter import LetterChoice
from ipdoc.domain.rendering import LETTER
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _
from ipdoc.web.context import language, page_words, vault
from ipdoc.web.navigation import path_to_case

pages = Blueprint("letter", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/letter")
Refused = tuple[str, int]


@pages.get("/")
def form(case_id: str, evaluation_id: str) -> str:
    """Show what the letter says, and what was issued of it."""
    return _page(Ref(case_id, evaluation_id))


def _page(ref: Ref, typed: LetterChoice | None = None, problem: Message | None = None) -> str:
    shown = letters.show_letter(vault(), ref)
    issued = [
        (report, edition)
        for report in fetching.reports(vault(), ref)
        for edition in report.editions
        if edition.document == LETTER
    ]
    return render_template(
        "reports/letter.html",
        here={"case_id": ref.case_id, "evaluation_id": ref.evaluation_id},
        shown=shown,
        code=shown.code,
        choice=typed or shown.choice,
        issued=issued,
        languages=LANGUAGES,
        chosen=shown.language if shown.language in LANGUAGES else language(),
        problem=problem,
        steps=path_to_case(ref, shown.code, page_words().text(_("Letter to the person examined"))),
    )


@pages.post("/")
def save(case_id: str, evaluation_id: str) -> BaseResponse | Refused:
    """Keep what the letter says."""
    ref = Ref(case_id, evaluation_id)
    try:
        _keep(ref)
    except (RuleError, StaleVersionError) as error:
        return _page(ref, _typed(), error.message), 422
    return redirect(_url(ref), 303)


def _typed() -> LetterChoice | None:
    """Return what the form says; None if it has no such fields: who may only issue sees none."""
    asked = request.form
    if "version" not in asked:
        return None
    return LetterChoice(
        asked.get("findings") == "yes",
        asked.get("contact", "").strip(),
        asked.get("words", "").strip(),
    )


def _keep(ref: Ref) -> None:
    """Keep what was typed before anything is made of it.

    Raises:
        RuleError: a text is too long.
        StaleVersionError: somebody else has changed it meanwhile.
    """
    typed = _typed()
    if typed and typed != letters.show_letter(vault(), ref).choice:
        letters.choose_letter(vault(), ref, typed, request.form.get("version", 0, type=int))


def _url(ref: Ref) -> str:
    return url_for("letter.form", case_id=ref.case_id, evaluation_id=ref.evaluation_id)


def _choice() -> Choice:
    return Choice(language=request.form.get("language", ""), document=LETTER)


@pages.post("/preview")
def preview(case_id: str, evaluation_id: str) -> Response | Refused:
    """Keep what was typed, and send the letter as it would be issued now."""
    ref = Ref(case_id, evaluation_id)
    try:
        _keep(ref)
        pdf = issuing.preview(vault(), ref, _choice())
    except IpdocError as error:
        return _page(ref, _typed(), error.message), 422
    headers = {"Content-Disposition": 'inline; filename="preview.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)


@pages.post("/issue")
def issue(case_id: str, evaluation_id: str) -> BaseResponse | Refused:
    """Keep what was typed, and issue the letter."""
    ref = Ref(case_id, evaluation_id)
    try:
        _keep(ref)
        issuing.issue(vault(), ref, _choice())
    except IpdocError as error:
        return _page(ref, _typed(), error.message), 422
    return redirect(_url(ref), 303)
