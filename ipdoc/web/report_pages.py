"""Pages of the report: preview, issue, fetch what was issued."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.cases import overview
from ipdoc.casework.core.record import Ref
from ipdoc.casework.documents.mandates import kinds_offered
from ipdoc.casework.issuing import fetching
from ipdoc.casework.issuing import issue as issuing
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.signing.waiting import signatures_of
from ipdoc.domain.consent import RECIPIENT_NAMES, Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.rendering import Rendering
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import LANGUAGES
from ipdoc.web.choices import as_fields, chosen
from ipdoc.web.context import form_words, language, page_words, vault
from ipdoc.web.courses import Course, streamed
from ipdoc.web.edition_words import DOCUMENT_NAMES, RENDERING_HINTS, edition_name
from ipdoc.web.gate import can
from ipdoc.web.navigation import path_to_case
from ipdoc.web.signing_words import signature_state

pages = Blueprint("reports", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/report")


@pages.get("/")
def listing(case_id: str, evaluation_id: str) -> str:
    """Show what is still missing, what was issued, and the form to issue."""
    return _page(Ref(case_id, evaluation_id))


def _page(ref: Ref, problem: Message | None = None) -> str:
    shown = overview(vault(), ref)
    words = form_words(shown.form)
    gaps = [
        (row.section, [words.text(row.section.question(key).label) for key in row.progress.missing])
        for row in shown.rows
        if row.progress.missing
    ]
    return render_template(
        "reports/issue.html",
        ref=ref,
        overview=shown,
        gaps=gaps,
        words=words,
        issued=fetching.reports(vault(), ref),
        kinds=kinds_offered(vault(), ref, language()) if can("issue") else (),
        languages=LANGUAGES,
        renderings=RENDERING_HINTS,
        document_names=DOCUMENT_NAMES,
        edition_name=lambda one: edition_name(one, page_words()),
        signature_state=_states(ref),
        recipients=RECIPIENT_NAMES,
        chosen=shown.evaluation.languages.get("record", language()),
        problem=problem,
        steps=path_to_case(ref, shown.code, words.text("Report")),
    )


def _states(ref: Ref) -> Callable[[int, str], str]:
    """Return what says how far an edition is signed, by number and key."""
    found = signatures_of(vault(), ref)
    return lambda number, key: signature_state(found[number, key], page_words())


@pages.post("/preview")
def preview(case_id: str, evaluation_id: str) -> Response | str:
    """Send the PDF as it would be issued now; nothing is stored."""
    ref = Ref(case_id, evaluation_id)
    try:
        pdf = issuing.preview(vault(), ref, chosen())
    except IpdocError as error:
        return _page(ref, error.message)
    headers = {"Content-Disposition": 'inline; filename="preview.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)


@pages.post("/read")
def read(case_id: str, evaluation_id: str) -> BaseResponse | str:
    """Lead to the texts of the document that was chosen."""
    try:
        return _to_the_texts(case_id, evaluation_id, chosen())
    except IpdocError as error:
        return _page(Ref(case_id, evaluation_id), error.message)


def _to_the_texts(case_id: str, evaluation_id: str, choice: Choice) -> BaseResponse:
    target = url_for(
        "review.show", case_id=case_id, evaluation_id=evaluation_id, **as_fields(choice)
    )
    return redirect(target, 303)


@pages.post("/issue")
def issue(case_id: str, evaluation_id: str) -> BaseResponse | str:
    """Issue a document while its page comes; what hides somebody is to be read before.

    An unchanged case keeps its number. Whoever leaves the page stops the work, and nothing stays.
    """
    ref = Ref(case_id, evaluation_id)
    try:
        choice = chosen()
        if choice.rendering is not Rendering.FULL and request.form.get("read") != "yes":
            return _to_the_texts(case_id, evaluation_id, choice)
        code = overview(vault(), ref).code
    except IpdocError as error:
        return _page(ref, error.message)
    opened = vault()
    return streamed(
        "reports/course.html",
        ref=ref,
        course=Course(lambda tell: issuing.issue(opened, ref, choice, tell)),
        steps=path_to_case(ref, code, page_words().text("Report")),
    )


@pages.get("/<int:number>/<edition>.pdf")
def fetch(case_id: str, evaluation_id: str, number: int, edition: str) -> Response:
    """Send the stored bytes of an edition to whom it is for, if the person examined agreed."""
    ref = Ref(case_id, evaluation_id)
    asked = request.args.get("for", Recipient.OWN.value)
    if asked not in {one.value for one in Recipient}:
        raise RuleError("Choose for whom the report is")
    pieces = fetching.read_edition(vault(), ref, number, edition, Recipient(asked))
    headers = {"Content-Disposition": f'attachment; filename="report-{number}-{edition}.pdf"'}
    return Response(pieces, mimetype="application/pdf", headers=headers)
