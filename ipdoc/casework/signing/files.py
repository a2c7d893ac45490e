"""Signed files: the issued bytes, and what was appended to them by signatures and time-stamps.

A signature only appends, so beside an edition the increments alone are kept. Record
``signed/{evaluation}/{number}/{edition key}``, in the part of the edition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref, UnknownRecordError
from ipdoc.casework.issuing.issued import Edition, edition_bytes, load_reports
from ipdoc.domain.payloads import Payload, lift
from ipdoc.domain.rendering import SEALED_ANNEX
from ipdoc.domain.signature import SIGNATURE, SignerRole


@dataclass(frozen=True)
class Appended:
    """One increment of a signed file."""

    kind: str
    """``signature``, ``time-stamp`` or ``proofs``."""
    attachment: str
    size_bytes: int
    by: str
    """Id of the person who was at work."""
    at: str
    """ISO, aware UTC, by the clock of this computer."""
    role: str = ""
    """Of a signature: a ``SignerRole``."""
    holder: str = ""
    """Of a signature: whom the certificate names."""
    fingerprint: str = ""
    """Of a signature: of the key, as it is printed."""


@dataclass(frozen=True)
class Detached:
    """A signature in a file of its own, made outside."""

    attachment: str
    size_bytes: int
    by: str
    at: str
    holder: str
    """Whom the certificate names; empty where it holds none."""
    fingerprint: str
    checked: bool
    """False where its algorithm is not known here; then its issuer's program says if it holds."""
    of_signed: bool
    """True when it covers the file with its signatures, False for the bytes as issued."""


@dataclass(frozen=True)
class Ink:
    """That somebody signed the printed document by hand; never changed once it is said."""

    on: str
    """ISO date of signing."""
    who: str
    """Names, as typed."""
    by: str
    at: str


@dataclass(frozen=True)
class SignedFile:
    """An edition with its signatures."""

    edition: Edition
    size_bytes: int
    """With all that was appended."""
    sha256: str
    """Of the whole file with all that was appended, 64 hex digits."""
    appended: tuple[Appended, ...] = ()
    detached: tuple[Detached, ...] = ()
    ink: Ink | None = None
    stamp_wanted: bool = False
    """A time-stamp is to be asked for once there is a connection."""
    version: int | None = field(default=None, compare=False)
    """Of its record; None while there is none."""

    @property
    def roles(self) -> frozenset[SignerRole]:
        """Whose electronic signatures it bears."""
        return frozenset(SignerRole(one.role) for one in self.appended if one.kind == SIGNATURE)

    def to_payload(self) -> Payload:
        """Return it as JSON for the vault."""
        return {
            "schema": 1,
            "edition": self.edition.sha256,
            "size": self.size_bytes,
            "sha256": self.sha256,
            "appended": [vars(one) for one in self.appended],
            "detached": [vars(one) for one in self.detached],
            "ink": vars(self.ink) if self.ink else None,
            "stamp_wanted": self.stamp_wanted,
        }

    @classmethod
    def from_payload(cls, edition: Edition, payload: Payload, version: int) -> SignedFile:
        """Read it from the vault."""
        values = lift(payload)
        return cls(
            edition,
            values["size"],
            values["sha256"],
            tuple(Appended(**one) for one in values["appended"]),
            tuple(Detached(**one) for one in values["detached"]),
            Ink(**values["ink"]) if values["ink"] else None,
            values["stamp_wanted"],
            version,
        )


def signed_path(ref: Ref, number: int, key: str) -> str:
    """Return the path of what is kept of an edition's signatures."""
    return f"signed/{ref.evaluation_id}/{number}/{key}"


def part_of(key: str) -> str:
    """Return the part of the case in which an edition and its signatures lie."""
    return "intimate" if key.endswith(f".{SEALED_ANNEX}") else "report"


def load_signatures(case: CaseFile, ref: Ref, number: int, key: str) -> SignedFile:
    """Return an edition with its signatures, of which there may be none.

    Raises:
        UnknownRecordError: there is no such edition.
    """
    found = [one for one in load_reports(case, ref) if one.number == number]
    edition = found[0].edition(key) if found else None
    if edition is None:
        raise UnknownRecordError("This edition was not issued; issue it first")
    record = case.get(signed_path(ref, number, key))
    if record is None:
        return SignedFile(edition, edition.size_bytes, edition.sha256)
    return SignedFile.from_payload(edition, record.payload, record.version)


def signed_pieces(case: CaseFile, file: SignedFile) -> Iterator[bytes]:
    """Return the bytes of a file with all that was appended to it, in pieces.

    They can be read also after the unit of work has ended.

    Raises:
        TamperedError: they were changed, while they are read.
    """
    appended = (case.read_attachment(one.attachment) for one in file.appended)
    streams = [edition_bytes(case, file.edition), *appended]
    return chain.from_iterable(streams)


def put_signatures(case: CaseFile, ref: Ref, number: int, file: SignedFile, why: str) -> SignedFile:
    """Write what is kept of an edition's signatures.

    Raises:
        StaleVersionError: somebody else signed it meanwhile.
    """
    record = case.put(
        signed_path(ref, number, file.edition.key),
        file.to_payload(),
        part_of(file.edition.key),
        expected_version=file.version,
        why=why,
        changes={},
    )
    return replace(file, version=record.version)


def made_by(case: CaseFile) -> dict[str, Any]:
    """Return who is at work and when, for one entry."""
    vault = case.work.vault
    return {"by": vault.person_id, "at": vault.now().astimezone(dt.UTC).isoformat()}
