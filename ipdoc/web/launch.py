"""Only the browser that the program itself opened is let near the door of a laptop's server.

Everybody on the computer can reach the loopback address. So the program makes a link that works
once; whoever follows it gets a cookie, and nobody without the cookie is shown even the door.
Cookies do not tell ports apart: what listens at another port of 127.0.0.1 would be sent ours.
Therefore the link names a host of its own below ``localhost``, which browsers lead to this computer
by themselves.
"""

from __future__ import annotations

import hmac
import secrets
import sys
import threading
from collections.abc import Callable

from flask import Blueprint, Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.errors import IpdocError
from ipdoc.web import cookies

pages = Blueprint("launch", __name__)
LAUNCH = "ipdoc-launch"
_SECRET_BYTES = 32


class NotStartedHereError(IpdocError):
    """A browser that the program did not open asks for a page, or follows a link once more."""

    def __init__(self) -> None:
        super().__init__(
            "Start ipdoc on this computer: it opens the page in your browser. If it runs already, "
            "follow the newest address in its window; each works once."
        )


class Launch:
    """The links of one run of the program, and the cookie that they give.

    Args:
        tell: told the path of the next link whenever one was used.
    """

    def __init__(self, tell: Callable[[str], None] = lambda _path: None) -> None:
        self.cookie = f"b{secrets.token_hex(3)}"
        self.host = f"i{secrets.token_hex(8)}.localhost"
        """Leads to this computer; Safari does not know such names."""
        self._secret = secrets.token_urlsafe(_SECRET_BYTES)
        self._token = secrets.token_urlsafe(_SECRET_BYTES)
        self._tell = tell
        self._lock = threading.Lock()

    def path(self) -> str:
        """Return the path that lets one browser in."""
        return f"/start/{self._token}"

    def address(self, port: int) -> str:
        """Return the whole address that lets one browser in."""
        return (
            f"http://{'127.0.0.1' if sys.platform == 'darwin' else self.host}:{port}{self.path()}"
        )

    def spend(self, token: str) -> str:
        """Use a link up; return what the cookie shall hold.

        Raises:
            NotStartedHereError: the link is not the newest, or was used before.
        """
        with self._lock:
            if not hmac.compare_digest(token.encode(), self._token.encode()):
                raise NotStartedHereError
            self._token = secrets.token_urlsafe(_SECRET_BYTES)
        self._tell(self.path())
        return self._secret

    def check(self, cookie: str) -> None:
        """Let a browser pass that holds the cookie.

        Raises:
            NotStartedHereError: it does not.
        """
        if not hmac.compare_digest(cookie.encode(), self._secret.encode()):
            raise NotStartedHereError


def guard(app: Flask, launch: Launch) -> None:
    """Refuse every browser without the cookie everything but the link and the assets."""
    app.extensions[LAUNCH] = launch
    app.register_blueprint(pages)

    @app.before_request
    def refuse_strangers() -> None:
        if request.blueprint not in (pages.name, "assets"):
            launch.check(cookies.given(launch.cookie))


@pages.get("/start/<token>")
def start(token: str) -> BaseResponse:
    """Let the browser in that the program opened; what only looks at a link does not use it up."""
    if request.method != "GET":
        abort(405)
    launch: Launch = current_app.extensions[LAUNCH]
    answer = redirect(url_for("vault.home"), 303)
    cookies.put(answer, launch.cookie, launch.spend(token))
    return answer
