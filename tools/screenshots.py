"""Take the pictures of the README: make the demonstration, serve it, photograph its pages.

    python -m tools.screenshots    write docs/pictures/*.png

Needs Chromium and pdftoppm (packages chromium and poppler-utils). All persons are invented.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.demo import Demo, make_demo
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition
from ipdoc.casework.issuing.issue import issue
from ipdoc.config import Settings
from ipdoc.web.app import create_app
from ipdoc.web.launch import Launch
from ipdoc.web.server import listen

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
MOST_BYTES = 150_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_COLOURS = (256, 128, 64, 32, 16)
"""Tried in turn until a picture is small enough."""
_PHONE_WIDTH_PX = 390


@dataclass(frozen=True)
class Shot:
    """A page to photograph."""

    name: str
    case: int
    """Index of the invented case: 0 is the full evaluation, 1 the short one."""
    path: str = ""
    """Below the task list."""
    language: str = "en"
    scheme: str = "light"
    width_px: int = 1280
    height_px: int = 860


SHOTS = (
    Shot("tasks-light", 0),
    Shot("section-russian", 1, "/sections/allegations", "ru"),
    Shot("body-map", 0, "/lesions/?view=full_post&lesion=4", width_px=1440, height_px=900),
    Shot("body-map-dark", 0, "/lesions/?view=full_ant&lesion=2", "ru", "dark", 1440, 900),
    Shot("phone-kazakh", 1, language="kk", width_px=_PHONE_WIDTH_PX, height_px=800),
    Shot("issuing", 0, "/report/", "ru", height_px=1240),
    Shot("signing", 0, "/report/1/en.full/signatures/", height_px=1240),
)
REPORT_PAGES = (("report-first", "en", 1), ("report-map", "ru", 12), ("report-lesion", "kk", 17))
"""Name, language, page."""


def main() -> int:
    """Take all pictures; the exit code is 1 when a program is missing."""
    chromium, pdftoppm = shutil.which("chromium"), shutil.which("pdftoppm")
    if not chromium or not pdftoppm:
        print("Install the packages chromium and poppler-utils first", file=sys.stderr)
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        demo = make_demo(Path(temporary) / "vault")
        reports = {language: _issued(demo, language) for _, language, _ in REPORT_PAGES}
        with _served(demo.folder) as (launch, address), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            for shot in SHOTS:
                _keep(shot.name, _photograph(browser, launch, address, demo, shot))
            browser.close()
        for name, language, page in REPORT_PAGES:
            _keep(name, _report_page(reports[language], pdftoppm, page))
    return 0


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[tuple[Launch, str]]:
    settings = Settings(vault_folder=folder)
    launch = Launch()
    app = create_app(settings, started=launch)
    server = listen(app, settings)
    runner = threading.Thread(target=server.run, daemon=True)
    runner.start()
    try:
        yield launch, f"http://{launch.host}:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
        runner.join(10)
        server.task_dispatcher.shutdown()
        app.extensions["ipdoc-sessions"].end_all()


def _photograph(browser: Browser, launch: Launch, address: str, demo: Demo, shot: Shot) -> bytes:
    context = browser.new_context(
        viewport={"width": shot.width_px, "height": shot.height_px},
        locale=shot.language,
        color_scheme="dark" if shot.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    with context:
        page = context.new_page()
        page.goto(address + launch.path())
        _unlock(page, address, demo.passphrase)
        page.goto(address + _case_path(demo.cases[shot.case]) + shot.path)
        page.wait_for_load_state("networkidle")
        return page.screenshot()


def _unlock(page: Page, address: str, passphrase: str) -> None:
    page.goto(f"{address}/unlock")
    page.fill("#passphrase", passphrase)
    page.click("button.primary")
    page.wait_for_url("**/cases/")


def _case_path(ref: Ref) -> str:
    return f"/cases/{ref.case_id}/{ref.evaluation_id}"


def _issued(demo: Demo, language: str) -> bytes:
    with open_vault(demo.folder, demo.passphrase) as vault:
        issued = issue(vault, demo.cases[0], Choice(language=language))
        return b"".join(read_edition(vault, demo.cases[0], issued.number, f"{language}.full"))


def _report_page(pdf: bytes, pdftoppm: str, page: int) -> bytes:
    command = [pdftoppm, "-png", "-r", "80", "-f", str(page), "-l", str(page), "-singlefile", "-"]
    return subprocess.run(command, input=pdf, check=True, capture_output=True).stdout  # noqa: S603


def _keep(name: str, png: bytes) -> None:
    """Write a picture with as few colours as it needs to stay small."""
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    for colours in _COLOURS:
        out = io.BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() < MOST_BYTES:
            break
    (PICTURES / f"{name}.png").write_bytes(out.getvalue())
    print(f"{name}.png: {picture.width} × {picture.height}, {out.tell() // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
