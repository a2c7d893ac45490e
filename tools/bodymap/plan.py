"""Reading ``views.toml``: which figures and views are to be built."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from tools.bodymap.frames import FRAMES
from tools.bodymap.mesh import Floats
from tools.bodymap.parts import PARTS
from tools.bodymap.raster import Camera

_SLOPE = 0.819152, 0.573576
"""Sine and cosine of 55°, how high "front_above" stands over the floor."""
_CHIN = 0.669131, 0.743145
"""Sine and cosine of 42°, how far below the horizon "front_below" stands."""
_ARMPIT = 0.5, 0.866025
"""Sine and cosine of 30°, how far "outer_below" stands below and turns to the front."""

DIRECTIONS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "front": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "back": ((-1, 0, 0), (0, 1, 0), (0, 0, -1)),
    "left": ((0, 0, -1), (0, 1, 0), (1, 0, 0)),
    "right": ((0, 0, 1), (0, 1, 0), (-1, 0, 0)),
    "below": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "above": ((-1, 0, 0), (0, 0, 1), (0, 1, 0)),
    "front_above": ((1, 0, 0), (0, _SLOPE[1], -_SLOPE[0]), (0, _SLOPE[0], _SLOPE[1])),
    "front_below": ((1, 0, 0), (0, _CHIN[1], _CHIN[0]), (0, -_CHIN[0], _CHIN[1])),
    "outer_below": (
        (_ARMPIT[1], 0, -_ARMPIT[0]),
        (_ARMPIT[0] ** 2, _ARMPIT[1], _ARMPIT[0] * _ARMPIT[1]),
        (_ARMPIT[0] * _ARMPIT[1], -_ARMPIT[0], _ARMPIT[1] ** 2),
    ),
}
"""Where the viewer stands → rows: the picture's right, its up, towards the viewer. +x is the
figure's left, so in front views its right lies on the left of the picture. "above" looks down on
a head whose face points to the top of the picture."""

GROUPS = {
    "whole": 0, "head": 200, "trunk": 300, "arm": 400, "hand": 500, "leg": 600, "foot": 700,
}  # fmt: skip
"""Group of views → the order of its first view in the strip."""

_FIGURE = {"muscle": 0.35, "extra": {}, "tolerance": 0.6}
_VIEW: dict[str, Any] = {
    "kind": "camera",
    "pose": "",
    "margin": 40.0,
    "least_line": 30.0,
    "blur": {"other": 10.0},
    "lineless": ("head", "eye"),
    "fit": (),
    "draw": (),
    "side": "",
    "window": (),
    "details": (),
}
"""What an entry of ``views.toml`` need not say."""


@dataclass(frozen=True)
class FigurePlan:
    """One figure: whom the diagram shows."""

    key: str
    sex: str
    ages: dict[str, float]
    """Age of the targets → share, sum 1."""
    muscle: float
    extra: dict[str, float]
    """Further targets → weight."""
    tolerance: float
    """How far the curves of the tones may leave the true ones, view-box units."""


@dataclass(frozen=True)
class ViewPlan:
    """One view and the figures it is drawn for."""

    key: str
    kind: str
    """"camera" or "unrolled"."""
    group: str
    order: int
    figures: tuple[str, ...]
    direction: str
    """A direction of :data:`DIRECTIONS`; of an unrolled view the limb."""
    pose: str
    """Name of the pose when it is not the anatomical position."""
    size: tuple[int, int]
    png_width: int
    """Pixels of the PNG twin."""
    margin: float
    least_line: float
    blur: dict[str, float]
    lineless: tuple[str, ...]
    """Parts inside which no line is drawn."""
    fit: tuple[str, ...]
    """Parts that must fit into the box; empty = all."""
    draw: tuple[str, ...]
    """Parts that are drawn at all; empty = all."""
    side: str
    """"l" or "r": only that side of ``fit`` and ``draw``; empty = both."""
    window: tuple[float, ...]
    """Lowest and highest x, y, z of what must fit, decimetres of the averaged adult; or empty."""
    details: tuple[str, ...]
    """Kinds of fine lines that are drawn besides."""
    mirror_of: str = ""
    """Key of the view whose mirror image this is; empty = drawn by itself."""

    def rotation(self) -> Floats:
        """Return the rows of the camera; those of a mirror image look from the other side."""
        rows = np.array(DIRECTIONS[FRAMES.get(self.direction, self.direction)], float)
        return mirrored_rotation(rows) if self.mirror_of else rows

    def subject_right(self) -> str:
        """Return where the subject's right lies.

        "left" or "right" in the picture; in profile "near" or "away" from the viewer.
        """
        if self.kind == "unrolled":
            return "near" if self.key.rsplit("_", 1)[-1] == "r" else "away"
        rows = self.rotation()
        if abs(rows[0][0]) > abs(rows[2][0]):
            return "right" if rows[0][0] < 0 else "left"
        return "near" if rows[2][0] < 0 else "away"


@dataclass(frozen=True)
class Plan:
    """Everything that ``views.toml`` says."""

    poses: dict[str, dict[str, float]]
    """Pose → degrees and shares; "" is the anatomical position."""
    regions: FigurePlan
    figures: dict[str, FigurePlan]
    views: tuple[ViewPlan, ...]


def mirrored_rotation(rows: Floats) -> Floats:
    """Return the rows of the camera that sees the mirror image of what ``rows`` sees."""
    return rows * np.array([[1.0, -1, -1], [-1, 1, 1], [-1, 1, 1]]) + 0.0


def read_plan(path: Path) -> Plan:
    """Read the plan.

    Raises:
        KeyError: an entry lacks a field or names an unknown figure, direction or group.
    """
    table = tomllib.loads(path.read_text("utf-8"))
    figures = {key: FigurePlan(key, **{**_FIGURE, **row}) for key, row in table["figures"].items()}
    views: list[ViewPlan] = []
    for key, row in table["views"].items():
        place = GROUPS[row["group"]] + sum(view.group == row["group"] for view in views)
        views += _views(key, row, place)
    for view in views:
        for figure in view.figures:
            figures[figure]
    poses = {"": table["pose"]}
    poses |= {name: {**table["pose"], **row} for name, row in table.get("poses", {}).items()}
    return Plan(poses, FigurePlan("regions", **{**_FIGURE, **table["regions"]}), figures,
                tuple(views))  # fmt: skip


def _views(key: str, row: dict[str, Any], order: int) -> list[ViewPlan]:
    """Return the view of an entry, or left and right view when its key holds ``{side}``."""
    one = {**_VIEW, **row}
    if one["kind"] == "camera":
        DIRECTIONS[FRAMES.get(one["direction"], one["direction"])]
    one |= {name: tuple(one[name]) for name in _TUPLES}
    one["blur"] = {part: float(spread) for part, spread in one["blur"].items()}
    if "{side}" not in key:
        return [ViewPlan(key=key, order=order, **one)]
    left = ViewPlan(key=key.format(side="l"), order=order, **{**one, "side": "l"})
    right = replace(left, key=key.format(side="r"), order=order + 1, side="r", mirror_of=left.key)
    return [left, right]


_TUPLES = ("figures", "size", "lineless", "fit", "draw", "window", "details")


def among(parts: tuple[str, ...], side: str, centre: Floats, part: np.ndarray) -> np.ndarray:
    """Return per face whether it is one of the parts (empty = any) on the side (empty = any)."""
    mask = np.ones(len(part), bool)
    if parts:
        mask = np.isin(part, [PARTS.index(name) for name in parts])
    if side:
        mask &= (centre[:, 0] > 0) == (side == "l")
    return mask


def camera(view: ViewPlan, rotation: Floats, points: Floats) -> Camera:
    """Return the camera that fits ``points``, n × 3, into the view box with its margin."""
    seen = points @ rotation.T
    low, high = seen[:, :2].min(0), seen[:, :2].max(0)
    room = np.array(view.size) - 2 * view.margin
    scale = float((room / (high - low)).min())
    middle = (low + high) / 2
    width, height = view.size
    offset = width / 2 - scale * float(middle[0]), height / 2 + scale * float(middle[1])
    return Camera(rotation, scale, offset, (width, height))
