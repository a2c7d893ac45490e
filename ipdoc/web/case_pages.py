"""Pages of the cases: the list, a new one, the task list of one."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.cases import CasePage, CaseRow, Overview, list_cases, overview, start_case
from ipdoc.casework.comparison import compare, has_examination
from ipdoc.casework.core.record import Ref
from ipdoc.casework.followup import copied_note
from ipdoc.casework.formstore import current_form
from ipdoc.casework.history.conflicts import open_conflicts
from ipdoc.casework.issuing.fetching import reports
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _
from ipdoc.web.context import form_words, keep_session, language, page_words, session, vault
from ipdoc.web.navigation import overview_url, pagination, path_to_case, path_to_list
from ipdoc.web.tasklist import task_list
from ipdoc.web.visit_shown import copied_words, visit_lines

pages = Blueprint("cases", __name__, url_prefix="/cases")


@dataclass(frozen=True)
class EarlierLine:
    """An earlier evaluation of a case in the list."""

    kind: str
    exam_date: str
    """ISO date, or empty."""
    url: str


@dataclass(frozen=True)
class CaseLine:
    """One line of the list."""

    code: str
    url: str
    kind: str
    exam_date: str
    """ISO date, or empty."""
    created_on: str
    """ISO date."""
    earlier: tuple[EarlierLine, ...] = ()


@pages.get("/")
def listing() -> str:
    """List the cases, the newest first."""
    return _list_page(list_cases(vault(), max(1, request.args.get("page", 1, type=int))))


@pages.post("/")
def find() -> BaseResponse | str:
    """Open the case of a code; list them if several bear it, say so if none does.

    A code is never part of an address: those stay behind in the browser's history.
    """
    code = request.form.get("code", "").strip()
    if not code:
        return redirect(url_for("cases.listing"), 303)
    found = list_cases(vault(), code=code)
    if found.total == 1:
        return redirect(overview_url(found.rows[0].ref), 303)
    return _list_page(found, code)


def _list_page(found: CasePage, code: str = "") -> str:
    form = current_form()
    words = form_words(form)
    kinds = {kind.key: words.text(kind.label) for kind in form.form.types}
    return render_template(
        "cases/list.html",
        steps=path_to_list(),
        lines=[_line(row, kinds) for row in found.rows],
        total=found.total,
        code=code,
        pagination=pagination(
            found.page,
            found.pages,
            lambda number: url_for("cases.listing", page=number),
        ),
    )


def _line(row: CaseRow, kinds: dict[str, str]) -> CaseLine:
    kind = kinds.get(row.type_key, row.type_key)
    earlier = tuple(
        EarlierLine(kinds.get(one.type_key, one.type_key), one.exam_date, overview_url(one.ref))
        for one in row.earlier
    )
    return CaseLine(row.code, overview_url(row.ref), kind, row.exam_date, row.created_on, earlier)


@dataclass(frozen=True)
class Opening:
    """What was typed to open a case."""

    kind: str = ""
    code: str = ""
    report_number: str = ""
    record_language: str = ""


@pages.get("/new")
def new() -> str:
    """Ask what is needed to open a case."""
    return _new_page(Opening(record_language=language()))


def _new_page(typed: Opening, problem: Message | None = None, field: str = "") -> str:
    form = current_form()
    words, kinds = form_words(form), form.form.types
    return render_template(
        "cases/new.html",
        steps=path_to_list(page_words().text(_("New case"))),
        kinds=[(one.key, words.text(one.label), words.text(one.summary)) for one in kinds],
        typed=typed,
        problem=problem,
        field_id=field,
    )


@pages.post("/new")
def start() -> BaseResponse | tuple[str, int]:
    """Open a case."""
    typed = _typed()
    if typed.kind not in {one.key for one in current_form().form.types}:
        return _new_page(typed, Message("Choose the type of evaluation"), "type"), 422
    try:
        ref = start_case(
            vault(),
            typed.kind,
            typed.code,
            typed.report_number,
            {"record": typed.record_language},
        )
    except IpdocError as error:
        if typed.code.strip():
            raise
        return _new_page(typed, error.message, "code"), 422
    return redirect(overview_url(ref), 303)


def _typed() -> Opening:
    tongue = request.form.get("record_language", "")
    return Opening(
        request.form.get("type", ""),
        request.form.get("code", ""),
        request.form.get("report_number", ""),
        tongue if tongue in LANGUAGES else language(),
    )


@pages.get("/<case_id>/<evaluation_id>", endpoint="overview")
def overview_page(case_id: str, evaluation_id: str) -> str:
    """Show the task list of an evaluation."""
    ref = Ref(case_id, evaluation_id)
    shown = overview(vault(), ref)
    words, current = form_words(shown.form), session()
    asked_for = current is not None and case_id in current.names_shown
    return render_template(
        "cases/overview.html",
        steps=path_to_case(ref, shown.code),
        here={"case_id": case_id, "evaluation_id": evaluation_id},
        shown=task_list(shown, reports(vault(), ref), words),
        visits=visit_lines(ref, shown.visits, shown.form.form, words),
        earlier_open=_earlier_open(shown),
        conflicts=open_conflicts(vault(), ref),
        copied=copied_words(shown, copied_note(vault(), ref), words),
        names_shown=asked_for,
        name=shown.person_name if asked_for else "",
    )


def _earlier_open(shown: Overview) -> int | None:
    """Return how many earlier lesions are not compared yet, None when there is none to compare."""
    if not has_examination(shown.form.form, shown.evaluation.type_code):
        return None
    compared = compare(vault(), shown.ref)
    return compared.open if any(lesions for _visit, lesions in compared.visits) else None


@pages.post("/<case_id>/<evaluation_id>/name")
def show_name(case_id: str, evaluation_id: str) -> BaseResponse:
    """Show or hide the name of the person examined in this session."""
    current = session()
    if current is not None and request.form.get("show") == "yes":
        current.names_shown.add(case_id)
    elif current is not None:
        current.names_shown.discard(case_id)
    keep_session()
    return redirect(overview_url(Ref(case_id, evaluation_id)), 303)
