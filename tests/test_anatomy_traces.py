"""What is drawn on one view lies on the body and shows on the others."""

from itertools import pairwise
from math import cos, dist, pi, sin

import pytest

from ipdoc.anatomy import skin
from ipdoc.anatomy.body import BodyScale
from ipdoc.anatomy.geometry import Geometry, GeometryError
from ipdoc.anatomy.measure import area_cm2, length_mm
from ipdoc.anatomy.place import Region, UnknownSurfaceError, place_at, project, region_of
from ipdoc.anatomy.shown import shown
from ipdoc.anatomy.spans import anchor, region_of_trace, regions_touched
from ipdoc.anatomy.trace import Trace, trace
from ipdoc.anatomy.views import DiagramView, view

FRONT = view("male", "full_ant")


def drawn(kind: str, *points: tuple[float, float], **more: float) -> Geometry:
    return Geometry.from_payload({"kind": kind, "points": [list(p) for p in points], **more})


def circle(diagram: DiagramView, x: float, y: float, radius: float, kind: str = "outline"):
    turns = [2 * pi * k / 60 for k in range(60)]
    return drawn(
        kind,
        *(
            (x + radius * cos(turn) / diagram.width, y + radius * sin(turn) / diagram.height)
            for turn in turns
        ),
    )


MARKS = {
    "point": drawn("point", (0.38, 0.6)),
    "line": drawn("line", (0.38, 0.55), (0.39, 0.68)),
    "freehand": drawn("freehand", (0.45, 0.3), (0.5, 0.33), (0.55, 0.29)),
    "polygon": drawn("polygon", (0.45, 0.3), (0.55, 0.3), (0.5, 0.4)),
    "outline": circle(FRONT, 0.38, 0.62, 40),
    "tramline": drawn("tramline", (0.45, 0.3), (0.55, 0.33), gap=0.02),
    "cluster": drawn("cluster", (0.38, 0.6), (0.4, 0.62), count=7),
    "ring": drawn("ring", (0.38, 0.62)),
    "arc": drawn("ring", (0.36, 0.62), (0.41, 0.63)),
    "ellipse": drawn("ellipse", (0.5, 0.3), (0.55, 0.3), (0.5, 0.32)),
}


@pytest.mark.parametrize("name", MARKS)
def test_vertices_lie_at_most_five_millimetres_apart(name: str) -> None:
    laid = trace(FRONT, MARKS[name])
    for path in laid.paths:
        points = [skin.position("male", spot) for spot in path]
        ends = [*points, points[0]] if laid.closed else points
        assert all(dist(a, b) <= 5.01 for a, b in pairwise(ends))


@pytest.mark.parametrize("name", MARKS)
def test_a_mark_survives_its_record(name: str) -> None:
    laid = trace(FRONT, MARKS[name])
    again = Trace.from_payload(laid.to_payload(), laid.kind)
    assert (again.surface, again.closed, again.kind) == (laid.surface, laid.closed, laid.kind)
    assert [len(path) for path in again.paths] == [len(path) for path in laid.paths]
    assert again.to_payload() == laid.to_payload()


@pytest.mark.parametrize("name", MARKS)
def test_a_mark_shows_where_it_was_drawn(name: str) -> None:
    laid = trace(FRONT, MARKS[name])
    pieces = shown(laid, FRONT)
    assert len(pieces) == len(laid.paths)
    geometry = MARKS[name]
    if geometry.kind in ("tramline", "ring", "ellipse"):
        return
    at = [point for piece in pieces for point in piece.points]
    for x, y in geometry.points:
        away = min(dist((x * 768, y * 1600), (a * 768, b * 1600)) for a, b in at)
        assert away < 1.5


def test_a_point_is_kept_as_before() -> None:
    laid = trace(FRONT, MARKS["point"])
    place = place_at(FRONT, (0.38, 0.6))
    assert place is not None
    assert laid.to_payload() == place.to_payload()
    assert anchor(laid) == place


def test_a_ring_closes_all_round_and_is_seen_from_every_side() -> None:
    laid = trace(FRONT, MARKS["ring"])
    assert laid.closed
    assert len(laid.paths) == 1
    assert {r.key for r in regions_touched(laid)} == {
        "thigh_ant", "thigh_lat", "thigh_post", "thigh_med",
    }  # fmt: skip
    for key in ("full_ant", "full_post", "full_lat_r"):
        (piece,) = shown(laid, view("male", key))
        assert not piece.closed
    assert shown(laid, view("male", "full_lat_l")) == ()


def test_an_arc_is_only_the_part_between_its_ends() -> None:
    laid = trace(FRONT, MARKS["arc"])
    assert not laid.closed
    (piece,) = shown(laid, FRONT)
    assert piece.points[0] == pytest.approx((0.36, 0.62), abs=0.002)
    assert piece.points[-1] == pytest.approx((0.41, 0.63), abs=0.002)
    assert not any(r.key == "thigh_post" for r in regions_touched(laid))


@pytest.mark.parametrize(
    ("x", "y", "first"),
    [
        (0.5, 0.155, "neck"),
        (0.5, 0.38, "trunk"),
        (0.14, 0.5, "wrist"),
        (0.2, 0.4, "forearm"),
        (0.38, 0.73, "knee"),
        (0.37, 0.8, "shin"),
    ],
)
def test_rings_go_round_limbs_neck_and_trunk(x: float, y: float, first: str) -> None:
    assert trace(FRONT, drawn("ring", (x, y))).closed, first


@pytest.mark.parametrize("key", ["finger_2", "finger_5", "thumb"])
def test_rings_go_round_fingers(key: str) -> None:
    palm = view("male", "hand_l_palm")
    spots = [(i / 40, j / 40) for i in range(40) for j in range(40)]
    places = [(p, place_at(palm, p)) for p in spots]
    inside = [p for p, place in places if place and region_of(place) == Region(key, "l")]
    laid = trace(palm, drawn("ring", inside[len(inside) // 2]))
    touched = {r.key for r in regions_touched(laid)}
    assert key in touched
    assert not touched & {"thumb", "finger_2", "finger_3", "finger_4", "finger_5"} - {key}


@pytest.mark.parametrize(
    ("geometry", "sentence"),
    [
        (drawn("ring", (0.5, 0.08)), "round a limb"),
        (drawn("ring", (0.3, 0.22)), "No ring closes"),
        (drawn("line", (0.38, 0.55), (0.5, 0.9)), "beside the body"),
        (drawn("point", (0.05, 0.05)), "beside the body"),
        (circle(FRONT, 0.9, 0.1, 20), "beside the body"),
    ],
)
def test_what_cannot_lie_on_the_body_is_refused(geometry: Geometry, sentence: str) -> None:
    with pytest.raises(GeometryError, match=sentence):
        trace(FRONT, geometry)


def test_a_mark_shows_on_other_views_and_figures() -> None:
    laid = trace(FRONT, circle(FRONT, 0.5, 0.3, 40))
    (piece,) = shown(laid, view("male", "torso_ant"))
    assert piece.closed
    (other,) = shown(laid, view("female", "full_ant"))
    assert other.closed
    assert shown(laid, view("male", "full_post")) == ()


@pytest.mark.parametrize(
    ("figure", "key", "start", "end", "paths"),
    [
        ("male", "full_ant", (0.47, 0.12), (0.48, 0.18), 1),
        ("neutral", "head_ant", (0.42, 0.7), (0.44, 0.95), 1),
        ("male", "full_ant", (0.31, 0.235), (0.4, 0.25), 1),
        ("male", "full_ant", (0.3, 0.26), (0.4, 0.28), 2),
    ],
    ids=["over the jaw", "under the chin", "shoulder to chest", "arm to chest over a gap"],
)
def test_a_line_is_led_over_edges_and_goes_on_beyond_a_narrow_gap(
    figure: str, key: str, start: tuple[float, float], end: tuple[float, float], paths: int
) -> None:
    diagram = view(figure, key)
    laid = trace(diagram, drawn("line", start, end))
    assert len(laid.paths) == paths
    for path in laid.paths:
        points = [skin.position(figure, spot) for spot in path]
        assert all(dist(a, b) <= 5.01 for a, b in pairwise(points))
    pieces = shown(laid, diagram)
    assert pieces[0].points[0] == pytest.approx(start, abs=0.003)
    assert pieces[-1].points[-1] == pytest.approx(end, abs=0.003)


def test_a_line_to_a_part_that_lies_far_behind_is_refused() -> None:
    side = view("male", "full_lat_r")
    with pytest.raises(GeometryError, match="draw a mark on each part"):
        trace(side, drawn("line", (0.3037, 0.2682), (0.3637, 0.2882)))


def test_an_outline_may_be_drawn_round_a_whole_forearm() -> None:
    laid = trace(FRONT, circle(FRONT, 0.205, 0.4, 48))
    touched = {region.key for region in regions_touched(laid)}
    assert touched <= {"forearm_volar", "forearm_radial", "forearm_ulnar", "elbow_ant"}
    assert 30 < area_cm2(laid, BodyScale("male")) < 110


def test_an_outline_that_lies_mostly_beside_the_body_is_refused() -> None:
    with pytest.raises(GeometryError, match="beside the body"):
        trace(FRONT, circle(FRONT, 0.125, 0.4, 14))


def test_a_scribble_without_end_is_refused() -> None:
    scribble = [(0.44 + 0.12 * (k % 2), 0.3 + k * 1e-5) for k in range(3000)]
    with pytest.raises(GeometryError, match="too long"):
        trace(FRONT, drawn("freehand", *scribble))


@pytest.mark.parametrize("surface", ["skin-1", "skin-2", "mouth_open-1"])
def test_a_mark_on_a_surface_that_is_not_known_shows_nowhere(surface: str) -> None:
    place = {"surface": surface, "paths": [[[60_000, 0.5, 0.5], [60_001, 0.5, 0.5]]]}
    strange = Trace.from_payload({**place, "closed": False}, "line")
    assert not strange.known
    assert shown(strange, FRONT) == ()
    assert length_mm(strange, BodyScale("male")) == 0
    with pytest.raises(UnknownSurfaceError):
        region_of_trace(strange)


def test_the_middle_of_a_mark_lies_on_it() -> None:
    for geometry in MARKS.values():
        laid = trace(FRONT, geometry)
        at = project(anchor(laid), FRONT)
        assert at is not None
        xs = [x for x, _ in geometry.points]
        assert min(xs) - 0.06 <= at[0] <= max(xs) + 0.06


def test_a_mark_is_named_after_the_largest_part() -> None:
    assert region_of_trace(trace(FRONT, MARKS["outline"])) == Region("thigh_ant", "r")
    over_two = circle(FRONT, 0.5, 0.3, 100)
    touched = regions_touched(trace(FRONT, over_two))
    assert Region("sternum", "m") in touched
    assert {Region("inframammary", "l"), Region("inframammary", "r")} <= set(touched)
