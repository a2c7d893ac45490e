"""Repeats that are not edited entry by entry: lists of entries with own pages, and checklists."""

from __future__ import annotations

from typing import Any

from ipdoc.domain.answers import Cell, Cells
from ipdoc.questionnaire.model import Question, QuestionType
from ipdoc.web.answer_words import row_title
from ipdoc.web.fields import STATE_SIGN, QuestionField
from ipdoc.web.fields_choice import YES_NO_LABELS
from ipdoc.web.fields_nested import RepeatField, Row


class SummaryField(RepeatField):
    """Entries that have pages of their own: here is the list of them."""

    look = "nested.summary"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Show the entries; only "none" and the no-answer marks can be changed here."""
        rows = isinstance(data, list) and bool(data)
        super().process(None if rows else formdata, data)
        if rows:
            self.data = data
        self.rows = [row for row in self.rows if row.identity]

    def _row(self, number: str, stored: Cells, formdata: Any) -> Row:
        title = row_title(self.near.form, self.question, stored, self.words)
        return Row(f"{self.name}-{number}", stored.get("row") or "", [], stored, title=title)

    @property
    def first_id(self) -> str:
        """The button that adds an entry."""
        return self.id


class ChecklistField(RepeatField):
    """One fixed row for each code of a vocabulary."""

    look = "nested.checklist"

    @property
    def answer_item(self) -> Question | None:
        """The item with yes and no that makes the columns, or None."""
        items = [i for i in self.question.items[1:] if i.type is QuestionType.YES_NO]
        return items[0] if items else None

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Values of the radios in a row with their labels."""
        answers = [(key, self.words.text(label)) for key, label in YES_NO_LABELS.items()]
        states = [(STATE_SIGN + state, label) for state, label in self.states]
        shown = {self.column_of(one) for row in self.rows for one in row.fields[:1]}
        usual = ("~not_asked", "~unknown")
        return answers + [(k, label) for k, label in states if k in usual or k in shown]

    def column_of(self, answer: QuestionField) -> str:
        """Return the value of the radio that is chosen in a row."""
        return answer.one()

    @property
    def other_items(self) -> list[Question]:
        """The items beside the code and the answer."""
        return [item for item in self.question.items[1:] if item is not self.answer_item]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Hand each code its row."""
        self.stored = data
        self.errors = []
        self.typed = self.typed_of(data) if formdata is None else self.gather(formdata)
        code_item = self.question.items[0].key
        stored: list[Cells] = data if isinstance(data, list) else []
        by_code = {str(row.get(code_item)): row for row in reversed(stored)}
        self.rows = []
        for code in self.near.form.vocabularies[self.question.rows_from].codes:
            row = self._row(code.key, by_code.get(code.key, {code_item: code.key}), formdata)
            row.title = self.words.text(code.label)
            self.rows.append(row)
        shown = [id(row.stored) for row in self.rows]
        self.others = [row for row in stored if id(row) not in shown]
        self.data = self._whole()

    def _row(self, number: str, stored: Cells, formdata: Any) -> Row:
        row = super()._row(number, stored, formdata)
        row.fields = row.fields[1:]
        return row

    def _whole(self) -> Cell | None:
        shown, self.rows = self.rows, [row for row in self.rows if row.used]
        whole = super()._whole()
        self.rows = shown
        if self.others and (isinstance(whole, list) or whole is None):
            return [*(whole or []), *self.others]
        return whole
