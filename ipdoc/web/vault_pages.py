"""Pages of the door: create the vault, unlock, lock, choose the language."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.openvault import OpenVault, create_vault, open_vault
from ipdoc.config import Settings
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import LANGUAGES
from ipdoc.storage.database import FILE_NAME
from ipdoc.web.context import LANGUAGE_COOKIE, session, sessions
from ipdoc.web.sessions import COOKIE

pages = Blueprint("vault", __name__)

_YEAR_S = 365 * 24 * 3600


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["ipdoc-settings"])


@pages.get("/")
def home() -> BaseResponse:
    """Go where one can go on."""
    if session() is not None:
        return redirect(url_for("cases.listing"), 303)
    exists = (_settings().vault_folder / FILE_NAME).exists()
    return redirect(url_for("vault.unlock" if exists else "vault.create"), 303)


@pages.get("/unlock")
def unlock() -> BaseResponse | str:
    """Ask for the passphrase; nothing tells what is inside."""
    if not (_settings().vault_folder / FILE_NAME).exists():
        return redirect(url_for("vault.create"), 303)
    return render_template("vault/unlock.html", problem=None)


@pages.post("/unlock")
def open_() -> BaseResponse | tuple[str, int]:
    """Unlock the vault."""
    try:
        vault = open_vault(_settings().vault_folder, request.form.get("passphrase", ""))
    except IpdocError as error:
        return render_template("vault/unlock.html", problem=error.message), 422
    return _let_in(vault)


@pages.get("/create")
def create() -> BaseResponse | str:
    """Ask for name and passphrase of a new vault."""
    if (_settings().vault_folder / FILE_NAME).exists():
        return redirect(url_for("vault.unlock"), 303)
    return render_template("vault/create.html", problem=None, name="")


@pages.post("/create")
def make() -> BaseResponse | tuple[str, int]:
    """Create the vault and go in."""
    name, passphrase = request.form.get("name", ""), request.form.get("passphrase", "")
    if passphrase != request.form.get("again", ""):
        problem = Message("The two passphrases differ; type both again")
        return render_template("vault/create.html", problem=problem, name=name), 422
    try:
        vault = create_vault(_settings().vault_folder, name, passphrase)
    except IpdocError as error:
        return render_template("vault/create.html", problem=error.message, name=name), 422
    return _let_in(vault)


def _let_in(vault: OpenVault) -> BaseResponse:
    sessions().end(request.cookies.get(COOKIE))
    answer = redirect(url_for("cases.listing"), 303)
    token = sessions().begin(vault)
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Strict", path="/")
    return answer


@pages.post("/lock")
def lock() -> BaseResponse:
    """Lock the vault and forget its keys."""
    sessions().end(request.cookies.get(COOKIE))
    answer = redirect(url_for("vault.unlock"), 303)
    answer.delete_cookie(COOKIE, path="/")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@pages.post("/language")
def choose_language() -> BaseResponse:
    """Choose the language of the pages and come back to the page."""
    chosen = request.form.get("language", "")
    target = request.form.get("next", "")
    safe = target.startswith("/") and not target.startswith(("//", "/\\"))
    answer = redirect(target if safe else url_for("vault.home"), 303)
    if chosen in LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE, chosen, max_age=_YEAR_S, httponly=True, samesite="Strict", path="/"
        )
    return answer
