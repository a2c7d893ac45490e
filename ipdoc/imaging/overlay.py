"""A photograph with its drawings as one picture, for pages without scripts.

The picture is made anew each time it is asked for; nothing of it is kept.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from ipdoc.domain.overlay import Point, arrow_outline

_BLACK, _WHITE, _CHOSEN = (0, 0, 0), (255, 255, 255), (11, 87, 208)
_FINE = 3
"""The drawing is made so many times larger and then made smaller: smooth edges."""
_QUALITY = 85


@dataclass(frozen=True)
class Look:
    """What is drawn."""

    kind: str
    """arrow, polygon, outline or number."""
    points: tuple[Point, ...]
    """Fractions 0..1 of the picture."""
    number: str = ""
    """In a circle: on the point, at an arrow's tail, at the beginning of an outline."""


def draw_overlay(
    jpeg: bytes, drawings: Sequence[Look], pending: Look | None, width_px: int
) -> bytes:
    """Return a JPEG of a photograph with drawings over it.

    Args:
        jpeg: a copy that was prepared at import.
        drawings: in the order in which they are drawn.
        pending: a drawing that is not recorded yet, in the colour of the choice.
        width_px: width of the picture; its height follows.
    """
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as opened:
        height = round(width_px * opened.height / opened.width)
        ground = opened.convert("RGB").resize((width_px, height), Image.Resampling.LANCZOS)
    large = Image.new("RGBA", (width_px * _FINE, height * _FINE), (0, 0, 0, 0))
    pen = _Pen(ImageDraw.Draw(large), large.size)
    for look in drawings:
        pen.draw(look, _BLACK)
    if pending is not None:
        pen.draw(pending, _CHOSEN)
    drawn = large.resize(ground.size, Image.Resampling.LANCZOS)
    ground.paste(drawn, (0, 0), drawn)
    out = io.BytesIO()
    ground.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


class _Pen:
    def __init__(self, draw: ImageDraw.ImageDraw, size: tuple[int, int]) -> None:
        self.draw_on, self.size = draw, size
        self.unit = math.hypot(*size) / 400
        """The thickness of a line."""

    def draw(self, look: Look, ink: tuple[int, int, int]) -> None:
        points = [(x * self.size[0], y * self.size[1]) for x, y in look.points]
        if look.kind == "number":
            self._number(points[0], look.number, ink)
            return
        if look.kind == "arrow" and len(points) == 2:
            self._arrow(points[0], points[1], ink)
        else:
            closed = look.kind != "arrow" and len(points) > 2
            self._line([*points, points[0]] if closed else points, ink)
        if look.number:
            self._number(points[0], look.number, ink)

    def _line(self, points: list[Point], ink: tuple[int, int, int]) -> None:
        for colour, wide in ((_WHITE, 2.8), (ink, 1.0)):
            thick = self.unit * wide
            if len(points) > 1:
                self.draw_on.line(points, fill=colour, width=max(1, round(thick)), joint="curve")
            for point in points:
                self._dot(point, thick / 2, colour)

    def _dot(self, at: Point, radius: float, colour: tuple[int, int, int]) -> None:
        box = (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
        self.draw_on.ellipse(box, fill=colour)

    def _arrow(self, tail: Point, head: Point, ink: tuple[int, int, int]) -> None:
        for colour, edge in ((_WHITE, self.unit * 0.9), (ink, 0.0)):
            self.draw_on.polygon(arrow_outline(tail, head, self.unit * 1.2, edge), fill=colour)

    def _number(self, at: Point, number: str, ink: tuple[int, int, int]) -> None:
        radius = self.unit * 7
        self._dot(at, radius + self.unit * 0.7, _WHITE)
        box = (at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius)
        self.draw_on.ellipse(box, fill=_WHITE, outline=ink, width=max(1, round(self.unit)))
        font = ImageFont.load_default(size=max(9, round(radius * 1.2)))
        self.draw_on.text(at, number, fill=ink, font=font, anchor="mm")
