"""Pages of the door: create the vault, unlock, lock, choose the language."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.core.openvault import OpenVault, create_vault, open_vault
from ipdoc.casework.core.vaultmark import several_people, vault_exists, vault_mark
from ipdoc.casework.keeping.erase import FINISH_WAIT_S, finish_erasing
from ipdoc.casework.people.backoff import TooSoonError
from ipdoc.casework.people.errors import WaitingError
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import LANGUAGES
from ipdoc.i18n import mark as _
from ipdoc.web import cookies, doorkeeping, factor_pages
from ipdoc.web.browsers import described
from ipdoc.web.context import (
    LANGUAGE_COOKIE,
    page_words,
    place,
    session,
    session_token,
    sessions,
)
from ipdoc.web.navigation import is_own_path, start
from ipdoc.web.session_pages import note_failures
from ipdoc.web.strength_pages import another_phrase_asked

pages = Blueprint("vault", __name__)

Answer = BaseResponse | str | tuple[str, int] | tuple[str, int, dict[str, str]]
TELL_FROM = 3
"""Failed attempts of which a person is told; fewer are one's own slips."""
_YEAR_S = 365 * 24 * 3600
_STEP_PX = 34
_SIDE = 9
_GLYPHS = ("dot", "level", "upright", "cross")


@dataclass(frozen=True)
class PatternCell:
    """One sign of the pattern."""

    x: int
    """Middle of the cell, pixels from the left."""
    y: int
    """Middle of the cell, pixels from the top."""
    glyph: str
    """dot, level, upright or cross."""


@dataclass(frozen=True)
class VaultPattern:
    """What a person knows a vault by."""

    cells: tuple[PatternCell, ...]
    side_px: int
    digits: str
    """The first 16 hexadecimal digits in groups of four."""


def pattern_of(mark: bytes) -> VaultPattern:
    """Draw a vault's mark.

    Args:
        mark: 32 bytes, of which the first 162 bits are drawn, two for each sign.
    """
    bits = int.from_bytes(mark, "big") >> (8 * len(mark) - 2 * _SIDE * _SIDE)
    cells = tuple(
        PatternCell(
            _STEP_PX * (place % _SIDE) + _STEP_PX // 2,
            _STEP_PX * (place // _SIDE) + _STEP_PX // 2,
            _GLYPHS[bits >> 2 * place & 3],
        )
        for place in range(_SIDE * _SIDE)
    )
    digits = mark.hex()[:16].upper()
    grouped = " ".join(digits[at : at + 4] for at in range(0, 16, 4))
    return VaultPattern(cells, _STEP_PX * _SIDE, grouped)


@pages.get("/")
def home() -> BaseResponse:
    """Go where one can go on."""
    found = session()
    if found is not None:
        return redirect(start(found.vault).url, 303)
    exists = vault_exists(place())
    return redirect(url_for("vault.unlock" if exists else "vault.create"), 303)


@pages.get("/unlock")
def unlock() -> BaseResponse | str:
    """Ask for the passphrase; nothing tells what is inside."""
    if not vault_exists(place()):
        return redirect(url_for("vault.create"), 303)
    return _unlock_page(request.args.get("next", ""))


def _unlock_page(target: str, problem: Message | None = None) -> str:
    where, several = place(), False
    try:
        pattern = pattern_of(vault_mark(where))
        several = several_people(where)
    except IpdocError as error:
        pattern, problem = None, problem or error.message
    return render_template(
        "vault/unlock.html",
        problem=problem,
        target=target,
        pattern=pattern,
        several=several,
        name=request.form.get("name", ""),
        challenge=factor_pages.fresh_challenge() if factor_pages.offered() else "",
    )


@pages.post("/unlock")
def open_() -> Answer:
    """Unlock the vault and go on where one was."""
    target = request.form.get("next", "")
    name, passphrase = request.form.get("name", ""), request.form.get("passphrase", "")
    try:
        attempt = doorkeeping.begin(name)
        vault = _opened(name, passphrase)
    except TooSoonError as error:
        doorkeeping.failed("sign-in refused", error)
        return _unlock_page(target, error.message), 429, {"Retry-After": str(error.wait_s)}
    except WaitingError as waits:
        return _waiting_page(waits.fingerprint)
    except IpdocError as error:
        doorkeeping.failed("sign-in refused", error)
        return _unlock_page(target, error.message), 422
    answer = _let_in(vault, target)
    doorkeeping.passed(attempt, name, vault.person_id, answer)
    if attempt.failed_before >= TELL_FROM:
        note_failures(attempt.failed_before)
        answer.location = url_for("sessions.listing")
    return answer


def _opened(name: str, passphrase: str) -> OpenVault:
    """Open the vault by passphrase and, where the person has one, second factor."""
    vault = open_vault(place(), passphrase, name=name)
    try:
        factor_pages.check(vault)
    except BaseException:
        vault.close()
        raise
    return vault


def _waiting_page(fingerprint: str) -> str:
    return render_template(
        "join/waiting.html", fingerprint=fingerprint, inviter_name="", inviter_fingerprint=""
    )


@pages.get("/create")
def create() -> BaseResponse | str:
    """Ask for name and passphrase of a new vault; one on a server is made by its command line."""
    _refuse_on_server()
    if vault_exists(place()):
        return redirect(url_for("vault.unlock"), 303)
    return _create_page()


def _refuse_on_server() -> None:
    """Let nobody who happens to come by first make the vault of a server.

    Raises:
        NotFound: the vault is on a server.
    """
    if place().served:
        abort(404)


def _create_page(problem: Message | None = None, field: str = "name") -> str:
    return render_template(
        "vault/create.html",
        problem=problem,
        field_id=field,
        name=request.form.get("name", ""),
        folder=str(place().folder),
    )


@pages.post("/create")
def make() -> BaseResponse | str | tuple[str, int]:
    """Create the vault and go in."""
    _refuse_on_server()
    name, passphrase = request.form.get("name", ""), request.form.get("passphrase", "")
    if another_phrase_asked():
        return _create_page()
    if passphrase != request.form.get("again", ""):
        problem = Message("The two passphrases differ; type both again")
        return _create_page(problem, "again"), 422
    try:
        vault = create_vault(place(), name, passphrase)
    except IpdocError as error:
        field = "passphrase" if name.strip() else "name"
        return _create_page(error.message, field), 422
    return _let_in(vault)


def _let_in(vault: OpenVault, target: str = "") -> BaseResponse:
    finish_erasing(vault, wait_s=FINISH_WAIT_S)
    kept = sessions()
    kept.end(session_token())
    answer = redirect(target if is_own_path(target) else start(vault).url, 303)
    about = described(request.user_agent.string, request.remote_addr or "")
    token = kept.begin(vault, about)
    cookies.put(answer, kept.cookie, token)
    return answer


@pages.post("/lock")
def lock() -> BaseResponse:
    """Lock the vault and forget its keys."""
    kept = sessions()
    kept.end(session_token())
    answer = redirect(url_for("vault.unlock"), 303)
    cookies.drop(answer, kept.cookie)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@pages.get("/lock/words")
def lock_words() -> BaseResponse:
    """Send what lock.js says a minute before it locks, and over a page that could not save."""
    words = page_words()
    return jsonify(
        warning=words.text(
            _("In a minute everything is locked. Press a key or touch the page to stay.")
        ),
        covered=words.text(
            _(
                "Locked. Something on this page could not be saved, "
                "so the page is kept behind this cover."
            )
        ),
        advice=words.text(_("Unlock in a new tab and come back: it is then saved.")),
        unlock=words.text(_("Unlock in a new tab")),
        door=url_for("vault.unlock"),
    )


@pages.post("/awake")
def awake() -> tuple[str, int]:
    """Note that somebody is typing, so that the vault does not lock meanwhile."""
    return ("", 204) if session() is not None else ("", 401)


@pages.post("/language")
def choose_language() -> BaseResponse:
    """Choose the language of the pages and come back to the page."""
    chosen = request.form.get("language", "")
    target = request.form.get("next", "")
    answer = redirect(target if is_own_path(target) else url_for("vault.home"), 303)
    if chosen in LANGUAGES:
        cookies.put(answer, LANGUAGE_COOKIE, chosen, _YEAR_S)
    return answer
