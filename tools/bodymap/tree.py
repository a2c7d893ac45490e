"""How regions hang together: which part each belongs to, and which of them touch."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np

from tools.bodymap import mesh
from tools.bodymap.mesh import Ints


def parents() -> dict[str, str]:
    """Return region or part → the part it belongs to.

    Raises:
        ValueError: ``tree.toml`` names something twice.
    """
    table = tomllib.loads(Path(__file__).with_name("tree.toml").read_text("utf-8"))
    found: dict[str, str] = {}
    for part, members in table.items():
        for member in members:
            if member in found:
                raise ValueError(f"tree.toml puts {member} into {found[member]} and {part}")
            found[member] = part
    return found


def body_order() -> dict[str, int]:
    """Return region → its number from head to foot, as the vocabulary has it."""
    path = Path(__file__).parents[2] / "forms" / "vocabulary" / "regions.toml"
    return {row["key"]: row["order"] for row in tomllib.loads(path.read_text("utf-8"))["code"]}


def neighbours(codes: Ints, names: list[str], faces: Ints, edge: int) -> dict[str, list[str]]:
    """Return region → the regions that touch it along an edge of a cell, sorted.

    Args:
        codes: per cell the index into ``names``.
        names: regions as ``key|side``.
        faces: m × 4, the quads of the skin.
        edge: cells along one edge of a quad, a power of two.
    """
    levels = edge.bit_length() - 1
    vertices = np.zeros((int(faces.max()) + 1, 3))
    small = faces
    for _ in range(levels):
        vertices, small = mesh.catmull_clark(vertices, small)
    cell = mesh.corner_cells(len(faces), levels, edge)[: len(small)]
    ends = np.sort(np.stack([small, np.roll(small, -1, 1)], 2).reshape(-1, 2), axis=1)
    owner = codes[np.repeat(cell, 4)]
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    ends, owner = ends[order], owner[order]
    same = (ends[1:] == ends[:-1]).all(1) & (owner[1:] != owner[:-1])
    touching: dict[str, set[str]] = {name: set() for name in names}
    for one, other in np.unique(np.stack([owner[1:], owner[:-1]], 1)[same], axis=0).tolist():
        touching[names[one]].add(names[other])
        touching[names[other]].add(names[one])
    # The eyeballs are meshes of their own, framed by the lids.
    for side in ("l", "r"):
        for lid in ("eyelid_upper", "eyelid_lower"):
            for one, other in ((lid, "conjunctiva"), ("conjunctiva", lid)):
                touching.get(f"{one}|{side}", set()).add(f"{other}|{side}")
    return {name: sorted(found) for name, found in touching.items()}
