"""Reading ``views.toml``: which figures and views are to be built."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tools.bodymap.mesh import Floats
from tools.bodymap.parts import PARTS
from tools.bodymap.raster import Camera

_SLOPE = 0.819152, 0.573576
"""Sine and cosine of 55°, how high "front_above" stands over the floor."""

DIRECTIONS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "front": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "back": ((-1, 0, 0), (0, 1, 0), (0, 0, -1)),
    "left": ((0, 0, -1), (0, 1, 0), (1, 0, 0)),
    "right": ((0, 0, 1), (0, 1, 0), (-1, 0, 0)),
    "below": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "above": ((-1, 0, 0), (0, 0, 1), (0, 1, 0)),
    "front_above": ((1, 0, 0), (0, _SLOPE[1], -_SLOPE[0]), (0, _SLOPE[0], _SLOPE[1])),
}
"""Where the viewer stands → rows: the picture's right, its up, towards the viewer. +x is the
figure's left, so in front views its right lies on the left of the picture."""


@dataclass(frozen=True)
class FigurePlan:
    """One figure: whom the diagram shows."""

    key: str
    sex: str
    age: str
    muscle: float


@dataclass(frozen=True)
class ViewPlan:
    """One view and the figures it is drawn for."""

    key: str
    figures: tuple[str, ...]
    direction: str
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

    def subject_right(self) -> str:
        """Return where the subject's right lies.

        "left" or "right" in the picture; in profile "near" or "away" from the viewer.
        """
        rows = DIRECTIONS[self.direction]
        if rows[0][0]:
            return "right" if rows[0][0] < 0 else "left"
        return "near" if rows[2][0] < 0 else "away"


@dataclass(frozen=True)
class Plan:
    """Everything that ``views.toml`` says."""

    pose: dict[str, float]
    regions: FigurePlan
    figures: dict[str, FigurePlan]
    views: tuple[ViewPlan, ...]


def read_plan(path: Path) -> Plan:
    """Read the plan.

    Raises:
        KeyError: an entry lacks a field or names an unknown figure or direction.
    """
    table = tomllib.loads(path.read_text("utf-8"))
    figures = {key: FigurePlan(key, **row) for key, row in table["figures"].items()}
    views = tuple(_view(key, row) for key, row in table["views"].items())
    for view in views:
        for figure in view.figures:
            figures[figure]
    return Plan(table["pose"], FigurePlan("regions", **table["regions"]), figures, views)


def _view(key: str, row: dict[str, Any]) -> ViewPlan:
    DIRECTIONS[row["direction"]]
    width, height = row["size"]
    return ViewPlan(
        key=key,
        figures=tuple(row["figures"]),
        direction=row["direction"],
        size=(width, height),
        png_width=row["png_width"],
        margin=float(row["margin"]),
        least_line=float(row["least_line"]),
        blur={part: float(spread) for part, spread in row["blur"].items()},
        lineless=tuple(row.get("lineless", ("head", "eye"))),
        fit=tuple(row.get("fit", ())),
        draw=tuple(row.get("draw", ())),
        side=row.get("side", ""),
    )


def among(parts: tuple[str, ...], side: str, centre: Floats, part: np.ndarray) -> np.ndarray:
    """Return per face whether it is one of the parts (empty = any) on the side (empty = any)."""
    mask = np.ones(len(part), bool)
    if parts:
        mask = np.isin(part, [PARTS.index(name) for name in parts])
    if side:
        mask &= (centre[:, 0] > 0) == (side == "l")
    return mask


def camera(view: ViewPlan, points: Floats) -> Camera:
    """Return the camera that fits ``points``, n × 3, into the view box with its margin."""
    rotation = np.array(DIRECTIONS[view.direction], float)
    seen = points @ rotation.T
    low, high = seen[:, :2].min(0), seen[:, :2].max(0)
    room = np.array(view.size) - 2 * view.margin
    scale = float((room / (high - low)).min())
    middle = (low + high) / 2
    width, height = view.size
    offset = width / 2 - scale * float(middle[0]), height / 2 + scale * float(middle[1])
    return Camera(rotation, scale, offset, view.size)
