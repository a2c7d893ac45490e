"""Passkeys in a real browser with an authenticator of its own (WebAuthn over the DevTools)."""

import threading
from contextlib import contextmanager

import pytest

from ipdoc.web.server import listen
from tests.builders import PASSPHRASE
from tests.webclient import a_site

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def served(tmp_path):
    with a_site(tmp_path, second_factor="offered") as site:
        server = listen(site.app, site.app.extensions["ipdoc-settings"])
        runner = threading.Thread(target=server.run)
        runner.start()
        try:
            yield f"http://localhost:{server.effective_port}"
        finally:
            server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))
            runner.join(10)
            server.task_dispatcher.shutdown()


@contextmanager
def a_page():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        window = browser.new_context(locale="en-GB")
        page = window.new_page()
        devtools = window.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        key = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        yield page, devtools, key["authenticatorId"]
        browser.close()


def unlock(page, base, **by):
    page.goto(f"{base}/unlock")
    page.fill("#passphrase", PASSPHRASE)
    with page.expect_navigation():
        page.click("[data-passkey]" if by.get("passkey") else "button.primary")


def lock(page):
    with page.expect_navigation():
        page.click(".lock-button")


def test_passkey_is_made_asked_for_and_used(served):
    with a_page() as (page, devtools, key):
        unlock(page, served)
        page.goto(f"{served}/confirm/?next=/second-factor/")
        page.fill("#passphrase", PASSPHRASE)
        with page.expect_navigation():
            page.click("main button.primary")
        page.fill("#name", "the black key")
        with page.expect_navigation():
            page.click("[data-passkey]")
        assert page.locator(".paper-codes li").count() == 10
        page.goto(f"{served}/second-factor/")
        assert "the black key" in page.inner_text("main")
        kept = devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
        assert [one["rpId"] for one in kept] == ["localhost"]

        lock(page)
        unlock(page, served)
        assert "fresh code of your app" in page.inner_text("#passphrase-error")
        unlock(page, served, passkey=True)
        assert page.url.endswith("/cases/")

        lock(page)
        devtools.send("WebAuthn.clearCredentials", {"authenticatorId": key})
        page.goto(f"{served}/unlock")
        page.fill("#passphrase", PASSPHRASE)
        page.click("[data-passkey]")
        page.wait_for_timeout(100)
        assert page.url.endswith("/unlock"), "a key that knows nothing opens nothing"


def test_answer_of_a_passkey_cannot_be_sent_twice(served):
    with a_page() as (page, _devtools, _key):
        unlock(page, served)
        page.goto(f"{served}/confirm/?next=/second-factor/")
        page.fill("#passphrase", PASSPHRASE)
        with page.expect_navigation():
            page.click("main button.primary")
        page.fill("#name", "key")
        with page.expect_navigation():
            page.click("[data-passkey]")
        lock(page)
        with page.expect_request(lambda sent: sent.method == "POST") as sent:
            unlock(page, served, passkey=True)
        body = sent.value.post_data
        cookies = sent.value.all_headers()["cookie"]
        assert "assertion=%7B" in body
        lock(page)
        window = page.context.browser.new_context()
        pairs = [one.split("=", 1) for one in cookies.split("; ") if "=" in one]
        window.add_cookies([{"name": n, "value": v, "url": served} for n, v in pairs])
        again = window.request.post(
            f"{served}/unlock",
            data=body,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            max_redirects=0,
        )
        assert again.status == 422
        window.close()
