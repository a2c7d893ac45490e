"""What belongs to the request at hand: the session, the vault, the language."""

from __future__ import annotations

from typing import cast

from flask import current_app, g, request

from ipdoc.casework.core.openvault import LockedError, OpenVault
from ipdoc.casework.formstore import words
from ipdoc.config import Settings
from ipdoc.i18n import LANGUAGES, Translator, translator
from ipdoc.questionnaire.compiled import CompiledForm
from ipdoc.storage.place import Place, place_of
from ipdoc.web import cookies
from ipdoc.web.sessions import Session, SessionStore

LANGUAGE_COOKIE = "l"


def settings() -> Settings:
    """Return the settings of this application."""
    return cast(Settings, current_app.extensions["ipdoc-settings"])


def sessions() -> SessionStore:
    """Return the sessions of this application."""
    return cast(SessionStore, current_app.extensions["ipdoc-sessions"])


def session_token() -> str:
    """Return what the browser shows as its session's token; empty if nothing."""
    return cookies.given(sessions().cookie)


def session() -> Session | None:
    """Return the session of this request, None while the vault is locked."""
    if "vault_session" not in g:
        g.vault_session = None  # where the look-up fails, the page that says so asks no more
        g.vault_session = sessions().find(session_token())
    return cast("Session | None", g.vault_session)


def keep_session() -> None:
    """See that what this browser has just asked to see is known to every worker."""
    found = session()
    if found is not None:
        sessions().keep(session_token(), found)


def place() -> Place:
    """Return where the vault is."""
    return place_of(settings())


def vault() -> OpenVault:
    """Return the open vault of this request.

    Raises:
        LockedError: it is locked.
    """
    found = session()
    if found is None:
        raise LockedError
    return found.vault


def language() -> str:
    """Return the language of the pages: as chosen, else as the browser prefers, else English."""
    if "page_language" not in g:
        chosen = cookies.given(LANGUAGE_COOKIE)
        g.page_language = chosen if chosen in LANGUAGES else _preferred()
    return cast(str, g.page_language)


def _preferred() -> str:
    """Return the first language that the browser asks for and we speak; ru-RU is ru."""
    tags = request.accept_languages.values()
    asked = (tag.replace("_", "-").partition("-")[0].lower() for tag in tags)
    return next((tongue for tongue in asked if tongue in LANGUAGES), "en")


def page_words() -> Translator:
    """Return the translator of the page."""
    return translator(language())


def form_words(compiled: CompiledForm) -> Translator:
    """Return the translator of the page in which the labels of a stored form win."""
    return words(compiled, language())
