"""Pages by which cases go to a colleague and come from one, and the vault is emptied to travel."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.access.words import PART_WORDS
from ipdoc.casework.keeping import travel
from ipdoc.casework.keeping.handover import (
    Destination,
    case_of,
    new_code,
    note_passing,
    own_recipient,
    sealed_cases,
)
from ipdoc.casework.keeping.takein import take_in
from ipdoc.casework.transfer.accounts import kinds_held
from ipdoc.domain.consent import RECIPIENT_NAMES, Recipient
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import mark as _
from ipdoc.vault.agekeys import check_recipient
from ipdoc.web.confirm_pages import confirmed
from ipdoc.web.context import page_words, settings, vault
from ipdoc.web.navigation import path_to_list

pages = Blueprint("handing", __name__)
Answer = BaseResponse | str | tuple[str, int]
_MIB = 1024 * 1024


def _destination() -> Destination:
    try:
        quality = Recipient(request.values.get("quality", Recipient.TEAM.value))
    except ValueError:
        quality = Recipient.TEAM
    return Destination(request.values.get("key", "").strip(), quality)


def _file(pieces: Iterable[bytes], name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pieces, mimetype="application/octet-stream", headers=headers)


def _shared() -> dict[str, object]:
    """Return what all these pages show."""
    to = _destination()
    return {"qualities": RECIPIENT_NAMES, "quality": to.quality.value, "key": to.key}


@pages.get("/cases/<case_id>/hand-over")
@confirmed
def ask(case_id: str) -> str:
    """Ask for whom the file is."""
    return _hand_over_page(case_id)


def _hand_over_page(case_id: str, problem: Message | None = None) -> str:
    return render_template(
        "keeping/hand_over.html",
        case_id=case_id,
        code=case_of(vault(), case_id),
        problem=problem,
        steps=path_to_list(page_words().text(_("Hand over"))),
        **_shared(),
    )


@pages.post("/cases/<case_id>/hand-over")
@confirmed
def hand_over(case_id: str) -> Answer:
    """Give the case out as one encrypted file."""
    to = _destination()
    try:
        key = check_recipient(to.key)
        parts = note_passing(vault(), [case_id], to)
    except IpdocError as error:
        return _hand_over_page(case_id, error.message), 422
    return _file(sealed_cases(vault(), parts, key, new_code()), "case.age")


@pages.get("/take-in")
def offer() -> str:
    """Show the own key, and ask for a file."""
    return _take_in_page()


def _take_in_page(problem: Message | None = None) -> str:
    return render_template(
        "keeping/take_in.html",
        key=own_recipient(vault()),
        most=settings().most_upload_bytes // _MIB,
        problem=problem,
        steps=path_to_list(page_words().text(_("Take cases in"))),
    )


@pages.post("/take-in")
def receive() -> Answer:
    """Take the cases of a file in; what came of it, and the code, are shown once."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _take_in_page(Message(_("Choose the file that your colleague gave you"))), 422
    try:
        taken = take_in(vault(), file.stream)
    except IpdocError as error:
        return _take_in_page(error.message), 422
    return render_template(
        "keeping/taken_in.html",
        taken=taken,
        held=list(kinds_held(taken.holds, page_words())),
        parts=PART_WORDS,
        conflicts=sum(one.conflicts for one in taken.merged.values()),
        renumbered=[pair for one in taken.merged.values() for pair in one.renumbered.items()],
        steps=path_to_list(page_words().text(_("Taken in"))),
    )


@pages.get("/travel")
@confirmed
def journey() -> str:
    """Say which cases would go along, and ask for whom the file is, or for its code."""
    return _travel_page()


def _travel_page(problem: Message | None = None, field: str = "key") -> str:
    return render_template(
        "keeping/travel.html",
        plan=travel.plan(vault(), _destination()),
        problem=problem,
        field_id=field,
        steps=path_to_list(page_words().text(_("Travel without cases"))),
        **_shared(),
    )


@pages.post("/travel")
@confirmed
def pack() -> Answer:
    """Give all cases that can go along out as one encrypted file."""
    try:
        pieces = travel.packed(vault(), _destination(), new_code())
    except IpdocError as error:
        return _travel_page(error.message), 422
    return _file(pieces, "cases.age")


@pages.post("/travel/wipe")
@confirmed
def wipe() -> Answer:
    """Wipe the cases of the last file, if the code is that of the file."""
    try:
        travel.wipe(vault(), request.form.get("code", ""))
    except IpdocError as error:
        return _travel_page(error.message, "code"), 422
    return redirect(url_for("erase.done"), 303)
