"""Who gets in, what is refused, and what a page says when something goes wrong."""

import logging
import re
from pathlib import Path

import pytest
from flask import request
from werkzeug.routing import IntegerConverter
from werkzeug.test import encode_multipart

from ipdoc.config import Settings, SettingsError, load_settings
from ipdoc.storage.errors import FullDiskError, ReadOnlyError
from ipdoc.vault.errors import TamperedError
from ipdoc.web import case_pages, gate
from ipdoc.web.gate import OPEN_TO_ALL
from ipdoc.web.sessions import IdleWatch, Sessions
from tests.builders import PASSPHRASE, a_vault
from tests.webclient import a_site, words

ROOT = Path(__file__).resolve().parent.parent

NEW = {"type": "full", "code": "K-1", "report_number": "", "record_language": "en"}


@pytest.fixture
def site(tmp_path):
    with a_site(tmp_path) as made:
        yield made


ASKED_BY_SCRIPTS = "/map.json"
"""End of an address that scripts ask for: they are told "locked", not sent to the door."""


def cookies(answer):
    return answer.headers.getlist("Set-Cookie")


def _value(rule, name):
    return 1 if isinstance(rule._converters[name], IntegerConverter) else "x"


def test_every_page_but_the_door_needs_an_open_vault(site):
    closed = 0
    with site.app.test_request_context():
        rules = [
            rule
            for rule in site.app.url_map.iter_rules()
            if "GET" in rule.methods and rule.endpoint.partition(".")[0] not in OPEN_TO_ALL
        ]
    for rule in rules:
        values = {name: _value(rule, name) for name in rule.arguments}
        path = site.app.url_map.bind("localhost").build(rule.endpoint, values)
        with site.another_browser().client.get(path) as answer:
            if path.endswith(ASKED_BY_SCRIPTS):
                assert answer.status_code == 423, path
                assert set(answer.get_json()) <= {"problem"}, path
            else:
                assert answer.status_code == 303, path
                assert answer.location.startswith("/unlock"), path
        closed += 1
    assert closed >= 8


def test_session_cookie_holds_a_random_token_and_is_kept_from_scripts(site):
    page = site.browser.page("/unlock")
    token = page.one("form", method="post", class_="stack").find("input").get("value")
    client = site.browser.client
    with client.post("/unlock", data={"csrf_token": token, "passphrase": PASSPHRASE}) as answer:
        (cookie,) = [one for one in cookies(answer) if one.startswith(site.sessions.cookie)]
    name, _, rest = cookie.partition("=")
    value = rest.partition(";")[0]
    assert len(name) == 7
    assert len(value) == 43
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Max-Age" not in cookie
    assert "Expires" not in cookie


def test_unlocking_again_gives_a_new_token_and_closes_the_old_vault(site):
    site.unlock()
    (first,) = site.sessions._open.items()
    site.unlock()
    (second,) = site.sessions._open.items()
    assert first[0] != second[0]
    assert first[1].vault._keys is None


def test_idle_vault_locks_and_a_busy_one_stays_open(site):
    site.unlock()
    for _ in range(3):
        site.clock[0] += 14 * 60
        assert site.browser.page("/cases/").path == "/cases/"
    site.clock[0] += 15 * 60 + 1
    assert site.browser.page("/cases/").path == "/unlock"
    assert not site.sessions._open


def test_typing_keeps_the_vault_open_without_loading_a_page(site):
    page = site.unlock()
    token = page.form("/lock").find("input").get("value")
    site.clock[0] += 14 * 60
    client, header = site.browser.client, {"X-CSRFToken": token}
    assert client.post("/awake", headers=header).status_code == 204
    site.clock[0] += 14 * 60
    assert site.browser.page("/cases/").path == "/cases/"
    site.clock[0] += 16 * 60
    assert client.post("/awake", headers=header).status_code == 401


def test_idle_vault_locks_also_when_nobody_asks(tmp_path):
    now = [0.0]
    sessions = Sessions(1, clock=lambda: now[0])
    vault = a_vault(tmp_path)
    sessions.begin(vault)
    now[0] = 61.0
    watch = IdleWatch(sessions, every_s=0.01)
    watch.start()
    for _ in range(200):
        if not sessions._open:
            break
        watch.join(0.01)
    watch.end()
    assert vault._keys is None
    assert not watch.is_alive()


def test_what_is_sent_to_a_vault_that_locked_meanwhile_can_be_sent_again(site):
    site.unlock()
    page = site.browser.page("/cases/new")
    site.clock[0] += 16 * 60
    told = site.browser.send(page, "/cases/new", status=403, **NEW)
    assert "not saved yet" in told.text
    link = told.one("a", class_="primary")
    assert (link.get("href"), link.get("target")) == ("/unlock", "_blank")
    site.unlock()
    assert words(site.browser.send(page, "/cases/new", **NEW).one("h1")) == "K-1"


def test_script_is_told_that_the_vault_is_locked(site):
    page = site.unlock()
    token = page.form("/lock").find("input").get("value")
    site.clock[0] += 16 * 60
    answer = site.browser.client.post(
        "/cases/new", headers={"X-CSRFToken": token, "Accept": "application/json"}
    )
    assert (answer.status_code, answer.get_json()) == (401, {"locked": True})


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", ""]
)
def test_any_other_host_name_is_refused(site, host):
    with site.browser.client.get("/unlock", headers={"Host": host}) as answer:
        assert answer.status_code == 400
        assert "passphrase" not in answer.text.lower()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:54321", "[::1]:8000", "[::1]"])
def test_own_host_names_are_answered_at_any_port(site, host):
    with site.browser.client.get("/unlock", headers={"Host": host}) as answer:
        assert answer.status_code == 200


@pytest.mark.parametrize("token", ["", "forged"])
def test_form_without_its_token_changes_nothing(site, token):
    site.unlock()
    with site.browser.client.post("/cases/new", data={**NEW, "csrf_token": token}) as answer:
        assert answer.status_code == 400
        assert "Nothing saved is lost" in answer.text
    assert "There is no case yet." in site.browser.page("/cases/").text


def test_token_of_another_browser_is_refused(site):
    token = site.another_browser().page("/unlock").all("input", name="csrf_token")[0].get("value")
    site.unlock()
    with site.browser.client.post("/cases/new", data={**NEW, "csrf_token": token}) as answer:
        assert answer.status_code == 400


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/static/css/none.css", 404),
        ("/static/fonts/IpdocSans-Regular.ttf", 404),
        ("/static/../ipdoc/config.py", 404),
        ("/lock", 405),
        ("/cases/no/such", 404),
    ],
)
def test_missing_pages_say_what_to_do(site, path, status):
    site.unlock()
    page = site.browser.page(path, status=status)
    assert "Nothing saved is lost" in page.text or "look for it in the list" in page.text
    assert words(page.one("a", class_="secondary")) == "To the list of cases"


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (FullDiskError(), 507, "The disk is full; free some space"),
        (ReadOnlyError(), 507, "cannot be written to"),
        (TamperedError("a record"), 500, "changed from outside"),
    ],
)
def test_trouble_while_saving_gives_a_page_with_its_sentence(
    site, monkeypatch, error, status, sentence
):
    def fail(*_args):
        raise error

    site.unlock()
    monkeypatch.setattr(case_pages, "start_case", fail)
    page = site.browser.page("/cases/new")
    told = site.browser.send(page, "/cases/new", status=status, **NEW)
    assert sentence in told.text


def test_full_disk_is_told_to_a_script_in_one_sentence(site, monkeypatch):
    def fail(*_args):
        raise FullDiskError

    token = site.unlock().form("/lock").find("input").get("value")
    monkeypatch.setattr(case_pages, "start_case", fail)
    answer = site.browser.client.post(
        "/cases/new", data=NEW, headers={"X-CSRFToken": token, "Accept": "application/json"}
    )
    assert answer.status_code == 507
    assert "The disk is full" in answer.get_json()["said"]


def test_unexpected_error_is_logged_without_its_words(site, monkeypatch, caplog):
    def fail(*_args):
        raise ValueError("He said: they hung me by the wrists")

    site.unlock()
    monkeypatch.setattr(case_pages, "list_cases", fail)
    with caplog.at_level(logging.DEBUG):
        page = site.browser.page("/cases/", status=500)
    assert "wrists" not in page.html + caplog.text
    assert "ValueError" in caplog.text
    assert "Nothing saved is lost" in page.text


def test_upload_beyond_the_limit_is_refused_with_its_size(tmp_path):
    with a_site(tmp_path, most_upload_bytes=1024 * 1024) as site:
        page = site.unlock()
        token = page.form("/lock").find("input").get("value")
        edge, body = encode_multipart({"csrf_token": token, "long": "x" * 1_200_000})
        kind = f"multipart/form-data; boundary={edge}"
        with site.browser.client.post("/cases/new", data=body, content_type=kind) as answer:
            assert answer.status_code == 413
            assert "At most 1 MB" in answer.text


def test_forms_with_long_answers_and_many_boxes_are_read(site, monkeypatch):
    monkeypatch.setattr(gate, "FOR_EVERYBODY", frozenset({"read"}))

    @site.app.post("/read")
    def read():
        return {"long": len(request.form["long"]), "boxes": len(request.form.getlist("box"))}

    token = site.unlock().form("/lock").find("input").get("value")
    edge, body = encode_multipart({"csrf_token": token, "long": "а" * 400_000, "box": ["x"] * 5000})
    kind = f"multipart/form-data; boundary={edge}"
    sent = site.browser.client.post("/read", data=body, content_type=kind)
    assert sent.get_json() == {"long": 400_000, "boxes": 5000}


def test_pages_are_not_kept_and_assets_are_kept_by_their_version(site):
    page = site.browser.page("/unlock")
    url = page.all("link", rel="stylesheet")[0].get("href")
    client = site.browser.client
    with client.get(url, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.mimetype == "text/css"
    with client.get(url.partition("?")[0] + "?v=older") as answer:
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "Content-Encoding" not in answer.headers


def test_style_sheets_lose_comments_and_blanks_and_nothing_else(site):
    url = site.browser.page("/unlock").all("link", rel="stylesheet")[0].get("href")
    with site.browser.client.get(url) as answer:
        sent = answer.get_data(as_text=True)
    names = re.search(r"/styles/(.+)\.css", url)[1].split("+")
    sheets = [(ROOT / "static" / "css" / f"{name}.css").read_text() for name in names]
    written = re.sub(r"/\*.*?\*/", "", "".join(sheets), flags=re.DOTALL)
    assert len(sent) < len(written)
    assert re.sub(r"\s", "", sent) == re.sub(r"\s", "", written)
    for kept in (r"\S \+ \S", r"\S - \S", r"[\w\])] [.\[#:a-z]", r'"[^"]*"'):
        assert len(re.findall(kept, sent)) == len(re.findall(kept, re.sub(r"\s+", " ", written)))


def test_templates_reach_neither_settings_nor_keys(site):
    with site.app.test_request_context("/unlock"):
        seen = dict(site.app.jinja_env.globals)
        site.app.update_template_context(seen)
        assert {"config", "session", "request", "g"} & set(seen) == set()


def test_settings_come_from_the_environment_and_say_their_range(tmp_path):
    assert load_settings({}, tmp_path) == Settings(tmp_path)
    named = {"IPDOC_VAULT": "/v", "IPDOC_IDLE_MINUTES": "5", "IPDOC_UPLOAD_MIB": "100"}
    settings = load_settings(named)
    assert str(settings.vault_folder) == "/v"
    assert (settings.idle_minutes, settings.most_upload_bytes) == (5, 100 * 1024 * 1024)
    for wrong in ("0", "121", "-1", "five", "٣"):
        with pytest.raises(SettingsError, match="IPDOC_IDLE_MINUTES to a whole number from 1 to"):
            load_settings({"IPDOC_IDLE_MINUTES": wrong})
