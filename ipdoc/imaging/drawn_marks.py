"""What was drawn by hand on a printed body chart: told from the print, laid on the chart."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from ipdoc.imaging.scans import PIXELS_PER_MM, opencv
from ipdoc.resources import data_dir

_OFF_MM = 1.1
"""How far the print may lie off its place; ink is not told from a line so near."""
_DARKER = 0.20
"""How much darker than the print ink is, 1 = black on white."""
_COLOURED = 0.22
"""How much more colour than the print ink has."""
_JOIN_MM = 1.6
"""Strokes that lie nearer belong together."""
_LEAST_MM2 = 0.9
"""Less ink is dust."""
_MOST_SPOTS = 40
_NUMBER_MM = 3.4
"""Least height of the number beside a spot, on paper."""
_NUMBER_SHARE = 0.03
"""The same as part of the chart's height."""
_CHOSEN, _PLATE = (11, 87, 208), (255, 255, 255)


@dataclass(frozen=True)
class DrawnSpot:
    """Strokes that belong together."""

    x: float
    """Middle as a fraction 0..1 of the chart's width, from the left."""
    y: float
    """Middle as a fraction 0..1 of the chart's height, from the top."""
    width_mm: float
    """On paper."""
    height_mm: float
    """On paper."""


@dataclass(frozen=True)
class DrawnChart:
    """A chart with what was drawn on it."""

    png: bytes
    """The clean chart with the ink laid on it."""
    width_px: int
    height_px: int
    spots: tuple[DrawnSpot, ...]
    """From top to bottom."""


def drawn_marks(page: bytes, box_mm: tuple[float, float, float, float], chart: bytes) -> DrawnChart:
    """Tell the ink on a printed chart from the print, and lay it on the clean chart.

    Args:
        page: JPEG of the straightened page, ``PIXELS_PER_MM``.
        box_mm: left, top, width and height of the chart on the page.
        chart: PNG of the chart as it was printed, the same view box.

    Raises:
        ScanError: OpenCV is not installed.
    """
    cv2, np = opencv()
    left, top, width, height = (round(edge * PIXELS_PER_MM) for edge in box_mm)
    with Image.open(io.BytesIO(page), formats=["JPEG"]) as opened:
        seen = opened.convert("RGB").crop((left, top, left + width, top + height))
    clean = _clean(chart, (width, height))
    ink = _ink(cv2, np, np.asarray(seen), np.asarray(clean))
    spots, kept = _spots(cv2, np, ink)
    laid = np.where(kept[..., None], np.asarray(seen), np.asarray(clean))
    picture = _numbered(Image.fromarray(laid.astype(np.uint8)), spots)
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return DrawnChart(out.getvalue(), width, height, spots)


def _numbered(picture: Image.Image, spots: tuple[DrawnSpot, ...]) -> Image.Image:
    """Return the picture with the number of each spot beside it, in a light plate."""
    height = round(max(_NUMBER_MM * PIXELS_PER_MM, picture.height * _NUMBER_SHARE))
    font = ImageFont.truetype(data_dir("static") / "fonts" / "IpdocSans-Bold.ttf", height)
    draw = ImageDraw.Draw(picture)
    for number, spot in enumerate(spots, 1):
        wide = draw.textlength(str(number), font=font)
        right = spot.x * picture.width + (spot.width_mm / 2 + 1.2) * PIXELS_PER_MM
        left = min(right, picture.width - wide - 4)
        top = min(max(0.0, spot.y * picture.height - height / 2), picture.height - height - 4)
        plate = (left - 3, top - 1, left + wide + 3, top + height + 3)
        draw.rounded_rectangle(plate, 4, fill=_PLATE, outline=_CHOSEN, width=1)
        draw.text((left, top - height * 0.12), str(number), font=font, fill=_CHOSEN)
    return picture


def _clean(chart: bytes, size: tuple[int, int]) -> Image.Image:
    with Image.open(io.BytesIO(chart), formats=["PNG"]) as opened:
        layer = opened.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", size, "white")
    ground.alpha_composite(layer)
    return ground.convert("RGB")


def _ink(cv2: Any, np: Any, seen: Any, clean: Any) -> Any:
    """Return a mask of what is darker or more coloured than the print may be there."""
    grey = cv2.GaussianBlur(cv2.cvtColor(seen, cv2.COLOR_RGB2GRAY), (0, 0), 1.2) / 255.0
    printed = cv2.cvtColor(clean, cv2.COLOR_RGB2GRAY)
    edge = 2 * round(_OFF_MM * PIXELS_PER_MM) + 1
    round_off = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (edge, edge))
    darkest = cv2.erode(printed, round_off, borderValue=255) / 255.0
    paper = _paper(cv2, np, grey)
    dark = grey / paper < darkest - _DARKER
    return dark | (_colour(cv2, np, seen) > _COLOURED)


def _paper(cv2: Any, np: Any, grey: Any) -> Any:
    """Return how light the paper is around each place, so that shadows count for nothing."""
    small = cv2.resize(
        grey.astype(np.float32), None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA
    )
    lightest = cv2.dilate(small, np.ones((15, 15), np.uint8))
    even = cv2.GaussianBlur(lightest, (0, 0), 6)
    size = (grey.shape[1], grey.shape[0])
    return np.maximum(cv2.resize(even, size, interpolation=cv2.INTER_LINEAR), 0.2)


def _colour(cv2: Any, np: Any, seen: Any) -> Any:
    """Return how coloured each place is beyond the tint of the whole scan, 0..1."""
    smooth = cv2.GaussianBlur(seen, (0, 0), 1.5).astype(np.float32) / 255.0
    tint = np.median(smooth.reshape(-1, 3), axis=0)
    even = smooth / np.maximum(tint, 0.2)
    return even.max(axis=2) - even.min(axis=2)


def _spots(cv2: Any, np: Any, ink: Any) -> tuple[tuple[DrawnSpot, ...], Any]:
    """Return the strokes that belong together, and the mask without dust."""
    mask = ink.astype(np.uint8)
    edge = 2 * round(_JOIN_MM * PIXELS_PER_MM / 2) + 1
    joined = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (edge, edge)))
    count, labels = cv2.connectedComponents(joined)
    found, kept = [], np.zeros(mask.shape, dtype=bool)
    for number in range(1, count):
        own = (labels == number) & ink
        if own.sum() / PIXELS_PER_MM**2 < _LEAST_MM2:
            continue
        kept |= own
        rows, columns = np.nonzero(own)
        found.append(_spot(rows, columns, mask.shape))
    found.sort(key=lambda spot: (spot.y, spot.x))
    return tuple(found[:_MOST_SPOTS]), kept


def _spot(rows: Any, columns: Any, shape: tuple[int, int]) -> DrawnSpot:
    top, bottom = float(rows.min()), float(rows.max()) + 1
    left, right = float(columns.min()), float(columns.max()) + 1
    return DrawnSpot(
        (left + right) / 2 / shape[1],
        (top + bottom) / 2 / shape[0],
        (right - left) / PIXELS_PER_MM,
        (bottom - top) / PIXELS_PER_MM,
    )
