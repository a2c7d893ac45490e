"""Building everything: figures, views, region data, one manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from tools.bodymap import artwork, cells, mesh, parts, picture, plan, pose, raster, regions
from tools.bodymap.container import packed
from tools.bodymap.mesh import Floats

SURFACE = "skin-1"
PIXELS = 2.0
"""Pixels per view-box unit while looking."""
BLEED = 60
"""View-box units drawn beyond each edge, so that no line is drawn where a body leaves the box."""
STEP_MM = 0.1
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
        out: folder for ``views.json``, ``skin-1.bin``, one folder per figure and ``manifest.json``.
        plan_path: ``views.toml``.
        say: called with one line per step.
    """
    shop = Workshop(source, plan_path)
    files: dict[str, bytes] = {f"{SURFACE}.bin": _surface(shop)}
    say(f"{SURFACE}.bin {len(files[f'{SURFACE}.bin'])} bytes")
    listing: list[dict[str, object]] = []
    for key, wanted in shop.plan.figures.items():
        vertices = shop.figure(wanted)
        visible: dict[str, tuple[str, np.ndarray]] = {}
        smooth = mesh.smooth_surface(vertices, shop.base.faces, 2)
        for view in shop.plan.views:
            if key not in view.figures:
                continue
            entry, seen, made = _view(shop, view, key, smooth)
            files |= made
            listing.append(entry)
            visible[f"seen:{view.key}"] = "B", np.packbits(seen, bitorder="little")
            say(f"{key} {view.key}: svg {len(made[str(entry['svg'])])} bytes")
        files[f"{key}/body.bin"] = _figure(shop, smooth[0], visible)
    files["views.json"] = _json({"surface": SURFACE, "views": listing})
    files["manifest.json"] = _json(
        {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    )
    for name, data in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=1, sort_keys=True) + "\n").encode()


def _surface(shop: Workshop) -> bytes:
    """Return faces, the region of every cell and the names they use."""
    found = regions.assign(cells.cut(shop.base, shop.figure(shop.plan.regions), shop.skeleton))
    compact = np.full(len(shop.base.vertices), -1)
    compact[shop.used] = np.arange(len(shop.used))
    labels = sorted(set(zip(found.index.tolist(), found.side.tolist(), strict=True)))
    number = {label: k for k, label in enumerate(labels)}
    code = np.array(
        [number[pair] for pair in zip(found.index.tolist(), found.side.tolist(), strict=True)]
    )
    head: dict[str, object] = {
        "surface": SURFACE,
        "grid": cells.GRID,
        "labels": [[found.keys[index], "lrm"[side]] for index, side in labels],
    }
    _, mirrored = mesh.mirror_map(shop.base)
    return packed(
        head,
        {
            "faces": ("H", compact[shop.base.faces].ravel()),
            "regions": ("H", code),
            "mirror": ("H", mirrored),
        },
    )


def _figure(shop: Workshop, smooth: Floats, visible: dict[str, tuple[str, np.ndarray]]) -> bytes:
    steps = (smooth[shop.used] * MM / STEP_MM).round().astype(int)
    return packed({"step_mm": STEP_MM}, {"vertices": ("h", steps.ravel()), **visible})


def _view(
    shop: Workshop,
    view: plan.ViewPlan,
    figure: str,
    smooth: tuple[Floats, mesh.Ints, mesh.Ints],
) -> tuple[dict[str, object], np.ndarray, dict[str, bytes]]:
    """Return the entry of views.json, the faces seen and the files of one view."""
    vertices, triangles, parent = smooth
    centre = vertices[shop.base.faces].mean(1)
    wanted = plan.shown(view, centre, shop.part)
    eye = plan.camera(view, vertices[np.unique(shop.base.faces[wanted])], vertices[shop.used])
    if view.only:
        triangles, parent = triangles[wanted[parent]], parent[wanted[parent]]
    sight = _look(eye, vertices, triangles)
    part = np.where(sight.body, shop.part[parent[sight.triangle]], -1)
    detail = artwork.Detail(view.blur, ("head", "eye"), view.least_line)
    drawn = artwork.draw(sight, part, parts.PARTS, detail).moved(-BLEED)
    edge = round(BLEED * PIXELS)
    inside = sight.triangle[edge:-edge, edge:-edge]
    seen = np.zeros(len(shop.base.faces), bool)
    seen[parent[inside[inside >= 0]]] = True
    stem = f"{figure}/{view.key}"
    files = {f"{stem}.svg": picture.svg(drawn, view.size).encode()}
    for pixels in view.png:
        files[f"{stem}-{pixels[0]}.png"] = picture.png(drawn, view.size, pixels)
    return _entry(view, figure, eye, stem), seen, files


def _look(eye: raster.Camera, vertices: Floats, triangles: mesh.Ints) -> raster.Sight:
    wide = raster.Camera(
        eye.rotation,
        eye.scale,
        (eye.offset[0] + BLEED, eye.offset[1] + BLEED),
        (eye.size[0] + 2 * BLEED, eye.size[1] + 2 * BLEED),
    )
    return raster.look(wide, vertices, triangles, PIXELS)


def _entry(view: plan.ViewPlan, figure: str, eye: raster.Camera, stem: str) -> dict[str, object]:
    rows = [[int(number) for number in row] for row in eye.rotation]
    return {
        "key": view.key,
        "figure": figure,
        "width": view.size[0],
        "height": view.size[1],
        "svg": f"{stem}.svg",
        "png": [
            {"path": f"{stem}-{width}.png", "width": width, "height": height}
            for width, height in view.png
        ],
        "subject_right": view.subject_right(),
        "direction": view.direction,
        "camera": {
            "rotation": rows,
            "units_per_mm": round(eye.scale / MM, 9),
            "offset": [round(number, 6) for number in eye.offset],
        },
    }
