"""The least of a browser: it keeps cookies and fills a form in."""

from __future__ import annotations

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from bench.saving import form_fields

FROM_PROXY = {"X-Forwarded-Proto": "https"}
"""What a proxy adds; without one the header means nothing."""


class Browser:
    """One browser of a server on this computer.

    Args:
        port: of the server.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}

    @property
    def cookie(self) -> str:
        """The header that says all cookies."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def get(self, path: str) -> str:
        """Return a page; follow where it leads."""
        status, answer, to = self._ask("GET", path)
        while status in (302, 303):
            status, answer, to = self._ask("GET", to)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        return answer

    def send(self, path: str, **typed: str) -> None:
        """Fill in the form of a page that sends to the same address."""
        page = self.get(path)
        form = re.search(rf'<form[^>]*action="{path}".*?</form>', page, re.S)
        fields = {**form_fields(form[0] if form else page), **typed}
        status, answer, _to = self._ask("POST", path, urlencode(fields))
        if status != 303:
            raise RuntimeError(f"{path} answered {status}: {answer[-400:]}")

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Cookie": self.cookie, "Host": "localhost", **FROM_PROXY}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body or None, headers)
            got = line.getresponse()
            text = got.read().decode()
        finally:
            line.close()
        for header in got.headers.get_all("Set-Cookie", []):
            self._cookies.update({one.key: one.value for one in SimpleCookie(header).values()})
        return got.status, text, got.headers.get("Location", "")
