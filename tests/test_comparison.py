"""Lesions compared between visits: found again, changed, healed, linked by hand."""

import json

import pytest

from ipdoc.casework import findings
from ipdoc.casework.bodymap.drawing import take_out
from ipdoc.casework.cases import find_case, start_case
from ipdoc.casework.comparison import (
    compare,
    link_lesion,
    record_still_there,
    state_gone,
    statement_path,
    take_back,
)
from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.record import lesion_path, reading
from ipdoc.casework.followup import Opening, start_followup
from ipdoc.casework.formstore import current_form
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.earlier import earlier_snapshot, earlier_visits_of
from ipdoc.casework.issuing.issue import issue, preview
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.domain.access import Action
from ipdoc.domain.finding import LesionLink, RuleError
from ipdoc.domain.rendering import SEALED_ANNEX
from ipdoc.exchange.case_errors import CaseFormatError
from ipdoc.i18n import LANGUAGES
from tests.bodymap_builders import a_lesion
from tests.builders import PASSPHRASE, a_vault, exported, imported
from tests.pdf_inspection import pdf_text
from tests.webclient import a_site, words


@pytest.fixture
def vault(tmp_path):
    """An open vault."""
    with a_vault(tmp_path) as opened:
        yield opened


def two_visits(vault):
    """Return a first visit with a measured bruise and an intimate finding, and a follow-up."""
    first = start_case(vault, "full", "K-1", "7/26", {"record": "en"})
    view = open_section(vault, first, "case_information")
    answers = {"exam_date": "2026-05-12", "subject_sex_recorded": "female"}
    save_answers(vault, first, "case_information", answers, view.version)
    a_lesion(vault, first, type_key="bruise")
    findings.save_lesion(vault, first, 1, {"length_mm": 80}, 1)
    findings.record_by_region(vault, first, "abrasion", "scrotum", "l")
    return first, start_followup(vault, first, Opening("followup"))


def the_link(first, number=1):
    return LesionLink(first.evaluation_id, number)


def compared(vault, ref, visit=0):
    return compare(vault, ref).visits[visit][1]


def test_lesion_found_again_gets_an_own_number_the_place_and_no_measures(vault):
    first, second = two_visits(vault)
    a_lesion(vault, second, type_key="abrasion")
    lesion = record_still_there(vault, second, the_link(first), "fading")
    earlier = findings.lesions(vault, first)[0]
    assert (lesion.number, lesion.type, lesion.region, lesion.side) == (
        2,
        "bruise",
        "scapular",
        "l",
    )
    assert [mark.place for mark in lesion.marks] == [mark.place for mark in earlier.marks]
    assert lesion.attributes == {"status_followup": "fading"}
    assert findings.open_lesion(vault, second, 2).lesion.same_as == the_link(first)
    assert [one.number for one in compare(vault, second).new] == [1]


def test_second_press_changes_the_status_and_records_nothing_twice(vault):
    first, second = two_visits(vault)
    record_still_there(vault, second, the_link(first), "unchanged")
    record_still_there(vault, second, the_link(first), "enlarged")
    assert [one.attributes for one in findings.lesions(vault, second)] == [
        {"status_followup": "enlarged"}
    ]


def test_healed_is_a_statement_without_lesion_and_mark(vault):
    first, second = two_visits(vault)
    state_gone(vault, second, the_link(first), "healed", " skin as around ")
    assert findings.lesions(vault, second) == []
    one, other = compared(vault, second)
    assert (one.status, one.note, one.now) == ("healed", "skin as around", ())
    assert (other.status, other.dealt_with) == (None, False)
    assert compare(vault, second).open == 1
    take_back(vault, second, the_link(first))
    assert compare(vault, second).open == 2


def test_statement_gives_way_when_the_lesion_is_found_after_all(vault):
    first, second = two_visits(vault)
    state_gone(vault, second, the_link(first), "not_found")
    record_still_there(vault, second, the_link(first), "scar")
    assert compared(vault, second)[0].status == "scar"
    with pytest.raises(RuleError, match="Lesion 1 of this evaluation is linked"):
        state_gone(vault, second, the_link(first), "healed")


def test_statement_on_an_intimate_lesion_lies_under_its_key(vault):
    first, second = two_visits(vault)
    state_gone(vault, second, the_link(first, 2), "not_examined", "declined")
    record_still_there(vault, second, the_link(first), "unchanged")
    with reading(vault, second, Action.OPEN_RECORD) as case:
        assert case.get(statement_path(second, the_link(first, 2))).part == "intimate"
        assert case.get(lesion_path(second, 1)).part == "record"


@pytest.mark.parametrize("number", [3, 0, -1])
def test_link_to_a_lesion_that_is_not_there_is_refused_and_nothing_stored(vault, number):
    first, second = two_visits(vault)
    for act in (
        lambda: record_still_there(vault, second, the_link(first, number), "unchanged"),
        lambda: state_gone(vault, second, the_link(first, number), "healed"),
    ):
        with pytest.raises(RuleError, match="has such a lesion"):
            act()
    assert findings.lesions(vault, second) == []
    assert a_lesion(vault, second, type_key="bruise").number == 1


def test_link_to_a_later_or_the_same_evaluation_is_refused(vault):
    first, second = two_visits(vault)
    a_lesion(vault, second, type_key="bruise")
    with pytest.raises(RuleError, match="No earlier evaluation"):
        link_lesion(vault, first, 1, LesionLink(second.evaluation_id, 1))
    with pytest.raises(RuleError, match="No earlier evaluation"):
        link_lesion(vault, second, 1, LesionLink(second.evaluation_id, 1))


def test_unknown_status_is_refused(vault):
    first, second = two_visits(vault)
    with pytest.raises(RuleError, match="unchanged or how"):
        record_still_there(vault, second, the_link(first), "healed")
    with pytest.raises(RuleError, match="has healed"):
        state_gone(vault, second, the_link(first), "worse")


def test_stale_link_is_refused(vault):
    first, second = two_visits(vault)
    a_lesion(vault, second, type_key="bruise")
    findings.save_lesion(vault, second, 1, {"length_mm": 5}, 1)
    with pytest.raises(StaleVersionError):
        link_lesion(vault, second, 1, the_link(first), 1)
    assert link_lesion(vault, second, 1, the_link(first), 2).same_as == the_link(first)
    assert link_lesion(vault, second, 1, None).same_as is None


def test_third_visit_compares_with_the_newest_that_knew_the_lesion(vault):
    first, second = two_visits(vault)
    record_still_there(vault, second, the_link(first), "fading")
    third = start_followup(vault, second, Opening("followup"))
    visits = compare(vault, third).visits
    assert [(visit.ref, [one.earlier.number for one in lesions]) for visit, lesions in visits] == [
        (second, [1]),
        (first, [2]),
    ]


def test_psychological_visit_compares_no_lesions(vault):
    first, _ = two_visits(vault)
    psych = start_followup(vault, first, Opening("psych"))
    with pytest.raises(RuleError, match="no physical examination"):
        record_still_there(vault, psych, the_link(first), "unchanged")


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path) as made:
        yield made


@pytest.fixture
def both(site):
    """Two visits; the browser is let in."""
    with open_vault(site.folder, PASSPHRASE) as vault:
        refs = two_visits(vault)
    site.unlock()
    return refs


def address(ref, *parts):
    return "/".join(("/cases", ref.case_id, ref.evaluation_id, *parts))


def open_restricted_part(site, ref):
    """Ask for the restricted part, as this browser may see it then."""
    asked = site.browser.page(address(ref, "lesions", "restricted"))
    site.browser.send(asked, address(ref, "lesions", "restricted"), show="yes")


def test_page_lists_every_earlier_lesion_and_takes_one_press_each(site, both):
    first, second = both
    open_restricted_part(site, second)
    page = site.browser.page(address(second, "earlier-lesions"))
    assert "2 earlier lesions are not compared yet." in page.text
    action = address(second, "earlier-lesions", first.evaluation_id, "1")
    page = site.browser.send(page, action, became="scar")
    assert "Has become a scar · No. 1 of this evaluation" in page.text
    action = address(second, "earlier-lesions", first.evaluation_id, "2")
    page = site.browser.send(page, action, became="not_examined")
    page = site.browser.send(page, action, became="not_examined", note="declined")
    assert "Not examined: declined" in page.text
    page = site.browser.send(page, action, became="not_found")
    assert "Not found: declined" in page.text
    assert "Every earlier lesion is compared." in page.text
    assert "all compared" in site.browser.page(address(second)).text


def test_wrong_press_is_refused_on_the_page(site, both):
    first, second = both
    page = site.browser.page(address(second, "earlier-lesions"))
    action = address(second, "earlier-lesions", first.evaluation_id, "1")
    token = {"csrf_token": page.all("input", name="csrf_token")[0].get("value")}
    with site.browser.client.post(action, data={**token, "became": "better"}) as answer:
        assert answer.status_code == 422
        assert "has healed, was not found" in answer.get_data(as_text=True)


def test_lesion_is_linked_on_its_page_and_by_json(site, both):
    first, second = both
    with open_vault(site.folder, PASSPHRASE) as vault:
        a_lesion(vault, second, type_key="bruise")
    page = site.browser.page(address(second, "lesions", "1"))
    action = address(second, "lesions", "1", "same-as")
    linked = site.browser.send(page, action, earlier=f"{first.evaluation_id}/1")
    assert "Same lesion as No. 1 · Bruise" in linked.text
    token = {"X-CSRFToken": page.all("input", name="csrf_token")[0].get("value")}
    client = site.browser.client
    for sent, status in (
        ({"evaluation": None, "number": None, "version": 2}, 200),
        ({"evaluation": first.evaluation_id, "number": 1, "version": 1}, 409),
        ({"evaluation": first.evaluation_id, "number": 9}, 422),
        ({"evaluation": "0" * 16, "number": 1}, 422),
        ({"evaluation": 7, "number": 1}, 422),
        ({"evaluation": first.evaluation_id, "number": True}, 422),
        ([1], 422),
    ):
        with client.post(action, json=sent, headers=token) as answer:
            assert answer.status_code == status, sent
            assert ("problem" in answer.json) == (status != 200)
    with client.post(
        action, json={"evaluation": first.evaluation_id, "number": 1}, headers=token
    ) as answer:
        assert answer.json["said"] == "Lesion 1 is the earlier lesion No. 1"
        assert answer.json["lesion"]["same_as"] == {"evaluation": first.evaluation_id, "number": 1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_comparison_are_whole_in_every_language(site, both, language):
    _, second = both
    site.browser.client.set_cookie("l", language)
    page = site.browser.page(address(second, "earlier-lesions"))
    assert words(page.one("h1"))
    site.browser.page(address(second))


def test_report_of_a_later_visit_freezes_and_prints_the_comparison(vault):
    first, second = two_visits(vault)
    record_still_there(vault, second, the_link(first), "fading")
    state_gone(vault, second, the_link(first, 2), "not_examined", "declined")
    a_lesion(vault, second, type_key="abrasion")
    with reading(vault, second, Action.OPEN_RECORD) as case:
        frozen = earlier_snapshot(case, second, current_form().form)
        assert earlier_snapshot(case, first, current_form().form) == {}
    visits = earlier_visits_of(json.loads(json.dumps(frozen)))
    assert [(one.now, one.status, one.note) for one in visits[0].lesions] == [
        ((1,), "fading", ""),
        ((), "not_examined", "declined"),
    ]
    said = pdf_text(preview(vault, second, Choice(language="en")))
    assert "Compared with earlier evaluations" in said
    assert "Full evaluation, 12 May 2026, report No. 7/26" in said
    assert "New, not recorded at an earlier evaluation: No. 2" in said
    assert "report No. 7/26 of 12 May 2026" in said
    main, annex = said, pdf_text(preview(vault, second, Choice(document=SEALED_ANNEX)))
    assert "Described in the sealed annex" in main
    assert "scrotum" in annex.lower()
    assert "scrotum" not in main.lower()
    assert "Not examined" in annex


def test_report_of_a_first_visit_keeps_its_number_when_a_followup_is_begun(vault):
    first, second = two_visits(vault)
    before = issue(vault, first, Choice(language="en"))
    record_still_there(vault, second, the_link(first), "scar")
    assert issue(vault, first, Choice(language="ru")).number == before.number


def test_links_and_statements_go_out_and_come_in_with_the_case_file(vault):
    first, second = two_visits(vault)
    record_still_there(vault, second, the_link(first), "fading")
    state_gone(vault, second, the_link(first, 2), "healed", "pale")
    written = json.loads(exported(vault, second))
    link = {"evaluation": first.evaluation_id, "number": 1}
    assert written["lesions"][0]["same_as"] == link
    assert written["compared"] == [{**link, "number": 2, "status": "healed", "note": "pale"}]
    assert "compared" not in json.loads(exported(vault, first))
    again = imported(vault, json.dumps(written).encode())
    assert json.loads(exported(vault, again)) == written
    assert compare(vault, again).new == ()


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("compared", {"evaluation": "a", "number": 1, "status": "better"}),
        ("compared", {"evaluation": "a", "number": "1", "status": "healed"}),
        ("compared", {"evaluation": "a", "number": 1, "status": "healed", "mood": "good"}),
        ("same_as", {"evaluation": 5, "number": 1}),
        ("same_as", [1]),
    ],
)
def test_case_file_with_a_wrong_link_is_refused(vault, part, wrong):
    first, second = two_visits(vault)
    record_still_there(vault, second, the_link(first), "fading")
    written = json.loads(exported(vault, second))
    if part == "same_as":
        written["lesions"][0]["same_as"] = wrong
    else:
        written["compared"] = [wrong]
    with pytest.raises(CaseFormatError):
        imported(vault, json.dumps(written).encode())


def test_visit_of_a_case_is_named_by_its_place_in_the_order(vault):
    first, second = two_visits(vault)
    assert find_case(vault, "K-1") == second
    assert find_case(vault, "K-1", 1) == first
    with pytest.raises(RuleError, match="no evaluation number 3"):
        find_case(vault, first.case_id, 3)


def test_restricted_earlier_lesion_is_only_a_number_until_it_is_asked_for(site, both):
    _, second = both
    page = site.browser.page(address(second, "earlier-lesions"))
    assert "Finding in the restricted part" in page.text
    assert "scrotum" not in page.text.lower()
    open_restricted_part(site, second)
    page = site.browser.page(address(second, "earlier-lesions"))
    assert "scrotum" in page.text.lower()


def test_link_to_a_lesion_taken_out_since_still_says_what_it_was(site, both):
    first, second = both
    with open_vault(site.folder, PASSPHRASE) as vault:
        record_still_there(vault, second, the_link(first), "fading")
        take_out(vault, first, 1, "recorded twice", None)
    page = site.browser.page(address(second, "lesions", "1"))
    assert "Same lesion as No. 1 · Visit of 12 May 2026" in page.text
