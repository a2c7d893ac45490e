"""Regions of the hand and the foot, from the bones of fingers and toes and the way they face."""

from __future__ import annotations

import numpy as np

from tools.bodymap.cells import Cells, Mask
from tools.bodymap.regions_limbs import Paint

_DIGITS = (1, 2, 3, 4, 5)
_UP = np.array([0, 1.0, 0])
_THUMB_CREASE = (3.22, 3.04, 2.93, 2.86, 2.84)
_HAND_BONES = ("wrist", *(f"metacarpal{k}" for k in (1, 2, 3, 4)))


def hand(cells: Cells, here: Mask) -> Paint:
    """Return the regions beyond the wrist; the thumb's metacarpal belongs to the palm."""
    phalanges = tuple(f"finger{k}-{j}" for k in _DIGITS for j in (1, 2, 3))
    bone = cells.heaviest((*_HAND_BONES, *phalanges)) - len(_HAND_BONES)
    palmar = cells.normal[:, 2] > 0
    x, y = cells.x, cells.y
    metacarpal = here & (bone <= 0)
    # The crease around the ball of the thumb, and the one along the ball of the little finger.
    thumb_side = x > np.interp(y, [-0.36, -0.24, -0.08, 0.08, 0.2], _THUMB_CREASE)
    little_side = x < np.interp(y, [-0.45, -0.2, 0.2], [2.69, 2.74, 2.72])
    paint: Paint = [
        ("hand_palm", metacarpal & palmar),
        ("hand_dorsum", metacarpal & ~palmar),
        ("hand_thenar", metacarpal & palmar & thumb_side & (y > -0.36)),
        ("hand_hypothenar", metacarpal & palmar & little_side & (y > -0.43)),
    ]
    knuckle_row = _row_of_knuckles(cells)
    paint.append(("knuckles", here & ~palmar & (np.abs(knuckle_row) < 0.11) & (x < 3.45)))
    for k in _DIGITS:
        first = 3 * (k - 1) + (1 if k == 1 else 0)
        finger = here & (bone >= first) & (bone < 3 * k)
        key = "thumb" if k == 1 else f"finger_{k}"
        paint.append((key, finger & ((knuckle_row > 0.09) | palmar | (k == 1))))
    paint += _webs(cells, here, knuckle_row)
    return paint


def _row_of_knuckles(cells: Cells) -> np.ndarray:
    """Return the distance beyond the line of the knuckles 2 to 5, decimetres, towards the tips."""
    second, fifth = cells.joints["finger2-1"], cells.joints["finger5-1"]
    along = (fifth - second)[:2] / np.linalg.norm((fifth - second)[:2])
    across = np.array([-along[1], along[0]])
    across *= -np.sign(across[1])
    return (cells.place[:, :2] - second[:2]) @ across


def _webs(cells: Cells, here: Mask, row: np.ndarray) -> Paint:
    """Return the folds between neighbouring fingers."""
    paint: Paint = []
    for k in (1, 2, 3, 4):
        one = cells.joints["finger1-2" if k == 1 else f"finger{k}-1"]
        other = cells.joints[f"finger{k + 1}-1"]
        middle = (one + other) / 2
        if k > 1:
            tips = (cells.joints[f"finger{k}-2"] + cells.joints[f"finger{k + 1}-2"]) / 2
            middle = middle + 0.45 * (tips - middle)
        reach = 0.15 if k == 1 else 0.075
        near = np.linalg.norm(cells.place - middle, axis=1) < reach
        paint.append((f"web_{k}_{k + 1}", here & near))
    return paint


def back_of_finger(axis: np.ndarray, *, thumb: bool) -> np.ndarray:
    """Return the unit vector out of the back of a finger in the anatomical position."""
    out = np.array([0.45, 0.45, -0.77] if thumb else [0, 0, -1.0])
    return _square_to(axis / np.linalg.norm(axis), out)


def _square_to(axis: np.ndarray, out: np.ndarray) -> np.ndarray:
    """Return the unit vector nearest to ``out`` that is square to a unit vector."""
    square = out - (out @ axis) * axis
    return square / np.linalg.norm(square)


def nails(cells: Cells, here: Mask, foot: bool) -> Paint:
    """Return the nails: the back of the last phalanx, its end and its middle."""
    paint: Paint = []
    for k in _DIGITS:
        joint = 2 if foot and k == 1 else 3
        bone = f"{'toe' if foot else 'finger'}{k}-{joint}"
        head = cells.joints[bone]
        tip_cells = here & (cells.weight(bone) > 0.6)
        if not tip_cells.any():
            continue
        before = cells.joints[bone[:-1] + str(joint - 1)]
        axis = (head - before) / np.linalg.norm(head - before)
        along = (cells.place - head) @ axis
        reach = along[tip_cells].max()
        back = _square_to(axis, _UP) if foot else back_of_finger(axis, thumb=k == 1)
        facing = cells.normal @ back > 0.72
        paint.append(
            (
                f"nail_{'foot' if foot else 'hand'}_{k}",
                tip_cells & facing & (along > 0.42 * reach) & (along < 0.97 * reach),
            )
        )
    return paint


def foot(cells: Cells, here: Mask) -> Paint:
    """Return the regions below the ankle."""
    z = cells.z
    down = cells.normal[:, 1] < -0.55
    # The edges of the foot reach up to lines that fall towards the toes.
    middle = cells.x < np.interp(z, [-0.2, 0.5, 1.6], [1.43, 1.43, 1.4])
    inner = np.interp(z, [-0.2, 0.4, 1.0, 1.6], [-7.5, -7.65, -7.82, -7.98])
    outer = np.interp(z, [-0.2, 0.4, 1.0, 1.6], [-7.58, -7.76, -7.94, -8.04])
    edge = ~down & (cells.y < np.where(middle, inner, outer))
    paint: Paint = [
        ("foot_dorsum", here & ~down),
        ("foot_med", here & edge & middle),
        ("foot_lat", here & edge & ~middle),
        ("ankle_post", here & ~down & (z < 0.12) & (cells.normal[:, 2] < -0.6)),
        ("foot_sole_heel", here & down & (z < 0.45)),
        ("foot_sole_arch", here & down & (z >= 0.45) & (z < 1.12)),
        ("foot_sole_ball", here & down & (z >= 1.12)),
    ]
    toes = tuple(f"toe{k}-{j}" for k in _DIGITS for j in ((1, 2) if k == 1 else (1, 2, 3)))
    bone = cells.heaviest(("foot", *toes))
    for k in _DIGITS:
        mine = [1 + i for i, toe in enumerate(toes) if toe.startswith(f"toe{k}-")]
        first = z > 1.68 - 0.085 * k if k > 1 else z > 1.62
        paint.append((f"toe_{k}", here & np.isin(bone, mine) & first))
    return paint
