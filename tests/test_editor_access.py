"""The editor for everybody: rules of accessibility, lists instead of pointing, the record."""

import pytest

from tests.editor_page import drawing

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


def _violations(page):
    found = axe.Axe().run(page).response["violations"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_editor_breaks_no_rule_of_accessibility(chromium, language, scheme):
    with drawing(chromium, f"/map?lang={language}", color_scheme=scheme) as on:
        assert _violations(on.page) == []
        on.click((457, 517))
        on.keys("e")
        on.page.wait_for_selector("#panel-title")
        assert _violations(on.page) == []
        on.keys("k")
        on.page.fill("#bm-region", "c")
        assert _violations(on.page) == []


def test_narrow_editor_breaks_no_rule_of_accessibility(chromium):
    with drawing(chromium, viewport={"width": 390, "height": 844}) as on:
        assert _violations(on.page) == []
        on.page.click('[aria-controls="bm-palette"]')
        assert _violations(on.page) == []
        on.page.keyboard.press("Escape")
        on.page.click(".bm-close")
        on.page.click('[aria-controls="bm-panel"]')
        assert _violations(on.page) == []


def test_lesion_is_recorded_by_lists_alone(chromium):
    with drawing(chromium) as on:
        on.page.locator(".bm-stage").focus()
        on.keys("k")
        on.page.keyboard.type("left calf")
        assert on.page.get_attribute("#bm-region", "aria-expanded") == "true"
        on.keys("ArrowDown")
        active = on.page.get_attribute("#bm-region", "aria-activedescendant")
        assert on.page.inner_text(f"#{active}") == "left calf"
        on.keys("Enter")
        on.page.check('[name="bm-side"][value="r"]')
        on.page.check('[name="bm-down"][value="2"]')
        on.page.select_option("#bm-region-type", "incised")
        on.page.click(".bm-dialog[open] .primary")
        on.saved()
        (body,) = on.draws
        assert body["type"] == "incised"
        ((x, y),) = body["geometry"]["points"]
        assert x > 0.5
        assert y > 0.8
        focused = on.page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert focused.startswith("№ 12, Incised wound")


def test_region_of_another_view_opens_that_view(chromium):
    with drawing(chromium) as on:
        on.page.locator(".bm-stage").focus()
        on.keys("k")
        on.page.keyboard.type("forehead right")
        on.keys("Enter")
        on.page.click(".bm-dialog[open] .primary")
        on.page.wait_for_selector('[data-view="full_ant"][aria-current]')
        on.drawn()
        assert on.draws[0]["view"] == "full_ant"


def test_tab_walks_the_marks_from_head_to_toe(chromium):
    with drawing(chromium) as on:
        on.page.locator(".bm-stage").focus()
        numbers = []
        for _ in range(8):
            on.keys("Tab")
            numbers.append(on.page.evaluate("document.activeElement.getAttribute('data-lesion')"))
        assert numbers == ["n8", "n9", "n7", "n5", "n4", "n6", "n10", "n11"]
        listed = on.page.locator("#bm-summary li").all_inner_texts()
        assert len(listed) == 8
        assert listed[0].startswith("№ 4, Ligature or restraint mark")


def test_record_is_reached_from_the_mark_and_left_again(chromium):
    with drawing(chromium) as on:
        on.page.locator('.bm-lesion[data-lesion="n7"]').focus()
        on.keys("Enter")
        on.page.wait_for_selector("#panel-title >> text=№ 7. Bruise")
        on.page.wait_for_function("() => !document.querySelector('.bm-panel-head')")
        on.keys("Enter")
        assert on.page.evaluate("document.activeElement.id") == "panel-title"
        on.keys("Escape")
        assert on.page.evaluate("document.activeElement.getAttribute('data-lesion')") == "n7"
        assert on.page.get_attribute('.bm-panel [data-do="record"]', "href") == "/lesions/7"


def test_what_happens_is_read_out(chromium):
    with drawing(chromium) as on:
        on.choose("p")
        on.click((380, 600))
        on.saved()
        assert on.page.inner_text("#bm-said").strip() == "draw done"
        on.keys("Shift+ArrowDown")
        on.page.wait_for_timeout(500)
        said = on.page.inner_text("#bm-said").strip()
        assert said


def test_layers_hide_marks_and_change_nothing(chromium):
    with drawing(chromium) as on:
        on.page.click(".bm-layers summary")
        on.page.uncheck('[data-kind="types"][data-id="bruise_tramline"]')
        assert on.count() == 4
        assert not on.fake.asked
        on.page.check('[data-kind="types"][data-id="bruise_tramline"]')
        assert on.count() == 8


def test_single_letters_can_be_switched_off(chromium):
    with drawing(chromium) as on:
        on.page.locator(".bm-stage").focus()
        on.keys("?")
        on.page.locator(".bm-dialog[open] input[type=checkbox]").uncheck()
        on.page.locator(".bm-dialog[open] button").click()
        on.page.locator(".bm-stage").focus()
        on.keys("t")
        assert on.page.get_attribute(".bm-stage", "data-tool") == "select"


@pytest.mark.parametrize("width", [1440, 1024, 390])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_editor_fits_the_window(chromium, width, language):
    window = {"viewport": {"width": width, "height": 844}}
    with drawing(chromium, f"/map?lang={language}", **window) as on:
        measured = on.page.evaluate(_MEASURE)
        assert measured["overflow"] <= 0
        assert measured["smallest"] >= 12
        assert measured["outside"] == []


_MEASURE = """() => {
  const shown = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 2;
  const texts = [...document.querySelectorAll("body *")].filter((one) => shown(one)
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
  const bar = document.querySelector(".bm-toolbar");
  const stage = document.querySelector(".bm-stage").getBoundingClientRect();
  return {
    overflow: document.documentElement.scrollWidth - innerWidth,
    smallest: Math.min(...texts.map((one) => parseFloat(getComputedStyle(one).fontSize))),
    outside: [...document.querySelectorAll(".bm-label")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.left < stage.left - 1 || box.right > stage.right + 1;
    }).map((one) => one.textContent)
      .concat(innerWidth >= 1200 && bar.scrollWidth > bar.clientWidth + 1 ? ["tools"] : []),
  };
}"""
