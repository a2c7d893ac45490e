"""Single answers in words: codes translated, dates written out, links as numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from ipdoc.domain.answers import Answer, AnswerState, Cell, decode, value_of
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Form, Question, QuestionType
from ipdoc.report.blocks import Gap, Level
from ipdoc.report.compose.durations import IN_MINUTES, duration
from ipdoc.report.compose.languages import in_language
from ipdoc.report.compose.shape import Shape
from ipdoc.report.compose.subject import ReportSubject, Translates

LEVELS = {
    "not_consistent": _("Not consistent with"),
    "consistent": _("Consistent with"),
    "highly_consistent": _("Highly consistent with"),
    "typical": _("Typical of"),
    "diagnostic": _("Diagnostic of"),
    "not_assessed": _("Not assessed"),
}
_STATES = {
    AnswerState.NOT_ASKED: _("Not asked"),
    AnswerState.DECLINED: _("Declined to answer"),
    AnswerState.UNKNOWN: _("Not known"),
    AnswerState.NOT_APPLICABLE: _("Not applicable"),
    AnswerState.WITHHELD: _("Withheld from this document"),
}
_NO_ENTRY = _("No entry")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_REASONS = {
    "not_done_declined": _("declined"),
    "not_done_not_permitted": _("not permitted"),
    "not_done_no_time": _("no time"),
    "not_done_no_equipment": _("no equipment"),
    "not_done_not_indicated": _("not indicated"),
    "not_known": _("not known"),
    "no_consent": _("no consent"),
    "sealed_annex": _("described in the sealed annex"),
}


def is_withheld(cell: Cell) -> bool:
    """Return whether a cell was answered, but not in this document."""
    answer = decode(cell)
    return answer is not None and answer.state is AnswerState.WITHHELD


_SIDES = {"l": _("left"), "r": _("right"), "m": _("midline")}
_ROLES = {"lead": _("leading"), "psychologist": _("psychologist")}
"""Roles of clinicians as case files name them."""
_TRUTH = {"yes": _("Yes"), "no": _("No")}
_LINKS = {
    "finding": _("No. {id}"),
    "event": _("event {id}"),
    "place": _("place {id}"),
    "question": _("question {id}"),
    "photo": _("photograph {id}"),
}


class Words:
    """Puts answers into words of one language.

    Args:
        subject: the evaluation; links are resolved in it.
        translator: the report's language.
        shape: what another language of the same edition settled already.
    """

    def __init__(
        self, subject: ReportSubject, translator: Translates, shape: Shape | None = None
    ) -> None:
        self.subject, self.t = subject, translator
        self.bilingual = shape is not None
        """True for one of the two languages of an edition."""
        self.shape = shape or Shape()
        self.shape.begin()
        self.form: Form = subject.form
        self._by_type: dict[QuestionType, Callable[[Question, Any], str]] = {
            QuestionType.TEXT: self._text,
            QuestionType.DATE: lambda q, v: self._dated(v),
            QuestionType.DATETIME: lambda q, v: self._dated(v),
            QuestionType.CHOICE: self._choice,
            QuestionType.CHOICES: self._choices,
            QuestionType.YES_NO: lambda q, v: self.t.text(_TRUTH.get(v, str(v))),
            QuestionType.NUMBER: self._number,
            QuestionType.NUMBERS: self._numbers,
            QuestionType.COMPUTED: self._number,
            QuestionType.REGION: self._regions,
            QuestionType.LINK: self._links,
            QuestionType.FILE: lambda q, v: str(v.get("name", "")) if isinstance(v, dict) else v,
            QuestionType.GROUP: self._group,
            QuestionType.REPEAT: self._rows,
        }
        self._photo_numbers = {
            printed.photograph.id: printed.photograph.number for printed in subject.photographs
        }

    @cached_property
    def opinions(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of the interpretation, by the number of the lesion that they are about."""
        answers = self.subject.section_answers("interpretation")
        found: dict[str, list[dict[str, Any]]] = {}
        for row in value_of(answers.get("int_findings")) or []:
            found.setdefault(str(row.get("finding_ref")), []).append(row)
        return found

    def value(self, question: Question, value: Any) -> str:
        """Return an answered value in words."""
        render = self._by_type.get(question.type)
        return render(question, value) if render else str(value)

    def cell(self, question: Question, cell: Cell) -> str:
        """Return a cell in words, a missing answer as its state; blank is empty."""
        answer = decode(cell)
        if answer is None:
            return ""
        if not answer.answered:
            return self.gap(answer).words
        return self.value(question, answer.value)

    def gap(self, answer: Answer | None) -> Gap:
        """Return a missing answer with its reason."""
        if answer is None:
            return Gap("blank", self.t.text(_NO_ENTRY))
        reason = answer.reason
        reason = self.t.text(_REASONS[reason]) if reason in _REASONS else reason
        return Gap(answer.state.value, self.t.text(_STATES[answer.state]), reason)

    def level(self, key: str) -> Level:
        """Return a level of consistency."""
        return Level(key, self.t.text(LEVELS[key]))

    def level_meaning(self, key: str) -> str:
        """Return what a level means, from the form's vocabulary; empty when it does not say."""
        found = self.form.vocabularies.get("levels")
        if found is None or key not in found:
            return ""
        return self.t.text(str(found.code(key).attributes.get("meaning", "")))

    def is_level(self, question: Question) -> bool:
        """True when the question asks for a level of consistency."""
        if question.type is not QuestionType.CHOICE:
            return False
        keys = {option.key for option in self.form.options(question)}
        return "highly_consistent" in keys and keys <= LEVELS.keys()

    def coded(self, vocabulary: str, key: str) -> str:
        """Return the label of a code, or the key itself when the vocabulary lacks it."""
        found = self.form.vocabularies.get(vocabulary)
        if found is not None and key in found:
            return self.t.text(found.code(key).label)
        return key.replace("_", " ")

    def place(self, region: str | None, side: str | None) -> str:
        """Return a body region with its side."""
        words = self.coded("regions", region) if region else ""
        lateral = self.t.text(_SIDES[side]) if side in ("l", "r") else ""
        return ", ".join(part for part in (words, lateral) if part)

    def _choice(self, question: Question, value: Any) -> str:
        key, text = str(value), ""
        if isinstance(value, dict):
            key, text = value.get("value", ""), value.get("text", "")
        if self.is_level(question) and key in LEVELS:
            return self.t.text(LEVELS[key])
        label = self.t.text(self.form.label_of(question, key))
        return f"{label}: {text}" if text else label

    def _choices(self, question: Question, value: Any) -> str:
        keys: Any = value
        text: Any = ""
        if isinstance(value, dict):
            keys, text = value.get("options", []), value.get("text", "")
        labels = [self.t.text(self.form.label_of(question, key)) for key in keys]
        words = "; ".join(labels) or self.t.text(_("None"))
        if isinstance(text, dict):
            text = "; ".join(str(part) for part in text.values())
        return f"{words}. {text}" if text else words

    def _text(self, question: Question, value: Any) -> str:
        """Return a text as it was typed; what case files give as a code is put in words."""
        text = str(value)
        if _ISO_DATE.fullmatch(text):
            return self._moment(text, "")
        if question.key == "role" and text in _ROLES:
            return self.t.text(_ROLES[text])
        return in_language(self.t, text) if question.key == "language" else text

    def _number(self, question: Question, value: Any) -> str:
        if question.unit == "years" and isinstance(value, int):
            return self.t.plural("{count} year", "{count} years", value)
        if question.unit in IN_MINUTES and isinstance(value, int) and value >= 0:
            return duration(self.t, value * IN_MINUTES[question.unit])
        words = self.t.number(value) if isinstance(value, (int, float)) else str(value)
        return f"{words}\u00a0{self.t.text(question.unit)}" if question.unit else words

    def _numbers(self, question: Question, value: Any) -> str:
        return ", ".join(self._number(question, part) for part in value)

    def _regions(self, question: Question, value: Any) -> str:
        places = value if isinstance(value, list) else [value]
        return "; ".join(self.place(place.get("region"), place.get("side")) for place in places)

    def _links(self, question: Question, value: Any) -> str:
        ids = value if isinstance(value, list) else [value]
        labels = ((self.form.link_label(question, one), one) for one in ids)
        return ", ".join(
            self.t.text(label) if label else self.link(question.target, one)
            for label, one in labels
        )

    def link(self, target: str, one: Any) -> str:
        """Return what a link points at: a number, or free text as it is."""
        if target == "evaluation":
            return self._evaluation(str(one))
        if target == "photo":
            one = self._photo_numbers.get(str(one), one)
        is_id = isinstance(one, int) or (isinstance(one, str) and one[1:].isdigit())
        if target not in _LINKS or not is_id:
            return str(one)
        return self.t.text(_LINKS[target], id=one)

    def _evaluation(self, identity: str) -> str:
        for visit in self.subject.earlier:
            if visit.evaluation == identity:
                day = self.t.date(visit.day)
                number = visit.report_number
                if number:
                    return self.t.text(_("report No. {number} of {day}"), number=number, day=day)
                return self.t.text(_("evaluation of {day}"), day=day)
        return identity

    def _group(self, question: Question, value: Any) -> str:
        head = question.head
        parts = []
        for item in question.items:
            words = self.cell(item, value.get(item.key)) if isinstance(value, dict) else ""
            if words:
                label = "" if item is head else self.t.text(item.label)
                parts.append(words if not label or item.key == "text" else f"{label}: {words}")
        return "; ".join(part.rstrip(".") if part is not parts[-1] else part for part in parts)

    def _rows(self, question: Question, value: Any) -> str:
        if not value:
            return self.t.text(question.none_label or _("None"))
        return " / ".join(self._group(question, row) for row in value)

    def _dated(self, value: Any) -> str:
        if not isinstance(value, dict):
            return self._moment(str(value), "")
        precision = value.get("precision", "exact")
        words = self._moment(str(value.get("value", "")), str(value.get("granularity", "")))
        if precision == "about":
            return f"≈ {words}"
        if precision == "range" and value.get("until"):
            until = self._moment(str(value["until"]), str(value.get("granularity", "")))
            return self.t.text(_("between {first} and {last}"), first=words, last=until)
        if precision == "unknown":
            return self.t.text(_("time not known")) if not words else f"{words} (?)"
        return words

    def _moment(self, text: str, granularity: str) -> str:
        """Return an ISO date or time in words; what is not one stays as it was typed."""
        if granularity == "year" or len(text) <= 4:
            return text[:4]
        try:
            if "T" in text:
                return self.t.datetime(dt.datetime.fromisoformat(text))
            day = dt.date.fromisoformat(text if len(text) > 7 else f"{text}-01")
        except ValueError:
            return text
        return text[5:7] + "." + text[:4] if granularity == "month" else self.t.date(day)


def plain_value(cell: Cell) -> Any:
    """Return what a cell holds, of a group or coded dict its deciding value."""
    value = value_of(cell)
    return value.get("value") if isinstance(value, dict) and "value" in value else value
