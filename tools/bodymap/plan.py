"""Reading ``views.toml``: which figures and views are to be built."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tools.bodymap.mesh import Floats
from tools.bodymap.parts import PARTS
from tools.bodymap.raster import Camera

DIRECTIONS = {
    "front": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "back": ((-1, 0, 0), (0, 1, 0), (0, 0, -1)),
    "left": ((0, 0, -1), (0, 1, 0), (1, 0, 0)),
    "right": ((0, 0, 1), (0, 1, 0), (-1, 0, 0)),
    "below": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
    "above": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
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
    png: tuple[tuple[int, int], ...]
    margin: float
    least_line: float
    blur: dict[str, float]
    parts: tuple[str, ...]
    """Parts that must fit into the box; empty = all."""
    side: str
    """"l" or "r": only that side's parts; empty = both."""
    only: bool
    """True: nothing but the parts is drawn."""
    box: tuple[float, float] | None
    """Heights of the lower and the upper edge as shares 0..1 of the figure; None = fit."""

    def subject_right(self) -> str | None:
        """Return the side of the picture on which the subject's right lies, None in profile."""
        right = -DIRECTIONS[self.direction][0][0]
        return {1: "right", -1: "left"}.get(right)


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


def _view(key: str, row: dict[str, object]) -> ViewPlan:
    DIRECTIONS[str(row["direction"])]
    return ViewPlan(
        key=key,
        figures=tuple(row["figures"]),  # type: ignore[arg-type]
        direction=str(row["direction"]),
        size=tuple(row["size"]),  # type: ignore[arg-type]
        png=tuple(tuple(pair) for pair in row["png"]),  # type: ignore[attr-defined]
        margin=float(row["margin"]),  # type: ignore[arg-type]
        least_line=float(row["least_line"]),  # type: ignore[arg-type]
        blur={"other": 5.0, **row["blur"]},  # type: ignore[dict-item]
        parts=tuple(row.get("parts", ())),  # type: ignore[arg-type]
        side=str(row.get("side", "")),
        only=bool(row.get("only", False)),
        box=row.get("box"),  # type: ignore[arg-type]
    )


def shown(view: ViewPlan, centre: Floats, part: np.ndarray) -> np.ndarray:
    """Return per face whether it belongs to the parts and side of the view."""
    mask = np.ones(len(part), bool)
    if view.parts:
        mask = np.isin(part, [PARTS.index(name) for name in view.parts])
    if view.side:
        mask &= (centre[:, 0] > 0) == (view.side == "l")
    return mask


def camera(view: ViewPlan, points: Floats, figure: Floats) -> Camera:
    """Return the camera that fits ``points`` into the view box with its margin.

    Args:
        view: the plan.
        points: n × 3 vertices that must be seen.
        figure: all vertices of the skin, for ``box``.
    """
    rotation = np.array(DIRECTIONS[view.direction], float)
    seen = points @ rotation.T
    low, high = seen[:, :2].min(0), seen[:, :2].max(0)
    if view.box:
        foot, crown = figure[:, 1].min(), figure[:, 1].max()
        low[1], high[1] = (foot + share * (crown - foot) for share in view.box)
    width, height = view.size
    scale = float(
        min(
            (width - 2 * view.margin) / (high[0] - low[0]) if not view.box else np.inf,
            (height - 2 * view.margin) / (high[1] - low[1]),
        )
    )
    middle = (low + high) / 2
    offset = width / 2 - scale * float(middle[0]), height / 2 + scale * float(middle[1])
    return Camera(rotation, scale, offset, view.size)
