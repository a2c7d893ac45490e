"""The questions of a page as blocks: every one of them, answered or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ipdoc.domain.answers import Cell, Cells, decode
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.conditions import Situation
from ipdoc.questionnaire.model import Question, QuestionType
from ipdoc.questionnaire.progress import is_required
from ipdoc.report.blocks import (
    Block,
    Fact,
    FactGrid,
    Facts,
    Heading,
    LevelLine,
    Paragraph,
    Role,
    Run,
    Value,
    Weight,
)
from ipdoc.report.compose.consents import Consent, consent_blocks
from ipdoc.report.compose.repeats import is_coded, joined, repeat_blocks, told_in_line
from ipdoc.report.compose.words import LEVELS, Words, plain_value

_LONG_CHARACTERS = 200
"""A text longer than this is set as prose under its question, not as a fact."""
_MOST_TOLD = 6
"""A group with more answers than that is set as a grid of its own."""


@dataclass
class QuestionBlocks:
    """Gathers the blocks of questions; short answers collect in one table of facts."""

    words: Words
    situation: Situation
    heading_level: int = 4
    narrow: bool = False
    """Facts stand in a narrow column, label beside value, as in the record of a lesion."""
    subject: str = ""
    """Title of the page whose questions are added."""
    alone: bool = False
    """The page has one answer only: its title does for the label."""
    blocks: list[Block] = field(default_factory=list)
    without_entry: list[str] = field(default_factory=list)
    """Labels of optional questions that nobody answered."""
    _facts: list[Fact] = field(default_factory=list)
    _consents: list[Consent] = field(default_factory=list)

    def add(self, questions: Iterable[Question], answers: Cells) -> None:
        """Add questions with their answers, in order."""
        for question in questions:
            self.add_one(question, answers.get(question.key))
        self.flush()

    def add_one(self, question: Question, cell: Cell) -> None:
        """Add one question."""
        label = self.words.t.text(question.label)
        answer = decode(cell)
        if question.consent and (answer is not None or is_required(question, self.situation)):
            self._consents.append(Consent(self.subject, question, cell))
        elif answer is None or (answer.answered and answer.value in ("", {}, None)):
            self._add_blank(question, label)
        elif not answer.answered:
            self._facts.append(Fact(label, self.words.gap(answer)))
        elif question.type is QuestionType.REPEAT:
            self._add_repeat(question, label, answer.value)
        else:
            self._add_value(question, label, answer.value)

    def _add_blank(self, question: Question, label: str) -> None:
        if is_required(question, self.situation):
            self._facts.append(Fact(label, self.words.gap(None)))
        else:
            self.without_entry.append(label)

    def _add_repeat(self, question: Question, label: str, rows: Any) -> None:
        if not rows:
            none = question.none_label or _("None")
            self._facts.append(Fact(label, self.words.t.text(none)))
            return
        self.flush()
        if not self._just_said(label):
            self.blocks.append(Heading(self.heading_level, label))
        self.blocks.extend(repeat_blocks(self.words, question, rows, self.heading_level + 1))

    def _add_value(self, question: Question, label: str, value: Any) -> None:
        if question.type is QuestionType.GROUP and isinstance(value, dict):
            self._add_group(question, label, value)
            return
        if self.words.is_level(question):
            self._facts.append(Fact(label, self._level(question, value)))
            return
        text = self.words.value(question, value)
        role: Role = "quote" if question.quote else "prose"
        is_long = len(text) > _LONG_CHARACTERS or "\n" in text
        if self.words.shape.settled(question.key, is_long and not is_coded(question)):
            self._add_prose(question, label, text, role)
        else:
            self._facts.append(self._fact(question, label, text))

    def _fact(self, question: Question, label: str, text: str) -> Fact:
        """Return a fact; free text in another language says so."""
        role: Role = "quote" if question.quote else "fact"
        free = question.type in (QuestionType.TEXT, QuestionType.LONG)
        own = question.quote or (free and self.foreign)
        value: Value = (Paragraph(text, role, self.foreign),) if own else text
        return Fact(label, value, role)

    def _level(self, question: Question, value: Any) -> Value:
        key = plain_value(value)
        return self.words.level(key) if key in LEVELS else self.words.value(question, value)

    def _add_prose(self, question: Question, label: str, text: str, role: Role) -> None:
        self.flush()
        free = question.type in (QuestionType.TEXT, QuestionType.LONG)
        if not self._just_said(label):
            self.blocks.append(Heading(self.heading_level, label))
        self.blocks.append(Paragraph(text, role, self.foreign if free else ""))

    def _just_said(self, label: str) -> bool:
        """True when the heading just above says the same, as for a page with one question."""
        last = self.blocks[-1] if self.blocks else None
        if not isinstance(last, Heading):
            return False
        return last.text == label or (self.alone and last.level == self.heading_level - 1)

    @property
    def foreign(self) -> str:
        """Language of the free text when it is not the report's, else empty."""
        language = self.words.subject.record_language
        return language if language and language != self.words.t.language else ""

    def _add_group(self, question: Question, label: str, value: dict[str, Any]) -> None:
        """Add a group: short ones as one fact, with a long text as prose below."""
        head = question.head
        levels = [item for item in question.items if self.words.is_level(item)]
        if levels and value.get(levels[0].key) in LEVELS:
            self._add_opinion(question, label, levels[0], value)
            return
        filled = [item for item in question.items if self._filled(value.get(item.key))]
        if not filled:
            self._add_blank(question, label)
        elif self.words.shape.settled(question.key, len(filled) <= _MOST_TOLD):
            self._facts.append(Fact(label, self._told(question, filled, value)))
        else:
            self._add_items(question, label, head, filled, value)

    def _told(self, question: Question, filled: list[Question], value: dict[str, Any]) -> Value:
        """Return a group in one line: what decides it in bold, a text without its label."""
        texts = [item for item in filled if item.type is QuestionType.LONG]
        bare = {item.key for item in (question.head, *(texts if len(texts) == 1 else ())) if item}
        runs: list[Run] = []
        for item in filled:
            text = self.words.cell(item, value.get(item.key)).strip()
            if not text:
                continue
            if item.key in bare:
                runs.append(Run(text, self._weight(item, question)))
            else:
                runs.append(Run(told_in_line(self.words, [item], value)))
        return joined(runs) or "–"

    def _weight(self, item: Question, question: Question) -> Weight:
        return "bold" if item is question.head and len(question.items) > 2 else "plain"

    @staticmethod
    def _filled(cell: Cell) -> bool:
        return cell not in (None, "", [], {})

    def _add_items(
        self,
        question: Question,
        label: str,
        head: Question | None,
        filled: list[Question],
        value: dict[str, Any],
    ) -> None:
        self.flush()
        self.blocks.append(Heading(self.heading_level, label))
        inner = QuestionBlocks(self.words, self.situation, self.heading_level + 1)
        rest = [item for item in filled if item is not head]
        if head is not None and head in filled:
            inner.blocks.append(Paragraph(self.words.cell(head, value.get(head.key)), "fact"))
        inner.add(rest, value)
        self.blocks.extend(inner.blocks)

    def _add_opinion(
        self, question: Question, label: str, level: Question, value: dict[str, Any]
    ) -> None:
        self.flush()
        self.blocks.append(Heading(self.heading_level, label))
        self.blocks.append(LevelLine(self.words.level(value[level.key])))
        for item in question.items:
            text = self.words.cell(item, value.get(item.key)) if item is not level else ""
            if text:
                self.blocks.append(Paragraph(text, "prose", self.foreign))

    def _flush_facts(self) -> None:
        if self._facts:
            rows = tuple(self._facts)
            self.blocks.append(Facts(rows) if self.narrow else FactGrid(rows))
            self._facts = []

    def flush(self) -> None:
        """Close the table of facts that is open."""
        self._flush_facts()

    def flush_consents(self) -> None:
        """Print the elements of consent that were gathered, in one table."""
        self._flush_facts()
        self.blocks.extend(consent_blocks(self.words, self._consents))
        self._consents = []

    def close(self) -> list[Block]:
        """Return all blocks, with the line of optional questions without entry at the end."""
        self.flush_consents()
        if self.without_entry:
            text = self.words.t.text(
                _("Without entry: {questions}."), questions="; ".join(self.without_entry)
            )
            self.blocks.append(Paragraph(text, "note"))
        return self.blocks
