"""Answering an invitation, at the door: the code, a passphrase of one's own, the fingerprint."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.people.invitations import Invitation
from ipdoc.casework.people.joining import join, look_at_invitation
from ipdoc.domain.people import ROLE_NAMES
from ipdoc.errors import IpdocError, Message
from ipdoc.web.context import settings
from ipdoc.web.strength_pages import another_phrase_asked

pages = Blueprint("join", __name__, url_prefix="/join")
Answer = BaseResponse | str | tuple[str, int]


@pages.get("/")
def ask() -> str:
    """Ask for the code of the invitation."""
    return _code_page()


def _code_page(problem: Message | None = None) -> str:
    code = request.form.get("code", "")
    return render_template("join/code.html", code=code, problem=problem)


@pages.post("/")
def look() -> Answer:
    """Show what an invitation says, and ask for a passphrase."""
    try:
        invitation = _invitation()
    except IpdocError as error:
        return _code_page(error.message), 422
    return _answer_page(invitation)


@pages.post("/answer")
def answer() -> Answer:
    """Make the keys, and show the fingerprint to be read aloud; unlocking shows it again."""
    try:
        invitation = _invitation()
    except IpdocError as error:
        return _code_page(error.message), 422
    if another_phrase_asked():
        return _answer_page(invitation)
    passphrase = request.form.get("passphrase", "")
    if passphrase != request.form.get("again", ""):
        problem = Message("The two passphrases differ; type both again")
        return _answer_page(invitation, problem, "again"), 422
    try:
        fingerprint = join(_folder(), request.form.get("code", ""), passphrase, _today())
    except IpdocError as error:
        return _answer_page(invitation, error.message, "passphrase"), 422
    return render_template(
        "join/waiting.html",
        fingerprint=fingerprint,
        inviter_name=invitation.inviter_name,
        inviter_fingerprint=invitation.inviter_fingerprint,
    )


def _invitation() -> Invitation:
    return look_at_invitation(_folder(), request.form.get("code", ""), _today())


def _answer_page(
    invitation: Invitation, problem: Message | None = None, field: str = "passphrase"
) -> str:
    return render_template(
        "join/answer.html",
        invitation=invitation,
        role_name=ROLE_NAMES[invitation.role],
        code=request.form.get("code", ""),
        problem=problem,
        field_id=field,
    )


def _folder() -> Path:
    return settings().vault_folder


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
