"""Second factors on a server: an app's codes, passkeys, codes on paper."""

from __future__ import annotations

import io
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

import segno
from flask import Blueprint, Response, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.people import factors as kept
from ipdoc.errors import IpdocError, Message
from ipdoc.web import doorkeeping
from ipdoc.web.confirm_pages import confirmed
from ipdoc.web.context import page_words, settings, vault
from ipdoc.web.context import session as current_session
from ipdoc.web.navigation import Step, path_to_list

pages = Blueprint("factors", __name__, url_prefix="/second-factor")
CHALLENGE_S = 5 * 60
"""Seconds for which a browser may answer a challenge."""
_CHALLENGE = "challenge"
_BEFORE = frozenset(
    ("assets", "launch", "strength", "join", "vault", "factors", "sessions", "confirm")
)
"""Blueprints that are open to who has not set up a second factor yet."""
_CHALLENGE_BYTES = 32
_SCALE_PX = 5


def site() -> kept.Site:
    """Return what a passkey of this server is bound to."""
    host = request.host.rsplit(":", 1)[0]
    return kept.Site(host, f"{request.scheme}://{request.host}")


def offered() -> bool:
    """Return whether this program asks for second factors at all: on a server it does."""
    return bool(settings().second_factor)


def fresh_challenge() -> str:
    """Return a challenge for the browser, remembered in its signed cookie; base64url."""
    return _remember(secrets.token_bytes(_CHALLENGE_BYTES))


def _remember(challenge: bytes) -> str:
    text = urlsafe_b64encode(challenge).decode().rstrip("=")
    session[_CHALLENGE] = [text, doorkeeping.now_s()]
    return text


def taken_challenge() -> bytes:
    """Return the challenge that the browser was given, once; empty if none or too old."""
    text, at = session.pop(_CHALLENGE, ("", 0))
    if not text or doorkeeping.now_s() - at > CHALLENGE_S:
        return b""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check(opened: OpenVault) -> None:
    """Let in who needs no second factor or sent a right one with the form of the door.

    Raises:
        SecondFactorError: it is missing, wrong, or was used before.
        TooSoonError: too many failed.
    """
    if not offered():
        return
    now = doorkeeping.now_s()
    attempt = doorkeeping.doorkeeper().begin_again("factor", opened.person_id, now)
    code, assertion = request.form.get("code", ""), request.form.get("assertion", "")
    kept.check_second_factor(opened, code, assertion, taken_challenge(), site(), now)
    doorkeeping.doorkeeper().passed_again(attempt, now)


def missing(opened: OpenVault) -> bool:
    """Return whether this server wants a second factor that the person has not set up yet."""
    if settings().second_factor != "required":
        return False
    if not opened.derived.get("second factor"):
        opened.derived["second factor"] = kept.factors(opened).any
    return not opened.derived["second factor"]


@pages.before_request
def only_on_a_server() -> None:
    """Show nothing of it where no second factor is asked for."""
    if not offered():
        abort(404)


def send_to_set_up() -> BaseResponse | None:
    """Send who must set up a second factor first there, from wherever they want to go."""
    opened = current_session()
    if opened is None or request.blueprint in _BEFORE or not missing(opened.vault):
        return None
    return redirect(url_for("factors.listing"), 303)


@pages.get("/")
def listing() -> str:
    """Show what is set up."""
    return _page()


def _page(problem: Message | None = None) -> str:
    options, challenge = kept.passkey_options(vault(), site())
    _remember(challenge)
    return render_template(
        "vault/factors.html",
        factors=kept.factors(vault()),
        required=missing(vault()),
        options=options,
        problem=problem,
        steps=_steps(),
    )


def _steps() -> list[Step]:
    return path_to_list(page_words().text("Second factor"))


@pages.post("/app/begin")
@confirmed
def begin_app() -> BaseResponse:
    """Make a secret for an app."""
    kept.begin_app(vault(), doorkeeping.now_s())
    return redirect(url_for("factors.app"), 303)


@pages.get("/app")
@confirmed
def app() -> str:
    """Show the secret, as a picture and as letters."""
    return _app_page()


def _app_page(problem: Message | None = None) -> str:
    secret, _address = kept.pending_address(vault(), site().host, doorkeeping.now_s())
    letters = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render_template("vault/app.html", letters=letters, problem=problem, steps=_steps())


@pages.get("/app.png")
@confirmed
def picture() -> Response:
    """Send the secret as a QR code, drawn in memory."""
    _secret, address = kept.pending_address(vault(), site().host, doorkeeping.now_s())
    out = io.BytesIO()
    segno.make_qr(address).save(out, kind="png", scale=_SCALE_PX, border=4)
    return Response(out.getvalue(), mimetype="image/png")


@pages.post("/app")
@confirmed
def confirm_app() -> BaseResponse | str | tuple[str, int]:
    """Take the app into use once it shows the right code."""
    try:
        codes = kept.confirm_app(vault(), request.form.get("code", ""), doorkeeping.now_s())
    except IpdocError as error:
        return _app_page(error.message), 422
    return _codes_or_list(codes)


@pages.post("/app/remove")
@confirmed
def remove_app() -> BaseResponse:
    """Ask for no code of an app from now on."""
    kept.remove_app(vault())
    return _back()


@pages.post("/passkeys")
@confirmed
def add_passkey() -> BaseResponse | str | tuple[str, int]:
    """Keep a passkey that the browser made."""
    credential, name = request.form.get("credential", ""), request.form.get("name", "")
    try:
        codes = kept.add_passkey(vault(), credential, name, taken_challenge(), site())
    except IpdocError as error:
        return _page(error.message), 422
    return _codes_or_list(codes)


@pages.post("/passkeys/<passkey_id>/remove")
@confirmed
def remove_passkey(passkey_id: str) -> BaseResponse:
    """Take a passkey out of use."""
    kept.remove_passkey(vault(), passkey_id)
    return _back()


@pages.post("/codes")
@confirmed
def codes() -> str:
    """Make new codes for paper and show them this once."""
    return _codes_page(kept.new_codes(vault()))


def _codes_or_list(made: list[str]) -> BaseResponse | str:
    return _codes_page(made) if made else _back()


def _codes_page(made: list[str]) -> str:
    vault().derived.pop("second factor", None)
    return render_template("vault/codes.html", codes=made, steps=_steps())


def _back() -> BaseResponse:
    vault().derived.pop("second factor", None)
    return redirect(url_for("factors.listing"), 303)
