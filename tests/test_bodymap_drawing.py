"""Drawing on the body map: every kind of mark, every refusal, nothing stored by halves."""

import pytest

from ipdoc.anatomy.geometry import GeometryError
from ipdoc.casework import findings
from ipdoc.casework.bodymap import drawing
from ipdoc.casework.bodymap.body_map import open_map
from ipdoc.casework.bodymap.drawing import Drawing, Target, draw
from ipdoc.casework.bodymap.figures import choose_figure
from ipdoc.casework.cases import start_case
from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.record import UnknownRecordError, lesion_path, reading
from ipdoc.domain.access import Action
from ipdoc.domain.finding import RuleError
from tests.bodymap_builders import SHAPES, a_drawing, a_lesion
from tests.builders import a_vault

OTHER_SHOULDER = [[0.58, 0.27]]


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as opened:
        yield opened


@pytest.fixture
def ref(vault):
    made = start_case(vault, "full", "K-1", "R-1", {"record": "en"})
    choose_figure(vault, made, "female")
    return made


def stored(vault, ref, number=1):
    """Return a lesion and its version as the vault holds it."""
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        return findings.load_lesion(case, ref, number)


@pytest.mark.parametrize("kind", SHAPES)
def test_every_kind_is_kept_as_drawn_with_its_place_on_the_body(vault, ref, kind):
    a_lesion(vault, ref, kind)
    mark = stored(vault, ref)[0].marks[0]
    assert mark.drawn["geometry"] == SHAPES[kind]
    assert mark.place["surface"] == "skin-1"
    assert ("face" in mark.place) == (kind == "point")


def test_mark_names_region_and_side(vault, ref):
    lesion = a_lesion(vault, ref)
    assert (lesion.region, lesion.side) == ("scapular", "l")


def test_mark_shows_on_the_other_views_where_it_can_be_seen(vault, ref):
    a_lesion(vault, ref, "polygon")
    shown = open_map(vault, ref)
    mark = shown.lesions[0].lesion.marks[0]
    assert shown.sights.pieces(mark, shown.view("torso_post"))
    assert shown.sights.pieces(mark, shown.view("full_ant")) == ()


@pytest.mark.parametrize(
    ("geometry", "sentence"),
    [
        ({"kind": "point", "points": [[float("nan"), 0.5]]}, "not a number"),
        ({"kind": "point", "points": [["0.5", 0.5]]}, "not a number"),
        ({"kind": "point", "points": [[1.2, 0.5]]}, "leaves the picture"),
        ({"kind": "point", "points": []}, "Nothing was drawn"),
        ({"kind": "spiral", "points": [[0.5, 0.5]]}, "not known here"),
        ({"kind": "line", "points": [[0.5, 0.5]]}, "at least 2 points"),
        (
            {"kind": "polygon", "points": [[0.4, 0.2], [0.5, 0.3], [0.5, 0.2], [0.4, 0.3]]},
            "crosses itself",
        ),
        ({"kind": "freehand", "points": [[0.4, 0.25]] * 10_001}, "more than 10000 points"),
        ({"kind": "tramline", "points": [[0.4, 0.3], [0.5, 0.3]], "gap": 0}, "distance"),
        ({"kind": "cluster", "points": [[0.4, 0.3], [0.5, 0.3]], "count": 1}, "smaller"),
    ],
)
def test_geometry_that_makes_no_mark_is_refused_with_a_sentence(geometry, sentence):
    with pytest.raises(GeometryError, match=sentence):
        Drawing.from_payload({"view": "full_post", "figure": "female", "geometry": geometry})


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        {"view": "full_post", "figure": "female"},
        {"view": 7, "figure": "female", "geometry": SHAPES["point"]},
        {"view": "full_post", "figure": "female", "geometry": [1]},
    ],
)
def test_drawing_with_something_missing_is_refused(raw):
    with pytest.raises(RuleError):
        Drawing.from_payload(raw)


@pytest.mark.parametrize(
    ("view", "figure", "points"),
    [
        ("full_post", "female", [[0.02, 0.02]]),
        ("full_sideways", "female", [[0.4, 0.27]]),
        ("full_post", "giant", [[0.4, 0.27]]),
    ],
)
def test_refused_drawing_stores_nothing_and_gives_no_number(vault, ref, view, figure, points):
    drawn = a_drawing(points=points, view=view, figure=figure)
    with pytest.raises((RuleError, GeometryError)):
        draw(vault, ref, drawn, "bruise")
    assert findings.lesions(vault, ref) == []
    assert a_lesion(vault, ref).number == 1


@pytest.mark.parametrize("kind", [None, "", "nothing", "normal_area"])
def test_lesion_of_no_known_kind_is_refused(vault, ref, kind):
    with pytest.raises(RuleError, match="what kind"):
        draw(vault, ref, a_drawing(), kind)
    assert findings.lesions(vault, ref) == []


def test_more_marks_lie_beside_the_first_and_leave_its_region(vault, ref):
    a_lesion(vault, ref)
    lesion = draw(vault, ref, a_drawing(points=OTHER_SHOULDER), None, Target(1, None, 1))
    assert [mark.id for mark in lesion.marks] == ["m1", "m2"]
    assert lesion.side == "l"


def test_only_mark_drawn_anew_names_the_region_anew(vault, ref):
    a_lesion(vault, ref)
    moved = draw(vault, ref, a_drawing(points=OTHER_SHOULDER), None, Target(1, "m1", 1))
    assert (moved.region, moved.side) == ("scapular", "r")
    assert [mark.id for mark in moved.marks] == ["m1"]


def test_region_corrected_by_hand_stays_when_the_mark_moves(vault, ref):
    a_lesion(vault, ref)
    findings.save_lesion(vault, ref, 1, {}, 1, region="suprascapular", side="l")
    moved = draw(vault, ref, a_drawing(points=OTHER_SHOULDER), None, Target(1, "m1", 2))
    assert (moved.region, moved.side) == ("suprascapular", "l")


def test_duplicate_repeats_the_kind_and_nothing_that_was_not_looked_at(vault, ref):
    a_lesion(vault, ref)
    findings.save_lesion(vault, ref, 1, {"length_mm": 118}, 1)
    twin = draw(vault, ref, a_drawing(points=OTHER_SHOULDER), None, Target(duplicate_of=1))
    assert (twin.number, twin.type, twin.attributes) == (2, "bruise", {})


def test_change_on_an_older_state_is_refused(vault, ref):
    a_lesion(vault, ref)
    findings.save_lesion(vault, ref, 1, {"length_mm": 118}, 1)
    for change in (
        lambda: draw(vault, ref, a_drawing(points=OTHER_SHOULDER), None, Target(1, "m1", 1)),
        lambda: drawing.erase_mark(vault, ref, 1, "m1", 1),
        lambda: drawing.take_out(vault, ref, 1, "twice", 1),
        lambda: drawing.change_type(vault, ref, 1, "abrasion", 1),
    ):
        with pytest.raises(StaleVersionError):
            change()
    assert stored(vault, ref)[1] == 2


def test_marks_and_lesions_that_are_not_there_are_refused(vault, ref):
    a_lesion(vault, ref)
    for target in (Target(1, "m9", 1), Target(7, None, 1), Target(duplicate_of=7)):
        with pytest.raises((RuleError, UnknownRecordError)):
            draw(vault, ref, a_drawing(), None, target)
    assert stored(vault, ref)[1] == 1
    assert len(findings.lesions(vault, ref)) == 1


def test_lesion_taken_out_leaves_its_number_and_comes_back_whole(vault, ref):
    before = a_lesion(vault, ref)
    drawing.take_out(vault, ref, 1, "undone", 1)
    assert findings.lesions(vault, ref) == []
    assert a_lesion(vault, ref).number == 2
    assert drawing.restore(vault, ref, 1, 2) == before
    with pytest.raises(RuleError, match="in the record already"):
        drawing.restore(vault, ref, 1, 3)


def test_taking_out_needs_a_reason_and_what_is_out_cannot_be_drawn_on(vault, ref):
    a_lesion(vault, ref)
    with pytest.raises(RuleError, match="Say why"):
        drawing.take_out(vault, ref, 1, " ", 1)
    drawing.take_out(vault, ref, 1, "recorded twice", 1)
    with pytest.raises(RuleError, match="put it back first"):
        draw(vault, ref, a_drawing(), None, Target(1, None, 2))


def test_erased_mark_is_gone_and_its_id_is_not_given_again(vault, ref):
    a_lesion(vault, ref)
    drawing.erase_mark(vault, ref, 1, "m1", 1)
    lesion = draw(vault, ref, a_drawing(), None, Target(1, None, 2))
    assert [mark.id for mark in lesion.marks] == ["m2"]


def test_mark_in_a_restricted_region_moves_the_lesion_under_that_key(vault, ref):
    cleft = [[0.5, 0.495]]
    lesion = a_lesion(vault, ref, points=cleft)
    assert lesion.region in ("natal_cleft", "anus", "perianal", "perineum")
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        assert case.get(lesion_path(ref, 1)).part == "intimate"
    shown = open_map(vault, ref)
    assert shown.sealed(shown.lesions[0])
    assert shown.on_view(shown.view("full_post")) == []
    assert open_map(vault, ref, restricted=True).on_view(shown.view("full_post")) == []


def test_sentence_edited_by_hand_is_kept_beside_what_it_was_made_of(vault, ref):
    a_lesion(vault, ref)
    told = ("ru", "Своими словами.", "Кровоподтёк.")
    lesion = drawing.describe_by_hand(vault, ref, 1, told, 1)
    assert lesion.descriptions == {"ru": {"text": "Своими словами.", "made_of": "Кровоподтёк."}}
    again = drawing.describe_by_hand(vault, ref, 1, ("ru", "Кровоподтёк. ", "Кровоподтёк."), 2)
    assert again.descriptions == {}
    with pytest.raises(RuleError, match="at most"):
        drawing.describe_by_hand(vault, ref, 1, ("ru", "x" * 4001, ""), 3)


def test_view_counts_the_lesions_that_it_shows(vault, ref):
    for kind in ("point", "polygon", "ring"):
        a_lesion(vault, ref, kind)
    shown = open_map(vault, ref)
    on_view = {
        view.key: len({one.lesion.number for one, _ in shown.on_view(view)})
        for view in shown.views
        if view.kind != "camera" or view.key in ("full_ant", "full_post", "torso_post")
    }
    counts = shown.counts()
    assert {key: counts[key] for key in on_view} == on_view
    assert on_view["full_post"] == 3
    assert on_view["arm_r"] == 0
