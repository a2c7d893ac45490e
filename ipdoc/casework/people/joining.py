"""Answering an invitation, and letting in who answered, once both compared the fingerprint."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.entry import first_profile, new_person, signin_tag
from ipdoc.casework.people.errors import InvitationError, NameTakenError, UntrustedPersonError
from ipdoc.casework.people.invitations import (
    INVITATION,
    Invitation,
    answer_key,
    forget_invitation,
    read_invitation,
)
from ipdoc.casework.people.register import PARTS, next_version, put_card
from ipdoc.casework.people.rights import allowed
from ipdoc.casework.people.sealing import give
from ipdoc.casework.people.strength import check_new_passphrase
from ipdoc.domain.access import Action
from ipdoc.domain.people import Membership, Role
from ipdoc.storage.database import Database
from ipdoc.storage.people import all_people, one_person, remove_person, take_invitation
from ipdoc.storage.place import Place
from ipdoc.storage.rows import Rows
from ipdoc.storage.tables import PersonRow
from ipdoc.vault.ciphers import PartCipher, identity_bytes
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.keys import KdfCost, PrivateKey
from ipdoc.vault.signing import SigningKey, is_signed

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault
    from ipdoc.casework.core.work import Work

_ID_LETTERS = 16


@dataclass(frozen=True)
class Waiting:
    """Somebody who has answered an invitation and waits to be let in."""

    person_id: str
    name: str
    role: Role
    fingerprint: str


def look_at_invitation(where: Path | Place, code: str, today: dt.date) -> Invitation:
    """Return what an invitation says to whoever has its code; the vault stays locked.

    Raises:
        InvitationError: no open invitation has this code, or its days are over.
    """
    database = Database(where)
    try:
        database.check()
        with database.transaction(write=False) as connection:
            return read_invitation(Rows(connection), code, today)
    finally:
        database.close()


def join(
    where: Path | Place,
    code: str,
    passphrase: str,
    today: dt.date,
    *,
    cost: KdfCost | None = None,
) -> str:
    """Answer an invitation: make keys under a passphrase of one's own, and wait.

    Args:
        where: folder or place of the vault.
        code: of the invitation.
        passphrase: at least ``strength.SHORTEST_PASSPHRASE`` characters.
        today: by it an invitation is good or past.
        cost: of the key derivation; lower only in tests.

    Returns:
        The fingerprint, to be read aloud to the person who invited.

    Raises:
        WeakPassphraseError: the passphrase is too easily guessed.
        InvitationError: no open invitation has this code, its days are over, or it was answered.
        NameTakenError: somebody took the name meanwhile.
    """
    check_new_passphrase(passphrase)
    own, person_id = PrivateKey.generate(), secrets.token_hex(_ID_LETTERS // 2)
    database = Database(where)
    try:
        database.check()
        with database.transaction() as connection:
            rows = Rows(connection)
            invitation = read_invitation(rows, code, today)
            if not take_invitation(rows, invitation.id):
                raise _answered()
            profile = first_profile(invitation.name)
            profile |= {"register": invitation.register_id, "root": invitation.root.hex()}
            row = new_person(own, person_id, passphrase, profile, cost)
            row.status = Membership.WAITING.value
            row.signin_tag = signin_tag(rows.vault().id, invitation.name)
            if any(one.signin_tag == row.signin_tag for one in all_people(rows)):
                raise NameTakenError
            card = _new_card(invitation, person_id, own, today)
            row.card = _sealed_answer(card, invitation, own, answer_key(code))
            rows.add(row)
    finally:
        database.close()
    return card.fingerprint


def _answered() -> InvitationError:
    return InvitationError("This invitation was answered a moment ago; ask for a new one")


def _new_card(invitation: Invitation, person_id: str, own: PrivateKey, today: dt.date) -> Card:
    return Card(
        person_id,
        invitation.name,
        invitation.role,
        own.public.data,
        SigningKey.of_person(own).public,
        today,
        invitation.inviter_id,
    )


def _sealed_answer(card: Card, invitation: Invitation, own: PrivateKey, key: bytes) -> bytes:
    """Return the invitation's id, then the card under its key, signed by who answers."""
    said = _answer_said(card, invitation.id)
    signature = SigningKey.of_person(own).sign("answer", said)
    told = {
        "public_key": card.public_key.hex(),
        "signing_key": card.signing_key.hex(),
        "joined_on": card.joined_on.isoformat(),
        "signature": signature.hex(),
    }
    plain = json.dumps(told).encode()
    identity = _answer_identity(card.person_id, invitation.id)
    return invitation.id.encode() + PartCipher(key).encrypt(plain, identity)


def waiting(work: Work) -> list[Waiting]:
    """Return who waits to be let in, by name; an answer that was changed is left out."""
    found = []
    for row in all_people(work.rows):
        if row.status == Membership.WAITING:
            try:
                card = _answered_card(work, row)
            except (InvitationError, TamperedError):
                continue
            found.append(Waiting(row.id, card.name, card.role, card.fingerprint))
    return sorted(found, key=lambda one: one.name)


def _answered_card(work: Work, row: PersonRow) -> Card:
    invitation_id = row.card[:_ID_LETTERS].decode("ascii", "replace")
    record = work.register().get(INVITATION + invitation_id)
    if record is None:
        raise InvitationError("This person answered no invitation of this vault; invite anew")
    kept = record.payload
    cipher = PartCipher(bytes.fromhex(kept["answer_key"]))
    identity = _answer_identity(row.id, invitation_id)
    told = json.loads(cipher.decrypt(row.card[_ID_LETTERS:], identity))
    card = Card(
        row.id,
        kept["name"],
        Role(kept["role"]),
        bytes.fromhex(told["public_key"]),
        bytes.fromhex(told["signing_key"]),
        dt.date.fromisoformat(told["joined_on"]),
        kept["by"],
    )
    signature = bytes.fromhex(told["signature"])
    said = _answer_said(card, invitation_id)
    if card.public_key != row.public_key or not is_signed(
        card.signing_key, "answer", said, signature
    ):
        raise TamperedError("answer to an invitation")
    return card


def confirm(vault: OpenVault, person_id: str, fingerprint: str) -> Card:
    """Let somebody in whose fingerprint was compared aloud: sign the card, seal the register.

    Args:
        vault: open, of somebody who may invite.
        person_id: of somebody who waits.
        fingerprint: what was compared, so that what is confirmed is what was seen.

    Raises:
        IpdocError: the person at work may not let others in.
        InvitationError: nobody waits under this id.
        UntrustedPersonError: the fingerprint is another one by now.
    """
    with vault.transaction() as work:
        register = work.register(write=True)
        allowed(work, Action.CONFIRM)
        row = _waiting_row(work, person_id)
        card = _answered_card(work, row)
        if "".join(fingerprint.split()).lower() != card.fingerprint.replace(" ", ""):
            raise UntrustedPersonError
        invitation_id = row.card[:_ID_LETTERS].decode()
        card = replace(card, joined_on=vault.now().date())
        version = next_version(work, person_id)
        card = card.signed(vault.register_id, vault.person_id, vault.keys.signing, version)
        put_card(work, card, "let in")
        forget_invitation(work, invitation_id)
        row.status, row.card = Membership.ACTIVE.value, b""
        work.rows.flush()
        give(work, register.case_id, PARTS, card, None)
    return card


def refuse(vault: OpenVault, person_id: str) -> None:
    """Send somebody away who waits: the fingerprint was not theirs, or they are not wanted.

    Raises:
        IpdocError: the person at work may not let others in.
        InvitationError: nobody waits under this id.
    """
    with vault.transaction() as work:
        work.register(write=True)
        allowed(work, Action.CONFIRM)
        row = _waiting_row(work, person_id)
        forget_invitation(work, row.card[:_ID_LETTERS].decode("ascii", "replace"))
        remove_person(work.rows, row)


def _waiting_row(work: Work, person_id: str) -> PersonRow:
    row = one_person(work.rows, person_id, lock=True)
    if row is None or row.status != Membership.WAITING:
        raise InvitationError("Nobody of this name waits any more; load the page again")
    return row


def _answer_said(card: Card, invitation_id: str) -> bytes:
    return identity_bytes(
        kind="answer",
        person=card.person_id,
        invitation=invitation_id,
        public_key=card.public_key.hex(),
        joined_on=card.joined_on.isoformat(),
    )


def _answer_identity(person_id: str, invitation_id: str) -> bytes:
    return identity_bytes(kind="answer", person=person_id, invitation=invitation_id)
