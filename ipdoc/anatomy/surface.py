"""The skin as data: quads shared by all figures, figures' vertices, regions of the cells."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

from ipdoc.anatomy.container import read_container
from ipdoc.anatomy.views import DiagramView
from ipdoc.resources import data_dir

Side: TypeAlias = Literal["l", "r", "m"]
"""The subject's own left, right, or the middle."""

SKIN = "skin-1"
"""Name of the surface; a changed base mesh would get another name."""


@dataclass(frozen=True)
class Region:
    """A named part of the skin."""

    key: str
    """Key of the region vocabulary, such as "orbit"."""
    side: Side
    """Side of the subject."""


@dataclass(frozen=True)
class Skin:
    """What all figures share."""

    faces: array[int]
    """Four vertex numbers per quad."""
    codes: array[int]
    """Per cell, index into ``labels``; cells run row by row (v), then u, quad after quad."""
    labels: tuple[Region, ...]
    """Regions that have area."""
    grid: int
    """Cells along one edge of a quad."""
    mirror: array[int]
    """Per quad, its image on the other side of the body."""

    @property
    def count(self) -> int:
        """Number of quads."""
        return len(self.faces) // 4

    def region(self, face: int, u: float, v: float) -> Region:
        """Return the region of a spot on a quad; u and v are 0..1."""
        grid = self.grid
        column, row = min(int(u * grid), grid - 1), min(int(v * grid), grid - 1)
        return self.labels[self.codes[face * grid * grid + row * grid + column]]


@dataclass(frozen=True)
class Figure:
    """One posed figure."""

    vertices: array[int]
    """x, y, z per vertex in steps of ``step_mm``."""
    step_mm: float
    """Millimetres per step."""
    seen: dict[str, bytes]
    """View key → one bit per quad, set when the quad is seen; lowest bit first."""


@cache
def skin() -> Skin:
    """Return the shared skin, read once."""
    held = read_container(data_dir("static") / "diagrams" / f"{SKIN}.bin")
    return Skin(
        faces=held.arrays["faces"],
        codes=held.arrays["regions"],
        labels=tuple(Region(key, side) for key, side in held.head["labels"]),
        grid=held.head["grid"],
        mirror=held.arrays["mirror"],
    )


@cache
def figure(key: str) -> Figure:
    """Return a posed figure, read once; ``key`` is that of a listed view."""
    held = read_container(data_dir("static") / "diagrams" / key / "body.bin")
    seen = {
        name.removeprefix("seen:"): values.tobytes()
        for name, values in held.arrays.items()
        if name.startswith("seen:")
    }
    return Figure(held.arrays["vertices"], held.head["step_mm"], seen)


def all_regions() -> tuple[Region, ...]:
    """Return every region that has area on the skin, with each of its sides."""
    return skin().labels


def projected(view: DiagramView) -> tuple[array[float], array[float], array[float]]:
    """Return x, y and depth of all vertices in view-box units; depth grows towards the viewer."""
    body = figure(view.figure)
    scale = view.camera.units_per_mm * body.step_mm
    across, up, near = (tuple(number * scale for number in row) for row in view.camera.rotation)
    left, top = view.camera.offset
    xs, ys, zs = body.vertices[0::3], body.vertices[1::3], body.vertices[2::3]
    a, b, c = across
    x = array("d", [left + a * p + b * q + c * r for p, q, r in zip(xs, ys, zs, strict=True)])
    a, b, c = up
    y = array("d", [top - a * p - b * q - c * r for p, q, r in zip(xs, ys, zs, strict=True)])
    a, b, c = near
    depth = array("d", [a * p + b * q + c * r for p, q, r in zip(xs, ys, zs, strict=True)])
    return x, y, depth
