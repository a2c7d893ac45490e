"""Only the browser that the program opened is shown anything, and only so much of it."""

import contextlib
import re
import threading

import pytest

from ipdoc.config import Settings
from ipdoc.web.app import create_app
from ipdoc.web.launch import Launch, NotStartedHereError
from ipdoc.web.limits import DOOR_BODY_BYTES, Limit, TooOftenError
from ipdoc.web.sessions import Sessions
from tests.builders import a_vault
from tests.webclient import Browser, Page, a_site, words

SAID = "Start ipdoc on this computer"


@pytest.fixture
def launched(tmp_path):
    """An application as ``ipdoc serve`` makes it, and its launch."""
    a_vault(tmp_path).close()
    launch = Launch()
    sessions = Sessions(15)
    yield create_app(Settings(vault_folder=tmp_path / "vault"), sessions, launch), launch
    sessions.end_all()


@pytest.mark.parametrize("path", ["/", "/unlock", "/create", "/cases/", "/nothing", "/start/wrong"])
def test_stranger_sees_one_sentence_and_no_way_on(launched, path):
    page = Browser(launched[0].test_client()).page(path, status=403)
    assert SAID in page.text
    assert words(page.one("h1")) == "Start from the program"
    assert not page.all("input", type="password")


def test_stranger_can_change_nothing(launched):
    app, _launch = launched
    for path in ("/unlock", "/create", "/lock", "/awake"):
        with app.test_client().post(path, data={"passphrase": "x"}) as answer:
            assert answer.status_code == 403
            assert SAID in answer.text


def test_script_of_a_stranger_is_told_in_json(launched):
    answer = launched[0].test_client().get("/unlock", headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert SAID in answer.get_json()["said"]


def test_link_lets_one_browser_in_and_no_second_one(launched):
    app, launch = launched
    link = launch.path()
    first, second = Browser(app.test_client()), Browser(app.test_client())
    assert first.page(link).path == "/unlock"
    assert first.page("/unlock").one("input", id="passphrase") is not None
    assert SAID in second.page(link, status=403).text
    assert second.page(launch.path()).path == "/unlock"


def test_cookie_of_the_link_is_kept_from_scripts_and_other_sites(launched):
    app, launch = launched
    with app.test_client().get(launch.path()) as answer:
        (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith(launch.cookie)]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Max-Age" not in cookie
    assert len(cookie.partition("=")[2].partition(";")[0]) == 43


def test_link_names_a_host_that_no_other_port_shares(launched):
    app, launch = launched
    assert re.fullmatch(r"i[0-9a-f]{16}\.localhost", launch.host)
    assert Launch().host != launch.host
    with app.test_client().get(launch.path(), headers={"Host": f"{launch.host}:8000"}) as answer:
        assert answer.status_code == 303
    with app.test_client().get(launch.path(), headers={"Host": "i0.localhost"}) as answer:
        assert answer.status_code == 400


def test_next_link_is_told_when_one_was_used():
    told = []
    launch = Launch(told.append)
    before = launch.path()
    launch.spend(before.removeprefix("/start/"))
    assert told == [launch.path()]
    assert launch.path() != before
    with pytest.raises(NotStartedHereError):
        launch.spend("")


def test_one_link_used_by_many_at_once_lets_one_in():
    launch = Launch()
    token, let_in = launch.path().removeprefix("/start/"), []

    def try_it():
        with contextlib.suppress(NotStartedHereError):
            let_in.append(launch.spend(token))

    threads = [threading.Thread(target=try_it) for _ in range(16)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(let_in) == 1


def test_session_that_asks_too_often_is_told_when_to_come_back(tmp_path):
    with a_site(tmp_path, session_rate=0.5, address_rate=100.0) as site:
        site.unlock()
        statuses = []
        for _ in range(6):
            with site.browser.client.get("/cases/") as answer:
                statuses.append(answer.status_code)
        assert statuses[0] == 200
        assert statuses[-1] == 429
        with site.browser.client.get("/cases/") as answer:
            assert 1 <= int(answer.headers["Retry-After"]) <= 2
            told = Page(answer)
        assert "Too many requests" in words(told.one("h1"))
        assert "then load the page again" in told.text


def test_locking_is_never_too_often(tmp_path):
    with a_site(tmp_path, session_rate=0.5, address_rate=100.0) as site:
        page = site.unlock()
        while site.browser.client.get("/cases/").status_code == 200:
            pass
        assert site.browser.send(page, "/lock").path == "/unlock"
        assert not site.sessions._open


def test_addresses_of_one_household_share_their_limit(tmp_path):
    with a_site(tmp_path, address_rate=0.5) as site:
        asked = [{"REMOTE_ADDR": f"2001:db8:1:2::{number}"} for number in range(1, 8)]
        client = site.browser.client
        statuses = [client.get("/unlock", environ_base=one).status_code for one in asked]
        assert (statuses[0], statuses[-1]) == (200, 429)
        elsewhere = {"REMOTE_ADDR": "2001:db8:1:3::1"}
        assert client.get("/unlock", environ_base=elsewhere).status_code == 200


def test_styles_and_scripts_are_sent_however_often(tmp_path):
    with a_site(tmp_path, address_rate=0.1) as site:
        url = site.browser.page("/unlock").all("link", rel="stylesheet")[0].get("href")
        for _ in range(20):
            with site.browser.client.get(url) as answer:
                assert answer.status_code == 200


def test_address_without_a_session_is_limited_whatever_cookie_it_shows(tmp_path):
    with a_site(tmp_path, session_rate=100.0, address_rate=0.5) as site:
        statuses = set()
        for number in range(8):
            client = site.app.test_client()
            client.set_cookie(site.sessions.cookie, f"forged{number}", domain="localhost")
            with client.get("/unlock") as answer:
                statuses.add(answer.status_code)
        assert statuses == {200, 429}


def test_bucket_fills_again_as_time_passes_and_never_over_its_brim():
    now = [0.0]
    limit = Limit(1.0, clock=lambda: now[0])
    for _ in range(10):
        limit.take("a")
    with pytest.raises(TooOftenError) as refused:
        limit.take("a")
    assert refused.value.wait_s == 1
    limit.take("b")
    now[0] += 1
    limit.take("a")
    now[0] += 10_000
    for _ in range(10):
        limit.take("a")
    with pytest.raises(TooOftenError):
        limit.take("a")


def test_buckets_of_many_addresses_do_not_pile_up():
    limit = Limit(1.0, clock=lambda: 0.0)
    for number in range(10_500):
        limit.take(str(number))
    assert len(limit._buckets) <= 10_000


def test_door_reads_no_large_body(tmp_path):
    with a_site(tmp_path) as site:
        page = site.browser.page("/unlock")
        token = page.form("/unlock").find("input").get("value")
        data = {"csrf_token": token, "passphrase": "x" * DOOR_BODY_BYTES}
        with site.browser.client.post("/unlock", data=data) as answer:
            assert answer.status_code == 413


def test_looking_at_a_link_without_following_it_leaves_it_good(tmp_path):
    launch = Launch()
    with a_site(tmp_path, vault=False) as site:
        app = create_app(site.app.extensions["ipdoc-settings"], started=launch)
        client, path = app.test_client(), launch.path()
        assert client.head(path).status_code == 405
        assert client.options(path).status_code == 200
        assert client.get(path).status_code == 303
