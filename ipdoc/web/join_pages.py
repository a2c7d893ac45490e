"""In by other ways than a passphrase: answering an invitation, and the recovery key on paper."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.core.vaultmark import several_people
from ipdoc.casework.people.invitations import Invitation
from ipdoc.casework.people.joining import join, look_at_invitation
from ipdoc.casework.people.recovery import recover
from ipdoc.casework.people.strength import WeakPassphraseError
from ipdoc.domain.people import ROLE_NAMES
from ipdoc.errors import IpdocError, Message
from ipdoc.web.context import place
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
        fingerprint = join(place(), request.form.get("code", ""), passphrase, _today())
    except IpdocError as error:
        return _answer_page(invitation, error.message, "passphrase"), 422
    return render_template(
        "join/waiting.html",
        fingerprint=fingerprint,
        inviter_name=invitation.inviter_name,
        inviter_fingerprint=invitation.inviter_fingerprint,
    )


@pages.get("/recover")
def recover_form() -> str:
    """Ask for the recovery key on paper and a new passphrase."""
    return _recover_page()


def _recover_page(problem: Message | None = None, field: str = "words") -> str:
    return render_template(
        "join/recover.html",
        several=several_people(place()),
        name=request.form.get("name", ""),
        problem=problem,
        field_id=field,
    )


@pages.post("/recover")
def recover_keys() -> Answer:
    """Set a new passphrase and go to the door."""
    if another_phrase_asked():
        return _recover_page()
    passphrase = request.form.get("passphrase", "")
    if passphrase != request.form.get("again", ""):
        problem = Message("The two passphrases differ; type both again")
        return _recover_page(problem, "again"), 422
    name, typed = request.form.get("name", ""), request.form.get("words", "")
    try:
        recover(place(), name, typed, passphrase)
    except WeakPassphraseError as error:
        return _recover_page(error.message, "passphrase"), 422
    except IpdocError as error:
        return _recover_page(error.message), 422
    return redirect(url_for("vault.unlock"), 303)


def _invitation() -> Invitation:
    return look_at_invitation(place(), request.form.get("code", ""), _today())


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


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
