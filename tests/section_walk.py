"""A browser in a new case, spoken to without a network."""

import re
from dataclasses import dataclass

from flask.testing import FlaskClient

from ipdoc.casework.cases import start_case
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref
from ipdoc.casework.sections import open_section
from ipdoc.config import Settings
from ipdoc.web.app import create_app
from tests.browser_form import controls


@dataclass
class Walk:
    """One browser that is let in."""

    client: FlaskClient
    vault: OpenVault
    ref: Ref

    @property
    def base(self):
        """Address of the sections of the evaluation."""
        return f"/cases/{self.ref.case_id}/{self.ref.evaluation_id}/sections"

    def get(self, path):
        """Return the HTML of a page."""
        with self.client.get(f"{self.base}/{path}") as answer:
            assert answer.status_code == 200, answer.status_code
            return answer.text

    def post(self, path, html, json=False, files=None, **changes):
        """Send the form of a page, with inputs changed by name ("-" and "." stand as they are)."""
        texts = {}
        for name, text in controls(_form(html)):
            texts.setdefault(name, []).append(text)
        for name, value in changes.items():
            texts[name] = value if isinstance(value, list) else [value]
        headers = {"Accept": "application/json"} if json else {}
        data = {name: value for name, value in texts.items() if value} | (files or {})
        return self.client.post(
            f"{self.base}/{path}", data=data, headers=headers, content_type="multipart/form-data"
        )

    def answers(self, section):
        """Return the stored answers of a section."""
        return open_section(self.vault, self.ref, section).answers


def _form(html):
    found = re.search(
        r'<form method="post"[^>]*class="(?:questions|versions)".*?</form>', html, re.S
    )
    assert found, "no form of questions on the page"
    return found[0]


def a_walk(vault, language="en", ref=None):
    """Return a browser in a vault, in a new full evaluation unless one is given."""
    ref = ref or start_case(vault, "full", "K-1", "R-1", {"record": "ru"})
    app = create_app(Settings(vault_folder=vault.folder))
    kept = app.extensions["ipdoc-sessions"]
    client = app.test_client()
    client.set_cookie(kept.cookie, kept.begin(vault), domain="localhost")
    client.set_cookie("l", language, domain="localhost")
    return Walk(client, vault, ref)
