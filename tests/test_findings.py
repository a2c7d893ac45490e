"""Lesions: recorded in a region, described, checked, kept under the right key."""

import pytest

from ipdoc.casework import findings
from ipdoc.casework.cases import start_case
from ipdoc.casework.core.record import lesion_path, reading
from ipdoc.domain.access import Action
from ipdoc.domain.finding import Lesion, Mark, RuleError
from ipdoc.questionnaire.errors import AnswerError
from tests.bodymap_builders import a_lesion
from tests.builders import a_vault
from tests.databases import on_each_database

pytestmark = on_each_database


@pytest.fixture
def vault(tmp_path):
    """An open vault."""
    with a_vault(tmp_path) as opened:
        yield opened


@pytest.fixture
def ref(vault):
    """A new full evaluation."""
    return start_case(vault, "full", "K-1", "R-1", {"record": "en"})


def test_lesion_without_mark_and_region_is_refused(vault, ref):
    with pytest.raises(RuleError, match="Mark where the lesion is"):
        findings.record_by_region(vault, ref, "bruise", None, None)


@pytest.mark.parametrize(
    ("kind", "region", "side"),
    [("nothing", "shin", "l"), ("bruise", "nowhere", "l"), ("bruise", "shin", "x")],
)
def test_unknown_kind_region_and_side_are_refused(vault, ref, kind, region, side):
    with pytest.raises(RuleError):
        findings.record_by_region(vault, ref, kind, region, side)
    assert findings.lesions(vault, ref) == []


def test_attributes_are_checked_and_saved(vault, ref):
    a_lesion(vault, ref)
    view = findings.save_lesion(vault, ref, 1, {"length_mm": 118, "shape": "tramline"}, 1)
    assert view.lesion.attributes == {"length_mm": 118, "shape": "tramline"}
    with pytest.raises(AnswerError):
        findings.save_lesion(vault, ref, 1, {"shape": "square"}, 2)


def test_finding_of_an_intimate_region_lies_under_its_own_key(vault, ref):
    findings.record_by_region(vault, ref, "bruise", "scrotum", "l")
    a_lesion(vault, ref)
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        parts = [case.get(lesion_path(ref, number)).part for number in (1, 2)]
    assert parts == ["intimate", "record"]


def test_interpretation_begun_from_a_lesion_points_at_it(vault, ref):
    a_lesion(vault, ref)
    row = findings.begin_interpretation(vault, ref, 1)
    view = findings.open_lesion(vault, ref, 1)
    assert [one["row"] for one in view.interpretations] == [row]


def test_lesion_that_says_nothing_new_is_written_as_ever():
    lesion = Lesion(1, "bruise").marked({}, None)
    assert lesion.to_payload()["schema"] == 1
    assert "descriptions" not in lesion.to_payload()


def test_lesion_keeps_edited_sentences_and_the_highest_number_of_a_mark():
    lesion = Lesion(1, "bruise").marked({}, None).marked({}, None).unmarked("m2")
    edited = lesion.described("ru", "Своими словами.", "Составлено.")
    read = Lesion.from_payload(edited.to_payload())
    assert read == edited
    assert read.marked({}, None).marks[-1] == Mark("m3", {}, None)
    assert read.described("ru", "  ", "").descriptions == {}


def test_lesions_of_the_first_schema_are_read():
    old = {
        "schema": 1, "number": 4, "type": "bruise", "region": "shin", "side": "l",
        "attributes": {}, "photos": [], "removed": None,
        "marks": [{"id": "m3", "drawn": {}, "place": None}],
    }  # fmt: skip
    lesion = Lesion.from_payload(old)
    assert (lesion.descriptions, lesion.marks_given, lesion.same_as) == ({}, 3, None)
