"""The section pages in a real browser: saving while one works, and the same without scripts."""

import threading

import pytest

from ipdoc.casework.sections import open_section, save_answers
from ipdoc.web.server import listen
from tests.builders import a_vault
from tests.section_walk import a_walk

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
PRIVACY = "consent_conditions/privacy"
INTERPRETER = "consent_conditions/interpreter"
PRESENT = "case_information/present"
PLACE = "case_information/time_place"
SAVED = ".saved-state.saved"


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def walk(tmp_path):
    """A case, and a server that shows it."""
    with a_vault(tmp_path) as vault:
        found = a_walk(vault)
        app = found.client.application
        server = listen(app, app.extensions["ipdoc-settings"])
        runner = threading.Thread(target=server.run)
        runner.start()
        found.address = f"http://127.0.0.1:{server.effective_port}"
        try:
            yield found
        finally:
            server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
            runner.join(10)
            server.task_dispatcher.shutdown()


@pytest.fixture
def window(chromium, walk):
    """Return a function that opens a page of the sections in a window of its own."""
    opened, troubles = [], []
    kept = walk.client.application.extensions["ipdoc-sessions"]
    token = kept.begin(walk.vault)

    def show(path, **context):
        one = chromium.new_context(**context)
        opened.append(one)
        one.add_cookies([{"name": kept.cookie, "value": token, "url": walk.address}])
        page = one.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console", lambda said: "Security Policy" in said.text and troubles.append(said.text)
        )
        page.goto(f"{walk.address}{walk.base}/{path}")
        return page

    yield show
    for one in opened:
        one.close()
    assert not troubles


def test_typed_text_is_saved_without_a_button(window, walk):
    page = window(PLACE)
    page.fill("#exam_place_name", "Clinic")
    page.wait_for_selector(SAVED)
    assert walk.answers("case_information")["exam_place_name"] == "Clinic"


def test_answer_shows_the_question_that_follows_from_it(window):
    page = window(INTERPRETER)
    assert not page.is_visible("#question-interp")
    page.check("input[name=interpreter_used][value=yes]")
    page.wait_for_selector("#question-interp", state="visible")
    page.check("input[name=interpreter_used][value=no]")
    page.wait_for_selector("#question-interp", state="hidden")


def test_added_entries_are_saved_once_each(window, walk):
    page = window(PRESENT)
    page.fill("[name='persons_present-0-name']", "First")
    page.wait_for_selector(SAVED)
    page.click("button.add")
    page.fill("[name='persons_present-1-name']", "Second")
    page.locator("[name='persons_present-1-name']").blur()
    second = page.locator("[name='persons_present-1.row']")
    playwright.expect(second).to_have_value("r2")
    page.fill("[name='persons_present-0-name']", "First of all")
    with page.expect_navigation():
        page.click("button.primary")
    names = [row["name"] for row in walk.answers("case_information")["persons_present"]]
    assert names == ["First of all", "Second"]


def test_unreadable_text_is_told_beside_its_field_after_leaving_it(window, walk):
    page = window(PLACE)
    page.fill("#exam_date", "31.02.2026")
    page.fill("#exam_place_name", "Clinic")
    page.wait_for_selector("#question-exam_date.wrong .field-error")
    assert page.input_value("#exam_date") == "31.02.2026"
    page.fill("#exam_date", "28.02.2026")
    page.wait_for_selector("#question-exam_date:not(.wrong)")
    page.wait_for_selector(SAVED)
    assert walk.answers("case_information")["exam_date"] == "2026-02-28"


def test_lost_server_is_told_and_the_text_is_saved_when_it_is_back(window, walk):
    page = window(PLACE)
    page.route("**/sections/**", lambda route: route.abort())
    page.fill("#exam_place_name", "Clinic")
    page.wait_for_selector(".saved-state.unsaved")
    page.unroute("**/sections/**")
    page.wait_for_selector(SAVED, timeout=15_000)
    assert walk.answers("case_information")["exam_place_name"] == "Clinic"


def test_change_by_another_is_told_and_both_versions_are_shown(window, walk):
    page = window(PLACE)
    view = open_section(walk.vault, walk.ref, "case_information")
    changes = {"exam_place_name": "Theirs"}
    save_answers(walk.vault, walk.ref, "case_information", changes, view.version)
    page.fill("#exam_place_name", "Mine")
    page.wait_for_selector(".saved-state.clash")
    page.click("button.primary")
    page.wait_for_selector(".versions")
    page.check("input[value=own]")
    page.click("button.primary")
    page.wait_for_selector("#exam_place_name")
    assert walk.answers("case_information")["exam_place_name"] == "Mine"


def test_leaving_with_unsaved_text_is_warned_about(window):
    page = window(PLACE)
    page.route("**/sections/**", lambda route: route.abort())
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("#exam_place_name").press_sequentially("Clinic")
    page.wait_for_selector(".saved-state.unsaved")
    page.unroute("**/sections/**")
    page.close(run_before_unload=True)
    page.wait_for_event("close")
    assert asked == ["beforeunload"]


def test_nothing_is_kept_in_the_storage_of_the_browser(window):
    page = window(PLACE)
    page.fill("#exam_place_name", "Clinic")
    page.wait_for_selector(SAVED)
    kept = page.evaluate("async () => localStorage.length + sessionStorage.length")
    bases = page.evaluate("async () => (await indexedDB.databases()).length")
    assert (kept, bases) == (0, 0)


def test_same_page_works_without_scripts(window, walk):
    page = window(PRIVACY, java_script_enabled=False)
    page.check("input[name=priv_visual-value][value=none]")
    page.check("input[name=priv_auditory-value][value='~unknown']")
    page.fill("[name='priv_auditory-value.reason']", "Thin wall")
    page.check("input[name=police_present-value][value=no]")
    page.click("button.primary")
    page.wait_for_url("**/restraint")
    stored = walk.answers("consent_conditions")
    assert stored["priv_auditory"] == {"state": "unknown", "reason": "Thin wall"}


@pytest.mark.parametrize("width", [320, 390, 800, 1440])
@pytest.mark.parametrize("path", [PRIVACY, PRESENT, "allegations/checklist", "physical_exam/head"])
def test_no_page_is_wider_than_its_window(window, width, path):
    page = window(path, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
