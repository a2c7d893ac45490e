"""Giving a person another role: the card is signed anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ipdoc.casework.people.cards import KEEPERS, Card, Leave
from ipdoc.casework.people.errors import LeavingError, UntrustedPersonError
from ipdoc.casework.people.register import next_version, people, put_card
from ipdoc.casework.people.rights import allowed
from ipdoc.domain.access import Action
from ipdoc.domain.people import Role
from ipdoc.storage.people import end_sessions

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault
    from ipdoc.casework.core.work import Work


def change_role(vault: OpenVault, person_id: str, role: Role) -> Card:
    """Give a person another role; their sessions end, and with the next one it holds.

    Raises:
        LeavingError: the person vouches for whoever asks, so these cannot sign their card.
        IpdocError: the person at work may not do this.
    """
    with vault.transaction() as work:
        work.register(write=True)
        allowed(work, Action.REMOVE_PERSON)
        cards = people(work)
        card = cards.get(person_id)
        if card is None or card.left:
            raise UntrustedPersonError
        _refuse_above(vault, cards, card)
        if card.role == role:
            return card
        signed = _signed(work, replace(card, role=role))
        if role not in KEEPERS:
            _vouch_instead(work, cards, signed)
        end_sessions(work.rows, person_id)
        return signed


def _refuse_above(vault: OpenVault, cards: Mapping[str, Card], card: Card) -> None:
    """Refuse to change the card of somebody through whom one is trusted oneself."""
    if card.signing_key == vault.root and not vault.founder:
        raise LeavingError("Only the person who made the vault can change their own role")
    name = vault.person_id
    while not vault.founder:
        above = cards[name].signed_by
        if above == card.person_id:
            raise LeavingError(
                "This person let you in; ask the person who made the vault to change the role"
            )
        if above == name:
            break
        name = above


def _signed(work: Work, card: Card) -> Card:
    """Vouch for a card as it is now, and for that its person has left, where it says so."""
    vault, version = work.vault, next_version(work, card.person_id)
    signed = card.signed(vault.register_id, vault.person_id, vault.keys.signing, version)
    return _kept(work, signed, version)


def _kept(work: Work, card: Card, version: int) -> Card:
    vault = work.vault
    if card.left:
        said = Leave(card.left.on, vault.person_id, version)
        card = card.gone(vault.register_id, said, vault.keys.signing)
    put_card(work, card, "role changed")
    return card


def _vouch_instead(work: Work, cards: Mapping[str, Card], card: Card) -> None:
    """Sign what a person signed whose new role does not allow it: cards, and who has left."""
    for other in cards.values():
        if other.signed_by == card.person_id != other.person_id:
            _signed(work, other)
        elif other.left and other.left.by == card.person_id:
            _kept(work, other, next_version(work, other.person_id))
