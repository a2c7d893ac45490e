"""The recovery key on paper, and a new passphrase: by the old one, or by the paper.

A recovery key is made, printed once, and kept only when three of its words have been typed back;
until then it travels in the form, encrypted to the person. It can be tried at any time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from pathlib import Path
from typing import TYPE_CHECKING

from ipdoc.casework.people.entry import person_named, refuse_absent
from ipdoc.casework.people.profile import own_row
from ipdoc.casework.people.strength import check_new_passphrase
from ipdoc.errors import IpdocError
from ipdoc.storage.database import Database
from ipdoc.storage.people import end_sessions, one_person
from ipdoc.storage.place import Place
from ipdoc.storage.rows import Rows
from ipdoc.vault.ciphers import PartCipher, identity_bytes
from ipdoc.vault.errors import WrongRecoveryKeyError
from ipdoc.vault.keys import KdfCost, PrivateKey
from ipdoc.vault.recovery import (
    WORDS,
    as_words,
    from_words,
    new_recovery_key,
    unwrap_with_recovery,
    wrap_for_recovery,
)

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault

ASKED = 3
"""Words that are typed back before a recovery key is kept."""


class RecoveryDraftError(IpdocError):
    """The recovery key in the form is not one that was made for this person."""

    def __init__(self) -> None:
        super().__init__("This recovery key cannot be read any more; make a new one")


class WordsDifferError(IpdocError):
    """The words typed back are not those on the paper."""

    def __init__(self) -> None:
        super().__init__("These are not the words on the paper; look at their numbers again")


def draft(vault: OpenVault) -> str:
    """Return a new recovery key, encrypted to the person at work, for the form."""
    sealed = _cipher(vault).encrypt(new_recovery_key(), _identity(vault))
    return base64.urlsafe_b64encode(sealed).decode()


def words_of(vault: OpenVault, drafted: str) -> list[str]:
    """Return the 24 words of a recovery key that was drafted.

    Raises:
        RecoveryDraftError: it was not drafted for this person.
    """
    return as_words(_drafted_key(vault, drafted))


def asked_numbers(drafted: str) -> tuple[int, ...]:
    """Return the numbers of the words to be typed back, from 1, the same for one draft always."""
    order = hashlib.shake_256(drafted.encode()).digest(4 * WORDS)
    ranks = {number: order[4 * number - 4 : 4 * number] for number in range(1, WORDS + 1)}
    return tuple(sorted(sorted(ranks, key=ranks.__getitem__)[:ASKED]))


def keep(vault: OpenVault, drafted: str, typed: tuple[str, ...]) -> None:
    """Keep a recovery key from now on, instead of the one before.

    Args:
        vault: of the person at work.
        drafted: see ``draft``.
        typed: the words of ``asked_numbers``, in their order.

    Raises:
        WordsDifferError: a word is not the one on the paper.
        RecoveryDraftError: the key was not drafted for this person.
    """
    words = words_of(vault, drafted)
    wanted = [words[number - 1] for number in asked_numbers(drafted)]
    given = [word.strip().lower() for word in typed]
    if not hmac.compare_digest(" ".join(wanted).encode(), " ".join(given).encode()):
        raise WordsDifferError
    key = _drafted_key(vault, drafted)
    with vault.transaction() as work:
        row = own_row(work, lock=True)
        row.recovery = wrap_for_recovery(vault.keys.own, key, row.id)
        work.rows.flush()


def has_recovery(vault: OpenVault) -> bool:
    """Return whether the person at work has a recovery key."""
    with vault.transaction(write=False) as work:
        return bool(own_row(work).recovery)


def try_recovery(vault: OpenVault, typed: str) -> None:
    """See that a recovery key on paper is still that of the person at work.

    Raises:
        WrongRecoveryKeyError: it is not.
    """
    with vault.transaction(write=False) as work:
        row = own_row(work)
        if not row.recovery:
            raise WrongRecoveryKeyError
        own = unwrap_with_recovery(row.recovery, from_words(typed), row.id)
    if own.data != vault.keys.own.data:
        raise WrongRecoveryKeyError


def change_passphrase(vault: OpenVault, passphrase: str, *, cost: KdfCost | None = None) -> None:
    """Give the person at work another passphrase.

    What was copied before, such as a backup, still opens with the old one.

    Raises:
        WeakPassphraseError: the passphrase would not hold.
    """
    check_new_passphrase(passphrase, (vault.person_name,))
    with vault.transaction() as work:
        row = own_row(work, lock=True)
        row.wrapped_key = vault.keys.own.wrap(passphrase, row.id, cost)
        work.rows.flush()


def recover(
    where: Path | Place, name: str, typed: str, passphrase: str, *, cost: KdfCost | None = None
) -> None:
    """Set a new passphrase with the recovery key on paper, and end all sessions of the person.

    Args:
        where: folder or place of the vault, which stays locked.
        name: sign-in name; may be empty where one person uses the vault.
        typed: the 24 words.
        passphrase: the new one.
        cost: of the key derivation; lower only in tests.

    Raises:
        WrongRecoveryKeyError: name and words do not belong together, or there is no such key.
        WeakPassphraseError: the passphrase would not hold.
        NameNeededError: several people use the vault.
        WaitingError, LeftError: the person does not belong to the vault.
    """
    key = from_words(typed)
    check_new_passphrase(passphrase, (name,))
    database = Database(where)
    try:
        database.check()
        with database.transaction() as connection:
            rows = Rows(connection)
            found = person_named(rows, name)
            row = one_person(rows, found.id, lock=True) if found else None
            if row is None or not row.recovery:
                raise WrongRecoveryKeyError
            own: PrivateKey = unwrap_with_recovery(row.recovery, key, row.id)
            refuse_absent(row, own)
            row.wrapped_key = own.wrap(passphrase, row.id, cost)
            rows.flush()
            end_sessions(rows, row.id)
    finally:
        database.close()


def _drafted_key(vault: OpenVault, drafted: str) -> bytes:
    try:
        sealed = base64.urlsafe_b64decode(drafted.encode())
        return _cipher(vault).decrypt(sealed, _identity(vault))
    except (IpdocError, binascii.Error, ValueError):
        raise RecoveryDraftError from None


def _cipher(vault: OpenVault) -> PartCipher:
    return PartCipher(vault.keys.own.derive("recovery draft"))


def _identity(vault: OpenVault) -> bytes:
    return identity_bytes(kind="recovery draft", person=vault.person_id)
