"""All sections in the order of Annex IV, every question of the evaluation type in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ipdoc.domain.answers import value_of
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Page, Section
from ipdoc.questionnaire.progress import shown_pages, shown_questions
from ipdoc.report.blocks import (
    Block,
    Box,
    Heading,
    KeepTogether,
    LevelLine,
    Paragraph,
    SignatureBox,
    SignatureRow,
)
from ipdoc.report.compose.annexes import exhibit_index, standing
from ipdoc.report.compose.chronology import chronology
from ipdoc.report.compose.exhibits import STANDING, named_annexes
from ipdoc.report.compose.lesions import lesion_blocks, lesion_overview
from ipdoc.report.compose.matrix import matrix
from ipdoc.report.compose.opinions import answers_to_questions, other_opinions
from ipdoc.report.compose.photographs import photo_table, where_photographs_are
from ipdoc.report.compose.questions import QuestionBlocks
from ipdoc.report.compose.visits import comparison, copied_note
from ipdoc.report.compose.words import LEVELS, Words, plain_value

_RULED = frozenset({"truthfulness_statement", "restrictions_statement", "signature", "annexes"})
"""Closing sections stand below one another, with a line between them."""


def section_blocks(words: Words, section: Section) -> list[Block]:
    """Return a section: heading, its pages, the optional questions without entry."""
    t = words.t
    ruled = section.key in _RULED
    blocks: list[Block] = [
        Heading(2, t.text(section.heading), section.number, anchor=section.key, rule=ruled)
    ]
    if section.reference and section.reference_checked:
        source = t.text(_("Istanbul Protocol (2022), {reference}"), reference=section.reference)
        blocks.append(Paragraph(source, "note", keep=True))
    situation = words.subject.situation_in(section.key)
    gathered = QuestionBlocks(words, situation, blocks=blocks)
    if section.key == "conclusions":
        blocks.extend(_conclusion_box(words))
    pages = list(shown_pages(section, situation))
    for page in pages:
        titled = len(pages) > 1 and not ruled
        _titled_page(words, section, page, gathered, titled=titled)
    closed = gathered.close()
    return [*closed, *_ending(words, section)]


def _ending(words: Words, section: Section) -> list[Block]:
    """Return what ends a section: sequence, sheets of photographs, signatures, standing."""
    if section.key == "allegations":
        return chronology(words)
    if any(page.kind == "photographs" for page in section.pages):
        return photo_table(words)
    if section.key == "signature":
        return [signatures(words)]
    if section.key == "annexes" and STANDING in named_annexes(words.subject):
        return standing(words)
    return []


def _titled_page(
    words: Words, section: Section, page: Page, gathered: QuestionBlocks, *, titled: bool
) -> None:
    """Add a page under its title; elements of consent wait for their common table."""
    blocks = gathered.blocks
    shown = list(shown_questions(page, words.subject.situation_in(section.key)))
    answers = words.subject.section_answers(section.key)
    gathered.subject = words.t.text(page.title)
    if not shown or not all(question.consent for question in shown):
        gathered.flush_consents()
        if titled:
            anchor = "lesions" if page.kind == "lesions" else ""
            blocks.append(Heading(3, gathered.subject, anchor=anchor))
    gathered.alone = titled and sum(answers.get(one.key) is not None for one in shown) == 1
    _page(words, section, page, gathered)
    gathered.flush()
    if blocks and isinstance(blocks[-1], Heading) and blocks[-1].level == 3:
        blocks.pop()  # only optional questions without entry: named at the section's end


def _page(words: Words, section: Section, page: Page, gathered: QuestionBlocks) -> None:
    before = _before(words, section, page)
    if before:
        gathered.flush()
        gathered.blocks.extend(before)
    answers = words.subject.section_answers(section.key)
    for question in shown_questions(page, words.subject.situation_in(section.key)):
        cell = answers.get(question.key)
        if question.key in _ELSEWHERE and (value_of(cell) or question.key == "sig_hash"):
            continue
        if question.key in _IN_THEIR_WAY and value_of(cell):
            gathered.flush()
            gathered.blocks.extend(_IN_THEIR_WAY[question.key](words))
            continue
        gathered.add_one(question, cell)


_ELSEWHERE = frozenset({"con_overall_level", "con_statement", "sig_hash"})
"""Questions told in the frame above the conclusions; and the digest, which no file holds of itself.
"""
_IN_THEIR_WAY: Mapping[str, Callable[[Words], list[Block]]] = {
    "int_findings": lambda words: [*matrix(words), *other_opinions(words)],
    "con_answers": answers_to_questions,
}
"""Questions whose answers are set in a way of their own."""


def _before(words: Words, section: Section, page: Page) -> list[Block]:
    """Return what stands on a page before its questions."""
    if page.kind == "lesions":
        return [*lesion_overview(words), *comparison(words), *lesion_blocks(words)]
    if page.kind == "photographs":
        return where_photographs_are(words)
    if section.key == "annexes":
        return exhibit_index(words)
    if (section.key, page.key) == ("case_information", "person"):
        return copied_note(words)
    return []


def _conclusion_box(words: Words) -> list[Block]:
    """Return the overall level and the statement in a frame; the doctor set both."""
    answers = words.subject.section_answers("conclusions")
    inner: list[Block] = []
    key = plain_value(answers.get("con_overall_level"))
    if key in LEVELS:
        inner.append(LevelLine(words.level(key)))
    statement = value_of(answers.get("con_statement"))
    if statement:
        inner.append(Paragraph(str(statement)))
    return [Box(tuple(inner))] if inner else []


def signatures(words: Words) -> Block:
    """Return a box for each clinician, or one empty box."""
    t, subject = words.t, words.subject
    signed = subject.section_answers("signature")
    qualified = subject.section_answers("clinician_qualifications")
    names = [name.strip() for name in str(plain_value(signed.get("sig_name")) or "").split(";")]
    capacity = [
        str(plain_value(qualified.get(key)) or "") for key in ("clin_profession", "clin_specialty")
    ]
    place = str(plain_value(signed.get("sig_place")) or "")
    when = ", ".join(part for part in (t.date(subject.issued_at.date()), place) if part)
    boxes = [
        SignatureBox(
            name=name or t.text(_("Clinician")),
            capacity=", ".join(part for part in capacity if part) if number == 0 else " ",
            sign_here=t.text(_("signature")),
            stamp_here=t.text(_("stamp, if there is one")),
            date_place=t.text(_("Date, place: {words}"), words=when),
        )
        for number, name in enumerate(names or [""])
    ]
    row = SignatureRow(tuple(boxes))
    if not subject.signing_key:
        return KeepTogether((row,))
    told = t.text(
        _("If this file is signed with the key kept in ipdoc, its fingerprint is: {key}"),
        key=subject.signing_key,
    )
    return KeepTogether((row, Paragraph(told, "note")))
