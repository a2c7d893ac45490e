"""What the template of a section page gets."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from flask import request, url_for

from ipdoc.casework.core.record import Ref
from ipdoc.casework.links import LinkId
from ipdoc.casework.sections import SectionView
from ipdoc.domain.answers import Cell, Cells, value_of
from ipdoc.errors import Message
from ipdoc.i18n import LANGUAGES, Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import ItemPage, Page, Question, Required
from ipdoc.questionnaire.progress import (
    SectionState,
    section_progress,
    shown_pages,
    shown_questions,
)
from ipdoc.web.fields import Surroundings
from ipdoc.web.fields_by_type import has_own_pages
from ipdoc.web.gate import access

DEFAULT_OFFSET = "+05:00"
MOST_ON_ROW_PAGE = 8
"""Items on one page of an entry."""
_SHEET = re.compile(r"^[0-9a-f]{16}$")
_OFFSET = re.compile(r"T\d\d:\d\d(?::\d\d)?([+-]\d\d:\d\d)")


@dataclass(frozen=True)
class SectionLine:
    """One line of the list of sections."""

    number: str
    heading: str
    url: str
    state: SectionState
    current: bool


@dataclass(frozen=True)
class PageLine:
    """One line of the list of a section's pages."""

    title: str
    url: str
    state: str
    """done, in_progress or not_started."""
    current: bool


def surroundings(view: SectionView, words: Translator) -> Surroundings:
    """Return what the fields of a section need."""

    @lru_cache
    def choices(target: str) -> tuple[tuple[LinkId, str], ...]:
        return tuple(view.links.choices(target, words))

    language = view.evaluation.languages.get("record", "")
    return Surroundings(
        view.form.form,
        words,
        choices,
        view.computed,
        lambda: _offset(view),
        record_language=LANGUAGES.get(language, language),
    )


def _offset(view: SectionView) -> str:
    """Return the UTC offset used most in this evaluation."""
    text = json.dumps(view.situation.answers)
    common = Counter(_OFFSET.findall(text)).most_common(1)
    return common[0][0] if common else DEFAULT_OFFSET


def asked_questions(view: SectionView, page: Page) -> tuple[Question, ...]:
    """Return the questions of a page for this type of evaluation, hidden ones too.

    Those whose part of the case is shut to the person are left out.
    """
    code, seen = view.situation.type_code, access().parts
    asked = (q for q in page.questions if q.required(code) is not Required.NOT_SHOWN)
    return tuple(q for q in asked if q.part in seen)


def shown_keys(view: SectionView, page: Page) -> list[str]:
    """Return the keys of the questions whose condition holds now."""
    seen = access().parts
    return [q.key for q in shown_questions(page, view.situation) if q.part in seen]


def section_lines(view: SectionView, words: Translator) -> list[SectionLine]:
    """Return the list of sections with their states."""
    lines = []
    for section in view.form.form.sections_for(view.situation.type_code):
        seen = replace(view.situation, section=section.key)
        state = section_progress(section, seen).state
        url = section_url(view.ref, section.key)
        current = section.key == view.section.key
        lines.append(SectionLine(section.number, words.text(section.heading), url, state, current))
    return lines


def page_lines(view: SectionView, current: Page, words: Translator) -> list[PageLine]:
    """Return the list of the section's pages with their states."""
    lines = []
    for page in shown_pages(view.section, view.situation):
        url = page_url(view.ref, view.section.key, page.key)
        single = replace(view.section, pages=(page,))
        state = section_progress(single, view.situation).state.value
        lines.append(PageLine(words.text(page.title), url, state, page.key == current.key))
    return lines


def following_page(view: SectionView, page: Page) -> Page | None:
    """Return the next page that is shown, None after the last one."""
    pages = list(shown_pages(view.section, view.situation))
    keys = [one.key for one in pages]
    place = keys.index(page.key) + 1 if page.key in keys else len(keys)
    return pages[place] if place < len(pages) else None


def blank_required(view: SectionView, keys: Iterable[str]) -> list[str]:
    """Return those of the keys that a complete report needs and nobody has dealt with."""
    missing = set(view.progress.missing)
    return [key for key in keys if key in missing]


def row_pages(question: Question) -> tuple[ItemPage, ...]:
    """Return the pages of one entry: as the form says, else eight items each."""
    if question.item_pages:
        return question.item_pages
    keys = [item.key for item in question.items]
    parts = [keys[at : at + MOST_ON_ROW_PAGE] for at in range(0, len(keys), MOST_ON_ROW_PAGE)]
    return tuple(ItemPage(question.label, tuple(part)) for part in parts)


def row_questions(question: Question, number: int) -> tuple[Question, ...]:
    """Return the items on one page of an entry; the number that it was given is not among them.

    Raises:
        IndexError: the entry has no such page; the first is 1.
    """
    if number < 1:
        raise IndexError(number)
    page = row_pages(question)[number - 1]
    return tuple(question.item(key) for key in page.items if key != question.id_key)


def row_cells(view: SectionView, question: Question, row_id: str) -> Cells | None:
    """Return the cells of an entry, None when it is not there."""
    rows = value_of(view.answers.get(question.key))
    if not has_own_pages(question) or not isinstance(rows, list):
        return None
    return next((row for row in rows if row["row"] == row_id), None)


def saved_at(words: Translator) -> str:
    """Return the time of day for "Saved 10:42", as the computer's clock has it."""
    return words.time(dt.datetime.now().astimezone().time())


def count_note(view: SectionView) -> Message:
    """Return how many questions of the section are dealt with."""
    progress = view.progress
    return Message(
        _("{answered} of {shown} questions of this section"),
        {"answered": progress.answered, "shown": progress.shown},
    )


def sheet_beside() -> str | None:
    """Return the id of the scanned sheet that is shown beside the page, None without one."""
    named = request.args.get("sheet", "")
    return named if _SHEET.match(named) else None


def section_url(ref: Ref, section: str) -> str:
    """Return the address of a section."""
    return url_for(
        "sections.section",
        case_id=ref.case_id,
        evaluation_id=ref.evaluation_id,
        section_key=section,
    )


def page_url(ref: Ref, section: str, page: str, anchor: str | None = None) -> str:
    """Return the address of a page."""
    return url_for(
        "sections.page",
        case_id=ref.case_id,
        evaluation_id=ref.evaluation_id,
        section_key=section,
        page_key=page,
        sheet=sheet_beside(),
        _anchor=anchor,
    )


def row_url(ref: Ref, section: str, page: str, question: str, row: str, number: int = 1) -> str:
    """Return the address of a page of an entry."""
    return url_for(
        "entries.page",
        case_id=ref.case_id,
        evaluation_id=ref.evaluation_id,
        section_key=section,
        page_key=page,
        question_key=question,
        row_id=row,
        number=number,
        sheet=sheet_beside(),
    )


def removal_url(ref: Ref, section: str, page: str, question: str, row: str) -> str:
    """Return the address at which an entry is taken out."""
    return url_for(
        "entries.removal",
        case_id=ref.case_id,
        evaluation_id=ref.evaluation_id,
        section_key=section,
        page_key=page,
        question_key=question,
        row_id=row,
        sheet=sheet_beside(),
    )


def names_attachment(cell: Cell, attachment_id: str) -> bool:
    """Return whether an answer, or one inside it, names an attached file."""
    if isinstance(cell, dict):
        inner = list(cell.values())
        return cell.get("attachment") == attachment_id or names_attachment(inner, attachment_id)
    if isinstance(cell, list):
        return any(names_attachment(one, attachment_id) for one in cell)
    return False
