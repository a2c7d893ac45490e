"""From pixels to curves: contours of fields, centre lines of edge masks, SVG path data.

Points are (x, y) in view-box units; a pixel's centre lies at (column + 0.5, row + 0.5) / pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from scipy import ndimage
from shapely.geometry import LineString, Polygon
from skimage import measure, morphology

from tools.bodymap.mesh import Floats

Ring = Floats
"""k × 2 points, the last one equal to the first when closed."""


def contours(
    field: Floats, level: float, pixels: float, *, least_area: float, tolerance: float
) -> list[Ring]:
    """Return closed outlines of the places where ``field`` exceeds ``level``.

    Args:
        field: height × width; it is taken as lower than ``level`` outside the picture.
        level: threshold.
        pixels: pixels per view-box unit.
        least_area: smaller outlines are dropped, square view-box units.
        tolerance: how far the simplified outline may leave the true one, view-box units.
    """
    padded = np.pad(field, 1, constant_values=float(field.min()) - 1.0)
    rings = []
    for line in measure.find_contours(padded, level):
        points = (line[:, ::-1] - 0.5) / pixels
        if len(points) < 8 or abs(_area(points)) < least_area:
            continue
        rings.append(_simplified(_softened(points, pixels, closed=True), tolerance))
    rings.sort(key=lambda ring: (-round(abs(_area(ring)), 1), *ring[0]))
    return rings


def _area(points: Floats) -> float:
    x, y = points[:, 0], points[:, 1]
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def _softened(points: Floats, pixels: float, *, closed: bool) -> Floats:
    """Take out the staircase of the pixels: a Gaussian of 1.2 units along the line."""
    spread = 1.2 * pixels
    if closed:
        body = ndimage.gaussian_filter1d(points[:-1], spread, axis=0, mode="wrap")
        return np.vstack([body, body[:1]])
    soft = ndimage.gaussian_filter1d(points, spread, axis=0, mode="nearest")
    soft[0], soft[-1] = points[0], points[-1]
    return soft


def _simplified(ring: Floats, tolerance: float) -> Floats:
    if len(ring) < 5:
        return ring
    return np.array(Polygon(ring).simplify(tolerance).exterior.coords)


def centre_lines(
    mask: np.ndarray, pixels: float, *, least_length: float, tolerance: float
) -> list[Floats]:
    """Return open lines along the middle of a thin mask, longest first.

    Args:
        mask: height × width flags.
        pixels: pixels per view-box unit.
        least_length: shorter lines are dropped, view-box units.
        tolerance: how far the simplified line may leave the true one, view-box units.
    """
    thin = morphology.skeletonize(mask)
    lines = []
    for chain in _chains(thin):
        points = (np.array(chain, float)[:, ::-1] + 0.5) / pixels
        line = LineString(_softened(points, pixels, closed=False))
        if line.length >= least_length:
            lines.append(np.array(line.simplify(tolerance).coords))
    lines.sort(key=lambda line: (-round(LineString(line).length, 1), *line[0]))
    return lines


def _chains(thin: np.ndarray) -> Iterator[list[tuple[int, int]]]:
    """Walk the pixels of a skeleton: from its ends first, then what is left of loops."""
    left = {(int(y), int(x)) for y, x in np.argwhere(thin)}

    def near(pixel: tuple[int, int]) -> list[tuple[int, int]]:
        y, x = pixel
        steps = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, -1), (-1, 1))
        return [(y + dy, x + dx) for dy, dx in steps if (y + dy, x + dx) in left]

    ends = sorted(pixel for pixel in left if len(near(pixel)) == 1)
    for start in [*ends, *sorted(left)]:
        if start not in left:
            continue
        left.discard(start)
        chain = [start]
        while following := near(chain[-1]):
            chain.append(following[0])
            left.discard(following[0])
        if len(chain) > 1:
            yield chain


def _number(value: float) -> str:
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def pair(point: Floats) -> str:
    """Return "x y" with one decimal at most."""
    return f"{_number(point[0])} {_number(point[1])}"


def curve(points: Floats, *, closed: bool) -> str:
    """Return SVG path data (M, L, Q, Z, absolute) of a smooth curve led by ``points``.

    Quadratic arcs run from middle to middle of the legs with the points as handles, so the curve
    has no corners and never leaves the hull of the points.
    """
    if closed:
        points = points[:-1]
        middle = (points + np.roll(points, -1, 0)) / 2
        arcs = [
            f"Q{pair(points[(k + 1) % len(points)])} {pair(middle[(k + 1) % len(points)])}"
            for k in range(len(points))
        ]
        return f"M{pair(middle[0])}{''.join(arcs)}Z"
    middle = (points[:-1] + points[1:]) / 2
    arcs = [f"Q{pair(points[k])} {pair(middle[k])}" for k in range(1, len(points) - 1)]
    return f"M{pair(points[0])}L{pair(middle[0])}{''.join(arcs)}L{pair(points[-1])}"


def sampled(points: Floats, *, closed: bool) -> Floats:
    """Return points along the same curve as :func:`curve`, for drawing it as pixels."""
    if closed:
        points = points[:-1]
        handle = np.roll(points, -1, 0)
        start, end = (points + handle) / 2, (handle + np.roll(points, -2, 0)) / 2
        share = np.linspace(0, 1, 5)[:-1][None, :, None]
    else:
        middle = (points[:-1] + points[1:]) / 2
        handle, start, end = points[1:-1], middle[:-1], middle[1:]
        share = np.linspace(0, 1, 5)[None, :, None]
    arc = (
        (1 - share) ** 2 * start[:, None]
        + 2 * share * (1 - share) * handle[:, None]
        + share**2 * end[:, None]
    ).reshape(-1, 2)
    ends = (arc, arc[:1]) if closed else (points[:1], arc, points[-1:])
    return np.vstack(ends)


def length(line: Floats) -> float:
    """Return the length of a polyline in its own unit."""
    return float(sum(np.hypot(*(b - a)) for a, b in pairwise(line)))
