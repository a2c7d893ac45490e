"""Pages of one's own keys: another passphrase, the recovery key, and the way in with it."""

import pytest

from tests.builders import PASSPHRASE
from tests.test_people_pages import assured
from tests.webclient import a_site, words

NEW = "entirely different words on a new sheet"


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path) as site:
        site.unlock()
        assured(site.browser, "/people/invite")
        yield site


def sheet(site):
    """Make a recovery key; return the page that shows it, and its words."""
    page = site.browser.send(site.browser.page("/account/"), "/account/recovery/new")
    (listed,) = page.all("ol", class_="recovery-words")
    return page, [words(one).split()[1] for one in listed.iter("li")]


def typed_back(site, page, listed, *, right=True):
    asked = site.browser.send(page, "/account/recovery/check")
    names = [one.get("name") for one in asked.all("input") if "word-" in one.get("name")]
    given = {name: listed[int(name[5:]) - 1] if right else "zoo" for name in names}
    return site.browser.send(asked, "/account/recovery/keep", status=None, **given)


def test_recovery_key_is_shown_with_a_code_and_kept_when_typed_back(site):
    page, listed = sheet(site)
    assert len(listed) == 24
    (code,) = page.all("div", class_="recovery-code")
    assert code.get("role") == "img"
    assert next(iter(code)).tag.endswith("svg")
    wrong = typed_back(site, page, listed, right=False)
    assert wrong.status == 422
    assert "not the words on the paper" in wrong.text
    told = typed_back(site, page, listed)
    assert "The recovery key is kept" in told.text
    page = site.browser.send(
        site.browser.page("/account/recovery/try"), "/account/recovery/try", words=" ".join(listed)
    )
    assert "The paper is good" in page.text


def test_recovery_key_is_offered_by_way_of_the_passphrase(tmp_path):
    with a_site(tmp_path) as site:
        site.unlock()
        page = site.browser.page("/account/")
        assert not [one for one in page.all("form") if one.get("action", "").endswith("/new")]
        asked = site.browser.page("/confirm/?next=/account/")
        assert page.all("a", href="/confirm/?next=/account/")
        page = site.browser.send(asked, "/confirm/", passphrase=PASSPHRASE)
        assert page.path == "/account/"
        assert page.form("/account/recovery/new")


def test_wrong_words_are_said_beside_the_field(site):
    page = site.browser.page("/account/recovery/try")
    told = site.browser.send(page, "/account/recovery/try", words="zoo " * 24, status=422)
    assert told.one("textarea", id="words").get("aria-invalid") == "true"


def test_paper_opens_the_door_with_a_new_passphrase(site):
    page, listed = sheet(site)
    typed_back(site, page, listed)
    other = site.another_browser()
    form = other.page("/join/recover")
    given = {"words": " ".join(listed), "passphrase": NEW, "again": NEW}
    door = other.send(form, "/join/recover", **given)
    assert door.path == "/unlock"
    assert other.send(door, "/unlock", passphrase=NEW).path == "/cases/"
    third = site.another_browser()
    third.send(third.page("/unlock"), "/unlock", passphrase=PASSPHRASE, status=422)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"again": "something else"}, "The two passphrases differ"),
        ({"passphrase": "short", "again": "short"}, "Take a longer passphrase"),
        ({}, "not your recovery key"),
    ],
)
def test_what_is_wrong_with_a_recovery_is_said(site, changed, said):
    other = site.another_browser()
    given = {"words": "abandon " * 23 + "art", "passphrase": NEW, "again": NEW, **changed}
    page = other.send(other.page("/join/recover"), "/join/recover", status=422, **given)
    assert said in page.text


def test_another_passphrase_ends_all_other_sessions(site):
    other = site.another_browser()
    site.unlock(other)
    form = site.browser.page("/account/passphrase")
    wrong = site.browser.send(
        form, "/account/passphrase", passphrase=NEW, again="other", status=422
    )
    assert "The two passphrases differ" in wrong.text
    told = site.browser.send(form, "/account/passphrase", passphrase=NEW, again=NEW)
    assert "The new passphrase holds" in told.text
    assert other.page("/account/").path == "/unlock"


def test_own_keys_are_shown_with_the_fingerprint(site):
    page = site.browser.page("/account/")
    assert len(words(page.one("p", class_="fingerprint")).split()) == 10
    assert "Dr Test · Clinician" in page.text


def test_draft_that_was_changed_is_refused_in_a_sentence(site):
    page, _ = sheet(site)
    told = site.browser.send(page, "/account/recovery/check", status=None, drafted="no draft")
    assert "make a new one" in told.text
