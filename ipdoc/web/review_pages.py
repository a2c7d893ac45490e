"""Read before issuing: every free text as it will be, and which words are hidden besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.cases import overview
from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.naming import Asked
from ipdoc.casework.issuing.reviewing import ReadText, Review, put_asked, review
from ipdoc.domain.finding import RuleError
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Form, Question, Section
from ipdoc.web.choices import as_fields, chosen
from ipdoc.web.context import form_words, page_words, vault
from ipdoc.web.edition_words import DOCUMENT_NAMES, RENDERING_NAMES
from ipdoc.web.navigation import path_to_case

pages = Blueprint("review", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/report/review")
_MOST_WORDS, _LONGEST = 200, 200
_PART = 6_000
"""Characters that are read on one page: about four screens."""
_HEADINGS: Mapping[str, str] = {
    "lesion": _("Lesion No. {number}"),
    "photograph": _("Photograph No. {number}"),
    "earlier": _("Compared with earlier evaluations"),
    "coverage": _("What was examined"),
    "mandate": _("Ground of the documents"),
    "translation": _("Translations"),
}


@dataclass(frozen=True)
class Read:
    """One text on the page."""

    label: str
    pieces: list[tuple[str, str]]

    @property
    def length(self) -> int:
        """Characters to read."""
        return len(self.label) + sum(len(text) + len(said) for text, said in self.pieces)


Group = tuple[str, list[Read]]


@dataclass(frozen=True)
class Part:
    """What is read on one page: whole sections while they are short."""

    groups: list[Group]

    @property
    def name(self) -> str:
        """The headings of its first and last section."""
        first, last = self.groups[0][0], self.groups[-1][0]
        return first if first == last else f"{first} – {last}"


@pages.get("/")
def show(case_id: str, evaluation_id: str) -> str:
    """Show the texts of a document as the chosen edition would have them."""
    ref, choice = Ref(case_id, evaluation_id), chosen()
    found, shown = review(vault(), ref, choice), overview(vault(), ref)
    parts = in_parts(grouped(found, form_words(shown.form)))
    at = min(max(request.args.get("part", 1, type=int), 1), len(parts))
    return render_template(
        "reports/review.html",
        ref=ref,
        fields=as_fields(choice),
        edition=RENDERING_NAMES[choice.rendering],
        document=DOCUMENT_NAMES[choice.document],
        parts=parts,
        at=at,
        links=[_address(ref, choice, number) for number in range(1, len(parts) + 1)],
        count=sum(len(one.replaced) for one in found.texts),
        called=found.called,
        asked=found.asked,
        steps=path_to_case(ref, shown.code, page_words().text(_("Read before issuing"))),
    )


@pages.post("/words")
def keep(case_id: str, evaluation_id: str) -> BaseResponse:
    """Keep which words are hidden besides and which are none, and show the texts again."""
    ref, choice = Ref(case_id, evaluation_id), chosen()
    put_asked(vault(), ref, Asked(_lines("hide"), _lines("keep")))
    return redirect(_address(ref, choice, request.form.get("part", 1, type=int)), 303)


def _address(ref: Ref, choice: Choice, part: int) -> str:
    case_id, evaluation_id = ref.case_id, ref.evaluation_id
    return url_for(
        "review.show", case_id=case_id, evaluation_id=evaluation_id, part=part, **as_fields(choice)
    )


def _lines(field: str) -> tuple[str, ...]:
    """Return what was typed, a line each.

    Raises:
        RuleError: it is more than anybody types.
    """
    typed = (" ".join(line.split()) for line in request.form.get(field, "").splitlines())
    lines = tuple(dict.fromkeys(line for line in typed if line))
    if len(lines) > _MOST_WORDS or any(len(line) > _LONGEST for line in lines):
        raise RuleError("Give at most 200 lines of 200 characters each")
    return lines


def in_parts(groups: list[Group]) -> list[Part]:
    """Return the texts page by page; at least one page.

    Sections stay whole and short ones share a page. One that is too long for a page goes on, under
    its heading once more, on the next; a text is never broken.
    """
    parts, room = [Part([])], _PART
    for heading, reads in groups:
        if sum(one.length for one in reads) > room and parts[-1].groups:
            parts, room = [*parts, Part([])], _PART
        for one in reads:
            if one.length > room and parts[-1].groups:
                parts, room = [*parts, Part([])], _PART
            if not parts[-1].groups or parts[-1].groups[-1][0] != heading:
                parts[-1].groups.append((heading, []))
            parts[-1].groups[-1][1].append(one)
            room -= one.length
    return parts


def grouped(found: Review, words: Translator) -> list[Group]:
    """Return the texts under the headings of what they belong to, in the order of the record."""
    groups: dict[str, list[Read]] = {}
    for one in found.texts:
        heading, label = _named(found.form.form, one, words)
        groups.setdefault(heading, []).append(Read(label, one.pieces))
    return list(groups.items())


def _named(form: Form, one: ReadText, words: Translator) -> tuple[str, str]:
    first, *rest = one.path
    section = {section.key: section for section in form.sections}.get(first)
    if section is not None:
        return f"{section.number} {words.text(section.heading)}", _label(section, rest, words)
    heading = words.text(_HEADINGS.get(first, _("Other texts")), number=rest[0] if rest else "")
    record = {"lesion": form.lesion, "photograph": form.photograph}.get(first)
    return heading, _label(record, rest[1:], words) if record else ""


def _label(section: Section, keys: list[str], words: Translator) -> str:
    """Return the labels of a question and its items; rows are counted."""
    asked: tuple[Question, ...] = tuple(section.questions())
    parts: list[str] = []
    for key in keys:
        question = next((one for one in asked if one.key == key), None)
        if question is not None:
            parts += [words.text(question.label)] if question.label else []
            asked = question.items
        elif key.isdigit():
            parts.append(key)
    return " · ".join(parts)
