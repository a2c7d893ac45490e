"""Lesions in a case file: marks, drawings over photographs, edited sentences, links, figure."""

from __future__ import annotations

from typing import Any

from ipdoc.anatomy.geometry import Geometry, GeometryError
from ipdoc.domain.overlay import Drawing, OverlayError
from ipdoc.exchange.case_errors import CaseFormatError

_EARLY_SHAPES = ("point", "line", "polygon")
"""Shapes of files that were written before there were diagrams: their points are only looked at
one by one, as they were never drawn on a body."""
_MARK_KEYS = ("view", "figure", "shape")
FIGURES = ("female", "male", "neutral", "child", "infant")


def read_marks(raw: dict[str, Any], place: str) -> list[dict[str, Any]]:
    """Return the marks of a lesion, the first of which stands in the lesion itself.

    Raises:
        CaseFormatError: a shape is none.
    """
    more = raw.get("more_marks", [])
    if not isinstance(more, list) or not all(isinstance(one, dict) for one in more):
        raise CaseFormatError("Give {key} as a list of entries", key=f"{place}.more_marks")
    drawn = [{key: raw[key] for key in _MARK_KEYS if key in raw}, *more]
    marks = [_read_mark(one, place) for one in drawn if one.get("shape")]
    return [{"id": f"m{at}", **mark} for at, mark in enumerate(marks, 1)]


def _read_mark(raw: dict[str, Any], place: str) -> dict[str, Any]:
    """Return a mark verbatim as drawn; its place on the body is derived later.

    Args:
        raw: ``view``, ``figure`` and ``shape``.
        place: where it stands in the file.

    Raises:
        CaseFormatError: the shape is none.
    """
    for key in ("view", "figure"):
        if not isinstance(raw.get(key, ""), str | None):
            raise CaseFormatError("Give {place} as {kind}", place=f"{place}.{key}", kind="text")
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


def read_overlay(raw: Any, numbers: set[Any], place: str) -> list[dict[str, Any]]:
    """Return the drawings over a photograph, without ids: they get new ones.

    Args:
        raw: as it stands in the file.
        numbers: of the lesions in the file.
        place: of the photograph in the file.

    Raises:
        CaseFormatError: it is no drawing, or there is no such lesion.
    """
    if not isinstance(raw, list):
        raise CaseFormatError("Give {key} as a list of entries", key="overlay")
    drawings = []
    for one in raw:
        try:
            drawing = Drawing.from_payload(one).to_payload()
        except OverlayError as error:
            text = "In {place}: {problem}"
            raise CaseFormatError(text, place=place, problem=error.message) from error
        if drawing["lesion"] is not None and drawing["lesion"] not in numbers:
            text = "In {place}: there is no lesion {number}"
            raise CaseFormatError(text, place=place, number=drawing["lesion"])
        drawings.append({**drawing, "id": ""})
    return drawings


def read_same_as(raw: dict[str, Any], place: str) -> dict[str, Any]:
    """Return the link with a lesion of an earlier evaluation, nothing where there is none.

    Raises:
        CaseFormatError: it names no lesion.
    """
    link = raw.get("same_as")
    return {} if link is None else {"same_as": read_link(link, place)}


def read_link(raw: Any, place: str) -> dict[str, Any]:
    """Return how an earlier lesion is named: by its evaluation and its number.

    Raises:
        CaseFormatError: it names none.
    """
    named = isinstance(raw, dict) and isinstance(raw.get("evaluation"), str)
    if not named or type(raw.get("number")) is not int or raw["number"] < 1:
        raise CaseFormatError(
            "In {place}: name the earlier lesion by its evaluation and its number", place=place
        )
    return {"evaluation": raw["evaluation"], "number": raw["number"]}


def read_links(raw: Any, place: str) -> list[str]:
    """Return the ids of the photographs that show a lesion.

    Raises:
        CaseFormatError: it is no list of ids.
    """
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw):
        raise CaseFormatError("Give {key} as a list of entries", key=f"{place}.photos")
    return list(raw)
