"""Pages saved while another session of the vault saves too: what one remembers misleads nobody."""

import pytest

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.sections import open_section, save_answers
from tests.builders import PASSPHRASE, a_vault
from tests.section_walk import a_walk

PLACE = "case_information/time_place"
SECTION = "case_information"


@pytest.fixture
def walk(tmp_path):
    """A browser in a new case."""
    with a_vault(tmp_path) as vault:
        yield a_walk(vault)


@pytest.fixture
def colleague(walk):
    """Saves answers of the same case in a session of their own."""
    with open_vault(walk.vault.place, PASSPHRASE) as other:

        def save(**changes):
            view = open_section(other, walk.ref, SECTION)
            return save_answers(other, walk.ref, SECTION, changes, view.version)

        yield save


def test_same_answer_changed_elsewhere_is_a_clash_with_both_versions(walk, colleague):
    html = walk.get(PLACE)
    colleague(exam_place_name="Theirs")
    clash = walk.post(PLACE, html, go="next", exam_place_name="Mine")
    assert clash.status_code == 409
    assert "Mine" in clash.text
    assert "Theirs" in clash.text
    walk.post(PLACE, clash.text, **{"page.keep.exam_place_name": "mine"})
    assert walk.answers(SECTION)["exam_place_name"] == "Mine"


def test_other_answer_changed_elsewhere_stays_and_is_told_by_the_autosave(walk, colleague):
    html = walk.get(PLACE)
    before = walk.post(PLACE, html, json=True).json["counts"]["answered"]
    colleague(exam_place_name="Theirs", subject_given_name="A.")
    answer = walk.post(PLACE, html, json=True, exam_start="10:00", exam_end="11:00").json
    assert (answer["clash"], answer["problems"]) == ([], [])
    assert answer["counts"]["answered"] == before + 4
    stored = walk.answers(SECTION)
    assert (stored["exam_place_name"], stored["exam_start"]) == ("Theirs", "10:00")


def test_autosave_that_changes_nothing_tells_what_was_saved_elsewhere(walk, colleague):
    html = walk.get(PLACE)
    first = walk.post(PLACE, html, json=True).json
    version = colleague(subject_given_name="A.").version
    again = walk.post(PLACE, html, json=True).json
    assert again["version"] == version != first["version"]
    assert again["counts"]["answered"] == first["counts"]["answered"] + 1


def test_page_made_on_newer_answers_than_this_session_has_seen_is_saved(walk, colleague):
    walk.get(PLACE)
    colleague(exam_place_name="Theirs")
    seen = walk.vault.derived["section", walk.ref.case_id]
    html = walk.get(PLACE)
    walk.vault.derived["section", walk.ref.case_id] = seen
    assert walk.post(PLACE, html, go="stay", exam_place_name="Ours").status_code == 303
    assert walk.answers(SECTION)["exam_place_name"] == "Ours"
