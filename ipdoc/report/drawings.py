"""Body views, the marks on them and the signs of lesion types, as plain frozen data.

Points of a view are in units of its view box, from the top left, y downwards. All words are
already in the report's language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Point: TypeAlias = tuple[float, float]
MarkKind: TypeAlias = Literal["point", "line", "area", "bars", "ring", "cluster"]


@dataclass(frozen=True)
class Primitive:
    """One stroke or fill of a symbol, on a grid of 24 × 24, centre 12, 12, y downwards."""

    kind: str
    """path, circle, line, rect, polyline or polygon."""
    path: str
    """SVG path data with absolute M L C Z."""
    stroke: float = 0.0
    """Width on the grid; 0 = not stroked."""
    fill: bool = False
    dash: tuple[float, ...] = ()
    butt: bool = False
    """Butt ends and mitred corners instead of round ones."""


@dataclass(frozen=True)
class Symbol:
    """The sign of a lesion type: shape first, colour never alone."""

    key: str
    family: str
    """red, blue, orange, purple, teal, brown, black or grey."""
    primitives: tuple[Primitive, ...]
    hatch: str = ""
    """How an outlined area is filled: diagonal, dots, dashes, solid, none."""


@dataclass(frozen=True)
class DiagramPath:
    """One path of a body view."""

    data: str
    """SVG path data, absolute M L Q C Z, in units of the view box."""
    role: str
    """skin-0 … skin-3, outline or detail."""


@dataclass(frozen=True)
class Diagram:
    """One body view as vectors."""

    key: str
    """Figure and view: ``male-full_ant``."""
    title: str
    width: float
    height: float
    paths: tuple[DiagramPath, ...]
    right_label: str = ""
    """Letter for the subject's right side, at the side where it lies."""
    left_label: str = ""
    right_at: Literal["left", "right", ""] = "left"
    """Where on the picture the subject's right lies; empty when the letters do not apply."""
    sides: str = ""
    """Whose right and left the letters mean, or which side of the subject is seen."""
    mm_per_unit: float = 0.0
    """Millimetres of the person's body in a unit of the view box; 0 = not to scale."""
    restricted: bool = False
    """Shown in the sealed annex only."""
    angles: tuple[tuple[str, float], ...] = ()
    """Words along an unrolled limb, and where they stand from the left, units of the view box."""
    order: int = 0
    """Place in the strip of views; front and back of the whole body come first."""

    @property
    def view_key(self) -> str:
        """The view without the figure, such as ``full_ant``."""
        return self.key.rpartition("-")[2]

    @property
    def whole_body(self) -> bool:
        """True for views of the whole body."""
        return self.view_key.startswith("full_")


@dataclass(frozen=True)
class MarkPiece:
    """A part of a mark that a view shows in one stretch."""

    points: tuple[Point, ...]
    closed: bool = False
    smooth: bool = False
    """Drawn by hand: the points are joined by curves."""


@dataclass(frozen=True)
class Mark:
    """A numbered finding on a view."""

    number: int
    kind: MarkKind
    pieces: tuple[MarkPiece, ...]
    """One for each stretch that is seen; of bars two, of a cluster one for each spot."""
    symbol: Symbol
    width: float = 0.0
    """Across a band, a bar or a cut, units of the view box; 0 = not known."""
    faded: bool = False
    """Seen at an earlier visit: drawn faint, its number in a dashed circle."""
    restricted: bool = False
    """Drawn in the sealed annex only."""

    @property
    def points(self) -> tuple[Point, ...]:
        """All points of all pieces."""
        return tuple(point for piece in self.pieces for point in piece.points)


@dataclass(frozen=True)
class Shade:
    """Regions of a view that are shaded alike."""

    kind: Literal["not_stated", "not_examined"]
    paths: tuple[str, ...]
    """Outlines as SVG path data, absolute M L Q Z."""


@dataclass(frozen=True)
class BodyView:
    """A diagram and the marks that show on it."""

    diagram: Diagram
    marks: tuple[Mark, ...] = ()
    window: tuple[float, float, float, float] | None = None
    """Left, top, width, height of the part to show, in units of the view box; None = all."""
    shades: tuple[Shade, ...] = ()
    bar: str = ""
    """Words of the scale bar with ``{length}``, as in "{length} cm"; empty = no bar."""
    alt: str = ""
    """Text alternative: title, then number, type, place and size of each mark."""
    listed: tuple[tuple[str, str], ...] = ()
    """Number and words of each mark, printed below the view."""
    remark: str = ""
    """Printed small under the title, such as "Not to scale"."""


@dataclass(frozen=True)
class LegendEntry:
    """A line of a legend: a symbol or a shade, and what it means."""

    words: str
    symbol: Symbol | None = None
    shade: Literal["", "examined", "not_stated", "not_examined", "earlier"] = ""
    """earlier: the dashed circle round the number of what an earlier visit saw."""


@dataclass(frozen=True)
class BodyFigure:
    """Body views side by side with numbered marks."""

    views: tuple[BodyView, ...]
    caption: str = ""
    height_mm: float = 95.0
    """Height of the tallest view."""
    legend: tuple[LegendEntry, ...] = ()
    labels: bool = True
    """Numbers with leaders beside the marks."""
    one_row: bool = False
    """All views side by side, smaller when the width asks for it."""
    titles: bool = True
    """Titles, sides and lists below the views."""
    sides: bool = True
    """Whose right and left the letters mean; told once where views follow one another."""
