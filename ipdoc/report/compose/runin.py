"""Answers run in behind their labels, as short forms set them: many facts in few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ipdoc.domain.answers import Cell, decode, value_of
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Question, QuestionType, Required, Section
from ipdoc.questionnaire.progress import is_required, shown_pages, shown_questions
from ipdoc.report.blocks import Block, Gap, Heading, Paragraph, Role, Run
from ipdoc.report.compose.words import Words

_PARAGRAPH_CHARACTERS = 480
"""From here on the next answer begins a paragraph."""
_EXPLAINED = frozenset(
    {
        "c_identity_role",
        "c_purpose",
        "c_not_treatment",
        "c_voluntary",
        "c_right_refuse_part",
        "c_confidentiality_limits",
        "c_mandatory_reporting",
        "c_risks",
        "c_benefits",
        "c_storage",
    }
)
"""Elements of consent that are explanations; what was agreed to beyond them is named."""
_DECISIONS = ("agreed", "refused", "withdrawn")
_CIRCUMSTANCES = ("given_by", "form", "language", "time", "witness")


_PLAIN_IN_ROW = frozenset(
    {
        QuestionType.TEXT,
        QuestionType.LONG,
        QuestionType.CHOICE,
        QuestionType.CHOICES,
        QuestionType.REGION,
    }
)
"""Types whose values speak for themselves in a row, as in a table without its head."""


@dataclass(frozen=True)
class Entry:
    """A question that was answered, in words."""

    key: str
    """Section and question: ``allegations.al_summary``."""
    label: str
    value: str
    quote: bool = False
    """The person's own words."""


@dataclass
class RunIn:
    """The answers of one section."""

    heading: str
    entries: list[Entry] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Labels of required questions without entry."""

    besides: list[str] = field(default_factory=list)
    """Labels of optional questions that were answered and are not shown."""


def run_in(
    words: Words, section: Section, skip: frozenset[str] = frozenset(), *, optional: bool = True
) -> RunIn:
    """Return the answers of a section in words.

    Args:
        words: of the document.
        section: of the form.
        skip: keys of questions that stand elsewhere on the form.
        optional: answers to optional questions too; else only their labels are kept.
    """
    found = RunIn(words.t.text(section.heading))
    situation = words.subject.situation_in(section.key)
    answers = words.subject.section_answers(section.key)
    code = words.subject.type_code
    consents: list[tuple[Question, Cell]] = []
    for page in shown_pages(section, situation):
        for question in shown_questions(page, situation):
            cell = answers.get(question.key)
            if question.key in skip:
                continue
            if question.consent and value_of(cell):
                consents.append((question, cell))
                continue
            said = in_words(words, question, cell)
            label = words.t.text(question.label)
            if said and not optional and question.required(code) is Required.OPTIONAL:
                found.besides.append(label)
            elif said:
                entry = Entry(f"{section.key}.{question.key}", label, said, question.quote)
                found.entries.append(entry)
            elif is_required(question, situation) and question.type is not QuestionType.COMPUTED:
                found.missing.append(label)
    found.entries.extend(_consents(words, section.key, consents))
    return found


def in_words(words: Words, question: Question, cell: Cell) -> str:
    """Return an answer in words, a missing one with its reason; empty when there is none."""
    answer = decode(cell)
    if answer is None or (answer.answered and answer.value in ("", {}, None)):
        return ""
    if not answer.answered:
        return gap_words(words.gap(answer))
    if question.type is QuestionType.GROUP and isinstance(answer.value, dict):
        return _row(words, question, answer.value)
    if question.type is QuestionType.REPEAT and answer.value:
        return " / ".join(_row(words, question, row) for row in answer.value)
    return words.value(question, answer.value).replace(".; ", "; ").strip()


def _row(words: Words, question: Question, row: dict[str, Any]) -> str:
    """Return a group or a row of a repeat; where the value speaks for itself, without its label."""
    parts = []
    for item in question.items:
        said = in_words(words, item, row.get(item.key))
        label = words.t.text(item.label)
        if said and label and not _is_plain(question, item):
            said = f"{label}{'' if label.endswith('?') else ':'} {said}"
        parts += [said] if said else []
    return "; ".join(part.rstrip(".") if part is not parts[-1] else part for part in parts)


def _is_plain(question: Question, item: Question) -> bool:
    if question.type is QuestionType.REPEAT:
        return item.type in _PLAIN_IN_ROW
    return item is question.head or item.type is QuestionType.LONG


def gap_words(gap: Gap) -> str:
    """Return a missing answer with its reason in brackets."""
    return f"{gap.words} ({gap.reason})" if gap.reason else gap.words


def _consents(words: Words, section: str, consents: list[tuple[Question, Cell]]) -> list[Entry]:
    """Return what was agreed to and what refused, and once for all how it was given."""
    t = words.t
    entries: list[Entry] = []
    titles = {
        "agreed": t.text(_("Agreed to")),
        "refused": t.text(_("Refused")),
        "withdrawn": t.text(_("Withdrawn")),
    }
    plain = [one for one in consents if _is_plain_explanation(words, one)]
    if plain:
        said = t.plural("{count} element", "all {count} elements", len(plain))
        entries.append(Entry(f"{section}.explained", t.text(_("Explained and understood")), said))
        consents = [one for one in consents if one not in plain]
    for decision in _DECISIONS:
        named = [_consent(words, one) for one in consents if _decision(one) == decision]
        if named:
            key = f"{section}.{decision}"
            entries.append(Entry(key, titles[decision], "; ".join(named)))
    left = [_consent(words, one) for one in consents if _decision(one) not in _DECISIONS]
    if left:
        entries.append(Entry(f"{section}.open", t.text(_("Not decided")), "; ".join(left)))
    given = Counter(_how(words, one) for one in [*plain, *consents])
    if given:
        how = given.most_common(1)[0][0]
        entries.append(Entry(f"{section}.given", t.text(_("Consent was given")), how))
    return entries


def _decision(one: tuple[Question, Cell]) -> str:
    said = value_of(one[1]) or {}
    return "withdrawn" if said.get("withdrawn_at") else str(value_of(said.get("decision")) or "")


def _is_plain_explanation(words: Words, one: tuple[Question, Cell]) -> bool:
    """True for an explanation that was agreed to and about which nothing more is noted."""
    plain = _consent(words, one) == words.t.text(one[0].label)
    return plain and one[0].key in _EXPLAINED and _decision(one) == "agreed"


def _consent(words: Words, one: tuple[Question, Cell]) -> str:
    """Return the name of an element of consent, with its note and what was not explained."""
    question, cell = one
    said = value_of(cell) or {}
    notes = [str(said[key]) for key in ("note", "withdrawn_note") if said.get(key)]
    if value_of(said.get("explained")) == "no":
        notes.insert(0, words.t.text(_("not explained")))
    label = words.t.text(question.label)
    return f"{label} ({'; '.join(notes)})" if notes else label


def _how(words: Words, one: tuple[Question, Cell]) -> str:
    question, cell = one
    said = value_of(cell) or {}
    items = [item for item in question.items if item.key in _CIRCUMSTANCES]
    parts = [words.cell(item, said.get(item.key)) for item in items]
    return ", ".join(part for part in parts if part)


def set_entries(
    words: Words, part: RunIn, role: Role, excerpt: int = 0
) -> tuple[list[Block], list[Block]]:
    """Return a section as a heading and few paragraphs, and in full what they cut.

    Args:
        words: of the document.
        part: the section.
        role: "fact", or "small" where room is short.
        excerpt: characters of a value before it is cut at a sentence or word; 0 = never.
    """
    if not part.entries:
        return [], []
    blocks: list[Block] = [Heading(5, part.heading, tight=True)]
    runs: list[Run] = []
    left_out: list[Block] = []
    for entry in part.entries:
        shown = cut(entry.value, excerpt) if excerpt else entry.value
        if shown != entry.value:
            left_out += [Heading(4, entry.label), Paragraph(entry.value, _full(entry))]
        runs += [*([Run("\u00a0· ")] if runs else []), *_labelled(entry, shown)]
        if sum(len(run.text) for run in runs) > _PARAGRAPH_CHARACTERS:
            blocks.append(Paragraph(tuple(runs), role))
            runs = []
    if runs:
        blocks.append(Paragraph(tuple(runs), role))
    return blocks, left_out


def _full(entry: Entry) -> Role:
    return "quote" if entry.quote else "prose"


def _labelled(entry: Entry, value: str) -> Iterator[Run]:
    colon = "" if entry.label.endswith(("?", ":", ".")) else ":"
    yield Run(f"{entry.label}{colon} ", "bold")
    yield Run(value, "italic" if entry.quote else "plain")


def cut(text: str, room: int) -> str:
    """Return the text, or its beginning up to a whole word and an ellipsis."""
    if len(text) <= room:
        return text
    kept = text[:room].rsplit(" ", 1)[0]
    return kept.rstrip(" ,;:.–-") + " …"
