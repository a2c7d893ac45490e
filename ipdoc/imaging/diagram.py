"""A body diagram with its marks as one picture, for browsers that show no SVG.

Numbers stand in one column each side, with leaders that do not cross. What was pointed at and is
not recorded yet is shown in the focus colour.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image, ImageChops, ImageDraw, ImageFont

from ipdoc.anatomy.labels import Columns, Label, Target, place_labels
from ipdoc.imaging.diagram_marks import FAMILIES, HALO, Colour, Pen, Shape, draw_shape
from ipdoc.imaging.diagram_paths import Point, lines_of
from ipdoc.resources import data_dir

_INK, _GROUND, _CHOSEN = (24, 32, 42), (255, 255, 255), (11, 87, 208)
_PALE = (112, 118, 126)
"""Ink of numbers of earlier visits; still 4.5:1 on white."""
_VEIL, _VEIL_LINE = (233, 231, 227), (185, 181, 174)
_SCALE = 2
"""The picture is drawn so many times as large and then reduced: smooth lines."""
_COLOURS = 96
_MARGIN_PX = 52
"""Room for a column of numbers on each side."""
_HEAD_PX = 26
"""Room above for the letters of the sides."""
_MOST_WIDTH_PX, _MOST_HEIGHT_PX = 400, 620
_NUMBER_PX = 11
"""Radius of a number's circle."""
_THUMB_PX = (92, 80)


@dataclass(frozen=True)
class PictureBox:
    """Where the diagram lies in its picture, pixels."""

    width: int
    height: int
    left: int
    top: int
    inner_width: int
    inner_height: int

    def fractions(self, x: float, y: float) -> Point:
        """Return a pixel of the picture as fractions of the diagram; outside 0..1 beside it."""
        return (x - self.left) / self.inner_width, (y - self.top) / self.inner_height

    def pixel(self, point: Point) -> Point:
        """Return where a point of the diagram lies on the canvas."""
        x, y = self.left + point[0] * self.inner_width, self.top + point[1] * self.inner_height
        return x * _SCALE, y * _SCALE


@dataclass(frozen=True)
class Scene:
    """All that a picture shows."""

    picture: bytes
    """PNG of the diagram without marks."""
    box: PictureBox
    shapes: Sequence[Shape] = ()
    pending: Sequence[Point] = ()
    """Points that were pointed at, fractions."""
    pending_closed: bool = False
    heads: Sequence[tuple[str, float]] = ()
    """Words over the diagram, such as the letters of the person's own sides, and where: fractions
    of its width."""
    unstated: Sequence[str] = ()
    """Path data of regions of which nothing is stated, view-box units."""
    unexamined: Sequence[str] = ()
    """Path data of regions that were not examined, view-box units."""
    unit: float = field(default=1.0)
    """Width of the view box, for the paths of regions."""


def picture_box(width: float, height: float) -> PictureBox:
    """Return the size of the picture of a diagram; the same for every state of it.

    Args:
        width: of the view box.
        height: of the view box, same unit.
    """
    scale = min(_MOST_WIDTH_PX / width, _MOST_HEIGHT_PX / height)
    inner = round(width * scale), round(height * scale)
    return PictureBox(inner[0] + 2 * _MARGIN_PX, inner[1] + _HEAD_PX, _MARGIN_PX, _HEAD_PX, *inner)


def draw_scene(scene: Scene) -> bytes:
    """Return the PNG of a scene."""
    box = scene.box
    canvas = Image.new("RGB", (box.width * _SCALE, box.height * _SCALE), _GROUND)
    ground = _ground(scene.picture, box.inner_width * _SCALE, box.inner_height * _SCALE)
    canvas.paste(ground, (box.left * _SCALE, box.top * _SCALE))
    _draw_shade(canvas, scene)
    targets: list[Target] = []
    numbers: list[tuple[int, bool]] = []
    for shape in scene.shapes:
        pieces = [(tuple(map(box.pixel, points)), closed) for points, closed in shape.pieces]
        colour = FAMILIES.get(shape.symbol.family, FAMILIES["grey"])
        colour = pale(colour) if shape.faded else colour
        draw_shape(Pen(canvas, _SCALE, colour, box.inner_width), shape, pieces)
        if shape.number is not None and pieces:
            targets.append(Target(len(numbers), tuple(p for points, _ in pieces for p in points)))
            numbers.append((shape.number, shape.faded))
    _draw_labels(canvas, box, targets, numbers)
    _draw_heads(canvas, scene)
    _draw_pending(canvas, scene)
    few = canvas.reduce(_SCALE).quantize(_COLOURS, method=Image.Quantize.FASTOCTREE)
    out = io.BytesIO()
    few.save(out, "PNG", compress_level=6)
    return out.getvalue()


def pale(colour: Colour) -> Colour:
    """Return a colour half as strong on white, for marks of earlier visits."""
    red, green, blue = (channel + (255 - channel) // 2 for channel in colour)
    return red, green, blue


@lru_cache(maxsize=24)
def _ground(picture: bytes, width: int, height: int) -> Image.Image:
    """Return a diagram on white in the size of the canvas; the caller must not draw on it."""
    with Image.open(io.BytesIO(picture), formats=["PNG"]) as opened:
        drawn = opened.convert("RGBA").resize((width, height), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", drawn.size, _GROUND)
    ground.alpha_composite(drawn)
    return ground.convert("RGB")


def _draw_shade(canvas: Image.Image, scene: Scene) -> None:
    """Veil what was not examined: one hatch where nothing is stated, two where a reason is."""
    for paths, crossed in ((scene.unstated, False), (scene.unexamined, True)):
        if not paths:
            continue
        mask = Image.new("L", canvas.size, 0)
        draw = ImageDraw.Draw(mask)
        for d in paths:
            for points, _ in lines_of(d):
                scaled = [(x / scene.unit, y / scene.unit) for x, y in points]
                ratio = scene.box.inner_width / scene.box.inner_height
                draw.polygon([scene.box.pixel((x, y * ratio)) for x, y in scaled], fill=255)
        veil = _hatched(canvas.size, crossed)
        canvas.paste(ImageChops.multiply(canvas, veil), mask=mask)


@lru_cache(maxsize=16)
def _hatched(size: tuple[int, int], crossed: bool) -> Image.Image:
    veil = Image.new("RGB", size, _VEIL)
    draw = ImageDraw.Draw(veil)
    step = 7 * _SCALE
    for start in range(-size[1], size[0] + size[1], step):
        draw.line((start, 0, start + size[1], size[1]), fill=_VEIL_LINE, width=_SCALE)
        if crossed:
            draw.line((start, 0, start - size[1], size[1]), fill=_VEIL_LINE, width=_SCALE)
    return veil


def _draw_labels(
    canvas: Image.Image,
    box: PictureBox,
    targets: Sequence[Target],
    numbers: Sequence[tuple[int, bool]],
) -> None:
    shift = box.left * _SCALE
    moved = [Target(t.key, tuple((x - shift, y) for x, y in t.edge)) for t in targets]
    around = (_NUMBER_PX + 2) * _SCALE
    columns = Columns(
        box.inner_width * _SCALE,
        around,
        box.height * _SCALE - around,
        (2 * _NUMBER_PX + 4) * _SCALE,
        (_MARGIN_PX - _NUMBER_PX - 6) * _SCALE,
        10 * _SCALE,
    )
    labels = place_labels(moved, columns)
    draw = ImageDraw.Draw(canvas)
    for width in (5, 1):
        for label in labels:
            ink = _PALE if numbers[label.key][1] else _INK
            line = [(x + shift, y) for x, y in (label.at, label.bend, label.dot)]
            colour = _GROUND if width > 1 else ink
            draw.line(line, fill=colour, width=width * _SCALE, joint="curve")
    for label in labels:
        _draw_number(draw, label, shift, *numbers[label.key])


def _draw_number(
    draw: ImageDraw.ImageDraw, label: Label, shift: int, number: int, faded: bool
) -> None:
    ink = _PALE if faded else _INK
    x, y = label.dot[0] + shift, label.dot[1]
    dot = 2.4 * _SCALE
    draw.ellipse((x - dot, y - dot, x + dot, y + dot), fill=ink, outline=HALO, width=_SCALE // 2)
    x, y = label.at[0] + shift, label.at[1]
    radius = _NUMBER_PX * _SCALE
    circle = (x - radius, y - radius, x + radius, y + radius)
    thick = round(1.4 * _SCALE)
    draw.ellipse(circle, fill=_GROUND, outline=None if faded else ink, width=thick)
    for start in range(0, 360, 36) if faded else ():
        draw.arc(circle, start, start + 22, fill=ink, width=thick)
    font = _font(12 if number < 100 else 9)
    draw.text((x, y), str(number), fill=ink, font=font, anchor="mm")


@lru_cache(maxsize=8)
def _font(size_px: int) -> ImageFont.FreeTypeFont:
    """Return the face of the paper's sans: the library's own has no Cyrillic."""
    path = data_dir("static") / "fonts" / "IpdocSans-Bold.ttf"
    return ImageFont.truetype(str(path), size_px * _SCALE)


def _draw_heads(canvas: Image.Image, scene: Scene) -> None:
    draw = ImageDraw.Draw(canvas)
    size = 15 if all(len(text) == 1 for text, _ in scene.heads) else 12
    for text, share in scene.heads:
        x = scene.box.left + share * scene.box.inner_width
        at = (x * _SCALE, _HEAD_PX / 2 * _SCALE)
        draw.text(at, text, fill=_INK, font=_font(size), anchor="mm")


def _draw_pending(canvas: Image.Image, scene: Scene) -> None:
    points = [scene.box.pixel(point) for point in scene.pending]
    draw = ImageDraw.Draw(canvas)
    if len(points) > 1:
        run = [*points, points[0]] if scene.pending_closed else points
        draw.line(run, fill=_GROUND, width=6 * _SCALE, joint="curve")
        draw.line(run, fill=_CHOSEN, width=2 * _SCALE, joint="curve")
    for x, y in points:
        radius = 7 * _SCALE
        box = (x - radius, y - radius, x + radius, y + radius)
        draw.ellipse(box, outline=_GROUND, width=5 * _SCALE)
        draw.ellipse(box, outline=_CHOSEN, width=2 * _SCALE)


def draw_thumbnail(picture: bytes) -> bytes:
    """Return a small PNG of a diagram for the strip of views, on a clear ground."""
    with Image.open(io.BytesIO(picture), formats=["PNG"]) as opened:
        drawn = opened.convert("RGBA")
    drawn.thumbnail(_THUMB_PX, Image.Resampling.LANCZOS)
    few = drawn.quantize(12, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
