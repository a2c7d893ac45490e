"""What a view is drawn of: one outline, calm bands of tone, few lines.

The face, the nipples and the genitals are deliberately blurred away: a diagram shows where,
never whom (look: no face, no hair, no genitals on full-body views).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage

from tools.bodymap import outlines
from tools.bodymap.mesh import Floats
from tools.bodymap.raster import Sight

BANDS = (0.91, 0.78, 0.55)
"""Light on the skin below which the tones skin-1, skin-2 and skin-3 begin; 1 faces the viewer."""

LAMP = (0.0, 0.16, 0.987)
"""Where the light comes from, in the camera's axes: a little above the viewer."""

JUMP = 7.0
"""Steps in depth larger than this make a line, view-box units."""


@dataclass(frozen=True)
class Detail:
    """How finely the parts of a view are drawn; lengths in view-box units."""

    blur: dict[str, float]
    """Part → spread of the Gaussian that calms the light; "other" is the default."""
    lineless: tuple[str, ...]
    """Parts inside which no line is drawn."""
    least_line: float
    """Shorter lines are left out."""
    tolerance: float
    """How far the curves of the tones may leave the true ones."""


@dataclass(frozen=True)
class Artwork:
    """Curves of one view, in view-box units."""

    outline: list[Floats]
    """Closed rings of the silhouette; holes are rings too (even-odd)."""
    bands: list[list[Floats]]
    """Closed rings of the tones skin-1 to skin-3, each lying on the one before."""
    lines: list[Floats]
    """Open lines where one part lies before another."""
    fine: list[Floats] = field(default_factory=list)
    """Light lines: nails, creases, landmarks; closed where the last point is the first."""

    def moved(self, by: float) -> Artwork:
        """Return the same curves with ``by`` added to x and y."""
        return Artwork(
            [ring + by for ring in self.outline],
            [[ring + by for ring in rings] for rings in self.bands],
            [line + by for line in self.lines],
            [line + by for line in self.fine],
        )

    def flipped(self, width: float) -> Artwork:
        """Return the mirror image within a view box of ``width``."""
        turn, shift = np.array([-1.0, 1]), np.array([float(width), 0])

        def flip(curves: list[Floats]) -> list[Floats]:
            return [curve * turn + shift for curve in curves]

        return Artwork(
            flip(self.outline),
            [flip(rings) for rings in self.bands],
            flip(self.lines),
            flip(self.fine),
        )


def draw(sight: Sight, part: np.ndarray, names: tuple[str, ...], detail: Detail) -> Artwork:
    """Turn what the camera sees into curves.

    Args:
        sight: the pixels.
        part: height × width, index into ``names`` of the part of the body, −1 outside.
        names: parts of the body.
        detail: how finely each part is drawn.
    """
    pixels = sight.pixels
    body = sight.body.astype(float)
    outline = outlines.contours(
        np.round(ndimage.gaussian_filter(body, 0.6 * pixels), 6),
        0.5,
        pixels,
        least_area=60,
        tolerance=0.35,
    )
    light = _calm_light(sight, part, names, detail)
    bands = [
        outlines.contours(
            np.where(sight.body, np.round(level - light, 6), -1.0),
            0,
            pixels,
            least_area=160,
            tolerance=detail.tolerance,
        )
        for level in BANDS
    ]
    return Artwork(outline, bands, _lines(sight, part, names, detail))


def _calm_light(sight: Sight, part: np.ndarray, names: tuple[str, ...], detail: Detail) -> Floats:
    """Blur the light part by part, without mixing in what lies outside the body."""
    light = np.clip(sight.normal @ np.array(LAMP), 0, 1).astype(np.float32)
    body = sight.body.astype(np.float32)
    spread = np.full(part.shape, float(detail.blur["other"]))
    for index, name in enumerate(names):
        spread[part == index] = detail.blur.get(name, detail.blur["other"])
    total, weight = np.zeros_like(light), np.zeros_like(light)
    for sigma in sorted(set(detail.blur.values())):
        near = blurred((spread == sigma).astype(np.float32), 6 * sight.pixels)
        inside = np.maximum(blurred(body, sigma * sight.pixels), 1e-6)
        total += near * blurred(light * body, sigma * sight.pixels) / inside
        weight += near
    return total / np.maximum(weight, 1e-9)


def blurred(image: Floats, spread: float) -> Floats:
    """Return the image under a Gaussian of ``spread`` pixels, wide ones on a coarser grid."""
    step = max(1, int(spread / 3))
    if step == 1:
        return ndimage.gaussian_filter(image, spread)
    height, width = image.shape
    padded = np.pad(image, ((0, -height % step), (0, -width % step)), mode="edge")
    rows, columns = padded.shape[0] // step, padded.shape[1] // step
    coarse = padded.reshape(rows, step, columns, step).mean((1, 3))
    # A block's mean already spreads by step²/12, the tent between blocks by step²/6.
    left = float(np.sqrt(max(spread**2 - step**2 / 4, 0.01))) / step
    coarse = ndimage.gaussian_filter(coarse, left)
    return _stretched(_stretched(coarse, step, height).T, step, width).T


def _stretched(coarse: Floats, step: int, length: int) -> Floats:
    """Interpolate rows linearly back to ``length`` rows."""
    at = np.clip((np.arange(length) + 0.5) / step - 0.5, 0, len(coarse) - 1)
    low = np.minimum(at.astype(int), len(coarse) - 2) if len(coarse) > 1 else np.zeros(length, int)
    share = (at - low)[:, None].astype(np.float32)
    high = np.minimum(low + 1, len(coarse) - 1)
    return coarse[low] + (coarse[high] - coarse[low]) * share


def _lines(sight: Sight, part: np.ndarray, names: tuple[str, ...], detail: Detail) -> list[Floats]:
    step = JUMP * sight.pixels
    body = sight.body
    edge = np.zeros(body.shape, bool)
    for axis in (0, 1):
        before = np.roll(sight.depth, 1, axis)
        edge |= (np.abs(sight.depth - before) > step) & body & np.roll(body, 1, axis)
    for name in detail.lineless:
        edge &= part != names.index(name)
    edge &= ndimage.binary_erosion(body, iterations=round(2 * sight.pixels))
    mask = ndimage.binary_closing(edge, iterations=2)
    return outlines.centre_lines(mask, sight.pixels, least_length=detail.least_line, tolerance=0.35)
