"""Pseudonyms of a case: the same person is called the same in every document and language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ipdoc.domain.payloads import Payload, lift
from ipdoc.domain.rendering import NAMED, Disclosure
from ipdoc.redaction.known import Known

_GROUPS = {
    Disclosure.NAME: "person",
    Disclosure.OFFICER: "officer",
    Disclosure.PROFESSIONAL: "professional",
    Disclosure.PRESENT: "person",
    Disclosure.THIRD_PERSON: "person",
    Disclosure.PLACE: "place",
    Disclosure.ORGANISATION: "organisation",
}
_ORDER = tuple(_GROUPS)
"""Who is numbered first; the person examined is Person A."""
_THINGS = ("place", "organisation")


@dataclass(frozen=True)
class Pseudonym:
    """Under which number somebody goes."""

    kind: Disclosure
    """As they were named first."""
    text: str
    """The name."""
    number: int
    """From 1, within the group."""

    @property
    def group(self) -> str:
        """person, officer, professional, place or organisation."""
        return _GROUPS[self.kind]

    @property
    def letter(self) -> str:
        """The number as a letter: A, B, … Z, AA."""
        left, letters = self.number, ""
        while left:
            left, rest = divmod(left - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return letters


@dataclass(frozen=True)
class Pseudonyms:
    """All pseudonyms of a case; they only grow."""

    entries: tuple[Pseudonym, ...] = ()

    def of(self, known: Known) -> Pseudonym | None:
        """Return the pseudonym of somebody, None for a text that names nobody."""
        things = _GROUPS.get(known.kind) in _THINGS
        for one in self.entries:
            same = Known(one.kind, one.text).is_same_as(known) or one.text == known.text
            if same and (one.group in _THINGS) == things:
                return one
        return None

    def with_all(self, named: Iterable[Known]) -> Pseudonyms:
        """Return the pseudonyms with those who have none yet numbered.

        Args:
            named: in the order of the record.
        """
        found = self
        for known in sorted((k for k in named if k.kind in NAMED), key=_rank):
            if known.words and found.of(known) is None:
                found = found._with(known)
        return found

    def _with(self, known: Known) -> Pseudonyms:
        group = _GROUPS[known.kind]
        taken = [one.number for one in self.entries if one.group == group]
        if known.kind is Disclosure.NAME:
            number = 1  # the person examined, by whatever name
        else:
            number = 1 + max([1 if group == "person" else 0, *taken])
        entry = Pseudonym(known.kind, known.text, number)
        return replace(self, entries=(*self.entries, entry))

    def to_payload(self) -> Payload:
        """Return the pseudonyms as JSON for the vault."""
        entries = [
            {"kind": one.kind.value, "text": one.text, "number": one.number} for one in self.entries
        ]
        return {"schema": 1, "entries": entries}

    @classmethod
    def from_payload(cls, payload: Payload) -> Pseudonyms:
        """Read the pseudonyms from the vault."""
        rows = lift(payload)["entries"]
        return cls(
            tuple(Pseudonym(Disclosure(one["kind"]), one["text"], one["number"]) for one in rows)
        )


def _rank(known: Known) -> int:
    return _ORDER.index(known.kind)
