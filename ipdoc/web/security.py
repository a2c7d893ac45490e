"""Headers, hosts and bodies: one module for all of it.

Pages are never kept by the browser; only an asset that is asked for by its version says otherwise.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO, Any

from flask import Flask, Request, Response, abort, request
from flask.json.provider import DefaultJSONProvider

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy": (
        "camera=(), geolocation=(), microphone=(), clipboard-read=(), display-capture=(), "
        "browsing-topics=()"
    ),
    "Cache-Control": "no-store",
}


_PARTS_OF_PAGES = frozenset(("text/javascript", "text/css", "image/png"))
"""What is never a document by itself: rules for documents would only make it heavier."""
_FOR_PARTS = frozenset(
    ("X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Referrer-Policy", "Cache-Control")
)


MOST_FIELDS = 20_000
"""Of one form; each costs a hundred times the memory that it takes on its way."""
_READING = frozenset(("GET", "HEAD", "OPTIONS"))
_ONLY_TLS = ("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
"""Two years; sent over TLS alone, as a browser believes it nowhere else."""


class MemoryRequest(Request):
    """A request whose uploads stay in memory: Werkzeug would spool them to a temporary file."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return io.BytesIO()


class ShallowJson(DefaultJSONProvider):
    """JSON in which brackets without end are as unreadable as anything else that is none."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Return what the text says.

        Raises:
            ValueError: it is no JSON, or nested too deeply to be read.
        """
        try:
            return super().loads(s, **kwargs)
        except RecursionError as error:
            raise ValueError from error


def protect(app: Flask, hosts: tuple[str, ...], most_upload_bytes: int) -> None:
    """Put the guards around an application."""
    app.request_class = MemoryRequest
    app.config.update(
        MAX_CONTENT_LENGTH=most_upload_bytes,
        MAX_FORM_MEMORY_SIZE=most_upload_bytes,
        MAX_FORM_PARTS=MOST_FIELDS,
    )
    app.json = ShallowJson(app)

    @app.before_request
    def refuse_other_hosts() -> None:
        if _host_name(request.environ.get("HTTP_HOST", "")) not in hosts:
            abort(400)

    app.before_request(_refuse_other_sites)
    app.after_request(_add_headers)


def few_fields() -> None:
    """Refuse a form of more fields than any page has, before they are told apart.

    Raises:
        RequestEntityTooLarge: it has more than ``MOST_FIELDS``.
    """
    plain = request.mimetype == "application/x-www-form-urlencoded"
    if plain and request.get_data().count(b"&") >= MOST_FIELDS:
        abort(413)


def _refuse_other_sites() -> None:
    """Besides the token of every form: browsers say themselves where a request comes from."""
    comes_from = request.headers.get("Sec-Fetch-Site", "none")
    if request.method not in _READING and comes_from not in ("same-origin", "none"):
        abort(400)


def _add_headers(response: Response) -> Response:
    lean = response.mimetype in _PARTS_OF_PAGES
    for name, value in HEADERS.items():
        if not lean or name in _FOR_PARTS:
            response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault(*_ONLY_TLS)
    return response


def _host_name(header: str) -> str:
    """Return the name in a Host header, without its port."""
    return header if header.endswith("]") else header.rsplit(":", 1)[0]
