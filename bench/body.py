"""How long naming a point of the body takes, and laying a mark on it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from math import cos, pi, sin

from bench.measure import Figure, medians_ms
from ipdoc.anatomy import surface, views
from ipdoc.anatomy.geometry import Geometry
from ipdoc.anatomy.location import locate
from ipdoc.anatomy.measure import area_cm2, body_scale
from ipdoc.anatomy.place import place_at, region_at
from ipdoc.anatomy.quads import Point
from ipdoc.anatomy.shown import shown
from ipdoc.anatomy.trace import trace
from ipdoc.anatomy.views import DiagramView

REGION_US, FIRST_MS, MARK_MS = 50.0, 60.0, 50.0
PLACE_RATIO = 1.5
"""What finding a place may take, in times of naming its region."""


def body_figures(rounds: int) -> list[Figure]:
    """Measure the body map's geometry on the largest view, warm, and its first use."""
    front = views.view("male", "full_ant")
    first = _first_ms(front, max(5, rounds // 6))
    region = _median_us(region_at, front)
    place = _median_us(place_at, front)
    outline = _outline()
    laid = trace(front, outline)
    scale = body_scale("male", 176, 70)

    def whole_mark() -> None:
        mark = trace(front, outline)
        shown(mark, front)
        area_cm2(mark, scale)
        locate(mark, scale)

    (mark,) = medians_ms(rounds, whole_mark)
    note = f"{len(laid.paths[0])} vertices; traced, shown, measured and named"
    return [
        Figure("body map, region under a point", region, REGION_US, "µs"),
        Figure("body map, place : region", place / region, PLACE_RATIO, "×"),
        Figure("body map, first use of a view", first, FIRST_MS, "ms"),
        Figure("body map, a whole outline", mark, MARK_MS, "ms", note),
    ]


def _first_ms(front: DiagramView, rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        surface.seen.cache_clear()
        begun = time.perf_counter()
        place_at(front, (0.5, 0.3))
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def _median_us(ask: Callable[[DiagramView, Point], object], front: DiagramView) -> float:
    points = [(k * 0.754877666 % 1, k * 0.569840291 % 1) for k in range(6000)]
    on_body = [point for point in points if place_at(front, point)]
    taken = []
    for point in on_body:
        begun = time.perf_counter()
        ask(front, point)
        taken.append((time.perf_counter() - begun) * 1e6)
    return statistics.median(taken)


def _outline() -> Geometry:
    turns = [2 * pi * k / 90 for k in range(90)]
    points = [[0.5 + 0.1 * cos(turn), 0.32 + 0.04 * sin(turn)] for turn in turns]
    return Geometry.from_payload({"kind": "outline", "points": points})
