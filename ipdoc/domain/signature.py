"""Who signs a document, and in which field of the file.

The fields are made together with the document, before anybody signs: a certified document allows
no new fields (ISO 32000-1, 12.8.2.2).
"""

from __future__ import annotations

from enum import StrEnum


class SignerRole(StrEnum):
    """In which capacity somebody signs a document."""

    DOCTOR = "doctor"
    """Signs first and certifies: afterwards only the second signature and time-stamps may come."""
    REVIEWER = "reviewer"
    """Countersigns what the doctor certified."""


FIELD_NAMES = {SignerRole.DOCTOR: "Doctor", SignerRole.REVIEWER: "Reviewer"}
"""Role → name of its signature field in the PDF."""


def role_of_field(name: str) -> SignerRole | None:
    """Return whose signature a field is for, or None for a field that is not ours."""
    return next((role for role, field in FIELD_NAMES.items() if field == name), None)


SIGNATURE, TIME_STAMP, PROOFS = "signature", "time-stamp", "proofs"
"""What can be appended to a document."""
