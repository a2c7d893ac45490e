"""What a server writes down: one JSON object a line, with opaque ids, numbers and our own words.

Never a path, a query, an address, a header or the text of an error: any of them may hold what
somebody typed. Where an error came from is told by files and lines of the program.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
import threading
import time
import traceback
from types import TracebackType
from typing import Any

from flask import Flask, Response, g, request

from ipdoc.web.context import session_token
from ipdoc.web.sessions import session_id

_log = logging.getLogger("ipdoc.requests")
_OPAQUE = re.compile(r"[0-9a-f]{1,64}")
_SESSION_DIGITS = 12
_MOST_FRAMES = 20
_STARTED = "request_began_s"


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON, without any text that is not the program's own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC)
        line: dict[str, Any] = {
            "at": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": str(record.msg),  # the pattern, never what is put into it
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _frames(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_MOST_FRAMES:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


class Wordless(logging.Filter):
    """Takes what may hold somebody's words out of what other people's code logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Leave of an error its kind and where it came from, of all else the pattern."""
        said = str(record.msg)
        if record.exc_info and record.exc_info[0]:
            frames = _frames(record.exc_info[2])
            said = f"broke off: {record.exc_info[0].__name__} at {frames[-1] if frames else '?'}"
        record.msg, record.args = said, ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def log_to_stderr() -> logging.Handler:
    """Send what all loggers say to the standard error output, as lines of JSON.

    An error that ends a thread is told in the same way: Python's own words would hold its text.
    """
    threading.excepthook = _thread_ended
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    return handler


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    trace = (ended.exc_type, ended.exc_value or ended.exc_type(), ended.exc_traceback)
    fields = {"thread": ended.thread.name if ended.thread else ""}
    logging.getLogger("ipdoc.threads").error(
        "thread ended", exc_info=trace, extra={"fields": fields}
    )


def log_requests(app: Flask) -> None:
    """Write a line for every request but those for assets."""

    @app.before_request
    def begin() -> None:
        setattr(g, _STARTED, time.monotonic())

    @app.after_request
    def note(response: Response) -> Response:
        if request.blueprint != "assets":
            _log.info("request", extra={"fields": _fields(response)})
        return response


def _fields(response: Response) -> dict[str, Any]:
    began = getattr(g, _STARTED, None)
    fields: dict[str, Any] = {
        "method": request.method if request.url_rule else "",
        "route": request.url_rule.rule if request.url_rule else "",
        "status": response.status_code,
        "ms": round(1000 * (time.monotonic() - began)) if began is not None else 0,
    }
    token = session_token()
    if token:
        fields["session"] = session_id(token)[:_SESSION_DIGITS]
    found = g.get("vault_session")
    if found is not None:
        fields["person"] = found.vault.person_id
    case_id = str((request.view_args or {}).get("case_id", ""))
    if found is not None and _OPAQUE.fullmatch(case_id):
        fields["case"] = case_id
    return fields
