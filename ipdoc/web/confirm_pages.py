"""Confirm it is you: the passphrase once more before a dangerous act.

A view is guarded by ``@confirmed`` under its route, the page that shows the form as well as the
act itself. Whoever was asked comes back to the page; what was sent meanwhile can be sent again.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping
from typing import ParamSpec, TypeVar

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.people.backoff import TooSoonError
from ipdoc.casework.people.reentry import VALID_S, ConfirmError, check_proof, proof_of_passphrase
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import mark as _
from ipdoc.web import cookies, doorkeeping
from ipdoc.web.context import page_words, session_token, sessions, vault
from ipdoc.web.navigation import is_own_path, path_to_list

pages = Blueprint("confirm", __name__, url_prefix="/confirm")
P = ParamSpec("P")
R = TypeVar("R")
_OTHER = _("What comes next needs your passphrase once more.")
_PURPOSES: Mapping[str, str] = {
    "access": _("Next you let somebody into a case, or change what they have."),
    "bundles": _("Next you see, make and save bundles: they take the case out of this vault."),
    "people": _("Next you decide who may open this vault and what each may do."),
    "handing": _("Next you hand cases over to a colleague."),
    "erase": _("Next you erase a case: that cannot be taken back."),
    "signing": _("Next you sign a document with your key in this vault."),
    "account": _("Next you change how you open this vault."),
    "factors": _("Next you change how you open this vault."),
}
"""What the passphrase is asked for, by the blueprint of the page that asked for it."""


def confirmed(view: Callable[P, R]) -> Callable[P, R]:
    """Let a view be reached only for five minutes after the passphrase was given once more."""

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        ensure_confirmed()
        return view(*args, **kwargs)

    return guarded


def is_confirmed() -> bool:
    """Return whether the passphrase was given within the last five minutes."""
    try:
        ensure_confirmed()
    except ConfirmError:
        return False
    return True


def ensure_confirmed() -> None:
    """See that the passphrase was given within the last five minutes.

    Raises:
        ConfirmError: it was not; whoever reads is asked for it, whoever sends is told how.
    """
    check_proof(vault(), cookies.given(cookie()), session_token(), int(time.time()))


def cookie() -> str:
    """Return the name of the cookie that carries the proof."""
    return f"p{sessions().cookie}"


@pages.get("/")
def ask() -> str:
    """Ask for the passphrase."""
    return _page(request.args.get("next", ""))


@pages.post("/")
def answer() -> BaseResponse | tuple[str, int]:
    """Check the passphrase and go on to the act."""
    target = request.form.get("next", "")
    try:
        attempt = doorkeeping.begin_confirming()
        proof = proof_of_passphrase(
            vault(), request.form.get("passphrase", ""), session_token(), int(time.time())
        )
    except TooSoonError as error:
        doorkeeping.failed("confirming refused", error, vault().person_id)
        return _page(target, error.message), 429
    except IpdocError as error:
        doorkeeping.failed("confirming refused", error, vault().person_id)
        return _page(target, error.message), 422
    doorkeeping.doorkeeper().passed_again(attempt, doorkeeping.now_s())
    back = redirect(target if is_own_path(target) else url_for("vault.home"), 303)
    cookies.put(back, cookie(), proof, VALID_S)
    return back


def _purpose(target: str) -> str:
    """Return what the page that one comes back to is for."""
    try:
        endpoint, _given = current_app.url_map.bind("").match(
            target.partition("?")[0], method="GET"
        )
    except HTTPException:
        return _OTHER
    return _PURPOSES.get(endpoint.partition(".")[0], _OTHER)


def _page(target: str, problem: Message | None = None) -> str:
    return render_template(
        "vault/confirm.html",
        purpose=_purpose(target),
        target=target,
        problem=problem,
        minutes=VALID_S // 60,
        steps=path_to_list(page_words().text("Confirm it is you")),
    )
