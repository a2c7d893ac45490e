"""Whole numbers in what somebody typed or sent."""

from __future__ import annotations

_MOST_DIGITS = 9
"""Longer ones mean nothing here, and Python refuses to read very long ones."""


def whole(text: str | None) -> int | None:
    """Return the number that digits 0 to 9 write; None if it is anything else."""
    plain = text and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if text and plain else None
