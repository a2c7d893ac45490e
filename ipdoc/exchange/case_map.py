"""The body map in a case file: marks, edited sentences, figure, what was examined."""

from __future__ import annotations

from typing import Any

from ipdoc.anatomy.geometry import Geometry, GeometryError
from ipdoc.exchange.case_content import CaseFormatError

_EARLY_SHAPES = ("point", "line", "polygon")
"""Shapes of files that were written before there were diagrams: their points are only looked at
one by one, as they were never drawn on a body."""
FIGURES = ("female", "male", "neutral", "child", "infant")


def read_mark(raw: dict[str, Any], place: str) -> dict[str, Any]:
    """Return a mark verbatim as drawn; its place on the body is derived later.

    Args:
        raw: ``view``, ``figure`` and ``shape``.
        place: where it stands in the file.

    Raises:
        CaseFormatError: the shape is none.
    """
    shape = raw["shape"]
    points = shape.get("points") if isinstance(shape, dict) else None
    if not points or not isinstance(points, list) or not all(map(_is_point, points)):
        text = "In {place}: give shape a kind and points between 0 and 1"
        raise CaseFormatError(text, place=place)
    if shape.get("kind") not in _EARLY_SHAPES:
        try:
            Geometry.from_payload(shape)
        except GeometryError as error:
            text = "In {place}: {problem}"
            raise CaseFormatError(text, place=place, problem=error.message) from error
    drawn = {"view": raw.get("view"), "figure": raw.get("figure"), "geometry": shape}
    return {"drawn": drawn, "place": None}


def _is_point(point: Any) -> bool:
    numbers = isinstance(point, list) and all(isinstance(n, int | float) for n in point)
    return numbers and len(point) == 2 and all(0 <= n <= 1 for n in point)


def read_descriptions(raw: dict[str, Any], place: str) -> dict[str, Any]:
    """Return the edited sentences of a lesion as part of its payload; {} without any.

    Raises:
        CaseFormatError: they are not language → text and made_of.
    """
    told = raw.get("descriptions")
    if told is None:
        return {}
    if not isinstance(told, dict) or not all(map(_is_description, told.values())):
        text = "In {place}: give descriptions as language, text and made_of"
        raise CaseFormatError(text, place=place)
    return {"descriptions": told}


def _is_description(told: Any) -> bool:
    return (
        isinstance(told, dict)
        and set(told) == {"text", "made_of"}
        and all(isinstance(text, str) for text in told.values())
    )


def read_figure(case: dict[str, Any]) -> str:
    """Return the figure that was chosen; an empty text when the file names none.

    Raises:
        CaseFormatError: there is no such figure.
    """
    figure = case.get("figure", "")
    if figure not in ("", *FIGURES):
        raise CaseFormatError("Give as figure one of {figures}", figures=", ".join(FIGURES))
    return str(figure)
