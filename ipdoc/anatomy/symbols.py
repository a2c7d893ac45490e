"""The signs of lesion types: shape first, colour never alone (LOOK §4).

``static/symbols/symbols.toml`` holds them as paths on a grid of 24 × 24; screen and paper draw
the same.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from ipdoc.resources import data_dir

GRID = 24
"""Edge of the grid, in its units."""
FALLBACK = "unrelated"
"""Sign of a type that has none of its own, such as one of a newer form."""


@dataclass(frozen=True)
class Part:
    """One stroke or filled shape of a sign."""

    d: str
    """SVG path data, absolute M, L, C and Z."""
    stroke_width: float | None = None
    """Grid units; None = not stroked."""
    fill: bool = False
    dash: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Symbol:
    """The sign of one lesion type."""

    key: str
    family: str
    """red, blue, orange, purple, teal, brown, black or grey."""
    primitives: tuple[Part, ...]
    hatch: str = ""
    """How an outlined area of this type is filled: diagonal, dots, dashes, solid, none."""


@lru_cache(maxsize=1)
def all_symbols() -> dict[str, Symbol]:
    """Return type key → sign."""
    path = data_dir("static") / "symbols" / "symbols.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: _symbol(key, row) for key, row in table.items()}


def _symbol(key: str, row: dict[str, object]) -> Symbol:
    parts = row["parts"]
    if not isinstance(parts, list):
        raise TypeError(f"symbols.toml: give {key} a list of parts")
    return Symbol(
        key,
        str(row["family"]),
        tuple(
            Part(
                part["d"],
                part.get("stroke"),
                part.get("fill", False),
                tuple(part["dash"]) if "dash" in part else None,
            )
            for part in parts
        ),
        str(row.get("hatch", "")),
    )


def symbol(type_key: str) -> Symbol:
    """Return the sign of a lesion type, a small ring for one that has none."""
    signs = all_symbols()
    return signs.get(type_key, signs[FALLBACK])


def svg_symbol(type_key: str) -> str:
    """Return the sign as SVG markup for a 24 × 24 box; colour comes from ``currentColor``."""
    return "".join(_svg(part) for part in symbol(type_key).primitives)


def _svg(part: Part) -> str:
    fill = "currentColor" if part.fill else "none"
    if part.stroke_width is None:
        return f'<path d="{part.d}" fill="{fill}"/>'
    dash = f' stroke-dasharray="{" ".join(map(str, part.dash))}"' if part.dash else ""
    return (
        f'<path d="{part.d}" fill="{fill}" stroke="currentColor" '
        f'stroke-width="{part.stroke_width}" stroke-linecap="round" stroke-linejoin="round"{dash}/>'
    )
