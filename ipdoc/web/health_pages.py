"""Pages for whoever watches a server: does the process live, and does what it needs answer?

They say one word each and nothing of what is inside.
"""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app

from ipdoc.casework.serving import ServedVault

pages = Blueprint("health", __name__)
SERVED = "ipdoc-served"


@pages.get("/healthz")
def alive() -> Response:
    """Say that this process lives."""
    return Response("alive\n", mimetype="text/plain")


@pages.get("/readyz")
def ready() -> Response:
    """Say whether database and files answer; 503 names the one that does not."""
    trouble = cast(ServedVault, current_app.extensions[SERVED]).trouble()
    if trouble:
        return Response(f"{trouble} does not answer\n", 503, mimetype="text/plain")
    return Response("ready\n", mimetype="text/plain")
