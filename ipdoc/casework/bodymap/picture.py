"""The body map as pictures: a view with its marks, drawn by the server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ipdoc.anatomy.symbols import symbol
from ipdoc.anatomy.views import DiagramView
from ipdoc.casework.bodymap.body_map import BodyMap, MapLesion
from ipdoc.casework.bodymap.coverage import NOT_EXAMINED
from ipdoc.casework.bodymap.view_words import heads_of
from ipdoc.domain.finding import LesionLink, Mark
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
    earlier: bool = True,
) -> bytes:
    """Return a view with its numbered marks as PNG bytes.

    Args:
        shown: the map.
        view: the view.
        words: for the letters of the sides.
        pending: points that are not recorded yet, fractions 0..1.
        tool: with which they are drawn; an outline is shown closed.
        shaded: veil what was not examined.
        earlier: show the marks of earlier visits, pale.
    """
    unstated, unexamined = _shade(shown, view) if shaded else ([], [])
    return draw_scene(
        Scene(
            view.png(),
            box_of(view),
            [*(_earlier_shapes(shown, view) if earlier else []), *_shapes(shown, view)],
            tuple(pending),
            tool in CLOSED_TOOLS and len(pending) > 2,
            heads_of(view, words),
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
        shapes.append(_shape(shown, view, one, mark, None if number in numbered else number))
        numbered.add(number)
    return shapes


def _earlier_shapes(shown: BodyMap, view: DiagramView) -> list[Shape]:
    """Return the marks of earlier visits; a lesion that this visit took up shows no number."""
    taken_up = {one.lesion.same_as for one in shown.lesions}
    numbered: set[LesionLink] = set()
    shapes = []
    for visit, one, mark in shown.earlier_on_view(view):
        link = LesionLink(visit.ref.evaluation_id, one.lesion.number)
        number = None if link in numbered or link in taken_up else one.lesion.number
        shapes.append(replace(_shape(shown, view, one, mark, number), faded=True))
        numbered.add(link)
    return shapes


def _shape(
    shown: BodyMap, view: DiagramView, one: MapLesion, mark: Mark, number: int | None
) -> Shape:
    pieces = shown.sights.pieces(mark, view)
    return Shape(
        symbol(one.lesion.type),
        str(mark.drawn["geometry"].get("kind", "point")),
        tuple((piece.points, piece.closed) for piece in pieces),
        shown.sights.gap(mark, view),
        number,
    )


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
