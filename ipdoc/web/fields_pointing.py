"""Fields that point at something: places on the body, other entries of the evaluation."""

from __future__ import annotations

from typing import Any

from ipdoc.i18n import mark as _
from ipdoc.web.fields import QuestionField, Typed, UnreadableError, first
from ipdoc.web.fields_choice import SIDE_LABELS, Choice, Family, family_of, in_families


class RegionField(QuestionField):
    """A place on the body with its side; several when the question allows.

    Of several, those that are stored stand as text that can be taken out: a list of all places
    beside each of them would make the page heavy.
    """

    look = "region.places"
    suffixes = ("", "side", "out")
    grouped = True

    @property
    def first_id(self) -> str:
        """The first list of places."""
        return f"{self.id}.0"

    @property
    def kept(self) -> list[tuple[str, str, str]]:
        """Region, side and words of each place that stands as text."""
        if not self.question.many:
            return []
        regions = self.near.form.vocabularies["regions"]
        sides = dict(self.sides)
        return [
            (region, side, f"{self.words.text(regions.code(region).label)}, {sides[side]}")
            for region, side in self._pairs()
            if region in regions and side in sides
        ]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Region and side of each row of lists: those not complete yet, then spare ones.

        One or two of them: each holds all places of the body, and more would make the page heavy.
        """
        if not self.question.many:
            return self._pairs()[:1] or [("", "")]
        kept = {(region, side) for region, side, _words in self.kept}
        open_rows = [pair for pair in self._pairs() if any(pair) and pair not in kept]
        return open_rows + [("", "")] * (1 if kept else 2)

    def _pairs(self) -> list[tuple[str, str]]:
        return list(zip(self.typed.get("", []), self.typed.get("side", []), strict=False))

    @property
    def families(self) -> tuple[Family, ...]:
        """The regions in their families."""
        codes = self.near.form.vocabularies["regions"].codes
        text = self.words.text
        choices = (Choice(c.key, text(c.label), family=text(family_of(c))) for c in codes)
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
        gone = typed.get("out", [])
        places = [
            {"region": region, "side": side or self._only_side(region)}
            for region, side in rows
            if region and f"{region}:{side}" not in gone
        ]
        if any(not place["side"] for place in places):
            raise UnreadableError(_("Say whether left, right or in the midline"))
        if self.question.many:
            return places or None
        return places[0] if places else None

    def _only_side(self, region: str) -> str:
        """Return the side of a place that has only one, else nothing."""
        regions = self.near.form.vocabularies["regions"]
        known = region in regions and regions.code(region).attributes.get("side")
        return "m" if known in ("M", "none") else ""


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
    def first_id(self) -> str:
        """The list, or the text where there is nothing to choose from."""
        only_text = not self.targets and self.question.free_text and not self.question.many
        return self.input_name("text") if only_text else self.id

    @property
    def targets(self) -> list[tuple[str, str]]:
        """What can be chosen, what is chosen already included even when it is gone."""
        found = [(str(link), label) for link, label in self._links()]
        known = {link for link, _label in found}
        gone = [link for link in self.typed.get("", []) if link and link not in known]
        note = self.words.text(_("no longer in the list"))
        return found + [(link, f"{link} ({note})") for link in gone]

    def _links(self) -> list[tuple[str | int, str]]:
        own = [(one.key, self.words.text(one.label)) for one in self.question.options]
        return [*self.near.choices(self.question.target), *own]

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
