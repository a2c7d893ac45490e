"""Building everything: figures, views, region data, one manifest."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tools.bodymap import artwork, cells, mesh, parts, picture, plan, pose, raster, regions
from tools.bodymap.mesh import Floats

SURFACE = "skin-1"
PIXELS = 2.0
"""Pixels per view-box unit while looking."""
BLEED = 60
"""View-box units drawn beyond each edge, so that no line is drawn where a body leaves the box."""
UNIT_MM = 0.1
"""Vertices are stored in whole steps of this many millimetres."""
MM = 100.0
"""Millimetres per mesh unit."""

Report = Callable[[str], None]


class Workshop:
    """The data that all figures share."""

    def __init__(self, source: Path, plan_path: Path) -> None:
        self.source = source
        self.plan = plan.read_plan(plan_path)
        self.base = mesh.load(source)
        self.skeleton = pose.load_skeleton(source)
        self.used = np.unique(self.base.faces)
        weights = parts.face_weights(self.skeleton, self.base.faces, len(self.base.vertices))
        self.part = parts.part_of_faces(weights, self.base.eye)

    def figure(self, wanted: plan.FigurePlan) -> Floats:
        """Return the vertices of a figure in the anatomical position."""
        targets = mesh.figure_targets(wanted.sex, wanted.age, wanted.muscle)
        vertices = mesh.shaped(self.source, self.base, targets)
        rotations = pose.anatomical(vertices, self.skeleton, self.plan.pose)
        return pose.posed(vertices, self.skeleton, rotations)


def build(source: Path, out: Path, plan_path: Path, say: Report) -> None:
    """Write all diagrams and data to ``out``; equal input gives equal bytes.

    Args:
        source: folder of the body data.
        out: folder of the diagrams, emptied of older diagrams first.
        plan_path: ``views.toml``.
        say: called with one line per file.
    """
    shop = Workshop(source, plan_path)
    files: dict[str, bytes] = {}
    listing = _surface(shop, files)
    for key, wanted in shop.plan.figures.items():
        smooth = mesh.smooth_surface(shop.figure(wanted), shop.base.faces, 2)
        files[f"{key}.vertices.z"] = _vertices(shop, smooth[0])
        listing["figures"][key] = {
            "vertices": f"{key}.vertices.z",
            "count": len(shop.used),
            "unit_mm": UNIT_MM,
        }
        for view in shop.plan.views:
            if key in view.figures:
                listing["views"].append(_view(shop, view, key, smooth, files))
                say(f"{key} {view.key}: {len(files[f'{key}-{view.key}.svg'])} bytes of SVG")
    files["views.json"] = _json(listing)
    files["manifest.json"] = _json(
        {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    )
    out.mkdir(parents=True, exist_ok=True)
    for old in (*out.glob("*.z"), *out.glob("*.svg"), *out.glob("*.png")):
        old.unlink()
    for name, data in files.items():
        (out / name).write_bytes(data)


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True) + "\n").encode()


def _surface(shop: Workshop, files: dict[str, bytes]) -> dict[str, Any]:
    """Add faces and regions to ``files``; return the head of views.json."""
    found = regions.assign(cells.cut(shop.base, shop.figure(shop.plan.regions), shop.skeleton))
    compact = np.full(len(shop.base.vertices), -1)
    compact[shop.used] = np.arange(len(shop.used))
    names = [
        f"{found.keys[index]}|{'lrm'[side]}"
        for index, side in zip(found.index.tolist(), found.side.tolist(), strict=True)
    ]
    listed = sorted(set(names))
    number = {name: k for k, name in enumerate(listed)}
    codes = np.array([number[name] for name in names])
    files[f"{SURFACE}.faces.z"] = _packed(compact[shop.base.faces], "<u2")
    files[f"{SURFACE}.regions.z"] = _packed(codes, "<u2")
    files[f"{SURFACE}.mirror.z"] = _packed(mesh.mirror_map(shop.base)[1], "<u2")
    return {
        "surface": SURFACE,
        "faces": {"file": f"{SURFACE}.faces.z", "count": len(shop.base.faces)},
        "mirror_of_face": f"{SURFACE}.mirror.z",
        "regions": listed,
        "region_of_cell": f"{SURFACE}.regions.z",
        "cells_per_edge": cells.GRID,
        "figures": {},
        "views": [],
    }


def _vertices(shop: Workshop, smooth: Floats) -> bytes:
    return _packed((smooth[shop.used] * MM / UNIT_MM).round(), "<i2")


def _packed(values: np.ndarray, kind: str) -> bytes:
    return zlib.compress(values.astype(kind).tobytes(), 9)


def _view(
    shop: Workshop,
    view: plan.ViewPlan,
    figure: str,
    smooth: tuple[Floats, mesh.Ints, mesh.Ints],
    files: dict[str, bytes],
) -> dict[str, Any]:
    """Add the files of one view; return its entry in views.json."""
    vertices, triangles, parent = smooth
    centre = vertices[shop.base.faces].mean(1)
    fitted = plan.among(view.fit, view.side, centre, shop.part)
    eye = plan.camera(view, vertices[np.unique(shop.base.faces[fitted])])
    drawn = plan.among(view.draw, view.side, centre, shop.part)[parent]
    triangles, parent = triangles[drawn], parent[drawn]
    sight = _look(eye, vertices, triangles)
    part = np.where(sight.body, shop.part[parent[sight.triangle]], -1)
    detail = artwork.Detail(view.blur, view.lineless, view.least_line)
    art = artwork.draw(sight, part, parts.PARTS, detail).moved(-BLEED)
    stem = f"{figure}-{view.key}"
    height = round(view.png_width * view.size[1] / view.size[0])
    files[f"{stem}.svg"] = picture.svg(art, view.size).encode()
    files[f"{stem}.png"] = picture.png(art, view.size, (view.png_width, height))
    seen = _seen(sight, parent, len(shop.base.faces))
    files[f"{stem}.visible.z"] = zlib.compress(np.packbits(seen, bitorder="little").tobytes(), 9)
    return _entry(view, figure, eye, stem)


def _seen(sight: raster.Sight, parent: mesh.Ints, count: int) -> np.ndarray:
    """Return per base face whether the picture shows it."""
    edge = round(BLEED * PIXELS)
    inside = sight.triangle[edge:-edge, edge:-edge]
    seen = np.zeros(count, bool)
    seen[parent[inside[inside >= 0]]] = True
    return seen


def _look(eye: raster.Camera, vertices: Floats, triangles: mesh.Ints) -> raster.Sight:
    wide = raster.Camera(
        eye.rotation,
        eye.scale,
        (eye.offset[0] + BLEED, eye.offset[1] + BLEED),
        (eye.size[0] + 2 * BLEED, eye.size[1] + 2 * BLEED),
    )
    return raster.look(wide, vertices, triangles, PIXELS)


def _entry(view: plan.ViewPlan, figure: str, eye: raster.Camera, stem: str) -> dict[str, Any]:
    return {
        "figure": figure,
        "key": view.key,
        "width": view.size[0],
        "height": view.size[1],
        "svg": f"{stem}.svg",
        "png": f"{stem}.png",
        "visible": f"{stem}.visible.z",
        "subject_right": view.subject_right(),
        "rotation": [float(number) for number in eye.rotation.ravel()],
        "scale": round(eye.scale / MM, 9),
        "offset": [round(number, 4) for number in eye.offset],
    }
