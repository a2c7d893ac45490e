"""WTForms fields made from questions: what all of them share.

A field translates between a *cell* (the JSON value of one answer, ``ipdoc.domain.answers``) and
what stands in its inputs, here called *typed*: suffix of the input's name → the texts in it. Text
that cannot be read stays in ``typed`` and is shown again; ``data`` is what may be saved meanwhile.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from markupsafe import Markup
from wtforms import Field

from ipdoc.domain.answers import NO_ANSWER_STATES, Cell, Cells
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.check import check_cell
from ipdoc.questionnaire.errors import AnswerError
from ipdoc.questionnaire.model import Form, Question

Typed = dict[str, list[str]]
"""Suffix of an input's name ("" for the main input) → its texts, as a browser sends them."""
LinkChoices = Callable[[str], Sequence[tuple[str | int, str]]]
"""Target of a link question → id and label of each thing it can point at."""

Maker = Callable[[Question, "Surroundings", str, str], "QuestionField"]
"""Makes the field for question, surroundings, place and input name."""

STATES = tuple(state.value for state in NO_ANSWER_STATES)
STATE_LABELS = {
    "not_asked": _("not asked"),
    "declined": _("declined to answer"),
    "unknown": _("unknown"),
    "not_applicable": _("not applicable"),
}
STATE_SIGN = "~"
"""Before a state that stands among the options of a radio group."""
BOTH_GIVEN = _("There is an answer and also a mark that there is none; keep one of them")


class UnreadableError(IpdocError):
    """What was typed cannot be read as an answer."""


@dataclass(frozen=True)
class Surroundings:
    """What fields need besides their own question."""

    form: Form
    words: Translator
    """Speaks the reader's language, with the labels of this form."""
    choices: LinkChoices = field(default=lambda _target: ())
    computed: Cells = field(default_factory=dict)
    usual_offset: Callable[[], str] = field(default=lambda: "+05:00")
    """Finds the UTC offset that is used most."""
    in_entry: bool = False
    """True on a page of one entry of a repeat, whose items are the questions."""
    record_language: str = ""
    """Name of the language in which the record is written, or empty."""

    @functools.cached_property
    def offset(self) -> str:
        """UTC offset offered for a new time."""
        return self.usual_offset()


@dataclass(frozen=True)
class Problem:
    """One place to mend."""

    id: str
    """HTML id of the input to go to."""
    message: str
    """Translated sentence that says what to do."""
    label: str = ""
    """What the field is called, where the sentence does not say it."""


class QuestionField(Field):
    """A question on a page, or an item of a group or of a row.

    Args:
        question: what is asked.
        near: form, language and links around it.
        place: "question" on its own, "head" of a group, "detail" beside a head, "item" of a group
            without one, "cell" of an entry.
        make: makes the fields inside this one.
    """

    look = ""
    """Template below ``questions/`` and, after the dot, its macro."""
    suffixes: tuple[str, ...] = ("",)
    """Suffixes of the inputs that hold the value."""
    marks_inside = False
    """True when the no-answer marks are options of the main input."""
    marks_elsewhere = False
    """True when its no-answer marks stand in a field inside it, or make no sense now."""
    grouped = False
    """True when several inputs make the answer, so that it stands in a fieldset."""

    def __init__(
        self, question: Question, near: Surroundings, place: str, make: Maker, **bound: Any
    ) -> None:
        super().__init__(label=near.words.text(question.label), **bound)
        self.make = make
        self.question = question
        self.near = near
        self.place = place
        self.typed: Typed = {}
        self.stored: Cell | None = None
        self.errors: list[str] = []

    def __call__(self, **_kwargs: object) -> Markup:
        """Return the HTML of the inputs, from the macro that ``look`` names."""
        file, macro = self.look.split(".")
        module = current_app.jinja_env.get_template(f"questions/{file}.html").module
        made: Markup = getattr(module, macro)(self)
        return made

    @property
    def words(self) -> Translator:
        """The reader's language."""
        return self.near.words

    @property
    def wrong(self) -> bool:
        """True when the field bears the bar of an error."""
        return bool(self.errors)

    @property
    def labels_input(self) -> bool:
        """True when the words over the field are the label of its one input."""
        return not self.grouped

    @property
    def hint(self) -> str:
        """The translated hint, or empty."""
        return self.words.text(self.question.hint)

    @property
    def described_by(self) -> str:
        """Ids of hint and error, for ``aria-describedby``."""
        ids = [f"{self.id}-hint"] if self.question.hint else []
        return " ".join(ids + ([f"{self.id}-error"] if self.errors else []))

    def input_name(self, suffix: str = "") -> str:
        """Return the name of an input, which is its id too.

        Items stand after hyphens, inputs of one field after a dot: ``interp-mode.reason``.
        """
        return f"{self.name}.{suffix}" if suffix else self.name

    def one(self, suffix: str = "") -> str:
        """Return the text that stands in an input."""
        return (self.typed.get(suffix) or [""])[0]

    @property
    def state(self) -> str:
        """The reason-for-no-answer that is marked, or empty."""
        return self.one("state")

    @property
    def minor(self) -> bool:
        """True inside a group or an entry, where there is no no-answer row of its own."""
        return self.place not in ("question", "head")

    @property
    def offers_mark(self) -> bool:
        """True when an item has a no-answer list beside it.

        Texts that only tell more about a group's answer have none: the group's own row will do.
        """
        if self.marks_inside or self.marks_elsewhere:
            return False
        return bool(self.state) or (self.place == "item" and not self.question.fold)

    @property
    def states(self) -> list[tuple[str, str]]:
        """The marks of the no-answer row with their labels."""
        return [(state, self.words.text(STATE_LABELS[state])) for state in STATES]

    def typed_of(self, cell: Cell | None) -> Typed:
        """Return what stands in the inputs for a cell."""
        if isinstance(cell, dict) and "state" in cell:
            reason = [cell["reason"]] if cell.get("reason") else []
            return {"state": [cell["state"]], "reason": reason}
        return {} if cell is None else self.typed_value(cell)

    def typed_value(self, value: Any) -> Typed:
        """Return what stands in the inputs for an answered value."""
        return {"": [str(value)]}

    def value_of(self, typed: Typed) -> Any:
        """Return the value that was typed, None for nothing.

        Raises:
            UnreadableError: it cannot be read.
        """
        return first(typed).strip() or None

    def cell_of(self, typed: Typed) -> Cell | None:
        """Return the cell for what stands in the inputs, None for a blank.

        Raises:
            UnreadableError: it cannot be read, or answer and mark stand side by side.
        """
        value = self.value_of(typed)
        state = first(typed, "state")
        if state not in STATES:
            return value
        if value is not None:
            raise UnreadableError(BOTH_GIVEN)
        reason = first(typed, "reason").strip()
        return {"state": state, "reason": reason} if reason else {"state": state}

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Take the stored cell and, when a page was sent, what was typed over it."""
        self.stored = self.data = data
        self.typed = self.typed_of(data)
        self.errors = []
        if formdata is not None:
            self.read(formdata)

    def read(self, formdata: Any) -> None:
        """Take over what was typed; ``data`` stays as stored where it means the same."""
        before, self.typed = self.typed, self.gather(formdata)
        try:
            cell = self.cell_of(self.typed)
            if self._means(before, cell):
                return
            if cell is not None:
                check_cell(self.near.form, self.question, cell, (self.question.key,))
        except (UnreadableError, AnswerError) as error:
            self.fail(error.message)
            return
        self.data = cell

    def _means(self, typed: Typed, cell: Cell | None) -> bool:
        """Return whether ``typed`` reads as ``cell``: then nobody changed the answer."""
        try:
            return bool(self.cell_of(typed) == cell)
        except UnreadableError:
            return False

    @property
    def meaning(self) -> Any:
        """What stands in the inputs, in one notation: the cell, or the typed text of a problem."""
        try:
            return self.cell_of(self.typed)
        except UnreadableError:
            return {"typed": self.typed}

    def gather(self, formdata: Any) -> Typed:
        """Return the texts that were sent for this field, line ends made uniform."""
        wanted = (*self.suffixes, "state", "reason")
        found = {suffix: formdata.getlist(self.input_name(suffix)) for suffix in wanted}
        return {s: [_lines(text) for text in texts] for s, texts in found.items() if texts}

    def inputs(self) -> Iterator[tuple[str, str]]:
        """Yield name and text of what a browser would send for this field."""
        for suffix, texts in self.typed.items():
            yield from ((self.input_name(suffix), text) for text in texts)

    def fail(self, message: Message) -> None:
        """Note a problem; ``data`` stays as stored."""
        self.errors = [*self.errors, self.words.message(message)]

    def assemble(self) -> None:
        """Put ``data`` together again after a part of it changed; plain fields have no parts."""

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Return whether everything typed could be read; it was checked while it was read."""
        return not any(True for _problem in self.problems())

    def problems(self) -> Iterator[Problem]:
        """Yield the places to mend in this field and those inside it."""
        for message in self.errors:
            yield Problem(self.first_id, message, self.label.text)

    @property
    def first_id(self) -> str:
        """HTML id of the first input, to which an error links."""
        return self.id


class RadioField(QuestionField):
    """A field whose no-answer marks belong to its radio group, so only one can be chosen."""

    grouped = True

    marks_inside = True

    def typed_of(self, cell: Cell | None) -> Typed:
        """Put the mark among the options."""
        typed = super().typed_of(cell)
        state = typed.pop("state", None)
        return {**typed, "": [STATE_SIGN + state[0]]} if state else typed

    def cell_of(self, typed: Typed) -> Cell | None:
        """Take the mark out from among the options."""
        chosen = [key for key in typed.get("", []) if key]
        marks = [key.removeprefix(STATE_SIGN) for key in chosen if key.startswith(STATE_SIGN)]
        keys = [key for key in chosen if not key.startswith(STATE_SIGN)]
        return super().cell_of({**typed, "": keys, "state": marks + typed.get("state", [])})

    @property
    def chosen(self) -> str:
        """The key that is chosen, or empty."""
        return next((key for key in self.typed.get("", []) if not key.startswith(STATE_SIGN)), "")

    @property
    def state(self) -> str:
        """The mark that is chosen, or empty."""
        marks = (key for key in self.typed.get("", []) if key.startswith(STATE_SIGN))
        return next(marks, "").removeprefix(STATE_SIGN) or self.one("state")

    @property
    def short_states(self) -> list[tuple[str, str]]:
        """The marks beside the options of an item: unknown, not asked, and what is chosen."""
        shown = ("unknown", "not_asked", self.state)
        return [(state, label) for state, label in self.states if state in shown]

    @property
    def first_id(self) -> str:
        """The first radio."""
        return f"{self.id}.0"


def first(typed: Typed, suffix: str = "") -> str:
    """Return the first text of an input, empty when there is none."""
    return (typed.get(suffix) or [""])[0]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
