"""One answer: a value, or a named reason why there is none.

A *cell* is the JSON encoding of one answer, used for whole questions, for the items of a group
and for the cells of a repeat row:

* answered: the bare JSON value;
* not answered: ``{"state": "declined", "reason": "..."}``, the reason may be missing;
* blank, nobody has dealt with it yet: the key is absent.

"No" is a value, never an absence (DESIGN §3).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Cell = Any
"""JSON value of one answer, see above."""
Cells = dict[str, Cell]
"""Question or item key → cell."""


class AnswerState(StrEnum):
    """What is known about an answer."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"
    DECLINED = "declined"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"
    """Answered, but not in this document; never in a record."""


NO_ANSWER_STATES = (
    AnswerState.NOT_ASKED,
    AnswerState.DECLINED,
    AnswerState.UNKNOWN,
    AnswerState.NOT_APPLICABLE,
)
"""The states that may stand in place of an answer, in the order of the "No answer" row."""


@dataclass(frozen=True)
class Answer:
    """A decoded cell."""

    state: AnswerState
    value: Any = None
    """JSON value in the shape of the question's type; None unless answered."""
    reason: str = ""
    """Why there is no answer, in the doctor's words or a coded reason; may be empty."""

    @property
    def answered(self) -> bool:
        """True when there is a value."""
        return self.state is AnswerState.ANSWERED


def no_answer(state: AnswerState, reason: str = "") -> Cell:
    """Return the cell for a missing answer with its reason."""
    cell = {"state": state.value}
    if reason:
        cell["reason"] = reason
    return cell


def decode(cell: Cell) -> Answer | None:
    """Return the answer in a cell, or None for a blank (``cell is None``)."""
    if cell is None:
        return None
    if isinstance(cell, dict) and "state" in cell:
        return Answer(AnswerState(cell["state"]), None, cell.get("reason", ""))
    return Answer(AnswerState.ANSWERED, cell)


def value_of(cell: Cell) -> Any:
    """Return the value of an answered cell, None for a blank or a missing answer."""
    answer = decode(cell)
    return answer.value if answer and answer.answered else None


def head_value(cell: Cell) -> Any:
    """Return the value that decides: of a group its head item (value, level, options, …)."""
    value = value_of(cell)
    if isinstance(value, dict):
        for key in ("value", "level", "decision", "options", "sys_status"):
            if key in value:
                return value_of(value[key])
    return value
