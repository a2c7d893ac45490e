"""The doorkeeper of a request: who has to wait before trying again, and what a browser bears."""

from __future__ import annotations

import logging
import time
from typing import cast

from flask import Flask, current_app, request
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.people.backoff import KNOWN_FOR_S, Attempt, AttemptStore, Doorkeeper
from ipdoc.web import cookies
from ipdoc.web.context import session_token

_log = logging.getLogger("ipdoc.web")
_EXTENSION = "ipdoc-doorkeeper"
MARK_COOKIE = "k"
"""Bears the mark of an earlier sign-in; says nothing of whose."""


def install(app: Flask, store: AttemptStore, *, same_computer: bool) -> None:
    """Give an application its doorkeeper."""
    secret = cast(bytes | str, app.config["SECRET_KEY"])
    key = secret.encode() if isinstance(secret, str) else secret
    app.extensions[_EXTENSION] = Doorkeeper(store, key, same_computer=same_computer)


def doorkeeper() -> Doorkeeper:
    """Return the doorkeeper of this application."""
    return cast(Doorkeeper, current_app.extensions[_EXTENSION])


def now_s() -> int:
    """Return the present second since 1970."""
    return int(time.time())


def begin(name: str) -> Attempt:
    """Count an attempt to sign in as failed before it is tried.

    Raises:
        TooSoonError: the place it comes from has to wait.
    """
    return doorkeeper().begin(name, request.remote_addr or "", _mark(), now_s())


def failed(event: str, error: Exception, who: str = "") -> None:
    """Log that somebody was not let in.

    Args:
        event: "sign-in refused" or "confirming refused".
        error: only its kind is logged.
        who: id of the person, where it is known.
    """
    _log.info(event, extra={"fields": {"error": type(error).__name__, "person": who}})


def sessions_ended(who: str, by: str) -> None:
    """Log that somebody who looks after people ended a person's sessions; both by their ids."""
    _log.info("sessions ended by another", extra={"fields": {"who": who, "person": by}})


def passed(attempt: Attempt, name: str, who: str, answer: BaseResponse) -> None:
    """Forget what an attempt counted, log the person's id, and mark the browser by the answer."""
    _log.info("sign-in passed", extra={"fields": {"person": who}})
    mark = doorkeeper().passed(attempt, name, _mark(), now_s())
    cookies.put(answer, MARK_COOKIE, mark, KNOWN_FOR_S)


def begin_confirming() -> Attempt:
    """Count an attempt to give the passphrase once more.

    Raises:
        TooSoonError: too many failed in this session.
    """
    return doorkeeper().begin_again("confirm", session_token(), now_s())


def _mark() -> str:
    return cookies.given(MARK_COOKIE)
