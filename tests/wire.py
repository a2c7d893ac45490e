"""A browser over the wire: real connections, cookies and forms, as the server sees them."""

import http.client
import uuid
import warnings
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import html5lib

SIMPLE = ("text", "hidden", "date", "time", "number", "search", "password")


@dataclass
class Answer:
    """What came back."""

    status: int
    path: str
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def tree(self):
        """The parsed page."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            return html5lib.parse(self.body, namespaceHTMLElements=False)

    def fields(self, action: str) -> list[tuple[str, str]]:
        """Return what a browser would send of the form with this address, untouched."""
        forms = [one for one in self.tree.iter("form") if one.get("action") == action]
        assert forms, f"{self.path} ({self.status}) has no form for {action}"
        return [pair for one in forms[0].iter() for pair in _pairs(one)]


def _pairs(one) -> list[tuple[str, str]]:
    name, kind = one.get("name"), one.get("type", "text")
    if not name or one.get("disabled") is not None:
        return []
    if one.tag == "textarea":
        return [(name, (one.text or "").removeprefix("\n"))]
    if one.tag == "select":
        options = list(one.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        return [(name, o.get("value", "")) for o in chosen]
    checked = kind in ("radio", "checkbox") and one.get("checked") is not None
    if one.tag == "input" and (kind in SIMPLE or checked):
        return [(name, one.get("value") or "")]
    return []


class Wire:
    """One browser of one server."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.port = port
        self.cookies = dict(cookies)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send one request; keep the cookies of the answer."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body or None, sent)
            got = connection.getresponse()
            answer = Answer(got.status, path, got.headers, got.read())
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.update({one.key: one.value for one in SimpleCookie(line).values()})
        return answer

    def page(self, path: str, status: int = 200) -> Answer:
        """Load a page and follow where it leads."""
        answer = self.ask("GET", path)
        while answer.status in (302, 303):
            target = urlsplit(answer.headers["Location"])
            answer = self.ask("GET", f"{target.path}?{target.query}".rstrip("?"))
        assert answer.status == status, f"{path}: {answer.status} {answer.body[:300]!r}"
        return answer

    def send(
        self, page: Answer, action: str, *files: tuple[str, str, bytes], status=303, **given: str
    ) -> Answer:
        """Fill in a form of a page; ``files`` are name, file name and bytes.

        In names of fields, ``__`` stands for a dot.
        """
        typed = {name.replace("__", "."): value for name, value in given.items()}
        kept = [(name, value) for name, value in page.fields(action) if name not in typed]
        body, kind = multipart([*kept, *typed.items()], files)
        answer = self.ask("POST", action, body, Content_Type=kind)
        assert answer.status == status, f"{action}: {answer.status} {answer.body[-3000:]!r}"
        return answer


def multipart(fields, files=()) -> tuple[bytes, str]:
    """Return a body and its content type."""
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    for name, filename, data in files:
        where = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
        head = f"--{edge}\r\n{where}\r\nContent-Type: image/jpeg\r\n\r\n"
        parts += [head.encode(), data, b"\r\n"]
    return b"".join([*parts, f"--{edge}--\r\n".encode()]), f"multipart/form-data; boundary={edge}"
