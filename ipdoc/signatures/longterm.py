"""What lets a signature be checked in ten years: certificates and revocation lists in the file.

    proofs = Proofs.read([root, intermediate, crl, …])
    increment = embed(document, proofs)

Nothing is fetched: the person has the files. A time-stamp on top makes it PAdES B-LTA.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from asn1crypto import crl, ocsp, pem, x509
from pyhanko.sign.validation.dss import DocumentSecurityStore

from ipdoc.signatures.errors import KeyFileError, SigningError
from ipdoc.signatures.increment import Increment, append


@dataclass(frozen=True)
class Proofs:
    """Certificates and statements about their revocation."""

    certificates: tuple[x509.Certificate, ...] = ()
    revoked: tuple[crl.CertificateList, ...] = ()
    """Revocation lists."""
    answers: tuple[ocsp.OCSPResponse, ...] = ()
    """OCSP responses."""

    @classmethod
    def read(cls, files: Iterable[bytes]) -> Proofs:
        """Read files in any order, PEM or DER, each with one or more of them.

        Raises:
            KeyFileError: one holds none of them.
        """
        found = [one for data in files for one in _read(data)]
        return cls(
            tuple(one for one in found if isinstance(one, x509.Certificate)),
            tuple(one for one in found if isinstance(one, crl.CertificateList)),
            tuple(one for one in found if isinstance(one, ocsp.OCSPResponse)),
        )


def _read(data: bytes) -> list[Any]:
    blocks = [data]
    if pem.detect(data):
        blocks = [der for _, _, der in pem.unarmor(data, multiple=True)]
    return [_one(block) for block in blocks]


def _one(data: bytes) -> Any:
    for kind in (x509.Certificate, crl.CertificateList, ocsp.OCSPResponse):
        try:
            found = kind.load(data, strict=True)
            found.native  # noqa: B018 - reads it to the end: load alone is lazy
        except (ValueError, TypeError):
            continue
        return found
    raise KeyFileError("Choose files with certificates or revocation lists (PEM or DER)")


def embed(document: io.BytesIO, proofs: Proofs) -> bytes:
    """Append proofs to a signed document.

    Args:
        document: the whole PDF, signed; it grows.
        proofs: at least one.

    Returns:
        What was appended.

    Raises:
        SigningError: the document is not signed, or cannot be read.
    """

    def write(increment: Increment) -> None:
        signatures = increment.prev.embedded_signatures
        if not signatures:
            raise SigningError("Sign the document first; proofs belong to a signature")
        chains = {one for sig in signatures for one in (sig.signer_cert, *sig.other_embedded_certs)}
        DocumentSecurityStore.supply_dss_in_writer(
            increment,
            None,
            certs=sorted({*chains, *proofs.certificates}, key=lambda one: one.dump()),
            crls=list(proofs.revoked),
            ocsps=list(proofs.answers),
        )
        increment.write_in_place()  # type: ignore[no-untyped-call]

    return append(document, write)
