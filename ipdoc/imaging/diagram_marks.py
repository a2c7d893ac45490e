"""Marks on a picture: the sign of a point, the style of a line, the hatch of an area (LOOK §4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from ipdoc.anatomy.symbols import GRID, Symbol
from ipdoc.imaging.diagram_paths import Point, length_of, lines_of, middle_of, stations

Colour = tuple[int, int, int]
HALO: Colour = (251, 249, 246)
FAMILIES: dict[str, Colour] = {
    "red": (0xB3, 0x26, 0x1E),
    "blue": (0x1B, 0x5F, 0xAA),
    "orange": (0xB4, 0x53, 0x09),
    "purple": (0x6A, 0x1B, 0x9A),
    "teal": (0x00, 0x69, 0x5C),
    "brown": (0x5D, 0x40, 0x37),
    "black": (0x1E, 0x1E, 0x1E),
    "grey": (0x5F, 0x63, 0x68),
}
SIGN_PX = 20
"""Edge of a point's sign."""
_STROKE, _HALO, _PITCH = 2.0, 2.0, 5.0
_BAR = 0.49
"""Width of a tramline's bar as a share of the distance of the bars, as in its sign."""
_ZIGZAG, _TICK, _END, _SPINDLE, _BAND = 4.0, 5.0, 3.0, 2.2, 3.5


@dataclass(frozen=True)
class Shape:
    """A mark as a picture shows it."""

    symbol: Symbol
    kind: str
    """Kind of geometry: point, line, polygon …"""
    pieces: tuple[tuple[tuple[Point, ...], bool], ...]
    """Corners in fractions of the picture, and whether the piece is closed."""
    gap: float = 0.0
    """Tramline: distance of the middle lines of its bars, as a fraction of the picture's width."""
    number: int | None = None
    faded: bool = False
    """Seen at an earlier visit: drawn pale, its number in a dashed circle."""


class Pen:
    """Draws in pixels of a picture that is made ``scale`` times as large and then reduced.

    Args:
        picture: the canvas.
        scale: of the canvas against the pixels in which widths are given.
        colour: of the ink.
        across: width of the diagram, pixels before the canvas was made larger.
    """

    def __init__(
        self, picture: Image.Image, scale: int, colour: Colour, across: float = 0.0
    ) -> None:
        self.across = across
        self.picture = picture
        self.scale = scale
        self.colour = colour
        self._draw = ImageDraw.Draw(picture)

    def line(
        self, points: Sequence[Point], width: float = _STROKE, *, closed: bool = False
    ) -> None:
        """Draw a line with its halo."""
        run = [*points, points[0]] if closed else list(points)
        self._stroke(run, width + 2 * _HALO, HALO)
        self._stroke(run, width, self.colour)

    def ink(self, points: Sequence[Point], width: float = _STROKE) -> None:
        """Draw a line without a halo."""
        self._stroke(list(points), width, self.colour)

    def _stroke(self, points: list[Point], width: float, colour: Colour) -> None:
        wide = max(1, round(width * self.scale))
        self._draw.line(points, fill=colour, width=wide, joint="curve")
        radius = wide / 2 - 0.5
        for x, y in (points[0], points[-1]):
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)

    def fill(self, points: Sequence[Point]) -> None:
        """Fill an area."""
        if len(points) > 2:
            self._draw.polygon(list(points), fill=self.colour)

    def dot(self, at: Point, radius: float, *, empty: bool = False) -> None:
        """Draw a dot, or a small ring filled with the ground."""
        r = radius * self.scale
        box = (at[0] - r, at[1] - r, at[0] + r, at[1] + r)
        if empty:
            self._draw.ellipse(box, fill=HALO, outline=self.colour, width=round(1.5 * self.scale))
        else:
            self._draw.ellipse(box, fill=self.colour)

    def sign(self, symbol: Symbol, at: Point, edge: float = SIGN_PX) -> None:
        """Draw the sign of a kind of lesion with its middle at a point."""
        unit = edge * self.scale / GRID
        placed = [
            (part, line, [(at[0] + (x - 12) * unit, at[1] + (y - 12) * unit) for x, y in line[0]])
            for part in symbol.primitives
            for line in lines_of(part.d)
        ]
        unscaled = edge / GRID
        for part, line, points in placed:
            run = [*points, points[0]] if line[1] or part.fill else points
            width = (part.stroke_width or 0.0) * unscaled
            self._stroke(run, width + 2 * _HALO, HALO)
        for part, line, points in placed:
            if part.fill:
                self.fill(points)
            if part.stroke_width:
                run = [*points, points[0]] if line[1] else points
                self._stroke(run, part.stroke_width * unscaled, self.colour)

    def hatch(self, points: Sequence[Point], kind: str) -> None:
        """Fill an area with a hatch that does not scale with the picture."""
        if kind == "solid":
            self.fill(points)
            return
        size = self.picture.size
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).polygon(list(points), fill=255)
        box = mask.getbbox()
        if box is None or kind not in _HATCHES:
            return
        pattern = Image.new("L", size, 0)
        _HATCHES[kind](ImageDraw.Draw(pattern), box, self.scale)
        mask.paste(0, mask=pattern.point(lambda value: 255 - value))
        self.picture.paste(self.colour, mask=mask)


Box = tuple[int, int, int, int]


def _diagonal(draw: ImageDraw.ImageDraw, box: Box, scale: int) -> None:
    step = round(_PITCH * 1.41 * scale)
    for start in range((box[0] + box[1]) // step * step, box[2] + box[3] + step, step):
        ends = ((start - box[1], box[1]), (start - box[3], box[3]))
        draw.line(ends, fill=255, width=round(1.6 * scale))


def _dots(draw: ImageDraw.ImageDraw, box: Box, scale: int) -> None:
    step, radius = round(_PITCH * scale), scale
    for row, y in enumerate(range(box[1] // step * step, box[3] + step, step)):
        for x in range(box[0] // step * step + (row % 2) * step // 2, box[2] + step, step):
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _dashes(draw: ImageDraw.ImageDraw, box: Box, scale: int) -> None:
    step, long = round(_PITCH * scale), round(3 * scale)
    for row, y in enumerate(range(box[1] // step * step, box[3] + step, step)):
        for x in range(box[0] // step * step + (row % 2) * step // 2, box[2] + step, step):
            draw.line((x, y, x + long, y), fill=255, width=round(1.5 * scale))


_HATCHES: dict[str, Callable[[ImageDraw.ImageDraw, Box, int], None]] = {
    "diagonal": _diagonal,
    "dots": _dots,
    "dashes": _dashes,
}


def draw_shape(pen: Pen, shape: Shape, pieces: Sequence[tuple[tuple[Point, ...], bool]]) -> None:
    """Draw a mark.

    Args:
        pen: of the mark's colour.
        shape: what it is.
        pieces: its pieces in pixels of the canvas.
    """
    if shape.kind in ("point", "cluster"):
        for at in (at for points, _ in pieces for at in points):
            pen.sign(shape.symbol, at)
    elif shape.kind == "tramline":
        wide = max(_STROKE, shape.gap * pen.across * _BAR)
        for points, _ in pieces:
            pen.line(points, wide)
    elif shape.kind in ("polygon", "outline", "ellipse"):
        _draw_area(pen, shape.symbol, pieces)
    else:
        _draw_lines(pen, shape.symbol, pieces)


def _draw_lines(pen: Pen, symbol: Symbol, pieces: Sequence[tuple[tuple[Point, ...], bool]]) -> None:
    style = _STYLES.get(symbol.key, _plain)
    for points, closed in pieces:
        if len(points) > 1:
            style(pen, (*points, points[0]) if closed else points, symbol)


def _draw_area(pen: Pen, symbol: Symbol, pieces: Sequence[tuple[tuple[Point, ...], bool]]) -> None:
    for points, closed in pieces:
        if symbol.hatch and len(points) > 2:
            pen.hatch(points, symbol.hatch)
        if len(points) > 1:
            pen.line(points, closed=closed)
    if not symbol.hatch and pieces:
        largest = max((points for points, _ in pieces), key=len)
        pen.sign(symbol, middle_of(largest), SIGN_PX * 0.8)


def _plain(pen: Pen, points: tuple[Point, ...], symbol: Symbol) -> None:
    pen.line(points)
    places = stations(points, max(length_of(points) / 2, 1.0))
    if places:
        pen.sign(symbol, places[len(places) // 2][0], SIGN_PX * 0.8)


def _zigzag(pen: Pen, points: tuple[Point, ...], _symbol: Symbol) -> None:
    step = _ZIGZAG * pen.scale
    corners = [
        (
            x - way[1] * step * 0.6 * (1 if k % 2 else -1),
            y + way[0] * step * 0.6 * (1 if k % 2 else -1),
        )
        for k, ((x, y), way) in enumerate(stations(points, step))
    ]
    if len(corners) > 1:
        pen.line(corners)


def _spindle(pen: Pen, points: tuple[Point, ...], _symbol: Symbol) -> None:
    places = stations(points, 4.0 * pen.scale)
    last = max(len(places) - 1, 1)
    widths = [_SPINDLE * pen.scale * 4 * k / last * (1 - k / last) for k in range(len(places))]
    one = [
        (x - way[1] * wide, y + way[0] * wide)
        for ((x, y), way), wide in zip(places, widths, strict=True)
    ]
    other = [
        (x + way[1] * wide, y - way[0] * wide)
        for ((x, y), way), wide in zip(places, widths, strict=True)
    ]
    pen.line(points, 1.0)
    pen.fill([*one, *reversed(other)])


def _ringed(pen: Pen, points: tuple[Point, ...], _symbol: Symbol) -> None:
    pen.line(points)
    for at in (points[0], points[-1]):
        pen.dot(at, _END, empty=True)


def _ticked(pen: Pen, points: tuple[Point, ...], _symbol: Symbol) -> None:
    pen.line(points)
    for (x, y), way in stations(points, 9.0 * pen.scale)[1:-1]:
        reach = _TICK * pen.scale / 2 * 1.3
        pen.ink(
            ((x - way[1] * reach, y + way[0] * reach), (x + way[1] * reach, y - way[0] * reach)),
            1.5,
        )


def _banded(pen: Pen, points: tuple[Point, ...], _symbol: Symbol) -> None:
    half = _BAND * pen.scale
    places = stations(points, 6.0 * pen.scale)
    if len(places) < 2:
        pen.line(points)
        return
    sides = [
        [(x - sign * way[1] * half, y + sign * way[0] * half) for (x, y), way in places]
        for sign in (1, -1)
    ]
    for side in sides:
        pen.line(side, 1.6)
    for k in range(len(places) - 1):
        pen.ink((sides[0][k], sides[1][k + 1]), 1.4)


_STYLES: dict[str, Callable[[Pen, tuple[Point, ...], Symbol], None]] = {
    "laceration": _zigzag,
    "incised": _spindle,
    "scar_linear": _ringed,
    "scar_surgical": _ticked,
    "ligature": _banded,
}
