"""Regions of head and neck: height between chin and vertex, and the angle around the head."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.bodymap.regions import Landmarks, Spot

_SCALP = 0.8
"""Height above which the scalp begins over the forehead."""
_EAR_OUT = 0.78
"""Distance from the midline above which skin of the head belongs to the outer ear, dm."""


def _measures(spot: Spot, marks: Landmarks) -> tuple[float, float]:
    """Return height (0 chin, 1 vertex) and degrees around the head (0 nose, 180 back)."""
    chin = float(marks.tails["jaw"][1])
    height = (float(spot.point[1]) - chin) / (marks.top - chin)
    centre = float(marks.joints["head"][2])
    angle = math.degrees(math.atan2(float(spot.point[0]), float(spot.point[2]) - centre))
    return height, abs(angle)


def head_region(spot: Spot, marks: Landmarks) -> str:
    """Return the region of a face of the head."""
    height, angle = _measures(spot, marks)
    if spot.point[0] > _EAR_OUT and 55 < angle < 125 and 0.2 < height < 0.62:
        return "ear_lobe" if height < 0.27 else "ear_pinna"
    if spot.normal[1] < -0.7 and height < 0.12:
        return "submental" if angle < 35 else "submandibular"
    if height > _SCALP or angle > 75:
        return _skull_region(height, angle)
    return _face_region(spot, height, angle)


def _skull_region(height: float, angle: float) -> str:
    if height > 0.97:
        return "vertex"
    if height > _SCALP:
        if angle < 75:
            return "scalp_frontal"
        return "scalp_parietal" if angle < 135 else "scalp_occipital"
    if height > 0.5:
        return "scalp_temporal" if angle < 115 else "scalp_occipital"
    if angle < 100:
        return "tmj" if height > 0.3 else "jaw_angle"
    return "mastoid" if angle < 140 else "scalp_occipital" if height > 0.3 else "neck_post"


def _face_region(spot: Spot, height: float, angle: float) -> str:
    x = float(spot.point[0])
    if height > 0.66:
        return "forehead"
    if height > 0.6:
        return "glabella" if x < 0.12 else "eyebrow" if angle < 55 else "scalp_temporal"
    if x < 0.13 and height > 0.34:
        return "nose_bridge" if height > 0.44 else "nose_tip"
    if height > 0.48:
        return _eye_region(height, angle)
    if x < 0.2 and height > 0.33:
        return "nostril"
    return _lower_face(x, height, angle)


def _eye_region(height: float, angle: float) -> str:
    if angle > 58:
        return "scalp_temporal"
    if angle < 40:
        if height > 0.54:
            return "eyelid_upper"
        return "eyelid_lower" if height > 0.51 else "orbit"
    return "orbit"


def _lower_face(x: float, height: float, angle: float) -> str:
    if height > 0.36:
        if angle < 34:
            return "infraorbital"
        return "cheek_zygomatic" if angle < 66 else "tmj"
    if height > 0.17 and x < 0.3:
        if x > 0.22 and height < 0.28:
            return "mouth_corner"
        return "lip_upper" if height > 0.235 else "lip_lower"
    if height > 0.17:
        return "cheek_buccal" if angle < 66 else "jaw_angle"
    return "chin" if x < 0.24 else "jaw_body"


def neck_region(spot: Spot, marks: Landmarks) -> str:
    """Return the region of a face of the neck."""
    base, top = marks.joints["neck01"], marks.joints["head"]
    angle = abs(
        math.degrees(math.atan2(float(spot.point[0]), float(spot.point[2]) - float(base[2])))
    )
    height = (float(spot.point[1]) - float(base[1])) / (float(top[1]) - float(base[1]))
    if angle > 125:
        return "neck_post"
    if angle > 75:
        return "neck_lat"
    if angle > 38:
        return "neck_sternomastoid"
    if spot.normal[1] < -0.6:
        return "submental" if angle < 22 else "submandibular"
    return "larynx" if angle < 16 and 0.3 < height < 0.75 else "neck_ant"
