"""The key of a person who has no certificate of their own: made by ipdoc, kept in the vault.

The private half lies in the person's encrypted profile; the certificate stands in the register with
the person's own signature, so that colleagues can compare a document with it. Nobody else vouches
for such a key: its fingerprint is printed on the documents.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ipdoc.casework.people.profile import change_profile, own_profile
from ipdoc.casework.people.register import people
from ipdoc.domain.payloads import lift
from ipdoc.signatures.model import Certificate, in_groups
from ipdoc.vault.ciphers import identity_bytes
from ipdoc.vault.signing import is_signed

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault
    from ipdoc.casework.core.work import Work
    from ipdoc.signatures.keys import SigningKey

_KEPT = "signing_certificate"
_REGISTERED = "certificate/"
_PURPOSE = "certificate"


@dataclass(frozen=True)
class OwnKey:
    """A person's key for documents."""

    private: bytes
    """PKCS#8, DER; for memory only."""
    certificate: bytes
    """DER."""

    def signing_key(self) -> SigningKey:
        """Return it as documents are signed with it."""
        from ipdoc.signatures.keys import own_key as readied

        return readied(self.private, self.certificate)

    @property
    def described(self) -> Certificate:
        """What the certificate says, with its fingerprints."""
        from ipdoc.signatures.keys import certificates_in
        from ipdoc.signatures.keys import described as read

        return read(certificates_in(self.certificate)[0])

    @property
    def fingerprint(self) -> str:
        """Of the public half, as it is printed: twenty bytes in groups of four hex digits."""
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization

        spki = (
            x509.load_der_x509_certificate(self.certificate)
            .public_key()
            .public_bytes(
                serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )
        return in_groups(hashlib.sha256(spki).hexdigest()[:40])

    def sign(self, data: bytes) -> bytes:
        """Return the ECDSA signature (P-256, SHA-256, DER) of bytes."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.hazmat.primitives.serialization import load_der_private_key

        key: Any = load_der_private_key(self.private, None)
        signature: bytes = key.sign(data, ec.ECDSA(hashes.SHA256()))
        return signature


def kept_key(vault: OpenVault) -> OwnKey | None:
    """Return the key of the person at work, None if they have not made one."""
    with vault.transaction(write=False) as work:
        return key_in(work)


def key_in(work: Work) -> OwnKey | None:
    """Return the key of the person at work within a unit of work."""
    kept = own_profile(work).get(_KEPT)
    if not kept:
        return None
    return OwnKey(base64.b64decode(kept["private"]), base64.b64decode(kept["certificate"]))


def own_key(vault: OpenVault) -> OwnKey:
    """Return the key of the person at work; make it when there is none yet.

    Their certificate then stands in the register, for all people of the vault.
    """
    found = kept_key(vault)
    return found if found is not None else _made(vault)


def _made(vault: OpenVault) -> OwnKey:
    from ipdoc.signatures.keys import make_own

    private, certificate = make_own(vault.person_name, vault.now())
    made = OwnKey(private, certificate)
    with vault.transaction() as work:
        register = work.register(write=True)
        already = key_in(work)
        if already is not None:  # in another session, meanwhile
            return already
        coded = {"private": _coded(private), "certificate": _coded(certificate)}
        change_profile(work, lambda profile: profile.update({_KEPT: coded}))
        path = _REGISTERED + vault.person_id
        record = register.get(path)
        said = _said(vault.register_id, vault.person_id, certificate)
        register.put(
            path,
            {
                "schema": 1,
                "certificate": _coded(certificate),
                "made_on": _day(vault).isoformat(),
                "signature": vault.keys.signing.sign(_PURPOSE, said).hex(),
            },
            "record",
            expected_version=record.version if record else None,
            why="signing key made",
            changes={},
        )
    return made


def registered_certificates(vault: OpenVault) -> dict[str, bytes]:
    """Return the certificates of the people of this vault: id of the person → DER.

    A certificate counts only with the signature of a person whose card is trusted.
    """
    with vault.transaction(write=False) as work:
        cards = people(work)
        records = work.register().below(_REGISTERED).values()
        found = {}
        for record in records:
            person_id = record.path.removeprefix(_REGISTERED)
            values = lift(record.payload)
            certificate = base64.b64decode(values["certificate"])
            card = cards.get(person_id)
            said = _said(vault.register_id, person_id, certificate)
            signature = bytes.fromhex(values["signature"])
            if card and is_signed(card.signing_key, _PURPOSE, said, signature):
                found[person_id] = certificate
        return found


def _said(register_id: str, person_id: str, certificate: bytes) -> bytes:
    return identity_bytes(
        kind=_PURPOSE, register=register_id, person=person_id, certificate=certificate.hex()
    )


def _coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _day(vault: OpenVault) -> dt.date:
    return vault.now().date()
