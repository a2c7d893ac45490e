"""Pages by which a case is erased: what goes and what does not, its code, what came of it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.keeping.erase import (
    case_code,
    copies_of,
    erase_case,
    finish_erasing,
    unfinished_erasures,
)
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import mark as _
from ipdoc.web.confirm_pages import confirmed
from ipdoc.web.context import page_words, place, vault
from ipdoc.web.navigation import path_to_list

pages = Blueprint("erase", __name__)


@pages.get("/cases/<case_id>/erase")
@confirmed
def ask(case_id: str) -> str:
    """Say what erasing does and what it cannot reach, and ask for the code."""
    return _page(case_id)


def _page(case_id: str, problem: Message | None = None) -> str:
    return render_template(
        "keeping/erase.html",
        case_id=case_id,
        code=case_code(vault(), case_id),
        copies=copies_of(vault(), case_id),
        served=place().served,
        objects=bool(place().objects_url),
        problem=problem,
        steps=path_to_list(page_words().text(_("Erase a case"))),
    )


@pages.post("/cases/<case_id>/erase")
@confirmed
def erase(case_id: str) -> BaseResponse | tuple[str, int]:
    """Erase the case."""
    try:
        erase_case(
            vault(),
            case_id,
            request.form.get("code", ""),
            keep_recipients=request.form.get("keep") == "yes",
        )
    except IpdocError as error:
        return _page(case_id, error.message), 422
    return redirect(url_for("erase.done"), 303)


@pages.get("/erased")
def done() -> str:
    """Say whether something of an erased case is left, and how to go on."""
    return render_template(
        "keeping/erased.html",
        left=len(unfinished_erasures(vault())),
        steps=path_to_list(page_words().text(_("Erased"))),
    )


@pages.post("/erased")
def finish() -> BaseResponse:
    """Go on with what an earlier erase had to leave."""
    finish_erasing(vault())
    return redirect(url_for("erase.done"), 303)
