"""Several evaluations of one case: begun, listed, switched between, each with its own numbers."""

import pytest

from ipdoc.casework import findings, visits
from ipdoc.casework.cases import list_cases, overview, start_case
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.record import UnknownRecordError, load_evaluation, reading
from ipdoc.casework.followup import Opening, copied_note, start_followup
from ipdoc.casework.formstore import current_form
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.domain.access import Action
from ipdoc.domain.finding import RuleError
from ipdoc.i18n import LANGUAGES, translator
from tests.bodymap_builders import a_lesion
from tests.builders import PASSPHRASE, a_vault
from tests.webclient import a_site, words

NAMED = {
    "subject_family_name": "Omarov",
    "subject_sex_recorded": "female",
    "exam_date": "2026-05-12",
    "exam_place_name": "room 4",
}


@pytest.fixture
def vault(tmp_path):
    """An open vault."""
    with a_vault(tmp_path) as opened:
        yield opened


def a_first_visit(vault):
    """Return an evaluation with a name, a day and one lesion."""
    ref = start_case(vault, "full", "K-1", "7/26", {"record": "en"})
    view = open_section(vault, ref, "case_information")
    save_answers(vault, ref, "case_information", NAMED, view.version)
    a_lesion(vault, ref, type_key="bruise")
    return ref


def about(vault, ref):
    """Return the answers of the section "case information"."""
    return open_section(vault, ref, "case_information").answers


def test_followup_is_pinned_linked_and_empty_but_for_code_and_identity(vault):
    first = a_first_visit(vault)
    second = start_followup(vault, first, Opening("followup", "8/26", "", copy_identity=True))
    assert about(vault, second) == {
        "evaluation_type": "followup",
        "report_number": "8/26",
        "parent_evaluation": first.evaluation_id,
        "subject_code": "K-1",
        "subject_family_name": "Omarov",
        "subject_sex_recorded": "female",
    }
    with reading(vault, second, Action.OPEN_RECORD) as case:
        evaluation, _ = load_evaluation(case, second)
    assert (evaluation.type_code, evaluation.parent) == ("W", first.evaluation_id)
    assert evaluation.form_digest == current_form().digest
    assert evaluation.languages == {"record": "en"}
    assert copied_note(vault, second).keys == ("subject_family_name", "subject_sex_recorded")
    assert findings.lesions(vault, second) == []


def test_nothing_of_the_person_is_copied_unasked(vault):
    first = a_first_visit(vault)
    second = start_followup(vault, first, Opening("full"))
    assert about(vault, second) == {"evaluation_type": "full", "subject_code": "K-1"}
    assert copied_note(vault, second) is None


def test_numbers_are_given_for_each_evaluation(vault):
    first = a_first_visit(vault)
    second = start_followup(vault, first, Opening("followup"))
    assert a_lesion(vault, second, type_key="abrasion").number == 1
    assert [one.type for one in findings.lesions(vault, first)] == ["bruise"]


def test_report_number_of_another_evaluation_is_refused_and_nothing_is_begun(vault):
    first = a_first_visit(vault)
    with pytest.raises(RuleError, match="7/26 is that of another"):
        start_followup(vault, first, Opening("followup", "7/26"))
    with pytest.raises(RuleError, match="Choose the type"):
        start_followup(vault, first, Opening("sketch"))
    assert len(overview(vault, first).visits) == 1


def test_followup_of_an_unknown_evaluation_is_refused(vault):
    first = a_first_visit(vault)
    with pytest.raises(UnknownRecordError):
        start_followup(vault, type(first)(first.case_id, "0" * 16), Opening("followup"))


def test_visits_stand_in_the_order_of_their_days(vault):
    first = a_first_visit(vault)
    second = start_followup(vault, first, Opening("followup"))
    with reading(vault, second, Action.OPEN_RECORD) as case:
        assert [one.ref for one in visits.earlier_visits(case, second)] == [first]
        assert visits.earlier_visits(case, first) == ()
    view = open_section(vault, second, "case_information")
    save_answers(vault, second, "case_information", {"exam_date": "2026-05-01"}, view.version)
    with reading(vault, second, Action.OPEN_RECORD) as case:
        assert [one.ref for one in visits.earlier_visits(case, first)] == [second]


def test_case_list_names_the_newest_and_those_before_it(vault):
    first = a_first_visit(vault)
    second = start_followup(vault, first, Opening("followup"))
    view = open_section(vault, second, "case_information")
    save_answers(vault, second, "case_information", {"exam_date": "2027-01-02"}, view.version)
    row = list_cases(vault).rows[0]
    assert (row.ref, row.type_key, row.exam_date) == (second, "followup", "2027-01-02")
    assert [(one.ref, one.type_key, one.exam_date) for one in row.earlier] == [
        (first, "full", "2026-05-12")
    ]
    assert list_cases(vault, code="K-1").total == 1


def test_change_in_an_earlier_visit_leaves_the_newest_in_the_list(vault):
    first = a_first_visit(vault)
    second = start_followup(vault, first, Opening("followup"))
    view = open_section(vault, first, "case_information")
    save_answers(vault, first, "case_information", {"exam_date": "2026-05-13"}, view.version)
    assert list_cases(vault).rows[0].ref == second


def test_parent_question_offers_the_other_evaluations(vault):
    first = a_first_visit(vault)
    second = start_followup(vault, first, Opening("followup"))
    links = open_section(vault, second, "case_information").links
    assert links.choices("evaluation", translator("en")) == [
        (first.evaluation_id, "Visit of 12 May 2026 · Full evaluation · report 7/26")
    ]


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path) as made:
        yield made


@pytest.fixture
def first(site):
    """A first visit; the browser is let in."""
    with open_vault(site.folder, PASSPHRASE) as vault:
        ref = a_first_visit(vault)
    site.unlock()
    return ref


def overview_path(ref):
    return f"/cases/{ref.case_id}/{ref.evaluation_id}"


def test_followup_is_begun_on_its_page_and_one_can_switch(site, first):
    start = overview_path(first) + "/follow-up"
    page = site.browser.page(overview_path(first))
    assert start in [link.get("href") for link in page.all("a")]
    page = site.browser.page(start)
    assert "Family name" in page.text
    begun = site.browser.send(page, start, type="followup", identity="copy", report_number="8/26")
    assert "Copied from an earlier evaluation (Visit of 12 May 2026): Family name" in begun.text
    back = [link for link in begun.all("a") if link.get("href") == overview_path(first)]
    assert [words(link) for link in back] == ["Visit of 12 May 2026"]
    listed = site.browser.page("/cases/")
    assert "earlier evaluation" in listed.text
    answers = site.browser.page(begun.path + "/sections/case_information/evaluation")
    chosen = [one for one in answers.all("option") if one.get("selected") is not None]
    assert "Visit of 12 May 2026 · Full evaluation · report 7/26" in [words(one) for one in chosen]


def test_wrong_opening_is_refused_beside_its_field(site, first):
    start = overview_path(first) + "/follow-up"
    page = site.browser.page(start)
    refused = site.browser.send(page, start, status=422, type="followup", report_number="7/26")
    assert "give a new one" in words(refused.one("p", id="report_number-error"))
    refused = site.browser.send(page, start, status=422, type="none")
    assert "Choose the type of evaluation" in words(refused.one("p", id="type-error"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_visits_are_whole_in_every_language(site, first, language):
    site.browser.client.set_cookie("l", language)
    for path in ("", "/follow-up"):
        site.browser.page(overview_path(first) + path)
