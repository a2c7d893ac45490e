"""Spine, ribs and breastbone."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry

from tools.bodymap.charts.bones import (
    MIDDLE,
    bone,
    both,
    far,
    oval,
    small,
    strip,
    stroke,
)
from tools.bodymap.charts.chart import Name, Piece
from tools.bodymap.charts.curves import Knot
from tools.bodymap.charts.sides import Parts, twice

LEVELS = (
    ("cervical", 7, 16.9, 30.0, 1.0, 1.15),
    ("thoracic", 12, 30.0, 57.6, 0.8, 1.25),
    ("lumbar", 5, 57.6, 74.2, 0.95, 1.05),
)
"""Part, number of vertebrae, top and bottom in centimetres, first and last relative height."""


def levels() -> list[tuple[str, float, float]]:
    """Return key, top and bottom of every vertebra from above, in centimetres."""
    found = []
    for part, count, top, bottom, first, last in LEVELS:
        heights = [first + (last - first) * k / (count - 1) for k in range(count)]
        at, unit = top, (bottom - top) / sum(heights)
        for k, height in enumerate(heights):
            found.append((f"{part}_{k + 1}", at, at + height * unit))
            at += height * unit
    return found


HEAD = {key.removeprefix("thoracic_"): top for key, top, _ in levels() if "thoracic" in key}
"""Height of the joint of each rib with the spine, centimetres."""

FLANK = (
    (5.6, 32.3), (8.5, 35.6), (10.5, 39.3), (11.9, 43.0), (12.9, 46.5), (13.6, 49.8), (14.0, 53.0),
    (14.1, 56.0), (13.9, 58.9), (13.3, 61.5), (11.6, 63.2), (8.3, 64.0),
)  # fmt: skip
"""Where each rib reaches farthest to the side; the tips of the last two."""
JOINT = (
    (3.9, 34.6), (5.7, 38.4), (6.9, 42.3), (7.8, 46.1), (8.6, 49.8), (9.3, 53.3), (10.0, 56.6),
    (10.7, 59.5), (11.3, 61.9), (11.8, 63.7),
)  # fmt: skip
"""Where bone turns into cartilage in front."""
CARTILAGE: tuple[tuple[Knot, ...], ...] = (
    ((3.0, 34.0), (2.0, 33.3)),
    ((3.9, 37.4), (1.7, 36.6)),
    ((4.4, 41.2), (1.5, 39.6)),
    ((5.4, 46.2), (3.6, 44.4), (1.5, 42.3)),
    ((6.6, 50.4), (4.2, 47.9), (1.6, 44.6)),
    ((7.6, 54.5), (4.6, 51.2), (1.6, 46.6)),
    ((8.4, 58.2), (5.6, 55.6), (3.2, 51.6), (1.4, 48.2)),
    ((9.2, 61.2), (7.2, 59.6), (5.7, 56.2)),
    ((10.0, 63.4), (8.6, 62.2), (7.5, 60.2)),
    ((10.9, 64.6), (10.2, 64.2), (9.0, 62.7)),
)
"""The way of each cartilage from there to the breastbone or the cartilage above."""

STERNUM: list[Knot] = [
    (0, 31.9), (1.3, 31.4), (2.3, 31.9), (2.7, 33.0), (2.0, 34.3), (1.55, 36.4), (1.5, 38.0),
    (1.75, 41.0), (1.95, 44.2), (1.6, 46.9), (0.9, 48.2), (0.6, 49.6), (0.35, 51.0), (0, 51.4),
]  # fmt: skip


def posterior(number: int) -> BaseGeometry:
    """Return the part of a rib between spine and flank."""
    head, (x, y) = HEAD[str(number)] + 0.5, FLANK[number - 1]
    if number == 12:
        axis: list[Knot] = [(1.8, head), (3.6, head + 1.2), (6.2, head + 5.2), (x, y)]
        return strip(axis, (1.0, 1.0, 0.95, 0.6))
    if number == 11:
        axis = [(1.8, head), (4.6, head + 0.9), (8.6, head + 4.6), (x, y)]
        return strip(axis, (1.0, 1.05, 1.0, 0.6))
    drop = y - head
    axis = [
        (1.8, head),
        (1.8 + (x - 1.8) * 0.34, head + drop * 0.03),
        (1.8 + (x - 1.8) * 0.72, head + drop * 0.27),
        (x - 0.45, head + drop * 0.66),
        (x - 0.08, y + 0.5),
    ]
    return strip(axis, (0.95, 1.05, 1.15, 1.05, 0.1))


def anterior(number: int) -> BaseGeometry:
    """Return the bony part of a rib between flank and cartilage."""
    (x, y), (jx, jy) = FLANK[number - 1], JOINT[number - 1]
    head = HEAD[str(number)] + 0.5
    axis: list[Knot] = [
        (x - 0.08, head + (y - head) * 0.66),
        (x - 0.4, y),
        (jx + (x - jx) * 0.62, y + (jy - y) * 0.5),
        (jx, jy),
    ]
    return strip(axis, (0.1, 0.95, 1.15, 1.2, 1.25))


def cartilage(number: int) -> BaseGeometry:
    """Return the cartilage of a rib."""
    start = JOINT[number - 1]
    return strip([start, *CARTILAGE[number - 1]], (1.2, 1.1, 1.0))


def ribs_front(side: str) -> Parts:
    """Return the parts of the ribs that lie before the lungs, the breastbone last."""
    found: Parts = []
    for number in range(10, 0, -1):
        name = Name(f"rib_{number}", side)
        found += twice([Piece(cartilage(number), name, 1, fine=True)], MIDDLE)
    for number in range(10, 0, -1):
        found += twice([small(anterior(number), f"rib_{number}", side)], MIDDLE)
    found.append(small(both(STERNUM), "sternum"))
    found += [stroke([(-1.75, 36.4), (0, 36.6), (1.75, 36.4)])]
    return [*found, stroke([(-0.85, 48.2), (0, 48.5), (0.85, 48.2)])]


def ribs_behind(side: str, *, near: bool) -> Parts:
    """Return the parts of the ribs that lie behind the lungs, light when they are near."""
    found: Parts = []
    for number in range(12, 0, -1):
        area, key = posterior(number), f"rib_{number}"
        found += twice([small(area, key, side) if near else far(area, key, side)], MIDDLE)
    return found


def ribs_far(side: str) -> Parts:
    """Return what is seen of the front of the cage from behind."""
    found: Parts = [far(both(STERNUM), "sternum")]
    for number in range(10, 0, -1):
        area = anterior(number) | cartilage(number)
        found += twice([far(area, f"rib_{number}", side)], MIDDLE)
    return found


def _waist(top: float, bottom: float, wide: float, narrow: float) -> list[Knot]:
    """Return the right half of the body of a vertebra."""
    edge = (bottom - top) * 0.08
    return [
        (0, top + edge * 0.5), (wide * 0.8, top + edge * 0.6), (wide, top + edge * 2.2),
        (narrow, (top + bottom) / 2), (wide, bottom - edge * 2.2),
        (wide * 0.8, bottom - edge * 0.6), (0, bottom - edge * 0.5),
    ]  # fmt: skip


def _half_width(key: str, place: int) -> float:
    if key.startswith("cervical"):
        return 1.35 + 0.05 * place
    if key.startswith("thoracic"):
        return 1.35 + 0.06 * (place - 7)
    return 2.2 + 0.1 * (place - 19)


def spine_front() -> Parts:
    """Return the vertebrae from the front, the lowest first."""
    found: Parts = []
    for place, (key, top, bottom) in reversed(list(enumerate(levels()))):
        wide = _half_width(key, place)
        if key[0] != "t":
            # In the chest they lie behind the ribs.
            found += _transverse(key, top, bottom, wide)
        disc: list[Knot] = [(0, bottom - 0.4), (wide * 0.9, bottom - 0.4)]
        disc += [(wide * 0.9, bottom + 0.4), (0, bottom + 0.4)]
        found.append(small(both(disc), key))
        found.append(small(both(_waist(top, bottom, wide, wide * 0.86)), key))
    return found


def _transverse(key: str, top: float, bottom: float, wide: float) -> Parts:
    """Return the two processes at the side of a vertebra, seen behind its body."""
    middle, reach = (top + bottom) / 2, {"c": 0.75, "l": 2.2}[key[0]]
    thick = {"c": 0.7, "l": 0.75}[key[0]]
    tip = middle - (0.25 if key[0] == "l" else 0.1)
    if key == "cervical_1":
        reach += 0.9
    area = strip([(wide * 0.5, middle), (wide + reach, tip)], (thick * 1.3, thick))
    return [Piece(part.area, Name(key), 2, fine=True) for part in _pair(area)]


def _pair(area: BaseGeometry) -> list[Piece]:
    return [part for part in twice([Piece(area)], MIDDLE) if isinstance(part, Piece)]


def spine_back() -> Parts:
    """Return the vertebrae from behind: arches, processes at the side, spines; upper ones last."""
    found: Parts = []
    for key, top, bottom in reversed(levels()):
        wide = {"c": 1.25, "t": 1.25, "l": 1.7}[key[0]]
        middle, tall = (top + bottom) / 2, bottom - top
        reach = {"c": 2.3, "t": 3.1, "l": 4.3}[key[0]] + (0.5 if key == "cervical_1" else 0)
        arm = strip([(0, middle), (reach * 0.6, middle - 0.15), (reach, middle - 0.35)],
                    (0.9, 0.75, 0.8))  # fmt: skip
        for part in _pair(arm):
            found.append(small(part.area, key))
        arch: list[Knot] = [
            (0, top + tall * 0.04), (wide * 0.7, top), (wide, top + tall * 0.25),
            (wide * 0.74, middle), (wide * 0.9, bottom - tall * 0.08), (wide * 0.45, bottom),
            (0, bottom - tall * 0.1),
        ]  # fmt: skip
        found.append(small(both(arch), key))
        found.append(small(_spine(key, top, bottom), key))
    return found


def _spine(key: str, top: float, bottom: float) -> BaseGeometry:
    """Return the spinous process: long and low in the chest, square in the loin."""
    middle = (top + bottom) / 2
    if key == "cervical_1":
        return oval(0, middle, 0.4, 0.3)
    if key[0] == "c":
        half: list[Knot] = [(0, middle - 0.3), (0.3, middle - 0.1), (0.42, bottom + 0.1)]
        half += [(0, bottom + 0.25)]
    elif key[0] == "t":
        half = [(0, middle - 0.5), (0.34, middle - 0.1), (0.4, bottom + 0.25), (0, bottom + 0.55)]
    else:
        half = [(0, middle - 0.7), (0.42, middle - 0.5), (0.52, bottom - 0.2), (0, bottom + 0.15)]
    return both(half)


SACRUM: list[Knot] = [
    (0, 74.1), (2.3, 73.7), (4.2, 73.9), (5.4, 75.0), (4.9, 77.0), (3.8, 78.9), (2.5, 81.0),
    (1.5, 82.4), (0.8, 82.9), (0, 83.0),
]  # fmt: skip
COCCYX: list[Knot] = [(0, 82.8), (0.8, 83.0), (0.75, 83.8), (0.5, 84.9), (0.25, 85.9), (0, 86.1)]


def coccyx() -> Parts:
    """Return the tail bone."""
    lines = [stroke([(-0.7, 83.9), (0.7, 83.9)]), stroke([(-0.45, 85.0), (0.45, 85.0)])]
    return [small(both(COCCYX), "coccyx"), *lines]


def sacrum(*, behind: bool) -> Parts:
    """Return the sacrum with its openings."""
    parts: Parts = [bone(both(SACRUM), "sacrum")]
    for k in range(4):
        y, x = 76.0 + 1.62 * k, 2.2 - 0.3 * k
        hole = oval(x, y, 0.42 - 0.04 * k, 0.34 - 0.03 * k, 20)
        parts += twice([Piece(hole, Name("sacrum"), 3)], MIDDLE)
        if not behind:
            parts.append(stroke([(-x + 0.7, y + 0.7), (x - 0.7, y + 0.7)]))
    if behind:
        crest: list[Knot] = [(0, 75.0), (0.35, 75.6), (0.3, 79.5), (0.15, 81.4), (0, 81.6)]
        parts.append(small(both(crest), "sacrum"))
    return parts
