"""Regions of the arm and the leg, cut in the coordinates along and around the limb.

Each function returns (region key, cells) in painting order: later ones cover earlier ones.
Source of the keys: the region list of the domain file (Terminologia Anatomica surface regions).
"""

from __future__ import annotations

import numpy as np

from tools.bodymap.cells import Cells, Mask

Paint = list[tuple[str, Mask]]

ARM = ("upperarm01", "lowerarm01", "wrist")
LEG = ("upperleg01", "lowerleg01", "foot")

_FOUR_SIDES = {"front": 0.0, "outer": 90.0, "back": 180.0, "inner": -90.0}


def _ring(cells: Cells, mask: Mask, chain: tuple[str, str, str], keys: dict[str, str]) -> Paint:
    """Share a stretch of a limb among its four sides, a quarter turn each."""
    limb = cells.limb(chain)
    return [(key, mask & limb.sector(_FOUR_SIDES[side], 45.0001)) for side, key in keys.items()]


def arm(cells: Cells, here: Mask) -> Paint:
    """Return the regions from the shoulder to the wrist.

    Args:
        cells: the skin.
        here: cells of the arm, the shoulder included.
    """
    limb = cells.limb(ARM)
    paint = _ring(
        cells,
        here & (limb.t < 0.33),
        ARM,
        {
            "front": "shoulder_ant",
            "outer": "shoulder_lat",
            "back": "shoulder_post",
            "inner": "axilla",
        },
    )
    # Above the armpit the inner quarter of the arm is the front or the back of the shoulder.
    inner = here & (limb.t < 0.33) & limb.sector(-90, 45) & (cells.y > 4.72)
    paint.append(("shoulder_ant", inner & (cells.normal[:, 2] >= 0)))
    paint.append(("shoulder_post", inner & (cells.normal[:, 2] < 0)))
    paint += _ring(
        cells,
        here & limb.between(0.33, 0.87),
        ARM,
        {
            "front": "upperarm_ant",
            "outer": "upperarm_lat",
            "back": "upperarm_post",
            "inner": "upperarm_med",
        },
    )
    elbow = here & limb.between(0.87, 1.12)
    paint += [
        ("elbow_ant", elbow & limb.sector(0, 90)),
        ("elbow_post", elbow & ~limb.sector(0, 90)),
    ]
    for stretch, low, high in (("forearm", 1.12, 1.84), ("wrist", 1.84, 2.06)):
        keys = {"front": "volar", "outer": "radial", "back": "dorsal", "inner": "ulnar"}
        keys = {side: f"{stretch}_{key}" for side, key in keys.items()}
        paint += _ring(cells, here & limb.between(low, high), ARM, keys)
    tip = np.array([1.72, 5.52, 0.02])
    paint.append(("acromion", here & (np.linalg.norm(cells.place - tip, axis=1) < 0.24)))
    return paint


def leg(cells: Cells, here: Mask) -> Paint:
    """Return the regions from below the groin to the ankle.

    Args:
        cells: the skin.
        here: cells of the leg, without groin, buttock and foot.
    """
    limb = cells.limb(LEG)
    paint = _ring(
        cells,
        here & (limb.t < 0.88),
        LEG,
        {
            "front": "thigh_ant",
            "outer": "thigh_lat",
            "back": "thigh_post",
            "inner": "thigh_med",
        },
    )
    for low, high, keys in (
        (0.88, 1.1, ("knee_ant", "knee_lat", "knee_post", "knee_med")),
        (1.1, 1.86, ("shin", "leg_lat", "calf", "leg_med")),
        (1.86, 3.0, ("ankle_ant", "ankle_lat", "ankle_post", "ankle_med")),
    ):
        paint += _ring(
            cells, here & limb.between(low, high), LEG, dict(zip(_FOUR_SIDES, keys, strict=True))
        )
    return paint
