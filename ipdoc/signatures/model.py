"""What a check of signatures found, in plain words and values; nothing here loads pyHanko."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from ipdoc.domain.signature import SignerRole
from ipdoc.errors import Message


@dataclass(frozen=True)
class Certificate:
    """What a certificate says of whom it was made for."""

    holder: str
    """Common name, else the whole subject."""
    issuer: str
    """Common name of who vouches; equal to the holder where nobody else does."""
    fingerprint: str
    """SHA-256 of the certificate's DER form, 64 lower-case hex digits, as PDF readers show it."""
    key_fingerprint: str
    """First 20 bytes of the SHA-256 of the public key (SubjectPublicKeyInfo, DER), in hex digits in
    groups of four: what is printed on paper and compared."""
    begins: dt.datetime
    ends: dt.datetime
    """Aware."""

    @property
    def is_own(self) -> bool:
        """True when the holder vouches for themself: only the fingerprint tells who it is."""
        return self.issuer == self.holder


def in_groups(digits: str) -> str:
    """Return hex digits in groups of four, as people read them to each other."""
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))


class Verdict(StrEnum):
    """What a check says of a file as a whole."""

    VALID = "valid"
    """Every signature is right, and nothing was changed since but what the first one allows."""
    UNSIGNED = "unsigned"
    """Nobody signed it."""
    CHANGED = "changed"
    """A signature does not fit the file, or the file was changed after it."""
    UNREADABLE = "unreadable"
    """The file is damaged so that its signatures cannot be read."""


@dataclass(frozen=True)
class CheckedSignature:
    """One signature or time-stamp of a document."""

    field: str
    """Name of its field in the PDF; empty for a signature in a file of its own."""
    kind: str
    """``signature`` or ``time-stamp``."""
    certificate: Certificate | None
    """Of the signer or the time-stamp service; None where it cannot be read."""
    intact: bool
    """The bytes that it covers are those that were signed."""
    valid: bool
    """The signature itself was made with the certificate's key."""
    unaltered: bool
    """Nothing came after it but what it allows."""
    trusted: bool
    """The certificate leads to one that was given as trusted, at the time of signing."""
    said_at: dt.datetime | None
    """Time that the signer's computer said; nobody else vouches for it."""
    stamped_at: dt.datetime | None
    """Time in an RFC 3161 time-stamp whose own signature is right."""
    certifies: bool
    """True for the first signature, which forbids all but further signatures."""
    covers_file: bool
    """True when it covers the file to its end."""
    problem: Message | None = None
    """What is wrong with it, or why it could not be checked."""
    checkable: bool = True
    """False where its algorithm is not known here: the program of its issuer says if it holds."""

    @property
    def role(self) -> SignerRole | None:
        """Whose signature it is by its field."""
        from ipdoc.domain.signature import role_of_field

        return role_of_field(self.field)

    @property
    def holds(self) -> bool:
        """True when the signature is right and nothing was changed since."""
        return self.intact and self.valid and self.unaltered


@dataclass(frozen=True)
class SignatureReport:
    """What a check of one file found."""

    signatures: tuple[CheckedSignature, ...]
    """Signatures and time-stamps in the order in which they were made."""
    problem: Message | None = None
    """Why the file as a whole does not hold."""
    unreadable: bool = False

    @property
    def verdict(self) -> Verdict:
        """What to say of the file."""
        if self.unreadable:
            return Verdict.UNREADABLE
        if self.problem or not all(one.holds for one in self.signatures):
            return Verdict.CHANGED
        if not any(one.kind == "signature" for one in self.signatures):
            return Verdict.UNSIGNED
        return Verdict.VALID

    @property
    def trusted(self) -> bool:
        """True when every signature leads to a certificate that was given as trusted."""
        signed = [one for one in self.signatures if one.kind == "signature"]
        return bool(signed) and all(one.trusted for one in signed)
