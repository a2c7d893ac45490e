"""Lengths, areas and shares against figures that are known."""

from math import cos, hypot, pi, sin

import pytest

from ipdoc.anatomy import body, skin, views
from ipdoc.anatomy.geometry import Geometry
from ipdoc.anatomy.measure import (
    area_cm2,
    body_scale,
    length_mm,
    mm_per_unit,
    share_of_regions,
    share_of_skin,
    size_mm,
)
from ipdoc.anatomy.place import Region
from ipdoc.anatomy.surface import seen
from ipdoc.anatomy.trace import Trace, trace
from ipdoc.anatomy.tree import parents_of
from ipdoc.anatomy.views import DiagramView, view

FRONT = view("male", "full_ant")
AS_DRAWN = body_scale("male")
ALL = [Region(*name) for name in views.region_names()]


def circle(diagram: DiagramView, x: float, y: float, radius: float) -> Trace:
    """Return a drawn circle, radius in view-box units."""
    turns = [2 * pi * k / 72 for k in range(72)]
    points = [
        [x + radius * cos(turn) / diagram.width, y + radius * sin(turn) / diagram.height]
        for turn in turns
    ]
    return trace(diagram, Geometry.from_payload({"kind": "outline", "points": points}))


def drawn(kind: str, *points: tuple[float, float], **more: float) -> Trace:
    payload = {"kind": kind, "points": [list(p) for p in points], **more}
    return trace(FRONT, Geometry.from_payload(payload))


def share(*parts: str, side: str = "", figure: str = "male") -> float:
    inside = [
        region
        for region in ALL
        if set(parts) & {region.key, *parents_of(region.key)} and side in ("", region.side)
    ]
    return share_of_regions(inside, figure)


@pytest.mark.parametrize("radius_mm", [4, 10, 25])
def test_a_small_circle_on_the_flat_of_the_chest_has_its_area(radius_mm: float) -> None:
    mark = circle(FRONT, 0.5, 0.3, radius_mm * FRONT.scale)
    assert area_cm2(mark, AS_DRAWN) == pytest.approx(pi * radius_mm**2 / 100, rel=0.12)
    longest, across = size_mm(mark, AS_DRAWN)
    assert longest == pytest.approx(2 * radius_mm, rel=0.15)
    assert across == pytest.approx(2 * radius_mm, rel=0.15)


@pytest.mark.parametrize(
    ("figure", "key", "x", "y", "radius"),
    [
        ("male", "full_ant", 0.38, 0.6, 45),
        ("female", "full_post", 0.45, 0.25, 60),
        ("child", "full_ant", 0.5, 0.35, 90),
        ("infant", "full_post", 0.5, 0.3, 60),
        ("neutral", "hand_l_palm", 0.5, 0.35, 60),
        ("neutral", "foot_l_plantar", 0.5, 0.5, 30),
        ("neutral", "head_ant", 0.35, 0.6, 40),
    ],
)
def test_an_area_is_that_summed_over_the_picture_by_the_slant(
    figure: str, key: str, x: float, y: float, radius: float
) -> None:
    diagram = view(figure, key)
    mark = circle(diagram, x, y, radius)
    middle, towards = (x * diagram.width, y * diagram.height), diagram.rotation[6:9]
    summed, steps = 0.0, 50
    for k in range(steps * steps):
        away = [((n + 0.5) * 2 / steps - 1) * radius for n in divmod(k, steps)]
        if hypot(*away) <= radius:
            spot = seen(diagram).find(middle[0] + away[0], middle[1] + away[1])
            assert spot is not None
            slant = skin.dot(skin.normal(figure, spot[0]), (towards[0], towards[1], towards[2]))
            summed += (2 * radius / steps / diagram.scale) ** 2 / slant
    assert area_cm2(mark, body_scale(figure)) == pytest.approx(summed / 100, rel=0.05)


def test_a_circle_on_the_thigh_has_the_area_of_a_cylinder() -> None:
    # Seen from the front, a disc of radius r on a cylinder of radius R is larger by 1 + (r/R)²/8 +…
    mark = circle(FRONT, 0.375, 0.62, 20 * FRONT.scale)
    flat = pi * 20**2 / 100
    assert flat < area_cm2(mark, AS_DRAWN) < 1.12 * flat


def test_an_area_grows_with_the_square_of_the_person() -> None:
    mark = circle(FRONT, 0.375, 0.62, 30)
    one, two = body.BodyScale("male"), body.BodyScale("male", 2.0, 2.0)
    assert area_cm2(mark, two) == pytest.approx(4 * area_cm2(mark, one))
    assert size_mm(mark, two)[0] == pytest.approx(2 * size_mm(mark, one)[0])


def test_a_line_down_the_thigh_has_its_length() -> None:
    mark = drawn("line", (0.38, 0.56), (0.38, 0.66))
    straight = 0.1 * FRONT.height / FRONT.scale
    assert straight <= length_mm(mark, AS_DRAWN) < 1.05 * straight
    assert size_mm(mark, AS_DRAWN)[1] == 0
    assert area_cm2(mark, AS_DRAWN) == 0


def test_a_tramline_is_as_wide_as_its_bars_are_apart() -> None:
    mark = drawn("tramline", (0.38, 0.56), (0.38, 0.66), gap=0.02)
    long, wide = size_mm(mark, AS_DRAWN)
    assert long == pytest.approx(0.1 * FRONT.height / FRONT.scale, rel=0.05)
    assert wide == pytest.approx(0.02 * FRONT.width / FRONT.scale, rel=0.1)


def test_the_way_round_limbs_is_that_of_a_man() -> None:
    assert 400 < length_mm(drawn("ring", (0.38, 0.6)), AS_DRAWN) < 600
    assert 125 < length_mm(drawn("ring", (0.14, 0.49)), AS_DRAWN) < 200
    assert 300 < length_mm(drawn("ring", (0.5, 0.155)), AS_DRAWN) < 460
    assert 650 < length_mm(drawn("ring", (0.5, 0.38)), AS_DRAWN) < 950


def test_points_and_clusters_have_no_length() -> None:
    assert length_mm(drawn("point", (0.38, 0.6)), AS_DRAWN) == 0
    assert length_mm(drawn("cluster", (0.38, 0.6), (0.38, 0.63)), AS_DRAWN) == 0
    assert size_mm(drawn("point", (0.38, 0.6)), AS_DRAWN) == (0, 0)
    assert size_mm(drawn("cluster", (0.38, 0.6), (0.38, 0.63)), AS_DRAWN)[0] > 30


@pytest.mark.parametrize("figure", [*views.listing()["figures"]])
def test_the_whole_body_is_a_hundred_percent(figure: str) -> None:
    assert share_of_regions(ALL, figure) == pytest.approx(100)


@pytest.mark.parametrize("figure", ["male", "female"])
def test_parts_have_the_shares_of_the_literature(figure: str) -> None:
    # Lund and Browder 1944: leg 9.5 + 7 + 3.5 %, arm 4 + 3 + 2.5 %, palm with fingers about 1 %.
    assert 16 < share("lower_limb", side="l", figure=figure) < 21
    assert 8 < share("upper_limb", side="l", figure=figure) < 11
    assert (
        0.38 < share("hand_palm", "hand_thenar", "hand_hypothenar", side="l", figure=figure) < 0.6
    )
    assert 1.8 < share("hand", side="l", figure=figure) < 2.7
    assert 6 < share("head", figure=figure) < 9


def test_a_share_counts_overlaps_once() -> None:
    one, two = circle(FRONT, 0.5, 0.3, 40), circle(FRONT, 0.52, 0.3, 40)
    alone = share_of_skin([one], "male")
    assert share_of_skin([one, one], "male") == pytest.approx(alone)
    assert alone < share_of_skin([one, two], "male") < 1.6 * alone
    expected = area_cm2(one, AS_DRAWN) * 100 / body.skin_mm2(AS_DRAWN) * 100
    assert alone == pytest.approx(expected, rel=1e-6)
    assert share_of_skin([drawn("point", (0.38, 0.6))], "male") == 0
    of_child, of_infant = share_of_skin([one], "child"), share_of_skin([one], "infant")
    assert 0.4 * alone < of_infant < 2.5 * alone
    assert of_child != alone


@pytest.mark.parametrize(("height", "weight"), [(176, 70), (150, 45), (165, 58), (190, 95)])
def test_the_skin_has_the_area_of_the_formula(height: float, weight: float) -> None:
    scale = body_scale("male", height, weight)
    formula = (height * weight / 3600) ** 0.5
    assert body.skin_mm2(scale) / 1e6 == pytest.approx(formula, rel=0.01)
    assert body.height_mm("male") * scale.tall == pytest.approx(height * 10)


def test_without_weight_the_girth_grows_as_the_height() -> None:
    scale = body_scale("male", 190, None)
    assert scale.girth == scale.tall == pytest.approx(1900 / body.height_mm("male"))


@pytest.mark.parametrize("height", [None, 0, -5, 3, 900, float("nan")])
def test_numbers_that_nobody_has_are_passed_over(height: float | None) -> None:
    assert body_scale("male", height, None) == AS_DRAWN


def test_the_scale_bar_follows_the_person() -> None:
    assert mm_per_unit(FRONT, AS_DRAWN) == pytest.approx(1 / FRONT.scale)
    assert mm_per_unit(FRONT, body.BodyScale("male", 2.0, 1.0)) == pytest.approx(1.5 / FRONT.scale)


def test_a_childs_head_is_a_larger_share_of_its_skin() -> None:
    # Lund and Browder 1944: head of a grown-up 7 %, at ten years 11 %, at one year 17 %.
    heads = [share("head", figure=figure) for figure in ("male", "child", "infant")]
    assert 6 < heads[0] < 8.5 < heads[1] < 12 < heads[2] < 19
    legs = [share("lower_limb", side="l", figure=figure) for figure in ("male", "infant")]
    assert legs[1] < legs[0]
