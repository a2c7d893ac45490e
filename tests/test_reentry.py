"""The passphrase once more before dangerous acts, and the list of sessions."""

import time

import pytest

from ipdoc.casework.people import reentry
from ipdoc.casework.people.reentry import VALID_S, ConfirmError, check_proof, proof_of_passphrase
from ipdoc.i18n import LANGUAGES
from ipdoc.vault.errors import WrongPassphraseError
from ipdoc.web import gate
from ipdoc.web.browsers import described
from ipdoc.web.confirm_pages import confirmed
from ipdoc.web.sessions import LONGEST_S
from tests.builders import PASSPHRASE, a_vault
from tests.webclient import Page, a_site, words

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site with one dangerous act; the browser is let in."""
    monkeypatch.setattr(gate, "FOR_EVERYBODY", gate.FOR_EVERYBODY | {"danger"})
    with a_site(tmp_path) as made:
        done = []

        @made.app.route("/danger", methods=["GET", "POST"])
        @confirmed
        def danger():
            done.append(1)
            return "done"

        made.done = done
        made.unlock()
        yield made


def confirm(site, target="/sessions/"):
    page = site.browser.page(f"/confirm/?next={target}")
    return site.browser.send(page, "/confirm/", passphrase=PASSPHRASE)


def test_page_of_a_dangerous_act_asks_first_and_is_shown_then(site):
    page = site.browser.page("/danger")
    assert page.path == "/confirm/"
    assert not site.done
    with site.browser.client.get("/danger") as answer:
        assert answer.status_code == 303
    data = {"csrf_token": page.form("/confirm/").find("input").get("value"), "next": "/danger"}
    data["passphrase"] = PASSPHRASE
    with site.browser.client.post("/confirm/", data=data, follow_redirects=True) as answer:
        assert answer.text == "done"


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_says_what_the_passphrase_is_for_and_only_erasing_is_for_ever(site, language):
    site.browser.client.set_cookie("l", language)
    said = {
        target: words(site.browser.page(f"/confirm/?next={target}").one("p", class_="lead"))
        for target in ("/cases/c/e/bundles/?kept=1", "/people/invite", "/cases/c/erase", "/danger")
    }
    assert len(set(said.values())) == 4
    if language == "en":
        assert [one for one in said if "cannot be taken back" in said[one]] == ["/cases/c/erase"]
        assert "bundles" in said["/cases/c/e/bundles/?kept=1"]
        for nowhere in ("", "/nothing/here", "//elsewhere.example/", "/people"):
            told = site.browser.page(f"/confirm/?next={nowhere}").one("p", class_="lead")
            assert words(told) == said["/danger"]


def test_act_that_was_not_confirmed_is_not_done_and_can_be_sent_again(site):
    token = site.browser.page("/confirm/").form("/confirm/").find("input").get("value")
    data = {"csrf_token": token}
    with site.browser.client.post("/danger", data=data) as answer:
        page = Page(answer)
    assert page.status == 403
    assert "Nothing was done yet" in page.text
    assert page.one("a", class_="primary").get("target") == "_blank"
    assert not site.done
    confirm(site)
    with site.browser.client.post("/danger", data=data) as answer:
        assert answer.text == "done"


def test_wrong_passphrase_confirms_nothing(site):
    page = site.browser.page("/confirm/?next=/danger")
    told = site.browser.send(page, "/confirm/", status=422, passphrase="wrong words entirely")
    assert "does not open the vault" in words(told.one("p", id="passphrase-error"))
    assert "wrong words" not in told.html
    assert site.browser.page("/danger").path == "/confirm/"


def test_confirming_never_leads_to_another_site(site):
    assert confirm(site, "//elsewhere.example/").path == "/cases/"


def test_cookie_of_the_proof_is_kept_from_scripts(site):
    token = site.browser.page("/confirm/").form("/confirm/").find("input").get("value")
    data = {"csrf_token": token, "passphrase": PASSPHRASE}
    with site.browser.client.post("/confirm/", data=data) as answer:
        (cookie,) = answer.headers.getlist("Set-Cookie")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert f"Max-Age={VALID_S}" in cookie


def test_proof_counts_for_five_minutes_of_one_session(tmp_path):
    with a_vault(tmp_path) as vault:
        proof = proof_of_passphrase(vault, PASSPHRASE, "token", 1000)
        check_proof(vault, proof, "token", 1000)
        check_proof(vault, proof, "token", 1000 + VALID_S - 1)
        for session, now in (("token", 1000 + VALID_S), ("other", 1000), ("token", 900)):
            with pytest.raises(ConfirmError):
                check_proof(vault, proof, session, now)


@pytest.mark.parametrize("proof", ["", ".", "x.y", "99999999999999.00", "1299", "1299.", "١٢٩٩.x"])
def test_proof_that_was_made_up_is_refused(tmp_path, proof):
    with a_vault(tmp_path) as vault, pytest.raises(ConfirmError):
        check_proof(vault, proof, "token", 1000)


def test_proof_cannot_be_made_from_what_the_browser_holds(tmp_path):
    with a_vault(tmp_path / "a") as vault, a_vault(tmp_path / "b") as other:
        until = 1000 + VALID_S
        forged = f"{until}.{reentry._digest(other, 'token', until)}"
        with pytest.raises(ConfirmError):
            check_proof(vault, forged, "token", 1000)
        with pytest.raises(WrongPassphraseError):
            proof_of_passphrase(vault, "wrong words entirely", "token", 1000)


def test_sessions_are_listed_and_one_can_be_ended_from_another(site):
    other = site.another_browser()
    other.client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    site.unlock(other)
    page = site.browser.page("/sessions/")
    rows = [words(row) for row in page.all("tr")][1:]
    assert len(rows) == 2
    assert sum("This page" in row for row in rows) == 1
    assert any(row.startswith("Firefox · Windows · 127.0.0.1") for row in rows)
    assert not page.all("button", class_="secondary")
    page = confirm(site)
    (ending,) = [one for one in page.all("form") if one.get("action", "").endswith("/end")]
    left = site.browser.send(page, ending.get("action"))
    assert len(left.all("tr")) == 2
    assert other.page("/cases/").path == "/unlock"
    assert site.browser.page("/cases/").path == "/cases/"


def test_all_other_sessions_are_ended_at_once(site):
    others = [site.another_browser() for _ in range(3)]
    for one in others:
        site.unlock(one)
    site.browser.send(confirm(site), "/sessions/end-others")
    assert {one.page("/cases/").path for one in others} == {"/unlock"}
    assert len(site.sessions._open) == 1


def test_session_is_not_ended_without_the_passphrase(site):
    site.unlock(site.another_browser())
    token = site.browser.page("/sessions/").form("/lock").find("input").get("value")
    for one in list(site.sessions._open):
        data = {"csrf_token": token}
        with site.browser.client.post(f"/sessions/{one.hex()}/end", data=data) as answer:
            assert answer.status_code == 403
    assert len(site.sessions._open) == 2


def test_token_cannot_be_read_from_the_list(site):
    page = site.browser.page("/sessions/")
    cookie = site.browser.client.get_cookie(site.sessions.cookie)
    assert cookie.value not in page.html


def test_session_ends_after_a_long_day_however_busy(site):
    for _ in range(LONGEST_S // 600):
        site.clock[0] += 600
        assert site.browser.page("/sessions/").path == "/sessions/"
    site.clock[0] += 1
    assert site.browser.page("/sessions/").path == "/unlock"


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        (FIREFOX, "Firefox · Windows · 10.0.0.7"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit Chrome/140 Safari/537",
            "Chrome · Linux · 10.0.0.7",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18) Version/18 Safari/604",
            "Safari · iPhone · 10.0.0.7",
        ),
        ("<script>alert(1)</script>", "10.0.0.7"),
    ],
)
def test_browser_is_described_by_known_names_only(header, shown):
    assert described(header, "10.0.0.7") == shown


def test_times_of_sessions_are_those_of_the_clock_on_the_wall(site):
    (one,) = site.sessions.listed(next(iter(site.sessions._open.values())).vault)
    assert abs(one.begun_at - time.time()) < 120
    site.clock[0] += 300
    (later,) = site.sessions.listed(next(iter(site.sessions._open.values())).vault)
    assert later.last_seen_at <= one.last_seen_at - 299
