"""Fields in which one chooses: options, yes or no, places on the body, links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Code
from ipdoc.web.fields import (
    QuestionField,
    RadioField,
    Typed,
    UnreadableError,
    first,
)

MOST_RADIOS = 12
"""Options shown as radios or in one grid; more stand in a list or in fold-outs."""
WIDE_LABEL = 24
"""Characters from which on a label takes half of the width."""
SIDE_LABELS = {"l": _("left"), "r": _("right"), "m": _("midline")}
YES_NO_LABELS = {"yes": _("Yes"), "no": _("No")}


@dataclass(frozen=True)
class Choice:
    """One option as a page shows it."""

    key: str
    label: str
    other: bool = False
    family: str = ""


@dataclass(frozen=True)
class Family:
    """Options of a vocabulary that belong together."""

    label: str
    choices: tuple[Choice, ...]


class YesNoField(RadioField):
    """Yes or no, and the marks that there is no answer."""

    look = "choice.radios"

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Yes and no."""
        return tuple(Choice(key, self.words.text(text)) for key, text in YES_NO_LABELS.items())

    @property
    def layout(self) -> str:
        """Yes and no stand below each other as questions, else in a line."""
        return "line" if self.minor else "column"

    @property
    def other_text(self) -> bool:
        """Never: there is nothing to specify."""
        return False


class OptionsField(QuestionField):
    """A question whose options the form names."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The options with translated labels."""
        options = self.near.form.options(self.question)
        families = _families(self)
        text = self.words.text
        return tuple(
            Choice(o.key, text(o.label), o.other, families.get(o.key, "")) for o in options
        )

    @property
    def families(self) -> tuple[Family, ...]:
        """The options in their families; one without a name when they have none."""
        return in_families(self.choices)


class ChoiceField(OptionsField, RadioField):
    """One of several options, with a text beside the option that asks for it."""

    suffixes = ("", "text")

    @property
    def look(self) -> str:  # type: ignore[override]
        """Radios where the options can be seen at a glance, else a list."""
        if self.place == "cell" or self.question.fold or len(self.choices) > MOST_RADIOS:
            return "choice.listed"
        return "choice.radios"

    @property
    def marks_inside(self) -> bool:  # type: ignore[override]
        """False for a list that is a question of its own: its marks stand below it."""
        return self.look == "choice.radios" or self.minor

    @property
    def lists_marks(self) -> bool:
        """True when the list offers the no-answer marks too; in a fold-out only one that is set."""
        return self.marks_inside and (bool(self.state) or not self.question.fold)

    @property
    def grouped(self) -> bool:  # type: ignore[override]
        """False for a list: it is one input."""
        return self.look == "choice.radios"

    @property
    def first_id(self) -> str:
        """The list, or the first radio."""
        return self.id if self.look == "choice.listed" else super().first_id

    @property
    def layout(self) -> str:
        """Short options in a line, up to three; else a grid, of one column for long labels."""
        lengths = [len(choice.label) for choice in self.choices]
        if len(lengths) <= 3 and sum(lengths) <= 2 * WIDE_LABEL:
            return "line"
        return "column" if max(lengths) > 2 * WIDE_LABEL else "grid"

    @property
    def other_text(self) -> bool:
        """True when some option asks for a text."""
        return any(option.other for option in self.question.options)

    def typed_value(self, value: Any) -> Typed:
        """Take key and text apart."""
        if isinstance(value, dict):
            return {"": [value["value"]], "text": [value.get("text", "")]}
        return {"": [value]}

    def value_of(self, typed: Typed) -> Any:
        """Read the chosen key; a text alone chooses the option that asks for it."""
        key, text = first(typed), first(typed, "text").strip()
        others = [option.key for option in self.question.options if option.other]
        if not text or not others:
            return key or None
        if key and key not in others:
            raise UnreadableError(
                _("Choose the option beside which you typed a text, or clear the text")
            )
        return {"value": key or others[0], "text": text}


class ChoicesField(OptionsField):
    """Any number of options."""

    suffixes = ("", "text")
    grouped = True

    @property
    def look(self) -> str:  # type: ignore[override]
        """One grid, or fold-outs by family when there are many options."""
        named = any(family.label for family in self.families)
        return "choice.folded" if named and len(self.choices) > MOST_RADIOS else "choice.boxes"

    @property
    def first_id(self) -> str:
        """The first box."""
        return f"{self.id}.0"

    @property
    def ticked(self) -> list[str]:
        """Keys of the ticked boxes."""
        return self.typed.get("", [])

    def ticked_in(self, family: Family) -> int:
        """Return how many options of a family are ticked."""
        return sum(choice.key in self.ticked for choice in family.choices)

    @property
    def layout(self) -> str:
        """A grid, of one column for long labels."""
        longest = max(len(choice.label) for choice in self.choices)
        return "column" if longest > 2 * WIDE_LABEL else "grid"

    @property
    def other_text(self) -> bool:
        """True when some option asks for a text."""
        return any(option.other for option in self.question.options)

    def typed_value(self, value: Any) -> Typed:
        """Take keys and text apart."""
        if isinstance(value, dict):
            return {"": list(value["options"]), "text": [value.get("text", "")]}
        return {"": list(value)}

    def value_of(self, typed: Typed) -> Any:
        """Read the ticked keys in the order of the form; a text alone ticks its option."""
        ticked, text = set(typed.get("", [])), first(typed, "text").strip()
        options = self.near.form.options(self.question)
        others = [option.key for option in options if option.other]
        if text and others and not ticked & set(others):
            ticked.add(others[0])
        unknown = sorted(ticked - {option.key for option in options})
        keys = [option.key for option in options if option.key in ticked] + unknown
        if text and others:
            return {"options": keys, "text": text}
        return keys or None


def in_families(choices: tuple[Choice, ...]) -> tuple[Family, ...]:
    """Return choices by family, families and choices in the order in which they come."""
    families: dict[str, list[Choice]] = {}
    for choice in choices:
        families.setdefault(choice.family, []).append(choice)
    return tuple(Family(label, tuple(members)) for label, members in families.items())


FAMILY_LABELS = {
    "physical": _("Physical methods"),
    "psychological": _("Psychological methods"),
    "head": _("Head and neck"),
    "trunk": _("Trunk"),
    "upper_limb": _("Arm and hand"),
    "lower_limb": _("Leg and foot"),
    "pelvis": _("Pelvis"),
}
"""What the families of the vocabularies are called."""


def _families(asked: QuestionField) -> dict[str, str]:
    vocabularies = asked.near.form.vocabularies
    if asked.question.vocabulary not in vocabularies:
        return {}
    codes = vocabularies[asked.question.vocabulary].codes
    return {code.key: asked.words.text(family_of(code)) for code in codes if family_of(code)}


def family_of(code: Code) -> str:
    """Return the English name of the family of a code, or nothing."""
    key = str(code.attributes.get("family") or code.attributes.get("group") or "")
    return FAMILY_LABELS.get(key, key)
