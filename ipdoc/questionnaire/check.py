"""Does a cell fit its question? Used alike for pages, imports and stored forms."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from ipdoc.domain.answers import NO_ANSWER_STATES, Cell, Cells
from ipdoc.errors import Message
from ipdoc.questionnaire.errors import AnswerError
from ipdoc.questionnaire.model import Form, Question, QuestionType, Section

MOST_CHARACTERS = {QuestionType.TEXT: 2_000, QuestionType.LONG: 200_000}
"""Limits of typed text; a question may set a lower one."""
PRECISIONS = ("exact", "about", "range", "unknown")
GRANULARITIES = ("year", "month", "day", "minute")
SIDES = ("l", "r", "m")

Path = tuple[str, ...]


def check_answers(form: Form, section: Section, answers: Cells) -> None:
    """Check the cells of a whole section.

    Raises:
        AnswerError: the first cell that does not fit; its path names question and item.
    """
    known = {question.key: question for question in section.questions()}
    for key, cell in answers.items():
        if key not in known:
            raise AnswerError((key,), Message("No question is called {key}", {"key": key}))
        check_cell(form, known[key], cell, (key,))


def problems_in(form: Form, question: Question, cell: Cell) -> Iterator[AnswerError]:
    """Yield what is wrong with one cell: of a repeat, once for each row that does not fit."""
    if question.type is QuestionType.REPEAT and isinstance(cell, list):
        for row in cell:
            try:
                check_cell(form, question, [row], (question.key,))
            except AnswerError as error:
                yield error
        return
    try:
        check_cell(form, question, cell, (question.key,))
    except AnswerError as error:
        yield error


def check_cell(form: Form, question: Question, cell: Cell, path: Path) -> None:
    """Check one cell.

    Raises:
        AnswerError: it does not have the shape of the question's type.
    """
    if isinstance(cell, dict) and "state" in cell:
        _check_state(cell, path)
        return
    if cell is None:
        raise AnswerError(path, Message("Leave the answer out instead of giving null"))
    _CHECKS[question.type](form, question, cell, path)


def _check_state(cell: Cell, path: Path) -> None:
    states = [state.value for state in NO_ANSWER_STATES]
    if cell["state"] not in states or set(cell) - {"state", "reason"}:
        listed = ", ".join(states)
        raise AnswerError(path, Message("Give as state one of {states}", {"states": listed}))
    if not isinstance(cell.get("reason", ""), str):
        raise AnswerError(path, Message("Give the reason as text"))


def _fail(path: Path, text: str, **args: object) -> None:
    raise AnswerError(path, Message(text, args))


def _text(_form: Form, question: Question, cell: Cell, path: Path) -> None:
    if not isinstance(cell, str):
        _fail(path, "Give this answer as text")
    limit = question.max_length or MOST_CHARACTERS[question.type]
    if len(cell) > limit:
        _fail(path, "Shorten the text to at most {limit} characters", limit=limit)


def _date(_form: Form, question: Question, cell: Cell, path: Path) -> None:
    if question.precision:
        _precise(cell, path, _is_date)
    elif not _is_date(cell):
        _fail(path, "Give the date as day, month and year")


def _datetime(_form: Form, question: Question, cell: Cell, path: Path) -> None:
    if question.precision:
        _precise(cell, path, lambda text: _is_date(text) or _is_moment(text))
    elif not (_is_moment(cell) or _is_date(cell)):
        _fail(path, "Give date and time with the offset from UTC")


def _precise(cell: Cell, path: Path, fits: Callable[[Any], bool]) -> None:
    shape = isinstance(cell, dict) and not set(cell) - {
        "value",
        "precision",
        "granularity",
        "until",
    }
    if not shape or cell.get("precision") not in PRECISIONS:
        _fail(path, "Give the date with its precision: exact, about, range or unknown")
    if cell.get("granularity", "day") not in GRANULARITIES:
        _fail(path, "Say whether the year, the month, the day or the minute is known")
    values = [cell[key] for key in ("value", "until") if key in cell]
    if not all(fits(value) for value in values) or (not values and cell["precision"] != "unknown"):
        _fail(path, "Give the date as day, month and year")


def _is_date(text: Any) -> bool:
    try:
        return isinstance(text, str) and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _is_moment(text: Any) -> bool:
    try:
        return isinstance(text, str) and dt.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _time(_form: Form, _question: Question, cell: Cell, path: Path) -> None:
    if not isinstance(cell, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", cell):
        _fail(path, "Give the time as hours and minutes, such as 14:30")


def _choice(form: Form, question: Question, cell: Cell, path: Path) -> None:
    key = cell
    if isinstance(cell, dict):
        key = cell.get("value")
        others = [option.key for option in question.options if option.other]
        if set(cell) - {"value", "text"} or key not in others:
            _fail(path, "Type a text only beside the option that asks for one")
    if key not in [option.key for option in form.options(question)]:
        _fail(path, "Choose one of the options; {key} is none", key=str(key)[:40])


def _choices(form: Form, question: Question, cell: Cell, path: Path) -> None:
    keys = cell.get("options") if isinstance(cell, dict) else cell
    if not isinstance(keys, list) or (isinstance(cell, dict) and set(cell) - {"options", "text"}):
        _fail(path, "Give the chosen options as a list")
        return
    allowed = {option.key for option in form.options(question)}
    for key in keys:
        if not isinstance(key, str) or key not in allowed:
            _fail(path, "Choose among the options; {key} is none", key=str(key)[:40])
    if len(set(keys)) != len(keys):
        _fail(path, "Choose each option once")


def _yes_no(_form: Form, _question: Question, cell: Cell, path: Path) -> None:
    if cell not in ("yes", "no"):
        _fail(path, "Choose yes or no, or mark why there is no answer")


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _number(_form: Form, question: Question, cell: Cell, path: Path) -> None:
    if not _is_number(cell):
        _fail(path, "Give a number")
    if question.minimum is not None and cell < question.minimum:
        _fail(path, "Give a number of at least {limit}", limit=question.minimum)
    if question.maximum is not None and cell > question.maximum:
        _fail(path, "Give a number of at most {limit}", limit=question.maximum)


def _numbers(_form: Form, _question: Question, cell: Cell, path: Path) -> None:
    if not isinstance(cell, list) or not all(_is_number(value) for value in cell):
        _fail(path, "Give numbers, with spaces between them")


def _computed(_form: Form, _question: Question, cell: Cell, path: Path) -> None:
    if not _is_number(cell) and not isinstance(cell, str):
        _fail(path, "Give a number or a short text")


def _region(form: Form, question: Question, cell: Cell, path: Path) -> None:
    regions = cell if question.many else [cell]
    if not isinstance(regions, list):
        _fail(path, "Choose places on the body")
    known = form.vocabularies["regions"]
    for region in regions:
        if not isinstance(region, dict) or region.get("region") not in known:
            _fail(path, "Choose a place on the body")
        elif region.get("side") not in SIDES:
            _fail(path, "Say whether left, right or in the midline")


def _link(_form: Form, question: Question, cell: Cell, path: Path) -> None:
    links = cell if question.many else [cell]
    if not isinstance(links, list) or not all(isinstance(link, str | int) for link in links):
        _fail(path, "Choose from the list")


def _file(_form: Form, _question: Question, cell: Cell, path: Path) -> None:
    if not isinstance(cell, dict) or not isinstance(cell.get("name"), str):
        _fail(path, "Choose a file")


def _group(form: Form, question: Question, cell: Cell, path: Path) -> None:
    if not isinstance(cell, dict):
        _fail(path, "Answer the parts of this question")
    _items(form, question, cell, path)


def _repeat(form: Form, question: Question, cell: Cell, path: Path) -> None:
    if not isinstance(cell, list):
        _fail(path, "Give the entries as a list")
    rows: set[str] = set()
    for row in cell:
        identity = row.get("row") if isinstance(row, dict) else None
        if not isinstance(identity, str) or identity in rows:
            _fail(path, "Give every entry its own row id")
        else:
            rows.add(identity)
            inner = {key: value for key, value in row.items() if key != "row"}
            _items(form, question, inner, (*path, identity))


def _items(form: Form, question: Question, cells: Cells, path: Path) -> None:
    known = {item.key: item for item in question.items}
    for key, cell in cells.items():
        if key not in known:
            _fail((*path, key), "Nothing is called {key} here", key=str(key)[:40])
        check_cell(form, known[key], cell, (*path, key))


_CHECKS: dict[QuestionType, Callable[[Form, Question, Cell, Path], None]] = {
    QuestionType.TEXT: _text,
    QuestionType.LONG: _text,
    QuestionType.DATE: _date,
    QuestionType.TIME: _time,
    QuestionType.DATETIME: _datetime,
    QuestionType.CHOICE: _choice,
    QuestionType.CHOICES: _choices,
    QuestionType.YES_NO: _yes_no,
    QuestionType.NUMBER: _number,
    QuestionType.NUMBERS: _numbers,
    QuestionType.COMPUTED: _computed,
    QuestionType.REGION: _region,
    QuestionType.LINK: _link,
    QuestionType.FILE: _file,
    QuestionType.GROUP: _group,
    QuestionType.REPEAT: _repeat,
}
