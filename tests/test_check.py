"""Cells are checked against their questions."""

import pytest

from ipdoc.questionnaire.check import check_answers, check_cell, problems_in
from ipdoc.questionnaire.errors import AnswerError
from tests.forms import a_form

GOOD = {
    "name": ["A", "Жумагалиев Е. М."],
    "story": ["x" * 50_000],
    "born": [
        {"value": "1991-09-03", "precision": "exact", "granularity": "day"},
        {"precision": "unknown"},
        {"value": "1991-01-01", "until": "1992-01-01", "precision": "range"},
    ],
    "seen_on": ["2026-04-14"],
    "at": ["09:05", "23:59"],
    "since": ["2026-04-10T20:00+05:00"],
    "place_type": ["clinic", "other", {"value": "other", "text": "car"}],
    "methods": [["falanga"], [], ["electric", "falanga"]],
    "private": ["yes", {"state": "declined", "reason": "asked twice"}, {"state": "unknown"}],
    "weight": [74, 74.5],
    "age": [34, "about 40"],
    "where": [[{"region": "orbit", "side": "l"}], []],
    "finding": [3, "ps_symptoms.dissociation"],
    "paper": [{"name": "cv.pdf", "attachment": None}],
    "scores": [[0, 1, 2.5]],
    "police": [{"value": "no"}, {"value": {"state": "unknown"}, "text": "behind the door"}],
    "events": [
        [],
        [{"row": "r1", "event_id": "E1", "methods": ["falanga"]}, {"row": "r2"}],
    ],
}
BAD = {
    "name": [7, "x" * 21, None, {"state": "perhaps"}, {"state": "unknown", "because": "x"}],
    "born": ["1991-09-03", {"value": "03.09.1991", "precision": "exact"}, {"precision": "exact"}],
    "seen_on": ["14.04.2026", 20260414],
    "at": ["9:05", "24:00"],
    "since": ["2026-04-10T20:00"],
    "place_type": ["boat", {"value": "clinic", "text": "x"}, ["clinic"]],
    "methods": ["falanga", ["nothing"], ["falanga", "falanga"]],
    "private": ["maybe", True],
    "weight": ["74", 0, 401, True],
    "where": [{"region": "orbit", "side": "l"}, [{"region": "moon", "side": "l"}]],
    "finding": [["a"], 1.5],
    "paper": ["cv.pdf"],
    "scores": [["1"], 3],
    "police": ["no", {"value": "no", "badge": "1"}],
    "events": [{}, [{"event_id": "E1"}], [{"row": "r1"}, {"row": "r1"}], [{"row": "r1", "x": 1}]],
}


@pytest.mark.parametrize(
    ("key", "cell"), [(k, cell) for k, cells in GOOD.items() for cell in cells]
)
def test_fitting_cell_is_taken(key, cell):
    form = a_form()
    question = form.section("account").question(key)
    check_cell(form, question, cell, (key,))


@pytest.mark.parametrize(("key", "cell"), [(k, cell) for k, cells in BAD.items() for cell in cells])
def test_cell_that_does_not_fit_is_refused_with_its_path(key, cell):
    form = a_form()
    with pytest.raises(AnswerError) as caught:
        check_cell(form, form.section("account").question(key), cell, (key,))
    assert caught.value.path[0] == key


def test_error_in_a_row_names_row_and_item():
    form = a_form()
    rows = [{"row": "r1"}, {"row": "r7", "methods": ["moon"]}]
    with pytest.raises(AnswerError) as caught:
        check_cell(form, form.section("account").question("events"), rows, ("events",))
    assert caught.value.path == ("events", "r7", "methods")


def test_each_bad_row_is_reported_once():
    form = a_form()
    rows = [{"row": "r1", "methods": ["moon"]}, {"row": "r2"}, {"row": "r3", "methods": 4}]
    found = list(problems_in(form, form.section("account").question("events"), rows))
    assert [error.path[1] for error in found] == ["r1", "r3"]


def test_error_never_holds_what_a_person_said():
    form = a_form()
    with pytest.raises(AnswerError) as caught:
        check_cell(form, form.section("account").question("name"), "They beat me " * 9, ("name",))
    assert "beat" not in str(caught.value)


def test_unknown_question_is_refused_by_name():
    form = a_form()
    with pytest.raises(AnswerError, match="shoe_size"):
        check_answers(form, form.section("account"), {"shoe_size": 42})
