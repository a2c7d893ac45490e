"""One view of one figure: its drawing, what it shows of the skin, the outlines of its regions."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from tools.bodymap import artwork, borders, parts, picture, plan, raster, tree
from tools.bodymap.mesh import Floats, Ints
from tools.bodymap.shop import Workshop

PIXELS = 2.0
"""Pixels per view-box unit while looking."""
BLEED = 60
"""View-box units drawn beyond each edge, so that no line is drawn where a body leaves the box."""
MM = 100.0
"""Millimetres per mesh unit."""
_CALM = 1.5, 1.2, 14.0
"""Borders of regions are blurred by this share of a cell's width, within these view-box units."""


@dataclass(frozen=True)
class Drawn:
    """A view before it is written."""

    eye: raster.Camera
    art: artwork.Artwork
    seen: np.ndarray
    """Per base face whether some pixel shows it."""
    labels: Ints
    """Region of every pixel of the view box, −1 outside the body, borders smooth."""


def look(shop: Workshop, view: plan.ViewPlan, figure: str) -> Drawn:
    """Draw a view; a right view is the exact mirror image of the left one."""
    if view.mirror_of:
        left = next(one for one in shop.plan.views if one.key == view.mirror_of)
        key = f"{figure}-{left.key}"
        return _mirrored(shop, shop.recent.get(key) or look(shop, left, figure))
    vertices, triangles, parent = shop.smooth(figure, view.pose)
    centre = vertices[shop.base.faces].mean(1)
    fitted = _fitted(shop, view, centre)
    eye = plan.camera(view, vertices[np.unique(shop.base.faces[fitted])])
    drawn = plan.among(view.draw, view.side, centre, shop.part)[parent]
    triangles, parent = triangles[drawn], parent[drawn]
    sight = _wide(eye, vertices, triangles)
    part = np.where(sight.body, shop.part[parent[sight.triangle]], -1)
    detail = artwork.Detail(view.blur, view.lineless, view.least_line)
    art = artwork.draw(sight, part, parts.PARTS, detail).moved(-BLEED)
    edge = round(BLEED * PIXELS)
    inside = sight.triangle[edge:-edge, edge:-edge]
    seen = np.zeros(len(shop.base.faces), bool)
    seen[parent[inside[inside >= 0]]] = True
    labels = np.where(inside >= 0, shop.codes[shop.triangle_cell[drawn]][inside], -1)
    spreads = _spreads(shop, labels, vertices, eye.scale)
    drawn_view = Drawn(eye, art, seen, borders.smoothed(labels, spreads, PIXELS))
    shop.recent.clear()
    shop.recent[f"{figure}-{view.key}"] = drawn_view
    return drawn_view


def _fitted(shop: Workshop, view: plan.ViewPlan, centre: Floats) -> np.ndarray:
    """Return the faces that must fit into the box."""
    fitted = plan.among(view.fit, view.side, centre, shop.part)
    if view.window:
        adult = shop.figure("regions")[shop.base.faces].mean(1)
        low, high = np.array(view.window[0::2]), np.array(view.window[1::2])
        fitted &= ((adult >= low) & (adult <= high)).all(1)
    return fitted


def _spreads(shop: Workshop, labels: Ints, vertices: Floats, scale: float) -> dict[int, float]:
    """Return label → spread of its Gaussian: some share of the width of its cells, in pixels."""
    corner = vertices[shop.base.faces]
    area = np.linalg.norm(
        np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1]), axis=1
    )
    square = len(shop.codes) // len(area)
    width = np.sqrt(np.repeat(area / 2, square) / square) * scale
    share, least, most = _CALM
    return {
        int(label): PIXELS * float(np.clip(share * np.median(width[shop.codes == label]), least,
                                           most))
        for label in np.unique(labels[labels >= 0])
    }  # fmt: skip


def _wide(eye: raster.Camera, vertices: Floats, triangles: Ints) -> raster.Sight:
    wide = raster.Camera(
        eye.rotation,
        eye.scale,
        (eye.offset[0] + BLEED, eye.offset[1] + BLEED),
        (eye.size[0] + 2 * BLEED, eye.size[1] + 2 * BLEED),
    )
    return raster.look(wide, vertices, triangles, PIXELS)


def _mirrored(shop: Workshop, left: Drawn) -> Drawn:
    width = left.eye.size[0]
    eye = raster.Camera(
        plan.mirrored_rotation(left.eye.rotation),
        left.eye.scale,
        (width - left.eye.offset[0], left.eye.offset[1]),
        left.eye.size,
    )
    other = {"l": "r", "r": "l", "m": "m"}
    number = {name: k for k, name in enumerate(shop.region_names)}
    swap = np.array([number[f"{name[:-1]}{other[name[-1]]}"] for name in shop.region_names] + [-1])
    return Drawn(eye, left.art.flipped(width), left.seen[shop.mirror_face],
                 swap[left.labels[:, ::-1]])  # fmt: skip


def write(
    shop: Workshop, view: plan.ViewPlan, figure: str, files: dict[str, bytes]
) -> dict[str, Any]:
    """Add the files of one view; return its entry in views.json."""
    drawn = look(shop, view, figure)
    stem = f"{figure}-{view.key}"
    height = round(view.png_width * view.size[1] / view.size[0])
    files[f"{stem}.svg"] = picture.svg(drawn.art, view.size).encode()
    files[f"{stem}.png"] = picture.png(drawn.art, view.size, (view.png_width, height))
    bits = np.packbits(drawn.seen, bitorder="little")
    files[f"{stem}.visible.z"] = zlib.compress(bits.tobytes(), 9)
    files[f"{stem}.regions.json"] = _regions(shop, drawn.labels)
    return _entry(view, figure, drawn.eye, stem)


def _regions(shop: Workshop, labels: Ints) -> bytes:
    """Return the outlines of the regions in body order."""
    order = tree.body_order()
    rows = []
    for outline in borders.outlines(labels, PIXELS):
        key, side = shop.region_names[outline.label].split("|")
        rows.append({"key": key, "side": side, "d": outline.data, "at": list(outline.at)})
    rows.sort(key=lambda row: (order[row["key"]], row["key"], row["side"]))
    return (json.dumps({"regions": rows}, separators=(",", ":")) + "\n").encode()


def _entry(view: plan.ViewPlan, figure: str, eye: raster.Camera, stem: str) -> dict[str, Any]:
    return {
        "figure": figure,
        "key": view.key,
        "kind": view.kind,
        "group": view.group,
        "order": view.order,
        "restricted": False,
        "width": view.size[0],
        "height": view.size[1],
        "svg": f"{stem}.svg",
        "png": f"{stem}.png",
        "visible": f"{stem}.visible.z",
        "regions": f"{stem}.regions.json",
        "subject_right": view.subject_right(),
        "rotation": [float(number) for number in eye.rotation.ravel()],
        "scale": round(eye.scale / MM, 9),
        "offset": [round(number, 4) for number in eye.offset],
    }
