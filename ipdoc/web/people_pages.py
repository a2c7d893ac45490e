"""Pages of the people: who they are, invite, compare and let in, another role, leave."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.people.invitations import GOOD_FOR_DAYS, invite, withdraw_invitation
from ipdoc.casework.people.joining import confirm, refuse
from ipdoc.casework.people.leaving import leave
from ipdoc.casework.people.roles import change_role
from ipdoc.casework.people.roster import person_of, roster, waiting_person
from ipdoc.casework.people.signing_out import sign_out
from ipdoc.domain.people import ROLE_NAMES, Role
from ipdoc.errors import IpdocError, Message
from ipdoc.i18n import mark as _
from ipdoc.web import doorkeeping
from ipdoc.web.confirm_pages import confirmed
from ipdoc.web.context import page_words, sessions, vault
from ipdoc.web.navigation import Step, start

pages = Blueprint("people", __name__, url_prefix="/people")
Answer = BaseResponse | str | tuple[str, int]

ROLE_HINTS = {
    Role.CLINICIAN: Message(_("Examines, writes and issues; leads cases.")),
    Role.REVIEWER: Message(_("Reads what is shared with them and changes nothing.")),
    Role.PSYCHOLOGIST: Message(_("Writes answers and leads cases; leaves the body to clinicians.")),
    Role.LAWYER: Message(_("Reads what is shared with them, as a rule the issued reports.")),
    Role.COORDINATOR: Message(_("Brings people together; opens no record.")),
    Role.ADMINISTRATOR: Message(_("Looks after people, backups and checks; never any content.")),
}


@pages.get("/")
def listing() -> str:
    """Show everybody around the vault."""
    return render_template(
        "people/list.html",
        roster=roster(vault()),
        role_names=ROLE_NAMES,
        own_id=vault().person_id,
        steps=_path(),
    )


@pages.get("/invite")
@confirmed
def invite_form() -> str:
    """Ask whom to invite, and as what."""
    return _invite_page()


def _invite_page(problem: Message | None = None) -> str:
    return render_template(
        "people/invite.html",
        roles=tuple(Role),
        role_names=ROLE_NAMES,
        role_hints=ROLE_HINTS,
        name=request.form.get("name", ""),
        chosen=request.form.get("role", Role.CLINICIAN.value),
        problem=problem,
        steps=_path(_("Invite a person")),
    )


@pages.post("/invite")
@confirmed
def make_invitation() -> Answer:
    """Make an invitation and show its code, which is stored nowhere: so no page follows."""
    try:
        role = Role(request.form.get("role", ""))
    except ValueError:
        abort(400)
    name = " ".join(request.form.get("name", "").split())
    try:
        code = invite(vault(), name, role)
    except IpdocError as error:
        return _invite_page(error.message), 422
    return render_template(
        "people/invited.html",
        code=code,
        name=name,
        role_name=ROLE_NAMES[role],
        days=GOOD_FOR_DAYS,
        steps=_path(_("Invitation")),
    )


@pages.post("/invitations/<invitation_id>/withdraw")
@confirmed
def withdraw(invitation_id: str) -> Answer:
    """Make the code of an invitation worthless."""
    withdraw_invitation(vault(), invitation_id)
    return redirect(url_for("people.listing"), 303)


@pages.get("/<person_id>/confirm")
@confirmed
def confirm_form(person_id: str) -> Answer:
    """Show both fingerprints, to be compared aloud."""
    found = waiting_person(vault(), person_id)
    if found is None:
        return redirect(url_for("people.listing"), 303)
    return render_template(
        "people/confirm.html",
        person=found[0],
        own=found[1],
        role_name=ROLE_NAMES[found[0].role],
        steps=_path(_("Let in")),
    )


@pages.post("/<person_id>/confirm")
@confirmed
def let_in(person_id: str) -> Answer:
    """Let a person in whose fingerprint was compared."""
    confirm(vault(), person_id, request.form.get("fingerprint", ""))
    return redirect(url_for("people.listing"), 303)


@pages.post("/<person_id>/refuse")
@confirmed
def send_away(person_id: str) -> Answer:
    """Send somebody away who waits."""
    refuse(vault(), person_id)
    return redirect(url_for("people.listing"), 303)


@pages.get("/<person_id>")
@confirmed
def person(person_id: str) -> str:
    """Show a person, for another role or for taking them out."""
    card, alone = person_of(vault(), person_id)
    return render_template(
        "people/person.html",
        card=card,
        only_theirs=alone,
        roles=tuple(Role),
        role_names=ROLE_NAMES,
        role_hints=ROLE_HINTS,
        own=person_id == vault().person_id,
        signed_out=request.args.get("done") == "signed-out",
        steps=_path(card.name),
    )


@pages.post("/<person_id>/role")
@confirmed
def give_role(person_id: str) -> Answer:
    """Give a person another role."""
    try:
        role = Role(request.form.get("role", ""))
    except ValueError:
        abort(400)
    change_role(vault(), person_id, role)
    _end_here(person_id)
    return redirect(url_for("people.listing"), 303)


@pages.post("/<person_id>/sign-out")
@confirmed
def end_sessions(person_id: str) -> Answer:
    """End all sessions of a person, who unlocks again or, whoever it was, cannot."""
    sign_out(vault(), person_id)
    _end_here(person_id)
    return redirect(url_for("people.person", person_id=person_id, done="signed-out"), 303)


@pages.post("/<person_id>/leave")
@confirmed
def take_out(person_id: str) -> Answer:
    """Take a person out of the vault."""
    leave(vault(), person_id)
    _end_here(person_id)
    return redirect(url_for("people.listing"), 303)


def _end_here(person_id: str) -> None:
    """Lock at once what this process holds open for a person, and log it."""
    if person_id != vault().person_id:
        sessions().drop_person(person_id)
        doorkeeping.sessions_ended(person_id, by=vault().person_id)


def _path(here: str = "") -> list[Step]:
    first, label = start(vault()), page_words().text(_("People"))
    above = [] if first.label == label else [first]
    if not here:
        return [*above, Step(label)]
    return [*above, Step(label, url_for("people.listing")), Step(page_words().text(here))]
