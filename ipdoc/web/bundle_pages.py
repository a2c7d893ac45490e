"""Pages of the bundles of exhibits: make one for somebody, save its parts, see what was given."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, render_template, request

from ipdoc.casework.bundling.giving import bundles, give_part, receipt_of, reports_to_bundle
from ipdoc.casework.bundling.making import make_bundle, may_bundle
from ipdoc.casework.bundling.register import Bundle
from ipdoc.casework.bundling.request import (
    GROUP_NAMES,
    Allowed,
    BundleRequest,
    Group,
    usual_rendering,
)
from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.fetching import issued_of_case
from ipdoc.domain.consent import RECIPIENT_NAMES, Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.rendering import Rendering
from ipdoc.domain.whole import whole
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import mark as _
from ipdoc.vault.agekeys import check_recipient
from ipdoc.web.confirm_pages import confirmed
from ipdoc.web.context import language, page_words, vault
from ipdoc.web.courses import Course, streamed
from ipdoc.web.edition_words import RENDERING_NAMES
from ipdoc.web.navigation import Step, path_to_case

pages = Blueprint("bundles", __name__, url_prefix="/cases/<case_id>/<evaluation_id>/bundles")
Answer = Response | str | tuple[str, int]
USUAL = "usual"
"""Choice of the rendering that is usual for the recipient."""


@pages.get("/")
@confirmed
def listing(case_id: str, evaluation_id: str) -> str:
    """Show what was given to whom, and the form for a new bundle."""
    return _page(Ref(case_id, evaluation_id))


def _page(
    ref: Ref,
    problem: Message | None = None,
    looked: tuple[BundleRequest, Allowed] | None = None,
) -> str:
    chosen = request.form if request.method == "POST" else {}
    return render_template(
        "bundles/list.html",
        ref=ref,
        bundles=bundles(vault(), ref),
        reports=reports_to_bundle(vault(), ref),
        recipients=RECIPIENT_NAMES,
        renderings=RENDERING_NAMES,
        group_names=GROUP_NAMES,
        typed={
            "recipient": chosen.get("recipient", ""),
            "report": chosen.get("report", ""),
            "name": chosen.get("name", ""),
            "language": chosen.get("language", language()),
            "rendering": chosen.get("rendering", USUAL),
            "most_mb": chosen.get("most_mb", ""),
            "age_key": chosen.get("age_key", ""),
            "groups": _groups(),
        },
        looked=looked,
        problem=problem,
        steps=_steps(ref),
    )


def _steps(ref: Ref, here: str = "") -> list[Step]:
    name = page_words().text(here or _("Bundles of exhibits"))
    return path_to_case(ref, issued_of_case(vault(), ref.case_id).code, name)


def _groups() -> frozenset[Group]:
    if request.method != "POST":
        return frozenset(Group) - {Group.ANNEX}
    known = {one.value for one in Group}
    return frozenset(Group(one) for one in request.form.getlist("groups") if one in known)


def _asked() -> BundleRequest:
    """Return what the form asks for.

    Raises:
        RuleError: something in it cannot be.
        RecipientError: the key is no age key.
    """
    form = request.form
    try:
        recipient = Recipient(form.get("recipient", ""))
    except ValueError:
        raise RuleError("Choose for whom the bundle is") from None
    most = form.get("most_mb", "").strip()
    if most and whole(most) is None:
        raise RuleError("Give the size of the parts in whole megabytes, or leave it empty")
    asked = BundleRequest(
        recipient,
        form.get("name", "").strip()[:200],
        form.get("language", ""),
        usual_rendering(recipient),
        whole(form.get("report")) or 0,
        whole(most),
        form.get("age_key", "").strip(),
        _groups(),
    )
    if asked.age_key:
        check_recipient(asked.age_key)
    named = {one.value: one for one in Rendering}.get(form.get("rendering", USUAL))
    return replace(asked, rendering=named) if named else asked


@pages.post("/make")
@confirmed
def make(case_id: str, evaluation_id: str) -> Answer:
    """Say what would go in, or make the bundle; the page shows how far it is."""
    ref = Ref(case_id, evaluation_id)
    try:
        asked = _asked()
        may = may_bundle(vault(), ref, asked)
    except IpdocError as error:
        return _page(ref, error.message), 422
    if request.form.get("go") == "look":
        return _page(ref, looked=(asked, may))
    opened = vault()
    return streamed(
        "bundles/course.html",
        ref=ref,
        course=Course[Bundle](lambda tell: make_bundle(opened, ref, asked, tell)),
        steps=_steps(ref, _("Make the bundle")),
    )


@pages.get("/<bundle_id>/<int:part>")
@confirmed
def save(case_id: str, evaluation_id: str, bundle_id: str, part: int) -> Response:
    """Send a part, straight to where the person saves it."""
    ref = Ref(case_id, evaluation_id)
    bundle, pieces = give_part(vault(), ref, bundle_id, part)
    headers = {"Content-Disposition": f'attachment; filename="{bundle.file_name(part)}"'}
    if not bundle.age_key:
        headers["Content-Length"] = str(bundle.parts[part - 1].size)
    kind = "application/octet-stream" if bundle.age_key else "application/zip"
    return Response(pieces, mimetype=kind, headers=headers)


@pages.get("/<bundle_id>/receipt.pdf")
@confirmed
def receipt(case_id: str, evaluation_id: str, bundle_id: str) -> Response:
    """Send the receipt, to be printed and kept apart from the files."""
    pdf = receipt_of(vault(), Ref(case_id, evaluation_id), bundle_id)
    headers = {"Content-Disposition": f'attachment; filename="receipt-{bundle_id[:8]}.pdf"'}
    return Response(pdf, mimetype="application/pdf", headers=headers)
