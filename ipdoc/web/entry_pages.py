"""Pages of one entry of a repeat: a few items at a time, and taking the entry out."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from flask import Blueprint, abort, redirect, request, url_for

from ipdoc.casework.core.record import Ref
from ipdoc.casework.history.subjects import Subject
from ipdoc.casework.sections import SectionView, remove_row, save_row
from ipdoc.domain.answers import Cells
from ipdoc.questionnaire.model import Page, Question
from ipdoc.web import section_shown as shown
from ipdoc.web.cells import digest_of
from ipdoc.web.context import form_words, vault
from ipdoc.web.fields import Surroundings
from ipdoc.web.history_line import place_of
from ipdoc.web.navigation import overview_url
from ipdoc.web.scan_shown import sheet_number
from ipdoc.web.section_pages import (
    Answer,
    opened,
    page_named,
    saved_json,
    wants_json,
)
from ipdoc.web.section_rendering import PageState, conflict_page, gone_page, removal_page, row_page
from ipdoc.web.section_saving import Changes, Sheet, save_sheet, sent_page, shown_again

pages = Blueprint("entries", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/sections")
_PLACE = "/<section_key>/<page_key>/<question_key>/<row_id>"


class Entry(NamedTuple):
    """One entry and where it stands."""

    view: SectionView
    page: Page
    question: Question
    row: Cells


def _entry(*, perhaps_gone: bool = False) -> Entry:
    """Return the entry that the address names, or answer that there is no such page.

    Args:
        perhaps_gone: return an empty entry for one that is not there any more.
    """
    place = request.view_args or {}
    view = opened(Ref(place["case_id"], place["evaluation_id"]), place["section_key"])
    page = page_named(view, place["page_key"])
    question = next((q for q in page.questions if q.key == place["question_key"]), None)
    row = shown.row_cells(view, question, place["row_id"]) if question else None
    if question is not None and row is None and perhaps_gone:
        row = {}
    if question is None or row is None:
        abort(404)
    return Entry(view, page, question, row)


def _sheet(entry: Entry, number: int) -> Sheet:
    def cells(view: SectionView) -> Cells:
        found = shown.row_cells(view, entry.question, entry.row.get("row", ""))
        return {} if found is None else found

    try:
        questions = shown.row_questions(entry.question, number)
    except IndexError:
        abort(404)

    def near(view: SectionView) -> Surroundings:
        return replace(shown.surroundings(view, form_words(view.form)), in_entry=True)

    return Sheet(questions, cells, near)


@pages.get(f"{_PLACE}/<int:number>", endpoint="page")
def show(number: int, **_place: str) -> Answer:
    """Show a page of an entry."""
    entry = _entry()
    return row_page(*entry, number, PageState(_sheet(entry, number)))


@pages.post(f"{_PLACE}/<int:number>", endpoint="save")
def save(number: int, **_place: str) -> Answer:
    """Save a page of an entry and go where the pressed button leads."""
    entry = _entry(perhaps_gone=True)
    ref, section = entry.view.ref, entry.view.section.key
    sheet = _sheet(entry, number)
    if not entry.row:
        return gone_page(entry.view, entry.page, sheet, sent_page())

    def keep(view: SectionView, changes: Changes) -> SectionView:
        key, row = entry.question.key, entry.row["row"]
        sheet = sheet_number(ref)
        return save_row(vault(), ref, section, key, row, changes, view.version, sheet=sheet)

    outcome = save_sheet(vault(), entry.view, sheet, sent_page(), keep, joining=not wants_json())
    if wants_json():
        return saved_json(outcome, sheet, [question.key for question in sheet.questions])
    if outcome.clash:
        return conflict_page(outcome, request.path)
    if outcome.faulty:
        form, was = shown_again(outcome, sheet)
        state = PageState(sheet, form, was)
        return row_page(outcome.view, *entry[1:], number, state), 422
    return redirect(_following(entry, outcome.sent.get("go", "next"), number), 303)


def _following(entry: Entry, button: str, number: int) -> str:
    """Return the address to which a button leads: the next page of the entry, or back."""
    view, page, question, row = entry
    place = (view.ref, view.section.key, page.key, question.key, row["row"])
    if button == "list":
        return overview_url(view.ref)
    if button == "stay":
        return shown.row_url(*place, number)
    if button == "next" and number < len(shown.row_pages(question)):
        return shown.row_url(*place, number + 1)
    return shown.page_url(view.ref, view.section.key, page.key, f"question-{question.key}")


@pages.get(f"{_PLACE}/remove", endpoint="removal")
def ask(**_place: str) -> Answer:
    """Ask before an entry is taken out."""
    return removal_page(*_entry())


@pages.post(f"{_PLACE}/remove", endpoint="remove")
def remove(**_place: str) -> Answer:
    """Take an entry out; its number is not used again and history keeps what it said."""
    view, page, question, row = entry = _entry()
    if request.form.get("was") != digest_of(row):
        return removal_page(*entry, changed=True), 409
    section = view.section.key
    remove_row(vault(), view.ref, section, question.key, row["row"], view.version)
    back = shown.page_url(view.ref, section, page.key, f"question-{question.key}")
    place = place_of(view.ref, Subject("section", section))
    return redirect(url_for("history.removed", back=back, **place), 303)
