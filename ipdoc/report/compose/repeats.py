"""Repeat groups: a table when the rows are short, else a record for each row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from ipdoc.domain.answers import Cell, decode, value_of
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Question, QuestionType
from ipdoc.report.blocks import Block, Fact, FactGrid, Heading, Paragraph, Run, Table, Value
from ipdoc.report.blocks import Cell as TableCell
from ipdoc.report.compose.words import LEVELS, Words

_WHOLE = re.compile(r"(?:\S{1,2} )*\S+")
"""A word with the short words before it, from which it is not parted."""
_PLACES = re.compile(r"{(\w+)}")
_WIDTH_MM, _GAP_MM = 165.0, 3.0
_CHARACTER_MM = 1.75
"""Mean width of a character of a table."""
_MOST_LINES = 4
"""Of a cell; a table with longer ones reads badly."""
_LONGEST_TITLE = 90
_PROSE_CHARACTERS = 200
_TITLE_MM, _LEVEL_MM = 40.0, 32.0
_LED_TO = {
    "arrests": "datetime",
    "detention_places": "from",
    "bg_prior_torture_evals": "date",
    "documents_reviewed": "date",
    "tests": "date_done",
}
"""Repeats to whose rows the sequence of what happened leads, with the answer that dates a row."""


def repeat_blocks(
    words: Words, question: Question, rows: list[dict[str, Any]], level: int
) -> list[Block]:
    """Return the rows of a repeat as blocks."""
    items = [item for item in question.items if any(_filled(row.get(item.key)) for row in rows)]
    if not items:
        return [Paragraph(words.t.text(_("Rows without entry")), "note")]
    shape = words.shape
    widths = _widths(words, items, rows)
    if shape.settled(question.key, bool(widths)):
        table = _table(words, items, rows, widths or [1.0] * len(items))
        return [replace(table, anchors=_anchors(question, rows))]
    if shape.settled(f"{question.key}.records", _has_prose(words, items, rows)):
        return _records(words, question, items, rows, level)
    return [_told_table(words, question, items, rows)]


def _records(
    words: Words, question: Question, items: list[Question], rows: list[dict[str, Any]], level: int
) -> list[Block]:
    """Return each row under a title of its own."""
    blocks: list[Block] = []
    for number, row in enumerate(rows, 1):
        title, told = _row_title(words, question, row, number)
        blocks.append(Heading(min(level, 6), title, anchor=row_anchor(question, row, number)))
        blocks.extend(record_blocks(words, [item for item in items if item.key not in told], row))
    return blocks


def _has_prose(words: Words, items: list[Question], rows: list[dict[str, Any]]) -> bool:
    """True when a row holds the person's own words, a long text or rows of its own."""
    return any(
        item.quote
        or item.type is QuestionType.REPEAT
        or len(words.cell(item, row.get(item.key))) > _PROSE_CHARACTERS
        for item in items
        for row in rows
        if _filled(row.get(item.key))
    )


def _told_table(
    words: Words, question: Question, items: list[Question], rows: list[dict[str, Any]]
) -> Table:
    """Return rows with a title, everything short that is said of it in one cell, and a level."""
    level = next((item for item in items if words.is_level(item)), None)
    cells: list[tuple[TableCell, ...]] = []
    for number, row in enumerate(rows, 1):
        title, named = _row_title(words, question, row, number)
        rest = [item for item in items if item is not level and item.key not in named]
        told = (told_in_line(words, rest, row),)
        ends = () if level is None else (_table_cell(words, level, row.get(level.key)),)
        cells.append((title, *told, *ends))
    heads = (words.t.text(question.label), words.t.text(_("Particulars")))
    ends_mm = () if level is None else (_LEVEL_MM,)
    rest_mm = _WIDTH_MM - _TITLE_MM - sum(ends_mm) - _GAP_MM * (1 + len(ends_mm))
    return Table(
        head=heads if level is None else (*heads, words.t.text(level.label)),
        rows=tuple(cells),
        weights=(_TITLE_MM, rest_mm, *ends_mm),
        anchors=_anchors(question, rows),
        bold_first=True,
    )


def told_in_line(words: Words, items: list[Question], row: dict[str, Any]) -> str:
    """Return answers one after the other: label, colon, value, full stop."""
    parts = []
    for item in items:
        text = words.cell(item, row.get(item.key))
        answer = decode(row.get(item.key))
        if answer is not None and not answer.answered and answer.reason:
            text = f"{text}, {words.gap(answer).reason}"
        if text:
            parts.append(_sentence(words.t.text(item.label), text))
    return " ".join(parts)


def joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return runs one after the other: a colon before what begins with a small letter."""
    parts: list[Run] = []
    for run, after in zip_longest(runs, runs[1:]):
        mark = "" if run.text.endswith((".", "!", "?", "…", ":", ";")) else "."
        if after is None:
            parts.append(run)
        elif after.text[:1].islower():
            parts.append(replace(run, text=f"{run.text.removesuffix('.')}: "))
        else:
            parts.append(replace(run, text=f"{run.text}{mark} "))
    return tuple(parts)


def _sentence(label: str, text: str) -> str:
    """Return label and value as a sentence; a question mark does for the colon."""
    mark = "" if label.endswith("?") else ":"
    end = "" if text.endswith((".", "?", "!", "…")) else "."
    return f"{label}{mark} {text}{end}"


def _widths(words: Words, items: list[Question], rows: list[dict[str, Any]]) -> list[float]:
    """Return the widths of columns in which all rows read well; none when there are no such."""
    if any(item.type is QuestionType.REPEAT for item in items):
        return []
    texts = [[words.cell(item, row.get(item.key)) for row in rows] for item in items]
    heads = [words.t.text(item.label) for item in items]
    least = [
        _least(item, [*own, head]) for item, own, head in zip(items, texts, heads, strict=True)
    ]
    longest = [max(map(len, own)) * _CHARACTER_MM for own in texts]
    spare = _WIDTH_MM - _GAP_MM * (len(items) - 1) - sum(least)
    wanted = [max(0.0, long - own) for own, long in zip(least, longest, strict=True)]
    if spare < 0:
        return []
    share = min(1.0, spare / sum(wanted)) if sum(wanted) else 0.0
    widths = [own + more * share for own, more in zip(least, wanted, strict=True)]
    lines = max(long / own for own, long in zip(widths, longest, strict=True))
    return widths if lines <= _MOST_LINES else []


def _least(item: Question, texts: list[str]) -> float:
    """Return the room that the longest word asks for, or a whole date, in millimetres."""
    longest = max((len(part) for text in texts for part in _WHOLE.findall(text)), default=1)
    if item.type in (QuestionType.DATE, QuestionType.DATETIME):
        days = (text.partition(",")[0] for text in texts[:-1])
        longest = max(longest, *map(len, days))
    return max(10.0, longest * _CHARACTER_MM)


def _filled(cell: Cell) -> bool:
    return cell not in (None, "", [], {})


def row_anchor(question: Question, row: dict[str, Any], number: int) -> str:
    """Return where a row stands: by its name, or its number where the sequence leads to it."""
    if question.id_key in row:
        return f"{question.key}-{row[question.id_key]}"
    dated = any(item.key == _LED_TO.get(question.key) for item in question.items)
    return f"{question.key}-row-{number}" if dated else ""


def _anchors(question: Question, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    return tuple(row_anchor(question, row, number) for number, row in enumerate(rows, 1))


def _row_title(
    words: Words, question: Question, row: dict[str, Any], number: int
) -> tuple[str, frozenset[str]]:
    """Return the title of a row, and the keys of the answers that it tells in full."""
    named = frozenset(_PLACES.findall(question.row_label))
    if named:
        found = {item.key: _in_title(words, item, row.get(item.key)) for item in question.items}
        title = words.t.text(question.row_label)
        try:
            title = title.format_map(found | {"n": number, "number": number})
        except KeyError:
            named = frozenset()
        links = {item.key for item in question.items if item.type is QuestionType.LINK}
        if found.keys() & named and any(found[key] for key in found.keys() & named):
            return title, named - links
    first = question.items[0]
    told = words.cell(first, row.get(first.key))
    if 0 < len(told) <= _LONGEST_TITLE:
        return told, frozenset({first.key})
    return f"{number}.", frozenset()


def _in_title(words: Words, item: Question, cell: Cell) -> str:
    """Return a cell as a row's title names it: of a link only what it points at."""
    value = value_of(cell)
    bare = item.type is QuestionType.LINK and isinstance(value, (int, str))
    return str(value) if bare else words.cell(item, cell)


def _table(
    words: Words, items: list[Question], rows: list[dict[str, Any]], widths: list[float]
) -> Table:
    table_rows = tuple(
        tuple(_table_cell(words, item, row.get(item.key)) for item in items) for row in rows
    )
    return Table(
        head=tuple(words.t.text(item.label) for item in items),
        rows=table_rows,
        weights=tuple(widths),
    )


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
        if isinstance(value, str) and len(value) > _PROSE_CHARACTERS and not is_coded(item):
            blocks.extend([FactGrid(tuple(facts))] if facts else [])
            facts = []
            blocks.append(Paragraph(label, "label"))
            blocks.append(Paragraph(value, "quote" if item.quote else "prose"))
        elif item.quote and isinstance(value, str):
            facts.append(Fact(label, (Paragraph(value, "quote"),), "quote"))
        else:
            facts.append(Fact(label, value))
    return [*blocks, *([FactGrid(tuple(facts))] if facts else [])]


def is_coded(question: Question) -> bool:
    """True when an answer is a list of chosen things and not a text."""
    return question.type in (QuestionType.CHOICES, QuestionType.REGION, QuestionType.LINK)


def _value(words: Words, item: Question, cell: Cell) -> Value:
    return _table_cell(words, item, cell)  # type: ignore[return-value]
