"""The shell in a real browser: keys, scripts, narrow and wide windows, dark and light."""

import threading
from contextlib import contextmanager

import pytest

from ipdoc.casework.cases import start_case
from ipdoc.casework.core.openvault import open_vault
from ipdoc.web.server import listen
from tests.builders import PASSPHRASE
from tests.webclient import a_site

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
SMALLEST_PX = 12
NARROWEST_TARGET_PX = 24


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def served(tmp_path):
    """The address of a site with one case, and the path of its task list."""
    with a_site(tmp_path) as site:
        with open_vault(site.folder, PASSPHRASE) as vault:
            ref = start_case(vault, "full", "ER-041", "", {"record": "en"})
        server = listen(site.app, site.app.extensions["ipdoc-settings"])
        runner = threading.Thread(target=server.run)
        runner.start()
        try:
            base = f"http://127.0.0.1:{server.effective_port}"
            yield base, f"/cases/{ref.case_id}/{ref.evaluation_id}"
        finally:
            server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
            runner.join(10)
            server.task_dispatcher.shutdown()


@contextmanager
def unlocked(chromium, base, **context):
    """Yield a page behind the door; fail on anything that the policy or a script refused."""
    troubles = []
    with chromium.new_context(**context) as window:
        page = window.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda said: "Security Policy" in said.text and troubles.append(said.text),
        )
        page.goto(f"{base}/unlock")
        page.fill("#passphrase", PASSPHRASE)
        page.click("button.primary")
        page.wait_for_url("**/cases/")
        yield page
    assert not troubles


def test_escape_twice_locks_and_nothing_stays_in_sight(chromium, served):
    base, case = served
    with unlocked(chromium, base) as page:
        page.goto(base + case)
        page.keyboard.press("Escape")
        assert page.url.endswith(case)
        page.keyboard.press("Escape")
        page.wait_for_url("**/unlock")
        page.go_back()
        page.wait_for_url("**/unlock**")
        assert "ER-041" not in page.content()


def test_page_that_nobody_touches_locks_itself(chromium, served):
    base, case = served
    with unlocked(chromium, base) as page:
        page.clock.install()
        page.goto(base + case)
        page.clock.run_for(15 * 60 * 1000 + 6000)
        page.wait_for_url("**/unlock")


def test_a_minute_before_it_locks_the_page_says_so_and_a_touch_keeps_it_open(chromium, served):
    base, case = served
    with unlocked(chromium, base) as page:
        page.clock.install()
        page.goto(base + case)
        page.clock.run_for(13 * 60 * 1000 + 50_000)
        page.wait_for_selector("#lock-warning", state="attached")
        assert not page.is_visible("#lock-warning")
        page.clock.run_for(20_000)
        assert page.is_visible("#lock-warning")
        with page.expect_request("**/awake") as told:
            page.mouse.click(5, 5)
        assert told.value.response().status == 204
        assert not page.is_visible("#lock-warning")
        page.clock.run_for(2 * 60 * 1000)
        assert page.url.endswith(case)


def test_tab_that_nobody_touches_does_not_lock_the_one_in_use(chromium, served):
    base, case = served
    with unlocked(chromium, base) as page:
        page.clock.install()
        page.goto(base + case)
        other = page.context.new_page()
        other.goto(f"{base}/cases/")
        page.clock.run_for(13 * 60 * 1000)
        page.wait_for_selector("#lock-warning", state="attached")
        page.clock.run_for(90_000)
        assert page.is_visible("#lock-warning")
        other.keyboard.press("a")
        page.wait_for_selector("#lock-warning", state="hidden")
        page.clock.run_for(60_000)
        assert page.url.endswith(case)
        other.reload()
        assert other.url.endswith("/cases/")


def test_what_was_just_typed_is_saved_before_the_lock(chromium, served):
    base, case = served
    with unlocked(chromium, base) as page:
        person = f"{base}{case}/sections/case_information/time_place"
        page.goto(person)
        page.fill("#exam_place_name", "Clinic of the last second")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        page.wait_for_url("**/unlock")
        page.fill("#passphrase", PASSPHRASE)
        page.click("button.primary")
        page.wait_for_url("**/cases/")
        page.goto(person)
        assert page.input_value("#exam_place_name") == "Clinic of the last second"


def test_idle_page_that_cannot_save_is_covered_and_saves_after_unlocking(chromium, served):
    base, case = served
    with unlocked(chromium, base) as page:
        person = f"{base}{case}/sections/case_information/time_place"
        page.goto(person)
        page.clock.install()
        page.reload()
        page.route("**/time_place", lambda route: route.fulfill(status=507, json={"said": "full"}))
        page.fill("#exam_place_name", "Kept behind the cover")
        page.clock.run_for(13 * 60 * 1000)
        page.wait_for_selector("#lock-cover", state="attached")
        page.clock.run_for(2 * 60 * 1000 + 10_000)
        page.wait_for_selector("#lock-cover", state="visible")
        assert "case_information" not in page.title()
        assert not page.is_visible("#exam_place_name")
        page.unroute("**/time_place")
        other = page.context.new_page()
        other.goto(f"{base}/cases/")
        assert "/unlock" in other.url, "the vault itself is locked"
        other.fill("#passphrase", PASSPHRASE)
        other.click("button.primary")
        other.wait_for_url("**/cases/")
        with page.expect_response("**/time_place") as sent:
            page.bring_to_front()
            page.evaluate("window.dispatchEvent(new Event('focus'))")
            page.clock.run_for(2000)
        assert sent.value.status == 200
        page.wait_for_selector("#exam_place_name", state="visible")
        other.goto(person)
        assert other.input_value("#exam_place_name") == "Kept behind the cover"


def test_page_in_use_tells_the_server_so(chromium, served):
    base, _case = served
    with unlocked(chromium, base) as page:
        page.clock.install()
        page.goto(f"{base}/cases/new")
        page.clock.run_for(14 * 60 * 1000)
        with page.expect_request("**/awake") as told:
            page.fill("#code", "K")
            page.clock.run_for(10_000)
        assert told.value.response().status == 204
        page.clock.run_for(2 * 60 * 1000)
        assert page.url.endswith("/cases/new")


def test_passphrase_is_shown_on_request_and_hidden_when_sent(chromium, served):
    base, _case = served
    with chromium.new_context() as window:
        page = window.new_page()
        page.goto(f"{base}/unlock")
        page.fill("#passphrase", "wrong words")
        page.click("text=Show")
        assert page.get_attribute("#passphrase", "type") == "text"
        page.click("button.primary")
        page.wait_for_selector("#passphrase-error")
        assert page.get_attribute("#passphrase", "type") == "password"
        assert page.evaluate("document.activeElement.id") == "passphrase"


def test_everything_works_without_scripts(chromium, served):
    base, case = served
    with unlocked(chromium, base, java_script_enabled=False) as page:
        page.goto(base + case)
        page.click("text=Show")
        assert "no name yet" in page.inner_text("main")
        page.click(".page-foot >> text=Русский")
        assert page.url.endswith(case)
        page.goto(f"{base}/cases/new")
        page.click(".lock-button")
        assert page.url.endswith("/unlock")


@pytest.mark.parametrize("width", [1440, 800, 390, 320])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_pages_fit_the_window_and_can_be_read_and_hit(chromium, served, width, language):
    base, case = served
    window = {"viewport": {"width": width, "height": 800}, "locale": language}
    with unlocked(chromium, base, **window) as page:
        for path in ("/cases/", "/cases/new", case, "/nothing"):
            page.goto(base + path)
            measured = page.evaluate(_MEASURE)
            assert measured["overflow"] <= 0, path
            assert measured["smallest"] >= SMALLEST_PX, path
            assert measured["narrowest"] >= NARROWEST_TARGET_PX, (path, measured["where"])


_MEASURE = """() => {
  const shown = (one) => one.checkVisibility() && one.getBoundingClientRect().width > 2;
  const texts = [...document.querySelectorAll("body *")].filter((one) => shown(one)
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
  const targets = [...document.querySelectorAll("button, input, select, summary")].filter(shown);
  const height = (one) => Math.round(one.getBoundingClientRect().height);
  targets.sort((a, b) => height(a) - height(b));
  return {
    overflow: document.documentElement.scrollWidth - innerWidth,
    smallest: Math.min(...texts.map((one) => parseFloat(getComputedStyle(one).fontSize))),
    narrowest: targets.length ? height(targets[0]) : 99,
    where: targets.length ? targets[0].outerHTML.slice(0, 80) : "",
  };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(chromium, served, scheme):
    base, case = served
    with unlocked(chromium, base, color_scheme=scheme) as page:
        page.goto(base + case)
        low = [one for one in page.evaluate(_CONTRAST) if one[0] < 4.5]
        assert not low


_CONTRAST = """() => {
  const part = (value) => { value /= 255; return value <= 0.03928 ? value / 12.92
    : ((value + 0.055) / 1.055) ** 2.4; };
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (c) => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
  const ground = (one) => { for (; one; one = one.parentElement) {
    const c = numbers(getComputedStyle(one).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } };
  return [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()))
    .map((one) => { const a = light(numbers(getComputedStyle(one).color)), b = light(ground(one));
      return [(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), one.textContent.trim()]; });
}"""
