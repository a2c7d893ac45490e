"""Second factors on a server: codes of an app, codes on paper. Passkeys have their own test."""

import io

import pyotp
import pytest
from PIL import Image

from ipdoc.casework.people import factors
from ipdoc.casework.people.factors import CODES, STEP_S, FactorError, SecondFactorError, Site
from ipdoc.config import SettingsError, load_settings
from ipdoc.web import doorkeeping
from tests.builders import PASSPHRASE, a_vault
from tests.webclient import a_site, words

SITE = Site("localhost", "http://localhost")
NOW = 1_800_000_000


def check(vault, code="", now=NOW):
    factors.check_second_factor(vault, code, "", b"", SITE, now)


def an_app(vault, now=NOW):
    """Set an app up; return what it shows, and the codes for paper."""
    factors.begin_app(vault, now)
    secret, _address = factors.pending_address(vault, "h", now)
    app = pyotp.TOTP(secret)
    return app, factors.confirm_app(vault, app.at(now), now)


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as made:
        yield made


def test_who_has_set_up_nothing_is_asked_for_nothing(vault):
    check(vault)
    assert not factors.factors(vault).any


def test_code_of_the_app_opens_once(vault):
    app, _codes = an_app(vault)
    later = NOW + 5 * STEP_S
    check(vault, app.at(later), later)
    with pytest.raises(SecondFactorError):
        check(vault, app.at(later), later)
    check(vault, app.at(later + STEP_S), later + STEP_S)


def test_code_by_which_the_app_was_set_up_opens_nothing(vault):
    app, _codes = an_app(vault)
    with pytest.raises(SecondFactorError):
        check(vault, app.at(NOW))


def test_code_counts_while_it_is_shown_and_one_step_after(vault):
    app, _codes = an_app(vault)
    start = (NOW // STEP_S + 10) * STEP_S
    for late in (2 * STEP_S, -1):
        with pytest.raises(SecondFactorError):
            check(vault, app.at(start), start + late)
    check(vault, app.at(start), start + 2 * STEP_S - 1)


def test_older_code_opens_nothing_after_a_newer_one(vault):
    app, _codes = an_app(vault)
    start = (NOW // STEP_S + 10) * STEP_S
    check(vault, app.at(start + STEP_S), start + STEP_S)
    with pytest.raises(SecondFactorError):
        check(vault, app.at(start), start + STEP_S)


@pytest.mark.parametrize("code", ["", "000000", "12345", "１２３４５６", "x" * 5000, "0 0 0 0 0 0"])
def test_wrong_codes_open_nothing(vault, code):
    an_app(vault)
    with pytest.raises(SecondFactorError):
        check(vault, code, NOW + 900)


def test_code_on_paper_opens_once_however_it_is_typed(vault):
    _app, codes = an_app(vault)
    assert len(codes) == len(set(codes)) == CODES
    assert all(len(one.replace("-", "")) == 24 for one in codes)
    check(vault, codes[0].lower().replace("-", " "))
    assert factors.factors(vault).codes_left == CODES - 1
    with pytest.raises(SecondFactorError):
        check(vault, codes[0])
    check(vault, codes[1])


def test_new_codes_on_paper_end_the_older_ones(vault):
    _app, old = an_app(vault)
    new = factors.new_codes(vault)
    with pytest.raises(SecondFactorError):
        check(vault, old[0])
    check(vault, new[0])


def test_with_the_last_factor_go_the_codes_on_paper(vault):
    an_app(vault)
    factors.remove_app(vault)
    assert factors.factors(vault) == factors.Factors(False, (), 0)
    check(vault)


def test_secret_that_waits_counts_for_a_quarter_of_an_hour_and_asks_for_nothing_yet(vault):
    factors.begin_app(vault, NOW)
    check(vault)
    secret, address = factors.pending_address(vault, "clinic.example", NOW)
    assert address.startswith("otpauth://totp/clinic.example:clinic.example?")
    assert "Dr" not in address
    with pytest.raises(FactorError):
        factors.confirm_app(vault, "000000", NOW)
    with pytest.raises(FactorError, match="too long ago"):
        factors.confirm_app(vault, pyotp.TOTP(secret).at(NOW + 901), NOW + 901)


def test_secrets_lie_in_the_vault_only_encrypted(tmp_path):
    with a_vault(tmp_path) as vault:
        app, codes = an_app(vault)
    raw = b"".join(one.read_bytes() for one in (tmp_path / "vault").rglob("*") if one.is_file())
    for said in (app.secret, codes[0], codes[0].replace("-", ""), "codes"):
        assert said.encode() not in raw


@pytest.mark.parametrize("assertion", ["{}", "[]", "x", '{"id": "AAAA"}', '{"id": 1, "x": null}'])
def test_passkey_that_was_made_up_opens_nothing(vault, assertion):
    an_app(vault)
    with pytest.raises(SecondFactorError):
        factors.check_second_factor(vault, "", assertion, b"c" * 32, SITE, NOW)


def test_setting_says_what_it_can_be(tmp_path):
    assert load_settings({}, tmp_path).second_factor == ""
    assert load_settings({"IPDOC_SECOND_FACTOR": "required"}, tmp_path).second_factor == "required"
    with pytest.raises(SettingsError, match="offered or required"):
        load_settings({"IPDOC_SECOND_FACTOR": "yes"}, tmp_path)


@pytest.fixture
def site(tmp_path, monkeypatch):
    with a_site(tmp_path, second_factor="required") as made:
        made.clock[0] = NOW
        monkeypatch.setattr(doorkeeping, "now_s", lambda: int(made.clock[0]))
        yield made


def confirm(site, target):
    page = site.browser.page(f"/confirm/?next={target}")
    return site.browser.send(page, "/confirm/", passphrase=PASSPHRASE)


def set_up(site):
    """Set an app up by the pages; return the app and the page with the codes."""
    page = confirm(site, "/second-factor/")
    page = site.browser.send(page, "/second-factor/app/begin")
    app = pyotp.TOTP(words(page.one("p", class_="digits")).replace(" ", ""))
    return app, site.browser.send(page, "/second-factor/app", code=app.at(site.clock[0]))


def test_server_that_requires_it_opens_nothing_before_one_is_set_up(site):
    assert site.unlock().path == "/second-factor/"
    for path in ("/", "/cases/", "/cases/new"):
        page = site.browser.page(path)
        assert page.path == "/second-factor/"
        assert "before you have set one up" in page.text
    app, codes = set_up(site)
    assert len(codes.one("ol", class_="paper-codes").findall("li")) == CODES
    assert app.secret not in codes.html
    assert site.browser.page("/cases/").path == "/cases/"


def test_door_asks_for_the_code_and_lets_nobody_in_without(site):
    site.unlock()
    app, _codes = set_up(site)
    other = site.another_browser()
    page = other.page("/unlock")
    site.clock[0] += 60
    told = other.send(page, "/unlock", status=422, passphrase=PASSPHRASE)
    assert "fresh code of your app" in words(told.one("p", id="passphrase-error"))
    assert other.page("/cases/").path == "/unlock"
    right = app.at(site.clock[0])
    assert other.send(page, "/unlock", passphrase=PASSPHRASE, code=right).path == "/cases/"
    third = site.another_browser()
    page = third.page("/unlock")
    third.send(page, "/unlock", status=422, passphrase=PASSPHRASE, code=right)


def test_codes_cannot_be_guessed_by_who_knows_the_passphrase(site):
    site.unlock()
    set_up(site)
    site.clock[0] += 3600
    statuses = []
    for _ in range(8):
        other = site.another_browser()
        page = other.page("/unlock")
        sent = other.send(page, "/unlock", status=None, passphrase=PASSPHRASE, code="000000")
        statuses.append(sent.status)
        site.clock[0] += 1
    assert statuses[0] == 422
    assert statuses[-1] == 429


def test_setting_up_needs_the_passphrase_once_more(site):
    page = site.unlock()
    token = page.form("/lock").find("input").get("value")
    for path in ("app/begin", "app", "app/remove", "passkeys", "passkeys/x/remove", "codes"):
        data = {"csrf_token": token}
        with site.browser.client.post(f"/second-factor/{path}", data=data) as answer:
            assert answer.status_code == 403, path
    for path in ("app", "app.png"):
        assert site.browser.page(f"/second-factor/{path}").path == "/confirm/"


def test_picture_of_the_secret_is_a_png_from_this_site_and_is_never_kept(site):
    site.unlock()
    page = site.browser.send(confirm(site, "/second-factor/"), "/second-factor/app/begin")
    source = page.one("img", class_="qr").get("src")
    with site.browser.client.get(source) as answer:
        assert answer.headers["Cache-Control"] == "no-store"
        picture = Image.open(io.BytesIO(answer.data))
    assert picture.width == picture.height > 100


def test_laptop_asks_for_nothing_and_shows_nothing_of_it(tmp_path):
    with a_site(tmp_path) as site:
        site.unlock()
        assert not site.browser.page("/unlock").all("input", id="code")
        site.browser.page("/second-factor/", status=404)
