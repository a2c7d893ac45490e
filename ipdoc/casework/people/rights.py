"""Who may look after the people of a vault: asked of the table in ``domain.access``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.register import me
from ipdoc.domain.access import Action, Actor, may
from ipdoc.errors import IpdocError

if TYPE_CHECKING:
    from ipdoc.casework.core.work import Work


def allowed(work: Work, action: Action) -> Card:
    """Return the card of the person at work, who may do this to people of the vault.

    The role is read anew: it may have been changed since the person unlocked the vault.

    Raises:
        IpdocError: they may not; says why.
    """
    own = me(work)
    verdict = may(Actor(own.role, founder=work.vault.founder), action)
    if verdict.why is not None:
        raise IpdocError(verdict.why.text, **verdict.why.args)
    return own
