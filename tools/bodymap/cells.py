"""The skin cut into small cells, with the body coordinates in which regions are drawn.

Every quad of the base mesh is cut into ``GRID × GRID`` cells in (u, v). A cell's coordinates are
those of the averaged adult in the anatomical position, in decimetres, folded onto the left side:
``x`` grows outwards on both sides of the body. So one rule makes both sides, exactly mirrored.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.bodymap.mesh import Floats, Ints, Mesh, catmull_clark, vertex_normals
from tools.bodymap.pose import Skeleton

GRID = 4
"""Cells along one edge of a quad."""

Mask = np.ndarray


@dataclass(frozen=True)
class Limb:
    """Coordinates around a chain of joints."""

    t: Floats
    """0 at the first joint, 1 at the second, 2 at the third; beyond them it runs on."""
    phi: Floats
    """Degrees −180..180: 0 front, +90 outer, ±180 back, −90 inner side."""

    def sector(self, middle: float, half: float) -> Mask:
        """True within ``half`` degrees of ``middle``."""
        return np.abs((self.phi - middle + 180) % 360 - 180) <= half

    def between(self, low: float, high: float) -> Mask:
        """True where ``low <= t < high``."""
        return (self.t >= low) & (self.t < high)


@dataclass(frozen=True)
class Cells:
    """All cells, face by face, row (v) by row, left to right (u)."""

    place: Floats
    """k × 3 folded coordinates, decimetres; y up from the navel region, z to the front."""
    normal: Floats
    """k × 3 folded unit normals."""
    eye: Mask
    """k flags: the cell lies on an eyeball."""
    right: Mask
    """k flags: the cell lies on the right side of the body."""
    weights: dict[str, tuple[Floats, Floats]]
    """Bone without its side → weight of the left and of the right bone, per vertex."""
    corners: Ints
    """Corner vertices of each face, for weights."""
    joints: dict[str, Floats]
    """Bone of the left side or the middle → its head in the anatomical position."""

    @property
    def x(self) -> Floats:
        """Distance from the midline, decimetres, ≥ 0."""
        return self.place[:, 0]

    @property
    def y(self) -> Floats:
        """Height, decimetres."""
        return self.place[:, 1]

    @property
    def z(self) -> Floats:
        """Towards the front, decimetres."""
        return self.place[:, 2]

    def weight(self, bone: str) -> Floats:
        """Return the weight 0..1 of a bone of the cell's own side ("finger2-1") or the middle."""
        left, right = self.weights[bone]
        return np.where(self.right, _spread(right, self.corners), _spread(left, self.corners))

    def heaviest(self, bones: tuple[str, ...]) -> Ints:
        """Return for every cell the index of the bone with the largest weight, −1 for none."""
        stack = np.stack([self.weight(bone) for bone in bones])
        return np.where(stack.max(0) > 0.01, stack.argmax(0), -1)

    def limb(self, chain: tuple[str, str, str]) -> Limb:
        """Return the coordinates around three joints, named by the bones they are heads of."""
        return around_chain(self.place, tuple(self.joints[bone] for bone in chain))

    def ellipse(self, x: float, y: float, half_x: float, half_y: float) -> Mask:
        """True inside an upright ellipse as seen from the front."""
        return ((self.x - x) / half_x) ** 2 + ((self.y - y) / half_y) ** 2 <= 1


def around_chain(place: Floats, joints: tuple[Floats, ...]) -> Limb:
    """Return the coordinates of points around a chain of three joints of the left side."""
    first, second, third = joints
    upper, lower = second - first, third - second
    along_upper = (place - first) @ upper / (upper @ upper)
    along_lower = (place - second) @ lower / (lower @ lower)
    cut = upper / np.linalg.norm(upper) + lower / np.linalg.norm(lower)
    beyond = (place - second) @ cut > 0
    t = np.where(beyond, 1 + np.maximum(along_lower, 0), np.minimum(along_upper, 1))
    phi = np.where(beyond, _around(place, second, lower), _around(place, first, upper))
    return Limb(t, phi)


def _around(place: Floats, origin: Floats, axis: Floats) -> Floats:
    front, outer = limb_frame(axis)
    offset = place - origin
    return np.degrees(np.arctan2(offset @ outer, offset @ front))


def limb_frame(axis: Floats) -> tuple[Floats, Floats]:
    """Return the unit vectors to the front and outwards of a limb of the left side."""
    axis = axis / np.linalg.norm(axis)
    front = np.array([0, 0, 1.0]) - axis[2] * axis
    front /= np.linalg.norm(front)
    outer = np.cross(front, axis)
    return front, outer * np.sign(outer[0])


def _spread(values: Floats, corners: Ints) -> Floats:
    """Interpolate values of vertices to the cells, bilinearly."""
    steps = (np.arange(GRID) + 0.5) / GRID
    v, u = (axis.ravel() for axis in np.meshgrid(steps, steps, indexing="ij"))
    share = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v])
    if values.ndim == 1:
        return (values[corners] @ share).ravel()
    return np.einsum("fcd,cs->fsd", values[corners], share).reshape(-1, values.shape[1])


def cut(base: Mesh, vertices: Floats, skeleton: Skeleton) -> Cells:
    """Cut the skin of a figure in the anatomical position into cells."""
    smooth, faces = catmull_clark(vertices, base.faces)
    triangles = np.vstack([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    normals = vertex_normals(smooth, triangles)
    place, normal = _spread(smooth, base.faces), _spread(normals, base.faces)
    right = place[:, 0] < 0
    fold = np.where(right, -1.0, 1.0)[:, None] * np.array([1.0, 0, 0]) + np.array([0, 1.0, 1.0])
    length = np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    return Cells(
        place=place * fold,
        normal=normal / length * fold,
        eye=np.repeat(base.eye, GRID * GRID),
        right=right,
        weights=_sided(skeleton, len(vertices)),
        corners=base.faces,
        joints={
            bone.removesuffix(".L"): vertices[head].mean(0)
            for bone, head in skeleton.heads.items()
            if not bone.endswith(".R")
        },
    )


def _sided(skeleton: Skeleton, count: int) -> dict[str, tuple[Floats, Floats]]:
    full = {}
    for bone, (index, weight) in skeleton.weights.items():
        full[bone] = np.zeros(count)
        full[bone][index] = weight
    stems = sorted({bone.removesuffix(".L").removesuffix(".R") for bone in full})
    none = np.zeros(count)
    return {
        stem: (
            full.get(stem, none) + full.get(f"{stem}.L", none),
            full.get(stem, none) + full.get(f"{stem}.R", none),
        )
        for stem in stems
    }
