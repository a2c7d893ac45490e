"""Issuing in a real browser: the rules of accessibility, no scripts, and cancelling."""

import time
from contextlib import contextmanager

import pytest

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.issuing.fetching import reports
from tests.browser import a_server
from tests.builders import PASSPHRASE, a_vault, case_bytes, imported

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
LOOKS = [("en-GB", "light", 1280), ("ru-RU", "dark", 390), ("kk-KZ", "light", 390)]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Yield an address, its vault, and an imported case."""
    folder = tmp_path_factory.mktemp("issuing")
    with a_vault(folder) as vault:
        ref = imported(vault, case_bytes("A1_full_ru_beating_falanga.json"))
    home = folder / "home"
    home.mkdir()
    with a_server(folder / "vault", home) as address:
        yield address, folder / "vault", ref


@contextmanager
def a_page(site, width=1280, **context):
    """Yield a page of a fresh browser in which the vault is open."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        opened = browser.new_context(viewport={"width": width, "height": 1000}, **context)
        page = opened.new_page()
        site[0].let_in(page)
        page.goto(f"{site[0]}/unlock")
        page.locator("#passphrase").fill(PASSPHRASE)
        page.locator("main form button:not([type=button])").first.click()
        page.wait_for_load_state()
        yield page
        browser.close()


def place(site):
    return f"{site[0]}/cases/{site[2].case_id}/{site[2].evaluation_id}/report/"


def problems(page):
    found = axe.Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize(("language", "scheme", "width"), LOOKS)
def test_pages_keep_the_rules_and_fit_without_scripts(site, language, scheme, width):
    with a_page(site, width, locale=language, color_scheme=scheme) as page:
        page.goto(place(site))
        assert problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.locator('input[name="rendering"][value="redacted"]').check()
        page.locator('form button[class*="primary"]').first.click()
        page.locator("del").first.wait_for()
        assert problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def issued(site):
    with open_vault(site[1], PASSPHRASE) as vault:
        return [one.key for report in reports(vault, site[2]) for one in report.editions]


def test_cancelling_while_it_is_made_leaves_nothing_and_it_works_without_scripts(site):
    before = issued(site)
    with a_page(site, java_script_enabled=False) as page:
        page.goto(place(site))
        page.locator('input[name="language"][value="kk"]').check()
        page.locator('form button[class*="primary"]').first.click(no_wait_after=True)
        page.locator(".course-cancel a").click(no_wait_after=True)
        page.locator("#issued").wait_for()
        files = {one for one in site[1].rglob("*") if one.is_file()}
        time.sleep(4)  # longer than the pages take to be made
        assert issued(site) == before
        assert {one for one in site[1].rglob("*") if one.is_file()} <= files
        page.locator('input[name="language"][value="kk"]').check()
        page.locator('form button[class*="primary"]').first.click(no_wait_after=True)
        page.locator('#issued a[href$="kk.full.pdf"]').wait_for(timeout=30_000)
    assert issued(site) == [*before, "kk.full"]
