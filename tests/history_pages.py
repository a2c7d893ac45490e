"""A browser on the pages of a history; every page that it is given is checked."""

import io
import re
from dataclasses import dataclass

from PIL import Image

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref
from tests.section_walk import a_walk
from tests.webclient import Browser, Page


@dataclass
class History:
    """The history of one evaluation in a browser."""

    browser: Browser
    vault: OpenVault
    ref: Ref

    @property
    def client(self):
        """The bare client."""
        return self.browser.client

    @property
    def base(self):
        """Address of the history."""
        return f"/cases/{self.ref.case_id}/{self.ref.evaluation_id}/history"

    def page(self, path, status=200) -> Page:
        """Load a page of the history."""
        return self.browser.page(f"{self.base}/{path}", status)

    def send(self, page, path, *, status=200, **fields) -> Page:
        """Send a form of a page of the history."""
        return self.browser.send(page, f"{self.base}/{path}", status=status, **fields)

    def post(self, path, **fields):
        """Send to an address, with a token of another page."""
        html = self.client.get(f"/cases/{self.ref.case_id}/{self.ref.evaluation_id}").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', html)[1]
        return self.client.post(f"{self.base}/{path}", data={"csrf_token": token, **fields})


def a_history(vault, ref=None, language="en"):
    """Return a browser on the history of an evaluation, of a new one unless one is given."""
    walk = a_walk(vault, language, ref)
    return History(Browser(walk.client), vault, walk.ref)


def a_jpeg():
    """Return a small photograph as a file."""
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), "#886655").save(stream, "JPEG")
    stream.seek(0)
    return stream
