"""History: what stood there after each change is worked out of the revisions, and who wrote it."""

import copy
import datetime as dt
import random

import pytest

from ipdoc.casework import findings
from ipdoc.casework.bodymap import coverage, drawing
from ipdoc.casework.cases import start_case
from ipdoc.casework.core.chain import Revision
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.record import UnknownRecordError, load_answers, reading
from ipdoc.casework.history.authors import authors
from ipdoc.casework.history.past import state_after, steps
from ipdoc.casework.history.subjects import Subject, open_past, stamp_on
from ipdoc.casework.sections import open_section, remove_row, save_answers, save_row
from ipdoc.domain.access import Action
from ipdoc.domain.finding import RuleError
from ipdoc.errors import IpdocError
from tests.builders import PASSPHRASE, a_clock, a_vault, an_imported_case
from tests.databases import on_each_database
from tests.vault_builders import sql

INFORMATION = Subject("section", "case_information")
START = dt.datetime(2026, 5, 1, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path, clock=a_clock()) as vault:
        yield vault


@pytest.fixture
def ref(vault):
    return start_case(vault, "full", "K-1", "", {"record": "en"})


def save(vault, ref, section="case_information", **changes):
    """Save answers on the newest version; return the version."""
    view = open_section(vault, ref, section)
    return save_answers(vault, ref, section, changes, view.version).version


def a_revision(version, changes, **given):
    """A change of a record."""
    told = {"who": "anna", "when": START + dt.timedelta(minutes=version), "why": "answers saved"}
    told |= {"device": "d1", "seq": version} | given
    return Revision(path="a/1", changes=changes, version=version, **told)


@on_each_database
def test_every_state_of_a_section_is_found_again(vault, ref):
    chance = random.Random(4)  # noqa: S311 - no secret
    stored, keys = {}, ("exam_place_name", "exam_start", "report_number")
    values = {"exam_start": ["10:00", "11:30", None]}
    for _round in range(40):
        chosen = chance.sample(keys, chance.randint(1, 2))
        changes = {key: chance.choice(values.get(key, ["A", "B", "C", None])) for key in chosen}
        version = save(vault, ref, **changes)
        stored[version] = copy.deepcopy(open_section(vault, ref, "case_information").answers)
    past = open_past(vault, ref, INFORMATION)
    assert len(stored) > 20
    for version, answers in stored.items():
        assert past.state(version) == answers
        assert past.known(version)
    assert past.state("0.0") == {}


def test_history_of_an_imported_case_begins_with_what_was_brought(vault):
    ref = an_imported_case(vault)
    first = open_past(vault, ref, INFORMATION)
    with reading(vault, ref, Action.READ_HISTORY) as case:
        brought = load_answers(case, ref)[0]["case_information"]
    save(vault, ref, exam_place_name="Elsewhere")
    past = open_past(vault, ref, INFORMATION)
    assert past.state(first.stamp) == brought
    written = past.written(past.stamp)
    assert written["subject_code",].imported
    assert not written["exam_place_name",].imported


def test_it_is_known_which_change_wrote_each_answer(vault, ref):
    save(vault, ref, exam_place_name="Clinic", exam_start="10:00")
    save(vault, ref, exam_start="10:30")
    past = open_past(vault, ref, INFORMATION)
    written = past.written(past.stamp)
    assert written["exam_place_name",].version == 2
    assert written["exam_start",].version == 3
    assert written["exam_start",].who == vault.person_id
    assert past.written("2.0")["exam_start",].version == 2


def test_it_is_known_which_change_wrote_which_item_of_which_entry(vault, ref):
    people = [{"name": "A. B."}, {"name": "C. D."}]
    version = save(vault, ref, persons_present=people)
    name = {"name": "C. D. E."}
    save_row(vault, ref, "case_information", "persons_present", "r2", name, version)
    past = open_past(vault, ref, INFORMATION)
    written = past.written(past.stamp)
    places = [("r1",), ("r1", "name"), ("r2",), ("r2", "name"), ()]
    assert [written["persons_present", *place].version for place in places] == [2, 2, 3, 3, 3]


def test_it_is_known_who_wrote_each_answer():
    told = [
        a_revision(1, {"a": [None, "1"], "b": [None, "x"]}),
        a_revision(2, {"a": ["1", "2"]}, who="boris"),
        a_revision(3, {"a": ["2", "1"]}, who="vera"),
    ]
    written = authors(steps(told, {"schema": 1, "answers": {"a": "1", "b": "x"}}))
    assert (written["a",].who, written["b",].who) == ("vera", "anna")


def test_entry_that_was_taken_out_stands_in_the_past(vault, ref):
    version = save(vault, ref, persons_present=[{"name": "A. B."}])
    remove_row(vault, ref, "case_information", "persons_present", "r1", version)
    past = open_past(vault, ref, INFORMATION)
    assert "persons_present" not in past.state(past.stamp)
    assert past.state(version)["persons_present"] == [{"row": "r1", "name": "A. B."}]


def test_lesion_is_found_as_it_was_before_it_was_taken_out(vault, ref):
    findings.record_by_region(vault, ref, "bruise", "scapular", "l")
    findings.save_lesion(vault, ref, 1, {"length_mm": 40}, 1)
    drawing.take_out(vault, ref, 1, "entered twice", 2)
    past = open_past(vault, ref, Subject("lesion", "1"))
    assert [sorted(moment.changes) for moment in past.moments[1:]] == [
        ["attributes.length_mm"],
        ["removed"],
    ]
    assert past.state("2")["attributes.length_mm"] == 40
    assert "removed" not in past.state("2")


def test_coverage_is_told_region_by_region(vault, ref):
    coverage.state_regions(vault, ref, [("scapular", "l")], "examined")
    coverage.state_regions(vault, ref, [("scapular", "l")], "not_examined", "cast")
    past = open_past(vault, ref, Subject("coverage"))
    changed = past.moments[-1].changes["regions.scapular|l"]
    assert [told["state"] for told in changed] == ["examined", "not_examined"]


def test_lesion_moved_to_the_intimate_part_has_one_history_for_who_may_see_it(vault, ref):
    findings.record_by_region(vault, ref, "bruise", "scapular", "l")
    findings.save_lesion(vault, ref, 1, {"length_mm": 40}, 1, region="scrotum", side="l")
    past = open_past(vault, ref, Subject("lesion", "1"))
    assert len(past.moments) == 2
    assert sorted(past.moments[1].changes) == ["attributes.length_mm", "region"]
    assert past.written(past.stamp)["type",].version == 1
    vault.close()
    sql(vault, "DELETE FROM seal WHERE part = 'intimate'")
    with open_vault(vault.place, PASSPHRASE) as without:
        seen = open_past(without, ref, Subject("lesion", "1"))
        told = repr([moment.changes for moment in seen.moments])
        assert seen.moments[-1].step.removed
        assert "scapular" in told
        assert "scrotum" not in told


def test_person_without_the_intimate_part_sees_nothing_of_its_answers(vault, ref):
    section = "consent_conditions"
    form = open_section(vault, ref, section).form.form
    hidden = [(s.key, q) for s in form.sections for q in s.questions() if q.part == "intimate"]
    section, question = hidden[0]
    save(vault, ref, section, **{question.key: {"state": "declined", "reason": "hidden words"}})
    vault.close()
    sql(vault, "DELETE FROM seal WHERE part = 'intimate'")
    with open_vault(vault.place, PASSPHRASE) as without:
        past = open_past(without, ref, Subject("section", section))
        assert past.moments == ()


def test_newest_changes_alone_are_told_like_all_of_them(vault, ref):
    for hour in range(10, 20):
        save(vault, ref, exam_start=f"{hour}:00")
    whole, newest = (
        open_past(vault, ref, INFORMATION, last=last).moments[-4:] for last in (1000, 4)
    )
    assert [(m.stamp, m.changes) for m in newest] == [(m.stamp, m.changes) for m in whole]


def test_day_is_found_by_its_last_state(vault, ref):
    version = save(vault, ref, exam_start="10:00")
    past = open_past(vault, ref, INFORMATION)
    assert stamp_on(past, "2026-05-01", dt.UTC) == version
    with pytest.raises(RuleError):
        stamp_on(past, "2026-04-30", dt.UTC)


@pytest.mark.parametrize("stamp", ["", "1", "1.0.0", "a.b", "-1.0", "1.²"])
def test_state_that_never_was_is_not_found(vault, ref, stamp):
    with pytest.raises(UnknownRecordError):
        open_past(vault, ref, INFORMATION).state(stamp)


@pytest.mark.parametrize(
    "subject", [("section", "no"), ("lesion", "7"), ("lesion", "x"), ("a", "")]
)
def test_what_was_never_there_has_no_history(vault, ref, subject):
    with pytest.raises(IpdocError):
        open_past(vault, ref, Subject(*subject))


def test_old_revision_that_tells_too_little_is_said_to_be_unknown():
    told = [
        a_revision(1, {"a": [None, "1"]}),
        a_revision(2, {}, why="moved to another part", removed=True),
    ]
    found = steps(told, None)
    assert [step.known for step in found] == [False, True]
    assert found[0].after == {"a": "1"}


def test_state_that_does_not_fit_its_changes_is_never_guessed():
    told = [a_revision(1, {"a": [None, "1"]}), a_revision(2, {"a": ["0", "2"]})]
    found = steps(told, {"schema": 1, "answers": {"a": "2"}})
    assert [step.known for step in found] == [False, True]
    assert state_after(found, 2) == {"schema": 1, "a": "2"}


def test_change_taken_in_from_a_colleague_bears_the_name_of_the_colleague():
    told = [
        a_revision(1, {"a": [None, "1"], "b": [None, "x"]}),
        a_revision(2, {"a": ["1", "2"]}),
        a_revision(2, {"b": ["x", "y"]}, who="boris", device="d2", seq=1),
        a_revision(3, {"b": ["x", "y"]}, why="taken in from a colleague's file", seq=3),
    ]
    found = steps(told, {"schema": 1, "answers": {"a": "2", "b": "y"}})
    assert [(step.version, step.aside) for step in found] == [
        (1, False),
        (2, True),
        (2, False),
        (3, False),
    ]
    assert all(step.known for step in found)
    written = authors(found)
    assert (written["b",].who, written["b",].taken_in_by) == ("boris", "anna")
    assert (written["a",].who, written["a",].taken_in_by) == ("anna", "")
