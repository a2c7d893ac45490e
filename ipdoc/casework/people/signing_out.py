"""Signing somebody else out: a browser that was left open, or an account that somebody else has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.errors import LeavingError
from ipdoc.casework.people.register import card
from ipdoc.casework.people.rights import allowed
from ipdoc.domain.access import Action
from ipdoc.storage.people import end_sessions

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault
    from ipdoc.casework.core.work import Work

SIGNED_OUT = "signed-out/"
"""Path of the register's records of whose sessions somebody else ended."""


def sign_out(vault: OpenVault, person_id: str) -> Card:
    """End all sessions of a person that workers share; the register keeps who did it, and when.

    Keys and passphrase stay as they are: the person unlocks again. Sessions in the memory of a
    laptop's own process are ended by that process.

    Args:
        vault: open, of somebody who looks after people.
        person_id: whom.

    Raises:
        LeavingError: it is the person at work, or somebody who has left.
        IpdocError: the person at work may not do this.
    """
    if person_id == vault.person_id:
        raise LeavingError("End your own sessions under Your keys, Sessions")
    with vault.transaction() as work:
        work.register(write=True)
        allowed(work, Action.REMOVE_PERSON)
        found = card(work, person_id)
        if found.left:
            raise LeavingError("This person has left already; load the page again")
        _note(work, person_id)
        end_sessions(work.rows, person_id)
        return found


def _note(work: Work, person_id: str) -> None:
    """Keep in the register that it was done; the revision names by whom.

    It is no new version of the person's card: a card counts in the version that was signed.
    """
    register, path = work.register(write=True), SIGNED_OUT + person_id
    before = register.get(path)
    said = {"schema": 1, "kind": "signed out", "on": work.vault.now().date().isoformat()}
    version = before.version if before else None
    register.put(path, said, "record", expected_version=version, why="signed out", changes={})
