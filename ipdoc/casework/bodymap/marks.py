"""Where stored marks lie on the body, whatever their age."""

from __future__ import annotations

from typing import Any

from ipdoc.anatomy.place import Place, Region
from ipdoc.anatomy.spans import regions_touched
from ipdoc.anatomy.trace import Trace
from ipdoc.domain.finding import Mark


def trace_of(place: dict[str, Any] | None, drawn: dict[str, Any]) -> Trace | None:
    """Return where a stored mark lies on the body; None where no built view can tell.

    Marks of old records have one place, whatever was drawn: they show as a point.
    """
    if place is None:
        return None
    kind = drawn["geometry"].get("kind", "point") if "paths" in place else "point"
    found = Trace.from_payload(place, str(kind))
    known = all(Place(found.surface, *spot).known for path in found.paths for spot in path)
    return found if known else None


def regions_of_mark(mark: Mark) -> tuple[Region, ...]:
    """Return the regions that a mark touches; none where no built view can tell."""
    found = trace_of(mark.place, mark.drawn)
    return regions_touched(found) if found else ()
