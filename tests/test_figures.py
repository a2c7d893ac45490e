"""The figure fits the person: by sex and age as recorded, or as chosen."""

import datetime as dt

import pytest

from ipdoc.casework.bodymap import figures
from ipdoc.casework.bodymap.body_map import open_map
from ipdoc.casework.cases import start_case
from ipdoc.domain.finding import RuleError
from tests.builders import a_vault

DAY = dt.date(2026, 5, 1)


@pytest.mark.parametrize(
    ("about", "figure"),
    [
        ({}, "neutral"),
        ({"subject_sex_recorded": "female"}, "female"),
        ({"subject_sex_recorded": "male"}, "male"),
        ({"subject_sex_recorded": "intersex"}, "neutral"),
        ({"subject_sex_recorded": "male", "subject_dob": "2018-01-01"}, "child"),
        ({"subject_dob": "2014-05-02"}, "child"),
        ({"subject_dob": "2014-05-01", "subject_sex_recorded": "female"}, "female"),
        ({"subject_dob": "2014-05-02", "exam_date": "2027-01-01"}, "neutral"),
        ({"subject_dob": "2024-05-02"}, "infant"),
        ({"subject_age_years": 7, "subject_dob": "1990-01-01"}, "child"),
    ],
)
def test_usual_figure(about, figure):
    assert figures.usual_figure(about, DAY) == figure


def test_figure_that_is_not_drawn_gives_way_to_the_nearest(monkeypatch):
    monkeypatch.setattr(figures, "available", lambda: ("female", "male"))
    assert figures.drawn("infant") == "female"
    assert figures.drawn("male") == "male"


def test_chosen_figure_stays_until_it_is_given_up(tmp_path):
    with a_vault(tmp_path) as vault:
        ref = start_case(vault, "full", "K-1", "", {})
        figures.choose_figure(vault, ref, "male")
        assert open_map(vault, ref).figure == "male"
        figures.choose_figure(vault, ref, "")
        assert open_map(vault, ref).figure == figures.drawn("neutral")
        with pytest.raises(RuleError):
            figures.choose_figure(vault, ref, "giant")
