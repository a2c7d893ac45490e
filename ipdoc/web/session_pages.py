"""Where one is signed in, and "end this one"."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.web.confirm_pages import confirmed, is_confirmed
from ipdoc.web.context import page_words, session_token, sessions, settings, vault
from ipdoc.web.navigation import path_to_list
from ipdoc.web.sessions import session_id

pages = Blueprint("sessions", __name__, url_prefix="/sessions")
_FAILED = "failed"


@dataclass(frozen=True)
class ShownSession:
    """One line of the list."""

    id: str
    about: str
    begun_at: dt.datetime
    last_seen_at: dt.datetime
    own: bool
    """Whether it is the session of this very page."""


def note_failures(count: int) -> None:
    """Remember in the browser's signed cookie how often somebody failed to sign in by this name."""
    session[_FAILED] = count


@pages.get("/")
def listing() -> str:
    """Show every session of this person."""
    own = session_id(session_token())
    shown = [
        ShownSession(
            one.id, one.about, _moment(one.begun_at), _moment(one.last_seen_at), one.id == own
        )
        for one in sessions().listed(vault())
    ]
    steps = path_to_list(page_words().text("Sessions"))
    return render_template(
        "vault/sessions.html",
        shown=shown,
        steps=steps,
        may_end=is_confirmed(),
        failed=session.pop(_FAILED, 0),
        second_factor=bool(settings().second_factor),
    )


@pages.post("/<ended>/end")
@confirmed
def end(ended: str) -> BaseResponse:
    """End another session of this person, on whatever computer it is."""
    sessions().end_listed(vault(), ended)
    return redirect(url_for("sessions.listing"), 303)


@pages.post("/end-others")
@confirmed
def end_others() -> BaseResponse:
    """End all sessions of this person but this one."""
    own = session_id(session_token())
    for one in sessions().listed(vault()):
        if one.id != own:
            sessions().end_listed(vault(), one.id)
    return redirect(url_for("sessions.listing"), 303)


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC).astimezone()
