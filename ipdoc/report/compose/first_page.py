"""The first page: what a reader with one minute needs, and where to find the rest.

It is always one page: fuller versions come first, and the first that fits is taken. A version that
shows less says where the rest stands; no sentence is cut.
"""

from __future__ import annotations

import re
from typing import Any

from ipdoc.domain.answers import value_of
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import (
    Block,
    Box,
    BulletList,
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
    Table,
    Text,
    Title,
)
from ipdoc.report.compose.figures import close_views, front_and_back
from ipdoc.report.compose.main_findings import main_findings
from ipdoc.report.compose.words import LEVELS, Words, is_withheld, plain_value
from ipdoc.report.drawings import BodyFigure

_QUESTION_CHARACTERS, _ANSWER_CHARACTERS = 64, 110
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-zа-яё])")
_SIZES = (
    (78.0, 8, 4),
    (70.0, 7, 3),
    (64.0, 6, 3),
    (60.0, 5, 2),
    (56.0, 4, 2),
    (52.0, 4, 1),
    (46.0, 3, 1),
    (40.0, 3, 0),
    (0.0, 2, 0),
)
"""Height of the map in mm, lines of findings, answers: what stands side by side ends alike."""
_CLOSE_MM = 15.0
"""Height of the soles below it."""
_ROOMS = (480, 320, 220)
"""Characters of a text before it refers on."""
_SUBTITLES = {
    "F": _("No. {number} of {date}, on a medical evaluation"),
    "W": _("No. {number} of {date}, on a follow-up evaluation"),
    "P": _("No. {number} of {date}, on a psychological evaluation"),
}
_VERSIONS = (*((*size, room) for size in _SIZES for room in _ROOMS), (*_SIZES[-1], 160))
_NAMES_CHARACTERS = 60
"""Persons present are named without their positions when it takes more than that."""


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
                _SUBTITLES.get(subject.type_code, _SUBTITLES["F"]),
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
            if not is_withheld(cell):
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
            (t.text(_("Who was present")), _present(words)),
            (t.text(_("Could see; could hear")), _witnessed(words)),
            (t.text(_("Restraints")), _said(words, consent, "restrained")),
        ],
    ]
    asks = {question.key for question in words.form.section(consent).questions()}
    if "priv_visual" not in asks:
        del cells[2][1]
    columns = tuple(
        (FactStack(tuple(Fact(label, text or words.gap(None)) for label, text in column)),)
        for column in cells
    )
    return Columns(columns, (1, 1, 1))


def _witnessed(words: Words) -> str:
    """Return who could see the person and who could hear what was said."""
    said = [_chosen(words, key) for key in ("priv_visual", "priv_auditory")]
    return _joined(*dict.fromkeys(said), by="; ")


def _chosen(words: Words, key: str) -> str:
    """Return what was chosen in a group on the conditions, without the text beside it."""
    value = value_of(words.subject.section_answers("consent_conditions").get(key))
    for question in words.form.section("consent_conditions").questions():
        if question.key == key and question.head is not None and isinstance(value, dict):
            return words.cell(question.head, value.get(question.head.key))
    return ""


def _present(words: Words) -> str:
    rows = value_of(words.subject.section_answers("case_information").get("persons_present"))
    if rows == []:
        return words.t.text(_("nobody else"))
    names = [_joined(str(row.get("name", "")), str(row.get("position", ""))) for row in rows or []]
    text = _joined(*names, by="; ")
    if len(text) > _NAMES_CHARACTERS:
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


def _was_examined(words: Words) -> bool:
    """True when the evaluation has a physical examination, or something is drawn."""
    shown = {section.key for section in words.form.sections_for(words.subject.type_code)}
    return "physical_exam" in shown or any(view.marks for view in words.subject.views)


def _map_and_findings(words: Words, map_mm: float, findings: int, answers: int) -> list[Block]:
    t = words.t
    right: list[Block] = [
        Heading(4, t.text(_("Main findings"))),
        *main_findings(words, findings),
        *_answers(words, answers),
    ]
    whole = front_and_back(words) if _was_examined(words) else ()
    if not whole or map_mm <= 0:
        return right
    all_of_them = t.text(_("All lesions, views and the table: page {page}"))
    sides = ". ".join(
        dict.fromkeys(f"{view.diagram.sides}." for view in whole if view.diagram.sides)
    )
    left: list[Block] = [
        Heading(4, t.text(_("Where on the body"))),
        BodyFigure(whole, height_mm=map_mm, one_row=True, titles=False),
        *_close(words),
        Paragraph((Run(f"{sides} " if sides else ""), PageRef("lesions", all_of_them)), "small"),
    ]
    return [Columns((tuple(left), tuple(right)), (1, 1))]


def _close(words: Words) -> list[Block]:
    """Return the soles, and what else front and back do not show."""
    views = close_views(words)
    return [BodyFigure(views, height_mm=_CLOSE_MM, one_row=True, sides=False)] if views else []


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
    """Return the question, if it is short, and the beginning of the answer in bold."""
    number = question.get("no", "")
    found = next((row for row in given if str(row.get("question_ref")) == str(number)), {})
    asked = str(value_of(question.get("question")) or "")
    answer, more = _excerpt(str(value_of(found.get("text")) or ""), _ANSWER_CHARACTERS)
    told = Run(answer or words.gap(None).words, "bold")
    before = (Run(f"{asked} "),) if len(asked) <= _QUESTION_CHARACTERS else ()
    return (str(number), (*before, told, *_on(words, "conclusions", more)))


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
    """Return what is needed with its time, emergencies first, as far as there is room."""
    answers = words.subject.section_answers("conclusions")
    rows = value_of(answers.get("con_recommendations")) or []
    if not rows:
        return [Paragraph(words.gap(None).words, "fact")]
    rows = sorted(rows, key=lambda row: row.get("type") != "emergency")
    items: list[Text] = []
    used = 0
    for row in rows:
        text = str(value_of(row.get("text")) or "").strip()
        urgency = str(value_of(row.get("urgency")) or "").strip()
        used += len(text) + len(urgency)
        if items and used > room:
            break
        item = _joined(text.removesuffix("."), urgency, by=": ") if text else ""
        items += [f"{item}."] if item else []
    more = len(items) < len(rows)
    blocks: list[Block] = [BulletList(tuple(items), role="fact")] if items else []
    said = words.t.text(_("In full: page {page}."))
    return [*blocks, *([Paragraph((PageRef("conclusions", said),), "small")] if more else [])]
