"""The body map in a browser: when the first mark can be made, and what the page transfers."""

from __future__ import annotations

import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.app import Walk, a_walk
from bench.measure import Figure
from ipdoc.web import assets
from ipdoc.web.server import listen

CHROMIUM = "/usr/bin/chromium"
FIRST_MARK_MS, PAGE_KB = 300.0, 150.0
FIRST_VISIT_MS, LATER_VISIT_MS = 1000.0, 600.0
LANGUAGE = "ru"
"""The one whose words take the most bytes."""
REST_MS = 1500
"""Outlines of regions, their names and the strip's pictures come after the first mark."""
_TIMES = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const [mark] = performance.getEntriesByName("first-mark-possible");
  const before = performance.getEntriesByType("resource")
    .filter((one) => one.responseEnd <= mark.startTime);
  const bytes = before.reduce((sum, one) => sum + one.transferSize, page.transferSize);
  return [mark.startTime, page.loadEventEnd, bytes / 1000];
}"""


def editor_figures(folder: Path, rounds: int) -> list[Figure]:
    """Measure the page of the body map as a browser sees it, first visit and later ones."""
    walk = a_walk(folder)
    assets.preload()
    with _served(walk) as base, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        visits = [_visit(browser, walk, base) for _ in range(max(3, rounds // 12))]
        browser.close()
    first, again, after, sent, all_sent = map(statistics.median, zip(*visits, strict=True))
    note = f"Russian; {sent:.0f} kB until the first mark"
    return [
        Figure("editor, first mark possible after loading", after, FIRST_MARK_MS, "ms"),
        Figure("editor, first visit, click to first mark", first, FIRST_VISIT_MS, "ms"),
        Figure("editor, later visit, click to first mark", again, LATER_VISIT_MS, "ms"),
        Figure("editor, transferred with all that follows", all_sent, PAGE_KB, "kB", note),
    ]


def _visit(browser: Browser, walk: Walk, base: str) -> tuple[float, ...]:
    """Return ms to the first mark, the same once more, ms after loading, kB until it and all."""
    sessions = walk.client.application.extensions["ipdoc-sessions"]
    cookie = walk.client.get_cookie(sessions.cookie)
    if cookie is None:
        raise RuntimeError("the bench is not let in")
    with browser.new_context(viewport={"width": 1440, "height": 900}, locale=LANGUAGE) as window:
        window.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base}])
        page = window.new_page()
        sizes: list[int] = []
        network = window.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
        first, loaded, sent = _open(page, f"{base}{walk.base}/lesions/")
        page.wait_for_timeout(REST_MS)
        all_sent = sum(sizes) / 1000
        again, _loaded, _sent = _open(page, f"{base}{walk.base}/lesions/")
    return first, again, max(0.0, first - loaded), sent, all_sent


def _open(page: Page, address: str) -> tuple[float, float, float]:
    page.goto(address)
    page.wait_for_selector("html[data-editor=ready]")
    page.wait_for_load_state()
    marked, loaded, sent = page.evaluate(_TIMES)
    return marked, loaded, sent


@contextmanager
def _served(walk: Walk) -> Iterator[str]:
    """Yield the address of the application on the loopback interface."""
    app = walk.client.application
    server = listen(app, app.extensions["ipdoc-settings"])
    runner = threading.Thread(target=server.run)
    runner.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
        runner.join(10)
        server.task_dispatcher.shutdown()
