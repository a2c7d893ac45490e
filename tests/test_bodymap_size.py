"""How much the page of the body map sends, cold, with everything that follows its first mark."""

import pytest

from ipdoc.casework.demo import make_demo
from tests.browser import a_page, a_server
from tests.editor_page import READY

pytestmark = pytest.mark.browser
MOST_BYTES = 150_000
REST_MS = 1500
"""Outlines, names and pictures are asked for within this time after the first mark."""


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_whole_page_stays_within_150_kb(tmp_path, language):
    demo = make_demo(tmp_path / "vault")
    home = tmp_path / "home"
    home.mkdir()
    ref = demo.cases[0]
    sizes: list[int] = []
    with a_server(demo.folder, home) as address, a_page(width=1440, language=language) as page:
        address.let_in(page)
        page.goto(f"{address}/unlock")
        page.fill("#passphrase", demo.passphrase)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.setCacheDisabled", {"cacheDisabled": True})
        network.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
        page.goto(f"{address}/cases/{ref.case_id}/{ref.evaluation_id}/lesions/")
        page.wait_for_selector(READY)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(REST_MS)
    assert len(sizes) > 10
    assert sum(sizes) <= MOST_BYTES
