"""Pages of the sections: show one subject, save it, go on.

Every page is a plain form. Scripts send the same form to the same address and ask for JSON; then
the answer says what was saved, what is to be mended and which questions are shown now.
"""

from __future__ import annotations

import functools
from dataclasses import replace

from flask import Blueprint, Response, abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.attachments import read_file
from ipdoc.casework.core.record import Ref
from ipdoc.casework.sections import (
    SectionView,
    add_row,
    open_section,
    remembered_section,
    save_answers,
)
from ipdoc.questionnaire.model import Page
from ipdoc.questionnaire.progress import shown_pages
from ipdoc.web import section_shown as shown
from ipdoc.web.cells import Sent, write_was
from ipdoc.web.context import form_words, page_words, vault
from ipdoc.web.navigation import overview_url
from ipdoc.web.scan_shown import sheet_number, sheet_url
from ipdoc.web.section_rendering import PageState, conflict_page, question_page
from ipdoc.web.section_saving import (
    Changes,
    Outcome,
    Sheet,
    save_sheet,
    sent_page,
    shown_again,
)

pages = Blueprint("sections", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/sections")

ANOTHER_SCREEN = {"lesions": "findings.body_map", "photographs": "photographs.listing"}
"""Kinds of pages that have screens of their own."""
Answer = BaseResponse | str | tuple[str, int]


@pages.get("/<section_key>")
def section(case_id: str, evaluation_id: str, section_key: str) -> Answer:
    """Show the first page of a section."""
    view = opened(Ref(case_id, evaluation_id), section_key)
    first = next(shown_pages(view.section, view.situation), view.section.pages[0])
    return _shown(view, first)


@pages.get("/<section_key>/<page_key>")
def page(case_id: str, evaluation_id: str, section_key: str, page_key: str) -> Answer:
    """Show a page of a section."""
    view = opened(Ref(case_id, evaluation_id), section_key)
    return _shown(view, page_named(view, page_key))


def opened(ref: Ref, section_key: str) -> SectionView:
    """Return a section, or answer that there is no such page."""
    try:
        return open_section(vault(), ref, section_key)
    except KeyError:
        abort(404)


def page_named(view: SectionView, page_key: str) -> Page:
    """Return a page, or answer that there is no such page."""
    try:
        return view.section.page(page_key)
    except KeyError:
        abort(404)


def _shown(view: SectionView, current: Page) -> Answer:
    if current.kind in ANOTHER_SCREEN:
        return redirect(_other_screen(view.ref, current.kind))
    return question_page(view, current, PageState(_sheet(view, current)))


def _other_screen(ref: Ref, kind: str) -> str:
    return url_for(ANOTHER_SCREEN[kind], case_id=ref.case_id, evaluation_id=ref.evaluation_id)


def _sheet(view: SectionView, current: Page) -> Sheet:
    return Sheet(
        shown.asked_questions(view, current),
        lambda seen: seen.answers,
        lambda seen: shown.surroundings(seen, form_words(seen.form)),
    )


@pages.post("/<section_key>/<page_key>")
def save_page(case_id: str, evaluation_id: str, section_key: str, page_key: str) -> Answer:
    """Save a page and go where the pressed button leads."""
    ref, sent = Ref(case_id, evaluation_id), sent_page()
    seen = remembered_section(vault(), ref, section_key)
    before = seen or opened(ref, section_key)
    current = page_named(before, page_key)
    sheet = _sheet(before, current)

    def save(view: SectionView, changes: Changes) -> SectionView:
        sheet = sheet_number(ref)
        return save_answers(vault(), ref, section_key, changes, view.version, sheet=sheet)

    anew = functools.partial(opened, ref, section_key) if seen else None
    outcome = save_sheet(vault(), before, sheet, sent, save, joining=not wants_json(), anew=anew)
    if outcome.view is before:
        outcome = replace(outcome, view=opened(ref, section_key))
    if wants_json():
        return saved_json(outcome, sheet, shown.shown_keys(outcome.view, current))
    if outcome.clash:
        return conflict_page(outcome, _here())
    if outcome.faulty:
        form, was = shown_again(outcome, sheet)
        return question_page(outcome.view, current, PageState(sheet, form, was)), 422
    return _go_on(before, outcome, current, sheet)


def _here() -> str:
    """Return the address of the page, with the sheet beside it."""
    beside = shown.sheet_beside()
    return f"{request.path}?sheet={beside}" if beside else request.path


def wants_json() -> bool:
    """Return whether a script sent the page."""
    return request.accept_mimetypes.best == "application/json"


def saved_json(outcome: Outcome, sheet: Sheet, keys: list[str]) -> Response:
    """Tell a script what was saved and what the page looks like now."""
    form, was = shown_again(outcome, sheet, anew=False)
    progress = outcome.view.progress
    told = page_words()
    answer = jsonify(
        saved_at=shown.saved_at(told),
        version=outcome.view.version,
        was=write_was(was),
        rows=outcome.rows,
        shown=keys,
        problems=[{"id": one.id, "message": one.message} for one in form.problems()],
        clash=list(outcome.clash),
        state=progress.state.value,
        counts={"answered": progress.answered, "shown": progress.shown},
        count_text=told.message(shown.count_note(outcome.view)),
    )
    answer.status_code = 409 if outcome.clash else 200
    return answer


def _go_on(before: SectionView, outcome: Outcome, current: Page, sheet: Sheet) -> Answer:
    """Go where the button leads; stay once where something required is still open."""
    view, button = outcome.view, outcome.sent.get("go", "next")
    action, _colon, target = button.partition(":")
    if action in ("add", "row", "remove") and target:
        return _go_to_entry(view, current, action, target)
    if action == "list":
        return redirect(overview_url(view.ref), 303)
    here = shown.page_url(view.ref, view.section.key, current.key)
    if action != "next":
        return redirect(here, 303)
    now = shown.shown_keys(view, current)
    appeared = [key for key in now if key not in shown.shown_keys(before, current)]
    if appeared:
        return redirect(f"{here}#question-{appeared[0]}", 303)
    missing = shown.blank_required(view, now)
    if missing and not _was_told(outcome.sent, missing):
        return question_page(view, current, PageState(sheet, missing=tuple(missing))), 422
    return redirect(_next_url(view, current), 303)


def _was_told(sent: Sent, missing: list[str]) -> bool:
    return set(missing) <= set(sent.get("page.told", "").split())


def _next_url(view: SectionView, current: Page) -> str:
    following = shown.following_page(view, current)
    if following is None:
        beside = shown.sheet_beside()
        return sheet_url(view.ref, beside) if beside else overview_url(view.ref)
    if following.kind in ANOTHER_SCREEN:
        return _other_screen(view.ref, following.kind)
    return shown.page_url(view.ref, view.section.key, following.key)


def _go_to_entry(view: SectionView, current: Page, action: str, target: str) -> BaseResponse:
    """Go to an entry of a repeat, after adding it when asked to."""
    question_key, _colon, row_id = target.partition(":")
    if question_key not in {question.key for question in current.questions}:
        abort(404)
    if action == "add":
        view, row_id = add_row(vault(), view.ref, view.section.key, question_key)
    place = (view.ref, view.section.key, current.key, question_key, row_id)
    if action == "remove":
        return redirect(shown.removal_url(*place), 303)
    return redirect(shown.row_url(*place), 303)


@pages.get("/<section_key>/files/<attachment_id>")
def file(case_id: str, evaluation_id: str, section_key: str, attachment_id: str) -> Response:
    """Send a file that an answer of the section names."""
    view = opened(Ref(case_id, evaluation_id), section_key)
    if not shown.names_attachment(view.answers, attachment_id):
        abort(404)
    headers = {"Content-Disposition": 'attachment; filename="attachment"'}
    return Response(
        read_file(vault(), view.ref, attachment_id),
        mimetype="application/octet-stream",
        headers=headers,
    )
