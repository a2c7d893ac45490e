"""A person's profile: what only they may read, encrypted under a key of their private half.

It holds the name, the key of the case list, the private keys of their devices, the pinned root of
trust and register, and what belongs to signing in.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ipdoc.storage.people import one_person
from ipdoc.storage.tables import PersonRow
from ipdoc.vault.ciphers import PartCipher, identity_bytes
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.keys import PrivateKey

if TYPE_CHECKING:
    from ipdoc.casework.core.work import Work

Profile = dict[str, Any]


def read_profile(own: PrivateKey, person: PersonRow) -> Profile:
    """Return what stands in a person's row.

    Raises:
        TamperedError: the profile or the public key beside it was changed.
    """
    if own.public.data != person.public_key:
        raise TamperedError("public key")
    plain = _cipher(own).decrypt(person.profile, _identity(person.id))
    profile: Profile = json.loads(plain)
    return profile


def sealed_profile(own: PrivateKey, person_id: str, profile: Profile) -> bytes:
    """Return the profile as it is stored."""
    plain = json.dumps(profile, ensure_ascii=False).encode()
    return _cipher(own).encrypt(plain, _identity(person_id))


def own_row(work: Work, *, lock: bool = False) -> PersonRow:
    """Return the row of the person at work.

    Raises:
        TamperedError: it is gone.
    """
    row = one_person(work.rows, work.vault.person_id, lock=lock)
    if row is None:
        raise TamperedError("person missing")
    return row


def own_profile(work: Work) -> Profile:
    """Return the profile of the person at work."""
    return read_profile(work.vault.keys.own, own_row(work))


def change_profile(work: Work, change: Callable[[Profile], None]) -> Profile:
    """Change the profile of the person at work, and return it.

    Args:
        work: a writing unit of work.
        change: changes the profile that it is given.
    """
    row, own = own_row(work, lock=True), work.vault.keys.own
    profile = read_profile(own, row)
    change(profile)
    row.profile = sealed_profile(own, row.id, profile)
    work.rows.flush()
    return profile


def _identity(person_id: str) -> bytes:
    return identity_bytes(kind="profile", person=person_id)


def _cipher(own: PrivateKey) -> PartCipher:
    """Return the cipher of the profile: symmetric, as anybody could make a seal for the person."""
    return PartCipher(own.derive("profile"))
