"""The least handler that a crowd can save with: CSRF on, the same bytes committed durably.

IPDOC_BENCH_PEER=postgresql://… gunicorn bench.peer:app
"""

from __future__ import annotations

import os
import threading

import psycopg
from flask import Flask, request
from flask_wtf.csrf import CSRFProtect, generate_csrf

app = Flask("peer")
app.config["SECRET_KEY"] = "peer"  # noqa: S105 - measured, not used
app.config["WTF_CSRF_SSL_STRICT"] = False  # as ours: no Referer is sent
CSRFProtect(app)
_mine = threading.local()
_SAVE = "INSERT INTO saved VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET body = EXCLUDED.body"


def _connection() -> psycopg.Connection:
    if not hasattr(_mine, "connection"):
        _mine.connection = psycopg.connect(os.environ["IPDOC_BENCH_PEER"])
    found: psycopg.Connection = _mine.connection
    return found


@app.get("/")
def token() -> str:
    """Give a token out."""
    return generate_csrf()


@app.post("/<int:person>")
def save(person: int) -> str:
    """Keep what was sent."""
    connection = _connection()
    connection.execute(_SAVE, (person, repr(request.form.to_dict())))
    connection.commit()
    return "saved"
