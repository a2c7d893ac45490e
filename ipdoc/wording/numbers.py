"""Numbers as a language writes them."""

from __future__ import annotations

from ipdoc.wording.tables import Tables

_MINUS = "\N{MINUS SIGN}"


def number(words: Tables, value: float, decimals: int = 1) -> str:
    """Return a number with the language's decimal mark, without needless zeros."""
    rounded = round(value, decimals)
    text = f"{abs(rounded):.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    sign = _MINUS if rounded < 0 else ""
    return sign + text.replace(".", words.grammar["number"]["decimal"])


def roughly(value: float) -> float:
    """Return a length from the diagram, millimetres, no finer than the drawing allows."""
    step = 1 if value < 20 else 5
    return max(step * round(value / step), 1)
