"""Two versions of an answer on one page: joined where that can be done, asked where it cannot."""

import re

import pytest

from ipdoc.casework.sections import open_section, save_answers
from tests.builders import a_vault
from tests.section_walk import a_walk

PLACE = "case_information/time_place"
PRESENT = "case_information/present"


@pytest.fixture
def walk(tmp_path):
    """A browser in a new case."""
    with a_vault(tmp_path) as vault:
        yield a_walk(vault)


def elsewhere(walk, section, **changes):
    """Save answers as if from another browser."""
    view = open_section(walk.vault, walk.ref, section)
    return save_answers(walk.vault, walk.ref, section, changes, view.version)


def page_after(html, answer):
    """The page of a script after an autosave: its inputs as they were, the digests as told."""
    return re.sub(
        r'name="page.was" value="[^"]*"', f'name="page.was" value="{answer.json["was"]}"', html
    )


def test_autosave_never_puts_back_what_somebody_else_changed_beside_it(walk):
    html = walk.get(PLACE)
    elsewhere(walk, "case_information", exam_place_name="Theirs")
    first = walk.post(PLACE, html, json=True, exam_start="10:00")
    walk.post(PLACE, page_after(html, first), json=True, exam_start="10:30")
    stored = walk.answers("case_information")
    assert (stored["exam_place_name"], stored["exam_start"]) == ("Theirs", "10:30")


def test_answer_mended_after_somebody_else_changed_it_is_a_clash(walk):
    html = walk.get(PLACE)
    elsewhere(walk, "case_information", exam_date="2026-01-01")
    faulty = walk.post(PLACE, html, go="stay", exam_date="31.02.2026")
    assert faulty.status_code == 422
    assert walk.post(PLACE, faulty.text, go="stay", exam_date="28.02.2026").status_code == 409
    assert walk.answers("case_information")["exam_date"] == "2026-01-01"


def test_unreadable_answer_beside_a_clash_is_shown_again_after_the_choice(walk):
    html = walk.get(PLACE)
    elsewhere(walk, "case_information", exam_place_name="Theirs")
    clash = walk.post(PLACE, html, go="stay", exam_place_name="Mine", exam_date="31.02.2026")
    assert clash.status_code == 409
    again = walk.post(PLACE, clash.text, **{"page.keep.exam_place_name": "own"})
    assert again.status_code == 422
    assert 'value="31.02.2026"' in again.text
    assert walk.answers("case_information")["exam_place_name"] == "Mine"


def two_people(walk, **items):
    """Store two persons present; return the page, then change the first as if elsewhere."""
    elsewhere(walk, "case_information", persons_present=[{"name": "A"}, {"name": "B"}])
    html = walk.get(PRESENT)
    rows = walk.answers("case_information")["persons_present"]
    elsewhere(walk, "case_information", persons_present=[{**rows[0], **items}, rows[1]])
    return html


def test_entries_that_two_people_changed_apart_are_joined(walk):
    html = two_people(walk, name="A. of them")
    sent = {"persons_present-1-name": "B. of me", "persons_present-2-name": "C. of me"}
    answer = walk.post(PRESENT, html, go="stay", **sent)
    assert answer.status_code == 303
    rows = walk.answers("case_information")["persons_present"]
    assert [row["name"] for row in rows] == ["A. of them", "B. of me", "C. of me"]


@pytest.mark.parametrize(("keep", "name"), [("own", "A. of me"), ("stored", "A. of them")])
def test_item_of_an_entry_that_two_people_changed_is_chosen_by_itself(walk, keep, name):
    html = two_people(walk, name="A. of them")
    sent = {"persons_present-0-name": "A. of me", "persons_present-1-name": "B. of me"}
    clash = walk.post(PRESENT, html, go="stay", **sent)
    assert clash.status_code == 409
    assert "A. of me" in clash.text
    assert "A. of them" in clash.text
    again = walk.post(PRESENT, clash.text)
    assert again.status_code == 409
    chosen = {"page.keep.persons_present.r1.name": keep, "go": "stay"}
    answer = walk.post(PRESENT, again.text, **chosen)
    assert answer.status_code == 303
    rows = walk.answers("case_information")["persons_present"]
    assert [row["name"] for row in rows] == [name, "B. of me"]


def test_entry_taken_out_here_and_changed_elsewhere_is_asked_about(walk):
    html = two_people(walk, name="A. of them")
    clash = walk.post(PRESENT, html, go="stay", **{"persons_present-0.remove": "1"})
    assert clash.status_code == 409
    assert "A. of them" in clash.text
    walk.post(PRESENT, clash.text, **{"page.keep.persons_present.r1.": "own"})
    rows = walk.answers("case_information")["persons_present"]
    assert [row["name"] for row in rows] == ["B"]


def test_choice_made_on_a_version_that_changed_again_is_asked_anew(walk):
    html = walk.get(PLACE)
    elsewhere(walk, "case_information", exam_place_name="Theirs")
    clash = walk.post(PLACE, html, go="next", exam_place_name="Mine")
    elsewhere(walk, "case_information", exam_place_name="Theirs again")
    again = walk.post(PLACE, clash.text, **{"page.keep.exam_place_name": "own"})
    assert again.status_code == 409
    assert "Theirs again" in again.text
    assert walk.answers("case_information")["exam_place_name"] == "Theirs again"
