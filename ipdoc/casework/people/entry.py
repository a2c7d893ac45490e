"""Who is at the door: a new person's row, and the person whom name and passphrase belong to."""

from __future__ import annotations

import hashlib
import unicodedata

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from ipdoc.casework.people.cards import keys_fingerprint
from ipdoc.casework.people.errors import LeftError, NameNeededError, WaitingError
from ipdoc.casework.people.profile import Profile, sealed_profile
from ipdoc.domain.people import Membership
from ipdoc.storage.errors import StorageError
from ipdoc.storage.people import all_people
from ipdoc.storage.rows import Rows
from ipdoc.storage.tables import PersonRow
from ipdoc.vault.ciphers import new_key
from ipdoc.vault.errors import WrongPassphraseError
from ipdoc.vault.keys import KdfCost, PrivateKey
from ipdoc.vault.signing import SigningKey


def first_profile(name: str) -> Profile:
    """Return the profile of somebody new."""
    return {"name": name, "index_key": new_key().hex(), "devices": {}}


def new_person(
    own: PrivateKey, person_id: str, passphrase: str, profile: Profile, cost: KdfCost | None
) -> PersonRow:
    """Return the row of somebody new.

    Args:
        own: their key pair.
        person_id: random.
        passphrase: under which the private half is kept.
        profile: see ``first_profile``.
        cost: of the key derivation; lower only in tests.
    """
    return PersonRow(
        id=person_id,
        public_key=own.public.data,
        wrapped_key=own.wrap(passphrase, person_id, cost),
        profile=sealed_profile(own, person_id, profile),
        case_count=0,
        status=Membership.ACTIVE.value,
    )


def signed_in(rows: Rows, name: str, passphrase: str) -> tuple[PersonRow, PrivateKey]:
    """Return the person whom name and passphrase belong to, and their key.

    A name that nobody bears takes as long as a wrong passphrase and is refused in the same words.

    Raises:
        NameNeededError: no name was given, and several people use the vault.
        WrongPassphraseError: name and passphrase do not belong together.
    """
    found = person_named(rows, name)
    asked = found or all_people(rows)[0]
    key = PrivateKey.unwrap(asked.wrapped_key, passphrase, asked.id)
    if found is None:
        raise WrongPassphraseError
    return found, key


def person_named(rows: Rows, name: str) -> PersonRow | None:
    """Return who signs in by a name, or the only person of the vault; None if nobody does.

    Raises:
        NameNeededError: no name was given, and several people use the vault.
        StorageError: the vault has nobody.
    """
    people = all_people(rows)
    here = [one for one in people if one.status != Membership.LEFT]
    if len(here) == 1 and not (name.strip() and here[0].signin_tag):
        return here[0]
    if not people:
        raise StorageError("This vault has nobody who could open it; restore a backup")
    if not name.strip():
        raise NameNeededError
    wanted = signin_tag(rows.vault().id, name)
    return next((one for one in people if one.signin_tag == wanted), None)


def refuse_absent(person: PersonRow, own: PrivateKey) -> None:
    """Let in who belongs to the vault.

    Raises:
        WaitingError: nobody has confirmed the person yet.
        LeftError: the person was taken out.
    """
    if person.status == Membership.WAITING:
        raise WaitingError(keys_fingerprint(own.public.data, SigningKey.of_person(own).public))
    if person.status != Membership.ACTIVE:
        raise LeftError


def signin_tag(vault_id: str, name: str) -> bytes:
    """Return the slow digest by which a sign-in name is found, 32 bytes.

    Case, blanks and the way in which a keyboard composes letters make no difference. Argon2id, so
    that a stolen database does not tell by a quick trial who works with it.
    """
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    salt = hashlib.sha256(f"ipdoc sign-in names {vault_id}".encode()).digest()[:16]
    kdf = Argon2id(salt=salt, length=32, iterations=2, lanes=1, memory_cost=19 * 1024)
    return kdf.derive(folded.encode())
