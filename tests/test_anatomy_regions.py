"""The regions of the skin: complete, symmetric, where a doctor expects them."""

import tomllib
from collections import Counter
from functools import lru_cache

import pytest

from ipdoc.anatomy import views
from ipdoc.anatomy.place import (
    Region,
    has_area,
    middle_of,
    nearest_in_region,
    place_in_region,
    project,
    region_at,
    region_of,
    regions_shown,
    views_showing,
)
from ipdoc.anatomy.views import list_views, view
from ipdoc.resources import data_dir

WITHOUT_SKIN = {
    "frenulum_labii", "tongue", "palate", "gum_upper", "gum_lower", "tooth", "penis_shaft",
    "glans", "foreskin", "scrotum", "testis", "vulva_majora", "vulva_minora", "clitoris",
    "urethral_meatus", "introitus_hymen", "fourchette",
}  # fmt: skip
"""Inner parts, teeth and genitals: they are charts of their own, not skin of the whole body."""


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, str]:
    text = (data_dir("forms") / "vocabulary" / "regions.toml").read_text(encoding="utf-8")
    return {code["key"]: code["side"] for code in tomllib.loads(text)["code"]}


def test_all_regions_of_the_vocabulary_but_inner_parts_have_skin() -> None:
    drawn = {key for key, _ in views.region_names()}
    assert drawn == set(vocabulary()) - WITHOUT_SKIN


def test_every_key_of_the_vocabulary_is_reached_on_the_skin_or_on_a_chart() -> None:
    charts = [one for one in list_views() if one.kind == "chart"]
    on_charts = {outline.key for one in charts for outline in one.outlines()}
    named = {key for key, _ in views.region_names()} | on_charts
    assert set(vocabulary()) <= named


def test_regions_have_the_sides_of_the_vocabulary() -> None:
    allowed = {"M": {"m"}, "LR": {"l", "r"}, "M/LR": {"m", "l", "r"}}
    sides: dict[str, set[str]] = {}
    for key, side in views.region_names():
        sides.setdefault(key, set()).add(side)
    for key, found in sides.items():
        assert found == allowed[vocabulary()[key]], key


def test_left_and_right_are_the_same_size_to_the_cell() -> None:
    count = Counter(views.region_of_cell())
    names = views.region_names()
    for index, (key, side) in enumerate(names):
        if side == "l":
            assert count[index] == count[names.index((key, "r"))], key


def test_the_mirror_image_of_a_face_has_the_same_regions_on_the_other_side() -> None:
    square = views.cells_per_edge() ** 2
    codes, names = views.region_of_cell(), views.region_names()
    other = {"l": "r", "r": "l", "m": "m"}
    for face, image in enumerate(views.mirror_of_face()):
        here = Counter(names[code] for code in codes[face * square : (face + 1) * square])
        there = Counter(names[code] for code in codes[image * square : (image + 1) * square])
        assert there == Counter({(key, other[side]): n for (key, side), n in here.items()})


@pytest.mark.parametrize(
    ("key", "side", "figure", "view_key", "left", "top"),
    [
        ("orbit", "l", "female", "head_ant", 0.65, 0.42),
        ("umbilical", "m", "female", "full_ant", 0.5, 0.38),
        ("thoracic_spine", "m", "male", "full_post", 0.5, 0.27),
        ("scapular", "r", "male", "full_post", 0.6, 0.24),
        ("buttock_lower", "l", "female", "full_post", 0.43, 0.49),
        ("knee_ant", "r", "male", "full_ant", 0.36, 0.73),
        ("calf", "r", "male", "full_post", 0.65, 0.82),
        ("foot_sole_heel", "l", "female", "foot_l_plantar", 0.5, 0.85),
        ("wrist_volar", "r", "female", "full_ant", 0.14, 0.48),
        ("toe_1", "r", "male", "foot_r_plantar", 0.75, 0.1),
        ("nail_hand_3", "l", "female", "hand_l_dorsal", 0.51, 0.92),
    ],
)
def test_regions_lie_where_a_doctor_expects_them(
    key: str, side: str, figure: str, view_key: str, left: float, top: float
) -> None:
    place = place_in_region(key, side, view(figure, view_key))
    assert place is not None
    shown = project(place, view(figure, view_key))
    assert shown is not None
    assert abs(shown[0] - left) < 0.1
    assert abs(shown[1] - top) < 0.06


@pytest.mark.parametrize(("key", "side"), views.region_names())
def test_every_region_with_skin_has_a_middle(key: str, side: str) -> None:
    place = middle_of(key, side)
    assert place is not None
    assert region_of(place) == Region(key, side)


@pytest.mark.parametrize("figure", ["female", "male"])
def test_every_region_is_seen_in_some_view_but_the_hidden_ones(figure: str) -> None:
    unseen = {key for key, side in views.region_names() if not views_showing(key, side, figure)}
    assert unseen <= {"oral_mucosa", "anus", "ear_canal_drum"}


def test_the_largest_picture_of_a_region_comes_first() -> None:
    assert views_showing("foot_sole_arch", "l", "male")[0].key == "foot_l_plantar"
    for key, whole in (("infrascapular", "full_post"), ("orbit", "full_ant")):
        shown = [one.key for one in views_showing(key, "r", "male")]
        assert shown.index(whole) > 0
    assert views_showing("scrotum", "l", "female") == ()


def test_a_central_place_of_a_region_is_seen_and_named() -> None:
    diagram = view("female", "full_ant")
    for region in regions_shown(diagram):
        place = place_in_region(region.key, region.side, diagram)
        if place is not None:
            shown = project(place, diagram)
            assert shown is not None
            assert region_of(place) == region


def test_a_stated_region_wins_over_a_point_beside_it() -> None:
    diagram = view("male", "full_post")
    place = nearest_in_region("infrascapular", "r", diagram, (0.2, 0.3))
    assert place is not None
    assert region_of(place) == Region("infrascapular", "r")
    shown = project(place, diagram)
    assert shown is not None
    assert 0.5 < shown[0] < 0.7


def test_a_point_inside_the_stated_region_is_kept() -> None:
    diagram = view("male", "full_post")
    place = nearest_in_region("infrascapular", "l", diagram, (0.43, 0.33))
    assert place is not None
    assert project(place, diagram) == pytest.approx((0.43, 0.33), abs=1e-3)


def test_a_stated_region_that_the_view_hides_is_placed_in_its_middle() -> None:
    diagram = view("male", "full_post")
    place = nearest_in_region("sternum", "m", diagram, (0.5, 0.3))
    assert place == middle_of("sternum", "m")
    assert nearest_in_region("tongue", "m", diagram, (0.5, 0.3)) is None


def test_inner_parts_have_no_skin() -> None:
    assert has_area("orbit", "l")
    assert not has_area("orbit", "m")
    assert not any(has_area(key, side) for key in WITHOUT_SKIN for side in "lrm")


def test_midline_points_are_named_without_a_side() -> None:
    named = region_at(view("female", "full_ant"), (0.5, 0.3))
    assert named == Region("sternum", "m")
