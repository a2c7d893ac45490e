"""Collar bone, shoulder blade, arm and hand."""

from __future__ import annotations

from math import cos, radians, sin

from shapely.geometry.base import BaseGeometry

from tools.bodymap.charts.bones import THIN, bone, far, limb, oval, shape, small, strip, stroke
from tools.bodymap.charts.curves import Knot
from tools.bodymap.charts.sides import Parts

SHOULDER, ELBOW, WRIST, FINGERTIP = (17.3, 34.7), (23.4, 65.8), (28.6, 89.8), (31.6, 109.0)
"""Middle of the joints, centimetres."""
PALM = (28.35, 89.4)
"""Where the frame of the hand begins."""
UPPER, FORE, HAND = limb(SHOULDER, ELBOW), limb(ELBOW, WRIST), limb(PALM, FINGERTIP, 1.06)

CLAVICLE: list[Knot] = [(2.6, 32.3), (5.4, 31.9), (9.0, 31.5), (13.2, 30.2), (17.4, 30.9)]
BLADE: list[Knot] = [
    (7.4, 31.7), (9.6, 32.0), (12.2, 33.0), (14.0, 33.6), (15.7, 33.1), (16.3, 34.8), (15.8, 36.6),
    (14.6, 37.9), (12.9, 41.2), (11.1, 45.2), (9.7, 47.9), (8.7, 47.9), (7.9, 44.6), (7.0, 40.0),
    (6.6, 36.0), (6.7, 33.0),
]  # fmt: skip
ACROMION: list[Knot] = [(13.6, 32.2), (16.4, 30.7), (18.9, 31.0), (19.6, 32.4)]
HUMERUS: list[Knot] = [
    (-1.5, -2.2), (0.1, -2.35), (1.5, -1.7), (2.25, -0.2), (2.2, 1.8), (1.6, 4.4), (1.3, 9),
    (1.2, 16), (1.2, 22), (1.6, 26.2), (2.6, 28.6), (3.0, 30.0), (2.5, 31.0), (2.4, 32.2),
    (1.5, 32.7), (0.6, 32.2), (-0.5, 32.9), (-1.8, 33.1), (-2.4, 31.9), (-3.3, 31.0), (-3.3, 29.8),
    (-2.1, 28.2), (-1.45, 25), (-1.15, 18), (-1.15, 10), (-1.35, 5.6), (-2.1, 3.4), (-2.9, 1.4),
    (-2.8, -0.8),
]  # fmt: skip
RADIUS: list[Knot] = [
    (0.25, 0.75), (1.25, 0.45), (2.25, 0.7), (2.2, 1.5), (1.8, 2.3), (1.85, 3.8), (2.3, 8),
    (2.5, 12), (2.35, 17), (2.35, 21), (2.7, 23.0), (2.65, 24.6), (1.7, 24.2), (0.4, 24.0),
    (-0.15, 23.3), (0.45, 21.2), (1.1, 17), (1.3, 12), (1.05, 7.5), (0.45, 4.2), (0.65, 2.4),
    (0.3, 1.6),
]  # fmt: skip
ULNA: list[Knot] = [
    (-2.3, 0.2), (-1.2, 0.9), (-0.1, 1.2), (0.2, 2.1), (-0.5, 3.8), (-0.75, 8), (-0.85, 14),
    (-0.85, 20), (-0.6, 22.4), (-0.5, 23.6), (-1.1, 24.0), (-1.6, 24.5), (-1.85, 23.2),
    (-1.7, 21), (-1.8, 14), (-2.05, 7), (-2.45, 3.0), (-2.6, 1.2),
]  # fmt: skip
OLECRANON: list[Knot] = [
    (-1.9, -2.1), (-0.9, -2.3), (-0.1, -1.7), (0.1, 0.4), (0.2, 2.1), (-0.5, 3.8), (-0.75, 8),
    (-0.85, 14), (-0.85, 20), (-0.6, 22.4), (-0.5, 23.6), (-1.1, 24.0), (-1.6, 24.5),
    (-1.85, 23.2), (-1.7, 21), (-1.8, 14), (-2.05, 7), (-2.3, 3.0), (-2.2, 0.2),
]  # fmt: skip

CARPALS: tuple[tuple[float, float, float, float, float], ...] = (
    (1.45, 1.0, 0.95, 0.66, 30), (0.2, 0.75, 0.68, 0.62, 0), (-0.95, 1.05, 0.66, 0.55, -30),
    (2.05, 2.1, 0.62, 0.58, 40), (1.15, 2.1, 0.48, 0.52, 0), (0.2, 2.0, 0.6, 0.82, 0),
    (-0.95, 2.15, 0.7, 0.66, 0),
)  # fmt: skip
"""Middle, half-axes and turn of the bones of the wrist."""
RAYS: tuple[tuple[Knot, Knot, float, tuple[float, float, float]], ...] = (
    ((1.15, 2.75), (1.95, 8.7), 9, (4.0, 2.4, 1.75)),
    ((0.25, 2.85), (0.45, 8.9), 1, (4.5, 2.8, 1.85)),
    ((-0.6, 2.85), (-1.05, 8.4), -6, (4.1, 2.6, 1.85)),
    ((-1.4, 2.8), (-2.4, 7.7), -16, (3.3, 1.9, 1.65)),
)
"""Base and head of metacarpals 2–5, direction of the finger, lengths of its bones."""


def clavicle(side: str, *, near: bool) -> Parts:
    """Return the collar bone."""
    area = strip(CLAVICLE, (1.9, 1.35, 1.15, 1.3, 1.7))
    return [bone(area, "clavicle", side, THIN) if near else far(area, "clavicle", side)]


def blade_front(side: str) -> Parts:
    """Return the shoulder blade as it lies behind the ribs."""
    return [
        far(shape(BLADE), "scapula", side),
        bone(strip(ACROMION, (0.9, 1.4, 1.8, 1.2)), "scapula", side, THIN),
    ]


def coracoid(side: str) -> Parts:
    """Return the process of the shoulder blade that shows in front of the ribs."""
    hook: list[Knot] = [(12.5, 33.3), (13.6, 32.7), (14.7, 33.9)]
    return [bone(strip(hook, (0.9, 1.35, 1.15)), "scapula", side, THIN)]


def blade_back(side: str) -> Parts:
    """Return the shoulder blade from behind with its spine."""
    ridge: list[Knot] = [(7.0, 35.6), (9.4, 34.9), (12.6, 33.4), (16.4, 31.4), (19.0, 31.2)]
    ridge.append((19.7, 32.5))
    return [
        bone(shape(BLADE), "scapula", side),
        stroke([(13.9, 38.4), (12.0, 41.6), (10.2, 45.6)]),
        bone(strip(ridge, (0.5, 0.9, 1.15, 1.4, 1.9, 1.3)), "scapula", side, THIN, 1),
    ]


def arm(side: str, *, behind: bool) -> Parts:
    """Return humerus, ulna and radius."""
    upper, ulna = shape(HUMERUS, UPPER), shape(OLECRANON if behind else ULNA, FORE)
    parts: Parts = [bone(shape(RADIUS, FORE), "radius", side, THIN)]
    if behind:
        notch = stroke([(-1.7, 31.6), (-0.4, 32.2), (1.2, 31.7)], UPPER)
        return [bone(upper, "humerus", side), notch, *parts, bone(ulna, "ulna", side, THIN)]
    pit = stroke([(-1.3, 29.6), (-0.4, 30.2), (0.6, 29.9)], UPPER)
    groove = stroke([(0.7, -1.6), (0.9, 0.6), (0.6, 3.2)], UPPER)
    neck = stroke([(-2.5, 2.0), (-1.2, 0.6), (-0.1, -1.9)], UPPER)
    rim = stroke([(0.3, 1.5), (1.25, 1.75), (2.2, 1.45)], FORE)
    return [
        *parts,
        rim,
        bone(ulna, "ulna", side, THIN),
        bone(upper, "humerus", side),
        pit,
        groove,
        neck,
    ]


def _tube(
    start: tuple[float, float], end: tuple[float, float], widths: tuple[float, float, float]
) -> BaseGeometry:
    """Return a small long bone of the hand: thick at both ends."""
    base, waist, head = widths
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    return strip([start, middle, end], (base, waist, waist, head), HAND)


def _inset(
    start: tuple[float, float], end: tuple[float, float], by: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return two points moved towards each other, to make room for round ends."""
    length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    x, y = (end[0] - start[0]) / length * by, (end[1] - start[1]) / length * by
    return (start[0] + x, start[1] + y), (end[0] - x, end[1] - y)


def hand(side: str, *, behind: bool) -> Parts:
    """Return the bones of the hand; the pea bone shows on the palm only."""
    parts: Parts = []
    for x, y, across, along, turn in CARPALS:
        area = oval(x, y, across, along, turn - 9, HAND)
        parts.append(small(area, "carpals", side))
    if not behind:
        parts.append(small(oval(-1.35, 1.35, 0.42, 0.42, 0, HAND), "carpals", side))
    rays: list[tuple[str, list[BaseGeometry]]] = [("metacarpals_1", _thumb())]
    for k, (base, head, turn, lengths) in enumerate(RAYS):
        start, end = _inset((base[0], base[1]), (head[0], head[1]), 0.45)
        bones = [_tube(start, end, (1.1, 0.7, 1.15))]
        at, width = (head[0], head[1]), 1.0
        for length in lengths:
            tip = (at[0] + length * sin(radians(turn)), at[1] + length * cos(radians(turn)))
            start, end = _inset(at, tip, width * 0.46)
            bones.append(_tube(start, end, (width, width * 0.62, width * 0.78)))
            at, width = tip, width * 0.86
        rays.append((f"metacarpals_{k + 2}", bones))
    for key, bones in rays:
        parts.append(small(bones[0], key, side))
        parts += [small(area, "phalanges", side) for area in bones[1:]]
    return parts


def _thumb() -> list[BaseGeometry]:
    """Return the first metacarpal and both bones of the thumb."""
    marks = ((2.35, 2.75), (4.0, 6.5), (4.95, 9.4), (5.5, 11.7))
    widths = ((1.15, 0.85, 1.2), (1.1, 0.75, 0.95), (0.95, 0.65, 0.6))
    found = []
    for start, end, width in zip(marks, marks[1:], widths, strict=False):
        found.append(_tube(*_inset(start, end, width[0] * 0.44), width))
    return found
