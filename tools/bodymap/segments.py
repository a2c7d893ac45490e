"""The finer part within a region: which phalanx and side of a finger, which third of a limb."""

from __future__ import annotations

import numpy as np

from tools.bodymap.cells import Cells
from tools.bodymap.regions_hand_foot import back_of_finger
from tools.bodymap.regions_limbs import ARM, LEG

_PHALANGES = ("proximal", "middle", "distal")

SEGMENTS = (
    "",
    *(f"{phalanx}_{face}" for phalanx in _PHALANGES for face in ("palm", "back")),
    "upper_third",
    "middle_third",
    "lower_third",
    "upper",
    "lower",
)
"""Names of the segments; the code of a cell is an index into them."""

_THIRDS: tuple[tuple[tuple[str, ...], tuple[str, str, str], float, float], ...] = (
    (("upperarm_ant", "upperarm_post", "upperarm_med", "upperarm_lat"), ARM, 0.47, 0.7),
    (("forearm_volar", "forearm_dorsal", "forearm_radial", "forearm_ulnar"), ARM, 1.36, 1.6),
    (("thigh_ant", "thigh_post", "thigh_med", "thigh_lat"), LEG, 0.36, 0.62),
    (("shin", "calf", "leg_med", "leg_lat"), LEG, 1.35, 1.61),
)
"""Regions of a limb, its joints, and where along it the middle third begins and ends."""

_HALVES = {"thoracic_spine": 4.3, "sternum": 4.5, "lumbar_spine": 2.2, "infrascapular": 3.45}
"""Region of the trunk → height that parts upper and lower, decimetres of the averaged adult."""


def of_cells(cells: Cells, region: np.ndarray) -> np.ndarray:
    """Return per cell the index into :data:`SEGMENTS`.

    Args:
        cells: the skin.
        region: per cell, the key of its region.
    """
    found = np.zeros(len(region), int)
    for keys, chain, low, high in _THIRDS:
        t = cells.limb(chain).t
        third = (t >= low).astype(int) + (t >= high)
        here = np.isin(region, keys)
        found[here] = SEGMENTS.index("upper_third") + third[here]
    for key, height in _HALVES.items():
        here = region == key
        found[here] = SEGMENTS.index("upper") + (cells.y[here] < height)
    for finger in (1, 2, 3, 4, 5):
        key = "thumb" if finger == 1 else f"finger_{finger}"
        here = region == key
        found[here] = _phalanx(cells, finger)[here]
        found[region == f"nail_hand_{finger}"] = SEGMENTS.index("distal_back")
    return found


def _phalanx(cells: Cells, finger: int) -> np.ndarray:
    """Return the segment that each cell would have if it lay on this finger."""
    bones = tuple(f"finger{finger}-{k}" for k in (1, 2, 3))
    number = np.maximum(cells.heaviest(bones), 0)
    if finger == 1:
        number = np.where(number == 2, 2, 0)
    joints = np.stack([cells.joints[bone] for bone in bones])
    axis = joints[2] - joints[1]
    return 1 + 2 * number + (cells.normal @ back_of_finger(axis, thumb=finger == 1) > 0)
