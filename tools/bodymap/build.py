"""Build every view that ``views.toml`` lists, and the data that the program needs beside them."""

from __future__ import annotations

import json
import tomllib
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tools.bodymap import picture
from tools.bodymap.artwork import Detail, draw
from tools.bodymap.mesh import Floats, Ints, Mesh, figure_targets, load, shaped, smooth_surface
from tools.bodymap.parts import PARTS, face_weights, part_of_faces
from tools.bodymap.pose import Skeleton, anatomical, load_skeleton, posed
from tools.bodymap.raster import Camera, look
from tools.bodymap.regions import name_faces

SURFACE = "skin-1"
NO_REGION = 65535
UNIT_MM = 0.1
MM = 100.0
"""Millimetres in the mesh's own unit, a decimetre."""
ROTATIONS = {"front": np.eye(3), "back": np.diag([-1.0, 1.0, -1.0])}
SUBJECT_RIGHT = {"front": "left", "back": "right"}


@dataclass(frozen=True)
class Body:
    """A figure in the anatomical position."""

    name: str
    vertices: Floats
    """Decimetres, numbered as in the base mesh."""


def build(source: Path, out: Path) -> list[str]:
    """Write all files; return their names.

    Args:
        source: folder of the body data.
        out: folder of the diagrams; made if it is not there.
    """
    plan = tomllib.loads((Path(__file__).with_name("views.toml")).read_text(encoding="utf-8"))
    base, skeleton = load(source), load_skeleton(source)
    bodies = {row["name"]: _body(source, base, skeleton, row, plan) for row in plan["figure"]}
    out.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {}
    order = np.unique(base.faces)
    renumbered = np.full(len(base.vertices), -1)
    renumbered[order] = np.arange(len(order))
    listing = _surface_files(files, base, skeleton, bodies[plan["regions_on"]], renumbered)
    for body in bodies.values():
        packed = np.round(body.vertices[order] * MM / UNIT_MM).astype("<i2")
        files[f"{body.name}.vertices.z"] = _packed(packed.tobytes())
        listing["figures"][body.name] = {
            "vertices": f"{body.name}.vertices.z", "count": len(order), "unit_mm": UNIT_MM,
        }  # fmt: skip
    for row in plan["view"]:
        for name in row["figures"]:
            listing["views"].append(_view_files(files, base, skeleton, bodies[name], row, plan))
    files["views.json"] = (json.dumps(listing, indent=1, sort_keys=True) + "\n").encode()
    for name, content in files.items():
        (out / name).write_bytes(content)
    return sorted(files)


def _body(source: Path, base: Mesh, skeleton: Skeleton, row: dict, plan: dict) -> Body:
    shape = shaped(source, base, figure_targets(row["sex"], row["age"], row["muscle"]))
    return Body(row["name"], posed(shape, skeleton, anatomical(shape, skeleton, plan["pose"])))


def _surface_files(
    files: dict[str, bytes], base: Mesh, skeleton: Skeleton, body: Body, renumbered: Ints
) -> dict:
    names = name_faces(base, skeleton, body.vertices)
    regions = sorted({f"{name[0]}|{name[1]}" for name in names if name})
    index = np.array(
        [regions.index(f"{n[0]}|{n[1]}") if n else NO_REGION for n in names], dtype="<u2"
    )
    files[f"{SURFACE}.regions.z"] = _packed(index.tobytes())
    files[f"{SURFACE}.faces.z"] = _packed(renumbered[base.faces].astype("<u2").tobytes())
    return {
        "surface": SURFACE,
        "faces": {"file": f"{SURFACE}.faces.z", "count": len(base.faces)},
        "regions": regions,
        "region_of_face": f"{SURFACE}.regions.z",
        "figures": {},
        "views": [],
    }


def _view_files(
    files: dict[str, bytes], base: Mesh, skeleton: Skeleton, body: Body, row: dict, plan: dict
) -> dict:
    smooth, triangles, parent = smooth_surface(body.vertices, base.faces, 2)
    camera = _camera(body.vertices[np.unique(base.faces)], row, plan)
    sight = look(camera, smooth, triangles, plan["drawing"]["pixels"])
    weights = face_weights(skeleton, base.faces, len(base.vertices))
    part = part_of_faces(weights, base.eye)
    owner = np.where(sight.triangle >= 0, parent[np.maximum(sight.triangle, 0)], -1)
    parts = np.where(owner >= 0, part[np.maximum(owner, 0)], -1)
    detail = Detail(
        plan["drawing"]["blur"],
        tuple(plan["drawing"]["lineless"]),
        plan["drawing"]["least_line"],
    )
    artwork = draw(sight, parts, PARTS, detail)
    stem = f"{body.name}-{row['key']}"
    width, height = camera.size
    pixels = (row["png_width"], round(row["png_width"] * height / width))
    files[f"{stem}.svg"] = picture.svg(artwork, camera.size).encode()
    files[f"{stem}.png"] = picture.png(artwork, camera.size, pixels)
    files[f"{stem}.visible.z"] = _packed(_seen(owner, len(base.faces)))
    return {
        "figure": body.name,
        "key": row["key"],
        "width": width,
        "height": height,
        "svg": f"{stem}.svg",
        "png": f"{stem}.png",
        "subject_right": SUBJECT_RIGHT[row["from"]],
        "rotation": [float(n) + 0.0 for n in camera.rotation.ravel()],
        "scale": round(camera.scale / MM, 9),
        "offset": [round(n, 4) for n in camera.offset],
        "visible": f"{stem}.visible.z",
    }


def _camera(skin: Floats, row: dict, plan: dict) -> Camera:
    """Fit the figure into the view box, its feet and crown at the margins."""
    rotation = ROTATIONS[row["from"]]
    seen = skin @ rotation.T
    low, high = seen.min(0), seen.max(0)
    tall, margin = plan["drawing"]["height"], plan["drawing"]["margin"]
    scale = (tall - 2 * margin) / (high[1] - low[1])
    width = round((high[0] - low[0]) * scale + 2 * margin)
    offset = (margin - low[0] * scale, margin + high[1] * scale)
    return Camera(rotation, float(scale), (float(offset[0]), float(offset[1])), (width, tall))


def _seen(owner: Ints, count: int) -> bytes:
    """Return a bit for each face of which some pixels are seen."""
    pixels = np.bincount(owner[owner >= 0], minlength=count)
    return np.packbits(pixels >= 2, bitorder="little").tobytes()


def _packed(content: bytes) -> bytes:
    return zlib.compress(content, 9)
