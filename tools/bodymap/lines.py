"""Fine lines: nails, lids, creases of the fingers, landmarks of the trunk and the limbs."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from scipy import ndimage
from scipy.spatial import cKDTree
from shapely.geometry import LineString

from tools.bodymap import borders, outlines, segments, valleys
from tools.bodymap.cells import GRID
from tools.bodymap.mesh import Floats, Ints
from tools.bodymap.raster import Sight
from tools.bodymap.shop import Workshop

Project = Callable[[Floats], Floats]

_STEP = 0.04
"""Decimetres between the points of a landmark line."""
_BEHIND = 5.0
"""A point of a landmark line is hidden when skin lies before it by more, view-box units."""
_LEAP = 150.0
"""Neighbouring points of a landmark line that lie farther apart are not joined, view-box units."""
_LEAST = 12.0
"""Shorter pieces of a landmark line are left out, view-box units."""


@dataclass(frozen=True)
class Looked:
    """What the fine lines of one view are drawn from; arrays of the view box, without bleed."""

    sight: Sight
    cell: Ints
    """Per pixel the cell of the skin, −1 outside."""
    labels: Ints
    """Per pixel the region, borders smooth."""
    scale: float
    """View-box units per mesh unit."""


def drawn(
    shop: Workshop, looked: Looked, details: tuple[str, ...], figure: tuple[str, str],
    project: Project,
) -> list[Floats]:  # fmt: skip
    """Return the fine lines of a view, view-box units.

    Args:
        shop: the body data.
        looked: what the camera sees.
        details: which kinds: "nails", "lids", "toes", "creases", "valleys", "marks".
        figure: figure and pose.
        project: points of the figure → x, y, nearness on the picture, view-box units.
    """
    pixels = looked.sight.pixels
    keys = np.array([name.split("|")[0] for name in shop.region_names])
    found: list[Floats] = []
    for kind, wanted in _BORDERS.items():
        if kind in details:
            found += _between(borders.arcs(looked.labels, pixels), keys, wanted)
    if "creases" in details:
        found += _creases(shop, looked, keys)
    if "valleys" in details:
        found += valleys.drawn(looked.sight)
    if "marks" in details:
        found += _marks(shop, looked, figure, project)
    return found


def _is_nail(key: str) -> bool:
    return key.startswith("nail_")


def _is_toe(key: str) -> bool:
    return key.startswith(("toe_", "nail_foot"))


_BORDERS: dict[str, Callable[[str, str], bool]] = {
    "nails": lambda one, other: _is_nail(one) != _is_nail(other),
    "lids": lambda one, other: (one == "conjunctiva") != (other == "conjunctiva"),
    "toes": lambda one, other: _is_toe(one) and _is_toe(other) and one[-1] != other[-1],
}
"""Kind of line → between which regions it runs."""


def _between(
    arcs: list[borders.Arc], keys: np.ndarray, wanted: Callable[[str, str], bool]
) -> list[Floats]:
    return [
        arc.points
        for arc in arcs
        if arc.right >= 0 and wanted(str(keys[arc.left]), str(keys[arc.right]))
    ]


def _creases(shop: Workshop, looked: Looked, keys: np.ndarray) -> list[Floats]:
    """Return the creases at the joints of the fingers: where one phalanx borders on the next."""
    finger = np.array([key in _FINGERS for key in keys])[shop.codes]
    code = np.where(finger, shop.segments, 0)
    seen = np.where(looked.cell >= 0, code[looked.cell], -1)
    box = ndimage.find_objects((seen > 0).astype(int))
    if not box:
        return []
    spread = {int(label): 3.0 * looked.sight.pixels for label in np.unique(seen[seen >= 0])}
    smooth = borders.smoothed(seen, spread, looked.sight.pixels)
    phalanx = (np.arange(len(segments.SEGMENTS)) + 1) // 2
    return [
        _shortened(arc.points)
        for arc in borders.arcs(smooth, looked.sight.pixels)
        if min(arc.left, arc.right) > 0 and phalanx[arc.left] != phalanx[arc.right]
    ]


_FINGERS = ("thumb", "finger_2", "finger_3", "finger_4", "finger_5")


def _shortened(line: Floats, share: float = 0.16) -> Floats:
    """Return the line without its two ends, so that it does not touch the outline."""
    whole = LineString(line)
    at = np.linspace(share, 1 - share, 9) * whole.length
    return np.array([whole.interpolate(float(step)).coords[0] for step in at])


def _marks(
    shop: Workshop, looked: Looked, figure: tuple[str, str], project: Project
) -> list[Floats]:
    """Return the landmark lines of ``lines.toml`` as far as the view shows them."""
    centre = cell_centres(shop, *figure)
    faces = np.zeros(len(shop.base.faces), bool)
    faces[np.unique(looked.cell[looked.cell >= 0]) // GRID**2] = True
    found = []
    for chain, middle in chains(shop):
        points = centre[chain] * np.array([0.0, 1, 1]) if middle else centre[chain]
        at = project(points)
        shown = _visible(looked.sight, at) & faces[chain // GRID**2]
        leap = np.linalg.norm(np.diff(at[:, :2], axis=0), axis=1) > _LEAP
        shown[1:] &= ~leap
        for start, stop in _runs(shown):
            line = ndimage.gaussian_filter1d(at[start:stop, :2], 2.5, axis=0, mode="nearest")
            if stop - start > 3 and outlines.length(line) >= _LEAST:
                found.append(np.array(LineString(line.round(3)).simplify(0.3).coords))
    return found


@lru_cache(maxsize=1)
def chains(shop: Workshop) -> list[tuple[Ints, bool]]:
    """Return the landmark lines as rows of cells, and whether they run along the midline."""
    table = tomllib.loads(Path(__file__).with_name("lines.toml").read_text("utf-8"))
    cells = shop.cells
    result = []
    for right in (False, True):
        own = np.flatnonzero((cells.right == right) & ~cells.eye)
        tree = cKDTree(cells.place[own])
        for points in table["line"].values():
            middle = points.get("middle", False)
            if middle and right:
                continue
            path = LineString(points["at"])
            steps = np.arange(0, path.length, _STEP)
            wanted = np.array([path.interpolate(float(step)).coords[0] for step in steps])
            result.append((own[tree.query(wanted)[1]], middle))
    return result


@lru_cache(maxsize=2)
def cell_centres(shop: Workshop, figure: str, pose: str) -> Floats:
    """Return where the middle of each cell lies on the smooth surface of a figure."""
    vertices, triangles, _ = shop.smooth(figure, pose)
    total = np.zeros((len(shop.codes), 3))
    np.add.at(total, shop.triangle_cell, vertices[triangles].mean(1))
    return total / np.bincount(shop.triangle_cell, minlength=len(total))[:, None]


def _visible(sight: Sight, at: Floats) -> np.ndarray:
    pixel = np.floor(at[:, :2] * sight.pixels).astype(int)
    height, width = sight.depth.shape
    inside = (pixel >= 0).all(1) & (pixel[:, 0] < width) & (pixel[:, 1] < height)
    pixel = np.clip(pixel, 0, [width - 1, height - 1])
    near = sight.depth[pixel[:, 1], pixel[:, 0]] / sight.pixels
    return inside & (near > -1e6) & (near - at[:, 2] < _BEHIND)


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Return start and stop of every run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(int), [0]])))
    return list(zip(edges[0::2].tolist(), edges[1::2].tolist(), strict=True))
