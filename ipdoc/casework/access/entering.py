"""Coming to a case: what one may do there, and the first entry of a session in its log."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from ipdoc.casework.access.gate import actor, check, open_parts, permit
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.access.sharing import sweep
from ipdoc.casework.access.standing import standing, standing_at_a_glance
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.domain.access import Action, Actor, Standing, may
from ipdoc.errors import Message
from ipdoc.storage.errors import StorageError

_NOTED = "access noted"


@dataclass(frozen=True)
class Access:
    """What the person at work may do in a case."""

    actor: Actor
    standing: Standing
    parts: frozenset[str]
    """Parts whose content they may see."""

    @property
    def lead(self) -> bool:
        """Whether they lead the case."""
        return self.standing.lead

    def can(self, action: Action) -> bool:
        """Return whether they may do something."""
        return may(self.actor, action, self.standing).allowed

    def refusal(self, action: Action) -> Message | None:
        """Return why they may not do something, None if they may."""
        return may(self.actor, action, self.standing).why


def enter(vault: OpenVault, case_id: str, action: Action) -> Access:
    """Come to a case for one act; the log notes it once for each session.

    Raises:
        NotAllowedError: the person may not do this.
        UnknownCaseError: nothing of the case is open to them.
    """
    stands = standing_at_a_glance(vault, case_id) or _standing(vault, case_id)
    permit(vault, action, stands)
    if _is_first(vault, case_id):
        _note_opened(vault, case_id, action)
    return Access(actor(vault), stands, open_parts(vault, stands))


def _standing(vault: OpenVault, case_id: str) -> Standing:
    with vault.transaction(write=False) as work:
        return standing(work, work.case(case_id))


def _is_first(vault: OpenVault, case_id: str) -> bool:
    with vault.lock:
        noted: set[str] = vault.derived.setdefault(_NOTED, set())
        first = case_id not in noted
        noted.add(case_id)
    return first


def _note_opened(vault: OpenVault, case_id: str, action: Action) -> None:
    """Note that the case was opened; a full or locked disk must not shut it to its people."""
    with contextlib.suppress(StorageError), vault.transaction() as work:
        case = check(work, case_id, action)
        if standing(work, case).lead:
            sweep(work, case_id)
        note(work.case(case_id), Event.OPENED)
