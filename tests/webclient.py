"""A browser for tests that checks EVERY page it is given: markup, labels, headers.

``a_site`` makes an application with a vault of its own; ``Browser.page`` loads a page and checks
it; ``Browser.send`` fills a form of that page in and sends it, with its own CSRF token.
"""

import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ipdoc.config import Settings
from ipdoc.i18n import LANGUAGES
from ipdoc.web.app import create_app
from ipdoc.web.sessions import Sessions
from tests.builders import PASSPHRASE, a_vault
from tests.sockets import no_egress

CONTROLS = ("input", "select", "textarea")
UNLABELLED = ("hidden", "submit", "button")
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "list")


class Page:
    """A page that was loaded and passed all checks."""

    def __init__(self, answer: TestResponse) -> None:
        self.status = answer.status_code
        self.path = answer.request.path
        self.headers = answer.headers
        self.html = answer.get_data(as_text=True)
        self.tree = _parsed(self.html)
        _check_headers(answer)
        _check_markup(self)

    def all(self, tag: str, **wanted: str) -> list[Element]:
        """Return the elements of a kind with these attributes (``class_`` holds one class)."""
        name = wanted.pop("class_", "")
        return [
            one
            for one in self.tree.iter(tag)
            if all(one.get(key.replace("_", "-")) == value for key, value in wanted.items())
            and (not name or name in (one.get("class") or "").split())
        ]

    def one(self, tag: str, **wanted: str) -> Element:
        """Return the only element of a kind with these attributes."""
        found = self.all(tag, **wanted)
        assert len(found) == 1, f"{len(found)} {tag} with {wanted} on {self.path}"
        return found[0]

    @property
    def text(self) -> str:
        """All words of the body, spaces made single."""
        return words(self.one("body"))

    def form(self, action: str) -> Element:
        """Return the first form that sends to an address, by itself or by one of its buttons."""
        found = [
            one
            for one in self.all("form")
            if action in {one.get("action"), *(b.get("formaction") for b in one.iter("button"))}
        ]
        assert found, f"no form sends to {action} on {self.path}"
        return found[0]


def where_enter_leads(form: Element) -> str:
    """Return the address that a form is sent to by the Enter key: its first button decides."""
    first = next(one for one in form.iter("button") if one.get("type", "submit") == "submit")
    return first.get("formaction") or form.get("action", "")


def words(element: Element) -> str:
    """Return the text in an element, spaces made single."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def _parsed(html: str) -> Element:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        return parser.parse(html)


def _check_headers(answer: TestResponse) -> None:
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in answer.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert all("unsafe" not in value and "*" not in value for value in policy.values())
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Content-Encoding" not in answer.headers, "secrets must not be compressed"


def _check_markup(page: Page) -> None:
    root = page.tree
    assert page.html.lstrip().lower().startswith("<!doctype html>")
    assert root.get("lang") in LANGUAGES
    assert root.get("dir") in ("ltr", "rtl")
    assert words(page.one("title"))
    assert len(page.all("h1")) == 1, f"{len(page.all('h1'))} h1 on {page.path}"
    assert len(page.all("main")) == 1
    elements = [one for one in root.iter() if isinstance(one.tag, str)]
    ids = [one.get("id") for one in elements if one.get("id")]
    assert len(ids) == len(set(ids)), f"twice on {page.path}: {_twice(ids)}"
    for one in elements:
        _check_element(one, set(ids))
    for form in page.all("form"):
        _check_form(form)
    labelled = {one.get("for") for one in page.all("label")}
    inside = {id(control) for label in page.all("label") for control in label.iter()}
    for control in (one for one in elements if one.tag in CONTROLS):
        assert _has_label(control, labelled, inside), f"no label: {control.attrib} on {page.path}"


def _twice(ids: list[str | None]) -> set[str | None]:
    return {one for one in ids if ids.count(one) > 1}


def _check_element(one: Element, ids: set[str | None]) -> None:
    assert one.tag != "style", "styles belong into files"
    assert one.tag != "script" or (one.get("src") and not one.text), "no script in the page"
    for name, value in one.attrib.items():
        assert name != "style", f"style attribute on {one.tag}"
        assert not name.startswith("on"), f"{name} on {one.tag}"
        if name in REFERENCES:
            assert set(value.split()) <= ids, f"{name}={value} leads nowhere"
        if name in ("src", "href", "action"):
            assert re.match(r"(/(?!/)|#|\?|\./\?)", value), f"{name}={value} leaves the site"
    if one.tag == "img":
        assert "alt" in one.attrib
    if one.tag == "a" and (one.get("href") or "").startswith("#"):
        assert one.get("href", "")[1:] in ids, f"{one.get('href')} leads nowhere"
    if one.tag in ("a", "button"):
        assert words(one) or one.get("aria-label"), f"{one.tag} {one.attrib} says nothing"


def _check_form(form: Element) -> None:
    assert form.get("action"), "a form says where it sends to"
    method = form.get("method")
    assert method in ("get", "post")
    tokens = [one for one in form.iter("input") if one.get("name") == "csrf_token"]
    assert len(tokens) == (1 if method == "post" else 0), f"csrf token of {form.get('action')}"


def _has_label(control: Element, labelled: set[str | None], inside: set[int]) -> bool:
    kind = control.get("type", "text")
    if control.tag == "input" and kind in UNLABELLED:
        return True
    if kind == "image":
        return bool(control.get("alt"))
    named = control.get("aria-label") or control.get("aria-labelledby")
    return bool(named) or id(control) in inside or control.get("id", "") in labelled


class Browser:
    """Loads pages and sends forms as a person would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def page(self, path: str, status: int = 200, **headers: str) -> Page:
        """Load a page, follow redirects, and check it."""
        sent = {key.replace("_", "-"): value for key, value in headers.items()}
        with self.client.get(path, headers=sent, follow_redirects=True) as answer:
            page = Page(answer)
        assert page.status == status, f"{path} answered {page.status}: {page.text[:300]}"
        return page

    def send(self, page: Page, action: str, *, status: int | None = 200, **fields: object) -> Page:
        """Fill in the form of a page that sends to ``action``; check the page that answers."""
        form = page.form(action)
        given = {
            str(one.get("name")): one.get("value") or ""
            for one in form.iter("input")
            if one.get("type") == "hidden"
        }
        data = {**given, **fields}
        with self.client.post(action, data=data, follow_redirects=True) as answer:
            found = Page(answer)
        assert status is None or found.status == status, f"{found.status}: {found.text[:300]}"
        return found


@dataclass
class Site:
    """An application with a vault and a browser."""

    app: Flask
    browser: Browser
    folder: Path
    clock: list[float]
    """Seconds of the sessions' clock; add to the first to let time pass."""

    @property
    def sessions(self) -> Sessions:
        """The sessions of the application."""
        found: Sessions = self.app.extensions["ipdoc-sessions"]
        return found

    def another_browser(self) -> Browser:
        """Return a second browser without any cookie."""
        return Browser(self.app.test_client())

    def unlock(self, browser: Browser | None = None) -> Page:
        """Unlock the vault; return the list of cases."""
        chosen = browser or self.browser
        return chosen.send(chosen.page("/unlock"), "/unlock", passphrase=PASSPHRASE)


@contextmanager
def a_site(folder: Path, *, vault: bool = True, **settings: object):
    """Yield a site in a folder, with a vault unless told otherwise; everything is closed after.

    Whatever tries to leave this computer meanwhile is refused, and fails the test.
    """
    if vault:
        a_vault(folder).close()
    clock = [1000.0]
    chosen = Settings(vault_folder=folder / "vault", **settings)
    sessions = Sessions(chosen.idle_minutes, clock=lambda: clock[0])
    app = create_app(chosen, sessions)
    try:
        with no_egress():
            yield Site(app, Browser(app.test_client()), chosen.vault_folder, clock)
    finally:
        sessions.end_all()
