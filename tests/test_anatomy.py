"""Places on the body: found from any view, the same in every figure."""

import pytest

from ipdoc.anatomy import views
from ipdoc.anatomy.place import (
    Place,
    Region,
    middle_of,
    nearest_in_region,
    place_at,
    project,
    region_at,
    region_of,
    regions_shown,
)
from ipdoc.anatomy.surface import inverse_bilinear
from ipdoc.anatomy.symbols import all_symbols, svg_symbol, symbol
from ipdoc.casework.formstore import current_form

ALL = [(view.figure, view.key) for view in views.list_views()]


def points_on(view, steps=23):
    grid = [((i + 0.5) / steps, (j + 0.5) / steps) for i in range(steps) for j in range(steps)]
    return [(point, place) for point in grid if (place := place_at(view, point))]


def test_front_and_back_of_both_figures_are_there():
    assert set(ALL) >= {
        (figure, key) for figure in ("female", "male") for key in ("full_ant", "full_post")
    }


@pytest.mark.parametrize(("figure", "key"), ALL)
def test_point_comes_back_to_where_it_was(figure, key):
    view = views.view(figure, key)
    found = points_on(view)
    assert len(found) > 60
    for point, place in found:
        again = project(place, view)
        assert again is not None
        assert again == pytest.approx(point, abs=0.001)


@pytest.mark.parametrize(("figure", "key"), ALL)
def test_subjects_right_lies_where_the_view_says(figure, key):
    view = views.view(figure, key)
    for point, place in points_on(view):
        region = region_of(place)
        if region and region.side != "m" and abs(point[0] - 0.5) > 0.05:
            on_left_of_picture = point[0] < 0.5
            is_right = region.side == "r"
            assert on_left_of_picture == (is_right == (view.subject_right == "left"))


def test_mark_of_the_back_is_hidden_in_front():
    back, front = views.view("male", "full_post"), views.view("male", "full_ant")
    place = place_at(back, (0.42, 0.27))
    assert project(place, front) is None


def test_same_place_lies_in_the_same_region_of_every_figure():
    for point, place in points_on(views.view("female", "full_ant")):
        shown = project(place, views.view("male", "full_ant"))
        if shown is not None:
            there = place_at(views.view("male", "full_ant"), shown)
            assert there is not None, point
            assert region_of(there) is not None


def test_regions_are_mirror_images():
    names = views.region_names()
    counts = {}
    for index in views.region_of_face():
        if index != views.NO_REGION:
            counts[names[index]] = counts.get(names[index], 0) + 1
    for (key, side), count in counts.items():
        if side == "l":
            assert counts[key, "r"] == count, key


def test_every_region_of_the_skin_is_one_of_the_vocabulary():
    known = current_form().form.vocabularies["regions"]
    assert all(key in known for key, _ in views.region_names())
    assert len({key for key, _ in views.region_names()}) > 90


@pytest.mark.parametrize(
    ("key", "point", "expected"),
    [
        ("full_ant", (0.5, 0.4), Region("umbilical", "m")),
        ("full_post", (0.5, 0.3), Region("thoracic_spine", "m")),
        ("full_ant", (0.4, 0.62), Region("thigh_ant", "r")),
        ("full_post", (0.4, 0.83), Region("calf", "l")),
        ("full_post", (0.4, 0.25), Region("scapular", "l")),
    ],
)
def test_points_that_every_doctor_can_name(key, point, expected):
    assert region_at(views.view("male", key), point) == expected


def test_stated_side_wins_over_the_point():
    view = views.view("male", "full_post")
    place = nearest_in_region("scapular", "r", view, (0.4, 0.25))
    assert region_of(place) == Region("scapular", "r")


def test_region_that_a_view_does_not_show_has_its_middle():
    place = nearest_in_region("umbilical", "m", views.view("male", "full_post"), (0.5, 0.4))
    assert region_of(place) == Region("umbilical", "m")
    assert middle_of("palate", "m") is None


def test_unknown_view_is_named():
    with pytest.raises(views.UnknownViewError, match="lips_inner"):
        views.view("male", "lips_inner")


def test_views_show_front_and_back_regions():
    front = regions_shown(views.view("female", "full_ant"))
    assert Region("sternum", "m") in front
    assert Region("lumbar", "l") not in front


def test_place_reads_back_from_json():
    place = Place("skin-1", 7, 0.25, 0.5)
    assert Place.from_payload(place.to_payload()) == place


def test_inverse_bilinear_finds_the_point_in_a_skew_quad():
    corners = [(0.0, 0.0), (4.0, 1.0), (5.0, 5.0), (-1.0, 3.0)]
    u, v = 0.3, 0.8
    weights = ((1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v)
    x = sum(w * c[0] for w, c in zip(weights, corners, strict=True))
    y = sum(w * c[1] for w, c in zip(weights, corners, strict=True))
    assert inverse_bilinear(corners, (x, y)) == pytest.approx((u, v))
    assert inverse_bilinear(corners, (9.0, 9.0)) is None


def test_every_lesion_type_has_a_sign_of_its_own():
    types = {code.key for code in current_form().form.vocabularies["finding_types"].codes}
    assert types == set(all_symbols())
    drawn = [svg_symbol(key) for key in types]
    assert len(set(drawn)) == len(drawn)
    assert all("style=" not in one for one in drawn)
    assert symbol("not a type").key == "unrelated"
