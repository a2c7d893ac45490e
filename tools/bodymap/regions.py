"""Naming every face of the skin: bones say which limb, heights and directions say which region.

All rules are written for the figure's own left side in the anatomical position, palms forward; the
right side is the mirror image. Lengths are fractions of the figure's own measures, so the rules
hold for every adult.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from tools.bodymap.head_regions import head_region, neck_region
from tools.bodymap.limb_regions import arm_region, foot_region, hand_region, leg_region
from tools.bodymap.mesh import Floats, Ints, Mesh, mirror_map, vertex_normals
from tools.bodymap.parts import PARTS, face_weights, part_of_faces
from tools.bodymap.pose import Skeleton
from tools.bodymap.trunk_regions import trunk_region

MIDLINE = {
    "vertex", "glabella", "nose_bridge", "nose_tip", "lip_upper", "lip_lower", "chin", "submental",
    "larynx", "neck_post", "sternum", "epigastrium", "umbilical", "hypogastrium", "pubic",
    "interscapular", "thoracic_spine", "lumbar_spine", "sacral", "coccygeal", "natal_cleft",
    "perineum",
}  # fmt: skip
"""Regions that have no side."""
EITHER = {"forehead", "neck_ant", "scalp_occipital"}
"""Regions that have a middle and two sides."""
_MIDDLE = 0.15
"""Half width of the middle of such a region, decimetres."""
_SMOOTHING = 3
"""Rounds in which a face takes the name that most of its neighbours bear."""


@dataclass(frozen=True)
class Spot:
    """The middle of a face, on the left or mirrored to it."""

    point: Floats
    normal: Floats
    bone: str
    """The bone that moves it most, without side."""


@dataclass(frozen=True)
class Landmarks:
    """Joints of the left side in the anatomical position, decimetres."""

    joints: dict[str, Floats]
    """Bone → its head."""
    tails: dict[str, Floats]
    top: float
    """Height of the vertex of the head."""


def name_faces(base: Mesh, skeleton: Skeleton, posed: Floats) -> list[tuple[str, str] | None]:
    """Return region and side (l, r, m) of every face, None for faces inside the body.

    Args:
        base: the base mesh.
        skeleton: its bones.
        posed: vertices of an adult figure in the anatomical position.
    """
    weights = face_weights(skeleton, base.faces, len(base.vertices))
    parts = part_of_faces(weights, base.eye)
    bones = sorted(weights)
    strongest = np.stack([weights[bone] for bone in bones]).argmax(0)
    triangles = np.vstack([base.faces[:, [0, 1, 2]], base.faces[:, [0, 2, 3]]])
    normals = vertex_normals(posed, triangles)[base.faces].mean(1)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
    centres = posed[base.faces].mean(1)
    marks = landmarks(skeleton, posed, base)
    _, mirrored = mirror_map(base)
    names: list[tuple[str, str] | None] = [None] * len(base.faces)
    for face, centre in enumerate(centres):
        if centre[0] < 0:
            continue
        bone = bones[strongest[face]].split(".")[0]
        region = _region(PARTS[parts[face]], Spot(centre, normals[face], bone), marks)
        names[face] = _sided(region, centre[0], "l")
        names[mirrored[face]] = _sided(region, centre[0], "r")
    return _smoothed(names, base.faces)


def landmarks(skeleton: Skeleton, posed: Floats, base: Mesh) -> Landmarks:
    """Return the joints that the rules measure from."""

    def place(indices: Ints) -> Floats:
        middle: Floats = posed[indices].mean(0)
        return middle

    left = [bone for bone in skeleton.heads if not bone.endswith(".R")]
    joints = {bone.split(".")[0]: place(skeleton.heads[bone]) for bone in left}
    tails = {bone.split(".")[0]: place(skeleton.tails[bone]) for bone in left}
    skin = np.unique(base.faces)
    return Landmarks(joints, tails, float(posed[skin, 1].max()))


def _region(part: str, spot: Spot, marks: Landmarks) -> str | None:
    if part == "eye":
        return "conjunctiva"
    rule = {
        "head": head_region,
        "neck": neck_region,
        "trunk": trunk_region,
        "arm": arm_region,
        "hand": hand_region,
        "leg": leg_region,
        "foot": foot_region,
    }[part]
    return rule(spot, marks)


def _sided(region: str | None, x: float, side: str) -> tuple[str, str] | None:
    if region is None:
        return None
    if region in MIDLINE or (region in EITHER and x < _MIDDLE):
        return region, "m"
    return region, side


def _smoothed(names: list[tuple[str, str] | None], faces: Ints) -> list[tuple[str, str] | None]:
    """Even out ragged borders: a face surrounded by another region joins it."""
    beside = _neighbours(faces)
    for _ in range(_SMOOTHING):
        before = list(names)
        for face, own in enumerate(before):
            around = Counter(before[other] for other in beside[face])
            name, count = around.most_common(1)[0] if around else (own, 0)
            if name != own and count >= 3:
                names[face] = name
    return names


def _neighbours(faces: Ints) -> list[list[int]]:
    by_edge: dict[tuple[int, int], list[int]] = {}
    for face, corners in enumerate(faces):
        for a, b in zip(corners, np.roll(corners, -1), strict=True):
            by_edge.setdefault((min(a, b), max(a, b)), []).append(face)
    beside: list[list[int]] = [[] for _ in faces]
    for pair in by_edge.values():
        if len(pair) == 2:
            beside[pair[0]].append(pair[1])
            beside[pair[1]].append(pair[0])
    return beside
