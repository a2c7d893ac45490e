"""Who leads a case: handed on by the lead, or found anew when the lead has left the vault."""

from __future__ import annotations

from ipdoc.casework.access.gate import check
from ipdoc.casework.access.lines import line_of
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.records import LOG, Grant, Head, load_grant, put_grant, put_head
from ipdoc.casework.core.casekeys import PARTS
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.register import card_for_sealing
from ipdoc.domain.access import RULES, Action
from ipdoc.domain.consent import Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.domain.people import Role

_WHOLE = frozenset(PARTS) - {LOG}


def can_lead(role: Role | None, grant: Grant | None) -> bool:
    """Return whether somebody could lead: every part, without an end, and a role that writes."""
    if role is None or grant is None or grant.ended is not None or grant.until is not None:
        return False
    return role in RULES[Action.HAND_OVER].roles and set(grant.parts) == _WHOLE


def hand_lead(vault: OpenVault, case_id: str, person_id: str) -> None:
    """Let another person lead the case from now on; the one at work keeps access to all of it.

    Raises:
        NotAllowedError: the person at work does not lead the case.
        RuleError: the other does not have every part without an end, or a role that does not write.
        UntrustedPersonError: nobody vouches for them, or they have left.
    """
    with vault.transaction() as work:
        case = check(work, case_id, Action.HAND_OVER)
        other: Card = card_for_sealing(work, person_id)
        if not can_lead(other.role, load_grant(case, person_id)):
            raise RuleError(
                "Share every part with this person first, without a last day; only clinicians and "
                "psychologists can lead a case"
            )
        put_head(case, Head(person_id, line_of(work, case)), "lead handed on")
        own = Grant(
            vault.person_id,
            tuple(part for part in PARTS if part != LOG),
            Recipient.TEAM,
            "",
            None,
            person_id,
            vault.now(),
        )
        put_grant(case, own, "lead handed on")
        note(case, Event.LEAD, to=person_id)
