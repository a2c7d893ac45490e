"""Pages of the cases: the list, a new one, the task list of one."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.cases import Overview, SectionRow, list_cases, overview, start_case
from ipdoc.casework.formstore import current_form
from ipdoc.casework.record import Ref
from ipdoc.casework.reports import reports
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.progress import SectionState
from ipdoc.web.context import form_words, language, session, vault

pages = Blueprint("cases", __name__, url_prefix="/cases")

GROUPS = {
    "before": _("Before"),
    "account": _("Account"),
    "examination": _("Examination"),
    "opinion": _("Opinion"),
    "closing": _("Closing"),
}
STATE_WORDS = {
    SectionState.DONE: _("Done"),
    SectionState.IN_PROGRESS: _("In progress"),
    SectionState.NOT_STARTED: _("Not started"),
    SectionState.NOT_NEEDED: _("Not needed"),
}


@pages.get("/")
def listing() -> str:
    """List the cases, the newest first."""
    page = max(1, request.args.get("page", 1, type=int))
    code = request.args.get("code", "").strip()
    found = list_cases(vault(), page, code)
    words = form_words(current_form())
    kinds = {kind.key: words.text(kind.label) for kind in current_form().form.types}
    return render_template("cases/list.html", found=found, code=code, kinds=kinds)


@pages.get("/new")
def new() -> str:
    """Ask what is needed to open a case."""
    return _new_page()


def _new_page(problem: Message | None = None) -> str:
    words = form_words(current_form())
    kinds = [
        (kind.key, words.text(kind.label), words.text(kind.summary))
        for kind in current_form().form.types
    ]
    return render_template(
        "cases/new.html",
        kinds=kinds,
        typed=request.form,
        record_language=request.form.get("record_language", language()),
        problem=problem,
    )


@pages.post("/new")
def start() -> BaseResponse | tuple[str, int]:
    """Open a case."""
    kind = request.form.get("type", "")
    if kind not in {one.key for one in current_form().form.types}:
        return _new_page(Message("Choose the type of evaluation")), 422
    tongue = request.form.get("record_language", "")
    languages = {"record": tongue if tongue in LANGUAGES else language()}
    try:
        ref = start_case(
            vault(),
            kind,
            request.form.get("code", ""),
            request.form.get("report_number", ""),
            languages,
        )
    except IpdocError as error:
        return _new_page(error.message), 422
    return redirect(_overview_url(ref), 303)


@pages.get("/<case_id>/<evaluation_id>", endpoint="overview")
def overview_page(case_id: str, evaluation_id: str) -> str:
    """Show the task list of an evaluation."""
    ref = Ref(case_id, evaluation_id)
    shown = overview(vault(), ref)
    words = form_words(shown.form)
    current = session()
    names_shown = current is not None and case_id in current.names_shown
    kind = shown.form.form.evaluation_type(shown.evaluation.type_code)
    return render_template(
        "cases/overview.html",
        ref=ref,
        overview=shown,
        groups=[(words.text(label), _rows(shown, key)) for key, label in GROUPS.items()],
        kind=words.text(kind.label),
        words=words,
        states=STATE_WORDS,
        following=_following(shown),
        counts=_counts(shown),
        names_shown=names_shown,
        issued=reports(vault(), ref),
    )


def _rows(shown: Overview, group: str) -> list[SectionRow]:
    return [row for row in shown.rows if row.section.group == group]


def _following(shown: Overview) -> SectionRow | None:
    """Return the section to go on with: one in progress, else the first not started."""
    for state in (SectionState.IN_PROGRESS, SectionState.NOT_STARTED):
        for row in shown.rows:
            if row.progress.state is state:
                return row
    return None


def _counts(shown: Overview) -> dict[str, int]:
    states = [row.progress.state for row in shown.rows]
    return {
        "done": states.count(SectionState.DONE),
        "in_progress": states.count(SectionState.IN_PROGRESS),
        "all": len(states),
    }


@pages.post("/<case_id>/<evaluation_id>/name")
def show_name(case_id: str, evaluation_id: str) -> BaseResponse:
    """Show or hide the name of the person examined in this session."""
    current = session()
    if current is not None:
        if request.form.get("show") == "yes":
            current.names_shown.add(case_id)
        else:
            current.names_shown.discard(case_id)
    return redirect(_overview_url(Ref(case_id, evaluation_id)), 303)


def _overview_url(ref: Ref) -> str:
    return url_for("cases.overview", case_id=ref.case_id, evaluation_id=ref.evaluation_id)
