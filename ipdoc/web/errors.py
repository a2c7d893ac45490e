"""Pages for what goes wrong: they say what to do and that nothing saved is lost."""

from __future__ import annotations

import logging

from flask import Flask, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.casefile import StaleVersionError
from ipdoc.casework.openvault import LockedError
from ipdoc.casework.record import UnknownRecordError
from ipdoc.casework.work import UnknownCaseError
from ipdoc.domain.finding import RuleError
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.errors import AnswerError
from ipdoc.storage.errors import FullDiskError, ReadOnlyError

_log = logging.getLogger("ipdoc.web")

TITLES = {
    400: _("This request cannot be read"),
    403: _("This is not open to you"),
    404: _("There is no such page"),
    405: _("There is no such page"),
    409: _("This was changed elsewhere"),
    413: _("This is too large"),
    500: _("Something went wrong in the program"),
    507: _("It could not be saved"),
}
ADVICE = {
    400: _("Go back, load the page again and repeat it. Nothing saved is lost."),
    403: _("Ask the person who leads the case for access."),
    404: _("Check the address or go back to the list of cases. Nothing saved is lost."),
    405: _("Go back to the list of cases. Nothing saved is lost."),
    409: _("Go back and load the page again; what you typed is still on the page before."),
    413: _("Send at most 64 MB at once. Nothing saved is lost."),
    500: _("Nothing saved is lost. Go back and try again; if it happens again, lock and unlock."),
    507: _("What you typed is still on the page before. Nothing saved earlier is lost."),
}
_STATUS: tuple[tuple[type[IpdocError], int], ...] = (
    (StaleVersionError, 409),
    (UnknownRecordError, 404),
    (UnknownCaseError, 404),
    (FullDiskError, 507),
    (ReadOnlyError, 507),
    (AnswerError, 400),
    (RuleError, 400),
)


def register(app: Flask) -> None:
    """Give an application its error pages."""
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(LockedError, _locked)
    app.register_error_handler(IpdocError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def _page(status: int, said: Message | None = None) -> tuple[str, int]:
    title, advice = TITLES.get(status, TITLES[500]), ADVICE.get(status, ADVICE[500])
    page = render_template("errors/error.html", title=title, advice=advice, said=said)
    return page, status


def _locked(_error: Exception) -> BaseResponse | tuple[str, int]:
    if request.accept_mimetypes.best == "application/json":
        return '{"locked": true}', 401
    return redirect(url_for("vault.unlock"), 303)


def _forged(_error: Exception) -> tuple[str, int]:
    return _page(400)


def _known(error: Exception) -> tuple[str, int]:
    message = error.message if isinstance(error, IpdocError) else None
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    if status == 500:
        _log.error("refused: %s", type(error).__name__)
    return _page(status, message)


def _http(error: Exception) -> BaseResponse | tuple[str, int]:
    status = error.code if isinstance(error, HTTPException) and error.code else 500
    if isinstance(error, HTTPException) and status < 400:
        return error.get_response()
    return _page(status)


def _unknown(error: Exception) -> tuple[str, int]:
    """Log where it broke, never what was in it: a message may quote a patient."""
    trace, where = error.__traceback__, "unknown"
    while trace is not None:
        where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    _log.error("failed: %s at %s", type(error).__name__, where)
    return _page(500)
