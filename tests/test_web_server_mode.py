"""A server's workers over WSGI: two of one vault, behind a proxy, with logs that tell nothing."""

import io
import json
import logging
import re
import threading
from contextlib import contextmanager

import pytest
from gunicorn.http.parser import RequestParser

from ipdoc.config import ServerSettings, Settings, SettingsError, load_server_settings
from ipdoc.web import wsgi
from ipdoc.web.logs import JsonLines, log_to_stderr
from ipdoc.web.workers import Workers
from tests.builders import PASSPHRASE, a_vault
from tests.databases import address
from tests.vault_builders import sql
from tests.webclient import Browser

HOST = "ipdoc.example"
PROXY = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}


@pytest.fixture
def settings(databases, tmp_path):
    name = databases.take()
    yield Settings(
        vault_folder=tmp_path / "vault",
        hosts=(HOST,),
        database_url=address(name),
        address_rate=1000.0,
    )
    databases.give_back(name)


@pytest.fixture
def vault(settings):
    from ipdoc.storage.place import place_of

    with a_vault(place_of(settings)) as vault:
        yield vault


@contextmanager
def a_worker(settings, secret=b"s" * 32):
    app = wsgi.served_app(ServerSettings(settings, secret))
    try:
        yield app
    finally:
        wsgi.close(app)


@pytest.fixture
def workers(settings, vault):
    with a_worker(settings) as first, a_worker(settings) as second:
        yield first, second


def a_browser(app, cookies=None):
    """A browser at the proxy; cookies are shared with another worker's client."""
    client = app.test_client()
    if cookies is not None:
        client._cookies = cookies
    client.environ_base |= {
        "HTTP_HOST": HOST,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https",
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in PROXY.items()},
    }
    return Browser(_Secure(client))


class _Secure:
    """Asks as for an https page, so that the cookies are sent."""

    def __init__(self, client):
        self._client = client

    def get(self, path, **given):
        return self._client.get(path, base_url=f"https://{HOST}", **given)

    def post(self, path, **given):
        return self._client.post(path, base_url=f"https://{HOST}", **given)

    def __getattr__(self, name):
        return getattr(self._client, name)


def unlocked(app):
    browser = a_browser(app)
    browser.send(browser.page("/unlock"), "/unlock", passphrase=PASSPHRASE)
    return browser


def test_header_through_the_proxy_does_not_move_the_pages():
    cfg = Workers("127.0.0.1:0", 1, 1, {}).cfg
    sent = (
        b"GET /unlock HTTP/1.1\r\nHost: x\r\nSCRIPT_NAME: /other\r\nPATH_INFO: /other\r\n"
        b"X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: off\r\n\r\n"
    )
    (asked,) = RequestParser(cfg, iter([sent]), "")
    assert asked.path == "/unlock"
    assert asked.scheme == "http"
    assert "X-FORWARDED-PROTO" in dict(asked.headers)
    assert not [name for name, _value in asked.headers if "_" in name]


def test_what_one_worker_unlocked_the_other_goes_on_with(workers):
    first, second = workers
    browser = unlocked(first)
    other = a_browser(second, browser.client._cookies)
    page = browser.page("/cases/new")
    found = other.send(page, "/cases/new", code="S-1", type="full")
    assert "S-1" in found.text
    other.send(found, "/lock")
    assert browser.page("/cases/").path == "/unlock"


def test_cookies_are_for_https_and_for_this_host_alone(workers):
    client = unlocked(workers[0]).client
    answer = client.get("/sessions/")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    kept = {cookie.key: cookie for cookie in client._cookies.values()}
    assert {"__Host-s", "__Host-cs"} <= set(kept)
    for cookie in kept.values():
        assert cookie.secure
        assert cookie.http_only
        assert cookie.same_site == "Strict"
        assert cookie.path == "/"


def test_page_without_https_is_refused_and_health_is_not(workers):
    client = workers[0].test_client()
    for path, status in (("/unlock", 400), ("/healthz", 200), ("/readyz", 200)):
        plain = client.get(path, base_url=f"http://{HOST}", environ_base={"REMOTE_ADDR": "::1"})
        assert plain.status_code == status


def test_nobody_but_the_proxy_is_believed(workers, vault):
    client = workers[0].test_client()
    answer = client.get(
        "/unlock",
        base_url=f"http://{HOST}",
        headers=PROXY,
        environ_base={"REMOTE_ADDR": "10.0.0.7"},
    )
    assert answer.status_code == 400


def test_address_is_the_last_that_the_proxy_saw(workers):
    browser = a_browser(workers[0])
    browser.client.environ_base["HTTP_X_FORWARDED_FOR"] = "198.51.100.1, 203.0.113.9"
    browser.send(browser.page("/unlock"), "/unlock", passphrase=PASSPHRASE)
    assert "203.0.113.9" in browser.page("/sessions/").text


def test_other_host_is_refused(workers):
    client = workers[0].test_client()
    for path in ("/unlock", "/healthz"):
        answer = client.get(path, base_url="https://evil.example", headers=PROXY)
        assert answer.status_code == 400


def test_vault_of_a_server_is_not_made_by_whoever_comes_first(workers):
    client = a_browser(workers[0]).client
    assert client.get("/create").status_code == 404


def test_ready_page_says_what_does_not_answer_and_nothing_more(workers, settings, vault):
    client = workers[0].test_client()
    sql(vault, "DELETE FROM vault")
    answer = client.get("/readyz", base_url=f"http://{HOST}")
    assert (answer.status_code, answer.text) == (503, "database does not answer\n")
    assert client.get("/healthz", base_url=f"http://{HOST}").text == "alive\n"


def test_database_that_is_away_gives_a_page_that_says_so(settings, vault, monkeypatch):
    with a_worker(settings) as app:
        browser = unlocked(app)
        sql(vault, "ALTER TABLE session RENAME TO away")
        try:
            answer = browser.client.get("/cases/")
            assert answer.status_code == 507
            assert "<h1" in answer.text
        finally:
            sql(vault, "ALTER TABLE away RENAME TO session")


WORDS = ("Айгүл", "QANARYBIRD", "secret-query", "canary-code")


@pytest.fixture
def lines():
    """What is logged, as a server writes it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(before)


def test_log_holds_ids_and_no_word_that_anybody_typed(workers, lines, vault, monkeypatch):
    browser = unlocked(workers[0])
    page = browser.page("/cases/new")
    made = browser.send(page, "/cases/new", code="canary-code", type="full")
    case_id = re.search(r"/cases/([0-9a-f]+)/", made.path)[1]
    for path in ("/cases/?page=secret-query", "/QANARYBIRD/Айгүл?x=QANARYBIRD", f"{made.path}/zzz"):
        browser.client.get(path, headers={"Referer": "https://x/QANARYBIRD"})
    monkeypatch.setattr(
        "ipdoc.web.case_pages.overview", lambda *_given: int("QANARYBIRD Айгүл canary-code")
    )
    assert browser.client.get(made.path).status_code == 500
    said = lines()
    text = json.dumps(said, ensure_ascii=False)
    assert [word for word in (*WORDS, PASSPHRASE, "203.0.113.9", "QANARY") if word in text] == []
    requests = [one for one in said if one["event"] == "request"]
    assert {one["route"] for one in requests} >= {
        "/cases/",
        "/cases/<case_id>/<evaluation_id>",
        "",
    }
    opened = next(one for one in requests if one.get("case") == case_id)
    assert opened["person"] == vault.person_id
    assert len(opened["session"]) == 12
    assert opened["status"] in (200, 500)
    failed = next(one for one in said if one.get("error") == "ValueError")
    assert "test_web_server_mode.py:" in failed["where"]


def given(tmp_path, **changed):
    secret = tmp_path / "secret"
    secret.write_bytes(b"r" * 32)
    secret.chmod(0o600)
    return {"IPDOC_HOSTS": "a.example, b.example", "IPDOC_SECRET_FILE": str(secret)} | changed


def test_settings_of_a_server_are_read(tmp_path):
    found = load_server_settings(
        given(
            tmp_path,
            IPDOC_DATABASE_URL="postgresql+psycopg://ipdoc:hidden@db/ipdoc",
            IPDOC_PROXY="10.0.0.2",
        )
    )
    assert found.settings.hosts == ("a.example", "b.example")
    assert found.settings.second_factor == "required"
    assert found.secret == b"r" * 32
    assert found.proxies == ("10.0.0.2",)
    assert "hidden" not in repr(found)
    assert "rrrr" not in repr(found)


@pytest.mark.parametrize(
    ("changed", "mode", "said"),
    [
        ({"IPDOC_HOSTS": " "}, 0o600, "IPDOC_HOSTS"),
        ({"IPDOC_SECRET_FILE": ""}, 0o600, "IPDOC_SECRET_FILE"),
        ({"IPDOC_SECRET_FILE": "/nowhere"}, 0o600, "IPDOC_SECRET_FILE"),
        ({}, 0o640, "Others may read"),
    ],
)
def test_server_that_lacks_a_setting_does_not_start(tmp_path, changed, mode, said):
    environment = given(tmp_path, **changed)
    (tmp_path / "secret").chmod(mode)
    with pytest.raises(SettingsError, match=said):
        load_server_settings(environment)


def test_short_secret_is_refused(tmp_path):
    environment = given(tmp_path)
    (tmp_path / "secret").write_bytes(b"short")
    with pytest.raises(SettingsError, match="at least 32"):
        load_server_settings(environment)


def test_error_that_ends_a_thread_is_told_without_its_text(lines, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    with monkeypatch.context() as kept:
        kept.setattr(logging.getLogger(), "handlers", list(logging.getLogger().handlers))
        log_to_stderr()
    ending = threading.Thread(target=lambda: int("QANARYBIRD"), name="ends")
    ending.start()
    ending.join()
    (told,) = [line for line in lines() if line["event"] == "thread ended"]
    assert (told["thread"], told["error"]) == ("ends", "ValueError")
    assert "QANARYBIRD" not in json.dumps(told)
