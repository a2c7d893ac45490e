"""Small drawn signs: the glyphs of the levels of consistency and the symbols of lesion types."""

from __future__ import annotations

from ipdoc.report.drawings import Primitive, Symbol
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.paths import circle_path, operators, path_operators

_LEVEL_PATHS = {
    "not_consistent": "M 4 4 L 16 16 M 16 4 L 4 16",
    "consistent": circle_path(10, 10, 7),
    "highly_consistent": (
        "M 6.5 5.5 L 13.5 5.5 C 16 5.5 18 7.5 18 10 C 18 12.5 16 14.5 13.5 14.5 "
        "L 6.5 14.5 C 4 14.5 2 12.5 2 10 C 2 7.5 4 5.5 6.5 5.5 Z"
    ),
    "typical": "M 10 2.2 L 17.8 10 L 10 17.8 L 2.2 10 Z",
    "diagnostic": "M 4 4 L 16 4 L 16 16 L 4 16 Z",
    "not_assessed": "M 5 10 L 15 10",
}
_LEVEL_STROKE = 1.8


def draw_level(canvas: Canvas, key: str, x: float, y: float, size: float) -> None:
    """Draw the glyph of a level round a centre; one stroke, no fill, no colour."""
    scale = size / 20
    canvas.ink(style.INK)
    with canvas.placed(x - size / 2, y - size / 2, scale):
        canvas.out(f"1 J 1 j {_LEVEL_STROKE} w {path_operators(_LEVEL_PATHS[key])} S")


def draw_symbol(
    canvas: Canvas, symbol: Symbol, x: float, y: float, size: float, *, faded: bool = False
) -> None:
    """Draw the symbol of a lesion type round a centre, in its family's colour."""
    colour = style.family_colour(symbol.family, faded=faded)
    with canvas.placed(x - size / 2, y - size / 2, size / 24):
        canvas.out(f"{style.rgb(colour, 'rg')} {style.rgb(colour, 'RG')}")
        for primitive in symbol.primitives:
            canvas.out(_primitive(primitive))


def _primitive(primitive: Primitive) -> str:
    ends = "0 J 0 j" if primitive.butt else "1 J 1 j"
    dash = " ".join(f"{part:g}" for part in primitive.dash)
    painted = operators(fill=primitive.fill, stroke=primitive.stroke > 0)
    width = f"{primitive.stroke:g} w" if primitive.stroke else ""
    return f"{ends} [{dash}] 0 d {width} {path_operators(primitive.path)} {painted}"
