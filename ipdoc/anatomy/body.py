"""The size of the person examined, and of the figure that stands for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import hypot

from ipdoc.anatomy import skin, views
from ipdoc.anatomy.skin import Vector, cross, minus
from ipdoc.anatomy.surface import Spot

_HEIGHT_CM = (30.0, 260.0)
_WEIGHT_KG = (1.0, 400.0)
NO_SKIN = frozenset(("conjunctiva", "oral_mucosa", "ear_canal_drum"))
"""Regions that do not count as skin when shares of the body surface are told."""


@dataclass(frozen=True)
class BodyScale:
    """How a figure is stretched to the size of the person examined."""

    figure: str
    tall: float = 1.0
    """Factor of heights."""
    girth: float = 1.0
    """Factor of breadths and depths."""

    def point(self, spot: Spot) -> Vector:
        """Return where a spot lies on the stretched figure, mm."""
        return self.stretched(skin.position(self.figure, spot))

    def stretched(self, at: Vector) -> Vector:
        """Return where a point of the figure comes to lie, mm."""
        return at[0] * self.girth, at[1] * self.tall, at[2] * self.girth


def body_scale(
    figure: str, height_cm: float | None = None, weight_kg: float | None = None
) -> BodyScale:
    """Return how the figure is stretched to a person's height and weight.

    Height stretches the figure lengthwise. With the weight, the girth is set so that the skin has
    the area of the formula of Mosteller, m² = √(cm × kg / 3600); without, it grows as the height
    does. Numbers that no person has are passed over.

    Source: Mosteller RD, Simplified calculation of body-surface area, N Engl J Med 1987;317:1098
    (to be checked).
    """
    figure_mm = height_mm(figure)
    tall = height_cm * 10 / figure_mm if _within(height_cm, _HEIGHT_CM) and height_cm else 1.0
    if not _within(weight_kg, _WEIGHT_KG) or not weight_kg:
        return BodyScale(figure, tall, tall)
    wanted_mm2 = (tall * figure_mm / 10 * weight_kg / 3600) ** 0.5 * 1e6
    return BodyScale(figure, tall, tall * _girth_for(figure, wanted_mm2 / tall**2))


def _within(value: float | None, limits: tuple[float, float]) -> bool:
    return value is not None and limits[0] <= value <= limits[1]


def _girth_for(figure: str, area_mm2: float) -> float:
    """Return the girth at which a figure of its own height has an area of skin."""
    table: list[tuple[float, float]] = views.listing()["figures"][figure]["area_by_girth"]
    if area_mm2 <= table[0][1]:
        return table[0][0]
    for (low, small), (high, large) in pairwise(table):
        if area_mm2 <= large:
            return low + (high - low) * (area_mm2 - small) / (large - small)
    return table[-1][0]


def height_mm(figure: str) -> float:
    """Return the height of a figure, sole to vertex, mm."""
    return float(views.listing()["figures"][figure]["height_mm"])


@lru_cache(maxsize=1)
def shares_of_skin() -> tuple[float, ...]:
    """Return for each face which share of it is skin: eyes and inner parts are none."""
    square = views.cells_per_edge() ** 2
    skin_code = [key not in NO_SKIN for key, _ in views.region_names()]
    codes = views.region_of_cell()
    return tuple(
        sum(skin_code[code] for code in codes[at : at + square]) / square
        for at in range(0, len(codes), square)
    )


def skin_mm2(scale: BodyScale) -> float:
    """Return the area of the whole skin, mm²."""
    pairs = zip(face_areas(scale), shares_of_skin(), strict=True)
    return sum(area * share for area, share in pairs)


@lru_cache(maxsize=8)
def face_areas(scale: BodyScale) -> tuple[float, ...]:
    """Return the area of each face, mm²."""
    points = [scale.stretched(at) for at in skin.vertices(scale.figure)]
    quads = views.faces()
    corners = zip(quads[0::4], quads[1::4], quads[2::4], quads[3::4], strict=True)
    return tuple(_area(points[a], points[b], points[c], points[d]) for a, b, c, d in corners)


def _area(a: Vector, b: Vector, c: Vector, d: Vector) -> float:
    """Return the area of a quad: half its diagonals' vector product, both ways of folding alike."""
    return hypot(*cross(minus(c, a), minus(d, b))) / 2
