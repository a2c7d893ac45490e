"""From a question of the form to the place on paper where its answer is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Form, Question, QuestionType, Required, Section, Vocabulary
from ipdoc.questionnaire.paper import PaperHint, PaperHints, stands_on_paper
from ipdoc.report.blank.fields import (
    CellKind,
    CheckQuestion,
    Field,
    FieldGroup,
    GridColumn,
    Option,
    Record,
    WriteCell,
    WriteGrid,
    WriteLines,
    WriteRow,
)
from ipdoc.report.blank.flow import ticks
from ipdoc.report.blank.look import TWELFTHS
from ipdoc.report.compose.subject import Translates

YES, NO = _("Yes"), _("No")
_KINDS: dict[QuestionType, CellKind] = {
    QuestionType.TEXT: "line",
    QuestionType.LINK: "line",
    QuestionType.REGION: "line",
    QuestionType.NUMBERS: "line",
    QuestionType.DATE: "date",
    QuestionType.TIME: "time",
    QuestionType.DATETIME: "moment",
    QuestionType.NUMBER: "number",
}
"""Types that are written on a line or into boxes for digits."""
_SHARE = 6
"""Twelfths of a row for what is written on a line."""
_NEVER = frozenset((QuestionType.COMPUTED, QuestionType.FILE))
"""Types that are not asked on paper."""
_MOST_BOXES = 26
"""More options are written, not ticked."""
_MOST_COLUMNS = 7
_MOST_MATRIX = 4
_LATER = frozenset(("withdrawn",))
"""Options that arise only after the form was filled in."""
_LINES = {"F": 3, "S": 2, "W": 2, "P": 3}
_ROWS = {"F": 4, "S": 3, "W": 3, "P": 3}
_RECORDS = {"F": 2, "S": 1, "W": 1, "P": 2}


@dataclass
class PaperQuestions:
    """Turns the questions of one form and type into fields, in one language."""

    form: Form
    type_code: str
    words: Translates
    hints: PaperHints = field(default_factory=dict)
    advises: bool = True
    """Print what helps to answer; not again in every one of several equal records."""

    def hint(self, key: str) -> PaperHint:
        """Return what is particular about a question, ``section.question``."""
        return self.hints.get(key, PaperHint())

    def stands(self, section: Section, question: Question) -> bool:
        """Return whether the question is asked on paper."""
        hint = self.hint(f"{section.key}.{question.key}")
        if question.type in _NEVER:
            return False
        return stands_on_paper(section, question, self.type_code, hint)

    def fields(self, section: str, questions: Iterable[Question]) -> list[Field]:
        """Return the fields of questions in their order; neighbours that are alike are joined."""
        found: list[Field] = []
        cells: list[WriteCell] = []
        alike: list[Question] = []
        for question in questions:
            if alike and _shape(question) != _shape(alike[0]):
                found += self._alike(section, alike)
                alike = []
            if question.type in _KINDS or self._is_line(section, question):
                cells.append(self._detail(section, question))
                continue
            found += _row(cells)
            cells = []
            if self._is_matrix(question):
                alike.append(question)
                continue
            found.append(self._field(f"{section}.{question.key}", question))
        return found + self._alike(section, alike) + _row(cells)

    def _is_line(self, section: str, question: Question) -> bool:
        """True for a long text that has only one line on paper."""
        hint = self.hint(f"{section}.{question.key}")
        return question.type is QuestionType.LONG and hint.lines == 1

    def _cell(self, key: str, question: Question) -> WriteCell:
        kind = _KINDS[question.type]
        share = self.hint(key).share or _SHARE
        unit = self.words.text(question.unit) if question.unit else ""
        return WriteCell(self._label(question), kind, share, unit)

    def _label(self, question: Question) -> str:
        return self.words.text(question.label) if question.label else ""

    def _advice(self, question: Question) -> str:
        return self.words.text(question.hint) if question.hint and self.advises else ""

    def _field(self, key: str, question: Question) -> Field:
        made: dict[QuestionType, Callable[[str, Question], Field]] = {
            QuestionType.LONG: self._long,
            QuestionType.CHOICE: self._choice,
            QuestionType.CHOICES: self._choice,
            QuestionType.YES_NO: self._choice,
            QuestionType.GROUP: self._group,
            QuestionType.REPEAT: self._repeat,
        }
        return made[question.type](key, question)

    def _long(self, key: str, question: Question) -> Field:
        lines = self.hint(key).lines or _LINES[self.type_code]
        return WriteLines(self._label(question), lines, self._advice(question))

    def _choice(self, key: str, question: Question) -> Field:
        boxes = self._boxes(question)
        if not boxes:
            return WriteLines(self._label(question), self.hint(key).lines or 1)
        return CheckQuestion(self._label(question), boxes, lines=self.hint(key).lines)

    def _boxes(self, question: Question) -> tuple[Option, ...]:
        """Return the boxes of a question; one for "other" has a line after it."""
        if question.type is QuestionType.YES_NO:
            return ticks(self.options(question))
        others = {self.words.text(one.label) for one in self.form.options(question) if one.other}
        return tuple(Option(words, words in others) for words in self.options(question))

    def options(self, question: Question) -> tuple[str, ...]:
        """Return the words of the boxes of a question; none when they would be too many."""
        if question.type is QuestionType.YES_NO:
            return (self.words.text(YES), self.words.text(NO))
        options = [one for one in self.form.options(question) if one.key not in _LATER]
        if len(options) > _MOST_BOXES:
            return ()
        return tuple(self.words.text(one.label) for one in options)

    def _group(self, key: str, question: Question) -> Field:
        head = question.head
        items = [one for one in question.items if self._is_detail(f"{key}.{one.key}", one, head)]
        cells = [self._detail(key, one) for one in items if _is_written(one)]
        boxes = [one for one in items if not _is_written(one)]
        ticked = self._boxes(head) if head else ()
        first = CheckQuestion(self._label(question), (*ticked, *cells), lines=self.hint(key).lines)
        rest = tuple(self._field(f"{key}.{one.key}", one) for one in boxes)
        if not first.parts and len(rest) == 1:
            return rest[0]
        return FieldGroup((first, *rest)) if rest else first

    def _is_detail(self, key: str, item: Question, head: Question | None) -> bool:
        hint = self.hint(key)
        kept = not item.fold or self.type_code in hint.keep
        plain = item.type not in _NEVER | {QuestionType.GROUP, QuestionType.REPEAT}
        return item is not head and kept and plain and self.type_code not in hint.omit

    def _detail(self, key: str, item: Question) -> WriteCell:
        if item.type is QuestionType.LONG:
            return WriteCell(self._label(item), "line", TWELFTHS)
        return self._cell(f"{key}.{item.key}", item)

    def _repeat(self, key: str, question: Question) -> Field:
        hint = self.hint(key)
        items = [
            one
            for one in self._columns(hint, question)
            if self.type_code not in self.hint(f"{key}.{one.key}").omit
        ]
        if hint.names or question.rows_from:
            return self._named_rows(key, question, items)
        if hint.records or len(items) > _MOST_COLUMNS:
            return self._records(key, question, items)
        rows = hint.rows_by_type.get(self.type_code) or hint.rows or _ROWS[self.type_code]
        return WriteGrid(
            tuple(self._column(one, hint, number) for number, one in enumerate(items)),
            rows=rows,
            row_mm=hint.row_mm or 8.0,
            label=self._label(question),
            none=self.words.text(question.none_label) if question.none_label else "",
        )

    def _columns(self, hint: PaperHint, question: Question) -> list[Question]:
        if hint.columns:
            return [question.item(key) for key in hint.columns]
        every = [one for one in question.items if one.type not in _NEVER]
        items = [one for one in every if not one.fold] or every
        wanted = [one for one in items if one.required(self.type_code) is not Required.OPTIONAL]
        return items if self.type_code == "F" or not wanted else wanted

    def _column(self, item: Question, hint: PaperHint, number: int) -> GridColumn:
        weights = hint.weights
        weight = weights[number] if number < len(weights) else _weight(item)
        options = self.options(item) if item.type is QuestionType.YES_NO else ()
        unit = f", {self.words.text(item.unit)}" if item.unit else ""
        return GridColumn(self._label(item) + unit, weight, options)

    def _named_rows(self, key: str, question: Question, items: list[Question]) -> Field:
        """Return a table with a row for each code of a vocabulary, in two halves if asked for."""
        hint = self.hint(key)
        vocabulary: Vocabulary = self.form.vocabularies[hint.names or question.rows_from]
        names = [self.words.text(code.label) for code in vocabulary.codes]
        columns = tuple(self._column(one, hint, number) for number, one in enumerate(items))
        label = self._label(question)
        height = hint.row_mm or 6.4
        return WriteGrid(columns, tuple(names), row_mm=height, label=label, halves=hint.halves)

    def _records(self, key: str, question: Question, items: Sequence[Question]) -> Field:
        hint = self.hint(key)
        count = hint.rows_by_type.get(self.type_code) or hint.rows or _RECORDS[self.type_code]
        label = self._label(question)
        blocks = tuple(replace(self, advises=False).fields(key, items))
        return FieldGroup(
            tuple(Record(f"{label} · {number}", blocks) for number in range(1, count + 1)),
            together=False,
        )

    def _is_matrix(self, question: Question) -> bool:
        """True for a group that is set as a row of a table with boxes."""
        head = question.head
        if question.type is not QuestionType.GROUP:
            return False
        if question.consent:
            return True
        few = head is not None and 2 <= len(self.options(head)) <= _MOST_MATRIX
        return few and question.items[1:2] != () and _is_written(question.items[1])

    def _alike(self, section: str, alike: list[Question]) -> list[Field]:
        if len(alike) == 1 and not alike[0].consent:
            return [self._group(f"{section}.{alike[0].key}", alike[0])]
        if not alike:
            return []
        return [self._consents(alike) if alike[0].consent else self._matrix(alike)]

    def _consents(self, alike: list[Question]) -> WriteGrid:
        explained, decision = alike[0].item("explained"), alike[0].item("decision")
        columns = (
            GridColumn("", 7.0),
            GridColumn(self._label(explained), 3.2, self.options(explained)),
            *(GridColumn(words, 1.75, ("",)) for words in self.options(decision)),
        )
        return WriteGrid(columns, self._names(alike), row_mm=6.2)

    def _matrix(self, alike: list[Question]) -> WriteGrid:
        head, detail = alike[0].items[:2]
        columns = (
            GridColumn("", 5.6),
            *(GridColumn(words, 1.6, ("",)) for words in self.options(head)),
            GridColumn(self._label(detail), 9.0),
        )
        return WriteGrid(columns, self._names(alike), row_mm=8.4)

    def _names(self, alike: list[Question]) -> tuple[str, ...]:
        return tuple(self._label(one) for one in alike)


def _shape(question: Question) -> tuple[object, ...]:
    """Return what makes questions alike: the keys and options of their items."""
    return tuple((item.key, item.type, item.options, item.label) for item in question.items[:2])


def _is_written(item: Question) -> bool:
    return item.type in _KINDS or item.type is QuestionType.LONG


def _weight(item: Question) -> float:
    weights = {
        QuestionType.LONG: 2.4,
        QuestionType.DATE: 1.2,
        QuestionType.TIME: 0.9,
        QuestionType.NUMBER: 0.8,
        QuestionType.YES_NO: 1.3,
    }
    return weights.get(item.type, 1.6)


def _row(cells: Sequence[WriteCell]) -> list[Field]:
    return [WriteRow(tuple(cells))] if cells else []
