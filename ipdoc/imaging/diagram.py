"""The body diagram with numbered marks as one picture, for browsers that show no SVG."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

Marked = tuple[int, float, float]
"""Number, x and y as fractions 0..1 of the picture."""

_INK, _GROUND, _CHOSEN = (24, 32, 42), (255, 255, 255), (11, 87, 208)
_RADIUS = 0.026
"""Of the number's circle, as a fraction of the picture's width."""
_LABEL_AWAY = 0.075
"""Distance of the number from its mark, same unit."""


def draw_diagram(
    picture: bytes, marks: Sequence[Marked], preview: tuple[float, float] | None = None
) -> bytes:
    """Return a PNG of the diagram with its marks.

    Args:
        picture: PNG of the view.
        marks: numbered marks.
        preview: a point that was pointed at and is not recorded yet.
    """
    with Image.open(io.BytesIO(picture), formats=["PNG"]) as opened:
        ground = opened.convert("RGBA")
    canvas = Image.new("RGBA", ground.size, _GROUND)
    canvas.alpha_composite(ground)
    draw = ImageDraw.Draw(canvas)
    font = ImageFont.load_default(size=max(11, round(ground.width * _RADIUS * 1.25)))
    for number, at in _labelled(marks, ground.size):
        _draw_mark(draw, number, at, font, ground.width)
    if preview is not None:
        _draw_preview(draw, (preview[0] * ground.width, preview[1] * ground.height), ground.width)
    out = io.BytesIO()
    canvas.convert("RGB").quantize(128, method=Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=False)
    return out.getvalue()


def _labelled(
    marks: Sequence[Marked], size: tuple[int, int]
) -> list[tuple[int, tuple[float, float, float, float]]]:
    """Return number, mark and label of each; labels go outward and down where they would meet."""
    width, height = size
    gap = 2.3 * _RADIUS * width
    taken: list[tuple[float, float]] = []
    placed = []
    for number, fx, fy in sorted(marks, key=lambda mark: mark[2]):
        x, y = fx * width, fy * height
        label_x = x + (_LABEL_AWAY if fx >= 0.5 else -_LABEL_AWAY) * width
        label_x = min(max(label_x, _RADIUS * width + 2), width - _RADIUS * width - 2)
        label_y = y
        while any(abs(label_x - a) < gap and abs(label_y - b) < gap for a, b in taken):
            label_y += gap / 2
        taken.append((label_x, label_y))
        placed.append((number, (x, y, label_x, label_y)))
    return placed


def _draw_mark(
    draw: ImageDraw.ImageDraw,
    number: int,
    at: tuple[float, float, float, float],
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    width: int,
) -> None:
    x, y, label_x, label_y = at
    radius, dot = _RADIUS * width, 0.008 * width
    draw.line((x, y, label_x, label_y), fill=_GROUND, width=5)
    draw.line((x, y, label_x, label_y), fill=_INK, width=2)
    draw.ellipse((x - dot - 2, y - dot - 2, x + dot + 2, y + dot + 2), fill=_GROUND)
    draw.ellipse((x - dot, y - dot, x + dot, y + dot), fill=_INK)
    box = (label_x - radius, label_y - radius, label_x + radius, label_y + radius)
    draw.ellipse(box, fill=_GROUND, outline=_INK, width=2)
    draw.text((label_x, label_y), str(number), fill=_INK, font=font, anchor="mm")


def _draw_preview(draw: ImageDraw.ImageDraw, at: tuple[float, float], width: int) -> None:
    x, y = at
    radius = 0.02 * width
    box = (x - radius, y - radius, x + radius, y + radius)
    draw.ellipse(box, outline=_GROUND, width=7)
    draw.ellipse(box, outline=_CHOSEN, width=4)
