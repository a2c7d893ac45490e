"""The regions of a figure as a list: by name, by part of the body, with the views that show them.

With it the map is worked without pointing: region → side → position → kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ipdoc.anatomy import views
from ipdoc.anatomy.place import Place, place_in_region, project, region_at, regions_shown
from ipdoc.anatomy.quads import Point
from ipdoc.anatomy.surface import seen
from ipdoc.casework.bodymap.figures import available
from ipdoc.casework.formstore import current_form
from ipdoc.casework.whereabouts import named_region
from ipdoc.i18n import mark, translator
from ipdoc.wording.facts import BONES, REGIONS, Where
from ipdoc.wording.places import place_phrase

GROUPS = ("head", "trunk", "upper_limb", "lower_limb", "pelvis", "bones", "teeth")
GROUP_LABELS = {
    "head": mark("Head and neck"),
    "trunk": mark("Trunk"),
    "upper_limb": mark("Shoulders, arms and hands"),
    "lower_limb": mark("Legs and feet"),
    "pelvis": mark("Restricted regions"),
    "bones": mark("Bones"),
    "teeth": mark("Teeth"),
}
Showing = dict[tuple[str, str, str], tuple[str, ...]]
"""Vocabulary, key and side of a region → views that show it."""
TOOTH, TEETH = "tooth", "teeth"
_MOST_VIEWS = 3
"""Views that are named with a region, the clearest first."""


@dataclass(frozen=True)
class ListedRegion:
    """A region with its side, as the list shows it."""

    key: str
    side: str
    label: str
    """With the side in words."""
    group: str
    views: tuple[str, ...]
    """Views that show it, the clearest first; none = it has no drawing yet."""
    restricted: bool
    vocabulary: str = REGIONS
    """regions or bones; ``clavicle`` and ``sternum`` are keys of both."""
    tooth: int | None = None
    """Number of the tooth after FDI; side and key are the same for all teeth."""

    @property
    def name(self) -> str:
        """Key and side, as the coverage knows the region: ``key|side``."""
        return f"{self.key}|{self.side}"

    def to_payload(self) -> dict[str, Any]:
        """Return the region as JSON for the editor."""
        return {
            "key": self.key,
            "side": self.side,
            "label": self.label,
            "group": self.group,
            "views": list(self.views),
            "restricted": self.restricted,
        }


@lru_cache(maxsize=16)
def listed_regions(figure: str, language: str) -> tuple[ListedRegion, ...]:
    """Return the regions of a figure, head to foot, then bones.

    Args:
        figure: the figure whose views are named.
        language: en, ru or kk.
    """
    words = translator(language)
    showing = _views_of_regions(figure)
    vocabularies = current_form().form.vocabularies
    found = []
    for name in ("regions", "bones"):
        for code in vocabularies[name].codes:
            group = str(code.attributes.get("group", name)) if name == "regions" else name
            for side in _sides(code.attributes.get("side"), code.key, showing):
                label = named_region(code.key, side, name, language) or words.text(code.label)
                keys = showing.get((name, code.key, side), ())
                sealed = bool(code.attributes.get("restricted", False))
                if code.key != TOOTH:
                    found.append(ListedRegion(code.key, side, label, group, keys, sealed, name))
    return (*found, *_teeth(figure, language))


def _teeth(figure: str, language: str) -> list[ListedRegion]:
    """Return the teeth of the dental charts, each once, in the order of their numbers."""
    charts: dict[int, list[str]] = {}
    for view in views.views_for(figure):
        for outline in view.outlines() if view.group == TEETH else ():
            if outline.tooth is not None and view.key not in charts.setdefault(outline.tooth, []):
                charts[outline.tooth].append(view.key)
    return [
        ListedRegion(
            TOOTH,
            "m",
            place_phrase(Where(TOOTH, "m", tooth=number), language),
            TEETH,
            tuple(keys),
            restricted=False,
            tooth=number,
        )
        for number, keys in sorted(charts.items())
    ]


def faces_of(view: views.DiagramView, tooth: int, language: str) -> list[tuple[str, str]]:
    """Return key and name of the surfaces of a tooth on a dental chart."""
    faces = [one.face for one in view.outlines() if one.tooth == tooth]
    return [
        (face, place_phrase(Where(TOOTH, "m", tooth=tooth, face=face), language)) for face in faces
    ]


def point_on_tooth(view: views.DiagramView, tooth: int, face: str) -> Point | None:
    """Return a point of a dental chart on a surface of a tooth, or None where it has none."""
    for one in view.outlines():
        if one.tooth == tooth and one.face == face:
            return one.at[0] / view.width, one.at[1] / view.height
    return None


def _sides(stated: object, key: str, showing: Showing) -> tuple[str, ...]:
    """Return the sides of a region as the vocabulary states them, of a bone as it is drawn."""
    if stated is None:
        return tuple(side for side in ("r", "l", "m") if (BONES, key, side) in showing) or ("m",)
    return {"LR": ("r", "l"), "M/LR": ("r", "l", "m")}.get(str(stated), ("m",))


@lru_cache(maxsize=8)
def _views_of_regions(figure: str) -> Showing:
    """Return for each region the views on which it is drawn, close-ups first."""
    found: dict[tuple[str, str, str], list[str]] = {}
    shown = sorted(views.views_for(figure), key=lambda one: (one.group in ("", "whole"), one.order))
    for view in shown:
        outlines = view.outlines()
        pairs = {(one.vocabulary, one.key, one.side) for one in outlines} or {
            (REGIONS, one.key, one.side) for one in regions_shown(view)
        }
        for pair in pairs:
            found.setdefault(pair, []).append(view.key)
    return {pair: tuple(keys[:_MOST_VIEWS]) for pair, keys in found.items()}


WHOLE = ("full_ant", "full_post")
"""Views with which people begin."""
POSITIONS = ("middle", "upper", "lower", "left", "right")
POSITION_LABELS = {
    "middle": mark("in the middle"),
    "upper": mark("towards the upper edge of the picture"),
    "lower": mark("towards the lower edge of the picture"),
    "left": mark("towards the left edge of the picture"),
    "right": mark("towards the right edge of the picture"),
}
_STEPS = 28
"""Points across and down that are tried to find the shape of a region on a view."""


def point_in_region(
    view: views.DiagramView, key: str, side: str, position: str = "middle"
) -> Point | None:
    """Return a point of a view that lies in a region, or None where the view does not show it.

    Args:
        view: the view.
        key: the region.
        side: l, r or m.
        position: middle, upper, lower, left or right part of the region as it is seen.
    """
    middle = _middle(view, key, side)
    if middle is None or position == "middle":
        return middle
    inside = _inside(view.figure, view.key, key, side)
    axis = 1 if position in ("upper", "lower") else 0
    if not inside:
        return middle
    along = sorted(inside, key=lambda point: point[axis])
    share = 0.15 if position in ("upper", "left") else 0.85
    wanted = along[min(int(share * len(along)), len(along) - 1)][axis]
    other = 1 - axis
    near = [point for point in inside if abs(point[axis] - wanted) < 0.012]
    near.sort(key=lambda point: point[other])
    return near[len(near) // 2] if near else middle


def _middle(view: views.DiagramView, key: str, side: str) -> Point | None:
    place: Place | None = place_in_region(key, side, view)
    return project(place, view) if place else None


@lru_cache(maxsize=256)
def _inside(figure: str, view_key: str, key: str, side: str) -> tuple[Point, ...]:
    """Return points of a raster over the region's box that lie in the region."""
    view = views.view(figure, view_key)
    box = _box(view, key, side)
    found = []
    for row in range(_STEPS):
        for column in range(_STEPS):
            x = box[0] + (column + 0.5) / _STEPS * (box[2] - box[0])
            y = box[1] + (row + 0.5) / _STEPS * (box[3] - box[1])
            named = region_at(view, (x, y))
            if named and (named.key, named.side) == (key, side):
                found.append((x, y))
    return tuple(found)


def _box(view: views.DiagramView, key: str, side: str) -> tuple[float, float, float, float]:
    """Return the box of a region on a view in fractions, the whole view where it is not known."""
    for one in view.outlines():
        if (one.key, one.side) == (key, side):
            left, top, right, bottom = one.box
            return (
                left / view.width,
                top / view.height,
                right / view.width,
                bottom / view.height,
            )
    return 0.0, 0.0, 1.0, 1.0


def warm() -> None:
    """Lay out the figures and regions, so that nobody waits for the first body map."""
    for figure in available():
        listed_regions(figure, "en")
        for key in WHOLE:
            seen(views.view(figure, key))
