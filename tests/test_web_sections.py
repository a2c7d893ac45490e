"""Pages of the sections: what is right is stored, nothing that was typed is lost."""

import io
import re

import html5lib
import pytest

from ipdoc.casework.sections import open_section, save_answers
from tests.builders import a_vault
from tests.section_walk import a_walk

PRIVACY = "consent_conditions/privacy"
PLACE = "case_information/time_place"
PRESENT = "case_information/present"
EVENTS = "allegations/events"


@pytest.fixture
def walk(tmp_path):
    """A browser in a new case."""
    with a_vault(tmp_path) as vault:
        yield a_walk(vault)


def elsewhere(walk, section, **changes):
    """Save answers as if from another browser."""
    view = open_section(walk.vault, walk.ref, section)
    return save_answers(walk.vault, walk.ref, section, changes, view.version)


def test_section_shows_its_first_page(walk):
    assert walk.get("consent_conditions").count('class="question"') == 3


def test_unknown_section_and_page_are_not_found(walk):
    for path in ("nothing", "consent_conditions/nothing", "allegations/events/events/r9/1"):
        assert walk.client.get(f"{walk.base}/{path}").status_code == 404


def test_answers_are_stored_and_the_next_page_follows(walk):
    sent = {
        "priv_visual-value": "none",
        "priv_auditory-value": "other_detainee",
        "police_present-value": "no",
        "police_present-text": "Corridor empty",
    }
    answer = walk.post(PRIVACY, walk.get(PRIVACY), go="next", **sent)
    assert answer.status_code == 303
    assert answer.location.endswith("/consent_conditions/restraint")
    stored = walk.answers("consent_conditions")
    assert stored["police_present"] == {"value": "no", "text": "Corridor empty"}
    assert stored["priv_visual"] == {"value": "none"}


def test_no_answer_is_stored_with_its_reason(walk):
    sent = {"priv_visual-value": "~declined", "priv_visual-value.reason": "In a hurry"}
    walk.post(PRIVACY, walk.get(PRIVACY), go="stay", **sent)
    declined = {"state": "declined", "reason": "In a hurry"}
    assert walk.answers("consent_conditions")["priv_visual"] == declined


def test_answer_can_be_taken_back(walk):
    elsewhere(walk, "consent_conditions", priv_visual={"value": "none"})
    walk.post(PRIVACY, walk.get(PRIVACY), go="stay", **{"priv_visual-value": ""})
    assert "priv_visual" not in walk.answers("consent_conditions")


def test_page_with_an_unreadable_answer_stores_the_rest_and_shows_what_was_typed(walk):
    html = walk.get(PLACE)
    answer = walk.post(PLACE, html, go="next", exam_date="31.02.2026", exam_place_name="Clinic")
    assert answer.status_code == 422
    assert 'value="31.02.2026"' in answer.text
    assert 'href="#exam_date"' in answer.text
    stored = walk.answers("case_information")
    assert stored["exam_place_name"] == "Clinic"
    assert "exam_date" not in stored


def test_mended_page_is_stored_whole(walk):
    first = walk.post(PLACE, walk.get(PLACE), go="next", exam_date="31.02.2026")
    second = walk.post(PLACE, first.text, go="stay", exam_date="28.02.2026")
    assert second.status_code == 303
    assert walk.answers("case_information")["exam_date"] == "2026-02-28"


def test_answer_and_mark_together_are_told_and_both_shown_again(walk):
    sent = {"exam_place_name": "Clinic", "exam_place_name.state": "unknown"}
    answer = walk.post(PLACE, walk.get(PLACE), go="stay", **sent)
    assert answer.status_code == 422
    assert "keep one of them" in answer.text
    assert 'value="Clinic"' in answer.text


def test_open_required_question_is_told_once_and_then_left_open(walk):
    first = walk.post(PRIVACY, walk.get(PRIVACY), go="next")
    assert first.status_code == 422
    assert "mark why there is no answer" in first.text
    assert walk.post(PRIVACY, first.text, go="next").status_code == 303


def test_question_that_appears_by_an_answer_is_shown_before_going_on(walk):
    page = "consent_conditions/interpreter"
    answer = walk.post(page, walk.get(page), go="next", interpreter_used="yes")
    assert answer.location.endswith("/consent_conditions/interpreter#question-interp")
    assert re.search(r'id="question-interp">', walk.get(page))


def test_question_without_reason_to_ask_stands_hidden_on_its_page(walk):
    page = walk.get("consent_conditions/interpreter")
    assert re.search(r'id="question-interp" hidden', page)


def test_question_that_the_page_did_not_carry_is_left_alone(walk):
    elsewhere(walk, "case_information", exam_place_name="Clinic")
    html = re.sub(r'name="page.was" value="[^"]*"', 'name="page.was" value=""', walk.get(PLACE))
    walk.post(PLACE, html, go="stay", exam_place_name="")
    assert walk.answers("case_information")["exam_place_name"] == "Clinic"


def test_untouched_answer_leaves_what_others_stored(walk):
    html = walk.get(PLACE)
    elsewhere(walk, "case_information", exam_place_name="Clinic")
    answer = walk.post(PLACE, html, go="stay", exam_start="10:00")
    assert answer.status_code == 303
    stored = walk.answers("case_information")
    assert (stored["exam_place_name"], stored["exam_start"]) == ("Clinic", "10:00")


@pytest.mark.parametrize(("keep", "place"), [("own", "Mine"), ("stored", "Theirs")])
def test_clash_shows_both_versions_and_keeps_the_chosen_one(walk, keep, place):
    html = walk.get(PLACE)
    elsewhere(walk, "case_information", exam_place_name="Theirs")
    clash = walk.post(PLACE, html, go="next", exam_place_name="Mine", exam_start="10:00")
    assert clash.status_code == 409
    assert "Mine" in clash.text
    assert "Theirs" in clash.text
    assert walk.answers("case_information")["exam_start"] == "10:00"
    assert walk.answers("case_information")["exam_place_name"] == "Theirs"
    walk.post(PLACE, clash.text, **{"page.keep.exam_place_name": keep})
    assert walk.answers("case_information")["exam_place_name"] == place


def test_clash_without_a_choice_overwrites_nothing_and_asks_again(walk):
    html = walk.get(PLACE)
    elsewhere(walk, "case_information", exam_place_name="Theirs")
    clash = walk.post(PLACE, html, go="next", exam_place_name="Mine")
    again = walk.post(PLACE, clash.text)
    assert again.status_code == 409
    assert "Mine" in again.text
    assert walk.answers("case_information")["exam_place_name"] == "Theirs"


def test_file_is_sealed_and_named_by_the_answer(walk):
    page = "clinician_qualifications/training"
    html = next(
        html
        for html in (walk.get("clinician_qualifications/who"), walk.get(page))
        if "clin_cv_file" in html
    )
    path = page if html == walk.get(page) else "clinician_qualifications/who"
    file = (io.BytesIO(b"My life"), "dir/cv.pdf")
    walk.post(path, html, go="stay", files={"clin_cv_file": file})
    cell = walk.answers("clinician_qualifications")["clin_cv_file"]
    assert cell["name"] == "cv.pdf"
    address = f"{walk.base}/clinician_qualifications/files/{cell['attachment']}"
    with walk.client.get(address) as sent:
        assert sent.data == b"My life"
    walk.post(path, walk.get(path), go="stay")
    assert walk.answers("clinician_qualifications")["clin_cv_file"] == cell


def test_file_that_no_answer_names_is_not_found(walk):
    assert walk.client.get(f"{walk.base}/annexes/files/{'0' * 32}").status_code == 404


def test_autosave_answers_what_was_saved_and_what_is_shown(walk):
    page = "consent_conditions/interpreter"
    answer = walk.post(page, walk.get(page), json=True, interpreter_used="yes")
    assert answer.status_code == 200
    assert "interp" in answer.json["shown"]
    assert answer.json["problems"] == []
    assert walk.answers("consent_conditions")["interpreter_used"] == "yes"


def test_autosave_names_places_to_mend_and_stores_the_rest(walk):
    answer = walk.post(PLACE, walk.get(PLACE), json=True, exam_date="x", exam_start="9:05")
    assert [problem["id"] for problem in answer.json["problems"]] == ["exam_date"]
    assert walk.answers("case_information")["exam_start"] == "09:05"


def test_autosave_of_a_clash_keeps_the_old_digest_so_that_it_stays_a_clash(walk):
    html = walk.get(PLACE)
    elsewhere(walk, "case_information", exam_place_name="Theirs")
    answer = walk.post(PLACE, html, json=True, exam_place_name="Mine")
    assert answer.status_code == 409
    assert answer.json["clash"] == ["exam_place_name"]
    html = re.sub(
        r'name="page.was" value="[^"]*"', f'name="page.was" value="{answer.json["was"]}"', html
    )
    assert walk.post(PLACE, html, json=True, exam_place_name="Mine").status_code == 409
    assert walk.answers("case_information")["exam_place_name"] == "Theirs"


def test_repeated_autosave_adds_an_entry_once(walk):
    html = walk.get(PRESENT)
    first = walk.post(PRESENT, html, json=True, **{"persons_present-0-name": "A. B."})
    assert first.json["rows"] == {"persons_present-0.row": "r1"}
    again = {"persons_present-0.row": "r1", "page.was": first.json["was"]}
    walk.post(PRESENT, html, json=True, **again, **{"persons_present-0-name": "A. B. C."})
    rows = walk.answers("case_information")["persons_present"]
    assert rows == [{"row": "r1", "name": "A. B. C."}]


def test_lost_answer_to_an_autosave_does_not_add_the_entry_twice(walk):
    html = walk.get(PRESENT)
    name = {"persons_present-0-name": "A. B."}
    walk.post(PRESENT, html, json=True, **name)
    again = walk.post(PRESENT, html, json=True, **name)
    assert again.status_code == 200
    assert again.json["rows"] == {"persons_present-0.row": "r1"}
    assert len(walk.answers("case_information")["persons_present"]) == 1


def test_entry_with_an_unreadable_item_is_not_added_twice_when_mended(walk):
    page = "background/earlier_exams"
    sent = {"bg_prior_torture_evals-0-place": "Ward", "bg_prior_torture_evals-0-date": "soon"}
    first = walk.post(page, walk.get(page), go="stay", **sent)
    assert first.status_code == 422
    walk.post(page, first.text, go="stay", **{"bg_prior_torture_evals-0-date": "12.04.2026"})
    rows = walk.answers("background")["bg_prior_torture_evals"]
    assert rows == [{"row": "r1", "place": "Ward", "date": "2026-04-12"}]


def test_entry_is_taken_out_by_its_box(walk):
    elsewhere(walk, "case_information", persons_present=[{"name": "A"}, {"name": "B"}])
    html = walk.get(PRESENT)
    walk.post(PRESENT, html, go="stay", **{"persons_present-0.remove": "1"})
    assert walk.answers("case_information")["persons_present"] == [{"row": "r2", "name": "B"}]


def test_nobody_is_an_answer(walk):
    walk.post(PRESENT, walk.get(PRESENT), go="stay", **{"persons_present.none": "1"})
    assert walk.answers("case_information")["persons_present"] == []


def test_large_entry_is_added_and_filled_on_its_own_pages(walk):
    added = walk.post(EVENTS, walk.get(EVENTS), go="add:events")
    assert added.location.endswith("/allegations/events/events/r1/1")
    first = "allegations/events/events/r1/1"
    answer = walk.post(first, walk.get(first), go="next", precision="approx")
    assert answer.location.endswith("/events/r1/2")
    second = "allegations/events/events/r1/2"
    walk.post(second, walk.get(second), go="stay", description="Struck", methods=["head_trauma"])
    row = walk.answers("allegations")["events"][0]
    assert row["event_id"] == "E1"
    assert (row["precision"], row["methods"]) == ("approx", ["head_trauma"])


def test_entry_inside_an_entry_is_numbered(walk):
    walk.post(EVENTS, walk.get(EVENTS), go="add:events")
    page = "allegations/events/events/r1/4"
    walk.post(page, walk.get(page), go="stay", **{"alleged_perpetrators-0-service": "Guards"})
    inner = walk.answers("allegations")["events"][0]["alleged_perpetrators"]
    assert (inner[0]["number"], inner[0]["service"]) == (1, "Guards")


def test_clash_in_one_entry_leaves_its_other_items_saved(walk):
    walk.post(EVENTS, walk.get(EVENTS), go="add:events")
    page = "allegations/events/events/r1/2"
    html = walk.get(page)
    rows = walk.answers("allegations")["events"]
    elsewhere(walk, "allegations", events=[{**rows[0], "description": "Theirs"}])
    clash = walk.post(page, html, go="next", description="Mine", repetitions="many")
    assert clash.status_code == 409
    row = walk.answers("allegations")["events"][0]
    assert (row["description"], row["repetitions"]) == ("Theirs", "many")


def test_large_entry_is_taken_out_after_a_question(walk):
    walk.post(EVENTS, walk.get(EVENTS), go="add:events")
    asked = walk.post(EVENTS, walk.get(EVENTS), go="remove:events:r1")
    assert asked.location.endswith("/events/r1/remove")
    html = walk.client.get(asked.location).text
    sent = dict(re.findall(r'name="(csrf_token|was)" value="([^"]+)"', html))
    assert walk.client.post(asked.location, data=sent).status_code == 303
    assert "events" not in walk.answers("allegations")


def test_entry_changed_meanwhile_is_shown_before_it_is_taken_out(walk):
    walk.post(EVENTS, walk.get(EVENTS), go="add:events")
    path = f"{walk.base}/allegations/events/events/r1/remove"
    sent = dict(re.findall(r'name="(csrf_token|was)" value="([^"]+)"', walk.client.get(path).text))
    rows = walk.answers("allegations")["events"]
    elsewhere(walk, "allegations", events=[{**rows[0], "description": "Theirs"}])
    again = walk.client.post(path, data=sent)
    assert again.status_code == 409
    assert "Theirs" in again.text
    assert walk.answers("allegations")["events"][0]["description"] == "Theirs"


def test_text_typed_into_an_entry_that_was_taken_out_is_shown_once_more(walk):
    walk.post(EVENTS, walk.get(EVENTS), go="add:events")
    page = "allegations/events/events/r1/2"
    html = walk.get(page)
    elsewhere(walk, "allegations", events=None)
    answer = walk.post(page, html, go="next", description="A long account")
    assert answer.status_code == 409
    assert "A long account" in answer.text


def test_save_without_the_csrf_token_is_refused(walk):
    assert walk.client.post(f"{walk.base}/{PLACE}", data={"exam_start": "10:00"}).status_code == 400


def test_pages_are_valid_html_with_unique_ids(walk):
    for path in (PRIVACY, PLACE, PRESENT, EVENTS, "allegations/checklist", "physical_exam/head"):
        html = walk.get(path)
        html5lib.HTMLParser(strict=False).parse(html)
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids)), path
        assert " style=" not in html
        assert "<script>" not in html
