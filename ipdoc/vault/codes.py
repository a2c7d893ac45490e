"""Codes that one person gives to another by word or on paper: Crockford's base 32, in groups."""

from __future__ import annotations

import secrets

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U: what looks alike when it is written by hand."""
CODE_LETTERS = 28
"""140 random bits, in seven groups of four."""
_GROUP = 4
_ALIKE = str.maketrans("ILO", "110")


def new_code() -> str:
    """Return a new random code, written in groups."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))
    return "-".join(letters[at : at + _GROUP] for at in range(0, CODE_LETTERS, _GROUP))


def read_code(typed: str) -> str | None:
    """Return the letters of a code as it was typed, or None if it cannot be one.

    Case, blanks and hyphens make no difference; I and L are read as 1, O as 0.
    """
    letters = "".join(one for one in typed.upper() if one.isalnum()).translate(_ALIKE)
    fine = len(letters) == CODE_LETTERS and all(one in LETTERS for one in letters)
    return letters if fine else None
