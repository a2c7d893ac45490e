"""Numbers of the rows of a repeat: given once, never used again."""

from __future__ import annotations

from typing import Any

from ipdoc.domain.answers import Cell, value_of
from ipdoc.questionnaire.model import Question, QuestionType


def has_new_rows(cell: Cell) -> bool:
    """Return whether a cell has rows that bear no id yet."""
    return isinstance(cell, list) and any(
        isinstance(row, dict) and row.get("row") is None for row in cell
    )


def number_rows(question: Question, cell: Cell, before: Cell, counters: dict[str, int]) -> Cell:
    """Give new rows of a repeat their row id and their number; neither is ever used twice.

    Args:
        question: any question; only repeats are numbered.
        cell: the new cell; rows without ``row`` are new.
        before: the cell as stored.
        counters: last number given for each repeat; changed in place.
    """
    if question.type is not QuestionType.REPEAT or not isinstance(cell, list):
        return cell
    stored = value_of(before) or []
    used = [_number(row.get("row")) for row in (*stored, *cell) if isinstance(row, dict)]
    named = [_number(row.get(question.id_key)) for row in (*stored, *cell)]
    counters[question.key] = max([counters.get(question.key, 0), *used, *named])
    rows = []
    for row in cell:
        if row.get("row") is None:
            counters[question.key] += 1
            number = counters[question.key]
            row = {**row, "row": f"r{number}"}
            if question.id_key and question.id_key not in row:
                name = f"{question.id_prefix}{number}"
                row[question.id_key] = name if question.id_prefix else number
        rows.append(row)
    return rows


def _number(name: Any) -> int:
    digits = "".join(character for character in str(name or "") if character.isdigit())
    return int(digits) if digits else 0
