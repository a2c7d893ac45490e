"""What all views share: the base mesh, the skeleton, the regions, the shaped and posed figures."""

from __future__ import annotations

import zlib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from tools.bodymap import cells, mesh, parts, plan, pose, regions, segments
from tools.bodymap.mesh import Floats, Ints

SURFACE = "skin-1"
LEVELS = 2
"""Rounds of subdivision before a figure is drawn."""
Smooth = tuple[Floats, Ints, Ints]
"""Vertices, triangles, and the base face of each triangle."""


class Workshop:
    """The data that all figures share."""

    def __init__(self, source: Path, plan_path: Path) -> None:
        self.source = source
        self.plan = plan.read_plan(plan_path)
        self.base = mesh.load(source)
        self.skeleton = pose.load_skeleton(source)
        self.used = np.unique(self.base.faces)
        self.mirror_vertex, self.mirror_face = mesh.mirror_map(self.base)
        weights = parts.face_weights(self.skeleton, self.base.faces, len(self.base.vertices))
        self.part = parts.part_of_faces(weights, self.base.eye)
        self.recent: dict[str, Any] = {}
        """The view drawn last, because its mirror image often comes next."""
        self.figure = lru_cache(maxsize=8)(self._figure)
        self.smooth = lru_cache(maxsize=2)(self._smooth)

    def _figure(self, key: str, pose_name: str = "") -> Floats:
        """Return the vertices of a figure in a pose, exactly symmetrical."""
        wanted = self.plan.regions if key == "regions" else self.plan.figures[key]
        targets = mesh.figure_targets(wanted.sex, wanted.ages, wanted.muscle) | wanted.extra
        vertices = mesh.shaped(self.source, self.base, targets)
        rotations = pose.anatomical(vertices, self.skeleton, self.plan.poses[pose_name])
        posed = pose.posed(vertices, self.skeleton, rotations)
        return mesh.symmetrical(posed, self.mirror_vertex)

    def _smooth(self, key: str, pose_name: str = "") -> Smooth:
        """Return the subdivided surface of a figure."""
        return mesh.smooth_surface(self.figure(key, pose_name), self.base.faces, LEVELS)

    @cached_property
    def cells(self) -> cells.Cells:
        """The cells of the averaged adult."""
        return cells.cut(self.base, self.figure("regions"), self.skeleton)

    @cached_property
    def _assigned(self) -> tuple[list[str], Ints]:
        found = regions.assign(self.cells)
        names = [
            f"{found.keys[index]}|{'lrm'[side]}"
            for index, side in zip(found.index.tolist(), found.side.tolist(), strict=True)
        ]
        listed = sorted(set(names))
        number = {name: k for k, name in enumerate(listed)}
        return listed, np.array([number[name] for name in names])

    @property
    def region_names(self) -> list[str]:
        """The regions that have skin, ``key|side``, sorted."""
        return self._assigned[0]

    @property
    def codes(self) -> Ints:
        """Per cell the index into ``region_names``."""
        return self._assigned[1]

    @cached_property
    def segments(self) -> Ints:
        """Per cell the index of its segment."""
        region = np.array([name.split("|")[0] for name in self.region_names])[self.codes]
        return segments.of_cells(self.cells, region)

    @cached_property
    def triangle_cell(self) -> Ints:
        """Per triangle of the subdivided surface the cell it lies in."""
        return mesh.corner_cells(len(self.base.faces), LEVELS, cells.GRID)


def packed(values: np.ndarray, kind: str) -> bytes:
    """Return the numbers as a zlib stream of little-endian ``kind``."""
    return zlib.compress(np.ascontiguousarray(values).astype(kind).tobytes(), 9)
