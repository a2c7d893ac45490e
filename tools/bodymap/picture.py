"""Writing a view: the SVG with themable classes, and its PNG twin."""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage
from skimage import draw

from tools.bodymap import outlines
from tools.bodymap.artwork import Artwork
from tools.bodymap.mesh import Floats

TONES = ("#FBF9F6", "#F1EEE9", "#E6E1DA", "#D9D2C9")
"""skin-0 to skin-3, light scheme; the classes of the SVG let a style sheet replace them."""
LINE = "#6A655F"
"""skin-line, light scheme."""
OUTLINE_WIDTH = 2.4
LANDMARK_WIDTH = 1.5
"""Stroke widths, view-box units."""

OVERSAMPLING = 4
"""The PNG is drawn this many times larger and averaged down."""


def svg(artwork: Artwork, size: tuple[int, int]) -> str:
    """Return the view as one SVG document without text, ids, styles or scripts."""
    width, height = size
    body = "".join(outlines.curve(ring, closed=True) for ring in artwork.outline)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">',
        f'<path class="skin-0" fill="{TONES[0]}" fill-rule="evenodd" d="{body}"/>',
    ]
    for tone, rings in enumerate(artwork.bands, start=1):
        data = "".join(outlines.curve(ring, closed=True) for ring in rings)
        parts.append(
            f'<path class="skin-{tone}" fill="{TONES[tone]}" fill-rule="evenodd" d="{data}"/>'
        )
    stroke = f'fill="none" stroke="{LINE}" stroke-linecap="round" stroke-linejoin="round"'
    lines = "".join(outlines.curve(line, closed=False) for line in artwork.lines)
    if lines:
        parts.append(
            f'<path class="skin-line" {stroke} stroke-width="{LANDMARK_WIDTH}" d="{lines}"/>'
        )
    parts.append(f'<path class="skin-line" {stroke} stroke-width="{OUTLINE_WIDTH}" d="{body}"/>')
    parts.append("</svg>\n")
    return "\n".join(parts)


def png(artwork: Artwork, size: tuple[int, int], pixels: tuple[int, int]) -> bytes:
    """Return the same view as a PNG of ``pixels`` width × height on a transparent ground."""
    scale = pixels[0] / size[0] * OVERSAMPLING
    shape = pixels[1] * OVERSAMPLING, pixels[0] * OVERSAMPLING
    image = np.zeros((*shape, 4))
    body = _filled(artwork.outline, scale, shape)
    image[body] = _colour(TONES[0])
    for tone, rings in enumerate(artwork.bands, start=1):
        image[_filled(rings, scale, shape) & body] = _colour(TONES[tone])
    # A twin is small: its lines must not fade below one pixel.
    drawn = np.zeros(shape, bool)
    for lines, width, closed in (
        (artwork.lines, LANDMARK_WIDTH, False),
        (artwork.outline, OUTLINE_WIDTH, True),
    ):
        curves = [outlines.sampled(line, closed=closed) * scale - 0.5 for line in lines]
        drawn |= _stroked(curves, max(width * scale, 1.15 * OVERSAMPLING) / 2, shape)
    image[drawn] = _colour(LINE)
    return encoded(_averaged(image))


def _colour(code: str) -> tuple[float, float, float, float]:
    red, green, blue = (int(code[k : k + 2], 16) for k in (1, 3, 5))
    return red, green, blue, 255.0


def _filled(rings: list[Floats], scale: float, shape: tuple[int, int]) -> np.ndarray:
    """Return the pixels inside an odd number of rings."""
    mask = np.zeros(shape, bool)
    for ring in rings:
        points = outlines.sampled(ring, closed=True) * scale - 0.5
        sheet = Image.new("1", (shape[1], shape[0]))
        ImageDraw.Draw(sheet).polygon([(float(x), float(y)) for x, y in points], fill=1)
        mask ^= np.asarray(sheet)
    return mask


def _stroked(curves: list[Floats], radius: float, shape: tuple[int, int]) -> np.ndarray:
    """Return the pixels within ``radius`` of the curves."""
    away = np.ones(shape, bool)
    for curve in curves:
        steps = curve.round().astype(int)
        for (x0, y0), (x1, y1) in pairwise(steps):
            rows, columns = draw.line(y0, x0, y1, x1)
            inside = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
            away[rows[inside], columns[inside]] = False
    if away.all():
        return ~away
    return ndimage.distance_transform_edt(away) <= radius


def _averaged(image: Floats) -> np.ndarray:
    """Average blocks down, weighting colours by their opacity."""
    height, width = (edge // OVERSAMPLING for edge in image.shape[:2])
    blocks = image.reshape(height, OVERSAMPLING, width, OVERSAMPLING, 4).swapaxes(1, 2)
    blocks = blocks.reshape(height, width, -1, 4)
    alpha = blocks[..., 3].mean(2)
    weight = np.maximum(blocks[..., 3].sum(2), 1e-9)
    colour = (blocks[..., :3] * blocks[..., 3:]).sum(2) / weight[..., None]
    return np.dstack([colour, alpha]).round().astype(np.uint8)


def encoded(image: np.ndarray) -> bytes:
    """Return an RGBA picture as PNG bytes without any date or comment."""
    height, width = image.shape[:2]
    rows = b"".join(b"\x00" + row.tobytes() for row in image)

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(rows, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
