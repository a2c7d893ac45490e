"""Pieces on both sides of the midline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from tools.bodymap.charts.chart import Name, Piece, Stroke
from tools.bodymap.charts.curves import flipped

FAR = 5000.0
"""Beyond every view box."""
Parts = list[Piece | Stroke]
Light = tuple[tuple[int, float], ...]

FRONT = ("r", "l")
"""Sides of the subject on the viewer's left and right, seen from the front."""
BACK = ("l", "r")
"""The same seen from behind."""


def halved(
    key: str,
    area: BaseGeometry,
    middle: float,
    tone: int,
    light: Light = (),
    *,
    edge: bool = True,
    sides: tuple[str, str] = FRONT,
) -> Parts:
    """Return an area across the midline, drawn in one, whose halves are two regions."""
    return [Piece(area, None, tone, light, edge), *named(key, area, middle, sides)]


def named(key: str, area: BaseGeometry, middle: float, sides: tuple[str, str] = FRONT) -> Parts:
    """Return the two halves of an area as regions that are not drawn."""
    left = area & shapely.box(-FAR, -FAR, middle, FAR)
    right = area & shapely.box(middle, -FAR, FAR, FAR)
    return [Piece(left, Name(key, sides[0]), None), Piece(right, Name(key, sides[1]), None)]


def twice(parts: Iterable[Piece | Stroke], middle: float) -> Parts:
    """Return parts drawn on the viewer's left, and after each its mirror image.

    The side of a name becomes the other one; tooth numbers change their quadrant.
    """
    found: Parts = []
    for part in parts:
        found += [part, mirror(part, middle)]
    return found


def mirror(part: Piece | Stroke, middle: float) -> Piece | Stroke:
    """Return the part of the other side."""
    if isinstance(part, Stroke):
        points = [(2 * middle - x, y) for x, y in part.points]
        clip = None if part.clip is None else flipped(part.clip, middle)
        return Stroke(points, clip)
    name = part.name
    if name is not None:
        name = replace(
            name,
            side={"l": "r", "r": "l"}.get(name.side, name.side),
            tooth=_opposite(name.tooth),
        )
    return replace(part, area=flipped(part.area, middle), name=name)


def _opposite(tooth: int) -> int:
    """Return the FDI number of the same tooth on the other side, 0 for none."""
    swap = {1: 2, 2: 1, 3: 4, 4: 3, 5: 6, 6: 5, 7: 8, 8: 7}
    return swap[tooth // 10] * 10 + tooth % 10 if tooth else 0


def grown(
    part: Piece | Stroke, size: float, about: tuple[float, float], by: tuple[float, float] = (0, 0)
) -> Piece | Stroke:
    """Return a part scaled about a point, then moved; light bands keep their width."""
    (x, y), (right, down) = about, by
    if isinstance(part, Stroke):
        points = [(x + (a - x) * size + right, y + (b - y) * size + down) for a, b in part.points]
        return Stroke(points, part.clip)
    area = affinity.scale(part.area, size, size, origin=about)
    return replace(part, area=affinity.translate(area, right, down))
