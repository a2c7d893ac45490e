"""The head of views.json: faces, regions, segments, landmarks, and the measures of each figure."""

from __future__ import annotations

from typing import Any

import numpy as np

from tools.bodymap import cells, landmarks, segments, tree
from tools.bodymap.landmarks import MM
from tools.bodymap.mesh import Floats, Ints
from tools.bodymap.shop import SURFACE, Workshop, packed

UNIT_MM = 0.1
"""Vertices are stored in whole steps of this many millimetres."""
INNER = ("oral_mucosa", "ear_canal_drum", "conjunctiva")
"""Regions that are no skin: they do not count into the area of the body."""
GIRTHS = tuple(round(0.6 + 0.1 * k, 1) for k in range(11))


def surface(shop: Workshop, files: dict[str, bytes]) -> dict[str, Any]:
    """Add what is shared by all figures to ``files``; return the head of views.json."""
    names, codes = shop.region_names, shop.codes
    compact = np.full(len(shop.base.vertices), -1)
    compact[shop.used] = np.arange(len(shop.used))
    files[f"{SURFACE}.faces.z"] = packed(compact[shop.base.faces], "<u2")
    files[f"{SURFACE}.regions.z"] = packed(codes, "<u2")
    files[f"{SURFACE}.segments.z"] = packed(shop.segments, "u1")
    files[f"{SURFACE}.mirror.z"] = packed(shop.mirror_face, "<u2")
    return {
        "surface": SURFACE,
        "faces": {"file": f"{SURFACE}.faces.z", "count": len(shop.base.faces)},
        "mirror_of_face": f"{SURFACE}.mirror.z",
        "regions": names,
        "region_of_cell": f"{SURFACE}.regions.z",
        "segments": list(segments.SEGMENTS),
        "segment_of_cell": f"{SURFACE}.segments.z",
        "cells_per_edge": cells.GRID,
        "neighbours": tree.neighbours(codes, names, shop.base.faces, cells.GRID),
        "parents": tree.parents(),
        "landmarks": landmarks.places(shop.cells, shop.mirror_face),
        "figures": {},
        "views": [],
    }


def figure(shop: Workshop, key: str, files: dict[str, bytes]) -> dict[str, Any]:
    """Add the vertices of a figure to ``files``; return its entry in views.json."""
    vertices, triangles, _ = shop.smooth(key)
    files[f"{key}.vertices.z"] = stored(shop, vertices)
    outer = ~np.isin(
        np.array([name.split("|")[0] for name in shop.region_names])[shop.codes], INNER
    )
    skin = triangles[outer[shop.triangle_cell]]
    heights = vertices[shop.used, 1]
    return {
        "vertices": f"{key}.vertices.z",
        "count": len(shop.used),
        "unit_mm": UNIT_MM,
        "height_mm": round(float(heights.max() - heights.min()) * MM),
        "area_mm2": round(_area(vertices, skin)),
        "area_by_girth": [
            [girth, round(_area(vertices * np.array([girth, 1, girth]), skin))] for girth in GIRTHS
        ],
        "axes": landmarks.axes(shop.skeleton, shop.figure(key), float(heights.max())),
    }


def stored(shop: Workshop, smooth: Floats) -> bytes:
    """Return the vertices of the skin as the program reads them."""
    return packed((smooth[shop.used] * MM / UNIT_MM).round(), "<i2")


def _area(vertices: Floats, triangles: Ints) -> float:
    """Return the area of the triangles, square millimetres."""
    a, b, c = (vertices[triangles[:, k]] for k in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2) * MM**2
