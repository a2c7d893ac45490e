"""One answer of the case format ↔ one cell of ours.

The case format writes an unknown yes/no as ``"unknown"``, a precise date as ``{"value",
"precision"}``, a file as its name, and leaves empty texts standing. ``to_cell`` brings all of that
into cells. What would come back otherwise than it was is remembered verbatim beside its path, so
that an export gives the imported file back as long as the answer has not been changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ipdoc.domain.answers import AnswerState, Cell, no_answer
from ipdoc.errors import Message
from ipdoc.questionnaire.errors import AnswerError
from ipdoc.questionnaire.model import Question, QuestionType

BLANK = None
Path = tuple[str | int, ...]

_STATES = {"unknown": AnswerState.UNKNOWN, "not_asked": AnswerState.NOT_ASKED}
_TO_PRECISION = {
    "year": ("exact", "year"),
    "month": ("exact", "month"),
    "day": ("exact", "day"),
    "minute": ("exact", "minute"),
    "approx": ("about", "day"),
    "exact": ("exact", "day"),
    "about": ("about", "day"),
    "range": ("range", "day"),
    "unknown": ("unknown", "day"),
}


@dataclass
class Verbatim:
    """Values of an imported file that our own writing would not give back letter for letter."""

    values: list[tuple[Path, Cell, Any]] = field(default_factory=list)
    """Path in the file, the cell we made of it (None = blank), the value as it stood."""

    def remember(self, path: Path, cell: Cell, raw: Any) -> None:
        """Keep the value at a path as it stood."""
        self.values.append((path, cell, raw))

    def to_json(self) -> list[list[Any]]:
        """Return the values as plain JSON for the vault."""
        return [[list(path), cell, raw] for path, cell, raw in self.values]

    @classmethod
    def from_json(cls, values: list[list[Any]]) -> Verbatim:
        """Read back what ``to_json`` gave."""
        return cls([(tuple(path), cell, raw) for path, cell, raw in values])

    def index(self) -> dict[Path, tuple[Cell, Any]]:
        """Return path → (cell, value as it stood)."""
        return {path: (cell, raw) for path, cell, raw in self.values}


def is_empty(raw: Any) -> bool:
    """Return whether a value of the case format stands for "no entry"."""
    return raw is None or raw in ("", [], {})


def to_cell(question: Question, raw: Any, path: Path, verbatim: Verbatim) -> Cell:
    """Return the cell for a value of the case format, None for a blank.

    Args:
        question: the question or item that it answers.
        raw: JSON value as it stands in the file.
        path: keys and row numbers from the top of the file.
        verbatim: takes what would not come back as it was.

    Raises:
        AnswerError: a nested key is unknown.
    """
    if is_empty(raw):
        verbatim.remember(path, BLANK, raw)
        return BLANK
    if question.type is QuestionType.REPEAT:
        return _rows(question, raw, path, verbatim)
    if question.type is QuestionType.GROUP and isinstance(raw, dict) and "state" not in raw:
        return _items(question, raw, path, verbatim)
    cell = _leaf(question, raw)
    if from_cell(question, cell) != raw:
        verbatim.remember(path, cell, raw)
    return cell


def _leaf(question: Question, raw: Any) -> Cell:
    if question.type is QuestionType.GROUP:
        return {question.items[0].key: _leaf(question.items[0], raw)} if _scalar(raw) else raw
    if question.type is QuestionType.YES_NO:
        return _yes_no(raw)
    if question.type is QuestionType.FILE:
        return _file(raw)
    if question.precision and not (isinstance(raw, dict) and "state" in raw):
        return _precise(raw)
    return raw


def _yes_no(raw: Any) -> Cell:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return no_answer(_STATES[raw]) if isinstance(raw, str) and raw in _STATES else raw


def _file(raw: Any) -> Cell:
    """Return a file by its name and, where its bytes go along, by their SHA-256."""
    if isinstance(raw, dict) and set(raw) == {"name", "file"}:
        return {"name": raw["name"], "attachment": raw["file"]}
    return {"name": raw, "attachment": None} if isinstance(raw, str) else raw


def _scalar(raw: Any) -> bool:
    return not isinstance(raw, dict)


def _precise(raw: Any) -> Cell:
    if isinstance(raw, str):
        return {
            "value": raw,
            "precision": "exact",
            "granularity": "minute" if "T" in raw else "day",
        }
    if isinstance(raw, dict) and raw.get("precision") in _TO_PRECISION and "granularity" not in raw:
        precision, granularity = _TO_PRECISION[raw["precision"]]
        return {**raw, "precision": precision, "granularity": granularity}
    return raw


def _items(question: Question, raw: dict[str, Any], path: Path, verbatim: Verbatim) -> Cell:
    cells = {}
    for key, value in raw.items():
        cell = to_cell(_item(question, key, path), value, (*path, key), verbatim)
        if cell is not BLANK:
            cells[key] = cell
    return cells or BLANK


def _rows(question: Question, raw: Any, path: Path, verbatim: Verbatim) -> Cell:
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        _refuse(path, "Give the entries as a list")
    rows = []
    for index, row in enumerate(raw):
        cells = _items(question, row, (*path, index), verbatim) or {}
        rows.append({"row": f"r{index + 1}", **cells})
    return rows


def _item(question: Question, key: str, path: Path) -> Question:
    try:
        return question.item(key)
    except KeyError:
        _refuse((*path, key), "Nothing is called {key} here", key=key)
        raise


def _refuse(path: Path, text: str, **args: object) -> None:
    raise AnswerError(tuple(str(part) for part in path), Message(text, args))


def from_cell(question: Question, cell: Cell) -> Any:
    """Return the value of the case format for a cell, without regard to what was imported."""
    if isinstance(cell, dict) and "state" in cell:
        plain = question.type is QuestionType.YES_NO and not cell.get("reason")
        return cell["state"] if plain and cell["state"] in _STATES else cell
    if question.type is QuestionType.GROUP:
        return {key: from_cell(question.item(key), value) for key, value in cell.items()}
    if question.type is QuestionType.REPEAT:
        return [
            {
                key: from_cell(question.item(key), value)
                for key, value in row.items()
                if key != "row"
            }
            for row in cell
        ]
    if question.type is QuestionType.FILE:
        kept = cell.get("attachment")
        return {"name": cell["name"], "file": kept} if kept else cell["name"]
    if question.precision:
        return _imprecise(cell)
    return cell


def _imprecise(cell: Cell) -> Any:
    if cell["precision"] == "about":
        precision = "approx"
    elif cell["precision"] == "exact":
        precision = cell.get("granularity", "day")
    else:
        precision = cell["precision"]
    rest = {key: cell[key] for key in ("value", "until") if key in cell}
    return {**rest, "precision": precision}


def write_cell(
    question: Question, cell: Cell, path: Path, kept: dict[Path, tuple[Cell, Any]]
) -> Any:
    """Return the value of the case format for a cell, as it was imported where it is unchanged.

    Args:
        question: the question or item.
        cell: the cell, None for a blank.
        path: as in the file.
        kept: ``Verbatim.index()``.

    Returns:
        The value, or ``MISSING`` when there is nothing to write.
    """
    if path in kept and kept[path][0] == cell:
        return kept[path][1]
    if isinstance(cell, dict) and question.type is QuestionType.GROUP and "state" not in cell:
        return _write_items(question, cell, path, kept)
    if isinstance(cell, list) and question.type is QuestionType.REPEAT:
        return [_write_items(question, row, (*path, i), kept) for i, row in enumerate(cell)]
    if cell is BLANK:
        inner = _write_items(question, {}, path, kept)
        return inner or MISSING
    return from_cell(question, cell)


class _Missing:
    """Nothing to write."""


MISSING = _Missing()


def _write_items(
    question: Question, cells: dict[str, Cell], path: Path, kept: dict[Path, tuple[Cell, Any]]
) -> dict[str, Any]:
    written = {}
    for item in question.items:
        value = write_cell(item, cells.get(item.key), (*path, item.key), kept)
        if value is not MISSING:
            written[item.key] = value
    return written
