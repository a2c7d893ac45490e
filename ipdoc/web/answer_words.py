"""Answers in words: titles of entries, and two versions of an answer side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ipdoc.domain.answers import Cell, Cells
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Form, Question, QuestionType
from ipdoc.web.fields import STATE_LABELS
from ipdoc.web.fields_choice import SIDE_LABELS, YES_NO_LABELS
from ipdoc.web.fields_text import number_text
from ipdoc.web.fields_time import PRECISION_LABELS, moment_typed

_PLACE = re.compile(r"\{(\w+)\}")
_MISSING = "…"


def row_title(form: Form, question: Question, row: Cells, words: Translator) -> str:
    """Return the title of an entry of a repeat: its row label with its answers put in."""
    items = {item.key: item for item in question.items}

    def answer(place: re.Match[str]) -> str:
        key = place[1]
        if key not in items or row.get(key) is None:
            return _MISSING
        return said(form, items[key], row[key], words).replace("\n", " ")

    label = words.text(question.row_label or question.label)
    return _PLACE.sub(answer, label)[:120]


def said(form: Form, question: Question, cell: Cell | None, words: Translator) -> str:
    """Return an answer in words, in lines; of a blank nothing."""
    if cell is None:
        return ""
    if isinstance(cell, dict) and "state" in cell:
        label = words.text(STATE_LABELS[cell["state"]])
        return f"{label}: {cell['reason']}" if cell.get("reason") else label
    return _SAID.get(question.type, _plain)(form, question, cell, words)


def _plain(_form: Form, _question: Question, value: Any, _words: Translator) -> str:
    return str(value)


def _number(_form: Form, question: Question, value: Any, words: Translator) -> str:
    numbers = value if isinstance(value, list) else [value]
    text = " ".join(
        number_text(one, words.language) if isinstance(one, int | float) else str(one)
        for one in numbers
    )
    return f"{text}\u00a0{words.text(question.unit)}" if question.unit else text


def _yes_no(_form: Form, _question: Question, value: Any, words: Translator) -> str:
    return words.text(YES_NO_LABELS.get(value, value))


def _moment(_form: Form, _question: Question, value: Any, words: Translator) -> str:
    if not isinstance(value, dict):
        return _typed_moment(value, "")
    ends = [value[key] for key in ("value", "until") if value.get(key)]
    text = " – ".join(_typed_moment(end, value.get("granularity", "")) for end in ends)
    if value["precision"] == "exact" and text:
        return text
    return " ".join(filter(None, (words.text(PRECISION_LABELS[value["precision"]]), text)))


def _typed_moment(value: str, granularity: str) -> str:
    typed = moment_typed(value, granularity)
    time, offset = typed.get("time", []), typed.get("offset", [])
    return " ".join([*typed[""], *time, *(f"(UTC{one})" for one in offset)])


def _choice(form: Form, question: Question, value: Any, words: Translator) -> str:
    if isinstance(value, dict):
        label = words.text(form.label_of(question, value["value"]))
        return f"{label}: {value.get('text', '')}"
    return words.text(form.label_of(question, value))


def _choices(form: Form, question: Question, value: Any, words: Translator) -> str:
    keys = value["options"] if isinstance(value, dict) else value
    labels = [words.text(form.label_of(question, key)) for key in keys]
    text = value.get("text", "") if isinstance(value, dict) else ""
    return "; ".join([*labels, text] if text else labels)


def _region(form: Form, _question: Question, value: Any, words: Translator) -> str:
    regions = form.vocabularies["regions"]
    places = value if isinstance(value, list) else [value]
    return "; ".join(
        f"{words.text(regions.code(place['region']).label)}, "
        f"{words.text(SIDE_LABELS[place['side']])}"
        for place in places
    )


def _link(form: Form, question: Question, value: Any, words: Translator) -> str:
    named = value if isinstance(value, list) else [value]
    labels = ((form.link_label(question, one), one) for one in named)
    return ", ".join(words.text(label) if label else str(one) for label, one in labels)


def _file(_form: Form, _question: Question, value: Any, _words: Translator) -> str:
    return str(value["name"])


def _group(form: Form, question: Question, value: Any, words: Translator) -> str:
    lines = []
    for item in question.items:
        text = said(form, item, value.get(item.key), words)
        if text:
            lines.append(f"{words.text(item.label)}: {text}" if item.label else text)
    return "\n".join(lines)


def _repeat(form: Form, question: Question, value: Any, words: Translator) -> str:
    if not value:
        return words.text(question.none_label or _("None"))
    lines = []
    for row in value:
        lines.append(row_title(form, question, row, words))
        inner = _group(form, question, row, words)
        lines += [f"   {line}" for line in inner.splitlines()]
    return "\n".join(lines)


_SAID: dict[QuestionType, Callable[[Form, Question, Any, Translator], str]] = {
    QuestionType.DATE: _moment,
    QuestionType.DATETIME: _moment,
    QuestionType.CHOICE: _choice,
    QuestionType.CHOICES: _choices,
    QuestionType.YES_NO: _yes_no,
    QuestionType.NUMBER: _number,
    QuestionType.NUMBERS: _number,
    QuestionType.COMPUTED: _number,
    QuestionType.REGION: _region,
    QuestionType.LINK: _link,
    QuestionType.FILE: _file,
    QuestionType.GROUP: _group,
    QuestionType.REPEAT: _repeat,
}
