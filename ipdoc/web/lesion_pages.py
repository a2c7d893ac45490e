"""Pages of one lesion: what it is, where it is, how it looks, what it may come from."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.anatomy.symbols import svg_symbol, symbol
from ipdoc.casework import findings
from ipdoc.casework.bodymap.kinds import kinds
from ipdoc.casework.comparison import compare
from ipdoc.casework.core.record import Ref
from ipdoc.casework.findings import LesionView, open_lesion
from ipdoc.casework.history.subjects import Subject
from ipdoc.casework.sections import SectionView, open_section
from ipdoc.domain.answers import value_of
from ipdoc.domain.finding import RuleError
from ipdoc.errors import Message
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Page
from ipdoc.questionnaire.progress import shown_questions
from ipdoc.web import section_shown as shown
from ipdoc.web.bodymap_shown import here, shown_map
from ipdoc.web.cells import WAS, QuestionForm, Sent, write_was
from ipdoc.web.context import form_words, vault
from ipdoc.web.history_line import last_change
from ipdoc.web.lesion_panel import panel_of
from ipdoc.web.lesion_saving import conflict_page, identity_meanings, save_page
from ipdoc.web.navigation import path_to_case
from ipdoc.web.visit_shown import same_as

pages = Blueprint("lesions", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/lesions")

EXAMINATION = "physical_exam"
"""Section whose conditions and links the fields of a lesion share."""
Answer = BaseResponse | str | tuple[str, int]


@pages.get("/<int:number>")
def lesion(case_id: str, evaluation_id: str, number: int) -> Answer:
    """Show the first page of a lesion."""
    return _show(Ref(case_id, evaluation_id), number, None)


@pages.get("/<int:number>/<page_key>")
def lesion_page(case_id: str, evaluation_id: str, number: int, page_key: str) -> Answer:
    """Show a page of a lesion."""
    return _show(Ref(case_id, evaluation_id), number, page_key)


def _show(ref: Ref, number: int, page_key: str | None) -> Answer:
    view = open_lesion(vault(), ref, number)
    body_map = shown_map(ref)
    if view.lesion.removed is None and body_map.sealed(body_map.lesion(number)):
        return redirect(url_for("findings.restricted", **here(ref)), 303)
    page = _page(view, page_key)
    around = open_section(vault(), ref, EXAMINATION)
    told = Message(_("This lesion was changed meanwhile; look at it and do it again"))
    problem = told if request.args.get("changed") else None
    return _render(view, page, around, _form(view, page, around), problem)


def _page(view: LesionView, page_key: str | None) -> Page:
    section = view.form.form.lesion
    if page_key is None:
        return section.pages[0]
    try:
        return section.page(page_key)
    except KeyError:
        abort(404)


def _form(
    view: LesionView, page: Page, around: SectionView, sent: Sent | None = None
) -> QuestionForm:
    words = form_words(view.form)
    seen = replace(around.situation, section="lesion")
    questions = tuple(shown_questions(page, seen))
    return QuestionForm(questions, shown.surroundings(around, words), view.lesion.attributes, sent)


def _render(
    view: LesionView,
    page: Page,
    around: SectionView,
    form: QuestionForm,
    problem: Message | None = None,
) -> str:
    words = form_words(view.form)
    body_map = shown_map(view.ref)
    codes = view.form.form.vocabularies["regions"].codes
    fresh = _form(view, page, around)
    first = page.key == view.form.form.lesion.pages[0].key
    named = identity_meanings(view) if first else {}
    return render_template(
        "findings/lesion.html",
        ref=view.ref,
        view=view,
        lesion=view.lesion,
        panel=panel_of(body_map, view, words),
        map=body_map,
        page=page,
        lesion_pages=view.form.form.lesion.pages,
        words=words,
        form=form,
        was_name=WAS,
        was=write_was(fresh.meanings() | named),
        problems=form.problems(),
        problem=problem,
        types=[(one["key"], one["label"]) for one in kinds(body_map, words)],
        regions=[(code.key, words.text(code.label)) for code in codes],
        links=_links(view, around, words),
        last=last_change(
            view.ref,
            Subject("lesion", str(view.lesion.number)),
            words,
            url_for("lesions.lesion", number=view.lesion.number, **here(view.ref)),
        ),
        linked=same_as(compare(vault(), view.ref), view.lesion, words),
        symbol=svg_symbol(view.lesion.type),
        family=symbol(view.lesion.type).family,
        steps=path_to_case(
            view.ref, view.code, words.text(_("Lesion {number}"), number=view.lesion.number)
        ),
    )


def _links(view: LesionView, around: SectionView, words: Translator) -> list[dict[str, str]]:
    """Return the interpretations of this lesion in words: cause, level, where to change them."""
    form = view.form.form
    question = form.section("interpretation").question("int_findings")
    events = dict(around.links.choices("event", words))
    levels = form.vocabularies["levels"]
    found = []
    for row in view.interpretations:
        cause = value_of(row.get("event_ref"))
        level = value_of(row.get("consistency"))
        label = form.label_of(question.item("event_ref"), str(cause)) if cause else ""
        found.append(
            {
                "cause": str(events.get(cause, words.text(label))),
                "level": words.text(levels.code(level).label) if level in levels else "",
                "reasoning": str(value_of(row.get("reasoning")) or ""),
                "url": shown.row_url(
                    view.ref, "interpretation", "findings", "int_findings", row["row"], 1
                ),
            }
        )
    return found


@pages.post("/<int:number>/<page_key>")
def save(case_id: str, evaluation_id: str, number: int, page_key: str) -> Answer:
    """Save a page of a lesion; what others changed meanwhile is shown, never overwritten."""
    ref = Ref(case_id, evaluation_id)
    view = open_lesion(vault(), ref, number)
    page = _page(view, page_key)
    around = open_section(vault(), ref, EXAMINATION)

    def make(seen: LesionView, sent: Sent | None) -> QuestionForm:
        return _form(seen, page, around, sent)

    try:
        saved = save_page(ref, number, make)
    except RuleError as error:
        form = make(view, Sent(request.form, request.files))
        return _render(view, page, around, form, error.message), 422
    if saved.clash:
        return conflict_page(saved, request.path)
    if saved.form.faulty():
        return _render(saved.view, page, around, saved.form), 422
    return _go_on(ref, number, saved.view, page)


def _go_on(ref: Ref, number: int, view: LesionView, page: Page) -> BaseResponse:
    keys = [one.key for one in view.form.form.lesion.pages]
    following = keys.index(page.key) + 1
    if request.form.get("go") == "next" and following < len(keys):
        target = url_for(
            "lesions.lesion_page",
            case_id=ref.case_id,
            evaluation_id=ref.evaluation_id,
            number=number,
            page_key=keys[following],
        )
    else:
        target = url_for("findings.body_map", case_id=ref.case_id, evaluation_id=ref.evaluation_id)
    return redirect(target, 303)


@pages.post("/<int:number>/interpretation")
def interpret(case_id: str, evaluation_id: str, number: int) -> BaseResponse:
    """Begin an interpretation of this lesion and go to it."""
    ref = Ref(case_id, evaluation_id)
    row = findings.begin_interpretation(vault(), ref, number)
    target = shown.row_url(ref, "interpretation", "findings", "int_findings", row, 1)
    return redirect(target, 303)
