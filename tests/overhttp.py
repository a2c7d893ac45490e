"""The real server in a process of its own, and a small browser that talks to it over HTTP."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import uuid
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path

from tests.launching import LINK, Address, address_of

ROOT = Path(__file__).resolve().parent.parent
START_S = 60
"""A server that says nothing for so long is ended, and the test fails."""
ANSWER_S = 60
_SERVE = "from ipdoc.cli import main; main()"


class Server:
    """``ipdoc serve`` on a free port of the loopback address.

    Args:
        home: becomes HOME and TMPDIR, so that nothing is written elsewhere.
        vault: folder of the vault.
    """

    def __init__(self, home: Path, vault: Path) -> None:
        self._errors = home / "server.err"
        command = [sys.executable, "-u", "-c", _SERVE, "serve", "--vault", str(vault)]
        environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT)}
        environment |= {"HOME": str(home), "TMPDIR": str(home)}
        with self._errors.open("ab") as errors:
            self.process = subprocess.Popen(
                [*command, "--port", "0", "--no-browser"],
                cwd=home,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        address = self._said_address()
        self.port, self.cookies = int(address.rpartition(":")[2]), address.cookies

    def _said_address(self) -> Address:
        impatience = threading.Timer(START_S, self.process.kill)
        impatience.start()
        line = self.process.stdout.readline()
        impatience.cancel()
        if LINK.search(line) is None:
            self.end()
            raise AssertionError(f"the server did not start: {line} {self.errors()}")
        return address_of(line)

    def errors(self) -> str:
        """Return what the servers of this home wrote to stderr."""
        return self._errors.read_text(encoding="utf-8")

    def kill(self) -> None:
        """Kill it with SIGKILL in whatever it is doing, and wait until it is dead."""
        assert self.process.poll() is None, f"it ended by itself: {self.errors()}"
        self.process.kill()
        assert self.process.wait(START_S) == -signal.SIGKILL
        self.process.stdout.close()

    def end(self) -> None:
        """Make sure that it is gone."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(START_S)
        self.process.stdout.close()


class Answer:
    """An answer that arrived whole."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.body = response.read()
        self.status = response.status
        self.headers = response.headers

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")


class Browser:
    """Keeps cookies and one connection, as a tab does.

    Args:
        port: of the server.
        cookies: to begin with.
    """

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies = dict(cookies or {})
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_S)

    def another(self) -> "Browser":
        """Return another tab: the same cookies, a connection of its own."""
        return Browser(self.port, self.cookies)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Send a request and return the whole answer.

        Raises:
            OSError: the connection broke.
            HTTPException: the answer was cut off.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._connection.request(method, path, body or None, named)
        answer = Answer(self._connection.getresponse())
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        return answer

    def load(self, path: str) -> "Form":
        """Load a page and return its forms' inputs."""
        answer = self.ask("GET", path)
        assert answer.status == 200, f"{path} answered {answer.status}"
        form = Form()
        form.feed(answer.text)
        return form

    def post(
        self, path: str, texts: dict[str, str], file: bytes | None = None, **headers: str
    ) -> Answer:
        """Send a form as multipart, as a browser does."""
        edge = uuid.uuid4().hex
        parts = [_part(edge, f'name="{name}"', text.encode()) for name, text in texts.items()]
        if file is not None:
            parts.append(_part(edge, 'name="file"; filename="p.jpg"', file))
        body = b"".join(parts) + f"--{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge}"
        return self.ask("POST", path, body, Content_Type=kind, **headers)

    def unlock(self, passphrase: str) -> None:
        """Unlock the vault."""
        token = self.load("/unlock").token
        answer = self.post("/unlock", {"csrf_token": token, "passphrase": passphrase, "next": ""})
        assert answer.status == 303, f"unlocking answered {answer.status}"


def _part(edge: str, named: str, content: bytes) -> bytes:
    head = f"--{edge}\r\nContent-Disposition: form-data; {named}\r\n\r\n"
    return head.encode() + content + b"\r\n"


class Form(HTMLParser):
    """What a browser would send for the form of the questions, and the inputs of all forms."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.token = ""
        self.texts: dict[str, str] = {}
        """Name → text, of the form of the questions."""
        self.by_id: dict[str, str] = {}
        """Id → text, of all inputs."""
        self._inside = False
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take an input in."""
        seen = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = seen.get("id") == "questions"
            self.action = seen["action"] if self._inside else self.action
        elif tag == "input" and seen.get("name"):
            self._take(seen)
        elif tag == "textarea" and self._inside:
            self._area = seen["name"]
            self.texts[self._area] = ""

    def _take(self, seen: dict[str, str]) -> None:
        text = seen.get("value", "")
        if seen["name"] == "csrf_token":
            self.token = text
        if seen.get("type") in ("radio", "checkbox") and "checked" not in seen:
            return
        if seen.get("id"):
            self.by_id[seen["id"]] = text
        if self._inside:
            self.texts[seen["name"]] = text

    def handle_data(self, data: str) -> None:
        """Take the text of a text area in."""
        if self._area is not None:
            self.texts[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        """Leave a text area or a form."""
        if tag == "textarea" and self._area is not None:
            self.texts[self._area] = self.texts[self._area].removeprefix("\n")
            self._area = None
        elif tag == "form":
            self._inside = False
