"""The body map with the real server in a real browser: draw, read, edit, undo, come back."""

import pytest

from ipdoc.casework import findings
from ipdoc.casework.bodymap.body_map import open_map
from ipdoc.casework.bodymap.figures import choose_figure
from ipdoc.casework.cases import start_case
from ipdoc.casework.core.openvault import open_vault
from tests.browser import a_page, a_server
from tests.builders import PASSPHRASE, a_vault
from tests.editor_page import READY, Drawing

pytestmark = pytest.mark.browser
CORNERS = ((0.4, 0.25), (0.46, 0.25), (0.45, 0.29))


@pytest.fixture
def site(tmp_path):
    """A page with the editor open on the back of a new case, and the case."""
    with a_vault(tmp_path) as vault:
        ref = start_case(vault, "full", "K-1", "R-1", {"record": "en"})
        choose_figure(vault, ref, "female")
    home = tmp_path / "home"
    home.mkdir()
    with a_server(tmp_path / "vault", home) as address, a_page(width=1440) as page:
        address.let_in(page)
        page.goto(f"{address}/unlock")
        page.fill("#passphrase", PASSPHRASE)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        page.goto(f"{address}/cases/{ref.case_id}/{ref.evaluation_id}/lesions/?view=full_post")
        page.wait_for_selector(READY)
        yield page, tmp_path / "vault", ref


def stored(folder, ref):
    with open_vault(folder, PASSPHRASE) as vault:
        return findings.lesions(vault, ref), open_map(vault, ref)


def test_outline_is_drawn_described_edited_and_still_there(site):
    page, folder, ref = site
    hand = Drawing(page, None)
    page.locator('.bm-type[data-type="bruise"]').first.click()
    hand.choose("c")
    _, shown = stored(folder, ref)
    view = shown.view("full_post")
    hand.click(*[(x * view.width, y * view.height) for x, y in CORNERS])
    page.keyboard.press("Enter")
    hand.saved()
    [lesion], _ = stored(folder, ref)
    assert lesion.marks[0].drawn["geometry"]["kind"] == "polygon"
    assert lesion.side == "l"
    panel = page.locator(".bm-panel")
    panel.locator(".told").wait_for()
    assert "shoulder blade" in panel.inner_text()
    assert "cm²" in panel.inner_text()
    panel.locator("label", has_text="Русский").click()
    assert "лопат" in panel.inner_text()
    panel.locator("label", has_text="English").click()
    panel.locator("summary", has_text="Edit the text").first.click()
    panel.locator("textarea").first.fill("A blue bruise.")
    panel.locator("button", has_text="Save the text").first.click()
    panel.get_by_text("Edited by hand.").wait_for()
    page.reload()
    page.wait_for_selector(READY)
    [lesion], _ = stored(folder, ref)
    assert lesion.descriptions["en"]["text"] == "A blue bruise."


def test_undone_drawing_leaves_its_number_and_comes_back(site):
    page, folder, ref = site
    hand = Drawing(page, None)
    page.locator('.bm-type[data-type="abrasion"]').first.click()
    hand.choose("p")
    _, shown = stored(folder, ref)
    view = shown.view("full_post")
    hand.click((0.42 * view.width, 0.27 * view.height))
    hand.saved()
    page.keyboard.press("Control+z")
    hand.saved()
    page.wait_for_timeout(300)
    assert stored(folder, ref)[0] == []
    page.keyboard.press("Control+Shift+z")
    hand.saved()
    page.wait_for_timeout(300)
    assert [one.number for one in stored(folder, ref)[0]] == [1]


def test_mark_of_the_back_shows_on_the_side_that_sees_it(site):
    page, folder, ref = site
    hand = Drawing(page, None)
    assert page.locator(".bm-panel a", has_text="Restricted views").count() == 1
    assert page.locator(".bm-panel #figure").count() == 1
    page.locator('.bm-type[data-type="bruise"]').first.click()
    hand.choose("p")
    _, shown = stored(folder, ref)
    view = shown.view("full_post")
    hand.click((0.4 * view.width, 0.27 * view.height))
    hand.saved()
    for key, there in (("full_lat_l", 1), ("full_ant", 0)):
        page.click(f'[data-view="{key}"]')
        page.wait_for_selector(f'[data-view="{key}"][aria-current]')
        assert hand.count() == there, key
        assert page.locator(f'[data-view="{key}"] .bm-view-count > span').first.inner_text() == str(
            there
        )
    page.click('[data-view="full_lat_l"]')
    page.wait_for_selector('[data-view="full_lat_l"][aria-current]')
    page.locator(".bm-stage").focus()
    hand.keys("v")
    page.locator(".bm-lesion").focus()
    hand.keys("ArrowDown")
    assert "another view" in page.inner_text(".bm-hint")
