"""From recorded lesions to the views, marks, places and sums that the report prints."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from math import cos, pi, sin
from typing import Any

import pytest

from ipdoc.anatomy.body import BodyScale
from ipdoc.anatomy.geometry import Geometry
from ipdoc.anatomy.spans import region_of_trace
from ipdoc.anatomy.trace import trace
from ipdoc.anatomy.views import region_names, view
from ipdoc.casework.bodymap.sentences import facts_of, sentence_of
from ipdoc.casework.bodyviews import body_views
from ipdoc.casework.covered import coverage_in_words, grouped, shades_on
from ipdoc.casework.issuing.subject import faint_lesions
from ipdoc.casework.lesionnotes import measures, notes_on_lesions, person_scale
from ipdoc.casework.papermarks import DrawnLesion, drawn_lesion, marks_on
from ipdoc.domain.finding import Lesion, Mark
from ipdoc.i18n import Translator
from ipdoc.report.compose.subject import ComparedLesion, EarlierVisit

SCALE = BodyScale("male")
HEAD, BACK, FRONT = "head_ant", "torso_post", "full_ant"


def an_outline(x: float, y: float, rx: float, ry: float) -> dict[str, Any]:
    turns = [2 * pi * i / 24 for i in range(24)]
    points = [[x + rx * cos(turn), y + ry * sin(turn)] for turn in turns]
    return {"kind": "outline", "points": points}


def a_drawn(
    number: int, type_key: str, view_key: str, geometry: dict[str, Any], **changes: Any
) -> DrawnLesion:
    """Return a lesion of the type with one mark drawn on a view of the male figure."""
    found = trace(view("male", view_key), Geometry.from_payload(geometry))
    region = region_of_trace(found)
    drawn = {"view": view_key, "figure": "male", "geometry": geometry}
    mark = Mark("m1", drawn, found.to_payload())
    lesion = Lesion(number, type_key, region.key, region.side, marks=(mark,))
    return drawn_lesion(replace(lesion, **changes))


def a_bruise(number: int = 1, **changes: Any) -> DrawnLesion:
    return a_drawn(number, "bruise", BACK, an_outline(0.62, 0.42, 0.06, 0.04), **changes)


def shown_on(*lesions: DrawnLesion, **more: Any) -> dict[str, list[int]]:
    views = body_views(lesions, SCALE, Translator("en"), **more)
    return {one.diagram.view_key: [mark.number for mark in one.marks] for one in views}


def test_mark_shows_on_every_view_from_which_it_is_seen_and_no_other_view_is_shown() -> None:
    assert shown_on(a_bruise(7)) == {"full_ant": [], "full_post": [7], BACK: [7]}


def test_views_stand_in_the_order_of_the_strip_front_and_back_first() -> None:
    face = a_drawn(2, "abrasion", HEAD, an_outline(0.5, 0.73, 0.05, 0.03))
    assert list(shown_on(a_bruise(1), face))[:4] == ["full_ant", "full_post", HEAD, BACK]


def test_outline_keeps_its_extent_and_is_smooth() -> None:
    (mark,) = marks_on(view("male", BACK), [a_bruise()], SCALE)
    (piece,) = mark.pieces
    assert (mark.kind, piece.closed, piece.smooth) == ("area", True, True)
    drawn = view("male", BACK)
    across = max(x for x, _ in piece.points) - min(x for x, _ in piece.points)
    assert across == pytest.approx(0.12 * drawn.width, rel=0.08)


def test_mere_edge_of_a_mark_round_the_body_is_not_shown() -> None:
    sole = a_drawn(3, "bruise", "foot_r_plantar", an_outline(0.5, 0.5, 0.12, 0.18))
    assert shown_on(sole)["full_ant"] == []


def test_double_stripes_have_two_bars_and_their_own_sign() -> None:
    stripes = {"kind": "tramline", "points": [[0.56, 0.4], [0.7, 0.44]], "gap": 0.05}
    (mark,) = marks_on(view("male", BACK), [a_drawn(4, "bruise", BACK, stripes)], SCALE)
    gap = 0.05 * view("male", BACK).width
    assert (mark.kind, len(mark.pieces), mark.symbol.key) == ("bars", 2, "bruise_tramline")
    assert mark.width == pytest.approx(0.49 * gap, rel=0.1)


def test_band_has_the_width_that_was_measured() -> None:
    ring = {"kind": "ring", "points": [[0.16, 0.485]]}
    band = a_drawn(5, "ligature", FRONT, ring, attributes={"width_mm": 20})
    (mark,) = marks_on(view("male", FRONT), [band], SCALE)
    assert mark.kind == "ring"
    assert mark.width == pytest.approx(20 * view("male", FRONT).scale, rel=0.01)


def test_place_of_an_old_record_is_a_point_whatever_was_drawn() -> None:
    lesion = a_bruise().lesion
    old = replace(lesion.marks[0], place={"surface": "skin-1", "face": 900, "u": 0.5, "v": 0.5})
    (mark,) = drawn_lesion(replace(lesion, marks=(old,))).marks
    assert mark.trace.kind == "point"


def test_lesion_taken_out_and_mark_without_place_are_not_drawn() -> None:
    lesion = a_bruise().lesion
    assert drawn_lesion(replace(lesion, removed="entered twice")).marks == ()
    nowhere = replace(lesion.marks[0], place=None)
    assert drawn_lesion(replace(lesion, marks=(nowhere,))).marks == ()


def test_lesion_of_an_earlier_visit_is_faded_and_shades_nothing_as_seen() -> None:
    views = body_views([drawn_lesion(a_bruise().lesion, faded=True)], SCALE, Translator("en"))
    assert [mark.faded for one in views for mark in one.marks] == [True, True]


def test_lesion_found_again_where_it_was_is_not_drawn_faint() -> None:
    here, there = a_bruise(1).lesion, a_drawn(2, "bruise", HEAD, an_outline(0.5, 0.73, 0.05, 0.03))
    visit = EarlierVisit(
        "e0",
        "F",
        dt.date(2026, 1, 1),
        True,
        "",
        (ComparedLesion(here, (7,)), ComparedLesion(there.lesion)),
    )
    found = faint_lesions([visit], [replace(here, number=7)])
    assert [(one.lesion.number, one.faded) for one in found] == [(2, True)]


def test_diagram_says_whose_sides_and_how_large() -> None:
    views = body_views([a_bruise()], SCALE, Translator("ru"))
    front = views[0].diagram
    assert (front.right_label, front.left_label, front.right_at) == ("П", "Л", "left")
    assert views[1].diagram.right_at == "right"
    assert "обследуемого" in front.sides
    assert front.mm_per_unit == pytest.approx(1 / view("male", FRONT).scale)


def test_places_have_their_distance_and_areas_grow_with_the_person() -> None:
    small, large = (
        notes_on_lesions([a_bruise()], person_scale("male", {"pe_height_cm": tall}), "en", "en")[1]
        for tall in (150, 190)
    )
    assert "below the right shoulder blade" in small.region
    assert small.place.startswith(f"{small.region}, about ")
    assert small.area_cm2
    assert large.area_cm2
    assert large.area_cm2 > small.area_cm2 * 1.4


def test_region_that_the_doctor_chose_wins_over_that_of_the_drawing() -> None:
    notes = notes_on_lesions([a_bruise(region="sacral", side="m")], SCALE, "en", "en")[1]
    assert "sacr" in notes.place
    assert "about" not in notes.place


def test_sentence_edited_by_hand_wins_in_its_language_only() -> None:
    one = a_bruise(attributes={"length_mm": 46, "width_mm": 31})
    lesion = one.lesion.described("en", "My own words.", "made")
    assert sentence_of(lesion, one.traces, SCALE, "en", "en") == ("My own words.", True)
    text, edited = sentence_of(lesion, one.traces, SCALE, "ru", "en")
    assert "46 × 31 мм" in text.replace("\u00a0", " ")
    assert not edited


def test_mark_repeated_on_another_view_is_no_second_lesion() -> None:
    one = a_bruise()
    again = replace(one.lesion.marks[0], id="m2", drawn={**one.lesion.marks[0].drawn, "view": "x"})
    twice = replace(one.lesion.marks[0], id="m3")
    marks = one.lesion.marks
    assert facts_of(replace(one.lesion, marks=(*marks, again)), one.traces, SCALE, "").count is None
    assert facts_of(replace(one.lesion, marks=(*marks, twice)), one.traces, SCALE, "").count == 2


def test_share_of_burns_is_summed_by_part() -> None:
    burns = [
        a_drawn(1, "burn_2d", BACK, an_outline(0.62, 0.42, 0.06, 0.04)),
        a_drawn(2, "burn_3", FRONT, an_outline(0.38, 0.56, 0.05, 0.03)),
        a_bruise(3),
    ]
    found = measures(burns, SCALE, {"pe_height_cm": 176}, "en")
    assert found is not None
    assert (found.height_known, found.weight_known) == (True, False)
    assert [part for part, _ in found.burn_parts] == ["trunk", "right lower limb"]
    assert sum(own for _, own in found.burn_parts) == pytest.approx(found.burn_share)


def stated(*keys: str, side: str, state: str, reason: str = "") -> dict[str, dict[str, str]]:
    told = {"state": state, "reason": reason}
    named = [f"{key}|{own}" for key, own in region_names() if own == side]
    return {name: told for name in named if name.startswith(keys)}


FOOT = ("foot", "toe", "nail_foot")


def test_part_all_of_which_was_examined_has_one_name() -> None:
    assert [part for part, _ in grouped(stated(*FOOT, side="l", state="examined"))] == [
        ("foot", "l")
    ]


def test_coverage_names_parts_with_what_was_found_in_them_and_reasons() -> None:
    told = stated(*FOOT, side="l", state="examined")
    told |= stated(*FOOT, side="r", state="not_examined", reason="in plaster")
    found = coverage_in_words(told, {"toe_1|l": (4,)}, "en")
    assert found is not None
    assert found.examined == (("left foot", (4,)),)
    assert found.not_examined == (("right foot", "in plaster"),)
    assert found.not_stated


def test_region_that_is_nothing_but_a_finding_is_not_called_clear() -> None:
    found = coverage_in_words(
        {"chin|m": {"state": "examined", "reason": ""}}, {"chin|m": (1,)}, "en"
    )
    assert found is not None
    assert found.examined == ()


def test_nothing_is_shaded_or_told_while_no_coverage_is_recorded() -> None:
    assert shades_on(view("male", FRONT), {}, set()) == ()
    assert coverage_in_words({}, {"chin|m": (1,)}, "en") is None


def test_shades_leave_examined_regions_and_those_with_a_finding_clear() -> None:
    front = view("male", FRONT)
    told = {"chin|m": {"state": "examined"}, "sternum|m": {"state": "not_examined"}}
    kinds = {shade.kind: len(shade.paths) for shade in shades_on(front, told, {"larynx|m"})}
    assert kinds["not_examined"] == 1
    assert kinds["not_stated"] == len(front.outlines()) - 3


def test_region_of_a_restricted_finding_is_not_named() -> None:
    told = stated("pubic", "natal_cleft", side="m", state="examined")
    found = coverage_in_words(told, {"pubic|m": (9,)}, "en", withheld={"pubic|m"})
    assert found is not None
    assert [numbers for _, numbers in found.examined] == [()]
    assert not any("pubic" in part for part, _ in found.examined)
