"""The addendum: what is learned after a report was issued; the report itself is never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from ipdoc.domain.finding import RuleError
from ipdoc.domain.payloads import Payload, lift
from ipdoc.errors import Message

REASONS: Mapping[str, Message] = {
    "correction": Message("Correction of an error"),
    "late_result": Message("Result that came later"),
    "new_information": Message("Information that was not there before"),
    "question": Message("Answer to a question about the report"),
    "other": Message("Other reason"),
}
"""Why an addendum is written, in words."""
_LONGEST = 40_000


@dataclass(frozen=True)
class Addendum:
    """What is added to an issued report."""

    number: int
    """Within the evaluation, from 1; not that under which it is issued."""
    amends: int
    """Number of the issued report that it amends."""
    reason: str
    """Key of ``REASONS``."""
    text: str
    """In the language of the record."""
    author: str
    """Who wrote it, as they are known in the vault."""
    written_on: str
    """ISO date of the last change."""

    def to_payload(self) -> Payload:
        """Return the addendum as JSON for the vault."""
        return {"schema": 1, **asdict(self)}

    @classmethod
    def from_payload(cls, payload: Payload) -> Addendum:
        """Read an addendum from the vault."""
        values = lift(payload)
        return cls(**{key: value for key, value in values.items() if key != "schema"})


@dataclass(frozen=True)
class AmendedEdition:
    """An edition of the amended report, by what proves it."""

    key: str
    """Of the edition: ``ru.full``."""
    record_sha256: str
    """Printed on it, 64 hex digits; empty in editions issued before it was kept."""
    sha256: str
    """Of the file without signatures, 64 hex digits."""


@dataclass(frozen=True)
class Amended:
    """The report that an addendum amends, as it was issued."""

    number: int
    issued_at: str
    """ISO, with offset."""
    digest: str
    """SHA-256 of all that was frozen with it, 64 hex digits."""
    editions: tuple[AmendedEdition, ...]


def checked(addendum: Addendum) -> Addendum:
    """Return the addendum if it says what it has to.

    Raises:
        RuleError: reason or text is missing, or the text is too long.
    """
    if addendum.reason not in REASONS:
        raise RuleError("Choose why the addendum is written")
    if not addendum.text.strip():
        raise RuleError("Write what the addendum adds")
    if len(addendum.text) > _LONGEST:
        raise RuleError("Shorten the addendum to {count} characters", count=_LONGEST)
    return addendum
