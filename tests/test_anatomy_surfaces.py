"""Unrolled limbs and charts answer the same questions as cameras."""

import zlib
from array import array
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from math import atan2, pi
from pathlib import Path

import pytest

from ipdoc.anatomy import skin, views
from ipdoc.anatomy.body import BodyScale
from ipdoc.anatomy.geometry import Geometry, GeometryError
from ipdoc.anatomy.measure import area_cm2, length_mm, mm_per_unit, share_of_skin, size_mm
from ipdoc.anatomy.place import (
    Place,
    Region,
    nearest_in_region,
    place_at,
    place_in_region,
    project,
    region_at,
    region_of,
    regions_shown,
    views_showing,
)
from ipdoc.anatomy.shown import shown
from ipdoc.anatomy.spans import anchor, region_of_trace, regions_touched
from ipdoc.anatomy.surface import seen
from ipdoc.anatomy.trace import trace
from ipdoc.anatomy.tree import parents_of
from ipdoc.anatomy.views import DiagramView, list_views, view

WIDTH, LONG = 600.0, 700.0
CHARTS = [one for one in list_views() if one.kind == "chart"]
SCALE = BodyScale("male")
FRONT = view("male", "full_ant")
Unrolled = Callable[[], DiagramView]


@lru_cache(maxsize=1)
def forearm_faces() -> tuple[int, ...]:
    square, codes, names = 16, views.region_of_cell(), views.region_names()
    return tuple(
        face
        for face in range(len(codes) // square)
        if names[codes[face * square]][1] == "l"
        and {"forearm", "wrist"} & set(parents_of(names[codes[face * square]][0]))
    )


@pytest.fixture(scope="module")
def arm(tmp_path_factory: pytest.TempPathFactory) -> DiagramView:
    """Return the left forearm unrolled, cut open at its back."""
    first, last = views.axes("male")["forearm", "l"]
    axis = skin.unit(skin.minus(last, first))
    front = skin.unit(skin.minus((0, 0, 1), tuple(axis[2] * n for n in axis)))  # type: ignore[arg-type]
    right = skin.cross(front, axis)
    listed: list[tuple[int, list[float]]] = []
    for face in forearm_faces():
        xs, ys = [], []
        for corner in skin.corners("male", face):
            away = skin.minus(corner, first)
            turn = atan2(skin.dot(away, right), skin.dot(away, front))
            xs.append((turn / (2 * pi) + 0.5) * WIDTH)
            ys.append(100 + 2 * skin.dot(away, axis))
        if max(xs) - min(xs) < WIDTH / 2:
            listed.append((face, [n for xy in zip(xs, ys, strict=True) for n in xy]))
            continue
        for shift in (0, -WIDTH):
            moved = [x + (WIDTH if x < WIDTH / 2 else 0) + shift for x in xs]
            listed.append((face, [n for xy in zip(moved, ys, strict=True) for n in xy]))
    data = array("H", [face for face, _ in listed]).tobytes()
    data += array("h", [round(10 * n) for _, xy in listed for n in xy]).tobytes()
    path = tmp_path_factory.mktemp("unrolled") / "arm.quads.z"
    Path(path).write_bytes(zlib.compress(data))
    return DiagramView(
        "male", "arm_l", WIDTH, LONG, "", (), 2.0, (0.0, 0.0), "", "", "",
        kind="unrolled", box=(0.0, 60.0, WIDTH, LONG - 20), quads_file=str(path),
        quads_count=len(listed),
    )  # fmt: skip


def drawn(kind: str, *points: tuple[float, float], **more: float) -> Geometry:
    return Geometry.from_payload({"kind": kind, "points": [list(p) for p in points], **more})


def test_an_unrolled_limb_leads_there_and_back(arm: DiagramView) -> None:
    found = 0
    for k in range(800):
        x, y = k * 0.754877666 % 1, k * 0.569840291 % 1
        place = place_at(arm, (x, y))
        if place is None:
            continue
        found += 1
        at = project(place, arm)
        assert at is not None
        assert min(abs(at[0] - x), 1 - abs(at[0] - x)) * WIDTH < 4.1
        assert abs(at[1] - y) * LONG < 4.1
        assert "upper_limb" in parents_of(region_of(place).key)
    assert found > 400


def test_nothing_lies_beyond_what_is_drawn_of_an_unrolled_limb(arm: DiagramView) -> None:
    assert place_at(arm, (0.5, 0.04)) is None
    for k in range(200):
        place = place_at(arm, (k / 200, 0.086))
        if place is not None:
            at = project(place, arm)
            assert at is not None
            assert at[1] * LONG >= 59


def test_where_faces_overlap_those_turned_to_the_viewer_are_found(arm: DiagramView) -> None:
    faces = [*forearm_faces()][:2]
    big = [100, 100, 100, 500, 500, 500, 500, 100]
    turned = [200, 200, 400, 200, 400, 400, 200, 400]
    data = array("H", faces).tobytes() + array("h", [*turned, *big]).tobytes()
    path = Path(arm.quads_file).with_name("two.quads.z")
    path.write_bytes(zlib.compress(data))
    two = replace(arm, quads_file=str(path), quads_count=2, box=None)
    place = place_at(two, (30 / WIDTH, 30 / LONG))
    assert place is not None
    assert place.face == faces[1]


def test_all_sides_of_the_limb_lie_beside_each_other(arm: DiagramView) -> None:
    keys = [region_at(arm, (x, 0.45)) for x in (0.5, 0.25, 0.75, 0.05, 0.95)]
    assert {region.key for region in keys if region} >= {"forearm_volar", "forearm_dorsal"}
    assert {region.key for region in regions_shown(arm)} >= {"wrist_volar", "forearm_ulnar"}


def test_a_ring_on_an_unrolled_limb_runs_from_edge_to_edge(arm: DiagramView) -> None:
    ring = trace(arm, drawn("ring", (0.5, 0.45)))
    assert ring.closed
    pieces = shown(ring, arm)
    xs = [x for piece in pieces for x, _ in piece.points]
    assert min(xs) < 0.02
    assert max(xs) > 0.98
    assert not any(piece.closed for piece in pieces)
    assert shown(ring, FRONT)
    assert shown(ring, view("male", "full_post"))
    from_front = next(
        r
        for y in range(38, 46)
        for x in range(74, 90)
        if (r := region_at(FRONT, (x / 100, y / 100))) and r.key == "forearm_volar"
    )
    assert from_front == Region("forearm_volar", "l")


def test_an_arc_on_an_unrolled_limb_keeps_to_the_drawn_side(arm: DiagramView) -> None:
    arc = trace(arm, drawn("ring", (0.3, 0.45), (0.7, 0.47)))
    (piece,) = shown(arc, arm)
    assert all(0.28 < x < 0.72 for x, _ in piece.points)


def test_an_area_nearly_all_round_a_limb_is_measured_unrolled(arm: DiagramView) -> None:
    low, high, left, right = 0.35, 0.45, 0.05, 0.95
    band = drawn("polygon", (left, low), (right, low), (right, high), (left, high))
    mark = trace(arm, band)
    ring = length_mm(trace(arm, drawn("ring", (0.5, 0.4))), SCALE)
    expected = ring * (right - left) * (high - low) * LONG / 2 / 100
    assert area_cm2(mark, SCALE) == pytest.approx(expected, rel=0.12)


def test_a_mark_drawn_from_the_front_shows_on_the_unrolled_limb(arm: DiagramView) -> None:
    place = place_in_region("forearm_volar", "l", FRONT)
    assert place is not None
    at = project(place, arm)
    assert at is not None
    assert region_at(arm, at) == Region("forearm_volar", "l")


def test_the_scale_of_an_unrolled_limb_follows_the_person(arm: DiagramView) -> None:
    assert mm_per_unit(arm, SCALE) == pytest.approx(0.5)
    assert mm_per_unit(arm, BodyScale("male", 1.2, 1.0)) == pytest.approx(0.55)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda one: one.key)
def test_every_region_of_a_chart_is_found_at_its_label(chart: DiagramView) -> None:
    for outline in chart.outlines():
        point = (outline.at[0] / chart.width, outline.at[1] / chart.height)
        place = place_at(chart, point)
        assert place is not None
        assert place.surface == f"{chart.key}-1"
        assert region_of(place).key in {one.key for one in chart.outlines()}
        assert project(place, chart) == pytest.approx(point, abs=0.01)
        assert project(place, FRONT) is None


@pytest.mark.parametrize("chart", CHARTS, ids=lambda one: one.key)
def test_marks_lie_on_charts_without_a_size(chart: DiagramView) -> None:
    outline = max(chart.outlines(), key=lambda one: len(one.d))
    x, y = outline.at[0] / chart.width, outline.at[1] / chart.height
    point = trace(chart, drawn("point", (x, y)))
    assert region_of_trace(point) == region_of(anchor(point))
    (piece,) = shown(point, chart)
    assert piece.points[0] == pytest.approx((x, y), abs=1e-6)
    assert shown(point, FRONT) == ()
    near = 2 / chart.width
    mark = trace(chart, drawn("polygon", (x, y), (x + near, y), (x, y + near)))
    assert area_cm2(mark, SCALE) == length_mm(mark, SCALE) == share_of_skin([mark]) == 0
    assert size_mm(mark, SCALE) == (0, 0)
    assert mm_per_unit(chart, SCALE) == 0
    assert regions_touched(mark)
    assert anchor(mark).surface == chart.surface
    with pytest.raises(GeometryError, match="round a limb"):
        trace(chart, drawn("ring", (x, y)))


def test_a_point_beside_a_chart_has_no_place() -> None:
    assert place_at(view("neutral", "dental_adult"), (0.001, 0.001)) is None


def test_a_stated_region_of_a_chart_is_placed_in_it() -> None:
    chart = view("neutral", "mouth_open")
    place = nearest_in_region("tongue", "m", chart, (0.1, 0.1))
    assert place is not None
    assert region_of(place) == Region("tongue", "m")
    assert nearest_in_region("thigh_ant", "l", chart, (0.1, 0.1)) is None
    assert [one.key for one in views_showing("tongue", "m", "male")] == ["mouth_open"]


def test_a_place_on_a_chart_that_is_not_there_is_unknown() -> None:
    assert not Place("mouth_open-9", 0, 0.5, 0.5).known
    assert not Place("mouth_open-1", 1, 0.5, 0.5).known
    assert Place("mouth_open-1", 0, 0.5, 0.5).known


def test_a_view_with_a_pose_of_its_own_shows_that_pose() -> None:
    for diagram in list_views():
        if diagram.vertices_file:
            usual, _ = views.vertices(diagram.figure)
            assert views.posed(diagram)[0] != usual
            assert seen(diagram).find(diagram.width / 2, diagram.height / 2)
