"""Marks on paper: true extents, hatches in millimetres, halos, and what is too small."""

from __future__ import annotations

import itertools
import re
from math import cos, dist, pi, sin

import pytest

from ipdoc.casework.papermarks import symbol_of
from ipdoc.report.drawings import Mark, MarkKind, MarkPiece, Shade
from ipdoc.report.errors import DiagramError
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import strokes
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.hatches import hatch
from ipdoc.report.typeset.leaders import leaders_for
from ipdoc.report.typeset.marks import LEAST_MM, POINT_MM, draw_mark, edge_points, place_mark
from ipdoc.report.typeset.paths import path_operators, sides_of
from ipdoc.report.typeset.shades import draw_shade
from tests.report_builders import a_view

CIRCLE = tuple((20 + 10 * cos(i * pi / 20), 20 + 10 * sin(i * pi / 20)) for i in range(40))
BENT = ((10.0, 10.0), (30.0, 10.0), (30.0, 25.0))


def a_mark(kind: MarkKind, key: str, *pieces: MarkPiece, width: float = 0.0) -> Mark:
    return Mark(1, kind, pieces, symbol_of(key), width)


def drawn(mark: Mark, scale: float = 1.0) -> str:
    canvas = Canvas()
    canvas.begin_page()
    canvas.tag(Node("Figure"))
    draw_mark(canvas, place_mark(mark, (0.0, 0.0), scale))
    return "\n".join(canvas.pages[0])


def numbers(path: str) -> list[tuple[float, float]]:
    found = [float(number) for number in re.findall(r"-?\d+\.?\d*", path)]
    return list(zip(found[::2], found[1::2], strict=True))


@pytest.mark.parametrize("kind", ["diagonal", "dots", "dashes", "cross", "slant"])
def test_hatch_is_set_in_millimetres_whatever_the_size_of_the_body(kind: str) -> None:
    small = hatch(kind, (0.0, 0.0, 10.0, 10.0)).count(" m ")
    large = hatch(kind, (0.0, 0.0, 20.0, 10.0)).count(" m ")
    assert large > small > 3 or kind == "dashes"


def test_diagonals_lie_a_millimetre_apart() -> None:
    starts = [x for x, _ in numbers(hatch("diagonal", (0.0, 0.0, 30.0, 0.0)).replace("S", ""))][::2]
    assert starts[1] - starts[0] == pytest.approx(2**0.5, abs=0.01)


def test_types_differ_without_colour() -> None:
    keys = ("bruise", "hyperpig", "nerve_deficit", "haematoma", "hypopig", "burn_1", "ligature")
    areas = [drawn(a_mark("area", key, MarkPiece(CIRCLE, closed=True))) for key in keys]
    shapes = {re.sub(r"[\d.]+ [\d.]+ [\d.]+ (rg|RG)", "", area) for area in areas}
    assert len(shapes) == len(keys)


def test_every_mark_has_a_halo_before_its_ink() -> None:
    for mark in (
        a_mark("area", "bruise", MarkPiece(CIRCLE, closed=True)),
        a_mark("line", "laceration", MarkPiece(BENT)),
        a_mark("bars", "bruise_tramline", MarkPiece(BENT), MarkPiece(CIRCLE[:9])),
        a_mark("line", "incised", MarkPiece(BENT)),
        a_mark("point", "stab", MarkPiece(((5, 5),))),
    ):
        ink = drawn(mark)
        white = re.search(r"(?<![\d.])1 [gG] ", ink)
        colour = re.search(r"\d\.\d{3} \d\.\d{3} \d\.\d{3} (rg|RG)", ink)
        assert white
        assert colour
        assert white.start() < colour.start()


def test_small_extent_is_drawn_as_its_symbol() -> None:
    placed = place_mark(a_mark("area", "bruise", MarkPiece(CIRCLE, closed=True)), (0, 0), 0.1)
    assert placed.as_points == [((pytest.approx(2.0), pytest.approx(2.0)), LEAST_MM)]


def test_point_is_a_symbol_at_every_scale() -> None:
    mark = a_mark("point", "stab", MarkPiece(((5, 5),)))
    assert place_mark(mark, (0, 0), 3.0).as_points == [((15, 15), POINT_MM)]


def test_cluster_shows_each_spot() -> None:
    mark = a_mark("cluster", "cigarette_burn", *(MarkPiece(((10 * n, 5),)) for n in range(4)))
    assert [at for at, _ in place_mark(mark, (0, 0), 1.0).as_points] == [
        (0, 5), (10, 5), (20, 5), (30, 5)
    ]  # fmt: skip


def test_bars_have_their_true_width_and_scale_with_the_body() -> None:
    bars = a_mark("bars", "bruise_tramline", MarkPiece(BENT), MarkPiece(BENT), width=2.0)
    assert "4.00 w" in drawn(bars, scale=2.0)


def test_band_of_known_width_keeps_it() -> None:
    narrow, wide = (strokes.band_outline(BENT, width) for width in (2.0, 6.0))
    assert strokes.extent(wide)[1] < strokes.extent(narrow)[1] < 10.0


def test_zigzag_begins_and_ends_on_its_line_with_legs_of_three_millimetres() -> None:
    points = numbers(strokes.zigzag(((0.0, 0.0), (40.0, 0.0))).replace(" l", "").replace(" m", ""))
    assert points[0] == (0.0, 0.0)
    assert points[-1] == (40.0, 0.0)
    legs = [dist(a, b) for a, b in itertools.pairwise(points[1:-1])]
    assert legs == [pytest.approx(3.0, abs=0.15)] * len(legs)


def test_spindle_is_pointed_at_both_ends_and_widest_in_the_middle() -> None:
    outline = strokes.spindle(((0.0, 0.0), (30.0, 0.0)), 2.0)
    assert strokes.extent(outline) == (0.0, pytest.approx(-1.0), 30.0, pytest.approx(1.0))
    assert strokes.inside((15.0, 0.9), outline)
    assert not strokes.inside((1.0, 0.9), outline)


def test_middle_of_a_bent_area_lies_inside_it() -> None:
    bent = ((0, 0), (30, 0), (30, 30), (25, 30), (25, 5), (0, 5))
    assert strokes.inside(strokes.middle_of(bent), bent)


def test_open_piece_of_an_outline_is_not_filled() -> None:
    ink = drawn(a_mark("area", "haematoma", MarkPiece(CIRCLE[:20])))
    assert " f" not in ink.replace(" f*", "")


def test_quadratic_curves_become_cubic() -> None:
    assert path_operators("M 0 0 Q 3 6 6 0 Z") == "0 0 m 2.00 4.00 4.00 4.00 6.00 0.00 c h"


def test_relative_paths_are_the_same_as_absolute_ones() -> None:
    far = path_operators("M 10 10 L 20 10 H 30 V 20 C 30 25 25 30 20 30 Q 10 30 10 20 Z L 12 12")
    near = path_operators("m10 10l10 0h10v10c0 5-5 10-10 10q-10 0-10-10zl2 2")
    assert [round(x, 2) for x in floats(far)] == [round(x, 2) for x in floats(near)]


def test_unknown_command_is_refused() -> None:
    with pytest.raises(DiagramError):
        path_operators("M 0 0 A 5 5 0 0 1 9 9")


def floats(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", path)]


def test_faded_mark_is_paler() -> None:
    mark = a_mark("point", "stab", MarkPiece(((5, 5),)))
    faint = Mark(1, "point", mark.pieces, mark.symbol, faded=True)
    assert "0.702 0.149 0.118 rg" in drawn(mark)
    assert "0.851 0.573 0.557 rg" in drawn(faint)


def test_leader_ends_on_the_edge_of_its_mark() -> None:
    placed = place_mark(a_mark("area", "bruise", MarkPiece(CIRCLE, closed=True)), (0, 0), 1.0)
    (leader,) = leaders_for([placed], (0.0, 0.0, 100.0, 100.0))
    assert dist(leader.label.dot, (20, 20)) == pytest.approx(10.0, abs=0.1)


def test_marks_of_one_number_share_a_label_when_they_lie_together() -> None:
    marks = [
        place_mark(a_mark("point", "stab", MarkPiece((at,))), (0, 0), 1.0)
        for at in ((10, 10), (14, 12), (10, 80))
    ]
    assert len(leaders_for(marks, (0.0, 0.0, 100.0, 100.0))) == 2


def test_edge_of_a_point_is_round_its_symbol() -> None:
    placed = place_mark(a_mark("point", "stab", MarkPiece(((5, 5),))), (0, 0), 1.0)
    assert all(dist(spot, (5, 5)) < POINT_MM / 2 for spot in edge_points(placed))


def test_shade_covers_regions_with_a_hatch_that_is_not_scaled() -> None:
    canvas = Canvas()
    canvas.begin_page()
    square = "M 10 10 L 90 10 L 90 90 L 10 90 Z"
    for scale in (0.1, 1.0):
        draw_shade(canvas, Shade("not_examined", (square,)), a_view().diagram, scale)
    fill, fine, _, coarse = canvas.pages[0]
    assert fill.endswith("f*")
    assert "W* n" in fine
    assert coarse.count(" m ") > fine.count(" m ")


def test_sides_of_paths_are_those_of_all_their_points() -> None:
    assert sides_of(("M 10 5 L 90 9", "M 20 0 C 4 1 30 2 40 3 Z")) == (4.0, 90.0)
    assert sides_of(()) == (0.0, 0.0)


def test_labels_reach_into_the_empty_margin_of_a_view() -> None:
    placed = place_mark(a_mark("point", "stab", MarkPiece(((50, 50),))), (0, 0), 1.0)
    (near,) = leaders_for([placed], (0.0, 0.0, 100.0, 100.0), inset=3.0)
    (far,) = leaders_for([placed], (0.0, 0.0, 100.0, 100.0))
    assert near.label.at[0] == pytest.approx(far.label.at[0] + 3.0)
