"""Pages for what goes wrong: they say what to do and that nothing saved is lost.

Scripts that ask for JSON get the same sentences as ``{"locked", "title", "said"}``.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.casekeys import NoAccessError
from ipdoc.casework.core.openvault import LockedError
from ipdoc.casework.core.record import UnknownRecordError
from ipdoc.casework.core.work import UnknownCaseError
from ipdoc.casework.history.restoring import NothingUndoneError
from ipdoc.casework.people.errors import (
    AccessEndedError,
    InvitationError,
    LeavingError,
    NameTakenError,
    UntrustedPersonError,
)
from ipdoc.casework.people.factors import FactorError
from ipdoc.casework.people.recovery import RecoveryDraftError
from ipdoc.casework.people.reentry import ConfirmError
from ipdoc.casework.sections import StaleSectionError
from ipdoc.domain.finding import RuleError
from ipdoc.domain.translation import TranslationError
from ipdoc.errors import IpdocError, Message
from ipdoc.exchange.xliff import XliffError
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.errors import AnswerError
from ipdoc.storage.errors import StorageError
from ipdoc.vault.errors import TamperedError
from ipdoc.web.context import page_words, settings
from ipdoc.web.launch import NotStartedHereError
from ipdoc.web.limits import TooOftenError
from ipdoc.web.navigation import return_path

_log = logging.getLogger("ipdoc.web")
Answer = BaseResponse | tuple[str, int] | tuple[BaseResponse, int]


@dataclass(frozen=True)
class Trouble:
    """What a page says: what happened, and what to do."""

    title: str
    advice: str


TROUBLES = {
    400: Trouble(
        _("This could not be read"),
        _("Go back, load the page again and repeat it. Nothing saved is lost."),
    ),
    403: Trouble(
        _("This is not open to you"),
        _("Ask the person who leads the case for access. Nothing saved is lost."),
    ),
    404: Trouble(
        _("There is no such page"),
        _("Check the address or go to the list of cases. Nothing saved is lost."),
    ),
    409: Trouble(
        _("This was changed elsewhere"),
        _("Go back: what you typed is still there. Copy it, load the page again and compare."),
    ),
    429: Trouble(
        _("Too many requests"),
        _("Pages are sent only so often, so that nobody copies everything. Nothing saved is lost."),
    ),
    413: Trouble(
        _("This is too large"),
        _("Go back and send less at once. Nothing saved is lost."),
    ),
    500: Trouble(
        _("The program could not do this"),
        _("Nothing saved is lost. Go back and try again; if it happens again, lock and unlock."),
    ),
    507: Trouble(
        _("It could not be saved"),
        _("Leave this page open. When the cause is mended, load it again and it is sent again."),
    ),
}
SENT_TWICE = Trouble(
    _("This page was loaded before the program was started again"),
    _("Go back, copy what you typed, load the page again and put it in. Nothing saved is lost."),
)
STRANGE = Trouble(
    _("Start from the program"),
    _("This browser was not opened by ipdoc, so nothing is shown to it."),
)
_STATUS: tuple[tuple[type[IpdocError], int], ...] = (
    (NotAllowedError, 403),
    (NoAccessError, 403),
    (AccessEndedError, 403),
    (StaleVersionError, 409),
    (StaleSectionError, 409),
    (NothingUndoneError, 409),
    (UnknownRecordError, 404),
    (UnknownCaseError, 404),
    (StorageError, 507),
    (AnswerError, 400),
    (RuleError, 400),
    (TranslationError, 400),
    (XliffError, 400),
    (FactorError, 400),
    (InvitationError, 400),
    (LeavingError, 400),
    (NameTakenError, 400),
    (RecoveryDraftError, 400),
    (UntrustedPersonError, 400),
)


def register(app: Flask) -> None:
    """Give an application its error pages."""
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(LockedError, _locked)
    app.register_error_handler(ConfirmError, _unconfirmed)
    app.register_error_handler(NotStartedHereError, _strange)
    app.register_error_handler(TooOftenError, _too_often)
    app.register_error_handler(IpdocError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def _answer(status: int, trouble: Trouble, said: Message | None = None) -> Answer:
    if _for_a_script():
        words = page_words()
        told = words.message(said) if said else words.text(trouble.advice)
        return jsonify(title=words.text(trouble.title), said=told), status
    return render_template("errors/error.html", trouble=trouble, said=said), status


def _for_a_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _locked(_error: Exception) -> Answer:
    """Send a reader to the door and back; let a writer unlock elsewhere and send again."""
    if _for_a_script():
        return jsonify(locked=True), 401
    if request.method == "GET":
        return redirect(url_for("vault.unlock", next=return_path()), 303)
    return render_template("errors/locked.html", minutes=settings().idle_minutes), 403


def _forged(_error: Exception) -> Answer:
    return _answer(400, SENT_TWICE)


def _unconfirmed(error: Exception) -> Answer:
    """Ask a reader for the passphrase; let a writer give it elsewhere and send again."""
    if _for_a_script() and isinstance(error, IpdocError):
        return _answer(403, TROUBLES[403], error.message)
    if request.method == "GET":
        return redirect(url_for("confirm.ask", next=return_path()), 303)
    return render_template("errors/confirm.html"), 403


def _note_refusal(error: Exception) -> None:
    fields = {"error": type(error).__name__, "endpoint": request.endpoint or ""}
    _log.info("refused", extra={"fields": fields})


def _strange(error: Exception) -> Answer:
    """Show a stranger one page with one sentence, and no way on."""
    said = error.message if isinstance(error, IpdocError) else None
    if _for_a_script():
        return _answer(403, STRANGE, said)
    return render_template("errors/strange.html", trouble=STRANGE, said=said), 403


def _too_often(error: Exception) -> Answer:
    if not isinstance(error, TooOftenError):
        return _answer(429, TROUBLES[429])
    _note_refusal(error)
    answer = make_response(_answer(429, TROUBLES[429], error.message))
    answer.headers["Retry-After"] = str(error.wait_s)
    return answer


def _known(error: Exception) -> Answer:
    message = error.message if isinstance(error, IpdocError) else None
    status = next((code for kind, code in _STATUS if isinstance(error, kind)), 500)
    if status == 403:
        _note_refusal(error)
    if status == 500 or isinstance(error, TamperedError):
        kind = type(error).__name__
        _log.error("refused: %s", kind, extra={"fields": {"error": kind}})
    return _answer(status, TROUBLES[status], message)


def _http(error: Exception) -> Answer:
    if not isinstance(error, HTTPException) or error.code is None:
        return _answer(500, TROUBLES[500])
    if error.code < 400:
        return error.get_response()
    said = _too_large() if error.code == 413 else None
    known = {405: 404}.get(error.code, error.code)
    return _answer(error.code, TROUBLES.get(known, TROUBLES[400]), said)


def _too_large() -> Message:
    most = settings().most_upload_bytes // 1024 // 1024
    return Message("At most {most} MB can be sent at once", {"most": most})


def _unknown(error: Exception) -> Answer:
    note_failure(error)
    return _answer(500, TROUBLES[500])


def note_failure(error: BaseException) -> None:
    """Log where it broke, never what was in it: a message may quote a person."""
    trace, where = error.__traceback__, "unknown"
    while trace is not None:
        where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    kind = type(error).__name__
    _log.error("failed: %s at %s", kind, where, extra={"fields": {"error": kind, "where": where}})
