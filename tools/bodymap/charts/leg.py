"""Hip bone, leg and foot."""

from __future__ import annotations

from shapely.geometry.base import BaseGeometry

from tools.bodymap.charts.bones import THIN, bone, far, limb, oval, shape, small, strip, stroke
from tools.bodymap.charts.curves import Knot
from tools.bodymap.charts.sides import Parts

ANKLE, TOES = (10.2, 166.0), (12.9, 178.0)
FOOT = limb(ANKLE, TOES, 1.2)

HIP: list[Knot] = [
    (3.0, 73.8), (4.4, 71.2), (7.0, 69.3), (10.0, 68.7), (12.6, 69.4), (14.2, 71.3), (14.5, 73.6),
    (14.0, 76.1), (13.2, 77.3), (12.2, 77.9), (11.9, 79.1), (11.6, 80.2), (11.3, 81.2),
    (12.0, 82.6), (12.2, 84.4), (11.3, 86.6), (9.8, 88.4), (9.1, 90.6), (8.3, 92.9), (7.0, 94.0),
    (5.7, 92.9), (4.1, 91.1), (2.0, 90.0), (0.3, 90.2, 1), (0.3, 85.9, 1), (1.9, 84.9),
    (4.8, 84.0), (6.8, 82.3), (7.7, 80.0), (7.0, 77.6), (5.0, 77.0), (3.4, 76.6),
]  # fmt: skip
OPENING: list[Knot] = [
    (3.3, 87.7),
    (4.6, 86.3),
    (6.3, 86.0),
    (7.4, 87.4),
    (7.2, 89.8),
    (6.0, 91.2),
    (4.6, 90.0),
]
FEMUR: list[Knot] = [
    (9.4, 81.5), (10.9, 82.2), (12.3, 83.4), (13.2, 82.0), (14.3, 81.1), (15.5, 82.1), (15.7, 84.4),
    (15.1, 87.2), (14.5, 91), (13.7, 98), (12.9, 106), (12.2, 113), (12.2, 118), (12.9, 121.4),
    (13.0, 124.0), (12.1, 126.1), (10.5, 126.3), (9.3, 125.3), (8.1, 126.5), (6.3, 126.4),
    (5.4, 124.4), (5.2, 121.8), (6.5, 119.0), (7.9, 115), (9.3, 108), (10.6, 100), (11.5, 94),
    (11.9, 91.2), (11.2, 90.0), (11.2, 88.8), (11.7, 87.6), (10.9, 86.6), (9.4, 86.0),
]  # fmt: skip
TIBIA: list[Knot] = [
    (7.4, 127.0), (5.7, 127.4), (5.5, 128.8), (6.4, 131.2), (7.2, 135), (7.6, 142), (8.0, 150),
    (8.2, 157), (7.6, 161.4), (7.0, 163.8), (7.2, 165.9), (8.1, 166.2), (8.8, 164.7), (9.8, 164.2),
    (11.2, 164.3), (11.5, 162.2), (10.8, 158.6), (10.3, 151), (10.5, 142), (11.0, 135.4),
    (12.2, 131.4), (12.9, 129.0), (12.7, 127.5), (11.0, 127.0), (9.7, 126.7), (9.2, 127.2),
    (8.7, 126.7),
]  # fmt: skip
FIBULA: list[Knot] = [
    (12.3, 130.2), (13.0, 129.2), (13.9, 129.9), (13.9, 131.6), (13.4, 134), (13.1, 142),
    (12.9, 152), (12.8, 160), (13.3, 163.2), (13.1, 166.4), (12.4, 167.6), (11.6, 166.4),
    (11.4, 163.4), (11.9, 160), (12.1, 152), (12.3, 142), (12.4, 134),
]  # fmt: skip
TALUS: list[Knot] = [
    (-1.7, -1.5), (0, -1.8), (1.6, -1.5), (1.9, 0.2), (1.3, 1.5), (-0.5, 2.1), (-1.8, 1.6),
    (-1.9, 0),
]  # fmt: skip
HEEL: list[Knot] = [(1.0, 0.2), (2.4, -0.2), (3.1, 1.2), (3.1, 3.0), (2.0, 3.6), (0.8, 2.4)]
TARSALS: tuple[tuple[Knot, ...], ...] = (
    ((-2.2, 1.9), (-0.8, 2.2), (0.5, 1.8), (1.0, 2.6), (0.2, 3.2), (-1.2, 3.4), (-2.3, 3.0)),
    ((1.1, 2.9), (2.2, 3.3), (3.0, 3.3), (3.2, 4.6), (2.2, 5.1), (1.2, 4.8)),
    ((-2.4, 3.2), (-1.2, 3.4), (-1.1, 5.0), (-1.9, 5.3), (-2.6, 4.6)),
    ((-1.1, 3.4), (-0.1, 3.3), (-0.1, 4.5), (-1.0, 4.7)),
    ((0.0, 3.2), (1.0, 2.9), (1.1, 4.7), (0.1, 4.8)),
)
"""Navicular, cuboid and the three wedge bones."""
METATARSALS: tuple[tuple[Knot, Knot, float], ...] = (
    ((-1.9, 5.2), (-2.5, 9.2), 1.35), ((-0.5, 4.7), (-0.85, 9.6), 0.95),
    ((0.6, 4.9), (0.6, 9.3), 0.95), ((1.6, 5.1), (1.95, 8.9), 0.95),
    ((2.7, 5.0), (3.2, 8.3), 0.95),
)  # fmt: skip
TOE_BONES = ((1.9, 1.7), (1.5, 0.75, 0.7), (1.35, 0.7, 0.65), (1.2, 0.65, 0.6), (1.05, 0.6, 0.6))
"""Lengths of the bones of each toe, seen from above and in front."""


def hip(side: str, *, behind: bool) -> Parts:
    """Return the hip bone with its opening."""
    opening = shape(OPENING)
    parts: Parts = [bone(shape(HIP) - opening, "pelvis", side)]
    if behind:
        ridge = stroke([(6.0, 72.0), (7.6, 74.8), (8.4, 78.6)])
        return [*parts, ridge, stroke([(9.6, 70.4), (11.2, 74.0), (11.4, 78.0)])]
    socket = oval(9.7, 83.8, 2.75, 2.85)
    fossa = stroke([(4.4, 76.4), (6.8, 77.0), (8.0, 79.6), (7.6, 82.0)])
    return [*parts, fossa, bone(socket, "pelvis", side, THIN, 2)]


def thigh(side: str, *, behind: bool) -> Parts:
    """Return the thigh bone; the knee cap lies before it."""
    head = oval(9.5, 83.8, 2.35, 2.35)
    parts: Parts = [bone(shape(FEMUR) | head, "femur", side)]
    if behind:
        return [
            *parts,
            stroke([(12.6, 84.4), (13.2, 86.6), (12.2, 89.2)]),
            stroke([(12.9, 92.0), (12.2, 100), (11.2, 109), (10.4, 115)]),
            stroke([(8.2, 123.0), (9.2, 121.9), (10.4, 122.8), (10.2, 125.0)]),
        ]
    line = stroke([(13.6, 84.2), (12.7, 86.6), (11.7, 88.6)])
    cap: list[Knot] = [
        (9.2, 120.2), (10.6, 120.6), (11.2, 122.0), (10.5, 123.6), (9.2, 124.8), (7.9, 123.6),
        (7.2, 122.0), (7.8, 120.6),
    ]  # fmt: skip
    return [*parts, line, bone(shape(cap), "patella", side, ((1, 2.4), (0, 5.0)), 2)]


def shank(side: str, *, behind: bool) -> Parts:
    """Return tibia and fibula."""
    fibula = bone(shape(FIBULA), "fibula", side, THIN)
    tibia: Parts = [bone(shape(TIBIA), "tibia", side)]
    if behind:
        return [*tibia, stroke([(11.9, 131.6), (10.4, 134.0), (8.6, 138.4)]), fibula]
    crest = stroke([(9.2, 131.0), (9.6, 133.0), (9.3, 142), (9.1, 152), (8.8, 159.6)])
    return [fibula, *tibia, crest, bone(oval(9.2, 131.2, 0.75, 1.0), "tibia", side, THIN, 1)]


def foot_front(side: str) -> Parts:
    """Return the foot as it is seen from above and in front."""
    parts: Parts = [
        small(shape(HEEL, FOOT), "calcaneus", side),
        small(shape(TALUS, FOOT), "talus", side),
    ]
    parts += [small(shape(knots, FOOT), "tarsals", side) for knots in TARSALS]
    for k, (base, head, width) in enumerate(METATARSALS):
        start, end = (base[0], base[1] + 0.3), (head[0], head[1] - 0.4)
        area = _tube(start, end, width)
        parts.append(small(area, f"metatarsals_{k + 1}", side))
        at, wide = head[1] + 0.02, width * 0.9
        for length in TOE_BONES[k]:
            half = min(wide * 0.42, length * 0.42)
            drift = (at - head[1]) * 0.06 * (k - 1.4)
            tip = drift + length * 0.06 * (k - 1.4)
            toe = strip(
                [(head[0] + drift, at + half), (head[0] + tip, at + length - half)],
                (min(wide, length), wide * 0.72, wide * 0.8),
                FOOT,
            )
            parts.append(small(toe, "toe_phalanges", side))
            at, wide = at + length, wide * 0.92
    return parts


def _tube(start: Knot, end: Knot, width: float) -> BaseGeometry:
    middle: Knot = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    return strip([start, middle, end], (width, width * 0.6, width * 0.6, width), FOOT)


def foot_back(side: str) -> Parts:
    """Return the foot from behind: heel and ankle bone before the outer and the inner edge."""
    heel: list[Knot] = [
        (9.0, 167.2), (10.2, 166.9), (11.5, 167.2), (11.7, 169.0), (12.0, 171.2), (12.5, 173.4),
        (12.0, 175.2), (10.6, 175.9), (9.2, 175.4), (8.5, 173.6), (8.8, 171.0), (8.9, 169.0),
    ]  # fmt: skip
    ankle: list[Knot] = [
        (8.5, 164.9), (10, 164.2), (11.5, 164.8), (11.9, 166.4), (11.4, 167.8), (9.0, 167.8),
        (8.2, 166.4),
    ]  # fmt: skip
    shelf: list[Knot] = [
        (9.2, 168.2),
        (8.0, 168.3),
        (7.4, 169.2),
        (7.7, 170.2),
        (8.6, 170.8),
        (9.4, 170.6),
    ]
    boat: list[Knot] = [
        (8.6, 169.6),
        (7.2, 169.6),
        (6.7, 171.0),
        (7.1, 172.6),
        (8.2, 173.0),
        (9.0, 171.6),
    ]
    block: list[Knot] = [
        (11.6, 169.8),
        (12.9, 170.3),
        (13.7, 171.4),
        (13.4, 172.7),
        (12.2, 172.8),
        (11.6, 171.6),
    ]
    parts: Parts = []
    for key, ray in (("metatarsals_4", 0), ("metatarsals_5", 1)):
        x, y = 12.6 + 0.75 * ray, 173.0 - 0.85 * ray
        parts.append(far(strip([(x, y), (x + 1.5, y + 2.1)], (1.0, 0.7, 0.95)), key, side))
        toe = strip([(x + 2.0, y + 2.8), (x + 2.6, y + 3.6)], (0.85, 0.6, 0.75))
        parts.append(far(toe, "toe_phalanges", side))
    inner = strip([(7.2, 172.8), (7.0, 174.0), (6.9, 175.6)], (1.3, 0.9, 1.2))
    return [
        *parts,
        far(inner, "metatarsals_1", side),
        far(shape(boat), "tarsals", side),
        far(shape(block), "tarsals", side),
        small(shape(shelf), "calcaneus", side),
        bone(shape(ankle), "talus", side),
        bone(shape(heel), "calcaneus", side),
    ]
