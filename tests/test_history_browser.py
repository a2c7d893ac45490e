"""History and two versions in a real browser: nothing typed is lost, every page can be used."""

import threading

import pytest

from ipdoc.casework import findings
from ipdoc.casework.cases import start_case
from ipdoc.casework.sections import open_section, save_answers
from ipdoc.web.server import listen
from tests.builders import a_vault
from tests.copies import a_copy, bring
from tests.section_walk import a_walk

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
PLACE = "case_information/time_place"
LONG = "Дом временного содержания районного отдела полиции, вход со двора, второй этаж. " * 6


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield browser
        browser.close()


def save(vault, ref, section="case_information", **changes):
    view = open_section(vault, ref, section)
    return save_answers(vault, ref, section, changes, view.version).version


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A case with a history and with two versions, and a server that shows it."""
    folder = tmp_path_factory.mktemp("history")
    with a_vault(folder) as vault:
        ref = start_case(vault, "full", "K-1", "R-1", {"record": "ru"})
        rows = [{"name": "Ахметова Гүлнар Серікқызы"}, {"name": LONG[:120]}]
        save(vault, ref, exam_place_name="Clinic", persons_present=rows, exam_start="10:00")
        save(vault, ref, exam_place_name=LONG, exam_start={"state": "unknown", "reason": LONG[:90]})
        findings.record_by_region(vault, ref, "bruise", "scapular", "l")
        with a_copy(vault, folder) as copy:
            save(vault, ref, exam_place_address=LONG)
            save(copy, ref, exam_place_address="There")
            bring(copy, vault, [ref.case_id], folder)
        yield from served(a_walk(vault, ref=ref))


def served(walk):
    """Serve the application of a walk until the test is done."""
    app = walk.client.application
    server = listen(app, app.extensions["ipdoc-settings"])
    runner = threading.Thread(target=server.run)
    runner.start()
    walk.address = f"http://127.0.0.1:{server.effective_port}"
    try:
        yield walk
    finally:
        server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
        runner.join(10)
        server.task_dispatcher.shutdown()


@pytest.fixture
def window(chromium, site):
    """Return a function that opens a page of the case in a window of its own."""
    opened, troubles = [], []
    kept = site.client.application.extensions["ipdoc-sessions"]
    token = kept.begin(site.vault)

    def show(path, language="en", **context):
        one = chromium.new_context(**context)
        opened.append(one)
        for name, value in ((kept.cookie, token), ("l", language)):
            one.add_cookies([{"name": name, "value": value, "url": site.address}])
        page = one.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        base = site.base.removesuffix("sections")
        page.goto(f"{site.address}{base}{path}")
        return page

    yield show
    for one in opened:
        one.close()
    assert not troubles


def clean(page):
    """See that axe-core finds nothing and that nothing runs out of the window."""
    found = axe.Axe().run(page).response["violations"]
    assert not found, [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]
    wide, inner = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= inner, (page.url, wide, inner)


def pages(site):
    past = "history/section/case_information"
    newest = open_section(site.vault, site.ref, "case_information").version
    return (
        "history/",
        past,
        f"{past}?each=1",
        f"{past}/at/{newest}",
        f"{past}/at/2.0",
        f"{past}/restore?stamp=2.0",
        "history/lesion/1",
        "history/coverage/-",
        "history/evaluation/-",
        "conflicts/",
        f"sections/{PLACE}",
    )


LOOKS = [
    ("en", 1280, "light"),
    ("ru", 390, "dark"),
    ("kk", 390, "light"),
]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_pages_can_be_used_by_everybody(window, site, language, width, scheme):
    size = {"width": width, "height": 900}
    page = window("history/", language, viewport=size, color_scheme=scheme)
    base = page.url.removesuffix("history/")
    for path in pages(site):
        page.goto(f"{base}{path}")
        clean(page)


def test_answer_that_somebody_else_changed_is_told_beside_it_and_stays_typed(window, site):
    page = window(f"sections/{PLACE}")
    save(site.vault, site.ref, exam_place_name="Theirs")
    page.fill("#exam_place_name", "Mine")
    page.wait_for_selector("#question-exam_place_name .clash-note button")
    clean(page)
    assert page.input_value("#exam_place_name") == "Mine"
    page.click("#question-exam_place_name .clash-note button")
    page.wait_for_selector("form.versions")
    clean(page)
    assert "Mine" in page.inner_text("main")
    assert "Theirs" in page.inner_text("main")
    page.check('input[value="own"]')
    page.click("form.versions button")
    page.wait_for_selector("#questions")
    answers = open_section(site.vault, site.ref, "case_information").answers
    assert answers["exam_place_name"] == "Mine"


def test_last_save_by_script_is_undone_by_the_button_under_the_page(window, site):
    save(site.vault, site.ref, exam_place_name="Before")
    page = window(f"sections/{PLACE}")
    page.fill("#exam_place_name", "After")
    page.wait_for_selector(".saved-state.saved")
    page.click("#undo-form button")
    page.wait_for_selector("#questions")
    assert page.input_value("#exam_place_name") == "Before"


def test_answer_is_brought_back_without_scripts(window, site):
    version = save(site.vault, site.ref, exam_place_name="Earlier words")
    save(site.vault, site.ref, exam_place_name="Later words")
    page = window(f"history/section/case_information/at/{version}", java_script_enabled=False)
    page.click("#answer-exam_place_name a")
    page.click("form.versions button")
    answers = open_section(site.vault, site.ref, "case_information").answers
    assert answers["exam_place_name"] == "Earlier words"
