"""Regions of arms, hands, legs and feet: how far along the bone, and which way the skin faces."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tools.bodymap.mesh import Floats

if TYPE_CHECKING:
    from tools.bodymap.regions import Landmarks, Spot

_FACING = 0.62
"""Cosine above which skin counts as facing front or back rather than a side."""


def along(point: Floats, start: Floats, end: Floats) -> float:
    """Return how far a point lies along a line: 0 at its start, 1 at its end."""
    axis = end - start
    return float((point - start) @ axis / (axis @ axis))


def facing(spot: Spot, start: Floats, end: Floats) -> str:
    """Return ant, post, med or lat: which way the skin looks, square to the limb's axis."""
    axis = (end - start) / np.linalg.norm(end - start)
    across = spot.normal - (spot.normal @ axis) * axis
    across /= max(float(np.linalg.norm(across)), 1e-9)
    if across[2] > _FACING:
        return "ant"
    if across[2] < -_FACING:
        return "post"
    return "lat" if across[0] > 0 else "med"


def arm_region(spot: Spot, marks: Landmarks) -> str:
    """Return the region of a face of shoulder, upper arm, elbow, forearm or wrist."""
    shoulder, elbow = marks.joints["upperarm01"], marks.joints["lowerarm01"]
    wrist = marks.joints["wrist"]
    upper, lower = along(spot.point, shoulder, elbow), along(spot.point, elbow, wrist)
    if upper < 0.24:
        if spot.normal[1] > 0.8:
            return "acromion"
        side = facing(spot, shoulder, elbow)
        return {"ant": "shoulder_ant", "post": "shoulder_post", "lat": "shoulder_lat"}.get(
            side, "axilla"
        )
    if upper < 0.9:
        return f"upperarm_{facing(spot, shoulder, elbow)}"
    side = facing(spot, elbow, wrist)
    if lower < 0.14:
        return "elbow_post" if side == "post" or spot.normal[2] < 0 else "elbow_ant"
    names = {"ant": "volar", "post": "dorsal", "lat": "radial", "med": "ulnar"}
    return f"{'wrist' if lower > 0.84 else 'forearm'}_{names[side]}"


def hand_region(spot: Spot, marks: Landmarks) -> str:
    """Return the region of a face of the hand."""
    palm_side = spot.normal[2] > 0
    if spot.bone.startswith("finger"):
        return _finger_region(spot, marks, palm_side=palm_side)
    wrist, knuckle = marks.joints["wrist"], marks.joints["finger3-1"]
    reach = along(spot.point, wrist, knuckle)
    if reach < 0.18:
        names = {"ant": "volar", "post": "dorsal", "lat": "radial", "med": "ulnar"}
        return f"wrist_{names[facing(spot, wrist, knuckle)]}"
    if not palm_side:
        return "knuckles" if reach > 0.82 else "hand_dorsum"
    if spot.bone == "metacarpal1":
        return "hand_thenar"
    small = marks.joints["finger5-1"] - marks.joints["finger2-1"]
    over = along(spot.point, marks.joints["finger2-1"], marks.joints["finger2-1"] + small)
    return "hand_hypothenar" if over > 0.68 and reach < 0.72 else "hand_palm"


def _finger_region(spot: Spot, marks: Landmarks, *, palm_side: bool) -> str:
    finger, joint = int(spot.bone[6]), int(spot.bone[8])
    end = marks.tails[f"finger{finger}-3"]
    start = marks.joints[f"finger{finger}-3"]
    tip = joint == 3 and along(spot.point, start, end) > 0.45
    if tip and not palm_side and spot.normal[2] < -0.55:
        return f"nail_hand_{finger}"
    return "thumb" if finger == 1 else f"finger_{finger}"


def leg_region(spot: Spot, marks: Landmarks) -> str:
    """Return the region of a face of buttock, groin, thigh, knee, lower leg or ankle."""
    hip, knee = marks.joints["upperleg01"], marks.joints["lowerleg01"]
    ankle = marks.joints["foot"]
    upper, lower = along(spot.point, hip, knee), along(spot.point, knee, ankle)
    if upper < 0.9:
        return _thigh_region(spot, hip, knee, upper)
    side = facing(spot, knee, ankle)
    if lower < 0.12:
        return f"knee_{side}"
    if lower > 0.88:
        return f"ankle_{side}"
    return {"ant": "shin", "post": "calf", "med": "leg_med", "lat": "leg_lat"}[side]


def _thigh_region(spot: Spot, hip: Floats, knee: Floats, upper: float) -> str:
    side = facing(spot, hip, knee)
    if upper < 0.17:
        if side == "post":
            return "buttock_lower"
        if side == "lat":
            return "hip_lat"
        return "groin" if spot.normal[1] > -0.5 else "perineum"
    return f"thigh_{side}"


def foot_region(spot: Spot, marks: Landmarks) -> str:
    """Return the region of a face of the foot."""
    if spot.bone.startswith("toe"):
        toe = int(spot.bone[3])
        last = 2 if toe == 1 else 3
        start, end = marks.joints[f"toe{toe}-{last}"], marks.tails[f"toe{toe}-{last}"]
        if along(spot.point, start, end) > 0.4 and spot.normal[1] > 0.6:
            return f"nail_foot_{toe}"
        return f"toe_{toe}"
    heel, ball = marks.joints["foot"], marks.joints["toe3-1"]
    forward = (spot.point[2] - heel[2]) / (ball[2] - heel[2])
    if spot.normal[1] < -0.45:
        if forward < 0.12:
            return "foot_sole_heel"
        return "foot_sole_ball" if forward > 0.68 else "foot_sole_arch"
    return _upper_foot(spot, heel, forward)


def _upper_foot(spot: Spot, heel: Floats, forward: float) -> str:
    if forward < 0.25 and spot.point[1] > heel[1] * 0.62:
        side = "ant" if spot.normal[2] > 0.6 else "post" if spot.normal[2] < -0.6 else ""
        if side:
            return f"ankle_{side}"
        return "ankle_lat" if spot.normal[0] > 0 else "ankle_med"
    if spot.normal[1] > 0.45:
        return "foot_dorsum"
    if spot.normal[2] < -0.6:
        return "foot_sole_heel"
    return "foot_lat" if spot.normal[0] > 0 else "foot_med"
