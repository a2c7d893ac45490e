"""Scanned sheets in a real browser: typed in with and without scripts, accessible, no overflow."""

from contextlib import contextmanager

import cv2
import pytest

from ipdoc.casework.blanks import blank_form
from ipdoc.casework.cases import start_case
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.scans.sheets import attach_sheet
from ipdoc.casework.sections import open_section
from ipdoc.domain.answers import value_of
from tests.browser import ARGUMENTS, CHROMIUM, a_server
from tests.builders import PASSPHRASE, a_vault
from tests.scanned import Scanner, jpeg, printed

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Yield an address, its vault, an evaluation and two sheets: questions, and a drawn chart."""
    folder = tmp_path_factory.mktemp("sheets")
    pdf = blank_form("S", "en", "male", sheet=b"12345").pdf
    with a_vault(folder) as vault:
        ref = start_case(vault, "short", "K-1", "1", {"record": "en"})
        asked = attach_sheet(vault, ref, Scanner(150, angle=182, noise=4).scan(printed(pdf, 2)))
        for number in range(11, 20):
            page = printed(pdf, number).copy()
            cv2.circle(page, (460, 900), 24, (30, 50, 150), 4, cv2.LINE_AA)
            drawn = attach_sheet(vault, ref, jpeg(page))
            if drawn.charts:
                break
    home = folder / "home"
    home.mkdir()
    with a_server(folder / "vault", home) as address:
        yield address, folder / "vault", ref, asked, drawn


@contextmanager
def a_page(site, **context):
    """Yield a page of a fresh browser that is let in."""
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = browser.new_context(**context)
        page = opened.new_page()
        site[0].let_in(page)
        page.goto(f"{site[0]}/unlock")
        page.fill("#passphrase", PASSPHRASE)
        with page.expect_navigation(url="**/cases/"):
            page.locator("button.primary").click()
        yield page
        browser.close()


def _paths(site):
    _, _, ref, asked, drawn = site
    case = f"/cases/{ref.case_id}/{ref.evaluation_id}"
    beside = f"{case}/sections/case_information/person?sheet={asked.id}"
    return [f"{case}/sheets/", f"{case}/sheets/{drawn.id}", beside, "/paper/"]


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("en-GB", "light", 1280), ("ru-RU", "dark", 1280), ("kk-KZ", "light", 390)],
)
def test_pages_of_sheets_break_no_rule_of_accessibility(site, language, scheme, width):
    context = {"locale": language, "color_scheme": scheme}
    with a_page(site, viewport={"width": width, "height": 900}, **context) as page:
        for path in _paths(site):
            page.goto(f"{site[0]}{path}")
            found = axe.Axe().run(page).response["violations"]
            assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == [], path
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, path


def _stored(site):
    with open_vault(site[1], PASSPHRASE) as vault:
        view = open_section(vault, site[2], "case_information")
        return view.answers, view.sources


def test_scans_are_sent_one_by_one_and_each_refusal_is_told(site):
    _, _, ref, _, _ = site
    pdf = blank_form("S", "en", "male", sheet=b"67890").pdf
    files = [("a.jpg", jpeg(printed(pdf, 3)).getvalue()), ("b.jpg", b"none")]
    files.append(("c.jpg", jpeg(printed(pdf, 4)).getvalue()))
    given = [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in files]
    with a_page(site, locale="en-GB") as page:
        page.goto(f"{site[0]}/cases/{ref.case_id}/{ref.evaluation_id}/sheets/")
        page.set_input_files("#file", given)
        page.locator("form[data-sheets] button.primary").click()
        page.locator("#sheet-look a").wait_for()
        assert page.locator("#sheet-refused li").all_inner_texts() == [
            "File 2: The file is no scan that ipdoc can read; save the page as JPEG or PNG"
        ]
        page.locator("#sheet-look a").click()
        page.set_input_files("#file", [given[0]])
        page.locator("form[data-sheets] button.primary").click()
        page.locator("#sheet-refused li").wait_for()
        assert "is attached already as sheet" in page.locator("#sheet-refused").inner_text()
        page.set_input_files("#file", [dict(given[0], buffer=jpeg(printed(pdf, 5)).getvalue())])
        with page.expect_navigation():
            page.locator("form[data-sheets] button.primary").click()
        assert "page 5 of" in page.locator("table").inner_text()


def test_answer_that_saves_itself_keeps_its_sheet(site):
    with a_page(site) as page:
        page.goto(f"{site[0]}{_paths(site)[2]}")
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.fill("#subject_family_name", "Akhmetov")
            page.locator("#subject_given_name").focus()
    answers, sources = _stored(site)
    assert value_of(answers["subject_family_name"]) == "Akhmetov"
    assert sources["subject_family_name"] == site[3].number


def test_sheet_goes_along_from_page_to_page_without_scripts(site):
    with a_page(site, java_script_enabled=False) as page:
        page.goto(f"{site[0]}{_paths(site)[2]}")
        page.fill("#subject_given_name", "Yerlan")
        page.locator('button[name="go"][value="next"]').first.click()
        page.locator('button[name="go"][value="next"]').first.click()
        assert f"sheet={site[3].id}" in page.url
        assert page.locator(".sheet-beside img").is_visible()
    assert _stored(site)[1]["subject_given_name"] == site[3].number


def test_drawn_place_becomes_a_lesion_without_scripts(site):
    with a_page(site, java_script_enabled=False) as page:
        page.goto(f"{site[0]}{_paths(site)[1]}")
        page.locator(".sheet-spots button").first.click()
        page.locator('select[name="type"]').first.select_option("bruise")
        page.locator('form[action$="/lesions/record"] button').first.click()
        assert page.url.rstrip("/").endswith("/lesions/1")
