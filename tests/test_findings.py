"""Lesions: numbered once, marked on the body, named by the point."""

import pytest

from ipdoc.casework import findings
from ipdoc.casework.cases import start_case
from ipdoc.casework.findings import Drawn
from ipdoc.casework.record import lesion_path, reading
from ipdoc.domain.finding import RuleError
from ipdoc.questionnaire.errors import AnswerError
from tests.builders import a_vault

BACK = Drawn("full_post", "female", 0.42, 0.27)
BESIDE = Drawn("full_post", "female", 0.02, 0.02)


@pytest.fixture
def vault(tmp_path):
    """An open vault."""
    with a_vault(tmp_path) as opened:
        yield opened


@pytest.fixture
def ref(vault):
    """A new full evaluation."""
    return start_case(vault, "full", "K-1", "R-1", {"record": "en"})


def test_mark_names_region_and_side_and_keeps_what_was_drawn(vault, ref):
    lesion = findings.record_lesion(vault, ref, "bruise", BACK)
    assert (lesion.region, lesion.side) == ("scapular", "l")
    assert lesion.marks[0].drawn["geometry"] == {"kind": "point", "points": [[0.42, 0.27]]}
    assert lesion.marks[0].place["surface"] == "skin-1"


def test_point_beside_the_body_is_refused_and_gives_no_number(vault, ref):
    with pytest.raises(RuleError, match="beside the body"):
        findings.record_lesion(vault, ref, "bruise", BESIDE)
    assert findings.record_lesion(vault, ref, "bruise", BACK).number == 1


def test_lesion_without_mark_and_region_is_refused(vault, ref):
    with pytest.raises(RuleError, match="Mark where the lesion is"):
        findings.record_lesion(vault, ref, "bruise")


def test_numbers_are_never_given_twice(vault, ref):
    findings.record_lesion(vault, ref, "bruise", BACK)
    findings.remove_lesion(vault, ref, 1, "recorded twice")
    assert findings.record_lesion(vault, ref, "abrasion", BACK).number == 2
    assert [one.number for one in findings.lesions(vault, ref)] == [2]


def test_removal_needs_a_reason(vault, ref):
    findings.record_lesion(vault, ref, "bruise", BACK)
    with pytest.raises(RuleError, match="Say why"):
        findings.remove_lesion(vault, ref, 1, "")


def test_moved_mark_names_the_region_anew(vault, ref):
    findings.record_lesion(vault, ref, "bruise", BACK)
    moved = findings.move_mark(vault, ref, 1, "m1", Drawn("full_post", "female", 0.58, 0.27))
    assert (moved.region, moved.side) == ("scapular", "r")
    assert [mark.id for mark in moved.marks] == ["m1"]


def test_attributes_are_checked_and_saved(vault, ref):
    findings.record_lesion(vault, ref, "bruise", BACK)
    view = findings.save_lesion(vault, ref, 1, {"length_mm": 118, "shape": "tramline"}, 1)
    assert view.lesion.attributes == {"length_mm": 118, "shape": "tramline"}
    with pytest.raises(AnswerError):
        findings.save_lesion(vault, ref, 1, {"shape": "square"}, 2)


def test_finding_of_an_intimate_region_lies_under_its_own_key(vault, ref):
    findings.record_lesion(vault, ref, "bruise", region="scrotum", side="l")
    findings.record_lesion(vault, ref, "bruise", BACK)
    with reading(vault, ref) as case:
        parts = [case.get(lesion_path(ref, number)).part for number in (1, 2)]
    assert parts == ["intimate", "record"]


def test_interpretation_begun_from_a_lesion_points_at_it(vault, ref):
    findings.record_lesion(vault, ref, "bruise", BACK)
    row = findings.begin_interpretation(vault, ref, 1)
    view = findings.open_lesion(vault, ref, 1)
    assert [one["row"] for one in view.interpretations] == [row]
