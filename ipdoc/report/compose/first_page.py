"""The first page: what a reader with one minute needs, and where to find the rest.

It is always one page: fuller versions come first, and the first that fits is taken. A version that
shows less says where the rest stands; no sentence is cut.
"""

from __future__ import annotations

import re
from typing import Any

from ipdoc.domain.answers import value_of
from ipdoc.domain.finding import Lesion
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import (
    Block,
    Box,
    Cell,
    Columns,
    Contents,
    ContentsRow,
    Fact,
    FactStack,
    Heading,
    LevelLine,
    OnePage,
    PageRef,
    Paragraph,
    Rule,
    Run,
    SymbolCell,
    Table,
    Text,
    Title,
)
from ipdoc.report.compose.figures import front_and_back
from ipdoc.report.compose.naming import in_the_annex, is_restricted, lesion_name, lesion_symbol
from ipdoc.report.compose.opinions import interpretations
from ipdoc.report.compose.words import LEVELS, Words, plain_value
from ipdoc.report.drawings import BodyFigure

_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-zа-яё])")
_VERSIONS = (
    (78.0, 8, 5, 900),
    (78.0, 6, 4, 700),
    (78.0, 5, 4, 600),
    (78.0, 5, 3, 500),
    (74.0, 4, 3, 440),
    (74.0, 4, 2, 400),
    (70.0, 3, 2, 360),
    (70.0, 4, 0, 340),
    (56.0, 3, 0, 300),
    (46.0, 2, 0, 200),
    (0.0, 2, 0, 160),
)
"""Height of the map in mm, findings, answers, characters of a text before it refers on."""


def first_page(words: Words) -> Block:
    """Return the first page in versions from full to short."""
    return OnePage(tuple(tuple(_version(words, *version)) for version in _VERSIONS))


def _version(words: Words, map_mm: float, findings: int, answers: int, room: int) -> list[Block]:
    subject, t = words.subject, words.t
    date = t.date(subject.issued_at.date())
    return [
        Title(
            t.text(_("Istanbul Protocol (United Nations, 2022)")),
            subject.title,
            t.text(
                _("No. {number} of {date}, on a medical evaluation"),
                number=subject.number,
                date=date,
            ),
        ),
        Rule(heavy=True),
        _circumstances(words, room),
        *_overall(words, room),
        *_map_and_findings(words, map_mm, findings, answers),
        Rule(),
        _foot(words, room),
    ]


def _said(words: Words, section: str, *keys: str) -> str:
    """Return answers of a section in words, joined by commas; blank ones are left out."""
    parts = []
    for question in words.form.section(section).questions():
        if question.key in keys:
            cell = words.subject.section_answers(section).get(question.key)
            parts.append((keys.index(question.key), words.cell(question, cell)))
    return ", ".join(text for _order, text in sorted(parts) if text)


def _joined(*parts: str, by: str = ", ") -> str:
    """Return the parts that are not empty, joined."""
    return by.join(part for part in parts if part)


def _circumstances(words: Words, room: int) -> Columns:
    t = words.t
    case, consent = "case_information", "consent_conditions"
    names = [
        _said(words, case, key)
        for key in ("subject_family_name", "subject_given_name", "subject_patronymic")
    ]
    person = _joined(_joined(*names, by=" "), _said(words, case, "subject_age_years"))
    hours = _joined(*(_said(words, case, key) for key in ("exam_start", "exam_end")), by="–")
    when = _joined(_said(words, case, "exam_date"), hours, _said(words, case, "exam_place_name"))
    examiner = _said(words, "clinician_qualifications", "clin_name", "clin_profession")
    asked = _said(words, case, "requested_by_name", "requested_by_type", "request_document")
    cells: list[list[tuple[str, str]]] = [
        [
            (t.text(_("Person examined")), person or words.subject.person),
            (t.text(_("When and where")), when),
        ],
        [
            (t.text(_("Examined by")), examiner),
            (t.text(_("Requested by")), asked),
        ],
        [
            (t.text(_("Who was present")), _present(words, room)),
            (t.text(_("Restraints")), _said(words, consent, "restrained")),
        ],
    ]
    columns = tuple(
        (FactStack(tuple(Fact(label, text or words.gap(None)) for label, text in column)),)
        for column in cells
    )
    return Columns(columns, (1, 1, 1))


def _present(words: Words, room: int) -> str:
    rows = value_of(words.subject.section_answers("case_information").get("persons_present"))
    if rows == []:
        return words.t.text(_("nobody else"))
    names = [_joined(str(row.get("name", "")), str(row.get("position", ""))) for row in rows or []]
    text = _joined(*names, by="; ")
    if len(text) > room / 3:
        text = "; ".join(str(row.get("name", "")) for row in rows or [])
    return text


def _excerpt(text: str, room: int) -> tuple[str, bool]:
    """Return whole sentences from the beginning, and whether some were left out."""
    if len(text) <= room:
        return text, False
    kept = ""
    for sentence in _SENTENCE.split(text):
        if kept and len(kept) + len(sentence) > room:
            break
        kept = f"{kept} {sentence}".strip()
    return kept, len(kept) < len(text.strip())


def _overall(words: Words, room: int) -> list[Block]:
    answers = words.subject.section_answers("conclusions")
    key = plain_value(answers.get("con_overall_level"))
    statement = str(value_of(answers.get("con_statement")) or "")
    t = words.t
    inner: list[Block] = []
    if key in LEVELS:
        label = t.text(_("Overall level of consistency of the findings with the account"))
        inner.append(LevelLine(words.level(key), large=True, label=label))
    elif not statement:
        gap = words.gap(None)
        inner.append(FactStack((Fact(t.text(_("Overall level of consistency")), gap),)))
    if statement:
        text, more = _excerpt(statement, room)
        inner.append(Paragraph((Run(text), *_on(words, "conclusions", more))))
    if key in LEVELS:
        meaning = words.level_meaning(key)
        note = t.text(_("One of the Protocol's terms, neither a score nor a probability"))
        page = PageRef("conclusions", f" ({t.text(_('page {page}'))}).")
        inner.append(Paragraph((Run(_joined(meaning, note, by=" ")), page), "small"))
    return [Box(tuple(inner))]


def _on(words: Words, anchor: str, more: bool) -> tuple[PageRef, ...]:
    if not more:
        return ()
    return (PageRef(anchor, " " + words.t.text(_("In full: page {page}."))),)


def _map_and_findings(words: Words, map_mm: float, findings: int, answers: int) -> list[Block]:
    t = words.t
    right: list[Block] = [
        Heading(4, t.text(_("Main findings"))),
        *_findings(words, findings),
        *_answers(words, answers),
    ]
    whole = front_and_back(words)
    if not whole or map_mm <= 0:
        return right
    all_of_them = t.text(_("All lesions, views and the table: page {page}"))
    left: list[Block] = [
        Heading(4, t.text(_("Where on the body"))),
        BodyFigure(whole, height_mm=map_mm, one_row=True),
        Paragraph((PageRef("lesions", all_of_them),), "small"),
    ]
    return [Columns((tuple(left), tuple(right)), (1, 1))]


def _findings(words: Words, most: int) -> list[Block]:
    """Return the first findings in the order of their numbers, never of their levels."""
    t = words.t
    lesions = [lesion for lesion in words.subject.lesions if lesion.removed is None]
    lesions.sort(key=lambda lesion: lesion.number)
    if not lesions:
        return [Paragraph(_no_lesions(words), "fact")]
    rows: list[tuple[Cell, ...]] = []
    for lesion in lesions[:most]:
        number = (Run(t.text(_("No. {id}"), id=lesion.number), "bold"),)
        rows.append((_sign(words, lesion), number, _finding(words, lesion)))
    table = Table(("", "", ""), tuple(rows), (6, 12, 63), row_heads=False, plain=True)
    blocks: list[Block] = [table]
    if len(lesions) > most:
        more = t.plural("{count} more finding", "{count} more findings", len(lesions) - most)
        page = t.text(_("page {page}"))
        blocks.append(Paragraph((PageRef("lesions", f"{more}: {page}"),), "small"))
    return blocks


def _sign(words: Words, lesion: Lesion) -> Cell:
    symbol = lesion_symbol(words, lesion)
    if symbol is None or is_restricted(words, lesion.number):
        return ""
    return SymbolCell(symbol, lesion_name(words, lesion))


def _finding(words: Words, lesion: Lesion) -> Text:
    """Return a finding with its levels and its page, or only where it is described."""
    if is_restricted(words, lesion.number):
        return in_the_annex(words)
    t = words.t
    keys = [row.get("consistency") for row in interpretations(words, lesion.number)]
    levels = "; ".join(t.text(LEVELS[key]) for key in keys if key in LEVELS)
    return (
        Run(f"{lesion_name(words, lesion)}. "),
        Run(f"{levels}. " if levels else "", "bold"),
        PageRef(f"lesion-{lesion.number}", t.text(_("Page {page}"))),
    )


def _no_lesions(words: Words) -> str:
    """Return why there is none: none was found, or nobody looked."""
    shown = {section.key for section in words.form.sections_for(words.subject.type_code)}
    if "physical_exam" in shown:
        return words.t.text(_("No lesion is recorded."))
    return words.t.text(_("This type of evaluation has no physical examination."))


def _answers(words: Words, most: int) -> list[Block]:
    """Return the answers to the questions put to the clinician, as far as there is room."""
    t = words.t
    case = words.subject.section_answers("case_information")
    questions = value_of(case.get("questions_posed")) or []
    given = value_of(words.subject.section_answers("conclusions").get("con_answers")) or []
    if not questions:
        return []
    blocks: list[Block] = [Heading(4, t.text(_("Answers to the questions put")))]
    rows = [_answer(words, question, given) for question in questions[:most]]
    if rows:
        blocks.append(Table(("", ""), tuple(rows), (6, 74), row_heads=False, plain=True))
    if len(questions) > most:
        left = len(questions) - most
        more = t.plural("{count} more question", "{count} more questions", left)
        if not rows:
            more = t.plural("{count} question", "{count} questions", left)
        page = t.text(_("page {page}"))
        blocks.append(Paragraph((PageRef("conclusions", f"{more}: {page}"),), "small"))
    return blocks


def _answer(
    words: Words, question: dict[str, Any], given: list[dict[str, Any]]
) -> tuple[Cell, ...]:
    number = question.get("no", "")
    found = next((row for row in given if str(row.get("question_ref")) == str(number)), {})
    answer, more = _excerpt(str(value_of(found.get("text")) or ""), 120)
    said: Text = (Run(answer or words.gap(None).words), *_on(words, "conclusions", more))
    return (str(number), said)


def _foot(words: Words, room: int) -> Columns:
    t = words.t
    limits = str(value_of(words.subject.section_answers("conclusions").get("con_limits")) or "")
    text, more = _excerpt(limits, room // 3)
    limited: Text = (Run(text or words.gap(None).words), *_on(words, "conclusions", more))
    urgent = _urgent(words, room // 3)
    anchors = (
        (_("Account"), "allegations"),
        (_("Findings, views and table"), "lesions"),
        (_("Interpretation"), "interpretation"),
        (_("Conclusions"), "conclusions"),
        (_("Photographs"), "photographs"),
    )
    shown = {section.key for section in words.form.sections_for(words.subject.type_code)}
    shown |= {"lesions"} if "physical_exam" in shown else set()
    rows = tuple(ContentsRow(t.text(label), anchor) for label, anchor in anchors if anchor in shown)
    return Columns(
        (
            (Heading(4, t.text(_("What is needed"))), *urgent),
            (
                Heading(4, t.text(_("Limits"))),
                Paragraph(limited, "fact"),
            ),
            (Heading(4, t.text(_("Where to find what"))), Contents(rows)),
        ),
        (1, 1, 1),
    )


def _urgent(words: Words, room: int) -> list[Block]:
    answers = words.subject.section_answers("conclusions")
    rows = value_of(answers.get("con_recommendations")) or []
    if not rows:
        return [Paragraph(words.gap(None).words, "fact")]
    text, more = _excerpt(" ".join(str(row.get("text", "")) for row in rows), room)
    return [Paragraph((Run(text), *_on(words, "conclusions", more)), "fact")]
