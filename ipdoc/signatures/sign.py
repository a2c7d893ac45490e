"""Sign a document: the doctor certifies it, a second specialist countersigns.

    increment = sign(document, key, SignerRole.DOCTOR, now)

A signature is appended to the file: the bytes before it stay as they are (PAdES B-B, or B-T with a
time-stamp). So what is kept of a signature is the increment alone.
"""

from __future__ import annotations

import datetime as dt
import io

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError as PyHankoSigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper

from ipdoc.domain.signature import FIELD_NAMES, SignerRole
from ipdoc.signatures.errors import SigningError
from ipdoc.signatures.increment import Increment, append
from ipdoc.signatures.keys import SigningKey

DIGEST = "sha256"


def sign(
    document: io.BytesIO,
    key: SigningKey,
    role: SignerRole,
    now: dt.datetime,
    stamper: TimeStamper | None = None,
) -> bytes:
    """Append a signature to a document in memory.

    Args:
        document: the whole PDF, made with its signature fields; it grows by the signature.
        key: of the signer.
        role: whose field is filled.
        now: aware; the certificate must be valid then.
        stamper: asks for an RFC 3161 time-stamp of the signature; None asks nobody.

    Returns:
        What was appended.

    Raises:
        CertificatePeriodError: the certificate is not valid now.
        SigningError: the field is missing or filled, or the doctor has not signed yet.
        TimestampError: the time-stamp service did not answer; the document is as it was.
    """
    key.check_period(now)
    _check_turn(document, role)
    meta = PdfSignatureMetadata(
        field_name=FIELD_NAMES[role],
        md_algorithm=DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=role is SignerRole.DOCTOR,
        docmdp_permissions=MDPPerm.FILL_FORMS,
    )

    def write(increment: Increment) -> None:
        signer = PdfSigner(meta, key.signer, timestamper=stamper)
        signer.sign_pdf(increment, existing_fields_only=True, in_place=True)

    try:
        return append(document, write)
    except PyHankoSigningError as error:
        text = "This document cannot be signed; issue it again and sign the new file"
        raise SigningError(text) from error


def filled_fields(document: io.BytesIO) -> dict[str, bool]:
    """Return the signature fields of a document: name → True when it is signed.

    Raises:
        SigningError: the document cannot be read.
    """
    document.seek(0)
    try:
        reader = PdfFileReader(document)
        return {name: value is not None for name, value, _ in enumerate_sig_fields(reader)}
    except (PdfError, ValueError, KeyError, TypeError) as error:
        raise SigningError("This file is no PDF, or it is damaged; choose another file") from error


def _check_turn(document: io.BytesIO, role: SignerRole) -> None:
    """Refuse what the order of signatures does not allow."""
    filled = filled_fields(document)
    if FIELD_NAMES[role] not in filled:
        raise SigningError("This document has no place for this signature; issue it again")
    if filled[FIELD_NAMES[role]]:
        raise SigningError("This document bears this signature already")
    if role is SignerRole.DOCTOR and any(filled.values()):
        raise SigningError("The doctor signs first; issue the document again and begin with that")
    if role is SignerRole.REVIEWER and not filled.get(FIELD_NAMES[SignerRole.DOCTOR]):
        raise SigningError("The doctor signs first; countersign after that")
