"""Lines along the narrow valleys of the skin: folds of the ear, wings of the nose, lips, lids."""

from __future__ import annotations

import numpy as np
from scipy import ndimage
from skimage import filters

from tools.bodymap import outlines
from tools.bodymap.mesh import Floats
from tools.bodymap.raster import Sight

SPREAD = 2.2
"""Gaussian on the normals before they are compared, view-box units."""
STRONG, WEAK = 0.045, 0.026
"""How sharply the skin must fold where a valley begins and where it goes on: turn of the normal
per view-box unit, radians."""
_LEAST = 16.0
"""Shorter valleys are left out, view-box units."""


def drawn(sight: Sight) -> list[Floats]:
    """Return the valleys that a view shows, view-box units."""
    pixels = sight.pixels
    body = sight.body
    spread = SPREAD * pixels
    weight = np.maximum(ndimage.gaussian_filter(body.astype(float), spread), 1e-6)
    across, up = (
        ndimage.gaussian_filter(np.where(body, sight.normal[..., k], 0.0), spread) / weight
        for k in (0, 1)
    )
    xx = np.gradient(across, axis=1) * pixels
    yy = -np.gradient(up, axis=0) * pixels
    xy = (np.gradient(across, axis=0) - np.gradient(up, axis=1)) * pixels / 2
    # The more negative of the two principal turns of the normal: how sharp the fold is.
    fold = -np.round((xx + yy) / 2 - np.sqrt(((xx - yy) / 2) ** 2 + xy**2), 6)
    inner = ndimage.binary_erosion(body, iterations=round(4 * pixels))
    fold = np.where(inner, fold, 0.0)
    mask = filters.apply_hysteresis_threshold(fold, WEAK, STRONG)
    return outlines.centre_lines(mask, pixels, least_length=_LEAST, tolerance=0.3)
