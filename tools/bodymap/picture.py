"""Writing a view: the SVG with themable classes, and its PNG twin."""

from __future__ import annotations

import struct
import zlib

import numpy as np
from PIL import Image, ImageDraw

from tools.bodymap import outlines
from tools.bodymap.artwork import Artwork
from tools.bodymap.compact import compact
from tools.bodymap.mesh import Floats

TONES = ("#FBF9F6", "#F1EEE9", "#E6E1DA", "#D9D2C9")
"""skin-0 to skin-3, light scheme; the classes of the SVG let a style sheet replace them."""
LINE = "#6A655F"
"""skin-line, light scheme."""
OUTLINE_WIDTH = 2.4
LANDMARK_WIDTH = 1.5
FINE_WIDTH = 1.0
"""Stroke widths, view-box units."""

OVERSAMPLING = 4
"""The PNG is drawn this many times larger and averaged down."""


def svg(artwork: Artwork, size: tuple[int, int]) -> str:
    """Return the view as one SVG document without text, ids, styles or scripts."""
    width, height = size
    body = compact("".join(outlines.curve(ring, closed=True) for ring in artwork.outline))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">',
        f'<path class="skin-0" fill="{TONES[0]}" fill-rule="evenodd" d="{body}"/>',
    ]
    for tone, rings in enumerate(artwork.bands, start=1):
        data = compact("".join(outlines.curve(ring, closed=True) for ring in rings))
        parts.append(
            f'<path class="skin-{tone}" fill="{TONES[tone]}" fill-rule="evenodd" d="{data}"/>'
        )
    stroke = f'fill="none" stroke="{LINE}" stroke-linecap="round" stroke-linejoin="round"'
    for drawn, width in ((artwork.fine, FINE_WIDTH), (artwork.lines, LANDMARK_WIDTH)):
        lines = compact("".join(outlines.curve(line, closed=_ring(line)) for line in drawn))
        if lines:
            parts.append(f'<path class="detail" {stroke} stroke-width="{width}" d="{lines}"/>')
    parts.append(f'<path class="skin-line" {stroke} stroke-width="{OUTLINE_WIDTH}" d="{body}"/>')
    parts.append("</svg>\n")
    return "\n".join(parts)


def _ring(line: Floats) -> bool:
    """Return whether a line ends where it began."""
    return len(line) > 3 and bool((line[0] == line[-1]).all())


def png(artwork: Artwork, size: tuple[int, int], pixels: tuple[int, int]) -> bytes:
    """Return the same view as a PNG of ``pixels`` width × height on a transparent ground."""
    scale = pixels[0] / size[0] * OVERSAMPLING
    shape = pixels[1] * OVERSAMPLING, pixels[0] * OVERSAMPLING
    body = _filled(artwork.outline, scale, shape)
    tone = body.astype(np.uint8)
    for number, rings in enumerate(artwork.bands, start=2):
        tone[_filled(rings, scale, shape) & body] = number
    sheet = Image.new("L", (shape[1], shape[0]))
    # A twin is small: its lines must not fade below one pixel.
    for lines, width, closed in (
        (artwork.fine, FINE_WIDTH, False),
        (artwork.lines, LANDMARK_WIDTH, False),
        (artwork.outline, OUTLINE_WIDTH, True),
    ):
        thick = round(max(width * scale, 1.15 * OVERSAMPLING))
        for line in lines:
            _stroke(
                sheet, outlines.sampled(line, closed=closed or _ring(line)) * scale - 0.5, thick
            )
    tone[np.asarray(sheet) > 0] = len(TONES) + 1
    return _encoded(*_averaged(tone))


def _filled(rings: list[Floats], scale: float, shape: tuple[int, int]) -> np.ndarray:
    """Return the pixels inside an odd number of rings."""
    mask = np.zeros(shape, bool)
    for ring in rings:
        points = outlines.sampled(ring, closed=True) * scale - 0.5
        sheet = Image.new("1", (shape[1], shape[0]))
        ImageDraw.Draw(sheet).polygon([(float(x), float(y)) for x, y in points], fill=1)
        mask ^= np.asarray(sheet)
    return mask


def _stroke(sheet: Image.Image, points: Floats, width: int) -> None:
    """Draw a line with round joins."""
    corners = [(float(x), float(y)) for x, y in points]
    pen = ImageDraw.Draw(sheet)
    pen.line(corners, fill=255, width=width, joint="curve")
    for x, y in (corners[0], corners[-1]):
        half = width / 2
        pen.ellipse((x - half, y - half, x + half, y + half), fill=255)


def _averaged(tone: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Average blocks down; return palette numbers and the palette, RGBA.

    Args:
        tone: 0 outside, 1 to 4 the tones, 5 a line.
    """
    height, width = (edge // OVERSAMPLING for edge in tone.shape)
    blocks = tone.reshape(height, OVERSAMPLING, width, OVERSAMPLING).swapaxes(1, 2)
    blocks = blocks.reshape(height, width, -1)
    colours = np.array([(0, 0, 0), *map(_colour, TONES), _colour(LINE)], float)
    inks = len(colours)
    counts = np.stack([(blocks == ink).sum(2) for ink in range(inks)], 2)
    covered = counts[..., 1:].sum(2)
    mixed = counts[..., 1:] @ colours[1:] / np.maximum(covered, 1)[..., None]
    alpha = covered * 255 / blocks.shape[2]
    # Steps of 12 in colour and of a sixteenth in opacity leave fewer than 256 colours.
    exact = counts.max(2) == blocks.shape[2]
    mixed = np.where(exact[..., None], mixed, (mixed / 12).round() * 12)
    flat = np.dstack([mixed, alpha]).round().astype(np.uint8).reshape(-1, 4)
    codes, index = np.unique(flat.view(">u4").ravel(), return_inverse=True)
    palette = codes.astype(">u4").view(np.uint8).reshape(-1, 4)
    return _at_most_256(palette, index.reshape(height, width))


def _at_most_256(palette: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Let the rarest colours give way to the most like ones."""
    if len(palette) <= 256:
        return index, palette
    uses = np.bincount(index.ravel(), minlength=len(palette))
    keep = np.sort(np.lexsort((np.arange(len(palette)), -uses))[:256])
    apart = (palette[:, None].astype(int) - palette[keep][None].astype(int)) ** 2
    return apart.sum(2).argmin(1)[index], palette[keep]


def _colour(code: str) -> tuple[int, int, int]:
    red, green, blue = (int(code[k : k + 2], 16) for k in (1, 3, 5))
    return red, green, blue


def _encoded(index: np.ndarray, palette: np.ndarray) -> bytes:
    """Return a picture of palette numbers as PNG bytes without any date or comment."""
    colours = (b"PLTE", palette[:, :3].tobytes()), (b"tRNS", palette[:, 3].tobytes())
    return _file(index.astype(np.uint8), 3, colours)


def encoded(image: np.ndarray) -> bytes:
    """Return an RGBA picture, height × width × 4, as PNG bytes without any date or comment."""
    return _file(image, 6, ())


def _file(image: np.ndarray, colour_type: int, more: tuple[tuple[bytes, bytes], ...]) -> bytes:
    height, width = image.shape[:2]
    rows = b"".join(b"\x00" + row.tobytes() for row in image)

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    parts = ((b"IHDR", head), *more, (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)
