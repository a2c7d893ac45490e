"""Regions of the trunk: height between crotch and neck, distance from the midline, facing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.bodymap.regions import Landmarks, Spot

Rows = tuple[tuple[float, tuple[tuple[float, str], ...]], ...]
"""Lower limit of height → (outer limit of distance, region), from top and middle outwards."""

FRONT: Rows = (
    (0.93, ((0.14, "sternum"), (9, "clavicle"))),
    (0.78, ((0.2, "sternum"), (9, "chest_upper"))),
    (0.63, ((0.2, "sternum"), (0.86, "breast"), (9, "chest_lat"))),
    (0.58, ((0.2, "sternum"), (0.8, "inframammary"), (9, "chest_lat"))),
    (0.46, ((0.26, "epigastrium"), (0.55, "hypochondrium"), (9, "ribs_lower"))),
    (0.30, ((0.36, "umbilical"), (9, "abdomen_lateral"))),
    (0.13, ((0.36, "hypogastrium"), (9, "iliac_fossa"))),
    (-9, ((0.3, "pubic"), (9, "groin"))),
)
BACK: Rows = (
    (0.9, ((0.14, "thoracic_spine"), (9, "suprascapular"))),
    (0.66, ((0.12, "thoracic_spine"), (0.34, "interscapular"), (9, "scapular"))),
    (0.5, ((0.12, "thoracic_spine"), (9, "infrascapular"))),
    (0.43, ((0.12, "lumbar_spine"), (0.55, "renal_angle"), (9, "lumbar"))),
    (0.27, ((0.14, "lumbar_spine"), (9, "lumbar"))),
    (0.17, ((0.26, "sacral"), (9, "buttock_upper"))),
    (0.11, ((0.1, "coccygeal"), (9, "buttock_upper"))),
    (-9, ((0.06, "natal_cleft"), (9, "buttock_lower"))),
)
SIDE: Rows = (
    (0.9, ((9, "suprascapular"),)),
    (0.76, ((9, "axilla"),)),
    (0.58, ((9, "chest_lat"),)),
    (0.44, ((9, "ribs_lower"),)),
    (0.27, ((9, "abdomen_lateral"),)),
    (-9, ((9, "hip_lat"),)),
)
_FACING = 0.45
_NIPPLE = 0.1
"""Radius of the nipple's region, fraction of the half width of the shoulders."""


def trunk_region(spot: Spot, marks: Landmarks) -> str:
    """Return the region of a face of the trunk."""
    half = float(marks.joints["upperarm01"][0])
    crotch = float(marks.joints["upperleg01"][1]) - 0.42 * half
    neck = float(marks.joints["neck01"][1])
    height = (float(spot.point[1]) - crotch) / (neck - crotch)
    out = float(spot.point[0]) / half
    if spot.normal[1] > 0.72 and height > 0.86:
        return _above(spot, out)
    if spot.normal[1] < -0.6 and height < 0.08:
        return "perineum"
    if spot.normal[2] > _FACING:
        return _front(spot, marks, height, out, half)
    if spot.normal[2] < -_FACING:
        return _look_up(BACK, height, out)
    return _look_up(SIDE, height, out)


def _above(spot: Spot, out: float) -> str:
    if out > 0.85:
        return "acromion"
    return "supraclavicular" if spot.point[2] > 0 else "suprascapular"


def _front(spot: Spot, marks: Landmarks, height: float, out: float, half: float) -> str:
    nipple = marks.tails.get("breast")
    if nipple is not None:
        away = ((spot.point[0] - nipple[0]) ** 2 + (spot.point[1] - nipple[1]) ** 2) ** 0.5
        if away < _NIPPLE * half:
            return "nipple"
    return _look_up(FRONT, height, out)


def _look_up(rows: Rows, height: float, out: float) -> str:
    for least, columns in rows:
        if height >= least:
            return next(region for limit, region in columns if out <= limit)
    raise ValueError("the lowest row takes every height")
