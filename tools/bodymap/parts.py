"""Coarse parts of the body from the bones: the first sieve for regions and for drawing."""

from __future__ import annotations

import numpy as np

from tools.bodymap.mesh import Ints
from tools.bodymap.pose import Skeleton

PARTS = ("head", "neck", "trunk", "arm", "hand", "leg", "foot", "eye")

_STEMS = {
    "neck": ("neck",),
    "trunk": ("spine", "clavicle", "shoulder", "breast", "pelvis", "root"),
    "arm": ("upperarm", "lowerarm"),
    "hand": ("wrist", "metacarpal", "finger"),
    "leg": ("upperleg", "lowerleg"),
    "foot": ("foot", "toe"),
}


def part_of_bone(bone: str) -> str:
    """Return the part a bone belongs to; everything of the skull and the face is "head"."""
    for part, stems in _STEMS.items():
        if bone.startswith(stems):
            return part
    return "head"


def face_weights(skeleton: Skeleton, faces: Ints, vertices: int) -> dict[str, np.ndarray]:
    """Return for every bone the mean weight 0..1 over the corners of each face."""
    result = {}
    for bone, (index, weight) in skeleton.weights.items():
        full = np.zeros(vertices)
        full[index] = weight
        result[bone] = full[faces].mean(1)
    return result


def part_of_faces(weights: dict[str, np.ndarray], eye: np.ndarray) -> Ints:
    """Return for every face the index of its part in :data:`PARTS`."""
    total = np.zeros((len(PARTS), len(eye)))
    for bone, weight in weights.items():
        total[PARTS.index(part_of_bone(bone))] += weight
    total[PARTS.index("eye"), eye] = 10
    return total.argmax(0)
