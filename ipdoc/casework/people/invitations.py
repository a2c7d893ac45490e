"""Inviting somebody: a code, given by word or on paper, that opens what the invitation says.

The code has 140 random bits; from it come the tag by which the invitation is found and the keys
under which it and the answer to it are encrypted. It says name, role, who invites, and the keys of
the inviter and of the founder, which the new person pins: so the way on which the code travels is
what the two trust. It is good for seven days and for one person.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipdoc.casework.people.entry import signin_tag
from ipdoc.casework.people.errors import InvitationError, NameTakenError
from ipdoc.casework.people.profile import own_row
from ipdoc.casework.people.register import me
from ipdoc.casework.people.rights import allowed
from ipdoc.domain.access import Action
from ipdoc.domain.people import Role
from ipdoc.storage.people import all_people, by_code, open_invitations, take_invitation
from ipdoc.storage.rows import Rows
from ipdoc.storage.tables import InvitationRow
from ipdoc.vault.ciphers import PartCipher, identity_bytes, subkey
from ipdoc.vault.codes import new_code, read_code
from ipdoc.vault.signing import is_signed

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault
    from ipdoc.casework.core.work import Work

GOOD_FOR_DAYS = 7
INVITATION = "invitation/"


@dataclass(frozen=True)
class Invitation:
    """What an invitation says to whoever has its code."""

    id: str
    name: str
    role: Role
    inviter_name: str
    inviter_id: str
    inviter_key: bytes
    """Signing key of the inviter, 32 bytes."""
    inviter_fingerprint: str
    """As the inviter reads it to the new person in return."""
    root: bytes
    """Signing key of the founder, 32 bytes."""
    register_id: str
    expires_on: dt.date
    """The last day on which it is good."""


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that nobody has answered, as those who may invite see it."""

    id: str
    name: str
    role: Role
    expires_on: dt.date
    expired: bool


def invite(vault: OpenVault, name: str, role: Role) -> str:
    """Make an invitation; return its code, which is stored nowhere and shown once.

    Args:
        vault: open, of somebody who may invite.
        name: of the new person, as the record shall show who wrote; they sign in with it.
        role: what they will do.

    Raises:
        IpdocError: the person at work may not invite.
        NameTakenError: somebody bears the name already.
    """
    name = " ".join(name.split())
    if not name:
        raise InvitationError("Give the name of the person whom you invite")
    code = new_code()
    with vault.transaction() as work:
        register = work.register(write=True)
        allowed(work, Action.INVITE)
        _let_names_be_asked(work)
        _refuse_taken(work, name)
        invitation = _invitation(work, name, role)
        _add(work, invitation, code)
        kept = {
            "schema": 1,
            "name": name,
            "role": role.value,
            "by": vault.person_id,
            "expires_on": invitation.expires_on.isoformat(),
            "answer_key": answer_key(code).hex(),
        }
        path = INVITATION + invitation.id
        register.put(path, kept, "record", expected_version=None, why="invited", changes={})
    return code


def _let_names_be_asked(work: Work) -> None:
    """Give the person at work a sign-in name: a single one needed none."""
    row = own_row(work, lock=True)
    if not row.signin_tag:
        row.signin_tag = signin_tag(work.rows.vault().id, work.vault.person_name)
        work.rows.flush()


def _refuse_taken(work: Work, name: str) -> None:
    wanted = signin_tag(work.rows.vault().id, name)
    taken = any(one.signin_tag == wanted for one in all_people(work.rows))
    asked = (one.name for one in invitations(work) if not one.expired)
    if taken or any(one.casefold() == name.casefold() for one in asked):
        raise NameTakenError


def _invitation(work: Work, name: str, role: Role) -> Invitation:
    vault = work.vault
    return Invitation(
        secrets.token_hex(8),
        name,
        role,
        vault.person_name,
        vault.person_id,
        vault.keys.signing.public,
        me(work).fingerprint,
        vault.root,
        vault.register_id,
        vault.now().date() + dt.timedelta(days=GOOD_FOR_DAYS),
    )


def _add(work: Work, invitation: Invitation, code: str) -> None:
    said = _said(invitation)
    signature = work.vault.keys.signing.sign("invitation", said)
    plain = json.dumps({"said": said.decode(), "signature": signature.hex()}).encode()
    cipher = PartCipher(_key(code, "invitation"))
    work.rows.add(
        InvitationRow(
            id=invitation.id,
            code_tag=_key(code, "invitation tag"),
            expires_on=invitation.expires_on,
            blob=cipher.encrypt(plain, _identity(invitation.id)),
        )
    )


def read_invitation(rows: Rows, code: str, today: dt.date) -> Invitation:
    """Return what an invitation says.

    Args:
        rows: of an open transaction.
        code: as it was typed.
        today: by it an invitation is good or past.

    Raises:
        InvitationError: no open invitation has this code, or its days are over.
    """
    letters = read_code(code)
    row = by_code(rows, _key(letters, "invitation tag")) if letters else None
    if letters is None or row is None:
        raise InvitationError(
            "No open invitation has this code; each is good once and for seven days. Look at the "
            "paper again, or ask for a new one"
        )
    opened = json.loads(
        PartCipher(_key(letters, "invitation")).decrypt(row.blob, _identity(row.id))
    )
    invitation = _read(json.loads(opened["said"]))
    signature = bytes.fromhex(opened["signature"])
    signed = is_signed(invitation.inviter_key, "invitation", opened["said"].encode(), signature)
    if not signed or row.id != invitation.id:
        raise InvitationError("This invitation was changed from outside; ask for a new one")
    if today > invitation.expires_on:
        raise InvitationError(
            "This invitation was good until {day}; ask for a new one",
            day=invitation.expires_on.isoformat(),
        )
    return invitation


def invitations(work: Work) -> list[OpenInvitation]:
    """Return the invitations that nobody has answered, the oldest first."""
    rows, today = open_invitations(work.rows), work.vault.now().date()
    found = [
        OpenInvitation(
            one.path.removeprefix(INVITATION),
            one.payload["name"],
            Role(one.payload["role"]),
            dt.date.fromisoformat(one.payload["expires_on"]),
            today > dt.date.fromisoformat(one.payload["expires_on"]),
        )
        for one in work.register().below(INVITATION).values()
    ]
    return sorted(
        (one for one in found if one.id in rows), key=lambda one: (one.expires_on, one.name)
    )


def withdraw_invitation(vault: OpenVault, invitation_id: str) -> None:
    """Make an invitation's code worthless; it is no error if it was answered meanwhile."""
    with vault.transaction() as work:
        work.register(write=True)
        allowed(work, Action.INVITE)
        if take_invitation(work.rows, invitation_id):
            forget_invitation(work, invitation_id)


def forget_invitation(work: Work, invitation_id: str) -> None:
    """Take an invitation out of the register."""
    register = work.register(write=True)
    record = register.get(INVITATION + invitation_id)
    if record is not None:
        register.remove(record.path, expected_version=record.version, why="invitation ended")


def answer_key(code: str) -> bytes:
    """Return the key under which the new person's card waits to be confirmed, 32 bytes."""
    return _key(code, "invitation answer")


def _key(code: str, purpose: str) -> bytes:
    return subkey((read_code(code) or "").encode(), purpose)


def _identity(invitation_id: str) -> bytes:
    return identity_bytes(kind="invitation", id=invitation_id)


def _said(invitation: Invitation) -> bytes:
    return identity_bytes(
        kind="invitation",
        id=invitation.id,
        name=invitation.name,
        role=invitation.role.value,
        inviter_name=invitation.inviter_name,
        inviter=invitation.inviter_id,
        inviter_key=invitation.inviter_key.hex(),
        inviter_fingerprint=invitation.inviter_fingerprint,
        root=invitation.root.hex(),
        register=invitation.register_id,
        expires_on=invitation.expires_on.isoformat(),
    )


def _read(said: dict[str, Any]) -> Invitation:
    return Invitation(
        said["id"],
        said["name"],
        Role(said["role"]),
        said["inviter_name"],
        said["inviter"],
        bytes.fromhex(said["inviter_key"]),
        said["inviter_fingerprint"],
        bytes.fromhex(said["root"]),
        said["register"],
        dt.date.fromisoformat(said["expires_on"]),
    )
