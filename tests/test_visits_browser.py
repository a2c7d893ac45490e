"""The pages of visits and of drawings over photographs keep the rules of accessibility."""

import io
from contextlib import contextmanager

import pytest
from PIL import Image

from ipdoc.casework.comparison import record_still_there, state_gone
from ipdoc.casework.photographs import attach_photograph
from ipdoc.casework.photomarks import save_overlay
from ipdoc.domain.finding import LesionLink
from tests.browser import a_server
from tests.builders import PASSPHRASE, a_vault
from tests.test_comparison import two_visits

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Yield an address, two visits, and a photograph that was drawn upon."""
    folder = tmp_path_factory.mktemp("visits")
    with a_vault(folder) as vault:
        first, second = two_visits(vault)
        record_still_there(vault, second, LesionLink(first.evaluation_id, 1), "fading")
        state_gone(vault, second, LesionLink(first.evaluation_id, 2), "not_examined", "declined")
        out = io.BytesIO()
        Image.new("RGB", (800, 600), (200, 160, 140)).save(out, "JPEG")
        photo = attach_photograph(vault, second, io.BytesIO(out.getvalue()), lesion=1).id
        arrow = {"kind": "arrow", "points": [[0.1, 0.1], [0.4, 0.5]], "lesion": 1}
        save_overlay(vault, second, photo, [arrow], 1)
    home = folder / "home"
    home.mkdir()
    with a_server(folder / "vault", home) as address:
        yield address, first, second, photo


@contextmanager
def a_page(site, **context):
    """Yield a page of a fresh browser that is let in."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        opened = browser.new_context(viewport={"width": 1280, "height": 1100}, **context)
        page = opened.new_page()
        site[0].let_in(page)
        page.goto(f"{site[0]}/unlock")
        page.fill("#passphrase", PASSPHRASE)
        page.keyboard.press("Enter")
        page.wait_for_url("**/cases/")
        yield page
        browser.close()


def _violations(page):
    found = axe.Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize(
    ("language", "scheme"), [("en-GB", "light"), ("ru-RU", "dark"), ("kk-KZ", "light")]
)
def test_pages_break_no_rule_of_accessibility(site, language, scheme):
    _, _, second, photo = site
    start = f"{site[0]}/cases/{second.case_id}/{second.evaluation_id}"
    paths = ("", "/follow-up", "/earlier-lesions", "/lesions/1", f"/photographs/{photo}/overlay/")
    with a_page(site, locale=language, color_scheme=scheme) as page:
        for path in paths:
            page.goto(start + path)
            if path.endswith("/overlay/"):
                page.wait_for_selector("html[data-editor=ready]")
            assert _violations(page) == [], path
        page.keyboard.press("v")
        page.locator("[data-lesion]").first.focus()
        page.keyboard.press("Enter")
        assert _violations(page) == []


def test_map_shows_earlier_marks_as_a_layer_that_can_be_hidden(site):
    _, _, second, _ = site
    with a_page(site, locale="en-GB") as page:
        page.goto(
            f"{site[0]}/cases/{second.case_id}/{second.evaluation_id}/lesions/?view=full_post"
        )
        page.wait_for_selector("html[data-editor=ready]")
        assert page.locator(".bm-lesion.earlier").count() == 1
        page.locator(".bm-layers, [aria-controls=bm-layers]").first.click()
        page.get_by_role("checkbox", name="Visit of 12 May 2026").uncheck()
        assert page.locator(".bm-lesion.earlier").count() == 0
        assert page.locator(".bm-lesion").count() == 1
