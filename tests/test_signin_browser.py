"""The door, the meter and the pages of one's own sign-in in a real browser."""

import threading
from contextlib import contextmanager

import pytest

from ipdoc.casework.core.openvault import open_vault
from ipdoc.domain.people import Role
from ipdoc.web.server import listen
from tests.builders import PASSPHRASE
from tests.people_builders import a_second_person
from tests.webclient import a_site

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield browser
        browser.close()


@contextmanager
def served(folder, **given):
    with a_site(folder, address_rate=1000.0, **given) as site:
        server = listen(site.app, site.app.extensions["ipdoc-settings"])
        runner = threading.Thread(target=server.run)
        runner.start()
        try:
            yield f"http://localhost:{server.effective_port}"
        finally:
            server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
            runner.join(10)
            server.task_dispatcher.shutdown()


def check(page, where):
    """See that a page fits its window and that axe finds nothing."""
    found = axe.Axe().run(page).response["violations"]
    assert not [(one["id"], one["nodes"][0]["html"][:120]) for one in found], where
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0, where


WINDOWS = (("en", "light", 1280), ("ru", "dark", 390), ("kk", "light", 390), ("kk", "dark", 320))


def test_meter_speaks_while_one_types_and_the_phrase_by_chance_can_be_taken(chromium, tmp_path):
    with served(tmp_path, vault=False) as base, chromium.new_context(locale="en-GB") as window:
        page = window.new_page()
        page.goto(f"{base}/create")
        page.fill("#name", "Dr A")
        page.fill("#passphrase", "Passw0rd12345678")
        page.wait_for_selector(".strength-told.too-little")
        assert "That is not enough" in page.inner_text("#strength-told")
        before = page.inner_text("#chance-phrase")
        page.click("#chance-another")
        page.wait_for_function(
            "was => document.getElementById('chance-phrase').textContent !== was", arg=before
        )
        assert page.input_value("#name") == "Dr A"
        page.click("#chance-take")
        page.wait_for_selector(".strength-told.enough")
        made = page.inner_text("#chance-phrase")
        assert page.input_value("#passphrase") == page.input_value("#again") == made
        page.click("button.primary")
        page.wait_for_url("**/cases/")


@pytest.mark.parametrize(("language", "scheme", "width"), WINDOWS)
def test_pages_of_signing_in_fit_and_are_accessible(chromium, tmp_path, language, scheme, width):
    window = {"locale": language, "color_scheme": scheme}
    window["viewport"] = {"width": width, "height": 860}
    with (
        served(tmp_path, second_factor="offered") as base,
        chromium.new_context(**window) as other,
        chromium.new_context(**window) as context,
    ):
        for browser in (other, context):
            page = browser.new_page()
            page.goto(f"{base}/unlock")
            check(page, "unlock")
            page.fill("#passphrase", PASSPHRASE)
            page.click("button.primary")
            page.wait_for_url("**/cases/")
        page.goto(f"{base}/confirm/?next=/sessions/")
        check(page, "confirm")
        page.fill("#passphrase", PASSPHRASE)
        page.click("main button.primary")
        page.wait_for_url("**/sessions/")
        assert page.locator("td form").count() == 1
        check(page, "sessions")
        page.goto(f"{base}/second-factor/")
        check(page, "second factor")
        page.click('form[action$="app/begin"] button')
        page.wait_for_url("**/second-factor/app")
        check(page, "app")


def test_long_names_fit_and_the_main_button_is_read_in_forced_colours(chromium, tmp_path):
    window = {"locale": "ru", "forced_colors": "active", "viewport": {"width": 320, "height": 800}}
    with served(tmp_path) as base, chromium.new_context(**window) as context:
        with open_vault(tmp_path / "vault", PASSPHRASE) as vault:
            name = "Константинопольская-Преображенская Александра Владиславовна"
            a_second_person(vault, Role.LAWYER, name).close()
        page = context.new_page()
        page.goto(f"{base}/unlock")
        page.fill("#name", "Dr Test")
        page.fill("#passphrase", PASSPHRASE)
        page.click("button.primary")
        page.wait_for_url("**/cases/")
        page.goto(f"{base}/people/")
        check(page, "people")
        told = "(s => [s.color, s.backgroundColor, s.forcedColorAdjust])"
        ink, ground, adjust = page.locator("a.button.primary").evaluate(
            f"one => {told}(getComputedStyle(one))"
        )
        assert (ink != ground, adjust) == (True, "none")
        page.emulate_media(media="print")
        placed = "one => getComputedStyle(one).position"
        assert page.locator(".people-table thead").evaluate(placed) == "static", "on paper too"


@pytest.mark.parametrize(("language", "scheme", "width"), WINDOWS[:2])
def test_page_of_a_new_vault_fits_and_is_accessible(chromium, tmp_path, language, scheme, width):
    window = {"locale": language, "color_scheme": scheme}
    window["viewport"] = {"width": width, "height": 860}
    with served(tmp_path, vault=False) as base, chromium.new_context(**window) as context:
        page = context.new_page()
        page.goto(f"{base}/create")
        page.fill("#passphrase", "Passw0rd12345678")
        page.wait_for_selector(".strength-told.too-little")
        check(page, "create")
