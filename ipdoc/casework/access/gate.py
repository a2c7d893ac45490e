"""The gate of the use cases: nobody comes to a case, or to an act, but through here.

``check`` asks the table of ``domain.access`` and returns the case as the person may see it. Parts
that are sealed to them, but that the person examined has not or no longer agreed to, are shut in
it like those that were never sealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ipdoc.casework.access.standing import standing
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.domain.access import Action, Actor, Standing, may
from ipdoc.domain.consent import ConsentState, Content
from ipdoc.domain.sharing import OPENS
from ipdoc.errors import IpdocError, Message

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault
    from ipdoc.casework.core.work import Work

Passing = Mapping[Content, ConsentState]


class NotAllowedError(IpdocError):
    """The person may not do this; the sentence says why."""

    def __init__(self, why: Message) -> None:
        super().__init__(why.text, **why.args)


def actor(vault: OpenVault) -> Actor:
    """Return the person at work as the table knows them."""
    return Actor(vault.role, founder=vault.founder)


def allow(vault: OpenVault, action: Action) -> None:
    """See that the person may do something on the vault as a whole.

    Raises:
        NotAllowedError: they may not.
    """
    permit(vault, action, None)


def permit(vault: OpenVault, action: Action, stands: Standing | None) -> None:
    """See that the person may do something, standing so to the case at hand.

    Raises:
        NotAllowedError: they may not.
    """
    verdict = may(actor(vault), action, stands)
    if verdict.why is not None:
        raise NotAllowedError(verdict.why)


def may_on_vault(vault: OpenVault, action: Action) -> bool:
    """Return whether the person may do something on the vault as a whole."""
    return may(actor(vault), action).allowed


def check(work: Work, case_id: str, action: Action, passing: Passing | None = None) -> CaseFile:
    """Open a case for one act.

    Args:
        work: the unit of work.
        case_id: the case.
        action: what the case is opened for.
        passing: what the person examined agreed to for whom something goes to now.

    Returns:
        The case; parts that the person may not see are shut in it.

    Raises:
        UnknownCaseError: nothing of the case is sealed to the person.
        AccessEndedError: it was, until a day that is past.
        NotAllowedError: they may not do this.
    """
    return checked(work, case_id, action, passing)[0]


def checked(
    work: Work, case_id: str, action: Action, passing: Passing | None = None
) -> tuple[CaseFile, Standing]:
    """Open a case for one act, like ``check``; return how the person stands to it besides."""
    case = work.case(case_id)
    stands = standing(work, case)
    if passing:
        stands = replace(stands, passing=passing)
    permit(work.vault, action, stands)
    seen = open_parts(work.vault, stands)
    return case if case.keys.parts <= seen else case.only(seen), stands


def open_parts(vault: OpenVault, stands: Standing) -> frozenset[str]:
    """Return the parts whose content the person may see."""
    who = actor(vault)
    return frozenset(part for part in stands.parts if may(who, OPENS[part], stands).allowed)
