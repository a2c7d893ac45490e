"""From which landmarks a place in each part of the body is told."""

from __future__ import annotations

from dataclasses import dataclass

_BY_HEIGHT = ("above", "below")
_ALONG = ("proximal", "distal")
_FORWARDS = ("behind", "in_front")


@dataclass(frozen=True)
class Level:
    """Landmarks from which distances along a part of the body are told."""

    landmarks: tuple[str, ...]
    part: str = ""
    """Part whose axis gives the direction; "" = straight down."""
    ways: tuple[str, str] = _BY_HEIGHT
    """What a place towards the beginning of the axis is called, and one towards its end."""


def _arm(*landmarks: str) -> Level:
    return Level(landmarks, "upper_arm")


def _forearm(*landmarks: str) -> Level:
    return Level(landmarks, "forearm")


def _thigh(*landmarks: str) -> Level:
    return Level(landmarks, "thigh")


def _leg(*landmarks: str) -> Level:
    return Level(landmarks, "lower_leg")


LEVELS: dict[str, Level] = {
    "shoulder": _arm("acromion"),
    "acromion": Level(()),
    "upper_arm": _arm("acromion", "elbow_crease"),
    "upperarm_post": _arm("acromion", "olecranon"),
    "elbow_ant": _arm("elbow_crease"),
    "elbow_post": _arm("olecranon"),
    "forearm_volar": _forearm("elbow_crease", "wrist_crease"),
    "forearm_radial": _forearm("elbow_crease", "wrist_crease"),
    "forearm_dorsal": _forearm("olecranon", "ulnar_styloid"),
    "forearm_ulnar": _forearm("olecranon", "ulnar_styloid"),
    "wrist": _forearm("wrist_crease"),
    "wrist_dorsal": _forearm("ulnar_styloid"),
    "wrist_ulnar": _forearm("ulnar_styloid"),
    "hand_palm": Level(("wrist_crease",), "hand", _ALONG),
    "hand_thenar": Level(("wrist_crease",), "hand", _ALONG),
    "hand_hypothenar": Level(("wrist_crease",), "hand", _ALONG),
    "hand_dorsum": Level(("ulnar_styloid",), "hand", _ALONG),
    "thigh_ant": _thigh("groin_fold", "patella_centre"),
    "thigh_med": _thigh("groin_fold", "patella_centre"),
    "thigh_lat": _thigh("iliac_crest", "patella_centre"),
    "thigh_post": _thigh("gluteal_fold", "knee_crease"),
    "knee": _thigh("patella_centre"),
    "knee_post": _thigh("knee_crease"),
    "shin": _leg("tibial_tuberosity", "malleolus_medial"),
    "calf": _leg("knee_crease", "malleolus_lateral"),
    "leg_med": _leg("tibial_tuberosity", "malleolus_medial"),
    "leg_lat": _leg("tibial_tuberosity", "malleolus_lateral"),
    "ankle_med": _leg("malleolus_medial"),
    "ankle_lat": _leg("malleolus_lateral"),
    "ankle_post": _leg("malleolus_lateral"),
    "foot_sole": Level(("heel_point",), "foot", _FORWARDS),
    "foot_med": Level(("heel_point",), "foot", _FORWARDS),
    "foot_lat": Level(("heel_point",), "foot", _FORWARDS),
    "chest": Level(("sternal_notch", "nipple", "navel")),
    "nipple": Level(()),
    "breast": Level(("sternal_notch", "nipple")),
    "sternum": Level(("sternal_notch", "xiphoid")),
    "axilla": Level(("axillary_fold",)),
    "chest_lat": Level(("axillary_fold", "iliac_crest")),
    "ribs_lower": Level(("nipple", "iliac_crest", "navel")),
    "abdomen": Level(("xiphoid", "navel", "pubic_symphysis")),
    "abdomen_lateral": Level(("navel", "iliac_spine")),
    "iliac_fossa": Level(("iliac_spine", "navel")),
    "pubic": Level(("pubic_symphysis", "navel")),
    "groin": Level(("pubic_symphysis", "iliac_spine")),
    "hip_lat": Level(("iliac_crest",)),
    "back": Level(("vertebra_c7", "scapula_lower_angle", "iliac_crest")),
    "thoracic_spine": Level(("vertebra_c7", "sacrum_top")),
    "lumbar_spine": Level(("vertebra_c7", "sacrum_top")),
    "sacral": Level(("sacrum_top",)),
    "coccygeal": Level(("sacrum_top",)),
    "buttock": Level(("iliac_crest", "gluteal_fold")),
    "neck_ant": Level(("larynx", "sternal_notch")),
    "neck_sternomastoid": Level(("ear_lobe", "sternal_notch")),
    "neck_lat": Level(("ear_lobe",)),
    "neck_post": Level(("vertebra_c7", "occiput")),
}
"""Region or part → its landmarks; a region's own entry comes before that of its part."""

BESIDE = frozenset(
    (
        "clavicle", "supraclavicular", "sternum", "chest_upper", "breast", "inframammary",
        "abdomen", "pubic", "groin", "back", "buttock", "neck_ant", "neck_post",
    )
)  # fmt: skip
"""Regions and parts of which the distance from the midline is told as well."""

FACE: dict[str, tuple[str, ...]] = {
    "scalp_frontal": ("glabella",),
    "scalp_parietal": ("ear_opening", "vertex"),
    "scalp_temporal": ("ear_opening", "eye_outer_corner"),
    "scalp_occipital": ("occiput",),
    "forehead": ("glabella", "eye_outer_corner"),
    "cheek": ("eye_outer_corner", "mouth_corner", "ear_opening"),
    "nose": (),
    "orbit": ("eye_outer_corner",),
    "chin": ("chin",),
    "jaw_angle": ("jaw_angle",),
    "jaw_body": ("mouth_corner", "jaw_angle", "chin"),
    "tmj": ("ear_opening",),
    "submental": ("chin",),
    "submandibular": ("jaw_angle", "chin"),
    "mastoid": ("mastoid_tip", "ear_opening"),
    "ear": (),
}
"""Region or part of the head → landmarks, of which the nearest is taken."""
