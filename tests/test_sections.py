"""Saving answers: durable, optimistic, never losing anything."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from ipdoc.casework.cases import overview, start_case
from ipdoc.casework.core.record import reading, section_path
from ipdoc.casework.sections import (
    StaleSectionError,
    add_row,
    open_section,
    remove_row,
    save_answers,
    save_row,
)
from ipdoc.domain.access import Action
from ipdoc.domain.finding import RuleError
from ipdoc.questionnaire.errors import AnswerError
from tests.builders import a_clock, a_vault
from tests.databases import on_each_database

pytestmark = on_each_database


@pytest.fixture
def vault(tmp_path):
    """An open vault."""
    with a_vault(tmp_path, clock=a_clock()) as opened:
        yield opened


@pytest.fixture
def ref(vault):
    """A new full evaluation."""
    return start_case(vault, "full", "K-1", "R-1", {"record": "en"})


def save(vault, ref, section="case_information", version=None, **changes):
    version = version or open_section(vault, ref, section).version
    return save_answers(vault, ref, section, changes, version)


def test_saved_answer_is_there_when_the_section_is_opened_again(vault, ref):
    save(vault, ref, exam_place_name="Office")
    assert open_section(vault, ref, "case_information").answers["exam_place_name"] == "Office"


def test_new_case_knows_its_code_number_and_type(vault, ref):
    answers = open_section(vault, ref, "case_information").answers
    assert (answers["subject_code"], answers["report_number"]) == ("K-1", "R-1")
    assert answers["evaluation_type"] == "full"


def test_case_without_a_code_is_refused(vault):
    with pytest.raises(RuleError, match="Give the case a code"):
        start_case(vault, "full", "  ", "", {})


def test_one_bad_answer_saves_nothing(vault, ref):
    with pytest.raises(AnswerError):
        save(vault, ref, exam_place_name="Office", exam_start="25:00")
    assert "exam_place_name" not in open_section(vault, ref, "case_information").answers


def test_stale_save_of_the_same_answer_is_refused_with_both_versions(vault, ref):
    old = open_section(vault, ref, "case_information").version
    save(vault, ref, exam_place_name="First")
    with pytest.raises(StaleSectionError) as caught:
        save(vault, ref, version=old, exam_place_name="Second")
    assert caught.value.stored.answers["exam_place_name"] == "First"
    assert caught.value.keys == ("exam_place_name",)


def test_stale_save_of_other_answers_goes_through(vault, ref):
    old = open_section(vault, ref, "case_information").version
    save(vault, ref, exam_place_name="First")
    view = save(vault, ref, version=old, exam_start="10:00")
    assert view.answers["exam_place_name"] == "First"
    assert view.answers["exam_start"] == "10:00"


def test_two_threads_saving_the_same_answer_lose_nothing(vault, ref):
    version = open_section(vault, ref, "case_information").version
    outcomes = []

    def attempt(text):
        try:
            save(vault, ref, version=version, exam_place_name=text)
            outcomes.append(("saved", text))
        except StaleSectionError:
            outcomes.append(("stale", text))

    threads = [threading.Thread(target=attempt, args=(f"place {i}",)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    saved = [text for kind, text in outcomes if kind == "saved"]
    assert len(outcomes) == 8
    assert saved == [open_section(vault, ref, "case_information").answers["exam_place_name"]]


def test_every_change_is_one_revision_with_before_and_after(vault, ref):
    save(vault, ref, exam_place_name="First")
    save(vault, ref, exam_place_name="Second")
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        history = case.history(section_path(ref, "case_information", "record"))
        assert case.verify() > 0
    assert [revision.changes.get("exam_place_name") for revision in history][1:] == [
        [None, "First"],
        ["First", "Second"],
    ]
    assert {revision.who for revision in history} == {vault.person_id}


def test_saving_the_same_again_makes_no_revision(vault, ref):
    first = save(vault, ref, exam_place_name="Same")
    assert save(vault, ref, exam_place_name="Same").version == first.version


def test_intimate_answers_lie_under_their_own_key(vault, ref):
    cell = {"sys_status": "normal", "sys_findings": "seen with consent"}
    view = save(vault, ref, "physical_exam", pe_genitourinary=cell, pe_lighting="good")
    assert view.version == "1.1"
    with reading(vault, ref, Action.OPEN_RECORD) as case:
        intimate = case.get(section_path(ref, "physical_exam", "intimate"))
        record = case.get(section_path(ref, "physical_exam", "record"))
    assert (intimate.part, list(intimate.payload["answers"])) == ("intimate", ["pe_genitourinary"])
    assert list(record.payload["answers"]) == ["pe_lighting"]


def test_entries_get_numbers_that_are_never_used_again(vault, ref):
    view, first = add_row(vault, ref, "allegations", "events")
    view, second = add_row(vault, ref, "allegations", "events")
    view = remove_row(vault, ref, "allegations", "events", second, view.version)
    view, third = add_row(vault, ref, "allegations", "events")
    assert [row["event_id"] for row in view.answers["events"]] == ["E1", "E3"]
    assert len({first, second, third}) == 3


def test_items_of_one_entry_are_saved_without_the_others(vault, ref):
    view, row = add_row(vault, ref, "allegations", "events")
    view = save_row(
        vault, ref, "allegations", "events", row, {"repetitions": "three"}, view.version
    )
    view = save_row(
        vault, ref, "allegations", "events", row, {"methods": ["falanga"]}, view.version
    )
    assert view.answers["events"][0]["repetitions"] == "three"
    assert view.answers["events"][0]["methods"] == ["falanga"]


def test_type_of_evaluation_cannot_be_changed(vault, ref):
    with pytest.raises(RuleError, match="given at its start"):
        save(vault, ref, evaluation_type="short")


def test_calculated_answer_follows_its_sources_until_overruled(vault, ref):
    born = {"value": "1990-05-02", "precision": "exact", "granularity": "day"}
    view = save(vault, ref, subject_dob=born, exam_date="2026-05-01")
    assert view.computed["subject_age_years"] == 35
    view = save(vault, ref, subject_age_years=36)
    assert view.answers["subject_age_years"] == 36


def test_task_list_shows_how_far_each_section_is(vault, ref):
    save(vault, ref, "veracity_statement", veracity_needed="no")
    states = {row.section.key: row.progress.state.value for row in overview(vault, ref).rows}
    assert states["veracity_statement"] == "done"
    assert states["case_information"] == "in_progress"
    assert states["conclusions"] == "not_started"


def test_entries_that_several_add_at_the_same_moment_all_stay(vault, ref):
    with ThreadPoolExecutor(4) as pool:
        added = pool.map(lambda _n: add_row(vault, ref, "allegations", "events")[1], range(8))
        names = sorted(added)
    assert names == [f"r{number}" for number in range(1, 9)]
