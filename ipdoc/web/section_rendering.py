"""Render the pages of a section: questions, both versions of an answer, removing an entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import render_template

from ipdoc.casework.history.subjects import Subject
from ipdoc.casework.sections import SectionView
from ipdoc.domain.answers import Cells, value_of
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Page, Question, QuestionType
from ipdoc.web import section_shown as shown
from ipdoc.web.answer_words import row_title, said
from ipdoc.web.both import KEEP, Heading, Versions, both_page
from ipdoc.web.cells import WAS, QuestionForm, Sent, digest_of, write_was
from ipdoc.web.context import form_words
from ipdoc.web.fields import Problem
from ipdoc.web.fields_time import OFFSETS
from ipdoc.web.history_line import LastChange, last_change
from ipdoc.web.navigation import path_to_case
from ipdoc.web.scan_shown import beside, source_lines
from ipdoc.web.section_saving import Outcome, Sheet, carried_digests, carried_inputs
from ipdoc.web.tasklist import STATE_WORDS


@dataclass(frozen=True)
class PageState:
    """What stands on a page of questions."""

    sheet: Sheet
    form: QuestionForm | None = None
    """What was typed, when something in it is to be mended."""
    was: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    """Required questions still open, to be told before going on."""


def question_page(view: SectionView, page: Page, state: PageState) -> str:
    """Return a page of questions of a section."""
    words = form_words(view.form)
    form, was = _form(view, state)
    lines = shown.page_lines(view, page, words)
    return render_template(
        "sections/page.html",
        **_common(view, words, form, was),
        page=page,
        action=shown.page_url(view.ref, view.section.key, page.key),
        entries=_entries(view, page, words),
        last=_last(view, words, shown.page_url(view.ref, view.section.key, page.key)),
        shown_keys=shown.shown_keys(view, page),
        lines=lines,
        number=next((n for n, line in enumerate(lines, 1) if line.current), 1),
        problems=form.problems(),
        missing=_missing(form, state.missing, words),
        told=" ".join(state.missing),
    )


def _form(view: SectionView, state: PageState) -> tuple[QuestionForm, dict[str, str]]:
    if state.form is not None:
        return state.form, state.was
    sheet = state.sheet
    form = QuestionForm(sheet.questions, sheet.near(view), sheet.cells(view))
    return form, form.meanings()


def _common(
    view: SectionView, words: Translator, form: QuestionForm, was: dict[str, str]
) -> dict[str, Any]:
    return {
        "view": view,
        "words": words,
        "form": form,
        "was_name": WAS,
        "was": write_was(was),
        "sections": shown.section_lines(view, words),
        "state_words": STATE_WORDS,
        "steps": path_to_case(view.ref, view.code, words.text(view.section.heading)),
        "count_note": shown.count_note(view),
        "offsets": OFFSETS,
        "saved_at": shown.saved_at(words),
        "beside": beside(view),
        "sources": source_lines(view, words),
    }


def _entries(view: SectionView, page: Page, words: Translator) -> list[tuple[str, str]]:
    """Return title and address of every entry on a page, for those who only read."""
    return [
        (
            row_title(view.form.form, question, row, words),
            shown.row_url(view.ref, view.section.key, page.key, question.key, row["row"]),
        )
        for question in shown.asked_questions(view, page)
        if question.type is QuestionType.REPEAT
        for row in value_of(view.answers.get(question.key)) or []
    ]


def _last(view: SectionView, words: Translator, back: str) -> LastChange | None:
    return last_change(view.ref, Subject("section", view.section.key), words, back)


def _missing(form: QuestionForm, keys: tuple[str, ...], words: Translator) -> list[Problem]:
    text = _("Answer “{question}”, or mark why there is no answer")
    found = []
    for key in keys:
        asked = form.field(key)
        asked.errors = [words.text(_("Answer this, or mark why there is no answer"))]
        found.append(Problem(asked.first_id, words.text(text, question=asked.label.text)))
    return found


def row_page(
    view: SectionView, page: Page, question: Question, row: Cells, number: int, state: PageState
) -> str:
    """Return a page of one entry of a repeat."""
    words = form_words(view.form)
    form, was = _form(view, state)
    place = (view.ref, view.section.key, page.key, question.key, row["row"])
    parts = shown.row_pages(question)
    return render_template(
        "sections/row.html",
        **_common(view, words, form, was),
        page=page,
        question=question,
        action=shown.row_url(*place, number),
        last=_last(view, words, shown.page_url(view.ref, view.section.key, page.key)),
        back=shown.page_url(view.ref, view.section.key, page.key),
        removal=shown.removal_url(*place),
        title=row_title(view.form.form, question, row, words),
        parts=[
            (words.text(part.title), shown.row_url(*place, n)) for n, part in enumerate(parts, 1)
        ],
        number=number,
        problems=form.problems(),
    )


def conflict_page(outcome: Outcome, action: str) -> tuple[str, int]:
    """Return the page with both versions of the answers that somebody else changed too."""
    view = outcome.view
    words = form_words(view.form)
    caption = words.text(view.section.heading)
    steps = path_to_case(view.ref, view.code, caption)
    return both_page(
        Heading(view.code, caption, steps, view.section.number),
        [one for key in outcome.clash for one in _both(outcome, key, words)],
        carried_inputs(outcome),
        action,
        was=write_was(carried_digests(outcome)),
        asked=" ".join(outcome.clash),
        joined=bool(outcome.joined),
    )


def _both(outcome: Outcome, key: str, words: Translator) -> list[Versions]:
    compiled = outcome.view.form.form
    asked = outcome.form.field(key)
    question, label = asked.question, asked.label.text
    if key not in outcome.joined:
        stored = said(compiled, question, outcome.form.cells.get(key), words)
        own = said(compiled, question, asked.data, words)
        return [Versions(f"{KEEP}{key}", label, own, stored)]
    found = []
    for clash in outcome.joined[key].clashes:
        entry, item = clash.place
        part = question.item(item) if item else question
        two = (
            (clash.own, clash.stored)
            if item
            else tuple([one] if one is not None else None for one in (clash.own, clash.stored))
        )
        own, stored = (said(compiled, part, cell, words) for cell in two)
        told = [label, row_title(compiled, question, clash.entry, words)]
        told += [words.text(part.label)] if item else []
        found.append(Versions(f"{KEEP}{key}.{entry}.{item}", " · ".join(told), own, stored))
    return found


def gone_page(view: SectionView, page: Page, sheet: Sheet, sent: Sent) -> tuple[str, int]:
    """Return the page that shows what was typed into an entry that somebody took out meanwhile."""
    words = form_words(view.form)
    form = QuestionForm(sheet.questions, sheet.near(view), {}, sent)
    told = [
        (asked.label.text, said(view.form.form, asked.question, asked.data, words))
        for asked in form.fields()
    ]
    html = render_template(
        "sections/gone.html",
        view=view,
        steps=path_to_case(view.ref, view.code, words.text(view.section.heading)),
        told=[(label, text) for label, text in told if text],
        back=shown.page_url(view.ref, view.section.key, page.key),
    )
    return html, 409


def removal_page(
    view: SectionView, page: Page, question: Question, row: Cells, *, changed: bool = False
) -> str:
    """Return the page that asks before an entry is taken out.

    Args:
        view: the section.
        page: on which the entries stand.
        question: the repeat.
        row: the entry as it is stored.
        changed: somebody changed it since it was last shown.
    """
    words = form_words(view.form)
    return render_template(
        "sections/remove.html",
        view=view,
        words=words,
        steps=path_to_case(view.ref, view.code, words.text(view.section.heading)),
        title=row_title(view.form.form, question, row, words),
        content=said(view.form.form, question, [row], words),
        action=shown.removal_url(view.ref, view.section.key, page.key, question.key, row["row"]),
        was=digest_of(row),
        changed=changed,
        back=shown.page_url(view.ref, view.section.key, page.key),
    )
