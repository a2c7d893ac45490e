"""Pages on the ground of the documents: order, warning, independence, the author's declaration."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.record import Ref
from ipdoc.casework.documents import mandates
from ipdoc.domain.finding import RuleError
from ipdoc.domain.mandate import Independence, Mandate, Order, Warned, texts_of
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import mark as _
from ipdoc.report.errors import DocumentKindError
from ipdoc.report.titles import KINDS, DocumentKind, document_kind
from ipdoc.web.context import language, page_words, vault
from ipdoc.web.navigation import path_to_case

pages = Blueprint("ground", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/ground")
_LONGEST = 2000
"""Characters of one answer."""


@pages.get("/")
def form(case_id: str, evaluation_id: str) -> str:
    """Show what is recorded, and the declaration of each kind of document."""
    return _page(Ref(case_id, evaluation_id))


def _page(ref: Ref, typed: Mandate | None = None, problem: Message | None = None) -> str:
    shown = mandates.show_mandate(vault(), ref, language())
    mandate = typed or shown.mandate
    return render_template(
        "reports/ground.html",
        here={"case_id": ref.case_id, "evaluation_id": ref.evaluation_id},
        code=shown.code,
        mandate=mandate,
        version=shown.version,
        kinds=shown.kinds,
        declarations=_declarations(shown.mandate),
        countries=mandates.country_names(language()),
        page_language=language(),
        problem=problem,
        steps=path_to_case(ref, shown.code, page_words().text(_("Ground of the documents"))),
    )


def _declarations(mandate: Mandate) -> list[tuple[DocumentKind, list[DocumentKind]]]:
    """Return each wording once: the kind that stands for it, and all kinds that have it."""
    found: dict[str, list[DocumentKind]] = {}
    for kind in sorted(KINDS, key="specialist_opinion".__ne__):
        one = document_kind(kind, mandate.country)
        found.setdefault(one.words_digest, []).append(one)
    return [(kinds[0], kinds) for kinds in found.values()]


@pages.post("/")
def save(case_id: str, evaluation_id: str) -> BaseResponse | tuple[str, int]:
    """Record the ground of the documents."""
    ref = Ref(case_id, evaluation_id)
    typed = _typed()
    try:
        mandates.save_mandate(vault(), ref, typed, request.form.get("version", 0, type=int))
    except (RuleError, DocumentKindError, StaleVersionError) as error:
        return _page(ref, typed, error.message), 422
    return _back(ref)


def _typed() -> Mandate:
    told = {key: text[:_LONGEST] for key, text in request.form.items()}

    def part(name: str) -> dict[str, str]:
        return {key.removeprefix(f"{name}-"): told[key] for key in told if key.startswith(name)}

    return Mandate(
        told.get("country", ""),
        texts_of(Order, part("order")),
        texts_of(Warned, part("warned")),
        texts_of(Independence, part("independence")),
    )


@pages.post("/declare")
def declare(case_id: str, evaluation_id: str) -> BaseResponse | tuple[str, int]:
    """Note that the person who is signed in makes the declaration that was shown."""
    ref = Ref(case_id, evaluation_id)
    if request.form.get("read") != "yes":
        text = Message("Tick that you make this declaration, or leave it unmade")
        return _page(ref, problem=text), 422
    kind, words = request.form.get("kind", ""), request.form.get("words", "")
    try:
        mandates.declare(vault(), ref, kind, words)
    except IpdocError as error:
        return _page(ref, problem=error.message), 422
    return _back(ref)


@pages.post("/take-back")
def take_back(case_id: str, evaluation_id: str) -> BaseResponse:
    """Note that a declaration no longer stands."""
    ref = Ref(case_id, evaluation_id)
    mandates.take_back(vault(), ref, request.form.get("words", ""))
    return _back(ref)


def _back(ref: Ref) -> BaseResponse:
    target = url_for("ground.form", case_id=ref.case_id, evaluation_id=ref.evaluation_id)
    return redirect(target, 303)
