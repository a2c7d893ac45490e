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


class ChoiceField(RadioField):
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
    def first_id(self) -> str:
        """The list, or the first radio."""
        return self.id if self.look == "choice.listed" else super().first_id

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


class ChoicesField(QuestionField):
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


class RegionField(QuestionField):
    """A place on the body with its side; several when the question allows."""

    look = "region.places"
    suffixes = ("", "side")
    grouped = True
    spare_rows = 3

    @property
    def first_id(self) -> str:
        """The first list of places."""
        return f"{self.id}.0"

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Region and side of each row of inputs, with spare ones at the end."""
        regions, sides = self.typed.get("", []), self.typed.get("side", [])
        rows = list(zip(regions, sides, strict=False))
        if not self.question.many:
            return rows[:1] or [("", "")]
        filled = [row for row in rows if row[0]]
        return filled + [("", "")] * self.spare_rows

    @property
    def families(self) -> tuple[Family, ...]:
        """The regions in their families."""
        codes = self.near.form.vocabularies["regions"].codes
        text = self.words.text
        choices = (Choice(c.key, text(c.label), family=text(_family(c))) for c in codes)
        return in_families(tuple(choices))

    @property
    def sides(self) -> list[tuple[str, str]]:
        """The sides with their labels."""
        return [(key, self.words.text(label)) for key, label in SIDE_LABELS.items()]

    def typed_value(self, value: Any) -> Typed:
        """Put regions and sides into two columns."""
        places = value if self.question.many else [value]
        return {"": [p["region"] for p in places], "side": [p["side"] for p in places]}

    def value_of(self, typed: Typed) -> Any:
        """Read the rows in which a region is chosen."""
        rows = zip(typed.get("", []), typed.get("side", []), strict=False)
        places = [{"region": region, "side": side} for region, side in rows if region]
        if any(not place["side"] for place in places):
            raise UnreadableError(_("Say whether left, right or in the midline"))
        if self.question.many:
            return places or None
        return places[0] if places else None


class LinkField(QuestionField):
    """Points at an event, a finding or another entry; text where the question allows it."""

    suffixes = ("", "text")

    def __init__(self, *args: Any, **bound: Any) -> None:
        super().__init__(*args, **bound)
        self.grouped = self.question.many

    @property
    def look(self) -> str:  # type: ignore[override]
        """Boxes for many, else a list."""
        return "link.boxes" if self.question.many else "link.listed"

    @property
    def targets(self) -> list[tuple[str, str]]:
        """What can be chosen, what is chosen already included even when it is gone."""
        found = [(str(link), label) for link, label in self._links()]
        known = {link for link, _label in found}
        gone = [link for link in self.typed.get("", []) if link and link not in known]
        note = self.words.text(_("no longer in the list"))
        return found + [(link, f"{link} ({note})") for link in gone]

    def _links(self) -> list[tuple[str | int, str]]:
        return list(self.near.choices(self.question.target))

    def typed_value(self, value: Any) -> Typed:
        """Keep what points at something apart from what is only text."""
        values = value if self.question.many else [value]
        if not self.question.free_text:
            return {"": [str(one) for one in values]}
        known = {str(link) for link, _label in self._links()}
        chosen = [str(one) for one in values if isinstance(one, int) or one in known]
        texts = [one for one in values if isinstance(one, str) and one not in known]
        return {"": chosen, "text": ["; ".join(texts)] if texts else []}

    def value_of(self, typed: Typed) -> Any:
        """Read what is chosen, with its id as it is stored; else the text."""
        ids: dict[str, Any] = {str(link): link for link, _label in self._links()}
        ids |= {str(link): link for link in self._stored_links() if str(link) not in ids}
        chosen = [ids.get(link, link) for link in typed.get("", []) if link]
        text = first(typed, "text").strip() if self.question.free_text else ""
        if self.question.many:
            return chosen + ([text] if text else []) or None
        if chosen and text:
            raise UnreadableError(_("Choose from the list or type a text, not both"))
        return chosen[0] if chosen else text or None

    def _stored_links(self) -> list[Any]:
        if isinstance(self.stored, list):
            return self.stored
        return [self.stored] if isinstance(self.stored, str | int) else []


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
    return {code.key: asked.words.text(_family(code)) for code in codes if _family(code)}


def _family(code: Code) -> str:
    key = str(code.attributes.get("family") or code.attributes.get("group") or "")
    return FAMILY_LABELS.get(key, key)
