"""What the views show of marks, worked out once for each state of a mark.

Kept with the open vault, so that nothing of it stays when the vault is locked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, TypeVar

from ipdoc.anatomy import views
from ipdoc.anatomy.measure import BodyScale, area_cm2, size_mm
from ipdoc.anatomy.place import Region
from ipdoc.anatomy.shown import Piece, shown
from ipdoc.anatomy.spans import regions_touched
from ipdoc.anatomy.trace import Trace
from ipdoc.anatomy.views import DiagramView
from ipdoc.casework.bodymap.marks import trace_of
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.domain.finding import Mark

Found = TypeVar("Found")
_MOST = 40_000
"""Results that are kept; then all are dropped and worked out again as needed."""
AREAS = frozenset(("polygon", "outline", "ellipse"))
"""Kinds of geometry that have an area."""


@lru_cache(maxsize=64)
def _unrolled(view: DiagramView) -> frozenset[int]:
    """Return the faces that an unrolled view lays out."""
    return frozenset(views.quads(view)[: view.quads_count])


class Sights:
    """Answers about marks, remembered.

    Args:
        vault: the open vault that keeps them.
    """

    def __init__(self, vault: OpenVault) -> None:
        self._kept = vault.derived
        self._names: dict[int, tuple[Mark, str]] = {}

    def remember(self, key: Hashable, make: Callable[[], Found]) -> Found:
        """Return what is kept under a key, made now if it is not."""
        try:
            found: Found = self._kept[key]
        except KeyError:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            found = self._kept[key] = make()
        return found

    def name(self, mark: Mark) -> str:
        """Return what tells this state of a mark from all others."""
        found = self._names.get(id(mark))
        if found is None:
            state: list[Any] = [mark.place, mark.drawn["geometry"].get("kind")]
            found = self._names[id(mark)] = mark, json.dumps(state)
        return found[1]

    def trace(self, mark: Mark) -> Trace | None:
        """Return where a mark lies; None where no built view can tell."""
        return self.remember(("trace", self.name(mark)), lambda: trace_of(mark.place, mark.drawn))

    def pieces(self, mark: Mark, view: DiagramView) -> tuple[Piece, ...]:
        """Return what a view shows of a mark; none when it is hidden or elsewhere."""
        key = ("pieces", view.figure, view.key, self.name(mark))
        return self.remember(key, lambda: self._pieces(mark, view))

    def _pieces(self, mark: Mark, view: DiagramView) -> tuple[Piece, ...]:
        found = self.trace(mark)
        return shown(found, view) if found and self._may_show(mark, view) else ()

    def _may_show(self, mark: Mark, view: DiagramView) -> bool:
        """Return whether a view lets a mark be seen, as far as is told without laying it out."""
        found = self.trace(mark)
        if found is None or found.surface != view.surface:
            return False
        if view.kind == "chart":
            return True
        key = ("faces", self.name(mark))
        faces = self.remember(key, lambda: tuple(s[0] for path in found.paths for s in path))
        if view.kind == "unrolled":
            return not _unrolled(view).isdisjoint(faces)
        bits = views.visible(view.figure, view.key)
        return any(bits[face >> 3] >> (face & 7) & 1 for face in faces)

    def views(self, mark: Mark, figure: str) -> set[str]:
        """Return the keys of the views on which a mark may be seen.

        A view that was looked at already is told exactly.
        """
        name = self.name(mark)
        may = self.remember(
            ("views", figure, name),
            lambda: tuple(
                (v.figure, v.key) for v in views.views_for(figure) if self._may_show(mark, v)
            ),
        )
        return {view[1] for view in may if self._kept.get(("pieces", *view, name), True)}

    def regions(self, mark: Mark) -> tuple[Region, ...]:
        """Return the regions that a mark touches."""
        found = self.trace(mark)
        if found is None:
            return ()
        return self.remember(("regions", self.name(mark)), lambda: regions_touched(found))

    def size(self, mark: Mark, scale: BodyScale) -> tuple[float, float] | None:
        """Return the longest and the across measure in mm of what was drawn; None for points."""
        found = self.trace(mark)
        kind = mark.drawn["geometry"].get("kind", "point")
        if found is None or kind in ("point", "cluster"):
            return None
        return self.remember(("size", scale, self.name(mark)), lambda: size_mm(found, scale))

    def area(self, mark: Mark, scale: BodyScale) -> float | None:
        """Return the area in cm² of an outline; None for anything else."""
        found = self.trace(mark)
        if found is None or mark.drawn["geometry"].get("kind") not in AREAS:
            return None
        return self.remember(("area", scale, self.name(mark)), lambda: area_cm2(found, scale))

    def gap(self, mark: Mark, view: DiagramView) -> float:
        """Return the distance of a tramline's bars as a fraction of a view's width; 0 for others.

        Both views show the body at its true size, so it is turned by their scales.
        """
        gap = mark.drawn["geometry"].get("gap")
        if not isinstance(gap, int | float):
            return 0.0
        try:
            drawn = views.view(str(mark.drawn.get("figure") or view.figure), mark.drawn["view"])
        except views.UnknownViewError:
            return float(gap)
        ratio = view.scale / drawn.scale if view.scale and drawn.scale else 1.0
        return float(gap) * drawn.width * ratio / view.width
