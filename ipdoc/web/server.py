"""The laptop server: waitress on the loopback address, nothing spilled to disk."""

from __future__ import annotations

import logging
import signal
import threading
import webbrowser
from pathlib import Path
from types import FrameType

import click
from waitress.server import create_server

from ipdoc.config import Settings
from ipdoc.web import assets
from ipdoc.web.app import create_app

_log = logging.getLogger("ipdoc.web")
_MARGIN_BYTES = 16 * 1024 * 1024
"""Room above the largest body, so that waitress never moves a buffer into a file."""


def serve(
    folder: Path, *, host: str = "127.0.0.1", port: int = 0, open_browser: bool = True
) -> None:
    """Serve the pages of one vault until interrupted or terminated.

    Args:
        folder: the vault's folder; it need not exist yet.
        host: loopback address.
        port: 0 = any free one.
        open_browser: open the system's browser on the address.
    """
    settings = Settings(vault_folder=folder)
    app = create_app(settings)
    assets.preload()
    largest = settings.most_upload_bytes + _MARGIN_BYTES
    server = create_server(
        app,
        host=host,
        port=port,
        threads=6,
        inbuf_overflow=largest,
        outbuf_overflow=4 * largest,
        max_request_body_size=settings.most_upload_bytes,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )
    address = f"http://{host}:{server.effective_port}/"
    click.echo(f"ipdoc: {address}  (end with Ctrl+C)")
    if open_browser:
        threading.Timer(0.2, webbrowser.open, (address,)).start()
    signal.signal(signal.SIGTERM, _stop)
    try:
        server.run()
    finally:
        server.close()
        app.extensions["ipdoc-sessions"].end_all()
        click.echo("ipdoc: locked and ended")


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
