"""Both lips turned out: their inner side, the frenula, the gums and the front teeth."""

from __future__ import annotations

import shapely

from tools.bodymap.charts.chart import Chart, Name, Piece, Stroke
from tools.bodymap.charts.curves import Knot, both, line, shape
from tools.bodymap.charts.sides import Parts, halved, named, twice
from tools.bodymap.charts.tooth import CROWNS

SIZE = (1000, 860)
MIDDLE = 500.0
LEVEL = 450.0
"""Where the rows of teeth meet."""

LIPS: list[Knot] = [
    (500, 84), (548, 62), (640, 66), (760, 122), (866, 236), (930, 366), (948, LEVEL),
    (926, 546), (850, 670), (730, 766), (610, 804), (500, 812),
]  # fmt: skip
BORDER: list[Knot] = [
    (500, 176), (552, 158), (640, 160), (740, 200), (824, 288), (876, 386), (892, LEVEL),
    (872, 528), (806, 622), (704, 690), (600, 718), (500, 724),
]  # fmt: skip
"""Where the red of the lips ends."""
FORNIX: list[Knot] = [
    (500, 274), (600, 268), (700, 288), (782, 346), (824, 412), (834, LEVEL),
    (820, 504), (766, 566), (684, 606), (590, 622), (500, 620),
]  # fmt: skip
"""Where the lining of the lip turns over to the gum."""
GAP: list[Knot] = [
    (500, 400), (620, 396), (720, 408), (782, 426), (812, LEVEL), (782, 486), (720, 496),
    (620, 506), (500, 508),
]  # fmt: skip
"""The dark between and beside the teeth."""

ROWS = (
    (("incisor", 78, 112), ("incisor", 60, 98), ("canine", 63, 110), ("premolar", 51, 90),
     ("premolar", 42, 80)),
    (("incisor", 49, 84), ("incisor", 53, 86), ("canine", 58, 96), ("premolar", 53, 80),
     ("premolar", 46, 72)),
)  # fmt: skip
"""Upper and lower teeth from the midline: form, width and height of the crown."""


def chart() -> Chart:
    """Return the chart of the inner side of the lips."""
    lips, border, fornix = both(LIPS, MIDDLE), both(BORDER, MIDDLE), both(FORNIX, MIDDLE)
    upper = shapely.box(0, 0, SIZE[0], LEVEL)
    parts: Parts = [
        Piece(lips, Name("lip_lower"), 2, ((1, 8.0), (0, 18.0))),
        Piece(lips & upper, Name("lip_upper"), None),
        *halved("oral_mucosa", border, MIDDLE, 2, ((1, 8.0), (0, 24.0))),
        *halved("gum_lower", fornix, MIDDLE, 2, ((1, 9.0),)),
        *named("gum_upper", fornix & upper, MIDDLE),
        *halved("oral_mucosa", both(GAP, MIDDLE), MIDDLE, 3),
        *_frenula(),
    ]
    for lower in (True, False):
        parts += twice(_row(lower), MIDDLE)
    corner: list[Knot] = [(62, LEVEL), (84, LEVEL + 2), (106, LEVEL)]
    parts += twice([Stroke(line(corner))], MIDDLE)
    return Chart("lips_inner", "neutral", SIZE, "left", 291, "head", tuple(parts))


def _frenula() -> Parts:
    upper = both(
        [(500, 201), (514, 195, 1), (506, 240), (507, 272), (518, 318, 1), (500, 322)], MIDDLE
    )
    lower = both(
        [(500, 586), (515, 590, 1), (507, 626), (506, 660), (513, 696, 1), (500, 692)], MIDDLE
    )
    name = Name("frenulum_labii")
    return [Piece(area, name, 1, ((0, 3.5),)) for area in (upper, lower)]


def _row(lower: bool) -> Parts:
    """Return one row of crowns on the viewer's left, the hindmost first."""
    found: Parts = []
    at = MIDDLE - 0.8
    for k, (form, width, height) in enumerate(ROWS[lower]):
        middle = at - width / 2
        at -= width
        rise = 0.00016 * (MIDDLE - middle) ** 2
        side = -1 if lower else 1
        edge = LEVEL + (3 if lower else 12) - rise * (0.6 if lower else 1)
        knots: list[Knot] = [
            (middle + x * (width - 1.5), edge + side * y * height) for x, y, *_ in CROWNS[form]
        ]
        for x, y in ((-0.25, -1.07), (0, -1.1), (0.25, -1.07)):
            knots.append((middle + x * (width - 1.5), edge + side * y * height))
        number = (40 if lower else 10) + k + 1
        found[:0] = [Piece(shape(knots), Name("tooth", "m", number), 1, ((0, 5.0),))]
    return found
