"""Which field stands for which question."""

from __future__ import annotations

from typing import Any

from wtforms.fields.core import UnboundField
from wtforms.meta import DefaultMeta

from ipdoc.questionnaire.model import Question, QuestionType
from ipdoc.web.fields import QuestionField, Surroundings
from ipdoc.web.fields_choice import (
    ChoiceField,
    ChoicesField,
    LinkField,
    RegionField,
    YesNoField,
)
from ipdoc.web.fields_entries import ChecklistField, SummaryField
from ipdoc.web.fields_nested import MOST_INLINE, GroupField, InnerRepeatField, RepeatField
from ipdoc.web.fields_readonly import ReadonlyField
from ipdoc.web.fields_text import (
    ComputedField,
    FileField,
    LongField,
    NumberField,
    NumbersField,
    TextField,
)
from ipdoc.web.fields_time import DateField, MomentField, PreciseField, TimeField

FIELDS: dict[QuestionType, type[QuestionField]] = {
    QuestionType.TEXT: TextField,
    QuestionType.LONG: LongField,
    QuestionType.DATE: DateField,
    QuestionType.TIME: TimeField,
    QuestionType.DATETIME: MomentField,
    QuestionType.CHOICE: ChoiceField,
    QuestionType.CHOICES: ChoicesField,
    QuestionType.YES_NO: YesNoField,
    QuestionType.NUMBER: NumberField,
    QuestionType.NUMBERS: NumbersField,
    QuestionType.COMPUTED: ComputedField,
    QuestionType.REGION: RegionField,
    QuestionType.LINK: LinkField,
    QuestionType.FILE: FileField,
    QuestionType.GROUP: GroupField,
    QuestionType.REPEAT: RepeatField,
}


def has_own_pages(question: Question) -> bool:
    """Return whether each entry of a repeat is edited on pages of its own."""
    if question.type is not QuestionType.REPEAT or question.rows_from:
        return False
    return bool(question.item_pages) or len(question.items) > MOST_INLINE


def field_class(question: Question, place: str) -> type[QuestionField]:
    """Return the class of the field for a question in a place."""
    if question.readonly:
        return ReadonlyField
    if question.precision and question.type in (QuestionType.DATE, QuestionType.DATETIME):
        return PreciseField
    if question.type is not QuestionType.REPEAT:
        return FIELDS[question.type]
    if question.rows_from:
        return ChecklistField
    if place != "question":
        return InnerRepeatField
    return SummaryField if has_own_pages(question) else RepeatField


def unbound_field(question: Question, near: Surroundings, place: str) -> Any:
    """Return a field for a WTForms form to bind."""
    return UnboundField(field_class(question, place), question, near, place, make_field)


def make_field(question: Question, near: Surroundings, place: str, name: str) -> QuestionField:
    """Return a field inside another one, under its full input name."""
    unbound = unbound_field(question, near, place)
    made: QuestionField = unbound.bind(form=None, name=name, _meta=DefaultMeta())
    return made
