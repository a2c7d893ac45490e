"""The evaluation: one examination of one person, answering one form."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from ipdoc.domain.payloads import Payload, lift

COUNTED = ("lesion", "photograph", "sheet", "addendum", "report")
"""What is numbered within an evaluation."""


@dataclass(frozen=True)
class Evaluation:
    """What an evaluation is, apart from its answers, findings and photographs."""

    id: str
    type_code: str
    """F, S, W or P."""
    form_digest: str
    """The compiled form that it answers, 64 hex digits; pinned at creation."""
    created_at: dt.datetime
    """Aware UTC."""
    languages: dict[str, str] = field(default_factory=dict)
    """interview and record; the record's is the language of free texts."""
    parent: str = ""
    """Id of the evaluation that a follow-up follows."""
    counters: dict[str, int] = field(default_factory=dict)
    """Last number given to a lesion, photograph or report; numbers are never used twice."""

    def next_number(self, kind: str) -> tuple[Evaluation, int]:
        """Return the evaluation with one more number given out, and the number."""
        number = self.counters.get(kind, 0) + 1
        return replace(self, counters={**self.counters, kind: number}), number

    def counted_to(self, kind: str, number: int) -> Evaluation:
        """Return the evaluation with at least ``number`` numbers given out."""
        highest = max(number, self.counters.get(kind, 0))
        return replace(self, counters={**self.counters, kind: highest})

    def to_payload(self) -> Payload:
        """Return the evaluation as JSON for the vault."""
        return {
            "schema": 1,
            "id": self.id,
            "type": self.type_code,
            "form": self.form_digest,
            "created_at": self.created_at.isoformat(),
            "languages": self.languages,
            "parent": self.parent,
            "counters": self.counters,
        }

    @classmethod
    def from_payload(cls, payload: Payload) -> Evaluation:
        """Read an evaluation from the vault.

        Raises:
            NewerPayloadError: it was written by a newer ipdoc.
        """
        values: dict[str, Any] = lift(payload)
        return cls(
            values["id"],
            values["type"],
            values["form"],
            dt.datetime.fromisoformat(values["created_at"]),
            values["languages"],
            values["parent"],
            values["counters"],
        )
