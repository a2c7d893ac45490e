"""The letter to the person examined: what it says, and what it leaves out to be safe to carry."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from ipdoc.domain.finding import RuleError
from ipdoc.domain.payloads import Payload, lift

_LONGEST = 2000
_QUIET_ADVICE = frozenset(
    {
        "medical_treatment",
        "emergency",
        "specialist_referral",
        "further_tests",
        "psychological_care",
        "rehabilitation",
    }
)
"""Kinds of recommendation that tell nothing of why somebody was examined."""


@dataclass(frozen=True)
class LetterChoice:
    """What the clinician and the person agreed that the letter says."""

    findings: bool = False
    """What was found, and that it was compared with an account; without it the letter names only
    that there was an examination, and is safer to carry."""
    contact: str = ""
    """Whom the person can ask, and how; empty = the contact in the record."""
    words: str = ""
    """The clinician's own words to the person, in the person's language."""

    def to_payload(self) -> Payload:
        """Return the choice as JSON for the vault."""
        return {"schema": 1, **asdict(self)}

    @classmethod
    def from_payload(cls, payload: Payload) -> LetterChoice:
        """Read the choice from the vault."""
        values = lift(payload)
        return cls(values["findings"], values["contact"], values["words"])


@dataclass(frozen=True)
class FoundThing:
    """A finding as the letter names it."""

    type: str
    """Code of the finding types."""
    region: str
    """Code of the regions, or empty."""
    side: str
    """l, r, m or empty."""


@dataclass(frozen=True)
class Letter:
    """All that a letter says; nothing else of the record is in the file."""

    findings: bool
    day: str
    """ISO date of the examination, or empty."""
    clinicians: tuple[str, ...]
    contact: str
    words: str
    found: tuple[FoundThing, ...] = ()
    """In the order of their numbers; empty also when findings are left out."""
    photographs: int = 0
    level: str = ""
    """Overall level of consistency, or empty."""
    body: bool = False
    """Whether the body was examined."""
    advice: tuple[str, ...] = ()
    """Kinds of recommendation."""

    def to_payload(self) -> Payload:
        """Return the letter as JSON."""
        return {
            **asdict(self),
            "clinicians": [{"name": name} for name in self.clinicians],
            "found": [asdict(one) for one in self.found],
            "advice": list(self.advice),
        }

    @classmethod
    def from_payload(cls, values: Payload) -> Letter:
        """Read a letter from JSON."""
        lists = {
            "clinicians": tuple(one["name"] for one in values["clinicians"]),
            "found": tuple(FoundThing(**one) for one in values["found"]),
            "advice": tuple(values["advice"]),
        }
        return cls(**{**values, **lists})


def checked(choice: LetterChoice) -> LetterChoice:
    """Return the choice if it can be printed.

    Raises:
        RuleError: a text is too long for a letter of one page.
    """
    if max(len(choice.contact), len(choice.words)) > _LONGEST:
        raise RuleError("Shorten the text to {count} characters", count=_LONGEST)
    return choice


def quiet(advice: tuple[str, ...]) -> tuple[str, ...]:
    """Return the recommendations that tell nothing of why somebody was examined."""
    return tuple(one for one in advice if one in _QUIET_ADVICE)
