"""Repeat groups: a table when the rows are short, else a record for each row."""

from __future__ import annotations

from typing import Any

from ipdoc.domain.answers import Cell, decode, value_of
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Question, QuestionType
from ipdoc.report.blocks import Block, Columns, Fact, Facts, Heading, Paragraph, Table, Value
from ipdoc.report.blocks import Cell as TableCell
from ipdoc.report.compose.words import LEVELS, Words

_LONGEST_CELL = {1: 400, 2: 260, 3: 200, 4: 140, 5: 90}
"""Columns of a table and the longest text that they take."""
_LONGEST_TITLE = 90
_LONGEST_PAIRED = 48
_LEAST_PAIRED = 4
_NARROW_TYPES = frozenset({QuestionType.NUMBER, QuestionType.TIME, QuestionType.YES_NO})
_PROSE_CHARACTERS = 160


def repeat_blocks(
    words: Words, question: Question, rows: list[dict[str, Any]], level: int
) -> list[Block]:
    """Return the rows of a repeat as blocks."""
    items = [item for item in question.items if any(_filled(row.get(item.key)) for row in rows)]
    if not items:
        return [Paragraph(words.t.text(_("Rows without entry")), "note")]
    longest = max(len(words.cell(item, row.get(item.key))) for item in items for row in rows)
    nested = any(item.type is QuestionType.REPEAT for item in items)
    fits = longest <= _LONGEST_CELL.get(len(items), 0) and not nested
    if words.shape.settled(question.key, fits):
        return [_table(words, items, rows)]
    blocks: list[Block] = []
    for number, row in enumerate(rows, 1):
        title = _row_title(words, question, row, number)
        blocks.append(Heading(min(level, 6), title, anchor=_anchor(question, row)))
        blocks.extend(record_blocks(words, items, row))
    return blocks


def _filled(cell: Cell) -> bool:
    return cell not in (None, "", [], {})


def _anchor(question: Question, row: dict[str, Any]) -> str:
    return f"{question.key}-{row[question.id_key]}" if question.id_key in row else ""


def _row_title(words: Words, question: Question, row: dict[str, Any], number: int) -> str:
    """Return the title of a row: its row label, or its first answer, or its number."""
    if question.row_label:
        found = {item.key: _in_title(words, item, row.get(item.key)) for item in question.items}
        title = words.t.text(question.row_label)
        try:
            return title.format_map(found | {"n": number, "number": number})
        except KeyError:
            return title
    first = words.cell(question.items[0], row.get(question.items[0].key))
    return f"{number}. {first}" if 0 < len(first) <= _LONGEST_TITLE else f"{number}."


def _in_title(words: Words, item: Question, cell: Cell) -> str:
    """Return a cell as a row's title names it: of a link only what it points at."""
    value = value_of(cell)
    bare = item.type is QuestionType.LINK and isinstance(value, (int, str))
    return str(value) if bare else words.cell(item, cell)


def _table(words: Words, items: list[Question], rows: list[dict[str, Any]]) -> Table:
    table_rows = tuple(
        tuple(_table_cell(words, item, row.get(item.key)) for item in items) for row in rows
    )
    return Table(
        head=tuple(words.t.text(item.label) for item in items),
        rows=table_rows,
        weights=tuple(_weight(words, item, rows) for item in items),
    )


def _weight(words: Words, item: Question, rows: list[dict[str, Any]]) -> float:
    longest = max(len(words.cell(item, row.get(item.key))) for row in rows)
    label = max((len(part) for part in words.t.text(item.label).split()), default=0)
    return float(min(40, max(8, longest, label * 1.2)))


def _table_cell(words: Words, item: Question, cell: Cell) -> TableCell:
    answer = decode(cell)
    if answer is None or cell == "":
        return "–"
    if not answer.answered:
        return words.gap(answer)
    if words.is_level(item) and answer.value in LEVELS:
        return words.level(answer.value)
    return words.value(item, answer.value)


def record_blocks(words: Words, items: list[Question], row: dict[str, Any]) -> list[Block]:
    """Return one row as facts; texts of several lines as prose below their label."""
    blocks: list[Block] = []
    facts: list[Fact] = []
    for item in items:
        cell = row.get(item.key)
        if not _filled(cell):
            continue
        label = words.t.text(item.label)
        value = _value(words, item, cell)
        if isinstance(value, str) and (len(value) > _PROSE_CHARACTERS or item.quote):
            blocks.extend(paired_facts(facts))
            facts = []
            blocks.append(Paragraph(label, "label"))
            blocks.append(Paragraph(value, "quote" if item.quote else "prose"))
        else:
            facts.append(Fact(label, value))
    blocks.extend(paired_facts(facts))
    return blocks


def paired_facts(facts: list[Fact]) -> list[Block]:
    """Return facts in one table, or short ones in two side by side, read column by column."""
    short = [len(f.value) <= _LONGEST_PAIRED if isinstance(f.value, str) else True for f in facts]
    if not facts:
        return []
    if len(facts) < _LEAST_PAIRED or not all(short):
        return [Facts(tuple(facts))]
    half = (len(facts) + 1) // 2
    columns = ((Facts(tuple(facts[:half])),), (Facts(tuple(facts[half:])),))
    return [Columns(columns, (1, 1))]


def _value(words: Words, item: Question, cell: Cell) -> Value:
    return _table_cell(words, item, cell)  # type: ignore[return-value]


def consent_table(words: Words, consents: list[tuple[Question, Cell]]) -> Table:
    """Return elements of consent as a table: what, explained, decision, how, note."""
    t = words.t
    rows: list[tuple[TableCell, ...]] = []
    for question, cell in consents:
        value = value_of(cell) or {}
        said = {item.key: words.cell(item, value.get(item.key)) for item in question.items}
        how = ", ".join(said[key] for key in ("given_by", "form", "language") if said.get(key))
        time = said.get("time", "")
        notes = [
            said[key]
            for key in ("witness", "note", "withdrawn_at", "withdrawn_note")
            if said.get(key)
        ]
        rows.append(
            (
                t.text(question.label),
                said.get("explained") or "–",
                said.get("decision") or "–",
                "; ".join(part for part in (how, time) if part) or "–",
                "; ".join(notes) or "–",
            )
        )
    return Table(
        head=(
            t.text(_("Element of consent")),
            t.text(_("Explained")),
            t.text(_("Decision")),
            t.text(_("Given by, form, language, time")),
            t.text(_("Note")),
        ),
        rows=tuple(rows),
        weights=(34, 12, 14, 30, 22),
    )
