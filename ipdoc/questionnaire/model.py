"""The form as data: sections, pages, questions, vocabularies.

Words as in XLSForm and FHIR *Questionnaire*: a form has sections, a section has pages, a page has
questions, a group or repeat question has items, a choice question has options.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class QuestionType(StrEnum):
    """The type of a question; DESIGN §3 and docs/case-format.md name the value shapes."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NUMBER = "number"
    NUMBERS = "numbers"
    COMPUTED = "computed"
    REGION = "region"
    LINK = "link"
    FILE = "file"
    GROUP = "group"
    REPEAT = "repeat"


class Required(StrEnum):
    """Whether a complete report needs the question, for one evaluation type."""

    REQUIRED = "R"
    OPTIONAL = "O"
    CONDITIONAL = "C"
    NOT_SHOWN = "-"


TYPE_CODES = "FSWP"
"""Order of the letters in ``requires`` and ``types``: full, short, follow-up, psychological."""


@dataclass(frozen=True)
class Option:
    """One answer to choose from."""

    key: str
    label: str
    other: bool = False
    """True when the person types what it is."""


@dataclass(frozen=True)
class ItemPage:
    """A page of one row of a repeat: its title and the keys of its items."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """A question, or an item of a group or repeat."""

    key: str
    type: QuestionType
    label: str = ""
    """Empty for the head item of a group, which takes the group's label."""
    hint: str = ""
    guidance: str = ""
    reference: str = ""
    reference_checked: bool = False
    """True when the paragraph number was read on a stored copy of the 2022 edition."""
    requires: str = "OOOO"
    required_if: str = ""
    show_if: str = ""
    part: str = "record"
    options: tuple[Option, ...] = ()
    vocabulary: str = ""
    """Name of the vocabulary that holds the options, or empty."""
    items: tuple[Question, ...] = ()
    item_pages: tuple[ItemPage, ...] = ()
    row_label: str = ""
    id_key: str = ""
    id_prefix: str = ""
    none_label: str = ""
    """Repeat: what "there are none" is called; empty when that cannot be said."""
    rows_from: str = ""
    """Repeat: vocabulary with one fixed row for each code; the first item holds the code."""
    target: str = ""
    """Link: what it points at (finding, event, place, question, consent, evaluation, photo)."""
    many: bool = False
    free_text: bool = False
    precision: bool = False
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = 0
    max_length: int = 0
    """Characters; 0 = the type's own limit."""
    compute: str = ""
    sources: tuple[str, ...] = ()
    accept: str = ""
    quote: bool = False
    """The person's own words: kept in their language, printed as a quotation."""
    translate: bool = False
    readonly: bool = False
    fold: bool = False
    """Shown in a fold-out ("details")."""
    discloses: str = ""
    """What the answer gives away (``ipdoc.domain.rendering.Disclosure``): documents that do not
    disclose it do not hold it."""
    consent: bool = False
    """An element of consent; the case format keeps it under ``consent``."""

    def item(self, key: str) -> Question:
        """Return the item called ``key``.

        Raises:
            KeyError: there is none.
        """
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    @property
    def head(self) -> Question | None:
        """The item of a group that bears the group's own label, or None."""
        if self.type is QuestionType.GROUP and self.items and not self.items[0].label:
            return self.items[0]
        return None

    def required(self, type_code: str) -> Required:
        """Return the requirement for an evaluation type ("F", "S", "W" or "P")."""
        return Required(self.requires[TYPE_CODES.index(type_code)])


@dataclass(frozen=True)
class Page:
    """One subject of a section."""

    key: str
    title: str
    questions: tuple[Question, ...] = ()
    kind: str = "questions"
    """questions, lesions or photographs: the last two have screens of their own."""
    show_if: str = ""


@dataclass(frozen=True)
class Section:
    """A part of Annex IV."""

    key: str
    number: str
    heading: str
    group: str
    types: str
    pages: tuple[Page, ...]
    reference: str = ""
    reference_checked: bool = False
    guidance: str = ""

    def questions(self) -> Iterator[Question]:
        """Yield the questions of all pages in order."""
        for page in self.pages:
            yield from page.questions

    def question(self, key: str) -> Question:
        """Return the question called ``key``.

        Raises:
            KeyError: there is none.
        """
        for question in self.questions():
            if question.key == key:
                return question
        raise KeyError(key)

    def page(self, key: str) -> Page:
        """Return the page called ``key``.

        Raises:
            KeyError: there is none.
        """
        for page in self.pages:
            if page.key == key:
                return page
        raise KeyError(key)

    def required(self, type_code: str) -> Required:
        """Return whether the section stands in an evaluation of this type."""
        return Required(self.types[TYPE_CODES.index(type_code)])


@dataclass(frozen=True)
class EvaluationType:
    """Full, short, follow-up or psychological."""

    code: str
    key: str
    label: str
    summary: str = ""


@dataclass(frozen=True)
class Code:
    """One entry of a vocabulary."""

    key: str
    label: str
    attributes: dict[str, object] = field(default_factory=dict)
    """Further columns as the vocabulary's file has them (family, order, meaning, …)."""


@dataclass(frozen=True)
class Vocabulary:
    """A list of coded terms."""

    key: str
    title: str
    codes: tuple[Code, ...]

    def code(self, key: str) -> Code:
        """Return the code called ``key``.

        Raises:
            KeyError: there is none.
        """
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    @cached_property
    def _by_key(self) -> dict[object, Code]:
        return {code.key: code for code in reversed(self.codes)}


@dataclass(frozen=True)
class Form:
    """A whole form with everything that its answers need to be read in years to come."""

    id: str
    version: int
    title: str
    types: tuple[EvaluationType, ...]
    sections: tuple[Section, ...]
    lesion: Section
    """The record of one lesion, built like a section."""
    photograph: Section
    """The record of one photograph, built like a section."""
    vocabularies: dict[str, Vocabulary] = field(default_factory=dict)

    def section(self, key: str) -> Section:
        """Return the section called ``key``.

        Raises:
            KeyError: there is none.
        """
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def sections_for(self, type_code: str) -> tuple[Section, ...]:
        """Return the sections that stand in an evaluation of this type, in order."""
        return tuple(s for s in self.sections if s.required(type_code) is not Required.NOT_SHOWN)

    def evaluation_type(self, key_or_code: str) -> EvaluationType:
        """Return the evaluation type with this key ("full") or code ("F").

        Raises:
            KeyError: there is none.
        """
        for kind in self.types:
            if key_or_code in (kind.key, kind.code):
                return kind
        raise KeyError(key_or_code)

    def options(self, question: Question) -> tuple[Option, ...]:
        """Return the options of a choice question, from itself and its vocabulary."""
        if not question.vocabulary:
            return question.options
        codes = self.vocabularies[question.vocabulary].codes
        return tuple(Option(code.key, code.label) for code in codes) + question.options

    def label_of(self, question: Question, key: str) -> str:
        """Return the English label of an option, or the key itself when it is not one."""
        for option in self.options(question):
            if option.key == key:
                return option.label
        return key

    def link_label(self, question: Question, named: object) -> str:
        """Return the English label of what a link names by its key, an option or a consent.

        Empty for a number, an id or a text of one's own.
        """
        labels = {option.key: option.label for option in question.options}
        if question.target == "consent":
            asked = (one for section in self.sections for one in section.questions())
            labels |= {one.key: one.label for one in asked if one.consent}
        return labels.get(named, "") if isinstance(named, str) else ""
