"""After a colleague's file was taken in both versions are shown, and one of each is chosen."""

import pytest

from ipdoc.casework import findings
from ipdoc.casework.cases import start_case
from ipdoc.casework.history.conflicts import conflicts, open_conflicts
from ipdoc.casework.history.subjects import Subject, open_past
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.domain.people import Role
from tests.builders import a_vault
from tests.copies import a_copy, bring
from tests.history_pages import a_history
from tests.people_builders import a_second_person
from tests.team_builders import FOR_TEAM, decide, shared


def save(vault, ref, **changes):
    view = open_section(vault, ref, "case_information")
    save_answers(vault, ref, "case_information", changes, view.version)


def measure(vault, ref, **cells):
    version = findings.open_lesion(vault, ref, 1).version
    findings.save_lesion(vault, ref, 1, cells, version)


@pytest.fixture
def site(tmp_path):
    """A browser on a case into which a copy that says otherwise was taken in."""
    with a_vault(tmp_path) as vault:
        ref = start_case(vault, "full", "K-1", "", {"record": "en"})
        findings.record_by_region(vault, ref, "bruise", "scapular", "l")
        save(vault, ref, exam_place_name="Clinic")
        with a_copy(vault, tmp_path) as copy:
            save(vault, ref, exam_place_name="Here", exam_start="10:00")
            save(copy, ref, exam_place_name="There", exam_end="11:00")
            measure(vault, ref, length_mm=40)
            measure(copy, ref, length_mm=50)
            bring(copy, vault, [ref.case_id], tmp_path)
        yield a_history(vault, ref)


def page(site, path="conflicts/", status=200):
    base = f"/cases/{site.ref.case_id}/{site.ref.evaluation_id}"
    return site.browser.page(f"{base}/{path}" if path else base, status)


def choose(site, side, path):
    """Choose one side of every answer of the record under a path."""
    (one,) = [one for one in conflicts(site.vault, site.ref) if one.path.startswith(path)]
    address = f"/cases/{site.ref.case_id}/{site.ref.evaluation_id}/conflicts/{one.id}"
    chosen = {f"{one.id}.{key}": side for key in one.keys}
    return site.browser.send(page(site), address, **chosen)


def test_task_list_tells_how_many_answers_have_two_versions(site):
    assert "2 answers have two versions" in page(site, "").text
    assert open_conflicts(site.vault, site.ref) == 2


def test_both_versions_are_shown_with_who_wrote_them(site):
    shown = page(site).text
    for word in ("Here", "There", "40", "50", "Dr Test"):
        assert word in shown


@pytest.mark.parametrize(
    ("side", "place", "length"), [("mine", "Here", 40), ("theirs", "There", 50)]
)
def test_chosen_version_stays_and_nothing_is_left_to_decide(site, side, place, length):
    choose(site, side, "section/")
    choose(site, side, "finding/")
    answers = open_section(site.vault, site.ref, "case_information").answers
    assert answers["exam_place_name"] == place
    assert (answers["exam_start"], answers["exam_end"]) == ("10:00", "11:00")
    assert findings.open_lesion(site.vault, site.ref, 1).lesion.attributes["length_mm"] == length
    assert conflicts(site.vault, site.ref) == []
    assert "Nothing is to be decided" in page(site).text
    assert "two versions" not in page(site, "").text


def test_both_versions_stay_in_the_history(site):
    choose(site, "mine", "section/")
    past = open_past(site.vault, site.ref, Subject("section", "case_information"))
    told = repr([moment.changes for moment in past.moments])
    assert "Here" in told
    assert "There" in told
    assert past.known(past.stamp)


def test_choice_on_a_record_that_changed_since_is_shown_again(site):
    shown = page(site)
    (one,) = [one for one in conflicts(site.vault, site.ref) if one.path.startswith("section/")]
    save(site.vault, site.ref, exam_place_name="Newest")
    address = f"/cases/{site.ref.case_id}/{site.ref.evaluation_id}/conflicts/{one.id}"
    again = site.browser.send(shown, address, status=409, **{f"{one.id}.exam_place_name": "theirs"})
    assert "Newest" in again.text
    assert (
        open_section(site.vault, site.ref, "case_information").answers["exam_place_name"]
        == "Newest"
    )


def test_nothing_chosen_is_told_and_what_was_decided_meanwhile_too(site):
    shown = page(site)
    (one,) = [one for one in conflicts(site.vault, site.ref) if one.path.startswith("section/")]
    address = f"/cases/{site.ref.case_id}/{site.ref.evaluation_id}/conflicts/{one.id}"
    site.browser.send(shown, address, status=422)
    choose(site, "mine", "section/")
    site.browser.send(shown, address, status=409, **{f"{one.id}.exam_place_name": "theirs"})


def test_who_only_reads_sees_both_versions_and_no_choice(site):
    decide(site.vault, site.ref, *FOR_TEAM)
    with a_second_person(site.vault, Role.REVIEWER) as reviewer:
        shared(site.vault, site.ref, reviewer, "record")
        reading = a_history(reviewer, site.ref)
        assert "See both versions" in page(reading, "").text
        shown = page(reading)
        assert "There" in shown.text
        assert "Who writes in this case chooses" in shown.text
        assert not shown.all("input", type="radio")
        assert "Keep the chosen versions" not in shown.text
