"""Everybody around a vault, as the list of people shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipdoc.casework.people.cards import Card
from ipdoc.casework.people.errors import UntrustedPersonError
from ipdoc.casework.people.invitations import OpenInvitation, invitations
from ipdoc.casework.people.joining import Waiting, waiting
from ipdoc.casework.people.leaving import only_theirs
from ipdoc.casework.people.register import people
from ipdoc.domain.access import Action, Actor, may

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault


@dataclass(frozen=True)
class Roster:
    """Everybody around a vault."""

    here: tuple[Card, ...]
    """Who belongs to it, by name."""
    left: tuple[Card, ...]
    """Who has left, by name."""
    waiting: tuple[Waiting, ...]
    """Who has joined and waits to be confirmed; empty for those who may not confirm."""
    invited: tuple[OpenInvitation, ...]
    """Open invitations; empty for those who may not invite."""
    invites: bool
    """Whether the person at work may invite and let in."""
    keeps: bool
    """Whether the person at work may change roles and take people out."""
    names: dict[str, str]
    """Person id → name, of all cards."""


def roster(vault: OpenVault) -> Roster:
    """Return everybody around a vault, as far as it concerns the person at work."""
    with vault.transaction(write=False) as work:
        cards = people(work)
        actor = Actor(vault.role, founder=vault.founder)
        confirms = may(actor, Action.CONFIRM).allowed
        invites = may(actor, Action.INVITE).allowed
        return Roster(
            _by_name(one for one in cards.values() if one.left is None),
            _by_name(one for one in cards.values() if one.left is not None),
            tuple(waiting(work)) if confirms else (),
            tuple(invitations(work)) if invites else (),
            invites and confirms,
            may(actor, Action.REMOVE_PERSON).allowed,
            {name: card.name for name, card in cards.items()},
        )


def person_of(vault: OpenVault, person_id: str) -> tuple[Card, int]:
    """Return a person's card, and of how many cases nobody else has some key.

    Raises:
        UntrustedPersonError: there is no such person.
    """
    with vault.transaction(write=False) as work:
        card = people(work).get(person_id)
        if card is None:
            raise UntrustedPersonError
        return card, only_theirs(work, person_id)


def waiting_person(vault: OpenVault, person_id: str) -> tuple[Waiting, Card] | None:
    """Return somebody who waits, and the card of the person at work; None if nobody does."""
    with vault.transaction(write=False) as work:
        own = people(work)[vault.person_id]
        found = [one for one in waiting(work) if one.person_id == person_id]
    return (found[0], own) if found else None


def _by_name(cards: Iterable[Card]) -> tuple[Card, ...]:
    return tuple(sorted(cards, key=lambda card: card.name.casefold()))
