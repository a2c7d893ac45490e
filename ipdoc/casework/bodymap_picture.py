"""The body map as pictures: a view with its marks, drawn by the server."""

from __future__ import annotations

from collections.abc import Sequence

from ipdoc.anatomy.symbols import symbol
from ipdoc.anatomy.views import DiagramView
from ipdoc.casework.bodymap import BodyMap
from ipdoc.casework.coverage import NOT_EXAMINED
from ipdoc.casework.view_words import side_letters
from ipdoc.i18n import Translator
from ipdoc.imaging.diagram import PictureBox, Scene, draw_scene, draw_thumbnail, picture_box
from ipdoc.imaging.diagram_marks import Shape

CLOSED_TOOLS = frozenset(("polygon", "outline"))


def box_of(view: DiagramView) -> PictureBox:
    """Return the size of a view's picture and where the diagram lies in it."""
    return picture_box(view.width, view.height)


def picture(
    shown: BodyMap,
    view: DiagramView,
    words: Translator,
    pending: Sequence[tuple[float, float]] = (),
    tool: str = "point",
    *,
    shaded: bool = False,
) -> bytes:
    """Return a view with its numbered marks as PNG bytes.

    Args:
        shown: the map.
        view: the view.
        words: for the letters of the sides.
        pending: points that are not recorded yet, fractions 0..1.
        tool: with which they are drawn; an outline is shown closed.
        shaded: veil what was not examined.
    """
    unstated, unexamined = _shade(shown, view) if shaded else ([], [])
    return draw_scene(
        Scene(
            view.png(),
            box_of(view),
            _shapes(shown, view),
            tuple(pending),
            tool in CLOSED_TOOLS and len(pending) > 2,
            side_letters(view, words),
            unstated,
            unexamined,
            view.width,
        )
    )


def _shapes(shown: BodyMap, view: DiagramView) -> list[Shape]:
    numbered: set[int] = set()
    shapes = []
    for one, mark in shown.on_view(view):
        number = one.lesion.number
        geometry = mark.drawn["geometry"]
        pieces = shown.sights.pieces(mark, view)
        shapes.append(
            Shape(
                symbol(one.lesion.type),
                str(geometry.get("kind", "point")),
                tuple((piece.points, piece.closed) for piece in pieces),
                shown.sights.gap(mark, view),
                None if number in numbered else number,
            )
        )
        numbered.add(number)
    return shapes


def _shade(shown: BodyMap, view: DiagramView) -> tuple[list[str], list[str]]:
    """Return the outlines of the regions that are not stated and of those not examined."""
    unstated, unexamined = [], []
    for outline in view.outlines():
        stated = shown.coverage.get(f"{outline.key}|{outline.side}")
        if stated is None:
            unstated.append(outline.d)
        elif stated["state"] == NOT_EXAMINED:
            unexamined.append(outline.d)
    return unstated, unexamined


def thumbnail(view: DiagramView) -> bytes:
    """Return a small PNG of a view for the strip."""
    return draw_thumbnail(view.png())
