"""Body diagrams for the report: the views that show marks, with their titles, sides and scale."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from ipdoc.anatomy import views
from ipdoc.anatomy.body import BodyScale
from ipdoc.anatomy.measure import mm_per_unit
from ipdoc.anatomy.views import DiagramView
from ipdoc.casework.covered import shades_on
from ipdoc.casework.papermarks import DrawnLesion, marks_on, may_show
from ipdoc.i18n import Translator, mark
from ipdoc.report.drawings import BodyView, Diagram, DiagramPath
from ipdoc.wording.places import view_title

WHOLE = ("full_ant", "full_post")
"""Shown in every report, with or without marks."""
RIGHT_LETTER, LEFT_LETTER = mark("R"), mark("L")
_SIDES = mark("R, L: the subject's right and left")
_RIGHT_SIDE, _LEFT_SIDE = mark("The subject's right side"), mark("The subject's left side")
ANGLES = {
    "front": mark("front"),
    "outer": mark("outer side"),
    "back": mark("back"),
    "inner": mark("inner side"),
}
"""Words along a limb that is unrolled."""
_ROLES = {"skin-line": "outline"}


def body_views(
    lesions: Sequence[DrawnLesion],
    scale: BodyScale,
    words: Translator,
    coverage: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[BodyView, ...]:
    """Return front and back, and the other views on which marks were drawn, in strip order.

    A mark shows on every view returned from which it can be seen, not only on its own.

    Args:
        lesions: of this visit, and faint those of earlier ones.
        scale: the figure, stretched to the person.
        words: language of titles and letters.
        coverage: ``key|side`` → state and reason; shades the views of the whole body.
    """
    seen = {f"{one.lesion.region}|{one.lesion.side}" for one in lesions if not one.faded}
    found = []
    for view in _chosen(lesions, scale.figure):
        marks = marks_on(view, lesions, scale)
        if not marks and view.key not in WHOLE:
            continue
        shades = shades_on(view, coverage or {}, seen) if view.group in ("", "whole") else ()
        found.append(BodyView(diagram_of(view, scale, words), marks, shades=shades))
    return tuple(found)


def _chosen(lesions: Sequence[DrawnLesion], figure: str) -> list[DiagramView]:
    """Return the views on which something was drawn, and one more for what none of them shows."""
    strip = views.views_for(figure)
    drawn = {mark.view_key for one in lesions for mark in one.marks}
    wanted = {*WHOLE, *(views.OLDER_KEYS.get(key, key) for key in drawn)}
    chosen = [view for view in strip if view.key in wanted]
    for one in lesions:
        for trace in one.traces:
            if not any(may_show(view, trace) for view in chosen):
                chosen += [view for view in strip if may_show(view, trace)][:1]
    return sorted(chosen, key=lambda view: view.order)


def diagram_of(view: DiagramView, scale: BodyScale, words: Translator) -> Diagram:
    """Return a view as vectors, with its title and sides in the language of the words."""
    lettered = view.subject_right in ("left", "right")
    return Diagram(
        f"{view.figure}-{view.key}",
        titled(view.key, words),
        view.width,
        view.height,
        _paths(view.figure, view.key),
        words.text(RIGHT_LETTER) if lettered else "",
        words.text(LEFT_LETTER) if lettered else "",
        _right_at(view.subject_right),
        _sides(view.subject_right, words),
        mm_per_unit(view, scale),
        view.restricted,
        tuple((words.text(ANGLES[name]), x) for name, x in view.angles if name in ANGLES),
        view.order,
    )


def titled(key: str, words: Translator) -> str:
    """Return the title of a view, its key where the language has none."""
    try:
        return view_title(key, words.language)
    except KeyError:
        return key


def _right_at(subject_right: str) -> Any:
    return subject_right if subject_right in ("left", "right") else ""


def _sides(subject_right: str, words: Translator) -> str:
    told = {"left": _SIDES, "right": _SIDES, "near": _RIGHT_SIDE, "away": _LEFT_SIDE}
    return words.text(told[subject_right]) if subject_right in told else ""


@lru_cache(maxsize=96)
def _paths(figure: str, key: str) -> tuple[DiagramPath, ...]:
    tree = ET.fromstring(views.view(figure, key).svg())  # noqa: S314 - our own file
    paths = []
    for element in tree.iter("{http://www.w3.org/2000/svg}path"):
        role = element.get("class", "detail")
        paths.append(DiagramPath(element.get("d", ""), _ROLES.get(role, role)))
    return tuple(paths)
