"""Who asks, and by which line, as the proxy in front of the workers says: no other is believed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_UNIX_SOCKET = ""
"""What stands for the address of whoever asks through a socket of this computer's files."""
_SAID = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_PROTOCOL",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
    "HTTP_X_SCHEME",
)


class BehindProxy:
    """Takes address and scheme from a trusted proxy and drops what anybody else says of them.

    The proxy must append the address of whoever asked it to X-Forwarded-For, and set
    X-Forwarded-Proto; the last address is taken, the only one that the proxy itself has seen.

    Args:
        app: what answers.
        proxies: addresses of the proxies that are believed.
    """

    def __init__(self, app: WSGIApplication, proxies: tuple[str, ...]) -> None:
        self._app = app
        self._proxies = frozenset((*proxies, _UNIX_SOCKET))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        said = {name: str(environ.pop(name, "")) for name in _SAID}
        believed = environ.get("REMOTE_ADDR", "") in self._proxies
        secure = believed and said["HTTP_X_FORWARDED_PROTO"].strip().lower() == "https"
        environ["wsgi.url_scheme"] = "https" if secure else "http"
        address = said["HTTP_X_FORWARDED_FOR"].rpartition(",")[2].strip()
        if believed and address:
            environ["REMOTE_ADDR"] = address
        return self._app(environ, start_response)
