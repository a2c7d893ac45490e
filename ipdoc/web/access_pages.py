"""Pages on access: who can open a case, sharing and taking back, its log, its issued reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from ipdoc.casework.access.circle import Circle, access_log, choices, circle
from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.access.leading import hand_lead
from ipdoc.casework.access.sharing import Offer, OfferError, share, withdraw
from ipdoc.casework.access.words import CONSENT_WORDS, PART_WORDS, entry_words, parts_in_words
from ipdoc.casework.core.record import Ref, UnknownRecordError
from ipdoc.casework.formstore import current_form
from ipdoc.casework.issuing.fetching import issued_of_case
from ipdoc.casework.people.errors import UntrustedPersonError
from ipdoc.domain.access import Action
from ipdoc.domain.consent import RECIPIENT_NAMES, ConsentState, Content, Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.people import ROLE_NAMES
from ipdoc.errors import Message
from ipdoc.i18n import mark as _
from ipdoc.web.confirm_pages import confirmed
from ipdoc.web.context import form_words, page_words, vault
from ipdoc.web.edition_words import edition_name
from ipdoc.web.gate import access
from ipdoc.web.navigation import Step, overview_url, path_to_list

pages = Blueprint("access", __name__, url_prefix="/cases/<case_id>")
Answer = BaseResponse | str | tuple[str, int]
_WORDS = {
    "role_names": ROLE_NAMES,
    "recipient_names": RECIPIENT_NAMES,
    "part_words": PART_WORDS,
    "consent_words": CONSENT_WORDS,
}


@dataclass(frozen=True)
class Typed:
    """What stands in the form of sharing."""

    person: str = ""
    recipient: str = ""
    parts: tuple[str, ...] = ("report",)
    reason: str = ""
    until: str = ""


_OUTSIDE = tuple(one for one in Recipient if one is not Recipient.OWN)


def _said(found: Circle, recipient: Recipient) -> bool:
    """Return whether the person examined has said anything to a recipient."""
    return found.consents.state(recipient, Content.REPORT) is not ConsentState.ABSENT


def _steps(case_id: str, code: str, here: str) -> list[Step]:
    words = page_words()
    label = code or words.text(_("without a code"))
    case = Step(label, url_for("access.issued", case_id=case_id))
    return [*path_to_list(label)[:1], case, Step(words.text(here))]


@pages.get("/access")
def people(case_id: str) -> str:
    """Show who can open a case."""
    found, words = circle(vault(), case_id), page_words()
    return render_template(
        "access/people.html",
        steps=_steps(case_id, found.code, _("Who can open this case")),
        case_id=case_id,
        circle=found,
        decided=[one for one in _OUTSIDE if _said(found, one)],
        undecided=[RECIPIENT_NAMES[one] for one in _OUTSIDE if not _said(found, one)],
        contents=(Content.REPORT, Content.RECORD, Content.PHOTOGRAPHS, Content.INTIMATE),
        overview_url=overview_url(Ref(case_id, found.newest)),
        parts_of=lambda grant: parts_in_words(grant.parts, words),
        **_WORDS,
    )


@pages.get("/access/share")
@confirmed
def share_form(case_id: str) -> str:
    """Ask with whom a case is to be shared, or how a person's access is to change."""
    person = request.args.get("person", "")
    grants = {one.person_id: one.grant for one in circle(vault(), case_id).others}
    grant = grants.get(person)
    if grant is None:
        return _share_page(case_id, Typed(person))
    until = grant.until.isoformat() if grant.until else ""
    typed = Typed(person, grant.recipient.value, grant.parts, grant.reason, until)
    return _share_page(case_id, typed)


def _share_page(case_id: str, typed: Typed, problem: Message | None = None, place: str = "") -> str:
    found = circle(vault(), case_id)
    return render_template(
        "access/share.html",
        steps=_steps(case_id, found.code, _("Share this case")),
        case_id=case_id,
        typed=typed,
        problem=problem,
        place=place,
        people=choices(vault()),
        recipients=[one for one in Recipient if one not in _NO_ACCOUNT],
        contents=[one for one in Content if one.value in found.parts],
        consents=found.consents,
        **_WORDS,
    )


_NO_ACCOUNT = frozenset(
    (
        Recipient.OWN,
        Recipient.INVESTIGATOR,
        Recipient.PROSECUTOR,
        Recipient.COURT,
        Recipient.FAMILY,
        Recipient.PERSON,
    )
)
"""Recipients who are handed a file and never work in the vault."""


@pages.post("/access/share")
@confirmed
def share_case(case_id: str) -> Answer:
    """Share a case, or change what a person has."""
    sent = request.form
    parts = tuple(one.value for one in Content if one.value in sent.getlist("parts"))
    typed = Typed(
        sent.get("person", ""),
        sent.get("recipient", ""),
        parts,
        sent.get("reason", ""),
        sent.get("until", ""),
    )
    try:
        share(vault(), case_id, _offer(typed))
    except OfferError as error:
        return _share_page(case_id, typed, error.message, error.place), 422
    except UntrustedPersonError as error:
        return _share_page(case_id, typed, error.message, "person"), 422
    except NotAllowedError as error:
        return _share_page(case_id, typed, error.message, "recipient"), 422
    return redirect(url_for("access.people", case_id=case_id), 303)


def _offer(typed: Typed) -> Offer:
    if not typed.person:
        raise OfferError("Choose with whom the case is to be shared", "person")
    if typed.recipient not in {one.value for one in Recipient}:
        raise OfferError("Choose in which quality the person is given the case", "recipient")
    until = None
    if typed.until.strip():
        try:
            until = dt.date.fromisoformat(typed.until.strip())
        except ValueError:
            text = "Write the day as year, month and day, such as 2026-05-31"
            raise OfferError(text, "until") from None
    recipient = Recipient(typed.recipient)
    return Offer(typed.person, typed.parts, recipient, typed.reason, until)


@pages.get("/access/<person_id>/withdraw")
def withdrawal(case_id: str, person_id: str) -> str:
    """Ask why access is to be withdrawn."""
    return _withdraw_page(case_id, person_id)


def _withdraw_page(case_id: str, person_id: str, problem: Message | None = None) -> str:
    found = circle(vault(), case_id)
    member = next((one for one in found.others if one.person_id == person_id), None)
    if member is None:
        raise UnknownRecordError("This person has no access to the case; load the page again")
    return render_template(
        "access/withdraw.html",
        steps=_steps(case_id, found.code, _("Withdraw access")),
        case_id=case_id,
        member=member,
        parts=parts_in_words(member.grant and member.grant.parts, page_words()),
        reason=request.form.get("reason", ""),
        problem=problem,
        **_WORDS,
    )


@pages.post("/access/<person_id>/withdraw")
def take_back(case_id: str, person_id: str) -> Answer:
    """Withdraw a person's access."""
    try:
        withdraw(vault(), case_id, person_id, request.form.get("reason", ""))
    except RuleError as error:
        return _withdraw_page(case_id, person_id, error.message), 422
    return redirect(url_for("access.people", case_id=case_id), 303)


@pages.post("/access/<person_id>/lead")
@confirmed
def hand_on(case_id: str, person_id: str) -> Answer:
    """Let another person lead the case from now on."""
    hand_lead(vault(), case_id, person_id)
    return redirect(url_for("access.people", case_id=case_id), 303)


@pages.get("/log")
def log(case_id: str) -> str:
    """Show who opened a case, and what left it."""
    code, entries = access_log(vault(), case_id)
    words = page_words()
    return render_template(
        "access/log.html",
        steps=_steps(case_id, code, _("Access log")),
        case_id=case_id,
        code=code,
        lines=[(one.entry.at.astimezone(), one.who, entry_words(one, words)) for one in entries],
    )


@pages.get("/issued")
def issued(case_id: str) -> str:
    """Show what was issued in a case, for those who read reports and nothing else."""
    found, form = issued_of_case(vault(), case_id), current_form()
    words = form_words(form)
    return render_template(
        "access/issued.html",
        steps=_steps(case_id, found.code, _("Issued reports")),
        case_id=case_id,
        found=found,
        overview_url=overview_url(Ref(case_id, found.newest)),
        edition_name=lambda one: edition_name(one, page_words()),
        kinds={one.key: words.text(one.label) for one in form.form.types},
        why_not=_why_not(),
    )


def _why_not() -> str:
    """Return why the reports are not open to the reader, empty when they are."""
    why = access().refusal(Action.READ_REPORT)
    return page_words().message(why) if why else ""
