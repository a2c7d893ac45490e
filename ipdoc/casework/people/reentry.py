"""The passphrase once more, before an act that cannot be taken back.

Whoever sits down at an unlocked computer shall not be able to erase, hand over or let somebody in.
The proof that the passphrase was given is a keyed digest under a key of the person's own, so it
needs no memory of the server, and the browser that carries it cannot make one.
"""

from __future__ import annotations

import hashlib
import hmac

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.errors import IpdocError
from ipdoc.storage.tables import PersonRow
from ipdoc.vault.ciphers import identity_bytes
from ipdoc.vault.errors import WrongPassphraseError
from ipdoc.vault.keys import PrivateKey

VALID_S = 5 * 60
"""Seconds for which the passphrase counts as just given."""


class ConfirmError(IpdocError):
    """The act needs the passphrase once more."""

    def __init__(self) -> None:
        super().__init__("Confirm that it is you: give your passphrase once more")


def proof_of_passphrase(vault: OpenVault, passphrase: str, session: str, now_s: int) -> str:
    """Check the passphrase of the person whose vault is open; return the proof of it.

    Args:
        vault: the open vault.
        passphrase: as typed.
        session: token of the session, for which alone the proof counts.
        now_s: seconds since 1970.

    Raises:
        WrongPassphraseError: it is not the one.
    """
    with vault.transaction(write=False) as work:
        row = work.rows.session.get_one(PersonRow, vault.person_id)
        wrapped = bytes(row.wrapped_key)
    own = PrivateKey.unwrap(wrapped, passphrase, vault.person_id)
    if not hmac.compare_digest(own.public.data, vault.keys.own.public.data):
        raise WrongPassphraseError
    until = now_s + VALID_S
    return f"{until}.{_digest(vault, session, until)}"


def check_proof(vault: OpenVault, proof: str, session: str, now_s: int) -> None:
    """Let an act pass that was confirmed.

    Raises:
        ConfirmError: there is no proof, it is older than five minutes, or of another session.
    """
    text, _, digest = proof.partition(".")
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise ConfirmError
    until = int(text)
    fresh = now_s < until <= now_s + VALID_S
    if not fresh or not hmac.compare_digest(
        digest.encode(), _digest(vault, session, until).encode()
    ):
        raise ConfirmError


def _digest(vault: OpenVault, session: str, until: int) -> str:
    said = identity_bytes(
        kind="confirmed", session=hashlib.sha256(session.encode()).hexdigest(), until=until
    )
    return hmac.digest(vault.keys.own.derive("confirmed"), said, hashlib.sha256).hex()
