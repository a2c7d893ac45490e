"""The base mesh: reading it, shaping it into a figure, subdividing it.

Lengths are the mesh's own unit, 0.1 m, until ``pack`` writes metres. y points up, the figure
faces +z, and +x is the figure's own left.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SKIN_GROUPS = ("body", "helper-l-eye", "helper-r-eye")
"""Groups of the OBJ file that make up the surface "skin-1", in file order."""

ORIGINS = ("african", "asian", "caucasian")
"""Shapes that every figure averages, so that it shows nobody's descent."""


@dataclass(frozen=True)
class Mesh:
    """A mesh of quads whose vertices still carry the numbers of the OBJ file."""

    vertices: Floats
    """n × 3, decimetres; holds helper vertices too, because joints are means of those."""
    faces: Ints
    """m × 4 vertex numbers, counter-clockwise seen from outside; order = face number of skin-1."""
    eye: NDArray[np.bool_]
    """m flags: the face belongs to an eyeball."""


def load(source: Path) -> Mesh:
    """Read ``base.obj``: all vertices, and the quads of the skin groups in file order."""
    vertices: list[list[float]] = []
    faces: list[list[int]] = []
    eye: list[bool] = []
    group = ""
    for line in (source / "base.obj").read_text(encoding="utf-8").splitlines():
        kind, _, rest = line.partition(" ")
        if kind == "v":
            vertices.append([float(number) for number in rest.split()[:3]])
        elif kind == "g":
            group = rest.strip()
        elif kind == "f" and group in SKIN_GROUPS:
            faces.append([int(corner.split("/")[0]) - 1 for corner in rest.split()])
            eye.append(group != "body")
    return Mesh(np.array(vertices), np.array(faces), np.array(eye))


def _target(source: Path, name: str) -> tuple[Ints, Floats]:
    rows = [
        line.split()
        for line in (source / "targets" / f"{name}.target").read_text("utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    index = np.array([int(row[0]) for row in rows])
    return index, np.array([[float(number) for number in row[1:4]] for row in rows])


def shaped(source: Path, base: Mesh, targets: dict[str, float]) -> Floats:
    """Return the vertices of a figure: the base plus weighted sparse offsets.

    Args:
        source: folder of the body data.
        base: the base mesh.
        targets: file stem of the target → weight.
    """
    vertices = base.vertices.copy()
    for name, weight in targets.items():
        index, offset = _target(source, name)
        vertices[index] += weight * offset
    return vertices


def figure_targets(sex: str, ages: dict[str, float], muscle: float) -> dict[str, float]:
    """Return the targets of a figure; the sex "neutral" averages female and male.

    Args:
        sex: "female", "male" or "neutral".
        ages: "baby", "child", "young" or "old" → share, sum 1.
        muscle: 0..1, how much of the muscular shape is added, for readable landmarks.
    """
    sexes = ("female", "male") if sex == "neutral" else (sex,)
    targets = {}
    for age, share in ages.items():
        for one in sexes:
            part = share / len(sexes)
            targets |= {f"{origin}-{one}-{age}": part / 3 for origin in ORIGINS}
            if muscle:
                targets[f"universal-{one}-{age}-maxmuscle-averageweight"] = muscle * part
    return targets


def catmull_clark(vertices: Floats, faces: Ints) -> tuple[Floats, Ints]:
    """Subdivide once; old vertices keep their numbers, open borders stay where they are.

    Face ``k * m + i`` of the result is the part of old face ``i`` at its corner ``k``.
    """
    count = len(vertices)
    centre = vertices[faces].mean(1)
    edges = np.stack([faces, np.roll(faces, -1, 1)], 2).reshape(-1, 2)
    key, inverse, uses = np.unique(
        np.sort(edges, axis=1), axis=0, return_inverse=True, return_counts=True
    )
    inverse = inverse.ravel()
    middle = vertices[key].mean(1)
    around = np.zeros_like(middle)
    np.add.at(around, inverse, centre[np.repeat(np.arange(len(faces)), 4)])
    edge_point = np.where((uses == 2)[:, None], (middle * 2 + around) / 4, middle)
    moved = _moved_vertices(vertices, faces, centre, key, middle)
    border = np.zeros(count, bool)
    border[key[uses != 2].ravel()] = True
    moved[border] = vertices[border]
    edge_of = inverse.reshape(-1, 4) + count
    face_of = np.arange(len(faces)) + count + len(key)
    parts = [
        np.stack([faces[:, k], edge_of[:, k], face_of, edge_of[:, (k - 1) % 4]], 1)
        for k in range(4)
    ]
    return np.vstack([moved, edge_point, centre]), np.vstack(parts)


def _moved_vertices(
    vertices: Floats, faces: Ints, centre: Floats, key: Ints, middle: Floats
) -> Floats:
    face_sum, edge_sum = np.zeros_like(vertices), np.zeros_like(vertices)
    face_count, edge_count = np.zeros(len(vertices)), np.zeros(len(vertices))
    np.add.at(face_sum, faces.ravel(), np.repeat(centre, 4, 0))
    np.add.at(face_count, faces.ravel(), 1)
    for end in (0, 1):
        np.add.at(edge_sum, key[:, end], middle)
        np.add.at(edge_count, key[:, end], 1)
    valence = np.maximum(face_count, 1)[:, None]
    edge_mean = edge_sum / np.maximum(edge_count, 1)[:, None]
    moved = (face_sum / valence + 2 * edge_mean + (valence - 3) * vertices) / valence
    return np.where((face_count == 0)[:, None], vertices, moved)


def smooth_surface(vertices: Floats, faces: Ints, levels: int) -> tuple[Floats, Ints, Ints]:
    """Return vertices, triangles and the base face of each triangle after ``levels`` rounds."""
    parent = np.arange(len(faces))
    for _ in range(levels):
        vertices, faces = catmull_clark(vertices, faces)
        parent = np.tile(parent, 4)
    triangles = np.vstack([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
    return vertices, triangles, np.tile(parent, 2)


def corner_cells(count: int, levels: int, edge: int) -> Ints:
    """Return the cell of the base mesh that each triangle of ``smooth_surface`` lies in.

    Args:
        count: faces of the base mesh.
        levels: rounds of subdivision; ``2**levels`` is a multiple of ``edge``.
        edge: cells along one edge of a base face; a cell is (face · edge + row) · edge + column.
    """
    unit = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
    where, parent = np.repeat(unit[None], count, 0), np.arange(count)
    for _ in range(levels):
        middle, centre = (where + np.roll(where, -1, 1)) / 2, where.mean(1)
        where = np.concatenate(
            [
                np.stack([where[:, k], middle[:, k], centre, middle[:, (k - 1) % 4]], 1)
                for k in range(4)
            ]
        )
        parent = np.tile(parent, 4)
    step = np.minimum((where.mean(1) * edge).astype(int), edge - 1)
    return np.tile((parent * edge + step[:, 1]) * edge + step[:, 0], 2)


def symmetrical(vertices: Floats, mirror: Ints) -> Floats:
    """Return the vertices with every pair exactly mirrored; those without a mirror stay.

    Args:
        vertices: n × 3.
        mirror: vertex → its mirror image, −1 for none; of ``mirror_map``.
    """
    result = vertices.copy()
    paired = mirror >= 0
    flip = np.array([-1.0, 1, 1])
    result[paired] = (vertices[paired] + vertices[mirror[paired]] * flip) / 2
    return result


def vertex_normals(vertices: Floats, triangles: Ints) -> Floats:
    """Return area-weighted unit normals, one per vertex; zero where no triangle ends."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    total = np.zeros_like(vertices)
    for k in range(3):
        np.add.at(total, triangles[:, k], normal)
    return total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)


def mirror_map(base: Mesh) -> tuple[Ints, Ints]:
    """Return for every vertex and face of the skin the number of its mirror image.

    Vertices outside the skin map to −1. The base mesh is exactly symmetric about x = 0.

    Raises:
        ValueError: a vertex or face has no exact mirror image.
    """
    used = np.unique(base.faces)
    where = {tuple(point): i for i, point in zip(used, base.vertices[used].round(4), strict=True)}
    vertex = np.full(len(base.vertices), -1)
    for i in used:
        x, y, z = base.vertices[i].round(4)
        vertex[i] = where.get((0.0 - x, y, z), -1)
    if (vertex[used] < 0).any():
        raise ValueError("the base mesh is not symmetric; take base.obj as it was shipped")
    corner = {tuple(sorted(face)): i for i, face in enumerate(base.faces)}
    mirrored = [corner.get(tuple(sorted(vertex[face])), -1) for face in base.faces]
    if min(mirrored) < 0:
        raise ValueError("a face has no mirror image; take base.obj as it was shipped")
    return vertex, np.array(mirrored)
