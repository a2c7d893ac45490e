"""The pages of people: from the invitation to leaving, in two browsers."""

import logging
import re

import pytest

from tests.builders import PASSPHRASE
from tests.people_builders import SECOND_PASSPHRASE
from tests.webclient import a_site, words


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path) as site:
        site.unlock()
        yield site


def assured(browser, path):
    """Load a page for which the passphrase is asked once more."""
    page = browser.page(path)
    if page.path == "/confirm/":
        page = browser.send(page, "/confirm/", passphrase=PASSPHRASE)
    return page


def invited(site, name="Dr Second", role="lawyer"):
    """Invite somebody; return the page with the code, and the code."""
    form = assured(site.browser, "/people/invite")
    page = site.browser.send(form, "/people/invite", name=name, role=role)
    return page, words(page.one("p", class_="secret-code"))


def joined(site, code):
    """Answer an invitation in another browser; return it and the page with the fingerprint."""
    other = site.another_browser()
    asked = other.send(other.page("/join/"), "/join/", code=code.lower())
    assert "Dr Test invites Dr Second: Lawyer." in asked.text
    typed = {"passphrase": SECOND_PASSPHRASE, "again": SECOND_PASSPHRASE}
    return other, other.send(asked, "/join/answer", **typed)


def unlocked(other, name="Dr Second", status=200):
    page = other.page("/unlock")
    return other.send(page, "/unlock", name=name, passphrase=SECOND_PASSPHRASE, status=status)


def fingerprints(page):
    return [words(one) for one in page.all("p", class_="fingerprint")]


def person_url(page, name):
    (link,) = [one for one in page.all("a") if words(one) == name]
    return link.get("href")


def let_in(site):
    _, code = invited(site)
    other, told = joined(site, code)
    listed = site.browser.page("/people/")
    path = next(one.get("href") for one in listed.all("a") if "confirm" in one.get("href", ""))
    page = assured(site.browser, path)
    assert fingerprints(page) == fingerprints(told), "both ways, in the same order"
    return other, site.browser.send(page, path, compared="yes")


def test_two_people_meet_by_pages(site):
    other, listed = let_in(site)
    assert "Dr Second" in listed.text
    assert "Wait to be let in" not in listed.text
    unlocked(other)
    names = [words(one) for one in other.page("/people/").all("th", scope="row")]
    assert names == ["Dr Second you", "Dr Test"]


def test_code_is_shown_once_and_can_be_printed(site):
    page, code = invited(site)
    assert len(code.split()) == 7
    assert "shown only now" in page.text
    listed = site.browser.page("/people/")
    assert "Dr Second" in listed.text
    assert code not in listed.text


def test_name_that_is_taken_is_said_beside_the_field(site):
    form = assured(site.browser, "/people/invite")
    page = site.browser.send(form, "/people/invite", name="dr test", role="lawyer", status=422)
    assert "bears this name already" in page.text
    assert page.one("input", id="name").get("aria-invalid") == "true"


def test_invitation_is_withdrawn_on_the_list(site):
    _, code = invited(site)
    listed = assured(site.browser, "/people/")
    (action,) = [
        one.get("action") for one in listed.all("form") if "withdraw" in one.get("action", "")
    ]
    listed = site.browser.send(listed, action)
    assert "Dr Second" not in listed.text
    other = site.another_browser()
    page = other.send(other.page("/join/"), "/join/", code=code, status=422)
    assert "No open invitation" in page.text


def test_door_asks_for_the_name_only_once_there_are_several_people(site):
    other = site.another_browser()
    assert not other.page("/unlock").all("input", id="name")
    let_in(site)
    assert other.page("/unlock").all("input", id="name")


def test_person_who_waits_sees_the_fingerprint_again_by_unlocking(site):
    _, code = invited(site)
    other, told = joined(site, code)
    again = unlocked(other)
    assert fingerprints(again)[0] == fingerprints(told)[0]
    assert other.page("/people/").path == "/unlock"


def test_passphrases_that_differ_are_said_beside_the_field(site):
    _, code = invited(site)
    other = site.another_browser()
    asked = other.send(other.page("/join/"), "/join/", code=code)
    typed = {"passphrase": SECOND_PASSPHRASE, "again": "something else altogether"}
    page = other.send(asked, "/join/answer", status=422, **typed)
    assert "The two passphrases differ" in page.text


def test_answer_that_was_not_theirs_is_sent_away(site):
    _, code = invited(site)
    joined(site, code)
    listed = site.browser.page("/people/")
    path = next(one.get("href") for one in listed.all("a") if "confirm" in one.get("href", ""))
    page = site.browser.send(assured(site.browser, path), path.replace("confirm", "refuse"))
    assert "Dr Second" not in page.text


def test_confirming_somebody_who_is_gone_leads_to_the_list(site):
    assert assured(site.browser, "/people/0123456789abcdef/confirm").path == "/people/"


def test_role_is_changed_and_person_taken_out_by_pages(site):
    other, listed = let_in(site)
    unlocked(other)
    url = person_url(listed, "Dr Second")
    listed = site.browser.send(assured(site.browser, url), f"{url}/role", role="reviewer")
    assert "Reviewer" in listed.text
    listed = site.browser.send(site.browser.page(url), f"{url}/leave", sure="yes")
    assert "1 person has left" in listed.text
    assert "no longer have access" in unlocked(other, status=422).text


def test_sessions_of_somebody_are_ended_by_a_button_and_they_may_come_back(site, caplog):
    other, listed = let_in(site)
    unlocked(other)
    third = site.another_browser()
    unlocked(third)
    url = person_url(listed, "Dr Second")
    fresh = site.another_browser()
    asked = fresh.send(fresh.page("/unlock"), "/unlock", name="Dr Test", passphrase=PASSPHRASE)
    token = asked.all("input", name="csrf_token")[0].get("value")
    with fresh.client.post(f"{url}/sign-out", data={"csrf_token": token}) as refused:
        assert refused.status_code == 403
    assert other.page("/people/").path == "/people/"
    with caplog.at_level(logging.INFO, "ipdoc.web"):
        told = site.browser.send(assured(site.browser, url), f"{url}/sign-out")
    assert "All sessions of this person were ended." in told.text
    assert [one.page("/people/").path for one in (other, third)] == ["/unlock", "/unlock"]
    assert site.browser.page("/people/").path == "/people/"
    [line] = [one for one in caplog.records if one.msg == "sessions ended by another"]
    assert line.fields["who"] == url.rpartition("/")[2] != line.fields["person"]
    assert unlocked(other).path == "/cases/"


def test_new_role_holds_at_once_since_the_sessions_in_this_process_end(site):
    other, listed = let_in(site)
    unlocked(other)
    url = person_url(listed, "Dr Second")
    site.browser.send(assured(site.browser, url), f"{url}/role", role="reviewer")
    assert other.page("/people/").path == "/unlock"


def test_nobody_takes_themselves_out(site):
    url = person_url(site.browser.page("/people/"), "Dr Test")
    page = assured(site.browser, url)
    assert not [one for one in page.all("form") if one.get("action", "").endswith("/leave")]


def test_lawyer_sees_people_but_neither_invites_nor_opens_them(site):
    other, _ = let_in(site)
    unlocked(other)
    page = other.page("/people/")
    links = [one.get("href") for one in page.all("a")]
    assert not [one for one in links if re.match(r"/people/.+", one or "")]


def test_administrator_begins_at_the_people_and_sees_no_case(site):
    _, code = invited(site, role="administrator")
    other = site.another_browser()
    asked = other.send(other.page("/join/"), "/join/", code=code)
    typed = {"passphrase": SECOND_PASSPHRASE, "again": SECOND_PASSPHRASE}
    other.send(asked, "/join/answer", **typed)
    listed = site.browser.page("/people/")
    path = next(one.get("href") for one in listed.all("a") if "confirm" in one.get("href", ""))
    site.browser.send(assured(site.browser, path), path, compared="yes")
    assert unlocked(other).path == "/people/"
    for page in (other.page("/"), other.page("/account/")):
        assert "/cases/" not in [one.get("href") for one in page.all("a")]
    assert other.page("/cases/").path == "/people/"


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_pages_of_people_speak_the_language_of_the_page(site, language):
    let_in(site)
    invited(site, "Dr Third")
    site.browser.client.set_cookie("l", language)
    for path in ("/people/", "/people/invite"):
        page = site.browser.page(path)
        assert page.one("html").get("lang") == language
        assert not re.search(r"\b(Invite|person|role)\b", page.text)
