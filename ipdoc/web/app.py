"""Build the application: guards, words, pages. Nothing is global.

A page of its own is added by one blueprint in ``BLUEPRINTS``. Every page needs an open vault
unless its blueprint stands in ``gate.OPEN_TO_ALL``; which act it is for stands in ``gate.ROUTES``.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from typing import Any

from babel import Locale
from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from markupsafe import Markup

from ipdoc import __version__
from ipdoc.casework.people.backoff import AttemptStore, MemoryAttempts
from ipdoc.casework.people.strength import SHORTEST_PASSPHRASE
from ipdoc.config import Settings
from ipdoc.errors import Message
from ipdoc.i18n import LANGUAGES
from ipdoc.resources import data_dir
from ipdoc.web import (
    access_pages,
    account_pages,
    addendum_pages,
    assets,
    blank_pages,
    body_assets,
    bodymap_pages,
    bundle_pages,
    case_pages,
    check_pages,
    confirm_pages,
    conflict_pages,
    doorkeeping,
    entry_pages,
    erase_pages,
    errors,
    factor_pages,
    finding_pages,
    gate,
    ground_pages,
    handing_pages,
    history_pages,
    join_pages,
    launch,
    lesion_pages,
    letter_pages,
    limits,
    panel_pages,
    people_pages,
    photograph_pages,
    photomark_pages,
    region_pages,
    report_pages,
    review_pages,
    scan_pages,
    section_pages,
    security,
    session_pages,
    signing_pages,
    strength_pages,
    translation_pages,
    vault_pages,
    visit_pages,
)
from ipdoc.web.context import language, page_words, session, sessions
from ipdoc.web.cookies import SignedCookie
from ipdoc.web.editor_texts import editor_texts
from ipdoc.web.launch import Launch
from ipdoc.web.navigation import return_path
from ipdoc.web.sessions import Sessions, SessionStore

BLUEPRINTS = (
    assets.pages,
    vault_pages.pages,
    confirm_pages.pages,
    session_pages.pages,
    factor_pages.pages,
    strength_pages.pages,
    account_pages.pages,
    join_pages.pages,
    people_pages.pages,
    case_pages.pages,
    check_pages.pages,
    visit_pages.pages,
    section_pages.pages,
    entry_pages.pages,
    body_assets.pages,
    bodymap_pages.pages,
    finding_pages.pages,
    region_pages.pages,
    lesion_pages.pages,
    panel_pages.pages,
    photograph_pages.pages,
    photomark_pages.pages,
    scan_pages.pages,
    blank_pages.pages,
    report_pages.pages,
    review_pages.pages,
    bundle_pages.pages,
    translation_pages.pages,
    signing_pages.pages,
    erase_pages.pages,
    ground_pages.pages,
    addendum_pages.pages,
    letter_pages.pages,
    handing_pages.pages,
    history_pages.pages,
    conflict_pages.pages,
    access_pages.pages,
)


def create_app(
    settings: Settings,
    sessions: SessionStore | None = None,
    started: Launch | None = None,
    attempts: AttemptStore | None = None,
    secret: bytes | None = None,
) -> Flask:
    """Return the application.

    Args:
        settings: what can be set.
        sessions: given in tests and on a server; otherwise made from the settings.
        started: on a laptop, what the program lets its own browser in by.
        attempts: on a server, where failed attempts to sign in are counted for all workers.
        secret: on a server, what all workers sign the tokens of forms by.
    """
    app = Flask(__name__, static_folder=None, template_folder=str(data_dir("templates")))
    kept: SessionStore = sessions or Sessions(settings.idle_minutes)
    app.session_interface = SignedCookie()
    app.config.update(
        SECRET_KEY=secret or secrets.token_bytes(32),
        SESSION_COOKIE_NAME=f"c{kept.cookie}",
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_HTTPONLY=True,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # it asks for a Referer, and our pages send none
    )
    app.extensions["ipdoc-settings"] = settings
    app.extensions["ipdoc-sessions"] = kept
    hosts = (*settings.hosts, started.host) if started else settings.hosts
    doorkeeping.install(app, attempts or MemoryAttempts(), same_computer=attempts is None)
    security.protect(app, hosts, settings.most_upload_bytes)
    if started:
        launch.guard(app, started)
    limits.limit_requests(app, settings.session_rate, settings.address_rate)
    limits.small_bodies(app, gate.OPEN_TO_ALL)
    app.before_request(gate.need_open_vault)  # before the body is read for its token
    app.before_request(security.few_fields)
    CSRFProtect(app)
    app.before_request(factor_pages.send_to_set_up)
    app.before_request(gate.guard)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _templates(app)
    errors.register(app)
    return app


def _templates(app: Flask) -> None:
    """Give templates words and addresses, and nothing that they could leak."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    for name in ("config", "request", "session", "g"):
        environment.globals.pop(name, None)
    for given in app.template_context_processors.values():
        given[:] = [one for one in given if one.__module__ != "flask.templating"]
    app.context_processor(_surroundings)
    environment.filters["drawing"] = Markup  # our own signs, never anything that was typed
    environment.globals.update(
        {
            "_": _text,
            "n_": _plural,
            "t": _told,
            "can": gate.can,
            "why_not": gate.why_not,
            "megabytes": _megabytes,
            "when": _when,
            "day": _day,
            "static_url": assets.static_url,
            "module_url": assets.module_url,
            "styles_url": assets.styles_url,
            "editor_texts": _editor_texts,
            "editor_texts_url": body_assets.texts_url,
            "body_words_url": body_assets.words_url,
            "languages": LANGUAGES,
            "suggested_passphrase": strength_pages.suggested,
            "shortest_passphrase": SHORTEST_PASSPHRASE,
            "version": __version__,
        }
    )


def _surroundings() -> dict[str, Any]:
    """Return what every page knows; macros take it as arguments."""
    return {
        "lang": language(),
        "direction": "rtl"
        if Locale.parse(language()).character_order != "left-to-right"
        else "ltr",
        "unlocked": session() is not None,
        "idle_seconds": sessions().idle_s,
        "return_path": return_path(),
    }


def _editor_texts() -> Markup:
    """Return the editor's words as JSON for an attribute in single quotes.

    No letter is escaped: a Cyrillic one would take six bytes.
    """
    text = json.dumps(editor_texts(page_words()), ensure_ascii=False, separators=(",", ":"))
    for raw, safe in (("&", "&amp;"), ("'", "&#39;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(raw, safe)
    return Markup(text)  # noqa: S704 - escaped above


def _text(msgid: str, **args: object) -> str:
    return page_words().text(msgid, **args)


def _plural(one: str, many: str, count: int, **args: object) -> str:
    return page_words().plural(one, many, count, **args)


def _told(message: Message) -> str:
    return page_words().message(message)


def _when(moment: dt.datetime) -> str:
    return page_words().datetime(moment)


def _day(text: str) -> str:
    return page_words().date(dt.date.fromisoformat(text[:10])) if text else ""


def _megabytes(size_bytes: int) -> str:
    number = page_words().number(max(round(size_bytes / 1e6, 1), 0.1))
    return page_words().text("{number} MB", number=number)
