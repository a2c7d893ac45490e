"""Issued reports and their editions, as the vault holds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref
from ipdoc.domain.payloads import Payload, lift
from ipdoc.domain.rendering import EditionKey, Rendering


@dataclass(frozen=True)
class Edition:
    """One issued PDF."""

    key: str
    """Such as ``ru.full``; unique within the report."""
    attachment: str
    size_bytes: int
    sha256: str
    """Of the unsigned bytes, 64 hex digits."""
    record_sha256: str = ""
    """Digest of the JSON that is embedded in it, as printed on it; empty in editions that were
    issued before it was kept."""
    translation_sha256: str = ""
    """Digest of the translations that are printed in it; empty when there are none."""

    @property
    def named(self) -> EditionKey:
        """The key, read."""
        return EditionKey.parse(self.key)

    @property
    def language(self) -> str:
        """Its (first) language."""
        return self.named.language

    @property
    def second(self) -> str:
        """Second language of a bilingual edition, or empty."""
        return self.named.second

    @property
    def rendering(self) -> Rendering:
        """How much of the record it shows."""
        return self.named.rendering

    @property
    def document(self) -> str:
        """Which document it is."""
        return self.named.document


@dataclass(frozen=True)
class Origin:
    """That a report was issued in another vault and came with a case file."""

    by: str
    """Who issued it, as the case file says; only a signature proves it."""
    taken_in_on: str
    """ISO date."""


@dataclass(frozen=True)
class IssuedReport:
    """A report as it was issued, with its editions."""

    number: int
    kind: str
    """Kind of document in the country's profile."""
    issued_at: dt.datetime
    """Aware, in the offset in which it was issued."""
    digest: str
    """SHA-256 of the snapshot, 64 hex digits."""
    editions: tuple[Edition, ...]
    addendum: int = 0
    """Number of the addendum that was issued under this number; 0 = it is none."""
    amends: int = 0
    """Number of the report that this addendum amends."""
    origin: Origin | None = None
    """None = it was issued here; else it stays as it came, without further editions."""

    def edition(self, key: str) -> Edition | None:
        """Return the edition with a key, or None."""
        return next((one for one in self.editions if one.key == key), None)

    def with_edition(self, edition: Edition) -> IssuedReport:
        """Return the report with one more edition."""
        return replace(self, editions=(*self.editions, edition))

    def to_payload(self) -> Payload:
        """Return the report as JSON for the vault."""
        return {
            "schema": 4,
            "number": self.number,
            "kind": self.kind,
            "issued_at": self.issued_at.isoformat(),
            "digest": self.digest,
            "editions": [vars(one) for one in self.editions],
            "addendum": self.addendum,
            "amends": self.amends,
            "origin": vars(self.origin) if self.origin else None,
        }

    @classmethod
    def from_payload(cls, payload: Payload) -> IssuedReport:
        """Read a report from the vault."""
        values = lift(payload, REPORT_UPCASTERS)
        return cls(
            values["number"],
            values["kind"],
            dt.datetime.fromisoformat(values["issued_at"]),
            values["digest"],
            tuple(Edition(**one) for one in values["editions"]),
            values["addendum"],
            values["amends"],
            Origin(**values["origin"]) if values["origin"] else None,
        )


def _keyed(payload: Payload) -> Payload:
    editions = [
        {"key": f"{one['language']}.full", **{k: v for k, v in one.items() if k != "language"}}
        for one in payload["editions"]
    ]
    return {**payload, "editions": editions}


def _without_addenda(payload: Payload) -> Payload:
    return {**payload, "addendum": 0, "amends": 0}


def _issued_here(payload: Payload) -> Payload:
    return {**payload, "origin": None}


REPORT_UPCASTERS = (_keyed, _without_addenda, _issued_here)
"""To schema 2: editions are named by a key; before there was only the full rendering. To 3: an
addendum says so, and what it amends; before there were none. To 4: a report that came with a case
file says from whom."""


def report_path(ref: Ref, number: int) -> str:
    """Return the path of an issued report."""
    return f"report/{ref.evaluation_id}/{number}"


def load_reports(case: CaseFile, ref: Ref) -> list[IssuedReport]:
    """Return the reports of an evaluation, the newest first; none where they are shut."""
    records = case.below(f"report/{ref.evaluation_id}/").values()
    issued = [IssuedReport.from_payload(record.payload) for record in records]
    return sorted(issued, key=lambda report: -report.number)


def edition_bytes(case: CaseFile, edition: Edition) -> Iterator[bytes]:
    """Yield the stored bytes of an edition, unsigned, in pieces.

    Raises:
        TamperedError: they were changed, while they are read.
    """
    return case.read_attachment(edition.attachment)
