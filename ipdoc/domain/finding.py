"""Findings: lesions and the marks that show where on the body they are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ipdoc.domain.answers import Cells
from ipdoc.domain.payloads import Payload, Upcaster, lift
from ipdoc.errors import IpdocError

INTIMATE_TYPES = frozenset(("hernia_genital",))
"""Types of lesion that are kept under the key of the part "intimate"."""


class RuleError(IpdocError):
    """A rule of the record forbids it; the sentence says what to do instead."""


@dataclass(frozen=True)
class Mark:
    """One mark of a lesion on a diagram."""

    id: str
    """Unique within the lesion, never reused: m1, m2, …"""
    drawn: dict[str, Any]
    """``{view, figure, geometry: {kind, points, gap?, count?}}`` verbatim; points are fractions
    0..1 of the view box from its top left."""
    place: dict[str, Any] | None = None
    """A point ``{surface, face, u, v}``, or ``{surface, paths: [[[face, u, v], …], …], closed}``
    with vertices ≤ 5 mm apart on the body; None while no built view can tell."""

    def to_payload(self) -> Payload:
        """Return the mark as JSON."""
        return {"id": self.id, "drawn": self.drawn, "place": self.place}


@dataclass(frozen=True)
class LesionLink:
    """Names a lesion of another evaluation of the same case."""

    evaluation: str
    """Id of the evaluation."""
    number: int

    def to_payload(self) -> Payload:
        """Return the link as JSON."""
        return {"evaluation": self.evaluation, "number": self.number}


@dataclass(frozen=True)
class Lesion:
    """One lesion or local finding, with the number it bears everywhere."""

    number: int
    type: str
    """Key of the vocabulary finding_types."""
    region: str | None = None
    side: str | None = None
    """l, r or m: the subject's own left, right, or the midline."""
    attributes: Cells = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    photos: tuple[str, ...] = ()
    """Ids of photographs, in order."""
    removed: str | None = None
    """Why it was taken out of the record; the number stays as a gap."""
    same_as: LesionLink | None = None
    """The lesion of an earlier evaluation that this one is."""
    descriptions: dict[str, dict[str, str]] = field(default_factory=dict)
    """Language → ``{text, made_of}`` where the sentence was edited by hand: what it says, and
    the sentence that the program had made of the record then."""
    marks_given: int = 0
    """Highest number ever given to a mark of this lesion."""

    def marked(self, drawn: dict[str, Any], place: dict[str, Any] | None) -> Lesion:
        """Return the lesion with one more mark."""
        number = max(self.marks_given, _highest(self.marks)) + 1
        mark = Mark(f"m{number}", drawn, place)
        return replace(self, marks=(*self.marks, mark), marks_given=number)

    def remarked(self, mark_id: str, drawn: dict[str, Any], place: dict[str, Any] | None) -> Lesion:
        """Return the lesion with a mark drawn anew; its id and its rank stay.

        Raises:
            RuleError: it has no such mark.
        """
        self._need(mark_id)
        anew = Mark(mark_id, drawn, place)
        return replace(self, marks=tuple(anew if m.id == mark_id else m for m in self.marks))

    def _need(self, mark_id: str) -> None:
        if all(mark.id != mark_id for mark in self.marks):
            raise RuleError("This mark is no longer there; load the page again")

    def unmarked(self, mark_id: str) -> Lesion:
        """Return the lesion without a mark.

        Raises:
            RuleError: it has no such mark.
        """
        self._need(mark_id)
        return replace(self, marks=tuple(mark for mark in self.marks if mark.id != mark_id))

    def taken_out(self, reason: str) -> Lesion:
        """Return the lesion as removed, its number left as a gap.

        Raises:
            RuleError: no reason was given.
        """
        if not reason.strip():
            raise RuleError("Say why the lesion is taken out; its number stays as a gap")
        return replace(self, removed=reason.strip())

    def restored(self) -> Lesion:
        """Return the lesion as it was before it was taken out.

        Raises:
            RuleError: it is not out.
        """
        if self.removed is None:
            raise RuleError("This lesion is in the record already; load the page again")
        return replace(self, removed=None)

    def described(self, language: str, text: str, made_of: str) -> Lesion:
        """Return the lesion with a sentence of its own in a language; "" takes it back."""
        others = {key: told for key, told in self.descriptions.items() if key != language}
        own = {language: {"text": text.strip(), "made_of": made_of}} if text.strip() else {}
        return replace(self, descriptions={**others, **own})

    def to_payload(self) -> Payload:
        """Return the lesion as JSON for the vault, in the lowest schema that holds it.

        What an older lesion says has not changed, so a report that was issued of it keeps its
        digest.
        """
        linked = {"same_as": self.same_as.to_payload()} if self.same_as else {}
        edited = self._edited()
        return {
            "schema": 3 if edited else 2 if linked else 1,
            "number": self.number,
            "type": self.type,
            "region": self.region,
            "side": self.side,
            "attributes": self.attributes,
            "marks": [mark.to_payload() for mark in self.marks],
            "photos": list(self.photos),
            "removed": self.removed,
            **linked,
            **edited,
        }

    def _edited(self) -> Payload:
        if not self.descriptions and self.marks_given <= _highest(self.marks):
            return {}
        return {"descriptions": self.descriptions, "marks_given": self.marks_given}

    @classmethod
    def from_payload(cls, payload: Payload) -> Lesion:
        """Read a lesion from the vault.

        Raises:
            NewerPayloadError: it was written by a newer ipdoc.
        """
        values = lift(payload, LESION_UPCASTERS)
        same_as = values.get("same_as")
        marks = tuple(Mark(**mark) for mark in values["marks"])
        return cls(
            values["number"],
            values["type"],
            values["region"],
            values["side"],
            values["attributes"],
            marks,
            tuple(values["photos"]),
            values["removed"],
            LesionLink(**same_as) if same_as else None,
            values["descriptions"],
            max(values["marks_given"], _highest(marks)),
        )


def _highest(marks: tuple[Mark, ...]) -> int:
    """Return the highest number in the ids of marks, 0 without any."""
    return max((int(mark.id[1:]) for mark in marks), default=0)


def _unlinked(payload: Payload) -> Payload:
    return {**payload, "same_as": None}


def _unedited(payload: Payload) -> Payload:
    return {**payload, "descriptions": {}, "marks_given": 0}


LESION_UPCASTERS: tuple[Upcaster, ...] = (_unlinked, _unedited)
"""To schema 2: lesions may be linked with those of earlier evaluations. To schema 3: sentences may
be edited by hand, and the highest number of a mark is kept when that mark is gone."""
