"""Who signs the manifests of bundles: the person at work, with their own key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ipdoc.bagging.signature import fingerprint_of, spki_pem
from ipdoc.casework.signing.ownkey import OwnKey, own_key

if TYPE_CHECKING:
    from ipdoc.casework.core.openvault import OpenVault


@dataclass(frozen=True)
class BundleSigner:
    """A person's key, as bags are signed with it."""

    key: OwnKey

    @property
    def public_pem(self) -> bytes:
        """The public half as PEM."""
        return spki_pem(self.key.certificate)

    @property
    def fingerprint(self) -> str:
        """Of the public half, ten groups."""
        return fingerprint_of(self.public_pem)

    def sign(self, said: bytes) -> bytes:
        """Return the signature: ECDSA P-256 with SHA-256, DER."""
        return self.key.sign(said)


def bundle_signer(vault: OpenVault) -> BundleSigner:
    """Return the person's key; it is made when there is none yet."""
    return BundleSigner(own_key(vault))
