"""Build the application: guards, words, pages. Nothing is global."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from ipdoc.config import Settings
from ipdoc.errors import Message
from ipdoc.i18n import LANGUAGES
from ipdoc.resources import data_dir
from ipdoc.web import (
    assets,
    case_pages,
    errors,
    finding_pages,
    lesion_pages,
    photograph_pages,
    report_pages,
    section_pages,
    security,
    vault_pages,
)
from ipdoc.web.context import language, page_words, session
from ipdoc.web.sessions import Sessions

BLUEPRINTS = (
    assets.pages,
    vault_pages.pages,
    case_pages.pages,
    section_pages.pages,
    finding_pages.pages,
    lesion_pages.pages,
    photograph_pages.pages,
    report_pages.pages,
)


def create_app(settings: Settings, sessions: Sessions | None = None) -> Flask:
    """Return the application.

    Args:
        settings: what can be set.
        sessions: given in tests; otherwise made from the settings.
    """
    app = Flask(__name__, static_folder=None, template_folder=str(data_dir("templates")))
    app.config.update(
        SECRET_KEY=secrets.token_bytes(32),
        SESSION_COOKIE_NAME="c",
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_HTTPONLY=True,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.extensions["ipdoc-settings"] = settings
    app.extensions["ipdoc-sessions"] = sessions or Sessions(settings.idle_minutes)
    security.protect(app, settings.hosts, settings.most_upload_bytes)
    CSRFProtect(app)
    _templates(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    errors.register(app)
    return app


def _templates(app: Flask) -> None:
    """Give templates words and addresses, and nothing that they could leak."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.pop("config", None)
    app.jinja_env.globals.update(static_url=assets.static_url, languages=LANGUAGES)

    @app.context_processor
    def words() -> dict[str, Any]:
        tongue = page_words()

        def when(moment: dt.datetime) -> str:
            return tongue.datetime(moment)

        def day(text: str) -> str:
            return tongue.date(dt.date.fromisoformat(text[:10])) if text else ""

        def told(message: Message) -> str:
            return tongue.message(message)

        return {
            "_": tongue.text,
            "n_": tongue.plural,
            "t": told,
            "when": when,
            "day": day,
            "lang": language(),
            "unlocked": session() is not None,
        }
