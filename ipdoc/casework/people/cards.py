"""Cards: who a person is, which keys are theirs, and who vouches for it.

Everybody of the vault can write in the register, so what is signed names the version of the record
in which it stands: an older card, with a role that was taken away since or without the word that
its person left, is no card any more when somebody puts it back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from ipdoc.domain.access import RULES, Action
from ipdoc.domain.payloads import Payload
from ipdoc.domain.people import Role
from ipdoc.vault.ciphers import identity_bytes
from ipdoc.vault.keys import PublicKey
from ipdoc.vault.signing import SigningKey, is_signed

KEEPERS = RULES[Action.CONFIRM].roles
"""Roles whose signature makes a card valid; the founder's does too, whatever the role."""


@dataclass(frozen=True)
class Leave:
    """That a person has left, as another signed it."""

    on: dt.date
    by: str
    """Id of the person who signed."""
    version: int
    """Of the card's record, from then on."""
    signature: bytes = b""


@dataclass(frozen=True)
class Card:
    """A person of the vault."""

    person_id: str
    name: str
    role: Role
    public_key: bytes
    """HPKE, 1216 bytes; keys are sealed to it."""
    signing_key: bytes
    """Ed25519, 32 bytes; the person's signatures are checked with it."""
    joined_on: dt.date
    signed_by: str
    """Id of the person who vouches; the founder for himself."""
    version: int = 1
    """Of the record, when it was signed."""
    signature: bytes = b""
    left: Leave | None = None

    @property
    def stands_at(self) -> int:
        """The version of its record of which alone what is signed tells."""
        return self.left.version if self.left else self.version

    @property
    def fingerprint(self) -> str:
        """Both keys in ten groups of four hex digits, to read aloud."""
        return keys_fingerprint(self.public_key, self.signing_key)

    def signed(self, register_id: str, by: str, key: SigningKey, version: int) -> Card:
        """Return the card as ``by`` vouches for it, in the version of its record to be written."""
        unsigned = replace(self, signed_by=by, version=version)
        return replace(unsigned, signature=key.sign("card", unsigned._said(register_id)))

    def gone(self, register_id: str, leave: Leave, key: SigningKey) -> Card:
        """Return the card of somebody who has left, as ``leave.by`` says and signs."""
        signature = key.sign("leave", self._leave_said(register_id, leave))
        return replace(self, left=replace(leave, signature=signature))

    def _said(self, register_id: str) -> bytes:
        return identity_bytes(
            kind="card",
            register=register_id,
            person=self.person_id,
            name=self.name,
            role=self.role.value,
            public_key=self.public_key.hex(),
            signing_key=self.signing_key.hex(),
            joined_on=self.joined_on.isoformat(),
            signed_by=self.signed_by,
            version=self.version,
        )

    def _leave_said(self, register_id: str, leave: Leave) -> bytes:
        return identity_bytes(
            kind="leave",
            register=register_id,
            person=self.person_id,
            on=leave.on.isoformat(),
            by=leave.by,
            version=leave.version,
        )

    def leave_signed_by(self, register_id: str, signing_key: bytes) -> bool:
        """Tell whether the owner of a signing key signed that the person left."""
        left = self.left
        return left is not None and is_signed(
            signing_key, "leave", self._leave_said(register_id, left), left.signature
        )

    def vouched_by(self, register_id: str, signing_key: bytes) -> bool:
        """Tell whether the owner of a signing key signed this card."""
        return is_signed(signing_key, "card", self._said(register_id), self.signature)

    def sealing_key(self) -> PublicKey:
        """Return the key to which the person's seals are made."""
        return PublicKey(self.public_key)

    def to_payload(self) -> Payload:
        """Return the card as its record holds it."""
        left = self.left
        return {
            "schema": 1,
            "name": self.name,
            "role": self.role.value,
            "public_key": self.public_key.hex(),
            "signing_key": self.signing_key.hex(),
            "joined_on": self.joined_on.isoformat(),
            "signed_by": self.signed_by,
            "version": self.version,
            "signature": self.signature.hex(),
            "left": left
            and {
                "on": left.on.isoformat(),
                "by": left.by,
                "version": left.version,
                "signature": left.signature.hex(),
            },
        }

    @classmethod
    def from_payload(cls, person_id: str, payload: Payload) -> Card:
        """Return the card that a record holds."""
        left = payload["left"]
        return cls(
            person_id,
            payload["name"],
            Role(payload["role"]),
            bytes.fromhex(payload["public_key"]),
            bytes.fromhex(payload["signing_key"]),
            dt.date.fromisoformat(payload["joined_on"]),
            payload["signed_by"],
            payload["version"],
            bytes.fromhex(payload["signature"]),
            left
            and Leave(
                dt.date.fromisoformat(left["on"]),
                left["by"],
                left["version"],
                bytes.fromhex(left["signature"]),
            ),
        )


def keys_fingerprint(public_key: bytes, signing_key: bytes) -> str:
    """Return the first 160 bits of the digest of both keys, in groups of four hex digits."""
    digits = hashlib.sha256(public_key + signing_key).hexdigest()[:40]
    return " ".join(digits[at : at + 4] for at in range(0, 40, 4))


def trusted_cards(cards: Mapping[str, Card], register_id: str, root: bytes) -> dict[str, Card]:
    """Return the cards whose signatures lead to the root through people who look after people.

    Args:
        cards: all cards of the register, by person.
        register_id: of the register in which they stand.
        root: signing key of the founder, as the reader's own profile has it.
    """
    good = {
        name: card
        for name, card in cards.items()
        if card.signing_key == root
        and card.signed_by == name
        and card.vouched_by(register_id, root)
    }
    found = good
    while found:
        found = {
            name: card
            for name, card in cards.items()
            if name not in good
            and (signer := good.get(card.signed_by)) is not None
            and _vouches(signer, card, register_id, root)
        }
        good |= found
    return {
        name: card for name, card in good.items() if _leave_holds(card, good.get, register_id, root)
    }


def trusted_card(
    person_id: str, find: Callable[[str], Card | None], register_id: str, root: bytes
) -> Card | None:
    """Return one person's card if it would be among ``trusted_cards``.

    Only the cards between it and the root are looked at.

    Args:
        person_id: of the person.
        find: gives the card that the register has of a person.
        register_id: of the register in which they stand.
        root: signing key of the founder, as the reader's own profile has it.
    """

    def leading(one_id: str) -> Card | None:
        return _leading(one_id, find, register_id, root)

    card = leading(person_id)
    holds = card is not None and _leave_holds(card, leading, register_id, root)
    return card if holds else None


def _leading(
    person_id: str, find: Callable[[str], Card | None], register_id: str, root: bytes
) -> Card | None:
    """Return a person's card if its signatures lead to the root."""
    asked = card = find(person_id)
    passed: set[str] = set()
    while card is not None and card.person_id not in passed:
        if card.signing_key == root and card.signed_by == card.person_id:
            return asked if card.vouched_by(register_id, root) else None
        passed.add(card.person_id)
        signer = find(card.signed_by)
        if signer is None or not _vouches(signer, card, register_id, root):
            return None
        card = signer
    return None


def _keeps(signer: Card, root: bytes) -> bool:
    return signer.role in KEEPERS or signer.signing_key == root


def _vouches(signer: Card, card: Card, register_id: str, root: bytes) -> bool:
    return _keeps(signer, root) and card.vouched_by(register_id, signer.signing_key)


def _leave_holds(
    card: Card, find: Callable[[str], Card | None], register_id: str, root: bytes
) -> bool:
    """Tell whether a card says of nobody that they left, or somebody who may say so signed it."""
    if card.left is None:
        return True
    signer = find(card.left.by)
    may = signer is not None and _keeps(signer, root)
    return may and signer is not None and card.leave_signed_by(register_id, signer.signing_key)
