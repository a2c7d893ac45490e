"""Regions of the trunk, cut by heights, distances from the midline and the way the skin faces.

Heights and distances are decimetres in the averaged adult (see ``cells``), read off its
landmarks: notch 5.45, nipple 3.93, tip of the breastbone 3.5, navel 1.92, spine of the hip bone
1.1, upper edge of the pubic bone 0.55, seventh neck vertebra 5.75, corner of the shoulder blade
4.0, last rib 2.6, hip crest 1.5.
"""

from __future__ import annotations

import numpy as np

from tools.bodymap.cells import Cells, Mask
from tools.bodymap.regions_limbs import Paint


def around(cells: Cells) -> np.ndarray:
    """Return degrees around the trunk's axis: 0 front, 90 side, 180 back."""
    axis = np.interp(cells.y, [-0.5, 0.5, 2.0, 4.0, 5.5], [0.1, 0.2, 0.45, 0.35, 0.2])
    return np.degrees(np.arctan2(cells.x, cells.z - axis))


def groin_line(cells: Cells) -> np.ndarray:
    """Return the height above the fold of the groin at the cell's distance from the midline."""
    return cells.y - np.interp(cells.x, [0.2, 0.6, 1.25, 1.7], [-0.2, 0.25, 0.95, 1.2])


def front(cells: Cells, here: Mask) -> Paint:
    """Return the regions of the chest and the abdomen."""
    x, y = cells.x, cells.y
    here = here & (around(cells) < 68)
    margin = np.interp(x, [0, 0.25, 0.7, 1.2], [3.5, 3.3, 2.85, 2.5])
    collar = np.interp(x, [0.2, 1.0, 1.6], [5.36, 5.45, 5.5])
    abdomen = here & (y < margin)
    chest = here & (y >= margin)
    paint: Paint = [
        ("ribs_lower", chest & (y < 3.5)),
        ("chest_upper", chest & (y >= 3.5)),
        ("supraclavicular", chest & (y > collar) & (x > 0.22)),
        ("clavicle", chest & (np.abs(y - collar) < 0.14) & (x > 0.2)),
        ("inframammary", chest & (y >= 3.2) & (y < 3.6) & (x >= 0.3)),
        ("breast", chest & cells.ellipse(0.95, 3.93, 0.52, 0.55)),
        ("nipple", chest & cells.ellipse(1.0, 3.94, 0.15, 0.15)),
        ("sternum", here & (x < 0.24) & (y >= 3.45)),
        ("epigastrium", abdomen & (x < 0.55) & (y >= 2.6)),
        ("hypochondrium", abdomen & (x >= 0.55) & (y >= 2.25)),
        ("umbilical", abdomen & (x < 0.6) & (y >= 1.35) & (y < 2.6)),
        ("abdomen_lateral", abdomen & (x >= 0.6) & (y >= 1.35) & (y < 2.4)),
        ("hypogastrium", abdomen & (x < 0.6) & (y < 1.35)),
        ("iliac_fossa", abdomen & (x >= 0.6) & (y < 1.35)),
        ("pubic", abdomen & (x < 0.45) & (y < 0.55)),
    ]
    return paint


def sides(cells: Cells, here: Mask) -> Paint:
    """Return the regions of the flank, the armpit and the hip."""
    y, angle = cells.y, around(cells)
    here = here & (angle >= 68) & (angle < 118)
    return [
        ("chest_lat", here & (y >= 3.3)),
        ("axilla", here & (y >= 4.25)),
        ("ribs_lower", here & (y >= 2.5) & (y < 3.3)),
        ("abdomen_lateral", here & (y >= 1.4) & (y < 2.5)),
        ("hip_lat", here & (y < 1.4)),
    ]


def back(cells: Cells, here: Mask) -> Paint:
    """Return the regions of the back and the buttocks."""
    x, y = cells.x, cells.y
    here = here & (around(cells) >= 112)
    shoulder = np.interp(x, [0.3, 1.5], [5.28, 5.1])
    return [
        ("infrascapular", here & (y >= 2.95)),
        ("scapular", here & (y >= 4.0) & (x >= 0.5)),
        ("suprascapular", here & (y >= shoulder)),
        ("interscapular", here & (y >= 4.0) & (y < shoulder) & (x < 0.5)),
        ("lumbar", here & (y >= 1.42) & (y < 2.95)),
        ("renal_angle", here & (y >= 2.5) & (y < 2.95) & (x < 0.62)),
        ("buttock_upper", here & (y >= 0.45) & (y < 1.42)),
        ("buttock_lower", here & (y < 0.45)),
        ("sacral", here & (y >= 0.78) & (y < 1.42) & (x < 0.12 + (y - 0.78) * 0.5)),
        ("thoracic_spine", here & (x < 0.16) & (y >= 2.95) & (y < 5.6)),
        ("lumbar_spine", here & (x < 0.16) & (y >= 1.42) & (y < 2.95)),
        ("natal_cleft", here & (x < 0.1) & (y < 0.6)),
        ("coccygeal", here & (x < 0.13) & (y >= 0.55) & (y < 0.78)),
    ]


def shoulder_top(cells: Cells, here: Mask) -> Paint:
    """Return the slope between neck and shoulder, which faces up."""
    up = here & (cells.normal[:, 1] > 0.5) & (cells.y > 5.2)
    behind = cells.z < 0.28
    return [
        ("suprascapular", up & behind),
        ("supraclavicular", up & ~behind & (cells.x > 0.3) & (cells.y > 5.45)),
    ]


def pelvis(cells: Cells, here: Mask) -> Paint:
    """Return the groin, the fold below the buttock and what lies between the legs."""
    x, y, z = cells.x, cells.y, cells.z
    line = groin_line(cells)
    angle = around(cells)
    groin = here & (np.abs(line) < 0.17) & (angle < 75) & (z > 0.45) & (x > 0.25) & (x < 1.4)
    middle = here & (x < 0.3) & (y < 0.2) & (y > -0.45)
    return [
        ("groin", groin),
        ("pubic", middle & (z > 0.55)),
        ("perineum", middle & (z <= 0.55) & (z > 0.0) & (x < 0.22)),
        ("perianal", middle & (z <= 0.0) & (z > -0.3) & (x < 0.16) & (y < 0.1)),
        ("anus", middle & (z <= -0.08) & (z > -0.18) & (x < 0.05) & (y < 0.05)),
    ]
