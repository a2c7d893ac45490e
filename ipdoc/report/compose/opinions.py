"""The doctor's interpretation: what a finding is attributed to, with which level, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ipdoc.domain.answers import value_of
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import QuestionType
from ipdoc.report.blocks import (
    Block,
    Cell,
    Columns,
    Heading,
    KeepTogether,
    LevelLine,
    Paragraph,
    Run,
    Table,
)
from ipdoc.report.compose.words import LEVELS, Words

_SHOWN_APART = frozenset({"finding_ref", "event_ref", "attribution", "consistency"})


def _rows(words: Words) -> list[dict[str, Any]]:
    answers = words.subject.section_answers("interpretation")
    return value_of(answers.get("int_findings")) or []


def interpretations(words: Words, number: int) -> list[dict[str, Any]]:
    """Return the rows that are about a lesion."""
    return words.opinions.get(str(number), [])


def cause(words: Words, row: dict[str, Any]) -> str:
    """Return what a row attributes the finding to: an event or another cause."""
    question = words.form.section("interpretation").question("int_findings")
    for item in question.items:
        if item.key in ("event_ref", "attribution") and row.get(item.key):
            return words.cell(item, row[item.key])
    return words.t.text(_("no event"))


def levels(words: Words, rows: list[dict[str, Any]]) -> Cell:
    """Return the levels of the rows; one of them with its glyph."""
    keys = [str(row["consistency"]) for row in rows if row.get("consistency") in LEVELS]
    if len(keys) == 1:
        return words.level(keys[0])
    return "; ".join(words.t.text(LEVELS[key]) for key in keys) or "–"


def opinion_blocks(words: Words, row: dict[str, Any], said: Sequence[Block] = ()) -> list[Block]:
    """Return one interpretation: cause and level at the left, reasoning and others at the right.

    Args:
        words: of the report.
        row: of ``int_findings``.
        said: what stands above the cause, as the person's own words.
    """
    t = words.t
    question = words.form.section("interpretation").question("int_findings")
    left: list[Block] = [*said, Paragraph(t.text(_("Attributed to")), "label")]
    left.append(Paragraph(cause(words, row), "fact"))
    if row.get("consistency") in LEVELS:
        label = t.text(_("Level of consistency"))
        left.append(LevelLine(words.level(row["consistency"]), label=label))
    right: list[Block] = []
    for item in question.items:
        text = "" if item.key in _SHOWN_APART else words.cell(item, row.get(item.key))
        if not text:
            continue
        label = t.text(item.label)
        if item.type in (QuestionType.TEXT, QuestionType.LONG):
            right.extend([Paragraph(label, "label"), Paragraph(text)])
        else:
            left.append(Paragraph((Run(f"{label} "), Run(text, "bold")), "small"))
    if not right:
        return [KeepTogether(tuple(left))]
    return [Columns((tuple(left), tuple(right)), (1, 2), divided=True)]


def rows_about_no_lesion(words: Words) -> list[dict[str, Any]]:
    """Return the rows that are about a symptom or anything else but a lesion."""
    numbers = {str(lesion.number) for lesion in words.subject.lesions}
    return [row for row in _rows(words) if str(row.get("finding_ref")) not in numbers]


def finding_name(words: Words, row: dict[str, Any]) -> str:
    """Return what a row that is about no lesion is about, in words.

    A symptom is referred to by its repeat and its code, "ps_symptoms.dissociation".
    """
    reference = str(value_of(row.get("finding_ref")) or "")
    repeat, _dot, code = reference.partition(".")
    for section in words.form.sections:
        for question in section.questions():
            if code and question.key == repeat and question.items:
                first = question.items[0]
                known = {option.key for option in words.form.options(first)}
                return words.value(first, code) if code in known else reference
    return reference or words.t.text(_("Other finding"))


def other_anchor(words: Words, row: dict[str, Any]) -> str:
    """Return where the reasoning of a row that is about no lesion stands in full."""
    return f"finding-{_rows(words).index(row) + 1}"


def other_opinions(words: Words) -> list[Block]:
    """Return in full the rows that are about no lesion."""
    blocks: list[Block] = []
    for row in rows_about_no_lesion(words):
        anchor = other_anchor(words, row)
        blocks.append(Heading(4, finding_name(words, row), anchor=anchor))
        blocks.extend(opinion_blocks(words, row))
    return blocks


def answers_to_questions(words: Words) -> list[Block]:
    """Return the questions put to the clinician with their answers, side by side."""
    t = words.t
    case = words.subject.section_answers("case_information")
    posed = {
        str(row.get("no")): str(value_of(row.get("question")) or "")
        for row in value_of(case.get("questions_posed")) or []
    }
    items = {
        one.key: one for one in words.form.section("conclusions").question("con_answers").items
    }
    given = value_of(words.subject.section_answers("conclusions").get("con_answers")) or []
    rows = []
    for row in given:
        number = str(row.get("question_ref") or "")
        state = str(value_of(row.get("answer")) or "")
        text = words.cell(items["text"], row.get("text")) or words.gap(None).words
        said = (
            ()
            if state in ("", "answered")
            else (Run(f"{words.cell(items['answer'], state)}. ", "bold"),)
        )
        rows.append((number, posed.get(number) or "–", (*said, Run(text))))
    table = Table(
        head=(t.text(_("No.")), t.text(_("Question put")), t.text(_("Answer"))),
        rows=tuple(rows),
        weights=(9, 62, 88),
        bold_first=True,
    )
    return [KeepTogether((Heading(4, t.text(_("Answers to the questions put"))), table))]
