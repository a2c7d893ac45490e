"""Drawn pictures in place of photographs, for the demonstration: nobody's skin."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter

_SIZE = (1600, 1200)
_MM = 8
"""Pixels a millimetre on the drawn scale."""


def draw_specimen(seed: int, *, scale: bool) -> bytes:
    """Return a JPEG of a plain ground with two drawn stripes.

    Args:
        seed: the same seed gives the same picture.
        scale: draw an angle scale beside the stripes.
    """
    chance = random.Random(seed)  # noqa: S311 - a picture, not a secret
    ground = Image.new("RGB", _SIZE, (214, 178, 152))
    shade = Image.radial_gradient("L").resize(_SIZE)
    ground = Image.composite(Image.new("RGB", _SIZE, (176, 138, 114)), ground, shade)
    ground = Image.composite(_stripes(chance), ground, _stripe_mask(chance))
    if scale:
        _draw_scale(ImageDraw.Draw(ground))
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=88)
    return out.getvalue()


def _stripes(chance: random.Random) -> Image.Image:
    return Image.new("RGB", _SIZE, (118 + chance.randrange(20), 52, 78))


def _stripe_mask(chance: random.Random) -> Image.Image:
    mask = Image.new("L", _SIZE, 0)
    draw = ImageDraw.Draw(mask)
    left, top = 620 + chance.randrange(60), 420 + chance.randrange(60)
    for offset in (0, 15 * _MM):
        line = [(left, top + offset), (left + 118 * _MM // 2, top + 110 + offset)]
        draw.line(line, fill=190, width=8 * _MM)
    return mask.filter(ImageFilter.GaussianBlur(9))


def _draw_scale(draw: ImageDraw.ImageDraw) -> None:
    left, top, long, wide = 180, 260, 90 * _MM, 14 * _MM
    bottom = top + long
    draw.rectangle((left, top, left + wide, bottom), fill="white", outline="black", width=3)
    draw.rectangle(
        (left, bottom - wide, left + long, bottom), fill="white", outline="black", width=3
    )
    for mark in range(1, 86):
        length = wide // 2 if mark % 10 == 0 else wide // 4
        y, x = bottom - mark * _MM, left + mark * _MM
        draw.line((left + wide - length, y, left + wide, y), fill="black", width=2)
        if mark * _MM > wide:
            draw.line((x, bottom - wide, x, bottom - wide + length), fill="black", width=2)
