"""The views of the body that were drawn; with them comes the skin that they show (``atlas``).

``static/diagrams/views.json`` lists them; ``tools/bodymap/README.md`` describes the format. Points
on a view are fractions 0..1 of its view box, from the top left, y downwards.
"""

from __future__ import annotations

import json
import zlib
from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ipdoc.anatomy.atlas import (
    axes,
    bytes_of,
    cells_per_edge,
    faces,
    folder,
    inner_faces,
    landmarks,
    listing,
    mirror_of_face,
    read_json,
    region_names,
    region_of_cell,
    segment_of_cell,
    surface_name,
    text_of,
    unpacked,
    vertices,
)
from ipdoc.errors import IpdocError

__all__ = [
    "OLDER_KEYS",
    "STAND_INS",
    "DiagramView",
    "RegionOutline",
    "UnknownViewError",
    "axes",
    "cells_per_edge",
    "chart",
    "faces",
    "inner_faces",
    "landmarks",
    "list_views",
    "listing",
    "mirror_of_face",
    "posed",
    "quads",
    "region_names",
    "region_of_cell",
    "segment_of_cell",
    "stand_ins",
    "surface_name",
    "vertices",
    "view",
    "views_for",
    "visible",
    "visible_skin",
]

_CHARTS = "charts/charts.json"
"""Listing of the charts beside that of the body's views."""
OLDER_KEYS = {
    "shoulder_l": "shoulder_l_ant",
    "shoulder_r": "shoulder_r_ant",
    "leg_l": "leg_l_ant",
    "leg_r": "leg_r_ant",
    "nails": "nails_l",
}
"""Key of an older version → the first of the views that it was split into."""
STAND_INS = {"child": ("neutral",), "infant": ("child", "neutral"), "neutral": ()}
"""Figures that lend a view to one for which it was not drawn, best first."""
_SERVED = ("neutral", "child", "infant")
"""Figures that are served by charts of either sex."""


class UnknownViewError(IpdocError):
    """No such view was drawn."""

    def __init__(self, figure: str, key: str) -> None:
        super().__init__(
            "The view {key} of the figure {figure} is not available yet", key=key, figure=figure
        )


@dataclass(frozen=True)
class RegionOutline:
    """The border of a region, as it is drawn over a view."""

    key: str
    """Key of the vocabulary regions, bones or teeth."""
    side: str
    """l, r or m: the subject's own."""
    d: str
    """SVG path data in view-box units, M, L, Q and Z, absolute or relative, even-odd."""
    box: tuple[float, float, float, float]
    """Left, top, right and bottom, view-box units."""
    at: tuple[float, float]
    """Where a label may stand, view-box units."""
    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    """The border as corners, view-box units: on charts only."""
    tooth: int | None = None
    """Number of the tooth after FDI, on dental charts."""
    face: str = ""
    """occlusal, mesial, distal, buccal or lingual, on dental charts."""
    vocabulary: str = "regions"
    """Vocabulary of the key: regions or bones."""


@dataclass(frozen=True)
class DiagramView:
    """One drawing of one figure from one side."""

    figure: str
    key: str
    width: float
    """View-box units."""
    height: float
    subject_right: str
    """Side of the picture on which the subject's right lies: "left" or "right"; in profile
    whether it is "near" or "away" from the viewer."""
    rotation: tuple[float, ...]
    """3 × 3 by rows: the picture's right, its up, towards the viewer. Empty but for cameras."""
    scale: float
    """View-box units per millimetre; 0 on charts, which have none."""
    offset: tuple[float, float]
    svg_file: str
    png_file: str
    visible_file: str
    """A bit per face; empty but for cameras."""
    kind: str = "camera"
    """camera, unrolled or chart."""
    surface: str = "skin-1"
    """Surface on which its places lie."""
    restricted: bool = False
    """True when it needs access of its own."""
    order: int = 0
    """Place in the strip of views."""
    group: str = ""
    """whole, head, trunk, arm, hand, leg, foot, restricted, bones or teeth."""
    regions_file: str = ""
    quads_file: str = ""
    """Faces and their corners; unrolled views only."""
    quads_count: int = 0
    angles: tuple[tuple[str, float], ...] = ()
    """front, outer, back or inner of an unrolled limb and where it lies from the left, view-box
    units; from left to right, one of them twice when the limb was cut there."""
    box: tuple[float, float, float, float] | None = None
    """Left, top, right and bottom of what is drawn, view-box units; None = the whole box."""
    vertices_file: str = ""
    """Vertices of a pose of its own; "" where the figure stands as always."""

    def holds(self, x: float, y: float) -> bool:
        """Return whether a point in view-box units lies in what is drawn."""
        left, top, right, bottom = self.box or (0.0, 0.0, self.width, self.height)
        return left <= x <= right and top <= y <= bottom

    def svg(self) -> str:
        """Return the drawing as SVG."""
        return text_of(self.svg_file)

    def png(self) -> bytes:
        """Return the drawing as PNG."""
        return bytes_of(self.png_file)

    def outlines(self) -> tuple[RegionOutline, ...]:
        """Return the borders of the regions in body order; none when they were not drawn."""
        return _outlines(self.regions_file) if self.regions_file else ()


@lru_cache(maxsize=128)
def _outlines(file: str) -> tuple[RegionOutline, ...]:
    return tuple(
        RegionOutline(
            row["key"],
            row["side"],
            row["d"],
            (row["box"][0], row["box"][1], row["box"][2], row["box"][3]),
            (row["at"][0], row["at"][1]),
            tuple(tuple((x, y) for x, y in ring) for ring in row.get("points", ())),
            row.get("tooth"),
            row.get("face") or "",
            row.get("vocabulary", "regions"),
        )
        for row in json.loads(text_of(file))["regions"]
    )


@lru_cache(maxsize=1)
def list_views() -> tuple[DiagramView, ...]:
    """Return all views that were drawn."""
    rows = list(listing()["views"])
    if (folder() / _CHARTS).exists():
        rows += read_json(_CHARTS)["views"]
    return tuple(map(_view, rows))


def _view(row: dict[str, Any]) -> DiagramView:
    quads = row.get("quads") or {}
    named = quads["file"] if isinstance(quads, dict) and quads else quads
    count = quads.get("count", 0) if isinstance(quads, dict) else row.get("count", 0)
    return DiagramView(
        row["figure"],
        row["key"],
        row["width"],
        row["height"],
        row.get("subject_right", ""),
        tuple(row.get("rotation", ())),
        row.get("scale", 0.0),
        tuple(row.get("offset", (0.0, 0.0))),
        row["svg"],
        row["png"],
        row.get("visible", ""),
        kind=row.get("kind", "camera"),
        surface=row.get("surface", surface_name()),
        restricted=row.get("restricted", False),
        order=row.get("order", 0),
        group=row.get("group", ""),
        regions_file=row.get("regions", ""),
        quads_file=named or "",
        quads_count=count,
        angles=_angles(row.get("angle_at") or {}),
        box=tuple(row["box"]) if "box" in row else None,
        vertices_file=row.get("vertices", ""),
    )


def _angles(found: dict[str, list[float]]) -> tuple[tuple[str, float], ...]:
    places = [(name, float(x)) for name, xs in found.items() for x in xs]
    return tuple(sorted(places, key=lambda place: place[1]))


@lru_cache(maxsize=1)
def _by_name() -> dict[tuple[str, str], DiagramView]:
    return {(one.figure, one.key): one for one in list_views()}


def view(figure: str, key: str) -> DiagramView:
    """Return a view of a figure, or of the figure that stands in where it was not drawn itself.

    A key of an older version stands for the first of the views that were split off it.

    Raises:
        UnknownViewError: it was drawn for none of them.
    """
    named = _by_name()
    for wanted in (key, OLDER_KEYS.get(key, key)):
        for one in (figure, *stand_ins(figure)):
            if (one, wanted) in named:
                return named[one, wanted]
    for lent in views_for(figure):
        if lent.key == key:
            return lent
    raise UnknownViewError(figure, key)


def stand_ins(figure: str) -> tuple[str, ...]:
    """Return the figures that lend a view to one for which it was not drawn, best first."""
    return STAND_INS.get(figure, ("neutral",)) if figure in listing()["figures"] else ()


@lru_cache(maxsize=1)
def _charts() -> dict[str, DiagramView]:
    return {one.surface: one for one in list_views() if one.kind == "chart"}


def chart(surface: str) -> DiagramView | None:
    """Return the chart that is a surface of its own, or None for the skin and unknown ones."""
    return _charts().get(surface)


@lru_cache(maxsize=8)
def views_for(figure: str) -> tuple[DiagramView, ...]:
    """Return all views that serve a figure, in the order of the strip.

    A view that was not drawn for the figure is that of the next figure: the child for an infant,
    then the neutral one. Charts that are drawn once serve every figure, those of one sex that sex
    and the neutral figure.
    """
    best: dict[str, DiagramView] = {}
    for other in reversed((figure, *stand_ins(figure))):
        best |= {one.key: one for one in list_views() if one.figure == other}
    for one in list_views() if figure in _SERVED else ():
        if one.kind == "chart":
            best.setdefault(one.key, one)
    return tuple(sorted(best.values(), key=lambda one: one.order))


def posed(one: DiagramView) -> tuple[array[int], float]:
    """Return the vertices as a view shows them, and their unit in mm."""
    data, unit = vertices(one.figure)
    return (unpacked(one.vertices_file, "h") if one.vertices_file else data), unit


@lru_cache(maxsize=32)
def visible(figure: str, key: str) -> bytes:
    """Return a bit for each face, set when the view shows it."""
    return zlib.decompress((folder() / view(figure, key).visible_file).read_bytes())


@lru_cache(maxsize=128)
def visible_skin(one: DiagramView) -> bytes:
    """Return a bit for each face, set when a camera's view shows it and it lies outside."""
    pairs = zip(visible(one.figure, one.key), inner_faces(), strict=True)
    return bytes(bits & ~inner for bits, inner in pairs)


def quads(one: DiagramView) -> array[int]:
    """Return what an unrolled view holds: face numbers, then the bits of 8 int16 a face."""
    return unpacked(one.quads_file, "H")
