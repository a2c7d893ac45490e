"""Points that were pointed at and are not recorded yet: carried from page to page, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ipdoc.casework.bodymap.body_map import FIRST_VIEW
from ipdoc.domain.finding import RuleError
from ipdoc.domain.whole import whole
from ipdoc.i18n import mark as _

Point = tuple[float, float]
TOOLS = {
    "point": _("A point"),
    "line": _("A line"),
    "polygon": _("An outline"),
    "tramline": _("Two parallel lines"),
    "cluster": _("Several small ones"),
    "ring": _("A ring round the limb"),
}
FEWEST = {"point": 1, "line": 2, "polygon": 3, "tramline": 2, "cluster": 1, "ring": 1}
"""Points that a mark needs at least."""
_MOST = {"point": 1, "ring": 2}
MOST_POINTS = 200
"""Points that can be set by clicks; a longer line is drawn in parts."""
USUAL_GAP_MM = 20.0


@dataclass(frozen=True)
class Pending:
    """What is being drawn by clicks."""

    view: str = FIRST_VIEW
    tool: str = "point"
    type: str = ""
    lesion: int | None = None
    """The lesion that gets the mark; None = a new one."""
    mark: str = ""
    """Its mark that is drawn anew; empty = one more."""
    version: int | None = None
    """Of that lesion, as it was when drawing began."""
    points: tuple[Point, ...] = ()
    shade: bool = False
    only_now: bool = False
    """The marks of earlier visits are hidden."""

    @property
    def enough(self) -> bool:
        """True when the points make a mark."""
        return len(self.points) >= FEWEST[self.tool]

    def with_point(self, point: Point) -> Pending:
        """Return it with one more point; a point or a full ring begins anew.

        Raises:
            RuleError: the point lies beside the picture, or there are too many.
        """
        if not (0 <= point[0] <= 1 and 0 <= point[1] <= 1):
            raise RuleError("This point is beside the body; mark the lesion on the body")
        if len(self.points) >= MOST_POINTS:
            raise RuleError("At most {most} points; record the mark first", most=MOST_POINTS)
        most = _MOST.get(self.tool, MOST_POINTS)
        before = self.points if len(self.points) < most else ()
        return replace(self, points=(*before, (round(point[0], 5), round(point[1], 5))))

    def without_last(self) -> Pending:
        """Return it without the last point."""
        return replace(self, points=self.points[:-1])

    def fields(self) -> dict[str, str]:
        """Return it as fields of a form or an address; what says nothing is left out."""
        given = {
            "view": self.view,
            "tool": self.tool if self.tool != "point" else "",
            "type": self.type,
            "lesion": "" if self.lesion is None else str(self.lesion),
            "mark": self.mark,
            "version": "" if self.version is None else str(self.version),
            "points": ";".join(f"{x:g},{y:g}" for x, y in self.points),
            "shade": "1" if self.shade else "",
            "now": "1" if self.only_now else "",
        }
        return {name: value for name, value in given.items() if value}

    def geometry(self, gap: float, count: int | None) -> dict[str, Any]:
        """Return the drawing as JSON, as the map takes it.

        Args:
            gap: distance of two parallel lines as a fraction of the width of the view.
            count: how many small lesions a cluster stands for; None = as many as points.
        """
        geometry: dict[str, Any] = {"kind": self.tool, "points": [list(p) for p in self.points]}
        if self.tool == "tramline":
            geometry["gap"] = gap
        if self.tool == "cluster":
            geometry["count"] = count or len(self.points)
        return geometry


def read_pending(values: Mapping[str, str]) -> Pending:
    """Return what the fields of a form or an address say; what cannot be read is left out."""
    tool = values.get("tool", "point")
    return Pending(
        values.get("view") or FIRST_VIEW,
        tool if tool in TOOLS else "point",
        values.get("type", ""),
        whole(values.get("lesion")),
        values.get("mark", ""),
        whole(values.get("version")),
        _points(values.get("points", "")),
        values.get("shade") == "1",
        values.get("now") == "1",
    )


def _points(text: str) -> tuple[Point, ...]:
    found = []
    for pair in text.split(";")[:MOST_POINTS] if text else ():
        x, _, y = pair.partition(",")
        try:
            point = float(x), float(y)
        except ValueError:
            return ()
        if not all(0 <= number <= 1 for number in point):
            return ()
        found.append(point)
    return tuple(found)
