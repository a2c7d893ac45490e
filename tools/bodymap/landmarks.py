"""Places that clinicians measure from, and the axes of limbs and trunk."""

from __future__ import annotations

import numpy as np

from tools.bodymap.cells import GRID, Cells
from tools.bodymap.mesh import Floats
from tools.bodymap.pose import Skeleton

MM = 100.0
"""Millimetres per mesh unit."""

_FRONT, _BACK, _OUT, _IN, _UP, _DOWN = (
    (0, 0, 1), (0, 0, -1), (1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0),
)  # fmt: skip

_MIDDLE = {
    "sternal_notch": ((0.02, 5.42, 0.76), _FRONT),
    "xiphoid": ((0.02, 3.48, 1.38), _FRONT),
    "navel": ((0.02, 1.92, 1.34), _FRONT),
    "pubic_symphysis": ((0.02, 0.5, 1.15), _FRONT),
    "vertebra_c7": ((0.02, 5.72, -0.4), _BACK),
    "sacrum_top": ((0.02, 1.42, -0.55), _BACK),
    "glabella": ((0.02, 7.52, 1.44), _FRONT),
    "nasal_tip": ((0.02, 7.02, 1.6), _FRONT),
    "chin": ((0.02, 6.4, 1.47), _FRONT),
    "occiput": ((0.02, 7.4, -0.47), _BACK),
    "vertex": ((0.02, 8.4, 0.35), _UP),
    "larynx": ((0.02, 6.08, 0.98), _FRONT),
}
"""Landmark → where it lies in the averaged adult (decimetres) and which way the skin faces."""

_PAIRED = {
    "acromion": ((1.74, 5.53, 0.02), _UP),
    "axillary_fold": ((1.45, 4.32, 0.62), _FRONT),
    "elbow_crease": ((2.17, 2.64, 0.6), _FRONT),
    "olecranon": ((2.17, 2.6, -0.12), _BACK),
    "wrist_crease": ((2.68, 0.3, 0.66), _FRONT),
    "ulnar_styloid": ((2.47, 0.42, 0.32), (-0.7, 0, -0.7)),
    "middle_fingertip": ((3.2, -1.46, 0.8), _DOWN),
    "nipple": ((1.0, 3.93, 1.5), _FRONT),
    "iliac_spine": ((1.18, 1.12, 0.98), _FRONT),
    "iliac_crest": ((1.42, 1.55, 0.3), _OUT),
    "scapula_spine_root": ((0.68, 4.95, -0.66), _BACK),
    "scapula_lower_angle": ((0.82, 4.0, -0.6), _BACK),
    "gluteal_fold": ((0.75, -0.32, -0.6), _BACK),
    "groin_fold": ((0.78, 0.44, 1.05), _FRONT),
    "patella_centre": ((1.18, -3.38, 0.98), _FRONT),
    "knee_crease": ((1.25, -3.45, -0.3), _BACK),
    "tibial_tuberosity": ((1.2, -4.05, 0.72), _FRONT),
    "malleolus_medial": ((1.18, -7.22, 0.25), _IN),
    "malleolus_lateral": ((1.7, -7.32, 0.12), _OUT),
    "heel_point": ((1.45, -8.0, -0.26), _BACK),
    "big_toe_tip": ((1.15, -8.08, 2.06), _FRONT),
    "mouth_corner": ((0.23, 6.73, 1.41), _FRONT),
    "jaw_angle": ((0.62, 6.66, 0.62), _OUT),
    "ear_opening": ((0.7, 7.12, 0.5), _OUT),
    "ear_lobe": ((0.7, 6.9, 0.5), _DOWN),
    "mastoid_tip": ((0.62, 6.88, 0.3), _OUT),
    "eye_outer_corner": ((0.47, 7.33, 1.2), _FRONT),
}
"""The same for landmarks on both sides; the left one is given."""

_FACING = 0.25
"""Decimetres that a landmark may lie off for skin that faces the right way."""


def places(cells: Cells, mirror_face: np.ndarray) -> dict[str, list[float]]:
    """Return landmark, ``name|side``, → face, u and v.

    Args:
        cells: the skin of the averaged adult.
        mirror_face: face → its mirror image.
    """
    found = {f"{name}|m": _place(cells, *where) for name, where in _MIDDLE.items()}
    for name, where in _PAIRED.items():
        left = _place(cells, *where)
        found[f"{name}|l"] = left
        found[f"{name}|r"] = _mirrored(cells, left, mirror_face)
    return dict(sorted(found.items()))


def _place(cells: Cells, where: tuple[float, ...], facing: tuple[float, ...]) -> list[float]:
    direction = np.array(facing) / np.linalg.norm(facing)
    away = np.linalg.norm(cells.place - np.array(where), axis=1)
    cost = away + _FACING * (1 - cells.normal @ direction)
    cost[cells.right | cells.eye] = np.inf
    return _spot(int(cost.argmin()))


def _spot(cell: int) -> list[float]:
    face, rest = divmod(cell, GRID * GRID)
    row, column = divmod(rest, GRID)
    return [face, (column + 0.5) / GRID, (row + 0.5) / GRID]


def _mirrored(cells: Cells, left: list[float], mirror_face: np.ndarray) -> list[float]:
    """Return the cell of the mirrored face that lies at the mirrored point."""
    square = GRID * GRID
    own = int(left[0]) * square + int(left[2] * GRID) * GRID + int(left[1] * GRID)
    first = int(mirror_face[int(left[0])]) * square
    candidates = cells.place[first : first + square]
    return _spot(first + int(np.linalg.norm(candidates - cells.place[own], axis=1).argmin()))


def axes(skeleton: Skeleton, vertices: Floats, crown: float) -> dict[str, list[list[float]]]:
    """Return the axis of every limb part, ``name|side`` → its two ends in mm, proximal first.

    The trunk runs from the root of the neck to the pelvis, the neck from its root to the skull,
    the head from there to the vertex.

    Args:
        skeleton: bones.
        vertices: the figure in its pose, helpers included.
        crown: height of the vertex of the head, decimetres.
    """

    def joint(bone: str, *, tail: bool = False) -> list[float]:
        index = (skeleton.tails if tail else skeleton.heads)[bone]
        return [round(float(n) * MM, 1) + 0.0 for n in vertices[index].mean(0)]

    found = {
        "trunk|m": [joint("neck01"), joint("spine05")],
        "neck|m": [joint("neck01"), joint("head")],
        "head|m": [joint("head"), [0.0, round(crown * MM, 1), joint("head")[2]]],
    }
    for side, end in (("l", "L"), ("r", "R")):
        for name, first, second in _LIMBS:
            found[f"{name}|{side}"] = [joint(f"{first}.{end}"), joint(f"{second}.{end}")]
        for name, first, last in _ENDS:
            tip = joint(f"{last}.{end}", tail=True)
            found[f"{name}|{side}"] = [joint(f"{first}.{end}"), tip]
    return dict(sorted(found.items()))


_LIMBS = (
    ("upper_arm", "upperarm01", "lowerarm01"),
    ("forearm", "lowerarm01", "wrist"),
    ("thigh", "upperleg01", "lowerleg01"),
    ("lower_leg", "lowerleg01", "foot"),
)
_ENDS = (
    ("hand", "wrist", "finger3-3"),
    ("foot", "foot", "toe2-3"),
    ("thumb", "finger1-1", "finger1-3"),
    *((f"finger_{k}", f"finger{k}-1", f"finger{k}-3") for k in (2, 3, 4, 5)),
    ("toe_1", "toe1-1", "toe1-2"),
    *((f"toe_{k}", f"toe{k}-1", f"toe{k}-3") for k in (2, 3, 4, 5)),
)
"""Part, its first bone and the bone at whose end it ends."""
