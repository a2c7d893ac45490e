"""Findings: lesions and the marks that show where on the body they are."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ipdoc.domain.answers import Cells
from ipdoc.domain.payloads import Payload, lift
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
    """``{view, figure, geometry: {kind, points}}`` verbatim; points are fractions 0..1 of the
    view box from its top left."""
    place: dict[str, Any] | None = None
    """``{surface, face, u, v}`` on the base mesh; None while no built view can tell."""

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

    def marked(self, drawn: dict[str, Any], place: dict[str, Any] | None) -> Lesion:
        """Return the lesion with one more mark."""
        highest = max((int(mark.id[1:]) for mark in self.marks), default=0)
        return replace(self, marks=(*self.marks, Mark(f"m{highest + 1}", drawn, place)))

    def unmarked(self, mark_id: str) -> Lesion:
        """Return the lesion without a mark.

        Raises:
            RuleError: it has no such mark.
        """
        left = tuple(mark for mark in self.marks if mark.id != mark_id)
        if len(left) == len(self.marks):
            raise RuleError("This mark is no longer there; load the page again")
        return replace(self, marks=left)

    def taken_out(self, reason: str) -> Lesion:
        """Return the lesion as removed, its number left as a gap.

        Raises:
            RuleError: no reason was given.
        """
        if not reason.strip():
            raise RuleError("Say why the lesion is taken out; its number stays as a gap")
        return replace(self, removed=reason.strip())

    def to_payload(self) -> Payload:
        """Return the lesion as JSON for the vault.

        One without a link is written in schema 1, as ever: what it says has not changed, and a
        report that was issued of it keeps its digest.
        """
        linked = {"same_as": self.same_as.to_payload()} if self.same_as else {}
        return {
            "schema": 2 if linked else 1,
            "number": self.number,
            "type": self.type,
            "region": self.region,
            "side": self.side,
            "attributes": self.attributes,
            "marks": [mark.to_payload() for mark in self.marks],
            "photos": list(self.photos),
            "removed": self.removed,
            **linked,
        }

    @classmethod
    def from_payload(cls, payload: Payload) -> Lesion:
        """Read a lesion from the vault.

        Raises:
            NewerPayloadError: it was written by a newer ipdoc.
        """
        values = lift(payload, LESION_UPCASTERS)
        same_as = values["same_as"]
        return cls(
            values["number"],
            values["type"],
            values["region"],
            values["side"],
            values["attributes"],
            tuple(Mark(**mark) for mark in values["marks"]),
            tuple(values["photos"]),
            values["removed"],
            LesionLink(**same_as) if same_as else None,
        )


def _unlinked(payload: Payload) -> Payload:
    return {**payload, "same_as": None}


LESION_UPCASTERS = (_unlinked,)
"""To schema 2: lesions may be linked with those of earlier evaluations."""
