"""An autosave against the least that Flask can do with the same bytes and a durable commit."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from flask import Flask, request
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFProtect, generate_csrf

from bench.app import a_walk
from bench.measure import Figure, medians_ms

MOST_TIMES = 2.0
_SECTION = "background"


def saving_figures(folder: Path, rounds: int) -> list[Figure]:
    """Measure an autosave of one page against the minimal handler."""
    walk = a_walk(folder)
    first = walk.get(f"{walk.base}/sections/{_SECTION}").decode()
    page = re.findall(rf"/sections/{_SECTION}/([a-z_]+)\"", first)[0]
    path = f"{walk.base}/sections/{_SECTION}/{page}"
    body = walk.get(path).decode()
    fields = form_fields(body)
    headers = {"Accept": "application/json", "X-CSRFToken": fields["csrf_token"]}
    counter = iter(range(10**9))
    typed = next(name for name in fields if name.endswith("bg_occupation"))
    seen = {"was": fields["page.was"]}

    def ours() -> None:
        sent = {**fields, "page.was": seen["was"], typed: f"driver {next(counter)}"}
        with walk.client.post(path, data=sent, headers=headers) as answer:
            if answer.status_code != 200:
                raise RuntimeError(f"autosave answered {answer.status_code}: {answer.data[:200]!r}")
            if answer.json["problems"] or answer.json["clash"]:
                raise RuntimeError("the autosave was not taken")
            seen["was"] = answer.json["was"]

    peer = _minimal(folder.with_name("peer.db"))
    token = peer.get("/").data.decode()

    def theirs() -> None:
        sent = {**fields, "csrf_token": token, typed: f"driver {next(counter)}"}
        with peer.post("/", data=sent, headers={"X-CSRFToken": token}) as answer:
            if answer.status_code != 200:
                raise RuntimeError(f"the peer answered {answer.status_code}")

    mine, least = medians_ms(rounds, ours, theirs)
    note = f"ours {mine:.2f} ms, minimal Flask with durable commit {least:.2f} ms"
    return [Figure("autosave of a section", mine / least, MOST_TIMES, "×", note)]


def form_fields(body: str) -> dict[str, str]:
    """Return what a browser would send of a page, untouched."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", body):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        chosen = "checked" in tag or ('type="radio"' not in tag and 'type="checkbox"' not in tag)
        if name and chosen and name.group(1) not in found:
            found[name.group(1)] = value.group(1) if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>([^<]*)</textarea>', body):
        found[name] = text
    return found


def _minimal(file: Path) -> FlaskClient:
    """Return a client of the least handler: CSRF on, the same bytes committed durably."""
    app = Flask("peer")
    app.config["SECRET_KEY"] = "peer"  # noqa: S105 - measured, not used
    CSRFProtect(app)
    database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE saved (id INTEGER PRIMARY KEY, body TEXT)")

    @app.get("/")
    def token() -> str:
        return generate_csrf()

    @app.post("/")
    def save() -> str:
        text = repr(request.form.to_dict())
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT OR REPLACE INTO saved VALUES (1, ?)", (text,))
        database.execute("COMMIT")
        return "saved"

    return app.test_client()
