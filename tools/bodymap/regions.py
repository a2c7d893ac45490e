"""Which anatomical region each cell of the skin belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.bodymap import regions_hand_foot, regions_head, regions_limbs, regions_trunk
from tools.bodymap.cells import Cells, Mask
from tools.bodymap.parts import PARTS, part_of_bone
from tools.bodymap.regions_limbs import Paint

MIDDLE_ONLY = frozenset(
    {
        "vertex", "glabella", "nose_bridge", "nose_tip", "lip_upper", "lip_lower", "chin",
        "submental", "larynx", "sternum", "epigastrium", "umbilical", "hypogastrium", "pubic",
        "interscapular", "thoracic_spine", "lumbar_spine", "sacral", "coccygeal", "perineum",
        "perianal", "anus", "natal_cleft",
    }
)  # fmt: skip
"""Regions without sides."""

MIDDLE_BANDS = {"scalp_occipital": 0.16, "forehead": 0.14, "neck_ant": 0.12, "neck_post": 0.14}
"""Regions that have a middle and two sides → half the width of the middle, decimetres."""


@dataclass(frozen=True)
class Regions:
    """The region of every cell."""

    keys: tuple[str, ...]
    """Region keys that have area, in order of first use from head to toe."""
    index: np.ndarray
    """Per cell, index into ``keys``."""
    side: np.ndarray
    """Per cell: 0 left, 1 right, 2 middle."""


def assign(cells: Cells) -> Regions:
    """Paint all regions over the skin; every cell gets one.

    Raises:
        ValueError: a rule left cells without a region.
    """
    names: list[str] = []
    index = np.full(len(cells.x), -1)
    for key, mask in _paint(cells):
        if key not in names:
            names.append(key)
        index[mask] = names.index(key)
    if (index < 0).any():
        raise ValueError(f"{int((index < 0).sum())} cells have no region; widen a rule")
    used = [k for k in range(len(names)) if (index == k).any()]
    renumber = np.full(len(names), -1)
    renumber[used] = np.arange(len(used))
    keys = tuple(names[k] for k in used)
    return Regions(keys, renumber[index], _side(cells, keys, renumber[index]))


def _side(cells: Cells, keys: tuple[str, ...], index: np.ndarray) -> np.ndarray:
    side = np.where(cells.right, 1, 0)
    for k, key in enumerate(keys):
        if key in MIDDLE_ONLY:
            side[index == k] = 2
        elif key in MIDDLE_BANDS:
            side[(index == k) & (cells.x < MIDDLE_BANDS[key])] = 2
    return side


def _parts(cells: Cells) -> dict[str, Mask]:
    """Return the cells of each coarse part, with borders where a doctor would draw them."""
    total = {part: np.zeros(len(cells.x)) for part in PARTS}
    for bone in cells.weights:
        total[part_of_bone(bone)] += cells.weight(bone)
    heaviest = np.stack([total[part] for part in PARTS]).argmax(0)
    is_part = {part: heaviest == k for k, part in enumerate(PARTS)}
    y, limb = cells.y, cells.limb(regions_limbs.ARM)
    above = y > 5.0
    limb_leg = cells.limb(regions_limbs.LEG)
    upper = (is_part["arm"] | is_part["hand"]) | (is_part["trunk"] & (cells.x > 1.42) & (y > 4.45))
    hand = upper & (limb.t >= 2.06)
    low = is_part["leg"] | is_part["foot"]
    foot = low & (y < -7.42 - 0.16 * (cells.z - 0.2).clip(-0.6, 0.3)) & (limb_leg.t > 1.9)
    neck_line = np.interp(cells.z, [-0.3, 0.2, 0.8], [5.78, 5.75, 5.45])
    jaw_line = np.interp(cells.z, [-0.5, 0.1, 0.45, 0.8, 1.2], [7.0, 6.9, 6.6, 6.3, 6.2])
    skull = (is_part["head"] | is_part["neck"]) & (y >= jaw_line)
    neck = (is_part["head"] | is_part["neck"] | (is_part["trunk"] & above & (cells.x < 0.75))) & (
        y >= neck_line
    )
    return {
        "eye": cells.eye,
        "head": skull & ~cells.eye,
        "neck": neck & ~skull,
        "arm": upper & ~hand,
        "hand": hand,
        "foot": foot,
        "leg": low & ~foot,
        "trunk": ~(skull | neck | upper | low | cells.eye),
    }


def _paint(cells: Cells) -> Paint:
    here = _parts(cells)
    torso, leg = here["trunk"], here["leg"]
    # The hip belongs to the trunk down to the groin in front and the fold of the buttock behind.
    angle = regions_trunk.around(cells)
    line = regions_trunk.groin_line(cells)
    hip = (torso | leg) & np.where(angle < 68, line > 0, cells.y > -0.32)
    thigh = (torso | leg) & ~hip
    every = np.ones(len(cells.x), bool)
    return [
        *regions_trunk.front(cells, hip),
        *regions_trunk.sides(cells, hip),
        *regions_trunk.back(cells, hip),
        *regions_trunk.shoulder_top(cells, torso),
        *regions_limbs.leg(cells, thigh),
        *regions_trunk.pelvis(cells, torso | leg),
        *regions_limbs.arm(cells, here["arm"]),
        *regions_hand_foot.hand(cells, here["hand"]),
        *regions_hand_foot.nails(cells, here["hand"], foot=False),
        *regions_hand_foot.foot(cells, here["foot"]),
        *regions_hand_foot.nails(cells, here["foot"], foot=True),
        *regions_head.neck(cells, here["neck"]),
        *regions_head.face(cells, here["head"]),
        *regions_head.scalp(cells, here["head"] & (_hairy(cells))),
        *regions_head.ear(cells, here["head"]),
        *regions_head.inside_mouth(cells, here["head"]),
        ("conjunctiva", every & here["eye"]),
    ]


def _hairy(cells: Cells) -> Mask:
    """True above the hairline, behind the temples and behind the ears."""
    angle = regions_head.around(cells)
    hairline = np.interp(angle, [0, 40, 62, 85, 98, 99], [7.95, 7.95, 7.8, 7.35, 7.3, 0])
    return cells.y > hairline
