"""Parts and axes for as long as views.json does not hold them."""

from __future__ import annotations

from functools import lru_cache

from ipdoc.anatomy import skin, views

_PARTS = {
    "upper_arm": "shoulder_ant shoulder_lat shoulder_post acromion upperarm_ant upperarm_post "
    "upperarm_med upperarm_lat",
    "elbow": "elbow_ant elbow_post",
    "forearm": "forearm_volar forearm_dorsal forearm_radial forearm_ulnar",
    "wrist": "wrist_volar wrist_dorsal wrist_radial wrist_ulnar",
    "hand": "hand_palm hand_thenar hand_hypothenar hand_dorsum knuckles thumb finger_2 finger_3 "
    "finger_4 finger_5 web_1_2 web_2_3 web_3_4 web_4_5",
    "upper_limb": "upper_arm elbow forearm wrist hand",
    "thigh": "groin thigh_ant thigh_post thigh_med thigh_lat",
    "knee": "knee_ant knee_post knee_med knee_lat",
    "lower_leg": "shin calf leg_med leg_lat",
    "ankle": "ankle_ant ankle_post ankle_med ankle_lat",
    "foot": "foot_dorsum foot_sole_heel foot_sole_arch foot_sole_ball foot_med foot_lat "
    "toe_1 toe_2 toe_3 toe_4 toe_5",
    "lower_limb": "thigh knee lower_leg ankle foot",
    "neck": "submental submandibular neck_ant larynx neck_lat neck_sternomastoid neck_post",
    "head": "vertex scalp_frontal scalp_parietal scalp_temporal scalp_occipital forehead glabella "
    "eyebrow eyelid_upper eyelid_lower conjunctiva orbit nose_bridge nose_tip nostril "
    "cheek_zygomatic cheek_buccal infraorbital ear_pinna ear_lobe ear_canal_drum mastoid lip_upper "
    "lip_lower mouth_corner oral_mucosa chin jaw_angle jaw_body tmj",
}
_MARKS = {
    "upper_arm": ("upperarm_ant", "elbow_ant"),
    "forearm": ("elbow_post", "wrist_dorsal"),
    "hand": ("wrist_dorsal", "knuckles"),
    "thigh": ("thigh_med", "knee_med"),
    "lower_leg": ("knee_lat", "ankle_lat"),
    "foot": ("ankle_ant", "toe_2"),
}


def parents() -> dict[str, str]:
    """Return region or part → part."""
    found = {key: part for part, keys in _PARTS.items() for key in keys.split()}
    found |= {f"nail_hand_{k}": f"finger_{k}" if k > 1 else "thumb" for k in range(1, 6)}
    found |= {f"nail_foot_{k}": f"toe_{k}" for k in range(1, 6)}
    for key, _ in views.region_names():
        found.setdefault(key, "trunk")
    return found


@lru_cache(maxsize=8)
def axes(figure: str) -> dict[str, list[list[float]]]:
    """Return part and side → its two ends, mm."""
    square = views.cells_per_edge() ** 2
    middle: dict[tuple[str, str], list[skin.Vector]] = {}
    names, codes = views.region_names(), views.region_of_cell()
    for face in range(len(codes) // square):
        middle.setdefault(names[codes[face * square]], []).append(
            skin.position(figure, (face, 0.5, 0.5))
        )
    return {
        f"{part}|{side}": [list(skin.mean(middle[key, side])) for key in ends]
        for part, ends in _MARKS.items()
        for side in "lr"
    }
