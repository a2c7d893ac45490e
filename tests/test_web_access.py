"""The pages on access: who can open a case, sharing, withdrawing, the log, and what each may do."""

import pytest

from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import issue
from tests.team_builders import decide
from tests.vault_builders import PASSPHRASE
from tests.walked_site import FOUNDER, INTIMATE, OWN, a_walked_site
from tests.webclient import Browser


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    with a_walked_site(tmp_path_factory.mktemp("access")) as made:
        made.site.app.config["WTF_CSRF_ENABLED"] = True
        yield made


def browser(walked, who):
    return Browser(walked.browser(who))


def confirmed(asking):
    """Give the passphrase once more, as letting somebody in asks for it."""
    asking.send(asking.page("/confirm/"), "/confirm/", passphrase=PASSPHRASE)
    return asking


def place(walked):
    return f"/cases/{walked.own.ref.case_id}"


def overview(walked):
    return f"{place(walked)}/{walked.own.ref.evaluation_id}"


def names(page):
    return [one.text for one in page.all("h2")]


def test_who_can_open_the_case_stands_with_part_quality_and_consent(walked):
    page = browser(walked, FOUNDER).page(f"{place(walked)}/access")
    assert "Dr Test" in page.text
    assert "leads the case" in page.text
    for who in ("the clinician", "the reviewer", "the lawyer", "the coordinator"):
        assert who in names(page)
    assert "the outsider" not in page.text
    assert "only that there is a case, and its log" in page.text
    assert page.all("a", href=f"{place(walked)}/access/share")


def test_only_who_leads_is_offered_sharing_and_withdrawing(walked):
    for who in ("clinician", "reviewer", "lawyer", "coordinator"):
        page = browser(walked, who).page(f"{place(walked)}/access")
        assert "Withdraw access" not in page.text
        assert not page.all("a", href=f"{place(walked)}/access/share")
        browser(walked, who).page(f"{place(walked)}/access/share", status=403)


def test_sharing_asks_for_the_passphrase_once_more(walked):
    lead, action = browser(walked, FOUNDER), f"{place(walked)}/access/share"
    page = lead.page(action)
    assert page.path == "/confirm/"
    assert "Next you let somebody into a case" in page.text
    form = confirmed(lead).page(action)
    lead.client.delete_cookie(f"p{walked.site.sessions.cookie}")
    page = lead.send(form, action, status=403, reason="co-examiner")
    assert "Nothing was done yet" in page.text


def test_the_form_of_sharing_names_what_is_to_be_corrected_and_keeps_what_was_typed(walked):
    lead, action = confirmed(browser(walked, FOUNDER)), f"{place(walked)}/access/share"
    person = walked.vaults["outsider"].person_id
    form = lead.page(action)
    page = lead.send(form, action, status=422, reason="co-examiner", parts="record")
    assert page.one("a", href="#person").text == "Choose with whom the case is to be shared"
    assert page.one("input", id="reason").get("value") == "co-examiner"
    given = {"person": person, "recipient": "team", "parts": "record", "reason": "co-examiner"}
    page = lead.send(form, action, status=422, **{**given, "until": "soon"})
    assert "year, month and day" in page.one("a", href="#until").text
    page = lead.send(form, action, status=422, **{**given, "recipient": "npm"})
    assert "No consent to this is recorded" in page.one("a", href="#recipient").text
    page = lead.send(form, action, status=422, **{**given, "parts": "photographs"})
    assert "within the record" in page.one("a", href="#parts-1").text


def test_a_case_is_shared_changed_and_taken_back_by_pages(walked):
    lead, action = confirmed(browser(walked, FOUNDER)), f"{place(walked)}/access/share"
    vault = walked.vaults["outsider"]
    given = {"person": vault.person_id, "recipient": "team", "reason": "holiday cover"}
    page = lead.send(lead.page(action), action, **given, parts="record", until="2031-02-01")
    assert "holiday cover" in page.text
    assert "until 1 February 2031" in page.text
    other = browser(walked, "outsider")
    assert "A-1" in other.page("/cases/").text
    assert OWN in other.page(f"{overview(walked)}/sections/allegations/account").html
    change = lead.page(f"{action}?person={vault.person_id}")
    assert change.one("input", id="until").get("value") == "2031-02-01"
    asked = f"{place(walked)}/access/{vault.person_id}/withdraw"
    page = lead.send(lead.page(asked), asked, status=422, reason=" ")
    assert "Say why access is withdrawn" in page.one("a", href="#reason").text
    page = lead.send(lead.page(asked), asked, reason="back again")
    assert "back again" in page.text
    assert "A-1" not in other.page("/cases/").text
    other.page(overview(walked), status=404)
    lead.page(asked, status=404)


def test_the_log_tells_everybody_of_the_case_what_happened(walked):
    for who in (FOUNDER, "reviewer", "lawyer", "coordinator"):
        page = browser(walked, who).page(f"{place(walked)}/log")
        assert "shared with the lawyer: Issued reports" in page.text
        assert "issued report 1, English" in page.text
    browser(walked, "outsider").page(f"{place(walked)}/log", status=404)


def test_a_lawyer_is_led_to_the_issued_reports_and_takes_one_out(walked):
    lawyer = browser(walked, "lawyer")
    page = lawyer.page(overview(walked))
    assert page.path == f"{place(walked)}/issued"
    (link,) = [one for one in page.all("a") if "en.full.pdf" in (one.get("href") or "")]
    with lawyer.client.get(link.get("href")) as answer:
        assert answer.data.startswith(b"%PDF")
    assert "took report 1 out as a file" in lawyer.page(f"{place(walked)}/log").text


def test_a_lawyer_sees_and_checks_the_signatures_and_cannot_sign(walked):
    lawyer = browser(walked, "lawyer")
    action = f"{overview(walked)}/report/1/en.full/signatures/"
    assert lawyer.page(f"{place(walked)}/issued").all("a", href=action)
    page = lawyer.page(f"{action}?check=yes")
    assert "Nobody has signed this file" in page.text
    assert not [one for one in page.all("form") if one.get("action", "").startswith(action)]
    assert page.all("a", href=f"{place(walked)}/issued")


def test_a_coordinator_begins_with_the_people_of_a_case(walked):
    page = browser(walked, "coordinator").page(overview(walked))
    assert page.path == f"{place(walked)}/access"


def test_a_coordinator_is_told_why_reports_are_shut(walked):
    page = browser(walked, "coordinator").page(f"{place(walked)}/issued")
    assert "Your role (Coordinator) does not include this" in page.text
    assert not [one for one in page.all("a") if ".pdf" in (one.get("href") or "")]


def test_a_reviewer_reads_every_page_and_is_offered_nothing_to_write(walked):
    reviewer, here = browser(walked, "reviewer"), overview(walked)
    looked_at = (
        "", "/sections/allegations/account", "/sections/physical_exam/trunk", "/lesions/",
        "/lesions/1", "/photographs/", "/report/",
    )  # fmt: skip
    for path in looked_at:
        page = reviewer.page(f"{here}{path}")
        sent = {one.get("action") for one in page.all("form", method="post")}
        outside = {f"{here}/name", "/lock", "/language"}
        asked = {one for one in sent if one not in outside and "undo" not in one}
        writing = {one for one in asked if not page.all("fieldset", disabled="")}
        assert not writing, (path, writing)
        assert "Save and continue" not in page.text
        assert INTIMATE not in page.html
    page = reviewer.page(f"{here}/sections/physical_exam/trunk")
    assert not [one for one in page.all("fieldset") if "genitourinary" in (one.get("id") or "")]
    assert "pe_genitourinary" not in page.html


def test_a_report_is_saved_for_somebody_only_with_consent(walked):
    lead = browser(walked, FOUNDER)
    page = lead.page(f"{overview(walked)}/report/")
    assert [one for one in page.all("option") if one.get("value") == "court"]
    lead.page(f"{overview(walked)}/report/1/en.full.pdf?for=court", status=403)
    lead.page(f"{overview(walked)}/report/1/en.full.pdf?for=nobody", status=400)
    with lead.client.get(f"{overview(walked)}/report/1/en.full.pdf?for=lawyer") as answer:
        assert answer.status_code == 200
    assert "for: Lawyer" in lead.page(f"{place(walked)}/log").text


def test_a_withdrawn_consent_is_seen_on_the_page_and_shuts_the_pages(walked):
    founder, ref = walked.vaults[FOUNDER], walked.own.ref
    issue(founder, ref, Choice(language="en"))
    decide(founder, ref, c_share_lawyer="withdrawn")
    page = browser(walked, FOUNDER).page(f"{place(walked)}/access")
    assert "Withdrawn" in page.text
    lawyer = browser(walked, "lawyer")
    assert "has withdrawn consent" in lawyer.page(f"{place(walked)}/issued").text
    lawyer.page(f"{overview(walked)}/report/1/en.full.pdf", status=403)


def test_an_administrator_begins_with_the_people_and_not_with_cases(walked):
    page = browser(walked, "administrator").page("/cases/")
    assert page.path == "/people/"
    assert "A-1" not in page.text


def test_the_lead_is_offered_to_hand_the_case_on_to_who_has_all_of_it(walked):
    page = browser(walked, FOUNDER).page(f"{place(walked)}/access")
    offers = [one.get("action") for one in page.all("form") if "lead" in one.get("action", "")]
    person = walked.vaults["clinician"].person_id
    assert offers == [f"{place(walked)}/access/{person}/lead"]
    asked = browser(walked, FOUNDER)
    refused = asked.send(asked.page(f"{place(walked)}/access"), offers[0], status=403)
    assert "passphrase" in refused.text
    assert "leads the case" in asked.page(f"{place(walked)}/access").text
