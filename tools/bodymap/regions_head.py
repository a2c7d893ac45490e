"""Regions of the head and the neck, cut in front view and by the angle around the head's axis.

Landmarks in the averaged adult, decimetres: eyes (0.29, 7.35), bridge of the nose 7.4, tip of the
nose 7.0, mouth 6.73 (corner at 0.22), chin 6.3, opening of the ear (0.72, 7.12, z 0.47), hairline
7.95, crown 8.4.
"""

from __future__ import annotations

import numpy as np

from tools.bodymap.cells import Cells, Mask
from tools.bodymap.regions_limbs import Paint


def around(cells: Cells) -> np.ndarray:
    """Return degrees around the head's axis: 0 front, 90 side, 180 back."""
    return np.degrees(np.arctan2(cells.x, cells.z - 0.5))


def scalp(cells: Cells, here: Mask) -> Paint:
    """Return what hair covers, and the skin behind the ear."""
    x, y, z, angle = cells.x, cells.y, cells.z, around(cells)
    behind = angle > 98
    hairline = np.interp(angle, [0, 40, 58, 68], [7.95, 7.95, 7.85, 7.65])
    return [
        ("scalp_parietal", here & (y > 7.72)),
        ("scalp_temporal", here & (y <= 7.72) & (y > 7.22) & (angle >= 62)),
        ("scalp_occipital", here & behind & (y <= 7.72) & (angle > 128)),
        ("scalp_frontal", here & (y > hairline) & (z > 0.62) & (angle < 80)),
        ("mastoid", here & behind & (y <= 7.22) & (angle <= 140)),
        ("vertex", here & (y > 8.2) & (x**2 + (z - 0.35) ** 2 < 0.32**2)),
    ]


def face(cells: Cells, here: Mask) -> Paint:
    """Return the regions of the face and the jaw."""
    x, y, z, angle = cells.x, cells.y, cells.z, around(cells)
    temple = ("scalp_temporal", here)
    here = here & (angle < 98) & (y < 8.0)
    cheek = here & (y <= 7.62) & (angle < 72)
    jaw = np.interp(z, [0.45, 0.95, 1.2, 1.45], [6.75, 6.55, 6.5, 6.5])
    paint: Paint = [
        temple,
        ("forehead", here & (y > 7.55) & (angle < 62) & (y <= 7.97)),
        ("cheek_zygomatic", here & (y <= 7.32) & (y > 6.98) & (angle < 85)),
        ("cheek_buccal", here & (y <= 6.98) & (angle < 80)),
        ("infraorbital", cheek & (x < 0.47) & (y > 6.98) & (y < 7.26)),
        ("tmj", here & (y > 7.0) & (y < 7.3) & (angle > 66) & (z < 0.82)),
        ("jaw_body", here & (y <= jaw)),
        ("jaw_angle", here & (y <= 6.98) & (z < 0.78)),
        ("chin", here & (x < 0.27) & (y < 6.56) & (z > 1.0)),
    ]
    under = (cells.normal[:, 1] < -0.74) & (y < 6.6) & here
    paint += [
        ("submandibular", under & (x >= 0.2) & (z < 1.18)),
        ("submental", under & (x < 0.2) & (z < 1.15)),
        ("jaw_body", here & (y < 6.42) & (z < 1.2) & ~under & (x >= 0.27)),
    ]
    return paint + _features(cells, cheek)


def _features(cells: Cells, here: Mask) -> Paint:
    """Return eyes, nose and mouth."""
    x, y, z = cells.x, cells.y, cells.z
    here = here & (z > 0.95)
    lower_lid = cells.weight("orbicularis04") > cells.weight("orbicularis03")
    lids = here & cells.ellipse(0.3, 7.35, 0.19, 0.115)
    lips = here & (z > 1.2)
    nose = here & (z > 1.2)
    return [
        ("orbit", here & cells.ellipse(0.3, 7.35, 0.29, 0.2)),
        ("eyebrow", here & (np.abs(y - 7.53) < 0.06) & (x > 0.11) & (x < 0.55)),
        ("glabella", here & (x < 0.12) & (y > 7.42) & (y < 7.66)),
        ("eyelid_upper", lids & ~lower_lid),
        ("eyelid_lower", lids & lower_lid),
        ("nose_bridge", nose & (x < 0.06 + (7.45 - y) * 0.17) & (y > 7.08) & (y <= 7.44)),
        ("nose_tip", nose & (x < 0.1) & (y > 6.92) & (y <= 7.1)),
        ("nostril", nose & (x >= 0.09) & (x < 0.19) & (y > 6.9) & (y <= 7.1)),
        ("lip_upper", lips & (x < 0.22) & (y > 6.72) & (y <= 6.92)),
        ("lip_lower", lips & (x < 0.22) & (y > 6.56) & (y <= 6.72)),
        ("mouth_corner", lips & (x >= 0.19) & (x < 0.29) & (np.abs(y - 6.72) < 0.07)),
    ]


def ear(cells: Cells, here: Mask) -> Paint:
    """Return the outer ear, which stands out from the head, and the opening of its canal."""
    x, y, z = cells.x, cells.y, cells.z
    side = np.interp(y, [6.85, 7.0, 7.2, 7.5], [0.635, 0.665, 0.7, 0.715])
    pinna = here & (z < 0.62) & (z > 0.1) & (y > 6.88) & (y < 7.43) & (x > side)
    opening = here & ~pinna & (z > 0.36) & (z < 0.56) & (y > 7.02) & (y < 7.24) & (x > 0.4)
    return [
        ("ear_canal_drum", opening),
        ("ear_pinna", pinna),
        ("ear_lobe", pinna & (y < 7.02)),
    ]


def neck(cells: Cells, here: Mask) -> Paint:
    """Return the regions of the neck."""
    x, y = cells.x, cells.y
    angle = np.degrees(np.arctan2(x, cells.z - 0.25))
    muscle = np.interp(y, [5.5, 6.6], [22, 88])
    return [
        ("neck_lat", here),
        ("neck_ant", here & (angle < muscle)),
        ("neck_sternomastoid", here & (np.abs(angle - muscle) < 16) & (x > 0.12)),
        ("neck_post", here & (angle > 128)),
        ("larynx", here & (x < 0.16) & (y > 5.9) & (y < 6.25) & (cells.z > 0.5)),
    ]


def inside_mouth(cells: Cells, here: Mask) -> Paint:
    """Return the lining of the mouth: skin faces that look inwards behind the lips."""
    x, y, z = cells.x, cells.y, cells.z
    cave = here & (x < 0.42) & (z < 1.36) & (y > 6.45) & (y < 7.05)
    hidden = cave & (z < 1.1)
    inward = cave & (cells.normal[:, 2] < -0.2) & (z > 0.75)
    throat = here & (x < 0.42) & (z > 0.2) & (z < 1.0) & (y > 6.62) & (y < 7.7)
    lining = (hidden & (x < 0.35) & (z > 0.55) & (y > 6.5)) | inward | throat
    return [("oral_mucosa", lining)]
