"""What was drawn is checked before anything is made of it."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipdoc.anatomy.crossings import first_crossing
from ipdoc.anatomy.geometry import MOST_POINTS, Geometry, GeometryError

SQUARE = [[0.4, 0.4], [0.6, 0.4], [0.6, 0.6], [0.4, 0.6]]
EIGHT = [[0.4, 0.4], [0.6, 0.6], [0.6, 0.4], [0.4, 0.6]]


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        ({}, "not known"),
        ({"kind": "blob", "points": SQUARE}, "not known"),
        ({"kind": ["line"], "points": SQUARE}, "not known"),
        ({"kind": "line"}, "Nothing was drawn"),
        ({"kind": "line", "points": []}, "Nothing was drawn"),
        ({"kind": "line", "points": "0.1 0.2"}, "Nothing was drawn"),
        ({"kind": "line", "points": [[0.1, 0.2]]}, "at least 2"),
        ({"kind": "polygon", "points": SQUARE[:2]}, "at least 3"),
        ({"kind": "point", "points": SQUARE}, "at most 1"),
        ({"kind": "ring", "points": SQUARE}, "at most 2"),
        ({"kind": "ellipse", "points": SQUARE}, "at most 3"),
        ({"kind": "point", "points": [[float("nan"), 0.5]]}, "not a number"),
        ({"kind": "point", "points": [[float("inf"), 0.5]]}, "not a number"),
        ({"kind": "point", "points": [["0.5", 0.5]]}, "not a number"),
        ({"kind": "point", "points": [[True, 0.5]]}, "not a number"),
        ({"kind": "point", "points": [[0.5]]}, "two numbers"),
        ({"kind": "point", "points": [0.5, 0.5]}, "two numbers"),
        ({"kind": "point", "points": [[1.01, 0.5]]}, "inside the frame"),
        ({"kind": "point", "points": [[0.5, -0.01]]}, "inside the frame"),
        ({"kind": "freehand", "points": [[0.5, 0.5]] * (MOST_POINTS + 1)}, "10000 points"),
        ({"kind": "polygon", "points": EIGHT}, "crosses itself"),
        ({"kind": "outline", "points": EIGHT}, "crosses itself"),
        ({"kind": "polygon", "points": [[0.5, 0.5]] * 4}, "no area"),
        ({"kind": "tramline", "points": SQUARE[:2]}, "not a number"),
        ({"kind": "tramline", "points": SQUARE[:2], "gap": 0}, "too far apart"),
        ({"kind": "tramline", "points": SQUARE[:2], "gap": 0.7}, "too far apart"),
        ({"kind": "line", "points": [[0.5, 0.5]] * 2}, "no length"),
        ({"kind": "tramline", "points": [[0.5, 0.5]] * 3, "gap": 0.02}, "no length"),
        ({"kind": "cluster", "points": SQUARE, "count": 3}, "smaller"),
        ({"kind": "cluster", "points": SQUARE, "count": 2.5}, "smaller"),
        ({"kind": "cluster", "points": SQUARE, "count": 10**9}, "at most"),
    ],
)
def test_bad_input_is_refused_with_a_sentence_that_helps(payload: dict, sentence: str) -> None:
    with pytest.raises(GeometryError, match=sentence):
        Geometry.from_payload(payload)


@pytest.mark.parametrize(
    "payload",
    [
        {"kind": "point", "points": [[0.5, 0.5]]},
        {"kind": "line", "points": SQUARE},
        {"kind": "freehand", "points": EIGHT},
        {"kind": "polygon", "points": SQUARE},
        {"kind": "tramline", "points": SQUARE[:2], "gap": 0.02},
        {"kind": "cluster", "points": SQUARE, "count": 9},
        {"kind": "ring", "points": SQUARE[:2]},
        {"kind": "ellipse", "points": SQUARE[:3]},
    ],
)
def test_a_geometry_survives_its_record(payload: dict) -> None:
    assert Geometry.from_payload(payload).to_payload() == payload


def test_a_cluster_counts_its_points_when_no_number_is_given() -> None:
    assert Geometry.from_payload({"kind": "cluster", "points": SQUARE}).count == 4


def circle(corners: int, turns: float = 1.0) -> list[list[float]]:
    steps = [2 * math.pi * turns * k / corners for k in range(corners)]
    return [[0.5 + 0.2 * math.cos(turn), 0.5 + 0.2 * math.sin(turn)] for turn in steps]


def test_a_freehand_outline_may_overshoot_its_start() -> None:
    drawn = circle(100)
    drawn += [[0.69, 0.5], [0.71, 0.52]]
    drawn[0] = [0.7, 0.49]
    mended = Geometry.from_payload({"kind": "outline", "points": drawn})
    assert first_crossing(list(mended.points)) is None
    assert len(mended.points) > 95


def test_an_outline_that_goes_round_twice_is_refused() -> None:
    twice = [[x + 0.03 * k / 200, y] for k, (x, y) in enumerate(circle(200, turns=2))]
    with pytest.raises(GeometryError, match="crosses itself"):
        Geometry.from_payload({"kind": "outline", "points": twice})


def test_ten_thousand_points_are_checked_quickly() -> None:
    start = time.perf_counter()
    Geometry.from_payload({"kind": "outline", "points": circle(MOST_POINTS)})
    comb = [[k / 10_000, 0.1 + 0.004 * (k % 2)] for k in range(MOST_POINTS - 2)]
    Geometry.from_payload({"kind": "polygon", "points": [*comb, [1, 1], [0, 1]]})
    long = [[k / 10_000, 0.1 + 0.8 * (k % 2)] for k in range(MOST_POINTS - 2)]
    with pytest.raises(GeometryError, match="simple round"):
        Geometry.from_payload({"kind": "polygon", "points": long})
    assert time.perf_counter() - start < 5


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=4, max_size=9, unique=True)
)
def test_crossings_are_those_that_comparing_all_sides_finds(corners: list) -> None:
    points = [(x / 8, y / 8) for x, y in corners]
    assert (first_crossing(points) is not None) == any(
        _cross(points, i, j) for j in range(len(points)) for i in range(j)
    )


def test_sides_that_are_upright_but_for_a_trace_are_no_trouble() -> None:
    tiny = 2.225073858507e-311
    assert first_crossing([(tiny, 0.0), (tiny, 0.01), (0.0, 0.01)]) is None
    assert first_crossing([(tiny, 0.0), (0.0, 1.0), (0.5, 0.2), (-0.5, 0.4)]) == (0, 2)


def _cross(points: list, i: int, j: int) -> bool:
    def turn(a, b, c):
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    a, b = points[i], points[(i + 1) % len(points)]
    c, d = points[j], points[(j + 1) % len(points)]
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def test_an_ellipse_becomes_an_outline_through_the_ends_of_its_axes() -> None:
    drawn = Geometry("ellipse", ((0.5, 0.5), (0.7, 0.5), (0.5, 0.6)))
    outline = drawn.outline()
    assert outline[0] == pytest.approx((0.7, 0.5))
    assert outline[len(outline) // 4] == pytest.approx((0.5, 0.6))
