"""Pages of addenda: write one to an issued report, look at it, issue it."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.record import Ref
from ipdoc.casework.documents import addenda
from ipdoc.casework.documents.mandates import show_mandate
from ipdoc.casework.issuing import fetching
from ipdoc.casework.issuing import issue as issuing
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issued import IssuedReport
from ipdoc.domain.addendum import REASONS
from ipdoc.domain.finding import RuleError
from ipdoc.domain.rendering import ADDENDUM
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _
from ipdoc.web.context import language, page_words, vault
from ipdoc.web.navigation import path_to_case

pages = Blueprint("addenda", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/addenda")
Refused = tuple[str, int]


@pages.get("/")
def listing(case_id: str, evaluation_id: str) -> str:
    """List the addenda, and ask for a new one."""
    return _list_page(Ref(case_id, evaluation_id))


def _list_page(ref: Ref, problem: Message | None = None) -> str:
    return _page("reports/addenda.html", ref, problem, lines=addenda.addenda(vault(), ref))


def _page(template: str, ref: Ref, problem: Message | None, **more: object) -> str:
    code = show_mandate(vault(), ref, language()).code
    return render_template(
        template,
        here={"case_id": ref.case_id, "evaluation_id": ref.evaluation_id},
        code=code,
        reasons=REASONS,
        languages=LANGUAGES,
        page_language=language(),
        reports=[one for one in fetching.reports(vault(), ref) if _is_report(one)],
        typed=request.form,
        problem=problem,
        steps=path_to_case(ref, code, page_words().text(_("Addenda"))),
        **more,
    )


def _is_report(report: IssuedReport) -> bool:
    """Return whether it can be amended: it holds more than a letter."""
    return any(one.document != "letter" for one in report.editions)


@pages.post("/")
def write(case_id: str, evaluation_id: str) -> BaseResponse | Refused:
    """Write an addendum to an issued report."""
    ref, typed = Ref(case_id, evaluation_id), request.form
    amends = typed.get("amends", 0, type=int)
    try:
        written = addenda.write_addendum(
            vault(), ref, amends, typed.get("reason", ""), typed.get("text", "")
        )
    except RuleError as error:
        return _list_page(ref, error.message), 422
    return redirect(_url(ref, written.number), 303)


def _url(ref: Ref, number: int) -> str:
    return url_for(
        "addenda.addendum", case_id=ref.case_id, evaluation_id=ref.evaluation_id, number=number
    )


@pages.get("/<int:number>")
def addendum(case_id: str, evaluation_id: str, number: int) -> str:
    """Show an addendum, to be changed while it is not issued."""
    return _addendum_page(Ref(case_id, evaluation_id), number)


def _addendum_page(ref: Ref, number: int, problem: Message | None = None) -> str:
    line = addenda.find_addendum(vault(), ref, number)
    return _page("reports/addendum.html", ref, problem, line=line)


@pages.post("/<int:number>")
def change(case_id: str, evaluation_id: str, number: int) -> BaseResponse | Refused:
    """Change an addendum that was not issued yet."""
    ref = Ref(case_id, evaluation_id)
    try:
        _keep(ref, number)
    except (RuleError, StaleVersionError) as error:
        return _addendum_page(ref, number, error.message), 422
    return redirect(_url(ref, number), 303)


def _keep(ref: Ref, number: int) -> None:
    """Keep what was typed before anything is made of it; an issued addendum has no fields for it.

    Raises:
        RuleError: it was issued, or reason or text is missing.
        StaleVersionError: somebody else has changed it meanwhile.
    """
    typed = request.form
    if "version" not in typed:
        return
    said = (typed.get("reason", ""), typed.get("text", "").strip())
    stored = addenda.find_addendum(vault(), ref, number).addendum
    if said != (stored.reason, stored.text.strip()):
        addenda.change_addendum(vault(), ref, number, *said, typed.get("version", 0, type=int))


def _choice(ref: Ref, number: int) -> Choice:
    line = addenda.find_addendum(vault(), ref, number)
    kinds = {one.number: one.kind for one in fetching.reports(vault(), ref)}
    tongue = request.form.get("language", "")
    return Choice(kinds[line.addendum.amends], tongue, document=ADDENDUM, addendum=number)


@pages.post("/<int:number>/preview")
def preview(case_id: str, evaluation_id: str, number: int) -> Response | Refused:
    """Send the addendum as it would be issued now."""
    ref = Ref(case_id, evaluation_id)
    try:
        _keep(ref, number)
        pdf = issuing.preview(vault(), ref, _choice(ref, number))
    except IpdocError as error:
        return _addendum_page(ref, number, error.message), 422
    headers = {"Content-Disposition": 'inline; filename="preview.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)


@pages.post("/<int:number>/issue")
def issue(case_id: str, evaluation_id: str, number: int) -> BaseResponse | Refused:
    """Issue the addendum; from then on it stays as it is."""
    ref = Ref(case_id, evaluation_id)
    try:
        _keep(ref, number)
        issuing.issue(vault(), ref, _choice(ref, number))
    except IpdocError as error:
        return _addendum_page(ref, number, error.message), 422
    return redirect(_url(ref, number), 303)
