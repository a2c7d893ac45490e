"""Where a mark lies, told as a clinician tells it."""

from itertools import pairwise
from math import dist

import pytest

from ipdoc.anatomy import levels, skin, views
from ipdoc.anatomy.body import BodyScale
from ipdoc.anatomy.geometry import Geometry
from ipdoc.anatomy.location import Distance, locate, rounded
from ipdoc.anatomy.place import Place, Region, middle_of, place_at, region_of, segment_of
from ipdoc.anatomy.trace import trace
from ipdoc.anatomy.tree import neighbours, parents_of
from ipdoc.anatomy.views import view

SCALE = BodyScale("male")
WAYS = {
    "above", "below", "medial", "lateral", "in_front", "behind", "distal", "proximal", "left_of",
    "right_of",
}  # fmt: skip


def told(key: str, x: float, y: float, figure: str = "male") -> dict[str, Distance]:
    place = place_at(view(figure, key), (x, y))
    assert place is not None
    return {one.direction: one for one in locate(place, BodyScale(figure)).distances}


@pytest.mark.parametrize(
    ("key", "x", "y", "landmark", "way", "low", "high"),
    [
        ("full_ant", 0.24, 0.33, "elbow_crease", "above", 20, 60),
        ("full_ant", 0.2, 0.4, "elbow_crease", "below", 50, 120),
        ("full_ant", 0.38, 0.6, "patella_centre", "above", 120, 220),
        ("full_ant", 0.5, 0.33, "xiphoid", "below", 30, 100),
        ("full_ant", 0.5, 0.42, "navel", "below", 20, 100),
        ("full_ant", 0.6, 0.27, "midline", "lateral", 60, 130),
        ("full_ant", 0.45, 0.42, "midline", "right_of", 20, 80),
        ("full_ant", 0.55, 0.42, "midline", "left_of", 20, 80),
        ("full_post", 0.38, 0.6, "gluteal_fold", "below", 60, 220),
        ("full_post", 0.6, 0.24, "midline", "lateral", 40, 130),
        ("full_post", 0.37, 0.75, "knee_crease", "below", 30, 160),
        ("head_lat_l", 0.55, 0.35, "ear_opening", "above", 20, 70),
        ("head_ant", 0.3, 0.3, "eye_outer_corner", "above", 10, 60),
        ("hand_l_palm", 0.5, 0.3, "wrist_crease", "distal", 20, 90),
        ("foot_l_plantar", 0.5, 0.5, "heel_point", "in_front", 80, 170),
    ],
)
def test_places_are_told_from_the_landmark_next_to_them(
    key: str, x: float, y: float, landmark: str, way: str, low: float, high: float
) -> None:
    found = told(key, x, y)[way]
    assert found.landmark == landmark
    assert low <= found.mm <= high


def test_distances_along_a_limb_are_those_of_the_person() -> None:
    small, tall = BodyScale("male"), BodyScale("male", 1.2, 1.0)
    place = place_at(view("male", "full_ant"), (0.38, 0.58))
    assert place is not None
    one, two = (locate(place, scale).distances[0].mm for scale in (small, tall))
    assert two == pytest.approx(1.2 * one, abs=10)


@pytest.mark.parametrize(
    ("mm", "told_mm"), [(0, 0), (2.4, 0), (2.6, 5), (37.4, 35), (49, 50), (54, 50), (56, 60)]
)
def test_distances_are_told_in_steps_of_a_drawing(mm: float, told_mm: float) -> None:
    assert rounded(mm) == told_mm


@pytest.mark.parametrize("name", views.region_names(), ids="|".join)
def test_every_region_is_told_in_at_most_two_ways_from_its_own_side(name: tuple[str, str]) -> None:
    place = middle_of(*name)
    assert place is not None
    found = locate(place, SCALE)
    assert found.region == Region(*name)
    assert len(found.distances) <= 2
    for one in found.distances:
        assert one.direction in WAYS
        assert one.side in (name[1], "m")
        assert 10 <= one.mm <= 500
        assert one.mm % 5 == 0


def test_left_and_right_are_told_alike() -> None:
    for key, side in views.region_names():
        if side != "l":
            continue
        left, right = (middle_of(key, letter) for letter in "lr")
        assert left is not None
        assert right is not None
        one, two = (locate(place, SCALE).distances for place in (left, right))
        # The middles of both sides may lie in neighbouring cells.
        for a, b in zip(one, two, strict=False):
            if (a.landmark, a.direction) == (b.landmark, b.direction):
                assert abs(a.mm - b.mm) <= 20


def test_a_mark_is_told_by_its_middle_and_its_largest_part() -> None:
    drawn = Geometry.from_payload({"kind": "line", "points": [[0.38, 0.56], [0.38, 0.64]]})
    found = locate(trace(view("male", "full_ant"), drawn), SCALE)
    assert found.region == Region("thigh_ant", "r")
    assert found.segment in ("middle_third", "lower_third")
    assert found.distances


def test_segments_of_fingers_and_limbs_run_from_near_to_far() -> None:
    palm = view("neutral", "hand_l_palm")
    spots = [(i / 60, j / 60) for i in range(60) for j in range(60)]
    places = [place_at(palm, spot) for spot in spots]
    finger = [p for p in places if p and region_of(p) == Region("finger_3", "l")]
    names = [segment_of(place) for place in finger]
    assert {"proximal_palm", "middle_palm", "distal_palm"} <= set(names)
    height = {
        name: min(
            skin.position("neutral", (p.face, p.u, p.v))[1]
            for p, one in zip(finger, names, strict=True)
            if one == name
        )
        for name in ("proximal_palm", "middle_palm", "distal_palm")
    }
    assert height["proximal_palm"] > height["middle_palm"] > height["distal_palm"]


def test_landmarks_and_levels_have_the_same_names() -> None:
    known = {key for key, _ in views.landmarks()}
    named = {key for level in levels.LEVELS.values() for key in level.landmarks}
    named |= {key for keys in levels.FACE.values() for key in keys}
    assert named <= known
    parts = {key for key, _ in views.region_names()} | set(views.listing()["parents"].values())
    assert {*levels.LEVELS, *levels.FACE, *levels.BESIDE} <= parts


def test_landmarks_of_both_sides_lie_opposite() -> None:
    for (key, side), spot in views.landmarks().items():
        if side == "l":
            x, y, z = skin.position("male", spot)
            other = skin.position("male", views.landmarks()[key, "r"])
            assert dist((-x, y, z), other) < 3


def test_every_region_has_parents_up_to_a_large_part() -> None:
    tops = {"head", "neck", "trunk", "upper_limb", "lower_limb"}
    for key, _ in views.region_names():
        chain = (key, *parents_of(key))
        assert chain[-1] in tops
        for child, parent in pairwise(chain):
            assert views.listing()["parents"][child] == parent


def test_neighbours_are_mutual() -> None:
    assert Region("knee_ant", "l") in neighbours(Region("thigh_ant", "l"))
    for name in views.region_names():
        for other in neighbours(Region(*name)):
            assert Region(*name) in neighbours(other)


def test_a_place_on_the_chart_of_teeth_is_told_by_its_tooth() -> None:
    chart = view("neutral", "dental_adult")
    tooth = next(one for one in chart.outlines() if one.tooth == 36 and one.face == "occlusal")
    place = place_at(chart, (tooth.at[0] / chart.width, tooth.at[1] / chart.height))
    assert place is not None
    found = locate(place, SCALE)
    assert (found.region.key, found.tooth, found.face) == ("tooth", 36, "occlusal")
    assert segment_of(place) == ""
    assert found.distances == ()
    assert Place.from_payload(place.to_payload()) == place
