"""The short form of a first-contact examination: two pages, whatever was written.

The first page says who, when, under what conditions, and what was told; the second what was found,
what it means so far, what is needed. Fuller versions come first. A shorter one leaves answers to
optional questions to the embedded record, and says which; what it cuts stands in full on sheets
behind the form, with the photographs where there are any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ipdoc.domain.answers import value_of
from ipdoc.domain.finding import Lesion
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Question, Section
from ipdoc.report.blocks import (
    Block,
    Flow,
    Heading,
    LevelLine,
    PageBreak,
    Paragraph,
    Role,
    Run,
    Sheets,
    Version,
)
from ipdoc.report.compose.figures import front_and_back
from ipdoc.report.compose.ground import ground_run_in
from ipdoc.report.compose.photographs import photo_table
from ipdoc.report.compose.runin import RunIn, cut, in_words, run_in, set_entries
from ipdoc.report.compose.sections import signatures
from ipdoc.report.compose.shortparts import finding_lines, finding_table, form_head
from ipdoc.report.compose.translated import language_note
from ipdoc.report.compose.words import LEVELS, Words, plain_value
from ipdoc.report.drawings import BodyFigure

_TOLD = (
    "case_information",
    "consent_conditions",
    "clinician_qualifications",
    "background",
    "allegations",
    "physical_symptoms",
    "psych_screening",
    "psych",
)
"""Sections of the first page, in order; the second holds the others."""
_ABOVE = frozenset(
    {
        "report_number",
        "evaluation_type",
        "clinician_ref",
        "exam_date",
        "exam_start",
        "exam_end",
        "exam_place_name",
        "subject_family_name",
        "subject_given_name",
        "subject_patronymic",
        "subject_age_years",
        "requested_by_type",
        "requested_by_name",
        "restrained",
        "clin_name",
        "clin_profession",
        "int_findings",
        "con_overall_level",
        "con_statement",
        "con_recommendations",
        "con_limits",
        "sig",
        "sig_name",
        "sig_date",
        "sig_place",
    }
)
"""Questions with a place of their own on the form."""


@dataclass(frozen=True)
class _Size:
    role: Role
    optional: bool = True
    """Answers to optional questions too."""
    room: int = 0
    """Characters of a value before it goes on behind the form; 0 = all."""
    map_mm: float = 56.0
    most: int = 99
    """Lesions on the form."""


_SIZES = (
    _Size("fact", map_mm=84.0),
    _Size("compact", map_mm=74.0),
    _Size("dense"),
    _Size("dense", optional=False),
    _Size("dense", optional=False, map_mm=46.0),
    _Size("dense", optional=False, map_mm=38.0),
    _Size("dense", optional=False, map_mm=33.0),
    _Size("dense", optional=False, map_mm=28.0),
    _Size("dense", optional=False, map_mm=24.0),
    _Size("densest", optional=False, map_mm=38.0),
    _Size("densest", optional=False, map_mm=28.0),
    _Size("dense", optional=False, room=700, map_mm=44.0, most=12),
    _Size("dense", optional=False, room=400, map_mm=44.0, most=10),
    _Size("dense", optional=False, room=300, map_mm=44.0, most=8),
    _Size("dense", optional=False, room=220, map_mm=42.0, most=8),
    _Size("dense", optional=False, room=160, map_mm=40.0, most=6),
    _Size("dense", optional=False, room=110, map_mm=36.0, most=5),
    _Size("dense", optional=False, room=70, map_mm=0.0, most=4),
    _Size("dense", optional=False, room=40, map_mm=0.0, most=3),
)


def short_form(words: Words) -> list[Block]:
    """Return the two pages, what they could not hold, and the photo table where there is one."""
    heading = Heading(2, words.t.text(_("Further sheets of the short form")))
    first = tuple(_first(words, size) for size in _SIZES)
    second = tuple(_second(words, size) for size in _SIZES)
    blocks: list[Block] = [Sheets((first, second), heading)]
    if any(printed.jpeg for printed in words.subject.photographs):
        blocks += [PageBreak(), *photo_table(words)]
    return blocks


def _first(words: Words, size: _Size) -> Version:
    shown = {one.key: one for one in words.form.sections_for(words.subject.type_code)}
    parts = _parts(words, [shown[key] for key in _TOLD if key in shown], size)
    parts.append(ground_run_in(words))
    blocks, left_out = _entries(words, parts, size)
    head = (*form_head(words), *language_note(words))
    return Version((*head, Flow(tuple(blocks))), tuple(left_out))


def _parts(words: Words, sections: list[Section], size: _Size) -> list[RunIn]:
    return [run_in(words, one, _ABOVE, optional=size.optional) for one in sections]


def _entries(words: Words, parts: list[RunIn], size: _Size) -> tuple[list[Block], list[Block]]:
    """Return the answers of sections, and in full what was cut of them."""
    blocks: list[Block] = []
    left_out: list[Block] = []
    for part in parts:
        own, cut_off = set_entries(words, part, size.role, size.room)
        blocks += own
        left_out += cut_off
    return blocks, left_out


def _second(words: Words, size: _Size) -> Version:
    t = words.t
    rest = [
        section
        for section in words.form.sections_for(words.subject.type_code)
        if section.key not in _TOLD and section.key != "conclusions"
    ]
    parts = _parts(words, rest, size)
    examined, left_out = _entries(words, parts, size)
    if size.map_mm and (views := front_and_back(words)):
        examined.insert(0, BodyFigure(views, height_mm=size.map_mm, one_row=True))
    found, more = _findings(words, size)
    opinion, cut_off = _opinion(words, size)
    blocks: list[Block] = [
        Heading(4, t.text(_("What was found")), tight=True),
        *found,
        Flow((*examined, *opinion, *_needed(words, size), signatures(words))),
        *_closing(words, size),
    ]
    return Version(tuple(blocks), (*left_out, *cut_off, *more))


def _findings(words: Words, size: _Size) -> tuple[list[Block], list[Block]]:
    """Return the lesions that the form holds, and all of them again when they are more."""
    t = words.t
    present = [one for one in words.subject.lesions if one.removed is None]
    present.sort(key=lambda one: one.number)
    if not present:
        return [Paragraph(t.text(_("No lesion is recorded.")), "fact")], []
    blocks = _lesions(words, present[: size.most], size)
    long = [one for block in blocks for one in _cut_lines(block, size)]
    if len(present) <= size.most and not long:
        return blocks, []
    if long:
        blocks = [block for block in blocks if block not in long]
    left = len(present) - size.most
    if left > 0:
        more = t.plural("{count} more finding", "{count} more findings", left)
        blocks.append(Paragraph(more, size.role))
    whole = _lesions(words, present, _Size("fact"))
    return blocks, [Heading(4, t.text(_("All findings"))), *whole]


def _cut_lines(block: Block, size: _Size) -> list[Block]:
    """Return a description that the form has no room for."""
    if not size.room or not isinstance(block, Paragraph) or isinstance(block.text, str):
        return []
    length = sum(len(run.text) for run in block.text if isinstance(run, Run))
    return [block] if length > size.room * 3 else []


def _lesions(words: Words, lesions: list[Lesion], size: _Size) -> list[Block]:
    lines = [line for lesion in lesions for line in finding_lines(words, lesion, size.role)]
    return [finding_table(words, lesions, size.role), *lines]


def _opinion(words: Words, size: _Size) -> tuple[list[Block], list[Block]]:
    """Return level, statement, limits and the other conclusions, and in full what was cut."""
    t, answers = words.t, words.subject.section_answers("conclusions")
    key = plain_value(answers.get("con_overall_level"))
    blocks: list[Block] = [Heading(5, t.text(_("Opinion so far")), tight=True)]
    left_out: list[Block] = []
    if key in LEVELS:
        blocks.append(LevelLine(words.level(key)))
    section = words.form.section("conclusions")
    for name in ("con_statement", "con_limits"):
        text = str(value_of(answers.get(name)) or "")
        shown = cut(text, size.room * 2) if size.room else text
        label = t.text(section.question(name).label)
        if text:
            blocks.append(Paragraph((Run(f"{label}: ", "bold"), Run(shown)), size.role))
        if shown != text:
            left_out += [Heading(4, label), Paragraph(text)]
    rest, cut_off = _entries(words, _parts(words, [section], size), size)
    return [*blocks, *rest[1:]], [*left_out, *cut_off]


def _needed(words: Words, size: _Size) -> list[Block]:
    t, answers = words.t, words.subject.section_answers("conclusions")
    blocks: list[Block] = [Heading(5, t.text(_("What is needed")), tight=True)]
    rows = value_of(answers.get("con_recommendations")) or []
    question = words.form.section("conclusions").question("con_recommendations")
    said = [_recommended(words, question, row) for row in rows]
    if said:
        blocks.append(Paragraph(" ".join(said), size.role))
    else:
        none = in_words(words, question, answers.get(question.key)) or words.gap(None).words
        blocks.append(Paragraph(none, size.role))
    return blocks


def _recommended(words: Words, question: Question, row: dict[str, Any]) -> str:
    """Return one recommendation: what, in the clinician's words, how soon, to whom."""
    said = {item.key: words.cell(item, row.get(item.key)).rstrip(". ") for item in question.items}
    kind = said.pop("type", "")
    rest = "; ".join(part for part in said.values() if part)
    return (f"{kind}: {rest}" if kind and rest else kind or rest) + "."


def _closing(words: Words, size: _Size) -> list[Block]:
    """Return what is missing, what stands in the embedded record only, and that record's digest."""
    t = words.t
    parts = _parts(words, list(words.form.sections_for(words.subject.type_code)), size)
    missing = [label for part in parts for label in part.missing]
    said: list[str] = []
    if missing:
        said.append(t.text(_("Without entry: {questions}."), questions="; ".join(missing)))
    if besides := sum(len(part.besides) for part in parts):
        said.append(
            t.plural(
                "{count} answer to an optional question stands in the embedded record only.",
                "{count} answers to optional questions stand in the embedded record only.",
                besides,
            )
        )
    digest = " ".join(words.subject.digest[i : i + 4] for i in range(0, 64, 4))
    said.append(t.text(_("SHA-256 of the embedded record: {digest}"), digest=digest))
    return [Paragraph(" ".join(said), "dense")]
