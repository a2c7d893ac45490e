"""Fields that hold other fields: groups, entries of a repeat, checklists."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ipdoc.domain.answers import Cell, Cells
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Question
from ipdoc.web.answer_words import row_title
from ipdoc.web.fields import BOTH_GIVEN, Problem, QuestionField, Typed, first

MOST_INLINE = 6
"""Items of an entry that is edited on the page itself; larger ones have pages of their own."""


class NestingField(QuestionField):
    """A field whose value is put together from fields inside it."""

    grouped = True
    suffixes: tuple[str, ...] = ()

    @property
    def inner(self) -> list[QuestionField]:
        """The fields inside, in order."""
        return []

    def assemble(self) -> None:
        """Put the parts together again, the innermost first."""
        for child in self.inner:
            child.assemble()
        self.errors = []
        self.data = self._whole()

    def _whole(self) -> Cell | None:
        raise NotImplementedError

    def inputs(self) -> Iterator[tuple[str, str]]:
        """Yield own inputs, then those inside."""
        yield from super().inputs()
        for child in self.inner:
            yield from child.inputs()

    def problems(self) -> Iterator[Problem]:
        """Yield own problems, then those inside."""
        yield from super().problems()
        for child in self.inner:
            yield from child.problems()


class GroupField(NestingField):
    """Several items under one label; the head item gives the answer, the others tell more."""

    look = "nested.group"

    def __init__(self, *args: Any, **bound: Any) -> None:
        super().__init__(*args, **bound)
        head = self.question.head
        self.items = [
            self.make(item, self.near, self._place(item), f"{self.name}-{item.key}")
            for item in self.question.items
        ]
        self.head = self.items[0] if head else None
        self.marks_elsewhere = head is not None
        if self.head:
            self.head.label = self.label

    def _place(self, item: Question) -> str:
        head = self.question.head
        if head is None:
            return "item"
        if item is head:
            return "head" if self.place == "question" else "item"
        return "detail"

    @property
    def inner(self) -> list[QuestionField]:
        """The items."""
        return self.items

    @property
    def labels_input(self) -> bool:
        """True when the head is one input: it has no label of its own."""
        return self.head is not None and self.head.labels_input

    @property
    def wrong(self) -> bool:
        """True when something is wrong with the group or its head."""
        return bool(self.errors) or (self.head is not None and bool(self.head.errors))

    @property
    def plain_items(self) -> list[QuestionField]:
        """Items that are always in sight, without the head."""
        return [one for one in self.items if one is not self.head and not one.question.fold]

    @property
    def folded_items(self) -> list[QuestionField]:
        """Items in a fold-out."""
        return [one for one in self.items if one is not self.head and one.question.fold]

    @property
    def fold_open(self) -> bool:
        """True when something in the fold-out is wrong; answers alone do not open it."""
        return any(True for one in self.folded_items for _problem in one.problems())

    @property
    def fold_count(self) -> int:
        """Items in the fold-out that have an answer or a mark."""
        return sum(one.meaning is not None for one in self.folded_items)

    @property
    def first_id(self) -> str:
        """The first input of the first item."""
        return self.items[0].first_id

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Hand each item its cell and put the answer together again."""
        self.stored = data
        self.errors = []
        marked = isinstance(data, dict) and "state" in data
        self.typed = self.typed_of(data) if marked and not self.head else {}
        for item in self.items:
            cell = None if marked or data is None else data.get(item.question.key)
            item.process(formdata, data if marked and item is self.head else cell)
        if formdata is not None and not self.head:
            self.typed = self.gather(formdata)
        self.data = self._whole()

    def _whole(self) -> Cell | None:
        filled = {one.question.key: one.data for one in self.items if one.data is not None}
        state = self._mark()
        if state and filled:
            self.errors = [self.words.text(BOTH_GIVEN)]
            return self.stored
        if state:
            return state
        if self.head and list(filled) == [self.head.question.key]:
            head = filled[self.head.question.key]
            if isinstance(head, dict) and "state" in head:
                return self.stored if self.stored == filled else head
        return filled or (self.stored if self.stored == {} else None)

    def _mark(self) -> Cell | None:
        state, reason = first(self.typed, "state"), first(self.typed, "reason").strip()
        if self.head or not state:
            return None
        return {"state": state, "reason": reason} if reason else {"state": state}

    @property
    def meaning(self) -> Any:
        """What the items mean, with the group's own mark."""
        cells = {item.question.key: item.meaning for item in self.items}
        filled = {key: cell for key, cell in cells.items() if cell is not None}
        return [self._mark(), filled] if filled or self._mark() else None


@dataclass
class Row:
    """One entry of a repeat as a page shows it."""

    name: str
    """Beginning of its inputs' names."""
    identity: str
    """Row id; empty for an entry that is not stored yet."""
    fields: list[QuestionField]
    stored: Cells
    """The entry as stored, empty for a new one."""
    removed: bool = False
    title: str = ""

    def cells(self) -> Cells:
        """Return the entry's cells; those without a field of their own stay as stored."""
        shown = {one.question.key for one in self.fields}
        kept = {key: cell for key, cell in self.stored.items() if key not in shown}
        read = {one.question.key: one.data for one in self.fields}
        cells = kept | {key: cell for key, cell in read.items() if cell is not None}
        return {key: cell for key, cell in cells.items() if key != "row"}

    @property
    def used(self) -> bool:
        """True when it is stored or something stands in its inputs."""
        return bool(self.identity) or any(one.meaning is not None for one in self.fields)


class RepeatField(NestingField):
    """Entries that are edited on the page itself, with an empty one at the end."""

    look = "nested.entries"
    suffixes = ("none",)

    def __init__(self, *args: Any, **bound: Any) -> None:
        super().__init__(*args, **bound)
        self.rows: list[Row] = []

    @property
    def inner(self) -> list[QuestionField]:
        """The fields of all entries."""
        return [one for row in self.rows if not row.removed for one in row.fields]

    @property
    def marks_elsewhere(self) -> bool:  # type: ignore[override]
        """True while there are entries: a mark that there are none makes no sense."""
        return any(row.identity for row in self.rows) and not self.typed

    @property
    def none_label(self) -> str:
        """What "there are none" is called, or empty."""
        return self.words.text(self.question.none_label)

    @property
    def first_id(self) -> str:
        """The first input of the first entry."""
        return self.rows[0].fields[0].first_id if self.rows else self.id

    def inputs(self) -> Iterator[tuple[str, str]]:
        """Yield the marks, then each entry's id, its inputs and whether it is taken out."""
        yield from QuestionField.inputs(self)
        for row in self.rows:
            yield f"{row.name}.row", row.identity
            if row.removed:
                yield f"{row.name}.remove", "1"
            for one in row.fields:
                yield from one.inputs()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Hand each entry its cells and put the list together again."""
        self.stored = data
        self.errors = []
        self.typed = self.typed_of(data) if formdata is None else self.gather(formdata)
        stored: list[Cells] = data if isinstance(data, list) else []
        if formdata is None:
            self.rows = [self._row(str(n), row, None) for n, row in enumerate(stored)]
        else:
            self.rows = list(self._sent_rows(formdata, {row["row"]: row for row in stored}))
        self.data = self._whole()
        if not self.rows or self.rows[-1].used:
            self.rows.append(self._row(self._next_number(), {}, None))

    def typed_value(self, value: Any) -> Typed:
        """Tick "none" for an empty list that somebody said to be empty."""
        return {"none": ["1"]} if value == [] and self.question.none_label else {}

    def _sent_rows(self, formdata: Any, stored: dict[str, Cells]) -> Iterator[Row]:
        pattern = re.compile(re.escape(self.name) + r"-(\d{1,4})\.row")
        numbers = [match[1] for match in map(pattern.fullmatch, formdata) if match]
        for number in sorted(set(numbers), key=int):
            identity = formdata.get(f"{self.name}-{number}.row", "")[:64]
            row = self._row(number, stored.get(identity, {"row": identity}), formdata)
            row.removed = bool(formdata.get(f"{self.name}-{number}.remove"))
            if row.used:
                yield row

    def _row(self, number: str, stored: Cells, formdata: Any) -> Row:
        name = f"{self.name}-{number}"
        fields = [
            self.make(item, self.near, "cell", f"{name}-{item.key}")
            for item in self.question.items
            if item.key != self.question.id_key
        ]
        for one in fields:
            one.process(formdata, stored.get(one.question.key))
        title = row_title(self.near.form, self.question, stored, self.words) if stored else ""
        return Row(name, stored.get("row") or "", fields, stored, title=title)

    def _next_number(self) -> str:
        numbers = [int(row.name.rpartition("-")[2]) for row in self.rows]
        return str(max(numbers, default=-1) + 1)

    def _whole(self) -> Cell | None:
        rows = [self._entry(row) for row in self.kept_rows]
        state, reason = first(self.typed, "state"), first(self.typed, "reason").strip()
        none = bool(first(self.typed, "none"))
        if bool(rows) + bool(state) + none > 1:
            text = _("Keep either the entries or the mark that there are none")
            self.errors = [self.words.text(text)]
            return self.stored
        if state:
            return {"state": state, "reason": reason} if reason else {"state": state}
        if none or (not rows and self.stored == [] and not self.question.none_label):
            return []
        return rows or None

    @property
    def kept_rows(self) -> list[Row]:
        """The entries that may be saved, in order."""
        return [row for row in self.rows if not row.removed and (row.identity or row.cells())]

    def _entry(self, row: Row) -> Cells:
        cells = row.cells()
        if row.identity:
            return {**cells, "row": row.identity}
        return cells

    @property
    def meaning(self) -> Any:
        """What the entries mean, with their ids."""
        rows = [
            [row.identity, row.removed, {one.question.key: one.meaning for one in row.fields}]
            for row in self.rows
            if row.used
        ]
        marks = {key: texts for key, texts in self.typed.items() if any(texts)}
        return [rows, marks] if rows or marks else None


class InnerRepeatField(RepeatField):
    """Entries inside an entry; the page names and numbers new ones itself."""

    def _entry(self, row: Row) -> Cells:
        cells = row.cells()
        row.identity = row.identity or f"r{secrets.token_hex(4)}"
        cells["row"] = row.identity
        key = self.question.id_key
        if key and key not in cells:
            taken = [str(other.stored.get(key, "")) for other in self.rows]
            numbers = [int("".join(filter(str.isdigit, name)) or 0) for name in taken]
            cells[key] = self._named(max(numbers, default=0) + 1)
            row.stored = {**row.stored, key: cells[key]}
        return cells

    def _named(self, number: int) -> str | int:
        prefix = self.question.id_prefix
        return f"{prefix}{number}" if prefix else number
