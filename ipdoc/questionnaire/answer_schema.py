"""The answers to a form as JSON Schema (2020-12): what a cell may be, told to other programs.

A record outlives the program that made it, so it bears the description of its own answers. It
accepts what ``questionnaire.check`` accepts and, besides, answers that a document withholds. The
lengths of texts are left out: a pseudonym may be longer than the name in whose place it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ipdoc.domain.answers import NO_ANSWER_STATES, AnswerState
from ipdoc.questionnaire.check import GRANULARITIES, PRECISIONS, SIDES
from ipdoc.questionnaire.model import Form, Option, Question, QuestionType, Section

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}

_DATE: Schema = {"type": "string", "format": "date"}
_DATE_OR_MOMENT: Schema = {"anyOf": [_DATE, {"type": "string", "format": "date-time"}]}


def closed(
    needed: dict[str, Schema], optional: dict[str, Schema] | None = None, **about: str
) -> Schema:
    """Return the schema of an object that holds nothing else.

    Args:
        needed: members that are always there.
        optional: members that may be missing.
        about: title and description.
    """
    required = {"required": list(needed)} if needed else {}
    properties = {**needed, **(optional or {})}
    return {
        **about,
        "type": "object",
        "properties": properties,
        **required,
        "additionalProperties": False,
    }


def listed(items: Schema, **about: Any) -> Schema:
    """Return the schema of an array of such items."""
    return {**about, "type": "array", "items": items}


def _precise(value: Schema) -> Schema:
    said = {"precision": {"enum": list(PRECISIONS)}}
    known = {"granularity": {"enum": list(GRANULARITIES)}}
    return closed(said, {"value": value, "until": value, **known})


_SHARED: dict[str, Schema] = {
    "no_answer": closed(
        {"state": {"enum": [one.value for one in (*NO_ANSWER_STATES, AnswerState.WITHHELD)]}},
        {"reason": TEXT},
        title="No answer",
        description="Why there is none. A question that nobody has dealt with is absent.",
    ),
    "date": _DATE,
    "moment": {**_DATE_OR_MOMENT, "title": "Date, or date and time with the offset from UTC"},
    "precise_date": _precise(_DATE),
    "precise_moment": _precise(_DATE_OR_MOMENT),
    "time": {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"},
    "link": {"type": ["string", "integer"], "title": "Names an entry elsewhere in the record"},
}


class AnswerSchema:
    """Describes the answers to one form; what is used more than once is defined once.

    Args:
        form: whose questions are described.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        """Whose questions are described."""
        self.definitions: dict[str, Schema] = {}
        """For the key "$defs" of the whole: what was referred to until now."""

    def answers(self, asked: Iterable[tuple[Section, Iterable[Question]]]) -> Schema:
        """Return the schema of the answers: section → question → cell.

        Args:
            asked: sections, each with those of its questions that are described.
        """
        found = {section.key: self._cells(section, questions) for section, questions in asked}
        return closed({}, found, title="Answers by section and question")

    def section(self, section: Section) -> Schema:
        """Return the schema of all cells of a section, or of a lesion or photograph."""
        return self._cells(section, section.questions())

    def _cells(self, section: Section, questions: Iterable[Question]) -> Schema:
        cells = {question.key: self._cell(question) for question in questions}
        title = f"{section.number} {section.heading}".strip()
        return closed({}, cells, **({"title": title} if title else {}))

    def code(self, vocabulary: str) -> Schema:
        """Return the schema of a code of a vocabulary."""
        found = self.form.vocabularies[vocabulary]
        options = (Option(code.key, code.label) for code in found.codes)
        return self._shared(f"{vocabulary}_code", {"title": found.title, **_one_of(options)})

    def shared(self, name: str) -> Schema:
        """Return a reference to one of the definitions that every form shares."""
        return self._shared(name, _SHARED[name])

    def _shared(self, name: str, schema: Schema) -> Schema:
        self.definitions.setdefault(name, schema)
        return {"$ref": f"#/$defs/{name}"}

    def _cell(self, question: Question, label: str = "") -> Schema:
        """Return the schema of a cell; ``label`` is that of the group whose head it is."""
        unit = f"Unit: {question.unit}" if question.unit else ""
        said = {
            "title": question.label or label,
            "description": " ".join(one for one in (question.hint, unit) if one),
        }
        value = _VALUES[question.type](self, question)
        told = {key: text for key, text in said.items() if text}
        return {**told, "anyOf": [value, self.shared("no_answer")]}

    def _options(self, question: Question) -> Schema:
        """Return the schema of the key of an option."""
        if not question.vocabulary:
            return _one_of(question.options)
        coded = self.code(question.vocabulary)
        return {"anyOf": [coded, _one_of(question.options)]} if question.options else coded

    def _choice(self, question: Question) -> Schema:
        others = [option for option in question.options if option.other]
        key = self._options(question)
        if not others:
            return key
        return {"anyOf": [key, closed({"value": _one_of(others)}, {"text": TEXT})]}

    def _choices(self, question: Question) -> Schema:
        keys = listed(self._options(question), uniqueItems=True)
        return {"anyOf": [keys, closed({"options": keys}, {"text": TEXT})]}

    def _number(self, question: Question) -> Schema:
        limits = {"minimum": question.minimum, "maximum": question.maximum}
        return {
            "type": "number",
            **{key: limit for key, limit in limits.items() if limit is not None},
        }

    def _date(self, question: Question) -> Schema:
        return self.shared("precise_date" if question.precision else "date")

    def _moment(self, question: Question) -> Schema:
        return self.shared("precise_moment" if question.precision else "moment")

    def _region(self, question: Question) -> Schema:
        place = {"region": self.code("regions"), "side": {"enum": list(SIDES)}}
        one = self._shared("place", {"type": "object", "properties": place, "required": [*place]})
        return listed(one) if question.many else one

    def _link(self, question: Question) -> Schema:
        one = self.shared("link")
        return listed(one) if question.many else one

    def _items(self, question: Question) -> dict[str, Schema]:
        return {item.key: self._cell(item, question.label) for item in question.items}

    def _group(self, question: Question) -> Schema:
        return closed({}, self._items(question))

    def _repeat(self, question: Question) -> Schema:
        return listed(closed({"row": TEXT}, self._items(question)))


def _one_of(options: Iterable[Option]) -> Schema:
    """Return the schema of the keys of options; what each means stands in the description."""
    labels = {option.key: option.label for option in options}
    told = "; ".join(f"{key} = {label}" for key, label in labels.items() if label)
    return {"enum": list(labels), **({"description": told} if told else {})}


_FILE: Schema = {"type": "object", "properties": {"name": TEXT}, "required": ["name"]}
_VALUES: dict[QuestionType, Callable[[AnswerSchema, Question], Schema]] = {
    QuestionType.TEXT: lambda _of, _question: TEXT,
    QuestionType.LONG: lambda _of, _question: TEXT,
    QuestionType.DATE: AnswerSchema._date,
    QuestionType.TIME: lambda of, _question: of.shared("time"),
    QuestionType.DATETIME: AnswerSchema._moment,
    QuestionType.CHOICE: AnswerSchema._choice,
    QuestionType.CHOICES: AnswerSchema._choices,
    QuestionType.YES_NO: lambda _of, _question: {"enum": ["yes", "no"]},
    QuestionType.NUMBER: AnswerSchema._number,
    QuestionType.NUMBERS: lambda _of, _question: listed({"type": "number"}),
    QuestionType.COMPUTED: lambda _of, _question: {"type": ["number", "string"]},
    QuestionType.REGION: AnswerSchema._region,
    QuestionType.LINK: AnswerSchema._link,
    QuestionType.FILE: lambda _of, _question: _FILE,
    QuestionType.GROUP: AnswerSchema._group,
    QuestionType.REPEAT: AnswerSchema._repeat,
}
"""What the value of a cell may be, by the type of its question."""
