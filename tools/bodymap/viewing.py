"""One view of one figure: its drawing, what it shows of the skin, the outlines of its regions."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from tools.bodymap import (
    artwork,
    borders,
    frames,
    lines,
    parts,
    picture,
    plan,
    raster,
    surface,
    tree,
    unrolled,
)  # fmt: skip
from tools.bodymap.compact import box, compact
from tools.bodymap.mesh import Floats, Ints
from tools.bodymap.shop import Workshop

PIXELS = 2.0
"""Pixels per view-box unit while looking."""
BLEED = 60
"""View-box units drawn beyond each edge, so that no line is drawn where a body leaves the box."""
REGION_STEP = 0.5
"""Outlines of regions are set on a grid of this width, view-box units."""
MM = 100.0
"""Millimetres per mesh unit."""
_CALM = 1.5, 1.2, 14.0
_CALM_FLAT = 3.0, 8.0, 24.0
"""Borders of regions are blurred by this share of a cell's width, within these view-box units: on
pictures of the body, and on strips, whose borders are straight."""


@dataclass(frozen=True)
class Drawn:
    """A view before it is written."""

    eye: raster.Camera
    art: artwork.Artwork
    seen: np.ndarray
    """Per base face whether some pixel shows it."""
    labels: Ints
    """Region of every pixel of the view box, −1 outside the body, borders smooth."""
    flat: unrolled.Flat | None = None
    """Of an unrolled view where the quads of the left side lie."""


@dataclass(frozen=True)
class _Source:
    """The pixels of a view with what lies under them."""

    sight: raster.Sight
    """With bleed."""
    parent: Ints
    """Base face of each triangle."""
    cell: Ints
    """Cell of each triangle."""
    eye: raster.Camera
    """Of a flat view only its scale counts."""
    flat: unrolled.Flat | None = None


def look(shop: Workshop, view: plan.ViewPlan, figure: str) -> Drawn:
    """Draw a view; a right view is the exact mirror image of the left one."""
    if view.mirror_of:
        left = next(one for one in shop.plan.views if one.key == view.mirror_of)
        key = f"{figure}-{left.key}"
        return _mirrored(shop, shop.recent.get(key) or look(shop, left, figure))
    source = _unrolled(shop, view, figure) if view.kind == "unrolled" else _seen_by_camera(
        shop, view, figure
    )  # fmt: skip
    sight = source.sight
    part = np.where(sight.body, shop.part[source.parent[sight.triangle]], -1)
    detail = artwork.Detail(
        view.blur, view.lineless, view.least_line, shop.plan.figures[figure].tolerance
    )
    art = artwork.draw(sight, part, parts.PARTS, detail).moved(-BLEED)
    edge = round(BLEED * PIXELS)
    box = slice(edge, -edge), slice(edge, -edge)
    inside = sight.triangle[box]
    seen = np.zeros(len(shop.base.faces), bool)
    seen[source.parent[inside[inside >= 0]]] = True
    cell = np.where(inside >= 0, source.cell[inside], -1)
    labels = np.where(cell >= 0, shop.codes[cell], -1)
    strip = source.flat is not None and bool(source.flat.angle_at)
    vertices = shop.smooth(figure, view.pose)[0]
    calm = _CALM_FLAT if strip else _CALM
    spreads = _spreads(shop, labels, vertices, source.eye.scale, calm)
    labels = borders.smoothed(labels, spreads, PIXELS)
    inner = raster.Sight(sight.depth[box], inside, sight.normal[box], PIXELS)
    fine = lines.drawn(
        shop,
        lines.Looked(inner, cell, labels, source.eye.scale),
        view.details,
        (figure, view.pose),
        source.flat.place if source.flat else source.eye.project,
    )
    drawn = Drawn(source.eye, replace(art, fine=fine), seen, labels, source.flat)
    shop.recent.clear()
    shop.recent[f"{figure}-{view.key}"] = drawn
    return drawn


def _seen_by_camera(shop: Workshop, view: plan.ViewPlan, figure: str) -> _Source:
    vertices, triangles, parent = shop.smooth(figure, view.pose)
    centre = vertices[shop.base.faces].mean(1)
    fitted = _fitted(shop, view, centre)
    rotation = np.array(plan.DIRECTIONS[frames.FRAMES.get(view.direction, view.direction)], float)
    if view.direction in frames.FRAMES:
        posed = shop.figure(figure, view.pose)
        rotation = frames.rotation(view.direction, shop.skeleton, posed)
    eye = plan.camera(view, rotation, vertices[np.unique(shop.base.faces[fitted])])
    drawn = _drawn(shop, view, centre)[parent]
    triangles, parent = triangles[drawn], parent[drawn]
    sight = _wide(eye, vertices, triangles)
    return _Source(sight, parent, shop.triangle_cell[drawn], eye)


def _unrolled(shop: Workshop, view: plan.ViewPlan, figure: str) -> _Source:
    make = unrolled.tips if view.direction == "tips" else unrolled.strip
    flat = make(shop, view, figure)
    sight = unrolled.look(flat, view.size, PIXELS, BLEED)
    parent = shop.smooth(figure, view.pose)[2]
    eye = raster.Camera(np.eye(3), flat.scale, (0.0, 0.0), view.size)
    return _Source(sight, parent[flat.source], shop.triangle_cell[flat.source], eye, flat)


def _drawn(shop: Workshop, view: plan.ViewPlan, centre: Floats) -> np.ndarray:
    """Return the faces that are drawn: without the trunk only the limbs of the view's side."""
    if not view.draw or "trunk" in view.draw:
        return plan.among(view.draw, "", centre, shop.part)
    limbs = tuple(part for part in view.draw if part in ("arm", "hand", "leg", "foot"))
    rest = tuple(part for part in view.draw if part not in limbs)
    chosen = np.zeros(len(centre), bool)
    for names, side in ((limbs, view.side), (rest, "")):
        if names:
            chosen |= plan.among(names, side, centre, shop.part)
    return chosen


def _fitted(shop: Workshop, view: plan.ViewPlan, centre: Floats) -> np.ndarray:
    """Return the faces that must fit into the box."""
    fitted = plan.among(view.fit, view.side, centre, shop.part)
    if view.window:
        adult = shop.figure("regions")[shop.base.faces].mean(1)
        low, high = np.array(view.window[0::2]), np.array(view.window[1::2])
        fitted &= ((adult >= low) & (adult <= high)).all(1)
    return fitted


def _spreads(
    shop: Workshop, labels: Ints, vertices: Floats, scale: float, calm: tuple[float, float, float]
) -> dict[int, float]:
    """Return label → spread of its Gaussian: some share of the width of its cells, in pixels."""
    corner = vertices[shop.base.faces]
    area = np.linalg.norm(
        np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1]), axis=1
    )
    square = len(shop.codes) // len(area)
    width = np.sqrt(np.repeat(area / 2, square) / square) * scale
    share, least, most = calm
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
    return Drawn(
        eye,
        left.art.flipped(width),
        left.seen[shop.mirror_face],
        swap[left.labels[:, ::-1]],
        left.flat,
    )


def write(
    shop: Workshop, view: plan.ViewPlan, figure: str, files: dict[str, bytes]
) -> dict[str, Any]:
    """Add the files of one view; return its entry in views.json."""
    drawn = look(shop, view, figure)
    stem = f"{figure}-{view.key}"
    height = round(view.png_width * view.size[1] / view.size[0])
    files[f"{stem}.svg"] = picture.svg(drawn.art, view.size).encode()
    files[f"{stem}.png"] = picture.png(drawn.art, view.size, (view.png_width, height))
    files[f"{stem}.regions.json"] = _regions(shop, drawn.labels)
    entry = _entry(view, figure, stem)
    if drawn.flat:
        return entry | _quads(shop, view, drawn, stem, files)
    bits = np.packbits(drawn.seen, bitorder="little")
    files[f"{stem}.visible.z"] = zlib.compress(bits.tobytes(), 9)
    if view.pose:
        posed = f"{figure}-{view.pose}.vertices.z"
        files.setdefault(posed, surface.stored(shop, shop.smooth(figure, view.pose)[0]))
        entry["vertices"] = posed
    return entry | {
        "visible": f"{stem}.visible.z",
        "rotation": [float(number) for number in drawn.eye.rotation.ravel()],
        "scale": round(drawn.eye.scale / MM, 9),
        "offset": [round(number, 4) for number in drawn.eye.offset],
    }


def _quads(
    shop: Workshop, view: plan.ViewPlan, drawn: Drawn, stem: str, files: dict[str, bytes]
) -> dict[str, Any]:
    """Add where the quads of an unrolled view lie; return what its entry says of it."""
    flat, width = drawn.flat, view.size[0]
    if flat is None:
        return {}
    rows = [(face, corners) for face, copies in sorted(flat.quads.items()) for corners in copies]
    faces = np.array([face for face, _ in rows])
    places = np.stack([corners[:, :2] for _, corners in rows])
    angles = flat.angle_at
    if view.mirror_of:
        faces = shop.mirror_face[faces]
        places = np.stack([_turned(shop, row, width) for row in rows])
        angles = {
            name: sorted(round(width - x, 1) for x in found) for name, found in angles.items()
        }
    shown = drawn.seen[faces]
    faces, places = faces[shown], places[shown]
    numbers = np.clip((places * 10).round(), -32768, 32767).astype("<i2")
    data = faces.astype("<u2").tobytes() + numbers.tobytes()
    files[f"{stem}.quads.z"] = zlib.compress(data, 9)
    return {
        "quads": {"file": f"{stem}.quads.z", "count": len(faces)},
        "scale": round(drawn.eye.scale / MM, 9),
        "box": list(flat.box),
        "angle_at": angles,
    }


def _turned(shop: Workshop, row: tuple[int, Floats], width: float) -> Floats:
    """Return the corners of the mirrored face on the mirrored picture, in its own order."""
    face, corners = row
    image = shop.base.faces[shop.mirror_face[face]]
    order = [
        int(np.flatnonzero(shop.mirror_vertex[shop.base.faces[face]] == vertex)[0])
        for vertex in image
    ]
    return corners[order, :2] * np.array([-1.0, 1]) + np.array([width, 0.0])


def _regions(shop: Workshop, labels: Ints) -> bytes:
    """Return the outlines of the regions in body order."""
    order = tree.body_order()
    rows = []
    for outline in borders.outlines(labels, PIXELS):
        key, side = shop.region_names[outline.label].split("|")
        data, at = compact(outline.data, REGION_STEP), list(outline.at)
        rows.append({"key": key, "side": side, "d": data, "box": box(outline.data), "at": at})
    rows.sort(key=lambda row: (order[row["key"]], row["key"], row["side"]))
    return (json.dumps({"regions": rows}, separators=(",", ":")) + "\n").encode()


def _entry(view: plan.ViewPlan, figure: str, stem: str) -> dict[str, Any]:
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
        "regions": f"{stem}.regions.json",
        "subject_right": view.subject_right(),
    }
