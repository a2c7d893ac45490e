"""Body diagrams for the report: the views that show marks, and the signs of lesion types."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from functools import lru_cache

from ipdoc.anatomy import symbols, views
from ipdoc.anatomy.place import Place, project
from ipdoc.casework.findings import FIGURES
from ipdoc.domain.finding import Lesion
from ipdoc.i18n import Translator, mark
from ipdoc.report.drawings import (
    BodyView,
    Diagram,
    DiagramPath,
    Mark,
    MarkPiece,
    Primitive,
    Symbol,
)

VIEW_TITLES = {
    "full_ant": mark("Front"),
    "full_post": mark("Back"),
    "full_lat_l": mark("Left side"),
    "full_lat_r": mark("Right side"),
    "head_ant": mark("Head, front"),
    "head_post": mark("Head, back"),
    "torso_ant": mark("Trunk, front"),
    "torso_post": mark("Trunk, back"),
    "foot_l_plantar": mark("Left sole"),
    "foot_r_plantar": mark("Right sole"),
}
RIGHT_LETTER, LEFT_LETTER = mark("R"), mark("L")


def body_views(lesions: Iterable[Lesion], sex: str, words: Translator) -> tuple[BodyView, ...]:
    """Return the front and back views with the marks that show on each.

    Args:
        lesions: with marks whose place on the body is known.
        sex: as recorded; chooses the figure.
        words: language of titles and letters.
    """
    figure = FIGURES.get(sex, "female")
    return tuple(
        BodyView(_diagram(figure, key, words), _marks(lesions, figure, key))
        for key in ("full_ant", "full_post")
    )


def _marks(lesions: Iterable[Lesion], figure: str, key: str) -> tuple[Mark, ...]:
    diagram = views.view(figure, key)
    found = []
    for lesion in lesions:
        for one in lesion.marks if lesion.removed is None else ():
            if one.place is None:
                continue
            point = project(Place.from_payload(one.place), diagram)
            if point is not None:
                at = (point[0] * diagram.width, point[1] * diagram.height)
                piece = MarkPiece((at,))
                found.append(Mark(lesion.number, "point", (piece,), symbol_of(lesion.type)))
    return tuple(found)


def _diagram(figure: str, key: str, words: Translator) -> Diagram:
    diagram = views.view(figure, key)
    return Diagram(
        f"{figure}-{key}",
        words.text(VIEW_TITLES.get(key, key)),
        diagram.width,
        diagram.height,
        _paths(figure, key),
        words.text(RIGHT_LETTER),
        words.text(LEFT_LETTER),
        "left" if diagram.subject_right == "left" else "right",
    )


@lru_cache(maxsize=32)
def _paths(figure: str, key: str) -> tuple[DiagramPath, ...]:
    tree = ET.fromstring(views.view(figure, key).svg())  # noqa: S314 - our own file
    paths = []
    for element in tree.iter("{http://www.w3.org/2000/svg}path"):
        role = re.sub(r"^skin-line$", "outline", element.get("class", "detail"))
        paths.append(DiagramPath(element.get("d", ""), role))
    return tuple(paths)


def lesion_symbols(lesions: Iterable[Lesion]) -> dict[str, Symbol]:
    """Return the sign of each type of lesion that occurs."""
    return {lesion.type: symbol_of(lesion.type) for lesion in lesions}


@lru_cache(maxsize=128)
def symbol_of(type_key: str) -> Symbol:
    """Return the sign of a lesion type in the report's terms."""
    sign = symbols.symbol(type_key)
    primitives = tuple(
        Primitive("path", part.d, part.stroke_width or 0.0, part.fill, part.dash or ())
        for part in sign.primitives
    )
    return Symbol(sign.key, sign.family, primitives, sign.hatch)
