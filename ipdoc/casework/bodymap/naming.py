"""Say where a drawing lies and how large it is before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ipdoc.anatomy.measure import area_cm2, length_mm, mm_per_unit
from ipdoc.anatomy.place import Region
from ipdoc.anatomy.spans import region_of_trace
from ipdoc.anatomy.trace import Trace
from ipdoc.anatomy.views import DiagramView
from ipdoc.casework.bodymap.body_map import BodyMap
from ipdoc.casework.bodymap.drawing import Drawing
from ipdoc.casework.bodymap.sights import AREAS
from ipdoc.casework.bodymap.words import region_words
from ipdoc.i18n import Translator

_LENGTHS = frozenset(("line", "freehand", "tramline", "ring"))


@dataclass(frozen=True)
class NamedDrawing:
    """A drawing that was looked at."""

    region: Region
    words: str
    """Region and side in the reader's language."""
    trace: Trace
    length_mm: float | None
    """Along the body; None for points, clusters and areas."""
    area_cm2: float | None
    """Of an outline; None for anything else."""

    def to_payload(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "region": self.region.key,
            "side": self.region.side,
            "words": self.words,
            "length_mm": None if self.length_mm is None else round(self.length_mm),
            "area_cm2": None if self.area_cm2 is None else round(self.area_cm2, 1),
        }


def name_drawing(shown: BodyMap, drawing: Drawing, words: Translator) -> NamedDrawing:
    """Return where a drawing lies and how large it is.

    Raises:
        RuleError: there is no such view.
        GeometryError: it leaves the body.
    """
    traced = drawing.traced()
    region = region_of_trace(traced)
    kind = drawing.geometry.kind
    on_skin = traced.surface.startswith("skin")
    return NamedDrawing(
        region,
        region_words(region.key, region.side, shown.view(drawing.view_key), words),
        traced,
        length_mm(traced, shown.scale) if kind in _LENGTHS and on_skin else None,
        area_cm2(traced, shown.scale) if kind in AREAS and on_skin else None,
    )


def units_of_mm(shown: BodyMap, view: DiagramView, millimetres: float) -> float:
    """Return a length on the body in view-box units; on charts, which have no scale, as units."""
    per_unit = mm_per_unit(view, shown.scale)
    return millimetres / per_unit if per_unit else millimetres


def moved_by_mm(
    shown: BodyMap, view: DiagramView, point: tuple[float, float], way: tuple[float, float]
) -> tuple[float, float]:
    """Return a point moved over the picture by millimetres of the body, inside the picture."""
    x = point[0] + units_of_mm(shown, view, way[0]) / view.width
    y = point[1] + units_of_mm(shown, view, way[1]) / view.height
    return round(min(max(x, 0.0), 1.0), 5), round(min(max(y, 0.0), 1.0), 5)
