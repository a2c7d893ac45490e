"""A point on a picture, the place on the body below it, and back."""

import time

import pytest

from ipdoc.anatomy import views
from ipdoc.anatomy.place import Place, UnknownSurfaceError, place_at, project, region_at, region_of
from ipdoc.anatomy.quads import inverse_bilinear, nearest
from ipdoc.anatomy.surface import seen
from ipdoc.anatomy.views import DiagramView, UnknownViewError, list_views, view

STEPS = 23


def grid(diagram: DiagramView) -> list[tuple[tuple[float, float], Place]]:
    points = [((i + 0.3) / STEPS, (j + 0.6) / STEPS) for i in range(STEPS) for j in range(STEPS)]
    found = [(point, place_at(diagram, point)) for point in points]
    return [(point, place) for point, place in found if place is not None]


@pytest.mark.parametrize("figure", ["female", "male"])
def test_a_place_inside_the_outline_is_kept_to_a_hair(figure: str) -> None:
    diagram = view(figure, "full_ant")
    sight = seen(diagram)
    for (x, y), place in grid(diagram):
        if sight.find(x * diagram.width, y * diagram.height) is None:
            continue
        again = place_at(diagram, project(place, diagram) or (0, 0))
        assert again is not None
        assert region_of(again) == region_of(place)
        before, after = (sight.at(p.face, p.u, p.v) for p in (place, again))
        assert max(abs(a - b) for a, b in zip(before[:2], after[:2], strict=True)) < 0.02


def test_a_point_beside_the_body_has_no_place() -> None:
    diagram = view("female", "full_ant")
    for point in ((0.02, 0.02), (0.98, 0.5), (0.5, 0.9)):
        assert place_at(diagram, point) is None
        assert region_at(diagram, point) is None


def test_the_right_side_of_the_person_is_on_the_viewers_left_in_front_views() -> None:
    for figure in ("female", "male"):
        front, back = view(figure, "full_ant"), view(figure, "full_post")
        assert (front.subject_right, back.subject_right) == ("left", "right")
        thigh = region_at(front, (0.38, 0.62))
        assert thigh is not None
        assert (thigh.key, thigh.side) == ("thigh_ant", "r")
        thigh = region_at(back, (0.38, 0.62))
        assert thigh is not None
        assert (thigh.key, thigh.side) == ("thigh_post", "l")


@pytest.mark.parametrize("diagram", list_views(), ids=lambda one: f"{one.figure}-{one.key}")
def test_sides_agree_with_where_the_view_says_the_right_lies(diagram: DiagramView) -> None:
    if diagram.subject_right not in ("left", "right") or {"l", "r"} & set(diagram.key.split("_")):
        return
    for (x, _), place in grid(diagram):
        side = region_of(place).side
        if side != "m" and abs(x - 0.5) > 0.02:
            on_right = (x < 0.5) == (diagram.subject_right == "left")
            assert side == ("r" if on_right else "l")


def test_hand_and_foot_views_show_the_side_they_name() -> None:
    for diagram in list_views():
        part, *rest = diagram.key.split("_")
        if part in ("hand", "foot", "nails", "wrist", "arm", "knee", "ankle"):
            letter = rest[-1] if part == "ankle" else rest[0]
            assert {region_of(place).side for _, place in grid(diagram)} == {letter}


def test_a_mark_on_the_front_is_hidden_from_behind() -> None:
    place = place_at(view("male", "full_ant"), (0.5, 0.3))
    assert place is not None
    assert project(place, view("male", "full_post")) is None
    assert project(place, view("male", "torso_ant")) is not None


def test_a_place_shows_at_the_same_spot_of_every_figure() -> None:
    place = place_at(view("female", "full_ant"), (0.43, 0.6))
    assert place is not None
    for figure in ("female", "male"):
        shown = project(place, view(figure, "full_ant"))
        assert shown is not None
        named = region_at(view(figure, "full_ant"), shown)
        assert named == region_of(place)


def test_a_place_on_an_unknown_surface_shows_nowhere_and_names_nothing() -> None:
    place = Place("dental_adult-1", 3, 0.5, 0.5)
    assert project(place, view("female", "full_ant")) is None
    with pytest.raises(UnknownSurfaceError):
        region_of(place)
    with pytest.raises(UnknownSurfaceError):
        region_of(Place(views.surface_name(), len(views.faces()), 0.5, 0.5))


def test_a_place_survives_its_record() -> None:
    place = Place("skin-1", 17, 0.25, 0.75)
    assert Place.from_payload(place.to_payload()) == place


def test_a_view_that_was_not_drawn_is_named_in_the_error() -> None:
    with pytest.raises(UnknownViewError, match="full_top of the figure infant"):
        view("infant", "full_top")


def test_older_keys_and_figures_without_a_view_of_their_own_are_served() -> None:
    assert view("female", "mouth_open").figure == "neutral"
    for key, first in views.OLDER_KEYS.items():
        if any(one.key == first for one in list_views()):
            assert view("neutral", key).key == first


def test_charts_of_one_sex_serve_that_sex_and_the_figures_without_one() -> None:
    served = {
        figure: {one.key for one in views.views_for(figure)} & {"perineum_f", "genital_m"}
        for figure in ("female", "male", "neutral", "child")
    }
    assert served["female"] == {"perineum_f"}
    assert served["male"] == {"genital_m"}
    assert served["neutral"] == served["child"] == {"perineum_f", "genital_m"}
    assert all(view("neutral", key).restricted for key in served["neutral"])


@pytest.mark.parametrize("figure", [*views.listing()["figures"]])
def test_the_strip_has_each_view_once_in_order(figure: str) -> None:
    strip = views.views_for(figure)
    assert len({one.key for one in strip}) == len(strip)
    assert [one.order for one in strip] == sorted(one.order for one in strip)
    for one in strip:
        assert view(figure, one.key) == one
    own = {one.key for one in list_views() if one.figure == figure}
    assert own == {one.key for one in strip if one.figure == figure}


def test_a_quad_whose_first_edge_is_a_point_is_found() -> None:
    corners = [(0.0, 0.0), (0.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
    found = inverse_bilinear(corners, (1.0, 2.0))
    assert found is not None
    u, v = found
    assert (u * v * 4, v * 4) == pytest.approx((1.0, 2.0))
    assert inverse_bilinear(corners, (3.0, 1.0)) is None


def test_the_nearest_spot_of_a_quad_lies_on_its_edge() -> None:
    square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]
    assert nearest(square, (1.0, -3.0)) == pytest.approx((3.0, 0.5, 0.0))
    assert nearest(square, (5.0, 6.0)) == pytest.approx((5.0, 1.0, 1.0))
    assert nearest(square, (1.0, 1.0)) == pytest.approx((0.0, 0.5, 0.5))


def test_naming_a_point_takes_less_than_two_milliseconds() -> None:
    diagram = view("female", "full_ant")
    place_at(diagram, (0.5, 0.5))
    start = time.perf_counter()
    for k in range(100):
        region_at(diagram, (0.4 + 0.002 * k, 0.3))
    assert (time.perf_counter() - start) / 100 < 0.002
