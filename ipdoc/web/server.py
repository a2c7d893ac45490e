"""The laptop server: waitress on the loopback address, nothing spilled to disk."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import webbrowser
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import click
from flask import Flask
from waitress.server import create_server

from ipdoc.casework.bodymap.regions import warm
from ipdoc.casework.core.occupied import occupied
from ipdoc.config import MEBIBYTE, Settings, load_settings
from ipdoc.errors import IpdocError
from ipdoc.process import harden
from ipdoc.web import assets
from ipdoc.web.app import create_app
from ipdoc.web.launch import Launch
from ipdoc.web.logs import Wordless
from ipdoc.web.sessions import IdleWatch

LOOPBACK = "127.0.0.1"
_WORDLESS = Wordless()
_THREADS = 6
_NEVER_SPILL_BYTES = 4096 * MEBIBYTE
"""Above this waitress would move a buffer into a file; no body or answer comes near it."""


class AddressError(IpdocError):
    """The pages would be open to other computers, or the port is taken."""


def listen(app: Flask, settings: Settings, host: str = LOOPBACK, port: int = 0) -> Any:
    """Return a waitress server that listens; ``run()`` serves, ``close()`` ends it.

    Bodies up to twice the limit are read, so that the page that says so can answer.

    Args:
        app: what answers.
        settings: what can be set.
        host: loopback address.
        port: 0 = any free one; the server knows it as ``effective_port``.

    Raises:
        AddressError: the address is no loopback address, or is taken.
    """
    if host not in (LOOPBACK, "localhost"):
        text = "The pages are for this computer alone: serve on {address}, not on {host}"
        raise AddressError(text, address=LOOPBACK, host=host)
    try:
        listener = socket.create_server((LOOPBACK, port))
    except OSError as error:
        raise AddressError("Port {port} is taken; name another one", port=port) from error
    logging.getLogger("waitress").addFilter(_WORDLESS)
    return create_server(
        app,
        sockets=[listener],
        threads=_THREADS,
        inbuf_overflow=_NEVER_SPILL_BYTES,
        outbuf_overflow=_NEVER_SPILL_BYTES,
        max_request_body_size=2 * settings.most_upload_bytes,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )


WARM_AFTER_S = 2.0
"""The rest is made ready when the first page has long been sent."""


def serve(
    folder: Path,
    *,
    host: str = LOOPBACK,
    port: int = 0,
    open_browser: bool = True,
    environment: Mapping[str, str] = os.environ,
    say: Callable[[str], None] = click.echo,
) -> None:
    """Serve the pages of one vault until interrupted or terminated, then lock it.

    Args:
        folder: the vault's folder; it need not exist yet.
        host: loopback address.
        port: 0 = any free one.
        open_browser: open the system's browser on the address.
        environment: what is set, as ``os.environ``.
        say: told the addresses, each of which lets one browser in, and the end.

    Raises:
        AddressError: the address is no loopback address, or is taken.
        OccupiedError: another program serves the folder.
        SettingsError: the environment holds a setting that cannot be used.
    """
    harden()
    settings = load_settings(environment, folder)
    with occupied(settings.vault_folder):
        _serve(settings, host, port, open_browser, say)


def _serve(
    settings: Settings, host: str, port: int, open_browser: bool, say: Callable[[str], None]
) -> None:
    launch = Launch(lambda _path: say(f"ipdoc: for another browser: {address()}"))
    app = create_app(settings, started=launch)
    sessions = app.extensions["ipdoc-sessions"]
    server = listen(app, settings, host, port)

    def address() -> str:
        return launch.address(int(server.effective_port))

    watch = IdleWatch(sessions)
    watch.start()
    warming = threading.Timer(WARM_AFTER_S, _warm)
    warming.daemon = True
    warming.start()
    say(f"ipdoc: {address()}  (works once; end with Ctrl+C)")
    if open_browser:
        threading.Timer(0.2, webbrowser.open, (address(),)).start()
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        server.run()
    finally:
        signal.signal(signal.SIGTERM, before)
        warming.cancel()
        server.close()
        watch.end()
        sessions.end_all()
        say("ipdoc: locked and ended")


def _warm() -> None:
    """Do what would only delay the first page: read all assets, lay out the body."""
    assets.preload()
    warm()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
