"""Pages of one's own keys: fingerprint, another passphrase, the recovery key on paper."""

from __future__ import annotations

import io

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.people.recovery import (
    asked_numbers,
    change_passphrase,
    draft,
    has_recovery,
    keep,
    try_recovery,
    words_of,
)
from ipdoc.casework.people.roster import person_of
from ipdoc.domain.people import ROLE_NAMES
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import mark as _
from ipdoc.web.confirm_pages import confirmed, is_confirmed
from ipdoc.web.context import page_words, session_token, sessions, settings, vault
from ipdoc.web.navigation import Step, path_to_list
from ipdoc.web.sessions import session_id
from ipdoc.web.strength_pages import another_phrase_asked

pages = Blueprint("account", __name__, url_prefix="/account")
Answer = BaseResponse | str | tuple[str, int]


@pages.get("/")
def overview() -> str:
    """Show who one is here, and what can be done about one's keys."""
    card, _alone = person_of(vault(), vault().person_id)
    return render_template(
        "account/overview.html",
        card=card,
        role_name=ROLE_NAMES[card.role],
        has_recovery=has_recovery(vault()),
        second_factor=bool(settings().second_factor),
        done=request.args.get("done", ""),
        may_make=is_confirmed(),
        steps=path_to_list(page_words().text(_("Your keys"))),
    )


@pages.get("/passphrase")
@confirmed
def passphrase_form() -> str:
    """Ask for another passphrase."""
    return _passphrase_page()


def _passphrase_page(problem: Message | None = None, field: str = "passphrase") -> str:
    return render_template(
        "account/passphrase.html",
        name=vault().person_name,
        problem=problem,
        field_id=field,
        steps=_path(_("Another passphrase")),
    )


@pages.post("/passphrase")
@confirmed
def set_passphrase() -> Answer:
    """Change the passphrase and end all other sessions."""
    if another_phrase_asked():
        return _passphrase_page()
    passphrase = request.form.get("passphrase", "")
    if passphrase != request.form.get("again", ""):
        problem = Message("The two passphrases differ; type both again")
        return _passphrase_page(problem, "again"), 422
    try:
        change_passphrase(vault(), passphrase)
    except IpdocError as error:
        return _passphrase_page(error.message), 422
    own = session_id(session_token())
    for one in sessions().listed(vault()):
        if one.id != own:
            sessions().end_listed(vault(), one.id)
    return redirect(url_for("account.overview", done="passphrase"), 303)


@pages.post("/recovery/new")
@confirmed
def new_recovery() -> str:
    """Show a new recovery key, to be printed: it is stored nowhere yet, so no page follows."""
    drafted = draft(vault())
    words = words_of(vault(), drafted)
    return render_template(
        "account/sheet.html",
        drafted=drafted,
        words=words,
        code=_code(words),
        name=vault().person_name,
        today=vault().now().date().isoformat(),
        steps=_path(_("Recovery key")),
    )


@pages.post("/recovery/check")
@confirmed
def ask_words() -> str:
    """Ask for three of the words, which stand on paper now."""
    return _check_page(request.form.get("drafted", ""))


def _check_page(drafted: str, problem: Message | None = None) -> str:
    words_of(vault(), drafted)
    return render_template(
        "account/check.html",
        drafted=drafted,
        numbers=asked_numbers(drafted),
        problem=problem,
        steps=_path(_("Recovery key")),
    )


@pages.post("/recovery/keep")
@confirmed
def keep_recovery() -> Answer:
    """Keep the recovery key, once its words were typed back."""
    drafted = request.form.get("drafted", "")
    numbers = asked_numbers(drafted)
    typed = tuple(request.form.get(f"word-{number}", "") for number in numbers)
    try:
        keep(vault(), drafted, typed)
    except IpdocError as error:
        return _check_page(drafted, error.message), 422
    return redirect(url_for("account.overview", done="recovery"), 303)


@pages.get("/recovery/try")
def try_form() -> str:
    """Ask for the whole recovery key, to see whether the paper is still good."""
    return _try_page()


def _try_page(problem: Message | None = None) -> str:
    return render_template(
        "account/try.html", problem=problem, steps=_path(_("Try the recovery key"))
    )


@pages.post("/recovery/try")
def try_paper() -> Answer:
    """Say whether the paper is still good."""
    try:
        try_recovery(vault(), request.form.get("words", ""))
    except IpdocError as error:
        return _try_page(error.message), 422
    return redirect(url_for("account.overview", done="tried"), 303)


def _code(words: list[str]) -> Markup:
    """Return the words as a QR code: an SVG in the page, which nothing writes to the disk."""
    out = io.BytesIO()
    segno.make(" ".join(words), error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=False,
        omitsize=True,
        border=0,
        svgclass=None,
        lineclass=None,
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - drawn by segno of words of a list


def _path(here: str) -> list[Step]:
    cases, own = path_to_list(page_words().text(_("Your keys")))
    return [cases, Step(own.label, url_for("account.overview")), Step(page_words().text(here))]
