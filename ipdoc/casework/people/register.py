"""The register: the vault's own file, in which the cards of its people stand.

It is a file like a case's, with the parts ``record`` and ``log``, sealed to every active person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ipdoc.casework.people.cards import Card, trusted_card, trusted_cards
from ipdoc.casework.people.errors import UntrustedPersonError
from ipdoc.domain.people import Membership
from ipdoc.storage.people import one_person

if TYPE_CHECKING:
    from ipdoc.casework.core.casefile import Record
    from ipdoc.casework.core.work import Work

PARTS = ("record", "log")
PERSON = "person/"


def people(work: Work) -> dict[str, Card]:
    """Return everybody whose card leads to the pinned root, also those who have left, by id.

    Raises:
        TamperedError: the register was changed from outside.
    """
    vault = work.vault
    stored = map(_stored, work.register().below(PERSON).values())
    cards = {one.person_id: one for one in stored if one is not None}
    good = trusted_cards(cards, vault.register_id, vault.root)
    work.prove_register(good.get)
    if vault.person_id in good:
        vault.role = good[vault.person_id].role
    return good


def card(work: Work, person_id: str) -> Card:
    """Return a person's card; no other cards are read than those between it and the root.

    Raises:
        UntrustedPersonError: there is none that leads to the pinned root.
        TamperedError: the register was changed from outside.
    """
    vault, register = work.vault, work.register()

    def trusted(one_id: str) -> Card | None:
        return trusted_card(one_id, stored, vault.register_id, vault.root)

    def stored(one_id: str) -> Card | None:
        record = register.get(PERSON + one_id)
        return _stored(record) if record else None

    found = trusted(person_id)
    work.prove_register(trusted)
    if found is None:
        raise UntrustedPersonError
    if person_id == vault.person_id:
        vault.role = found.role
    return found


def _stored(record: Record) -> Card | None:
    """Return the card in a record, None where it is none, or was signed for another version."""
    try:
        found = Card.from_payload(record.path.removeprefix(PERSON), record.payload)
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    return found if found.stands_at == record.version else None


def next_version(work: Work, person_id: str) -> int:
    """Return the version that a person's record gets when it is written next."""
    record = work.register(write=True).get(PERSON + person_id)
    return record.version + 1 if record else 1


def me(work: Work) -> Card:
    """Return the card of the person at work."""
    return card(work, work.vault.person_id)


def card_for_sealing(work: Work, person_id: str, *, lock: bool = False) -> Card:
    """Return the card of somebody to whom keys may be sealed now.

    Args:
        work: the unit of work.
        person_id: whom.
        lock: nobody takes them out before the unit of work ends; needed for a case of which they
            have no seal yet, as whoever takes them out would not know of it.

    Raises:
        UntrustedPersonError: nobody vouches for the key that the database shows, or the person is
            waiting or has left.
    """
    found = card(work, person_id)
    row = one_person(work.rows, person_id, lock=lock)
    fine = (
        row is not None
        and row.status == Membership.ACTIVE
        and row.public_key == found.public_key
        and found.left is None
    )
    if not fine:
        raise UntrustedPersonError
    return found


def put_card(work: Work, new: Card, why: str) -> None:
    """Write a person's card into the register."""
    register = work.register(write=True)
    before = register.get(PERSON + new.person_id)
    register.put(
        PERSON + new.person_id,
        new.to_payload(),
        "record",
        expected_version=before.version if before else None,
        why=why,
        changes={},
    )
