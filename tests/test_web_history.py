"""Pages of the history: what stood there and who wrote it; what is brought back is a new change."""

import re

import pytest

from ipdoc.casework import findings
from ipdoc.casework.bodymap import coverage, drawing
from ipdoc.casework.history.subjects import Subject, open_past
from ipdoc.casework.photographs import attach_photograph, save_photograph
from ipdoc.casework.sections import open_section, save_answers
from tests.builders import a_clock, a_vault, an_imported_case
from tests.history_pages import a_history, a_jpeg

SECTION = "section/case_information"


@pytest.fixture
def told(tmp_path):
    """A browser, a case in which two answers were changed, and its pages of history."""
    with a_vault(tmp_path, clock=a_clock()) as vault:
        yield a_history(vault)


def save(told, section="case_information", **changes):
    view = open_section(told.vault, told.ref, section)
    return save_answers(told.vault, told.ref, section, changes, view.version).version


def stamps(told, kind="section", key="case_information"):
    return [one.stamp for one in open_past(told.vault, told.ref, Subject(kind, key)).moments]


def test_timeline_tells_what_changed_on_a_day_and_who_changed_it(told):
    save(told, exam_place_name="First clinic")
    save(told, exam_place_name="Second clinic")
    page = told.page(f"{SECTION}?each=1")
    assert "First clinic" in page.text
    assert "Dr Test" in page.text
    assert "1 May 2026" in page.text
    assert re.search(r"\(UTC", page.text)
    whole = told.page(SECTION)
    assert "Second clinic" in whole.text
    assert "First clinic" not in whole.text


def test_state_of_a_section_is_shown_as_it_was(told):
    version = save(told, exam_place_name="First clinic", persons_present=[{"name": "A. B."}])
    save(told, exam_place_name="Second clinic")
    page = told.page(f"{SECTION}/at/{version}")
    assert "First clinic" in page.text
    assert "Second clinic" not in page.text
    assert "A. B." in page.text
    assert "Dr Test" in page.text


def test_state_that_never_was_is_not_found(told):
    told.page(f"{SECTION}/at/no", status=404)
    told.page("nothing/at/1", status=404)
    told.page("lesion/9", status=404)


def test_day_leads_to_the_state_in_which_it_ended(told):
    version = save(told, exam_place_name="First clinic")
    answer = told.client.get(f"{told.base}/{SECTION}/day?day=2026-05-01")
    assert answer.location.endswith(f"/at/{version}")
    assert told.client.get(f"{told.base}/{SECTION}/day?day=yesterday").status_code == 400
    assert told.client.get(f"{told.base}/{SECTION}/day?day=2020-01-01").status_code == 400


def test_one_answer_is_brought_back_as_a_new_change(told):
    version = save(told, exam_place_name="First clinic", exam_start="10:00")
    save(told, exam_place_name="Second clinic", exam_start="11:00")
    before = len(stamps(told))
    asked = told.page(f"{SECTION}/restore?stamp={version}&answer=exam_place_name")
    assert "First clinic" in asked.text
    assert "Second clinic" in asked.text
    told.send(asked, f"{SECTION}/restore", answer="exam_place_name")
    answers = open_section(told.vault, told.ref, "case_information").answers
    assert (answers["exam_place_name"], answers["exam_start"]) == ("First clinic", "11:00")
    assert len(stamps(told)) == before + 1


def test_whole_section_is_brought_back(told):
    version = save(told, exam_place_name="First clinic", exam_start="10:00")
    save(told, exam_place_name=None, exam_start="11:00", exam_end="12:00")
    asked = told.page(f"{SECTION}/restore?stamp={version}")
    told.send(asked, f"{SECTION}/restore", answer=["exam_place_name", "exam_start", "exam_end"])
    answers = open_section(told.vault, told.ref, "case_information").answers
    assert (answers["exam_place_name"], answers["exam_start"]) == ("First clinic", "10:00")
    assert "exam_end" not in answers


def test_answer_changed_meanwhile_is_shown_before_it_is_replaced(told):
    version = save(told, exam_place_name="First clinic")
    save(told, exam_place_name="Second clinic")
    asked = told.page(f"{SECTION}/restore?stamp={version}")
    save(told, exam_place_name="Third clinic")
    again = told.send(asked, f"{SECTION}/restore", status=409, answer="exam_place_name")
    assert "Third clinic" in again.text
    answers = open_section(told.vault, told.ref, "case_information").answers
    assert answers["exam_place_name"] == "Third clinic"


def test_nothing_chosen_is_told(told):
    version = save(told, exam_place_name="First clinic")
    save(told, exam_place_name="Second clinic")
    asked = told.page(f"{SECTION}/restore?stamp={version}")
    told.send(asked, f"{SECTION}/restore", status=422)


def test_lesion_is_told_and_brought_back_field_by_field(told):
    findings.record_by_region(told.vault, told.ref, "bruise", "scapular", "l")
    findings.save_lesion(told.vault, told.ref, 1, {"length_mm": 40}, 1, side="r")
    page = told.page("lesion/1")
    assert "right" in page.text
    assert "40 mm" in page.text
    asked = told.page("lesion/1/restore?stamp=1&answer=side")
    told.send(asked, "lesion/1/restore", answer="side")
    lesion = findings.open_lesion(told.vault, told.ref, 1).lesion
    assert (lesion.side, lesion.attributes["length_mm"]) == ("l", 40)


def test_lesion_of_the_restricted_views_is_not_shown_before_they_are_opened(told):
    findings.record_by_region(told.vault, told.ref, "bruise", "scrotum", "l")
    findings.save_lesion(told.vault, told.ref, 1, {}, 1, region="scapular")
    for path in ("lesion/1", "lesion/1/at/1", "lesion/1/restore?stamp=1"):
        page = told.page(path)
        assert page.path.endswith("/restricted")
        assert "crotum" not in page.text


def test_photograph_is_told_and_brought_back(told):
    attach_photograph(told.vault, told.ref, a_jpeg(), caption="Left shoulder")
    save_photograph(told.vault, told.ref, "P001", {"caption": "Right shoulder"}, 1)
    assert "Right shoulder" in told.page("photograph/P001").text
    asked = told.page("photograph/P001/restore?stamp=1")
    told.send(asked, "photograph/P001/restore", answer="fields.caption")
    assert "Left shoulder" in told.page("photograph/P001/at/3").text


def test_coverage_is_told_and_brought_back(told):
    coverage.state_regions(told.vault, told.ref, [("scapular", "l")], "not_examined", "in a cast")
    coverage.state_regions(told.vault, told.ref, [("scapular", "l")], "examined")
    assert "in a cast" in told.page("coverage/-").text
    asked = told.page("coverage/-/restore?stamp=1")
    told.send(asked, "coverage/-/restore", answer="regions.scapular|l")
    assert "in a cast" in told.page("coverage/-/at/3").text


def test_last_save_is_undone_and_redone(told):
    save(told, exam_place_name="First clinic")
    version = save(told, exam_place_name="Second clinic")
    told.post(f"{SECTION}/undo", stamp=version)
    answers = open_section(told.vault, told.ref, "case_information").answers
    assert answers["exam_place_name"] == "First clinic"
    told.post(f"{SECTION}/undo", stamp=stamps(told)[-1])
    answers = open_section(told.vault, told.ref, "case_information").answers
    assert answers["exam_place_name"] == "Second clinic"


def test_save_is_not_undone_when_something_was_saved_since(told):
    version = save(told, exam_place_name="First clinic")
    save(told, exam_start="10:00")
    assert told.post(f"{SECTION}/undo", stamp=version).status_code == 409
    answers = open_section(told.vault, told.ref, "case_information").answers
    assert answers["exam_place_name"] == "First clinic"


def test_opening_of_a_case_is_not_undone(told):
    assert told.post(f"{SECTION}/undo", stamp=stamps(told)[-1]).status_code == 400


def test_lesion_that_was_taken_out_comes_back_by_undo(told):
    findings.record_by_region(told.vault, told.ref, "bruise", "scapular", "l")
    drawing.take_out(told.vault, told.ref, 1, "entered twice", 1)
    told.post("lesion/1/undo", stamp="2")
    assert findings.open_lesion(told.vault, told.ref, 1).lesion.removed is None


def test_evaluation_is_told_and_never_brought_back(told):
    findings.record_by_region(told.vault, told.ref, "bruise", "scapular", "l")
    assert "Lesions: 1" in told.page("evaluation/-").text
    sent = {"stamp": "1", "seen": "2", "answer": "counters"}
    assert told.post("evaluation/-/restore", **sent).status_code == 422


def test_every_part_of_an_imported_case_has_pages_in_every_language(tmp_path):
    with a_vault(tmp_path) as vault:
        ref = an_imported_case(vault, "A2_full_en_suspension_electric.json")
        for language in ("en", "ru", "kk"):
            told = a_history(vault, ref, language)
            index = told.page("")
            links = [one.get("href") for one in index.all("a")]
            places = [one for one in links if one and "/history/" in one]
            assert len(places) > 20
            for link in places:
                told.browser.page(link)
                newest = re.search(r'href="([^"]+/at/[^"]+)"', told.browser.page(link).html)
                if newest:
                    told.browser.page(newest[1])


def test_page_of_a_section_offers_to_undo_the_last_save_and_leads_to_the_history(told):
    path = (
        f"/cases/{told.ref.case_id}/{told.ref.evaluation_id}/sections/case_information/time_place"
    )
    first = told.browser.page(path)
    assert first.one("form", id="undo-form").get("hidden") is not None
    save(told, exam_place_name="First clinic")
    page = told.browser.page(path)
    assert "Last saved by Dr Test" in page.text
    assert f"{told.base}/{SECTION}" in [one.get("href") for one in page.all("a")]
    undo = page.one("form", id="undo-form")
    assert undo.get("hidden") is None
    after = told.browser.send(page, undo.get("action"))
    assert after.path == path
    answers = open_section(told.vault, told.ref, "case_information").answers
    assert "exam_place_name" not in answers


def test_page_of_a_lesion_offers_to_undo_the_last_change(told):
    findings.record_by_region(told.vault, told.ref, "bruise", "scapular", "l")
    path = f"/cases/{told.ref.case_id}/{told.ref.evaluation_id}/lesions/1"
    assert told.browser.page(path).one("form", id="undo-form").get("hidden") is not None
    findings.save_lesion(told.vault, told.ref, 1, {"length_mm": 40}, 1)
    page = told.browser.page(path)
    told.browser.send(page, page.one("form", id="undo-form").get("action"))
    assert "length_mm" not in findings.open_lesion(told.vault, told.ref, 1).lesion.attributes


def put_back(told, address, **fields):
    """Take something out by its form, then undo it on the page that says so."""
    page = told.browser.page(address.rpartition("/")[0])
    out = told.browser.send(page, address, **fields)
    assert "Taken out: " in out.text
    undo = [one.get("action") for one in out.all("form") if "/undo" in one.get("action")]
    return told.browser.send(out, undo[0])


def test_lesion_taken_out_is_put_back_from_the_page_that_says_so(told):
    findings.record_by_region(told.vault, told.ref, "bruise", "scapular", "l")
    base = f"/cases/{told.ref.case_id}/{told.ref.evaluation_id}"
    put_back(told, f"{base}/lesions/1/remove", reason="entered twice")
    assert findings.open_lesion(told.vault, told.ref, 1).lesion.removed is None


def test_photograph_taken_out_is_put_back_from_the_page_that_says_so(told):
    attach_photograph(told.vault, told.ref, a_jpeg(), caption="Left shoulder")
    base = f"/cases/{told.ref.case_id}/{told.ref.evaluation_id}/photographs"
    page = told.browser.page(f"{base}/")
    out = told.browser.send(page, f"{base}/P001/remove", reason="blurred")
    assert "blurred" in out.text
    told.browser.send(out, f"{told.base}/photograph/P001/undo")
    assert "Left shoulder" in told.browser.page(f"{base}/").html


def test_entry_taken_out_is_put_back_with_its_number_from_the_page_that_says_so(told):
    save(told, "allegations", events=[{"description": "Struck"}, {"description": "Kicked"}])
    path = f"/cases/{told.ref.case_id}/{told.ref.evaluation_id}/sections/allegations/events/events"
    page = told.browser.page(f"{path}/r1/remove")
    out = told.browser.send(page, f"{path}/r1/remove")
    assert "Taken out: " in out.text
    told.browser.send(out, f"{told.base}/section/allegations/undo")
    rows = open_section(told.vault, told.ref, "allegations").answers["events"]
    assert [(row["row"], row["description"]) for row in rows] == [
        ("r1", "Struck"),
        ("r2", "Kicked"),
    ]
