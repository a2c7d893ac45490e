"""Marks on a body view with their true extents: what is drawn for which type, each with a halo.

The look is that of LOOK §4: outlines and hatches in millimetres of the paper, shape before colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from ipdoc.report.drawings import Mark, MarkPiece
from ipdoc.report.typeset import strokes, style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.hatches import hatch
from ipdoc.report.typeset.paths import circle_path, path_operators
from ipdoc.report.typeset.signs import draw_symbol
from ipdoc.report.typeset.strokes import Point, Points

POINT_MM, LEAST_MM = 4.5, 3.2
"""Size of a point symbol; extents smaller than the least are drawn as a symbol."""
HALO_MM, EXTENT_MM, LINE_MM = 0.3, 0.35, 0.6
_CLUSTER_MM = 3.2
_LEAST_INSIDE_MM = 2.4
"""Size of a symbol within a narrow outline."""
_BAND_MM, _BAR_MM, _CUT_MM = 1.7, 0.5, 0.9
"""Least widths on paper, and those of marks whose width is not known."""
_ZIGZAG, _SPINDLE, _RINGS, _TICKS, _BAND = "zigzag", "spindle", "rings", "ticks", "band"
_LINES = {
    "laceration": _ZIGZAG,
    "incised": _SPINDLE,
    "scar_linear": _RINGS,
    "scar_surgical": _TICKS,
    "ligature": _BAND,
}
_PLAIN_LINES = frozenset({"abrasion", "self_harm", "bruise", "bruise_tramline"})
"""Types whose line says enough; along others their symbol stands once."""
_HATCHES = {"ligature": "slant"}
_DASHES = {
    "nerve_deficit": "[1.2 0.8] 0 d",
    "pressure_mark": "[1.3 0.9] 0 d",
    "hypopig": "[1.5 0.9] 0 d",
    "pain_area": "[0.01 0.95] 0 d",
}
_EDGE_SPOTS = 12


@dataclass(frozen=True)
class PlacedMark:
    """A mark where it stands on the page, in millimetres."""

    mark: Mark
    pieces: tuple[MarkPiece, ...]
    width: float
    """Of a band, a bar or a cut; 0 = not known."""
    symbol_mm: float = POINT_MM
    """Size of the symbol of a point."""

    @property
    def points(self) -> list[Point]:
        """All points."""
        return [point for piece in self.pieces for point in piece.points]

    @property
    def is_small(self) -> bool:
        """True when the extent is too small to be drawn."""
        left, top, right, bottom = strokes.extent(self.points)
        line = self.mark.kind in ("line", "ring") and _signed(self.mark.symbol.key)
        return max(right - left, bottom - top) < LEAST_MM * (2 if line else 1)

    @property
    def as_points(self) -> list[tuple[Point, float]]:
        """Return middle and size of the symbols that stand for the mark; none for an extent."""
        if self.mark.kind == "point":
            return [(self.points[0], self.symbol_mm)]
        if self.is_small:
            left, top, right, bottom = strokes.extent(self.points)
            return [(((left + right) / 2, (top + bottom) / 2), LEAST_MM)]
        if self.mark.kind == "cluster":
            return [(piece.points[0], _CLUSTER_MM) for piece in self.pieces]
        return []


def place_mark(mark: Mark, origin: Point, scale: float, symbol_mm: float = POINT_MM) -> PlacedMark:
    """Return a mark on the page.

    Args:
        mark: in units of the view box.
        origin: where the view box begins on the page, millimetres.
        scale: millimetres of paper in a unit of the view box.
        symbol_mm: size of the symbol of a point.
    """
    pieces = tuple(
        MarkPiece(
            tuple((origin[0] + x * scale, origin[1] + y * scale) for x, y in piece.points),
            piece.closed,
            piece.smooth,
        )
        for piece in mark.pieces
    )
    return PlacedMark(mark, pieces, mark.width * scale, symbol_mm)


def edge_points(placed: PlacedMark) -> tuple[Point, ...]:
    """Return points on the edge of a mark, for its leader to end at."""
    symbols = placed.as_points
    if symbols:
        turns = [2 * pi * i / _EDGE_SPOTS for i in range(_EDGE_SPOTS)]
        return tuple(
            (x + cos(turn) * size * 0.45, y + sin(turn) * size * 0.45)
            for (x, y), size in symbols
            for turn in turns
        )
    spots = []
    for piece in placed.pieces:
        ring = [*piece.points, piece.points[0]] if piece.closed else list(piece.points)
        if len(ring) > 1:
            spots += [spot for spot, _ in strokes.along(ring, 4 * _EDGE_SPOTS)]
    return tuple(spots or placed.points)


def draw_mark(canvas: Canvas, placed: PlacedMark) -> None:
    """Draw a mark."""
    symbols = placed.as_points
    for (x, y), size in symbols:
        _symbol(canvas, placed.mark, (x, y), size)
    if symbols:
        return
    pen = _Pen(canvas, placed.mark)
    for piece in placed.pieces:
        if len(piece.points) < 2:
            _symbol(canvas, placed.mark, piece.points[0], LEAST_MM)
        elif placed.mark.kind == "bars":
            pen.bar(piece, max(placed.width, _BAR_MM))
        elif piece.closed and placed.mark.kind != "ring":
            pen.area(piece)
        elif placed.mark.kind == "area":
            pen.edge(piece)
        else:
            pen.line(piece, placed.width)


def _symbol(canvas: Canvas, mark: Mark, middle: Point, size: float) -> None:
    x, y = middle
    with canvas.placed(x, y, 1.0):
        canvas.out(f"1 g {path_operators(circle_path(0, 0, size / 2 + HALO_MM))} f")
    draw_symbol(canvas, mark.symbol, x, y, size, faded=mark.faded)


class _Pen:
    """Draws the pieces of one mark in the colour of its family."""

    def __init__(self, canvas: Canvas, mark: Mark) -> None:
        self.canvas, self.mark = canvas, mark
        colour = style.family_colour(mark.symbol.family, faded=mark.faded)
        self.stroke, self.fill = style.rgb(colour, "RG"), style.rgb(colour, "rg")

    def _out(self, *operators: str) -> None:
        with self.canvas.placed(0.0, 0.0, 1.0):
            for one in operators:
                self.canvas.out(one)

    def bar(self, piece: MarkPiece, width: float) -> None:
        """Draw one bar of a double stripe at its true width."""
        path = strokes.straight(piece.points)
        halo = width + 2 * HALO_MM
        self._out(f"0 J 1 j 1 G {halo:.2f} w {path} S", f"{self.stroke} {width:.2f} w {path} S")

    def area(self, piece: MarkPiece) -> None:
        """Draw an outlined area with its hatch, or with its symbol once in the middle."""
        key, box = self.mark.symbol.key, strokes.extent(piece.points)
        path = _path(piece)
        kind = _HATCHES.get(key, self.mark.symbol.hatch)
        filled = hatch(kind, box)
        self._out(
            f"1 j 1 G 1 g {EXTENT_MM + 2 * HALO_MM} w {path} B",
            f"{self.stroke} {self.fill}",
            f"q {path} W n {EXTENT_MM} w 0 J {filled} Q" if filled else "",
            f"1 J {_DASHES.get(key, '')} {EXTENT_MM} w {path} S",
        )
        if not kind:
            room = min(box[2] - box[0], box[3] - box[1]) - 1.0
            size = min(max(room, _LEAST_INSIDE_MM), POINT_MM)
            x, y = strokes.middle_of(piece.points)
            draw_symbol(self.canvas, self.mark.symbol, x, y, size, faded=self.mark.faded)

    def edge(self, piece: MarkPiece) -> None:
        """Draw the part of an outline that is seen; the rest lies round the body."""
        path = _path(piece)
        dash = _DASHES.get(self.mark.symbol.key, "")
        self._out(
            f"1 J 1 j 1 G {EXTENT_MM + 2 * HALO_MM} w {path} S",
            f"{self.stroke} {dash} {EXTENT_MM} w {path} S",
        )

    def line(self, piece: MarkPiece, width: float) -> None:
        """Draw a line in the way of its type."""
        kind = _LINES.get(self.mark.symbol.key, "")
        if kind == _BAND:
            self._band(piece.points, max(width, _BAND_MM))
        elif kind == _SPINDLE:
            self._spindle(piece.points, max(width, _CUT_MM))
        elif kind == _ZIGZAG:
            self._stroked(strokes.zigzag(piece.points), LINE_MM)
        else:
            self._stroked(_path(piece), LINE_MM)
            self._ends(piece.points, kind)

    def _stroked(self, path: str, width: float) -> None:
        self._out(
            f"1 J 1 j 1 G {width + 2 * HALO_MM:.2f} w {path} S",
            f"{self.stroke} {width} w {path} S",
        )

    def _ends(self, points: Points, kind: str) -> None:
        if kind == _RINGS:
            rings = [path_operators(circle_path(*_short(end), 0.8)) for end in _ends_of(points)]
            self._out(f"{self.stroke} 1 g 0.4 w {' B '.join(rings)} B")
        elif kind == _TICKS:
            self._out(f"1 J {self.stroke} 0.4 w {strokes.ticks(points)} S")
        elif _signed(self.mark.symbol.key):
            middle, _ = strokes.along(points, 2)[1]
            _symbol(self.canvas, self.mark, middle, LEAST_MM)

    def _spindle(self, points: Points, width: float) -> None:
        path = strokes.straight(strokes.spindle(points, width), closed=True)
        self._out(f"1 j 1 G {2 * HALO_MM} w {path} S", f"{self.fill} {path} f")

    def _band(self, points: Points, width: float) -> None:
        outline = strokes.straight(strokes.band_outline(points, width), closed=True)
        self._out(
            f"1 j 1 G 1 g {EXTENT_MM + 2 * HALO_MM} w {outline} B",
            f"1 J {self.stroke} {EXTENT_MM} w {strokes.band(points, width)} S",
        )


def _signed(key: str) -> bool:
    """Return whether a line of this type bears its symbol in the middle."""
    return key not in _LINES and key not in _PLAIN_LINES


def _path(piece: MarkPiece) -> str:
    draw = strokes.curved if piece.smooth else strokes.straight
    return draw(piece.points, closed=piece.closed)


def _short(point: Point) -> Point:
    return round(point[0], 2), round(point[1], 2)


def _ends_of(points: Sequence[Point]) -> tuple[Point, Point]:
    return points[0], points[-1]
