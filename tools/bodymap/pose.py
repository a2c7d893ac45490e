"""The skeleton: bending the figure into the anatomical position, palms forward."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from tools.bodymap.mesh import Floats, Ints

SUPINATION = {"upperarm02": 0.2, "lowerarm01": 0.3, "lowerarm02": 0.35, "wrist": 0.15}
"""How the turn of the palm is shared along the arm; bone → share, sum 1."""


@dataclass(frozen=True)
class Skeleton:
    """Bone tree, joints and skin weights of the base mesh."""

    parents: dict[str, str | None]
    """Bone → parent bone."""
    heads: dict[str, Ints]
    """Bone → vertices whose mean is its head."""
    tails: dict[str, Ints]
    """Bone → vertices whose mean is its tail."""
    weights: dict[str, tuple[Ints, Floats]]
    """Bone → vertices it moves and how much, 0..1."""


def load_skeleton(source: Path) -> Skeleton:
    """Read ``skeleton.json`` and ``bone_weights.json``."""
    tree = json.loads((source / "skeleton.json").read_text("utf-8"))
    weights = json.loads((source / "bone_weights.json").read_text("utf-8"))["weights"]
    joints = {name: np.array(index) for name, index in tree["joints"].items()}
    bones = tree["bones"]
    return Skeleton(
        parents={name: bone["parent"] for name, bone in bones.items()},
        heads={name: joints[bone["head"]] for name, bone in bones.items()},
        tails={name: joints[bone["tail"]] for name, bone in bones.items()},
        weights={
            name: (np.array([i for i, _ in rows], int), np.array([w for _, w in rows]))
            for name, rows in weights.items()
            if rows
        },
    )


def turn(axis: Floats, degrees: float) -> Floats:
    """Return the 3 × 3 rotation by ``degrees`` about ``axis``, right-handed."""
    k = axis / np.linalg.norm(axis)
    cross = np.array([[0, -k[2], k[1]], [k[2], 0, -k[0]], [-k[1], k[0], 0]])
    angle = np.radians(degrees)
    return np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross


def carry(start: Floats, goal: Floats, share: float = 1.0) -> Floats:
    """Return the shortest rotation that brings ``start`` to ``goal``, or only ``share`` of it."""
    axis = np.cross(start, goal)
    if np.linalg.norm(axis) < 1e-9:
        return np.eye(3)
    angle = np.arctan2(np.linalg.norm(axis), start @ goal)
    return turn(axis, float(np.degrees(angle)) * share)


def posed(vertices: Floats, skeleton: Skeleton, rotations: dict[str, Floats]) -> Floats:
    """Move the vertices by linear blend skinning.

    Args:
        vertices: n × 3 in the rest pose, helpers included.
        skeleton: bones and weights.
        rotations: bone → rotation about its head, in the axes of the rest pose.
    """
    moves: dict[str, tuple[Floats, Floats]] = {}

    def move(bone: str) -> tuple[Floats, Floats]:
        if bone not in moves:
            parent = skeleton.parents[bone]
            linear, shift = move(parent) if parent else (np.eye(3), np.zeros(3))
            if bone in rotations:
                head = vertices[skeleton.heads[bone]].mean(0)
                shift = linear @ (head - rotations[bone] @ head) + shift
                linear = linear @ rotations[bone]
            moves[bone] = linear, shift
        return moves[bone]

    total, weight = np.zeros_like(vertices), np.zeros(len(vertices))
    for bone, (index, share) in skeleton.weights.items():
        linear, shift = move(bone)
        np.add.at(total, index, share[:, None] * (vertices[index] @ linear.T + shift))
        np.add.at(weight, index, share)
    moved = weight > 1e-6
    result = vertices.copy()
    result[moved] = total[moved] / weight[moved][:, None]
    return result


def anatomical(vertices: Floats, skeleton: Skeleton, pose: dict[str, float]) -> dict[str, Floats]:
    """Return the rotations that lead from the rest pose to the anatomical position.

    Args:
        vertices: the figure in the rest pose.
        skeleton: its bones.
        pose: degrees ``arms_down`` (negative: raised), ``girdle`` (the shoulder blade rises with
            the arm), ``supination``, ``legs_in``, ``chin_up``; shares 0..1 ``elbow``, ``wrist``,
            ``fingers`` (brought together), ``knuckles`` and ``flat`` (the joints of the fingers),
            how far these are straightened.
    """
    rotations: dict[str, Floats] = {}
    for side, sign in (("L", 1.0), ("R", -1.0)):

        def joint(bone: str, side: str = side) -> Floats:
            return vertices[skeleton.heads[f"{bone}.{side}"]].mean(0)

        forward = np.array([0, 0, 1.0])
        shoulder, elbow, wrist = joint("upperarm01"), joint("lowerarm01"), joint("wrist")
        knuckle = (joint("finger3-1") + joint("finger4-1")) / 2
        straight = carry(wrist - elbow, elbow - shoulder, pose["elbow"])
        hand = carry(knuckle - wrist, wrist - elbow, pose["wrist"])
        rotations[f"clavicle.{side}"] = turn(forward, sign * pose.get("girdle", 0.0))
        rotations[f"upperarm01.{side}"] = turn(forward, -sign * pose["arms_down"])
        for bone, share in SUPINATION.items():
            along = elbow - shoulder if bone == "upperarm02" else wrist - elbow
            rotations[f"{bone}.{side}"] = turn(along, sign * pose["supination"] * share)
        rotations[f"lowerarm01.{side}"] = straight @ rotations[f"lowerarm01.{side}"]
        rotations[f"wrist.{side}"] = rotations[f"wrist.{side}"] @ hand
        rotations[f"upperleg01.{side}"] = turn(forward, -sign * pose["legs_in"])
        rotations |= _fingers(vertices, skeleton, side, pose)
    rotations["head"] = turn(np.array([1.0, 0, 0]), -pose.get("chin_up", 0.0))
    return rotations


def _fingers(
    vertices: Floats, skeleton: Skeleton, side: str, pose: dict[str, float]
) -> dict[str, Floats]:
    """Straighten the fingers and bring 2 to 5 closer to the line of the middle finger."""

    def head(bone: str) -> Floats:
        return vertices[skeleton.heads[f"{bone}.{side}"]].mean(0)

    def along(finger: int) -> list[Floats]:
        tip = vertices[skeleton.tails[f"finger{finger}-3.{side}"]].mean(0)
        joints = [head(f"finger{finger}-{k}") for k in (1, 2, 3)] + [tip]
        return [after - before for before, after in pairwise(joints)]

    palm = (head("finger3-1") + head("finger4-1")) / 2 - head("wrist")
    lift = carry(along(3)[0], palm, pose["knuckles"])
    middle = lift @ along(3)[0]
    turns = {}
    for finger in (1, 2, 3, 4, 5):
        first, second, third = along(finger)
        if finger > 1:
            raised = lift @ first
            turns[f"finger{finger}-1.{side}"] = carry(raised, middle, pose["fingers"]) @ lift
        turns[f"finger{finger}-2.{side}"] = carry(second, first, pose["flat"])
        turns[f"finger{finger}-3.{side}"] = carry(third, second, pose["flat"])
    return turns
