"""A doctor at a real browser: starts the real server, fills pages as they are shown."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from ipdoc.casework.formstore import current_form
from ipdoc.i18n import translator
from ipdoc.web.cells import QuestionForm
from ipdoc.web.fields import Surroundings
from ipdoc.web.fields_by_type import has_own_pages
from tests.launching import address_of

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STARTS = "from ipdoc.cli import main; main()"
_MOST_ROUNDS = 5


@contextlib.contextmanager
def a_server(vault, home):
    """Run ``ipdoc serve`` on a vault, HOME and temp folders in ``home``; yield its address.

    A page is let in by the address's ``let_in``.
    """
    root = str(Path(__file__).resolve().parent.parent)
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(home), "PYTHONPATH": root}
    command = [sys.executable, "-u", "-c", STARTS, "serve", "--vault", str(vault)]
    command += ["--no-browser"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield address_of(process.stdout.readline())
        finally:
            process.terminate()
            process.wait(timeout=20)


@contextlib.contextmanager
def a_page(*, scripts=True, width=1280, language="en-GB"):
    """Open a page in Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            locale=language,
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        yield context.new_page()
        browser.close()


def inputs_of(question, cells):
    """Return name and text of the inputs that a browser sends for a question's cell."""
    near = Surroundings(current_form().form, translator("en"), lambda _target: ())
    return list(QuestionForm([question], near, cells).inputs())


class Doctor:
    """Does with a page what a person does: types, chooses, presses.

    Args:
        page: of Playwright.
        address: of the server.
    """

    def __init__(self, page, address):
        self.page = page
        self.address = address
        address.let_in(page)
        self.case = ""
        self.typed = set()
        """Section and key of the questions that were answered."""

    def go(self, path=""):
        """Open a page of the case."""
        answer = self.page.goto(f"{self.address}{self.case}{path}")
        said = self.page.locator("main").inner_text() if answer and answer.status != 200 else ""
        assert not said, (path, said)

    def press(self, value):
        """Press the button of the form that sends ``go=value``."""
        button = self.page.locator(f'button[name="go"][value="{value}"]:not([tabindex])').first
        if value == "stay":
            button = self.page.locator('button[name="go"][value="stay"][tabindex]').first
            with self.page.expect_navigation():
                button.dispatch_event("click")
            return
        with self.page.expect_navigation():
            button.click()

    def create_vault(self, name, passphrase):
        """Create the vault; the browser stays unlocked."""
        self.page.goto(self.address)
        self.page.fill("#name", name)
        self.page.fill("#passphrase", passphrase)
        self.page.fill("#again", passphrase)
        self.page.locator("main button.primary").click()
        self.page.wait_for_url("**/cases/")

    def start_case(self, kind, code, number):
        """Open a new case; its pages are what ``go`` opens from now on."""
        self.page.goto(f"{self.address}/cases/new")
        self.page.locator(f'input[name="type"][value="{kind}"]').check()
        self.page.fill("#code", code)
        self.page.fill("#report_number", number)
        with self.page.expect_navigation():
            self.page.locator("main button.primary").click()
        self.case = self.page.url.removeprefix(self.address)

    def fill_section(self, section, cells):
        """Fill all pages of a section with the answers of a case."""
        for page in section.pages:
            if page.kind == "questions" and any(q.key in cells for q in page.questions):
                self.fill_page(section, page, cells)

    def fill_page(self, section, page, cells):
        """Fill one page, and once more what appears only then; add its long entries."""
        path = f"/sections/{section.key}/{page.key}"
        plain = [q for q in page.questions if not has_own_pages(q) and q.key in cells]
        filled = set()
        for _ in range(_MOST_ROUNDS):
            self.go(path)
            waiting = [q for q in plain if q.key not in filled and self._shows(q)]
            if not waiting:
                break
            for question in waiting:
                self._fill_question(question, cells)
                filled.add(question.key)
                self.typed.add((section.key, question.key))
            self.press("stay") if any(map(_is_inline, waiting)) else self.press("next")
        for question in page.questions:
            if has_own_pages(question) and isinstance(cells.get(question.key), list):
                self.typed.add((section.key, question.key))
                for row in cells[question.key]:
                    self._add_entry(path, question, row)

    def _shows(self, question):
        return self.page.locator(f"#question-{question.key}").is_visible()

    def _fill_question(self, question, cells):
        cell = cells[question.key]
        if not _is_inline(question):
            self._type(inputs_of(question, {question.key: cell}))
            return
        for number in range(len(cell)):
            named = inputs_of(question, {question.key: cell[: number + 1]})
            self._type([pair for pair in named if f"-{number}" in pair[0]])
            self.press("stay")

    def _add_entry(self, path, question, row):
        self.go(path)
        self.press(f"add:{question.key}")
        for _ in range(_MOST_ROUNDS):
            if self.page.locator(f"#question-{question.key}").count():
                return
            shown = [
                item
                for item in question.items
                if item.key in row and self.page.locator(f"#question-{item.key}").count()
            ]
            for item in shown:
                self._type(inputs_of(item, row))
            self.press("next")

    def _type(self, pairs):
        for name, text in pairs:
            self._set(name, text)

    def _set(self, name, text):
        named = self.page.locator(f'[name="{name}"]')
        if not text or not named.count():
            return
        kind = named.first.evaluate("one => one.type")
        if kind in ("hidden", "file"):
            return
        if kind in ("radio", "checkbox"):
            named = self.page.locator(f'[name="{name}"][value="{text}"]')
            if named.count():
                self._unfold(named.first)
                named.first.check()
            return
        self._unfold(named.first)
        if kind.startswith("select"):
            if named.first.locator(f'option[value="{text}"]').count():
                named.first.select_option(text)
        else:
            named.first.fill(text)

    def _unfold(self, control):
        """Open the fold-outs around a control, the outermost first."""
        for _ in range(3):
            closed = control.locator("xpath=ancestor::details[not(@open)]")
            if not closed.count():
                return
            closed.first.locator("xpath=./summary").click()


def _is_inline(question):
    return question.type.value == "repeat" and not question.rows_from
