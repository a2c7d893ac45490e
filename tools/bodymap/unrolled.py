"""Views that no camera gives: limbs unrolled into a strip, finger tips laid side by side.

Every quad of the skin gets its place on the picture by itself; the picture is then looked at like
any other. All is worked out for the left side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tools.bodymap import raster, regions_hand_foot, regions_limbs
from tools.bodymap.cells import around_chain, limb_frame
from tools.bodymap.frames import framed
from tools.bodymap.mesh import Floats, Ints, vertex_normals
from tools.bodymap.parts import PARTS
from tools.bodymap.plan import ViewPlan
from tools.bodymap.shop import Workshop

STRIPS = {
    "arm": (regions_limbs.ARM, ("arm", "hand"), 0.4, 2.06),
    "wrist": (regions_limbs.ARM, ("arm", "hand"), 1.7, 2.12),
    "knee": (regions_limbs.LEG, ("leg",), 0.82, 1.18),
    "ankle": (regions_limbs.LEG, ("leg", "foot"), 1.72, 1.97),
}
"""Strip → joints, parts of the body, and where along the joints it begins and ends."""
SIDES = {"front": 0.0, "outer": 90.0, "back": 180.0, "inner": -90.0}
_RELIEF = 2.0
"""How much steeper than true the unrolled skin is lit, so that bones and muscles are seen."""
_TIP_GAP = 40.0
"""View-box units between finger tips."""


@dataclass(frozen=True)
class Flat:
    """The skin laid flat."""

    points: Floats
    """Corners of the triangles on the picture: x, y in view-box units, z towards the viewer."""
    normals: Floats
    """Unit normals at those corners, in the picture's axes."""
    triangles: Ints
    """Three corners each."""
    source: Ints
    """Number of each triangle in the subdivided surface."""
    quads: dict[int, list[Floats]]
    """Base face → its corners on the picture, 4 × 2; twice when it crosses the seam."""
    box: tuple[float, float, float, float]
    """What is drawn: left, top, right, bottom; nothing lies beyond."""
    scale: float
    """View-box units per mesh unit along the limb."""
    angle_at: dict[str, list[float]]
    """Side of the limb → where it lies, x in view-box units."""
    place: Callable[[Floats], Floats]
    """Points of the figure → where they lie on the picture."""


def strip(shop: Workshop, view: ViewPlan, figure: str) -> Flat:
    """Unroll a limb: x runs around it, front in the middle, y along it, seam at the back."""
    chain, names, low, high = STRIPS[view.direction]
    vertices, triangles, parent = shop.smooth(figure, view.pose)
    posed = shop.figure(figure, view.pose)
    joints = tuple(posed[shop.skeleton.heads[f"{bone}.L"]].mean(0) for bone in chain)
    limb = around_chain(vertices, joints)
    chosen = np.isin(shop.part, [PARTS.index(name) for name in names])
    chosen &= vertices[shop.base.faces].mean(1)[:, 0] > 0
    reach = 0.3
    near = (limb.t[triangles] > low - reach).all(1) & (limb.t[triangles] < high + reach).all(1)
    mine = np.flatnonzero(chosen[parent] & near)
    length = _along(joints, np.array([low, high]))
    scale = (view.size[1] - 2 * view.margin) / float(length[1] - length[0])
    left, right = view.margin, view.size[0] - view.margin

    def place(points: Floats) -> Floats:
        found = around_chain(points, joints)
        x = (left + right) / 2 + found.phi / 360 * (right - left)
        y = view.margin + (_along(joints, found.t) - length[0]) * scale
        return np.stack([x, y, np.zeros(len(x))], 1)

    lit = _unrolled_normals(vertices, triangles, limb.phi, limb.t, joints)
    quads: dict[int, list[Floats]] = {}
    at = place(vertices)
    for face in np.unique(parent[mine]).tolist():
        quads[face] = _unwrapped(at[shop.base.faces[face]], right - left)
    corners = [_unwrapped(at[triangles[k]], right - left) for k in mine.tolist()]
    counts = [len(copies) for copies in corners]
    points = np.concatenate([copy for copies in corners for copy in copies])
    source = np.repeat(mine, counts)
    turns = {
        name: sorted({round((left + right) / 2 + (angle + turn) / 360 * (right - left), 1)
                      for turn in (-360, 0, 360) if abs(angle + turn) <= 180})
        for name, angle in SIDES.items()
    }  # fmt: skip
    return Flat(
        points,
        lit[triangles[source]].reshape(-1, 3),
        np.arange(len(points)).reshape(-1, 3),
        source,
        quads,
        (left, view.margin, right, view.size[1] - view.margin),
        scale,
        turns,
        place,
    )


def _along(joints: tuple[Floats, ...], t: Floats) -> Floats:
    """Return the way along the joints, mesh units, at the coordinate ``t``."""
    upper = float(np.linalg.norm(joints[1] - joints[0]))
    lower = float(np.linalg.norm(joints[2] - joints[1]))
    return np.where(t < 1, t * upper, upper + (t - 1) * lower)


def _unwrapped(corners: Floats, width: float) -> list[Floats]:
    """Return the corners once, or once at each end of the strip when they cross its seam."""
    if np.ptp(corners[:, 0]) < width / 2:
        return [corners]
    middle = corners[:, 0].mean()
    up, down = corners.copy(), corners.copy()
    high = corners[:, 0] > middle
    up[~high, 0] += width
    down[high, 0] -= width
    return [down, up]


def _unrolled_normals(
    vertices: Floats, triangles: Ints, phi: Floats, t: Floats, joints: tuple[Floats, ...]
) -> Floats:
    """Return the normals as the unrolled skin shows them: a smooth limb faces the viewer."""
    normal = vertex_normals(vertices, triangles)
    result = np.zeros_like(normal)
    for upper, axis in ((True, joints[1] - joints[0]), (False, joints[2] - joints[1])):
        here = (t < 1) == upper
        front, outer = limb_frame(axis)
        turn = np.radians(phi[here])[:, None]
        radial = np.cos(turn) * front + np.sin(turn) * outer
        onward = np.cos(turn) * outer - np.sin(turn) * front
        along = axis / np.linalg.norm(axis)
        own = normal[here]
        result[here] = np.stack(
            [
                _RELIEF * (own * onward).sum(1),
                -_RELIEF * (own @ along),
                (own * radial).sum(1),
            ],
            axis=1,
        )
    return result / np.maximum(np.linalg.norm(result, axis=1, keepdims=True), 1e-9)


def tips(shop: Workshop, view: ViewPlan, figure: str) -> Flat:
    """Lay the ends of the five fingers side by side, each seen squarely on its nail.

    The pieces are cut off straight at the last joint.
    """
    vertices, triangles, parent = shop.smooth(figure, view.pose)
    posed = shop.figure(figure, view.pose)
    normals = vertex_normals(vertices, triangles)
    pieces = [_tip(shop, posed, vertices, normals, finger) for finger in (1, 2, 3, 4, 5)]
    room = view.size[0] - 2 * view.margin - 4 * _TIP_GAP
    scale = min(
        room / sum(piece.high - piece.low for piece in pieces),
        (view.size[1] - 2 * view.margin) / max(piece.length for piece in pieces),
    )
    wide = scale * sum(piece.high - piece.low for piece in pieces)
    left = (view.size[0] - wide - 4 * _TIP_GAP) / 2
    quads: dict[int, list[Floats]] = {}
    points, turned, source = [], [], []
    for piece in pieces:
        at = (piece.flat * np.array([1, -1, 1]) - np.array([piece.low, 0, 0])) * scale
        at += np.array([left, view.margin, 0])
        left += (piece.high - piece.low) * scale + _TIP_GAP
        mine = np.flatnonzero(piece.faces[parent])
        points.append(at[triangles[mine]].reshape(-1, 3))
        turned.append(piece.normals[triangles[mine]].reshape(-1, 3))
        source.append(mine)
        for face in np.flatnonzero(piece.faces).tolist():
            quads[face] = [at[shop.base.faces[face]]]
    count = sum(len(part) for part in points)
    return Flat(
        np.concatenate(points),
        np.concatenate(turned),
        np.arange(count).reshape(-1, 3),
        np.concatenate(source),
        quads,
        (0, view.margin, *view.size),
        scale,
        {},
        lambda given: np.full((len(given), 3), -1e3),
    )


@dataclass(frozen=True)
class _Tip:
    """The end of one finger seen on its nail, mesh units from the last joint, y upwards."""

    flat: Floats
    normals: Floats
    faces: np.ndarray
    """Flag per base face: it belongs to the piece."""
    low: float
    high: float
    """Least and largest x below the joint."""
    length: float


def _tip(shop: Workshop, posed: Floats, vertices: Floats, normals: Floats, finger: int) -> _Tip:
    bone = f"finger{finger}-3.L"
    head = posed[shop.skeleton.heads[bone]].mean(0)
    axis = posed[shop.skeleton.tails[bone]].mean(0) - head
    back = regions_hand_foot.back_of_finger(axis, thumb=finger == 1)
    rows = framed(np.cross(-axis, back), -axis)
    weight = np.zeros(len(posed))
    for name in (bone, f"finger{finger}-2.L"):
        index, share = shop.skeleton.weights[name]
        weight[index] += share
    faces = weight[shop.base.faces].mean(1) > 0.5
    flat = (vertices - head) @ rows.T
    used = np.unique(shop.base.faces[faces])
    below = flat[used][flat[used][:, 1] < 0]
    return _Tip(
        flat,
        normals @ rows.T,
        faces,
        float(below[:, 0].min()),
        float(below[:, 0].max()),
        float(-below[:, 1].min()),
    )


def look(flat: Flat, size: tuple[int, int], pixels: float, bleed: int) -> raster.Sight:
    """Rasterise the flat skin with ``bleed`` view-box units more on every side."""
    shifted = (flat.points + np.array([bleed, bleed, 0])) * pixels
    width, height = (round((edge + 2 * bleed) * pixels) for edge in size)
    sight = raster.look_at(shifted, flat.triangles, flat.normals, (width, height), pixels)
    left, top, right, bottom = (round((edge + bleed) * pixels) for edge in flat.box)
    outside = np.ones(sight.triangle.shape, bool)
    outside[top:bottom, left:right] = False
    sight.triangle[outside] = -1
    sight.depth[outside] = -1e9
    return sight
