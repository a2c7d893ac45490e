"""Drawings over a photograph in a browser: by mouse, by keys alone, and without scripts."""

import io
import time
from contextlib import contextmanager

import pytest
from PIL import Image

from ipdoc.casework import findings
from ipdoc.casework.cases import start_case
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.photographs import attach_photograph
from ipdoc.casework.photomarks import add_drawing, open_drawn
from tests.browser import a_server
from tests.builders import PASSPHRASE, a_vault

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield browser
        browser.close()


class Photograph:
    """The page of the drawings over a photograph of 4 to 3, and what is stored of it."""

    def __init__(self, page, folder, ref, photo):
        self.page, self.folder, self.ref, self.photo = page, folder, ref, photo

    def stored(self, count, timeout_s=10, fits=lambda _kept: True):
        """Return the stored drawings as soon as there are so many that fit, or time is up."""
        end = time.monotonic() + timeout_s
        while True:
            with open_vault(self.folder / "vault", PASSPHRASE) as vault:
                kept = open_drawn(vault, self.ref, self.photo).photograph.overlay
            if (len(kept) == count and fits(kept)) or time.monotonic() > end:
                assert len(kept) == count, kept
                return kept
            time.sleep(0.1)

    def at(self, x, y):
        """Return the pixel of a place given in fractions of the photograph."""
        selector = ".bm-backdrop image" if self.page.locator(".bm").count() else "[name=at]"
        box = self.page.locator(selector).bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def drag(self, start, end):
        """Press at one place, let go at the other."""
        self.page.mouse.move(*self.at(*start))
        self.page.mouse.down()
        self.page.mouse.move(*self.at(*end), steps=6)
        self.page.mouse.up()

    def saved(self):
        """Wait until the page says that all is saved."""
        self.page.wait_for_selector("#saved-state.saved")


def _is_error(said):
    """Return whether a page complained; a favicon that we do not have and a refusal are none."""
    return said.type == "error" and not said.location["url"].endswith(("/favicon.ico", "/save"))


@contextmanager
def a_photograph(chromium, folder, *, scripts=True, wait=True):
    """Yield the page of the drawings in a browser."""
    with a_vault(folder) as vault:
        ref = start_case(vault, "full", "K-1", "R-1", {"record": "en"})
        findings.record_by_region(vault, ref, "bruise", "scapular", "l")
        out = io.BytesIO()
        Image.new("RGB", (800, 600), (200, 160, 140)).save(out, "JPEG")
        stream = io.BytesIO(out.getvalue())
        photo = attach_photograph(vault, ref, stream, lesion=1).id
    home = folder / "home"
    home.mkdir()
    with a_server(folder / "vault", home) as site:
        context = chromium.new_context(
            java_script_enabled=scripts, locale="en-GB", viewport={"width": 1280, "height": 1100}
        )
        page = context.new_page()
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if _is_error(said) else None)
        site.let_in(page)
        page.goto(f"{site}/unlock")
        page.fill("#passphrase", PASSPHRASE)
        page.keyboard.press("Enter")
        page.wait_for_url("**/cases/")
        path = f"/cases/{ref.case_id}/{ref.evaluation_id}/photographs/{photo}/overlay/"
        page.goto(site + path)
        if wait:
            page.wait_for_selector("html[data-editor=ready]")
        yield Photograph(page, folder, ref, photo)
        context.close()
        assert errors == []


def test_arrow_outline_and_number_are_drawn_by_mouse(chromium, tmp_path):
    with a_photograph(chromium, tmp_path) as on:
        on.page.keyboard.press("a")
        on.drag((0.1, 0.1), (0.4, 0.4))
        on.page.get_by_role("button", name="Outline by corners").click()
        on.page.select_option("#pm-shows", "none")
        for place in ((0.5, 0.5), (0.7, 0.5), (0.7, 0.7), (0.5, 0.5)):
            on.page.mouse.click(*on.at(*place))
        on.page.get_by_role("button", name="Number of a lesion").click()
        on.page.mouse.click(*on.at(0.8, 0.2))
        kept = on.stored(3)
        assert [(one.kind, one.lesion) for one in kept] == [
            ("arrow", None),
            ("polygon", None),
            ("number", 1),
        ]
        assert kept[0].points[0] == pytest.approx((0.1, 0.1), abs=0.01)
        assert kept[0].points[1] == pytest.approx((0.4, 0.4), abs=0.01)
        assert kept[2].points[0] == pytest.approx((0.8, 0.2), abs=0.01)
        assert on.page.locator(".pm-number text").all_text_contents() == ["1"]


def test_drawing_is_moved_named_worded_and_removed(chromium, tmp_path):
    with a_photograph(chromium, tmp_path) as on:
        on.page.keyboard.press("a")
        on.drag((0.1, 0.1), (0.4, 0.4))
        on.stored(1)
        on.page.keyboard.press("v")
        on.drag((0.25, 0.25), (0.35, 0.25))
        on.saved()
        on.page.select_option("#pm-shows", "n1")
        on.page.fill("#pm-text", "upper edge")
        on.page.keyboard.press("Tab")
        on.page.wait_for_function(
            "document.getElementById('bm-said').textContent.includes('1 drawing')"
        )
        (kept,) = on.stored(1, fits=lambda drawings: drawings[0].text)
        assert kept.points[0] == pytest.approx((0.2, 0.1), abs=0.015)
        assert (kept.lesion, kept.text) == (1, "upper edge")
        on.page.get_by_role("button", name="Remove the drawing").click()
        on.stored(0)


def test_undo_and_redo_reach_the_server(chromium, tmp_path):
    with a_photograph(chromium, tmp_path) as on:
        on.page.keyboard.press("a")
        on.drag((0.1, 0.1), (0.4, 0.4))
        on.drag((0.9, 0.1), (0.6, 0.4))
        first, second = on.stored(2)
        on.page.keyboard.press("Control+z")
        assert on.stored(1) == (first,)
        on.page.keyboard.press("Control+z")
        on.stored(0)
        on.page.keyboard.press("Control+Shift+z")
        on.page.keyboard.press("Control+Shift+z")
        assert on.stored(2) == (first, second)


def test_everything_is_drawn_by_keys_alone(chromium, tmp_path):
    with a_photograph(chromium, tmp_path) as on:
        keys = on.page.keyboard
        keys.press("a")
        keys.press("Space")
        for _ in range(6):
            keys.press("Shift+ArrowRight")
        keys.press("Space")
        keys.press("Enter")
        kept = on.stored(1)
        assert kept[0].kind == "arrow"
        assert kept[0].points[1][0] - kept[0].points[0][0] == pytest.approx(0.15, abs=0.01)
        keys.press("v")
        on.page.locator("[data-lesion]").first.focus()
        keys.press("Shift+ArrowDown")
        on.saved()
        moved = on.stored(1)
        assert moved[0].points[0][1] > kept[0].points[0][1]
        keys.press("Delete")
        on.stored(0)
        keys.press("c")
        for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
            keys.press("Space")
            for _ in range(3):
                keys.press(f"Shift+{key}")
        keys.press("Enter")
        assert on.stored(1)[0].kind == "polygon"


def test_change_made_elsewhere_is_told_and_nothing_overwritten(chromium, tmp_path):
    with (
        a_photograph(chromium, tmp_path) as on,
        open_vault(tmp_path / "vault", PASSPHRASE) as vault,
    ):
        arrow = {"kind": "arrow", "points": [[0.6, 0.6], [0.9, 0.9]]}
        add_drawing(vault, on.ref, on.photo, arrow, 1)
        on.page.keyboard.press("a")
        on.drag((0.1, 0.1), (0.4, 0.4))
        on.page.wait_for_selector("#saved-state.stale")
        on.stored(1)
        on.page.get_by_role("button", name="Make my change all the same").click()
        assert len(on.stored(2)) == 2


def test_arrow_is_drawn_by_clicks_without_scripts(chromium, tmp_path):
    with a_photograph(chromium, tmp_path, scripts=False, wait=False) as on:
        on.page.mouse.click(*on.at(0.1, 0.1))
        on.page.get_by_text("1 point set").wait_for()
        on.page.mouse.click(*on.at(0.5, 0.6))
        on.page.get_by_role("button", name="Record the drawing").click()
        (kept,) = on.stored(1)
        assert kept.points[0] == pytest.approx((0.1, 0.1), abs=0.01)
        assert kept.points[1] == pytest.approx((0.5, 0.6), abs=0.01)
        on.page.get_by_role("button", name="Undo the last change").click()
        on.stored(0)
