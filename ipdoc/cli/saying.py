"""Say something on the terminal: nothing in it is obeyed there.

Names in files that somebody gave, and what people typed, may hold signs that move the cursor or
turn the direction of writing: a forged file could so write over what a check has found.
"""

from __future__ import annotations

import unicodedata

import click

_OBEYED = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Kinds of signs that a terminal does not show but follows."""


def say(text: str, *, err: bool = False) -> None:
    """Write a text and end the line; ends of lines and tabs in it stay, other such signs are "?".

    Args:
        text: may have several lines.
        err: to the standard error output.
    """
    shown = "".join(one if one in "\n\t" or not _obeyed(one) else "?" for one in text)
    click.echo(shown, err=err)


def _obeyed(sign: str) -> bool:
    return unicodedata.category(sign) in _OBEYED
