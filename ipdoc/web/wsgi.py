"""The application of a server's worker: sessions in the database, a proxy in front, https only."""

from __future__ import annotations

import os
from collections.abc import Mapping

from flask import Flask, abort, request

from ipdoc.casework.serving import ServedVault
from ipdoc.config import ServerSettings, load_server_settings
from ipdoc.process import harden
from ipdoc.storage.place import place_of
from ipdoc.web import health_pages
from ipdoc.web.app import create_app
from ipdoc.web.logs import log_requests, log_to_stderr
from ipdoc.web.proxy import BehindProxy
from ipdoc.web.shared_sessions import SharedSessions


def application(environment: Mapping[str, str] = os.environ) -> Flask:
    """Return the application as the environment says, for any server of WSGI.

    Raises:
        SettingsError: something that a server needs is not set.
        StorageError: an address cannot be used.
    """
    harden()
    log_to_stderr()
    return served_app(load_server_settings(environment))


def served_app(given: ServerSettings) -> Flask:
    """Return the application of a worker.

    Args:
        given: settings of the server.

    Raises:
        StorageError: an address cannot be used.
    """
    served = ServedVault(place_of(given.settings))
    app = create_app(
        given.settings,
        SharedSessions(served.sessions, given.settings.idle_minutes),
        attempts=served.attempts,
        secret=given.secret,
    )
    app.extensions[health_pages.SERVED] = served
    app.register_blueprint(health_pages.pages)
    log_requests(app)
    _https_only(app)
    app.wsgi_app = BehindProxy(app.wsgi_app, given.proxies)  # type: ignore[method-assign]
    return app


def close(app: Flask) -> None:
    """Lock what the worker holds open and let go of the database."""
    app.extensions["ipdoc-sessions"].end_all()
    app.extensions[health_pages.SERVED].close()


def _https_only(app: Flask) -> None:
    """Refuse pages that did not come by https.

    Over https each cookie is for it alone (``cookies.py``), and browsers are told never to try
    without (``security.py``).
    """

    def refuse_plain() -> None:
        if not request.is_secure and request.blueprint != health_pages.pages.name:
            app.logger.warning("a page was asked for without https: does the proxy say so?")
            abort(400)

    app.before_request_funcs.setdefault(None, []).insert(0, refuse_plain)
