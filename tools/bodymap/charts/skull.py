"""The skull from the front and from behind, and the neck below it."""

from __future__ import annotations

from tools.bodymap.charts.bones import MIDDLE, THIN, bone, both, oval, shape, small, stroke
from tools.bodymap.charts.chart import Name, Piece
from tools.bodymap.charts.curves import Knot
from tools.bodymap.charts.sides import Parts, twice

VAULT: list[Knot] = [
    (0, 0), (2.6, 0.25), (5.2, 1.6), (7.0, 4.3), (7.45, 7.6), (6.95, 10.4), (6.3, 12.4),
    (5.6, 14.0), (4.5, 15.2), (2.6, 16.2), (0, 16.6),
]  # fmt: skip
JAW: list[Knot] = [
    (0, 22.5), (1.4, 22.45), (2.5, 21.9), (4.0, 20.5), (5.05, 18.9), (5.5, 17.0), (5.85, 14.6),
    (5.6, 13.7), (4.95, 13.9), (4.5, 15.4), (4.2, 17.0), (3.5, 18.4), (2.4, 18.9), (0, 19.1),
]  # fmt: skip
ZYGOMA: list[Knot] = [
    (5.15, 9.1), (5.85, 9.2), (6.05, 10.6), (6.75, 11.8), (6.9, 12.7), (6.3, 13.4), (5.6, 14.2),
    (4.9, 15.0), (4.3, 15.1), (3.9, 14.4), (3.4, 13.5), (2.9, 12.8), (4.2, 12.5), (5.1, 11.8),
    (5.5, 10.6), (5.3, 9.8),
]  # fmt: skip
ORBIT: list[Knot] = [
    (1.65, 9.7), (2.4, 9.15), (3.7, 9.0), (4.9, 9.3), (5.4, 10.4), (5.1, 11.7), (4.2, 12.4),
    (2.9, 12.35), (1.9, 11.75), (1.5, 10.7),
]  # fmt: skip
UPPER_JAW: list[Knot] = [
    (0, 9.4), (0.9, 9.3), (1.4, 10.4), (1.7, 12.0), (3.2, 13.0), (4.4, 13.6), (4.3, 14.9),
    (3.5, 15.6), (3.15, 16.8), (2.9, 17.9), (1.6, 18.3), (0, 18.4),
]  # fmt: skip
NOSTRIL: list[Knot] = [
    (0, 12.5),
    (0.62, 12.75),
    (1.05, 13.9),
    (1.25, 15.0),
    (0.8, 15.5),
    (0.3, 15.2),
    (0, 15.35),
]
NASAL: list[Knot] = [(0, 9.35), (0.62, 9.45), (0.55, 10.8), (0.95, 12.5), (0.5, 12.7), (0, 12.5)]
MASTOID: list[Knot] = [
    (5.3, 13.2),
    (6.3, 12.8),
    (6.75, 13.6),
    (6.5, 15.0),
    (5.95, 16.4),
    (5.3, 16.3),
    (4.9, 15.0),
]
TEETH = (0.86, 0.68, 0.74, 0.62, 0.5)
"""Widths of the upper teeth as they are seen from the front, from the midline."""
LOWER_TEETH = (0.56, 0.6, 0.68, 0.66, 0.56)


def front(side: str) -> Parts:
    """Return the skull from the front; ``side`` is that of the viewer's right."""
    orbit = shape(ORBIT)
    vault = both(VAULT)
    brow: list[Knot] = [(0.9, 8.5), (2.4, 7.75), (4.2, 7.8), (5.5, 8.6)]
    temple: list[Knot] = [(5.75, 9.0), (5.95, 7.2), (6.3, 5.4)]
    ramus: list[Knot] = [(4.35, 18.7), (4.75, 17.2), (5.0, 15.4)]
    inner = [
        bone(shape(MASTOID), "skull_base", side, THIN),
    ]
    parts: Parts = [
        *twice(inner, MIDDLE),
        bone(vault, "skull_vault"),
        *twice([stroke(temple)], MIDDLE),
        *_jaw(),
        *twice([stroke(ramus)], MIDDLE),
        bone(both(UPPER_JAW), "maxilla"),
        *twice([bone(shape(ZYGOMA), "zygoma", side)], MIDDLE),
        *twice([Piece(orbit, Name("maxilla"), 3, fine=True)], MIDDLE),
        *twice([Piece(orbit & both(ROOF), Name("skull_vault"), None)], MIDDLE),
        *twice([stroke(brow)], MIDDLE),
        Piece(both(NOSTRIL), Name("maxilla"), 3),
        stroke([(0, 13.4), (0, 15.3)]),
        bone(both(NASAL), "nasal", light=THIN),
        stroke([(0, 9.4), (0, 12.5)]),
        *twice(_teeth(), MIDDLE),
    ]
    return parts


ROOF: list[Knot] = [(0, 8), (6, 8), (6, 10.6, 1), (0, 10.6, 1)]
"""Roof of the orbit: it belongs to the vault, the floor to the upper jaw."""


def _jaw() -> Parts:
    return [bone(both(JAW), "mandible")]


def _teeth() -> Parts:
    found: Parts = []
    for widths, level, key, up in (
        (LOWER_TEETH, 18.55, "mandible", 1.0),
        (TEETH, 18.6, "maxilla", -1.0),
    ):
        at = 0.04
        row: Parts = []
        for k, width in enumerate(widths):
            rise = -0.035 * k * k if up < 0 else -0.045 * k * k
            left, right, edge = at, at + width - 0.05, level + rise
            neck = edge + up * (1.05 - 0.06 * k)
            knots: list[Knot] = [
                (left, edge), (right, edge), (right + 0.02, (edge + neck) / 2),
                ((left + right) / 2 + 0.2, neck), ((left + right) / 2 - 0.2, neck),
                (left - 0.02, (edge + neck) / 2),
            ]  # fmt: skip
            row.insert(0, small(shape(knots), key))
            at += width
        found += row
    return found


def back(side: str) -> Parts:
    """Return the skull from behind; ``side`` is that of the viewer's right."""
    vault = both(VAULT)
    base: list[Knot] = [
        (0, 13.0),
        (2.6, 13.1),
        (4.8, 12.6),
        (5.4, 13.4),
        (4.9, 15.2),
        (3.2, 16.1),
        (0, 17.2),
    ]
    suture: list[Knot] = [
        (0, 5.6), (1.0, 6.9), (1.6, 7.1), (2.4, 8.5), (3.2, 8.8), (4.0, 10.2), (4.9, 10.6),
        (5.3, 12.0), (6.0, 12.6),
    ]  # fmt: skip
    upper: list[Knot] = [(0, 11.4), (1.6, 11.1), (3.4, 11.5), (4.6, 12.3)]
    lower: list[Knot] = [(0.6, 13.4), (2.2, 13.9), (3.6, 14.0)]
    parts: Parts = [
        *_jaw(),
        bone(vault, "skull_vault"),
        stroke([(0, 0), (0.12, 1.6), (-0.1, 3.2), (0, 5.6)]),
        *twice([stroke(suture), stroke(upper)], MIDDLE),
        Piece(both(base) & vault, Name("skull_base"), None),
        *twice([bone(shape(MASTOID), "skull_base", side, THIN)], MIDDLE),
        *twice([stroke(lower)], MIDDLE),
        stroke([(0, 11.4), (0, 14.4)]),
        bone(oval(0, 11.5, 0.55, 0.45), "skull_vault", light=THIN),
    ]
    return parts


def hyoid() -> Parts:
    """Return the hyoid bone, in front of the neck below the chin."""
    half: list[Knot] = [
        (0, 23.35),
        (1.1, 23.2),
        (1.75, 22.7),
        (1.95, 22.9),
        (1.5, 23.7),
        (0.8, 24.15),
        (0, 24.2),
    ]
    return [bone(both(half), "hyoid", light=THIN, tone=1)]
