"""Lesions as they were drawn, and what a view on paper shows of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import dist

from ipdoc.anatomy import symbols
from ipdoc.anatomy.body import BodyScale
from ipdoc.anatomy.measure import mm_per_unit
from ipdoc.anatomy.shown import Piece, shown
from ipdoc.anatomy.trace import Trace
from ipdoc.anatomy.views import OLDER_KEYS, DiagramView, visible
from ipdoc.casework.bodymap.marks import trace_of
from ipdoc.casework.bodymap.sentences import BAR_SHARE
from ipdoc.domain.answers import value_of
from ipdoc.domain.finding import Lesion
from ipdoc.report.drawings import Mark, MarkKind, MarkPiece, Primitive, Symbol

_KINDS: dict[str, MarkKind] = {
    "point": "point",
    "line": "line",
    "freehand": "line",
    "polygon": "area",
    "outline": "area",
    "ellipse": "area",
    "tramline": "bars",
    "cluster": "cluster",
    "ring": "ring",
}
_BY_HAND = frozenset(("freehand", "outline", "ellipse"))
_SLIVER = 0.25
"""A view of the whole body that shows less than this share of a mark's border does not count as
showing it."""
_ENOUGH = 0.6
"""The same for a close view on which the mark was not drawn."""
STRIPED = {"bruise": "bruise_tramline"}
"""Type → its sign as a double stripe."""


@dataclass(frozen=True)
class DrawnMark:
    """A mark where it lies on the body."""

    trace: Trace
    view_key: str
    """View on which it was drawn."""


@dataclass(frozen=True)
class DrawnLesion:
    """A lesion with its marks."""

    lesion: Lesion
    marks: tuple[DrawnMark, ...]
    faded: bool = False
    """Seen at an earlier visit."""
    restricted: bool = False
    """For the sealed annex only."""

    @property
    def traces(self) -> tuple[Trace, ...]:
        """Where its marks lie."""
        return tuple(mark.trace for mark in self.marks)


def drawn_lesion(lesion: Lesion, *, faded: bool = False, restricted: bool = False) -> DrawnLesion:
    """Return a lesion with the marks whose place is known; of one taken out none."""
    marks = []
    for one in lesion.marks if lesion.removed is None else ():
        found = trace_of(one.place, one.drawn)
        if found is not None:
            marks.append(DrawnMark(found, str(one.drawn.get("view", ""))))
    return DrawnLesion(lesion, tuple(marks), faded, restricted)


def marks_on(
    view: DiagramView, lesions: Iterable[DrawnLesion], scale: BodyScale
) -> tuple[Mark, ...]:
    """Return the marks that a view shows, in units of its view box."""
    found = []
    for one in lesions:
        for mark in one.marks:
            if may_show(view, mark.trace):
                made = _mark(view, one, mark, scale)
                found += [made] if made else []
    return tuple(found)


def may_show(view: DiagramView, trace: Trace) -> bool:
    """Return whether a view may show a mark, without laying the view out."""
    if trace.surface != view.surface:
        return False
    if view.kind != "camera":
        return True
    bits = visible(view.figure, view.key)
    return any(bits[face >> 3] >> (face & 7) & 1 for path in trace.paths for face, _, _ in path)


def _mark(view: DiagramView, one: DrawnLesion, mark: DrawnMark, scale: BodyScale) -> Mark | None:
    trace = mark.trace
    pieces = shown(trace, view)
    if not pieces or _is_sliver(view, mark, pieces):
        return None
    smooth = trace.kind in _BY_HAND
    return Mark(
        one.lesion.number,
        _KINDS.get(trace.kind, "point"),
        tuple(MarkPiece(_scaled(piece, view), piece.closed, smooth) for piece in pieces),
        sign_of(one),
        _width(view, one.lesion, trace, pieces, scale),
        one.faded,
        one.restricted,
    )


def _is_sliver(view: DiagramView, mark: DrawnMark, pieces: tuple[Piece, ...]) -> bool:
    """True for the mere edge of a mark that lies on the other side of the body."""
    if OLDER_KEYS.get(mark.view_key, mark.view_key) == view.key or mark.trace.kind == "cluster":
        return False
    spots = sum(len(path) for path in mark.trace.paths)
    least = _SLIVER if view.group in ("", "whole") else _ENOUGH
    return sum(len(piece.points) for piece in pieces) < least * spots


def _scaled(piece: Piece, view: DiagramView) -> tuple[tuple[float, float], ...]:
    return tuple((x * view.width, y * view.height) for x, y in piece.points)


def _width(
    view: DiagramView, lesion: Lesion, trace: Trace, pieces: tuple[Piece, ...], scale: BodyScale
) -> float:
    """Return the width of a bar from the drawing, that of a band or cut as it was measured."""
    if trace.kind == "tramline":
        bars = [
            [p for piece in pieces if piece.bar == bar for p in _scaled(piece, view)]
            for bar in (0, 1)
        ]
        if not all(bars):
            return 0.0
        middle = bars[0][len(bars[0]) // 2]
        return BAR_SHARE * min(dist(middle, point) for point in bars[1])
    unit = mm_per_unit(view, scale)
    width = value_of(lesion.attributes.get("width_mm"))
    return width / unit if unit and isinstance(width, int | float) else 0.0


@lru_cache(maxsize=128)
def symbol_of(type_key: str) -> Symbol:
    """Return the sign of a lesion type in the report's terms."""
    sign = symbols.symbol(type_key)
    primitives = tuple(
        Primitive("path", part.d, part.stroke_width or 0.0, part.fill, part.dash or ())
        for part in sign.primitives
    )
    return Symbol(sign.key, sign.family, primitives, sign.hatch)


def sign_of(one: DrawnLesion) -> Symbol:
    """Return the sign of a lesion: double stripes of a bruise have their own."""
    striped = value_of(one.lesion.attributes.get("shape")) == "tramline"
    drawn = any(trace.kind == "tramline" for trace in one.traces)
    own = STRIPED.get(one.lesion.type) if striped or drawn else None
    return symbol_of(own or one.lesion.type)


def lesion_symbols(lesions: Iterable[Lesion]) -> dict[str, Symbol]:
    """Return the sign of each type of lesion that occurs."""
    return {lesion.type: symbol_of(lesion.type) for lesion in lesions}
