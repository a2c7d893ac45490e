"""Sharing a case: to whom, which parts, in which quality, until when; and taking it back.

What is shared has been agreed to by the person examined, for that recipient and each part of the
content. Taking access back destroys the seals and gives the parts new keys, so that what is
written afterwards stays shut also to somebody who noted the old ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from ipdoc.casework.access.consent import consents_of, note_consents
from ipdoc.casework.access.gate import check
from ipdoc.casework.access.lines import expect_line
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.records import (
    LOG,
    Grant,
    Head,
    load_grant,
    load_grants,
    put_grant,
    put_head,
    stored_consents,
)
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.work import Work
from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.register import card
from ipdoc.casework.visits import case_index
from ipdoc.domain.access import Action
from ipdoc.domain.consent import Consents, ConsentState, Content, Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.sharing import parts_for, recipients_for

_WITHIN_RECORD = frozenset(("photographs", "intimate"))
"""Parts that have no page of their own: they are read within the record."""


@dataclass(frozen=True)
class Offer:
    """What is to be shared."""

    person_id: str
    parts: tuple[str, ...]
    """Of record, photographs, intimate, report; none = only that there is a case, and its log."""
    recipient: Recipient
    reason: str
    until: dt.date | None = None


class OfferError(RuleError):
    """What was offered does not do.

    Args:
        text: English sentence that says what to do.
        place: field of the offer that is to be corrected.
    """

    def __init__(self, text: str, place: str) -> None:
        self.place = place
        super().__init__(text)


def share(vault: OpenVault, case_id: str, offer: Offer) -> Grant:
    """Give a person access to parts of a case, or change what they have.

    Raises:
        NotAllowedError: the person at work may not share, or the person examined has not agreed.
        OfferError: the offer does not fit the person's role, or says too little.
        UntrustedPersonError: nobody vouches for the key of the person, or they have left.
    """
    with vault.transaction() as work:
        case = check(work, case_id, Action.SHARE)
        other = card(work, offer.person_id)
        _check_offer(vault, case, other, offer)
        open_to_pass_on(work, case_id, Action.SHARE, offer.recipient, offer.parts)
        before = load_grant(case, offer.person_id)
        put_head(case, Head(vault.person_id, case_index(case)), "case shared")
        note_consents(case)
        _narrow(work, case_id, before, offer)
        work.seal_to(case_id, offer.parts, offer.person_id, offer.until)
        expect_line(work, case_id, offer.person_id)
        case = work.case(case_id)
        grant = Grant(
            offer.person_id,
            offer.parts,
            offer.recipient,
            offer.reason.strip(),
            offer.until,
            vault.person_id,
            vault.now(),
        )
        put_grant(case, grant, "case shared")
        note(
            case,
            Event.SHARED,
            to=offer.person_id,
            recipient=offer.recipient.value,
            parts=list(offer.parts),
            until=offer.until.isoformat() if offer.until else None,
        )
    return grant


def passing(
    consents: Consents, recipient: Recipient, parts: Collection[str]
) -> dict[Content, ConsentState]:
    """Return what the person examined agreed to for a recipient.

    Args:
        consents: of the case.
        recipient: in which quality somebody is given something.
        parts: what they are given; that there is a case at all is told with any of them.
    """
    contents = [Content.REPORT, *(Content(part) for part in parts)]
    return {content: consents.state(recipient, content) for content in contents}


def known_consents(case: CaseFile) -> Consents:
    """Return the consents of a case: of its record where that is open, else as they were noted."""
    if "record" in case.keys.parts:
        return consents_of(case)
    return stored_consents(case) or Consents()


def open_to_pass_on(
    work: Work, case_id: str, action: Action, recipient: Recipient, parts: Collection[str]
) -> CaseFile:
    """Open a case from which something goes out now.

    Args:
        work: the unit of work.
        case_id: the case.
        action: by which it goes out.
        recipient: for whom.
        parts: what goes out.

    Raises:
        NotAllowedError: the person at work may not do it, or the person examined has not agreed.
    """
    said = known_consents(check(work, case_id, action))
    return check(work, case_id, action, passing(said, recipient, parts))


def _check_offer(vault: OpenVault, case: CaseFile, other: Card, offer: Offer) -> None:
    fitting, parts = parts_for(other.role), set(offer.parts)
    if offer.person_id == vault.person_id:
        raise OfferError("The case is open to you already; choose somebody else", "person")
    if fitting is None:
        text = "An administrator never has access to a case; choose somebody else"
        raise OfferError(text, "person")
    if not parts <= fitting & case.keys.parts:
        text = "The role of this person does not go with these parts; choose fewer"
        raise OfferError(text, "parts")
    if parts & _WITHIN_RECORD and "record" not in parts:
        text = "Photographs and intimate findings are read within the record; choose it as well"
        raise OfferError(text, "parts")
    if offer.recipient not in recipients_for(other.role):
        text = "The role of this person does not go with this quality; choose another"
        raise OfferError(text, "recipient")
    if not offer.reason.strip():
        text = "Say why the case is shared; the people of the case can read it"
        raise OfferError(text, "reason")
    if offer.until is not None and offer.until < vault.now().date():
        raise OfferError("The last day is past; give a later one or leave it empty", "until")


def _narrow(work: Work, case_id: str, before: Grant | None, offer: Offer) -> None:
    """Take away the parts that a person had and shall not keep."""
    gone = set(before.parts) - set(offer.parts) if before and before.ended is None else set()
    if gone:
        work.unseal_from(case_id, offer.person_id, gone)
        work.new_epoch(case_id, sorted(gone))


def withdraw(vault: OpenVault, case_id: str, person_id: str, reason: str) -> Grant:
    """Take a person's access back; new keys shut what is written from now on.

    Raises:
        NotAllowedError: only the person who leads the case may do it.
        RuleError: the person has no access, or no reason was given.
    """
    with vault.transaction() as work:
        case = check(work, case_id, Action.WITHDRAW)
        grant = load_grant(case, person_id)
        if grant is None or grant.ended is not None:
            raise RuleError("This person has no access to the case; load the page again")
        if not reason.strip():
            raise RuleError("Say why access is withdrawn; the people of the case can read it")
        return _end(work, case_id, grant, Event.WITHDRAWN, reason.strip())


def _end(work: Work, case_id: str, grant: Grant, event: Event, reason: str) -> Grant:
    work.unseal_from(case_id, grant.person_id)
    work.new_epoch(case_id, (*grant.parts, LOG))
    case = work.case(case_id)
    ended = grant.ended_by(work.vault.now(), work.vault.person_id, reason)
    put_grant(case, ended, f"access {event.value}")
    note(case, event, to=grant.person_id, parts=list(grant.parts))
    return ended


def sweep(work: Work, case_id: str) -> None:
    """Take away what was shared until a day that is past; the lead's opening does it."""
    today = work.vault.now().date()
    for grant in load_grants(work.case(case_id)):
        if grant.ended is None and not grant.active(today):
            _end(work, case_id, grant, Event.ENDED, "")
