"""What people do to sign an edition: sign, time-stamp, add proofs, add a file, declare ink.

What takes long (a token, a service on the network) is done before anything is written, on the bytes
in memory; then the increment is kept, unless somebody else was quicker.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ipdoc.casework.access.gate import check
from ipdoc.casework.access.log import Event, note
from ipdoc.casework.core.casefile import CaseFile, StaleVersionError
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, UnknownRecordError
from ipdoc.casework.core.work import Work
from ipdoc.casework.signing.files import (
    Appended,
    Detached,
    Ink,
    SignedFile,
    load_signatures,
    made_by,
    part_of,
    put_signatures,
    signed_pieces,
)
from ipdoc.domain.access import Action
from ipdoc.domain.signature import PROOFS, SIGNATURE, TIME_STAMP, SignerRole
from ipdoc.signatures.check import check_detached
from ipdoc.signatures.errors import DetachedError, SigningError

if TYPE_CHECKING:
    from ipdoc.signatures.keys import SigningKey

ACTS = {SignerRole.DOCTOR: Action.SIGN, SignerRole.REVIEWER: Action.COUNTERSIGN}


@dataclass(frozen=True)
class Target:
    """Names one edition of one issued report."""

    ref: Ref
    number: int
    key: str


class SignedMeanwhileError(SigningError):
    """Somebody else signed the same edition meanwhile."""

    def __init__(self) -> None:
        super().__init__("Somebody else signed this edition just now; look at it and begin again")


def opened_for(work: Work, target: Target, action: Action) -> CaseFile:
    """Open the case for an act on an edition; the sealed annex asks for the intimate part too."""
    if part_of(target.key) == "intimate":
        check(work, target.ref.case_id, Action.SEE_INTIMATE)
    return check(work, target.ref.case_id, action)


def signatures(vault: OpenVault, target: Target) -> SignedFile:
    """Return an edition with what is kept of its signatures.

    Raises:
        UnknownRecordError: there is no such edition.
        NotAllowedError: it is not open to the person.
    """
    with vault.transaction(write=False) as work:
        case = opened_for(work, target, Action.READ_REPORT)
        return load_signatures(case, target.ref, target.number, target.key)


def whole(vault: OpenVault, target: Target, action: Action) -> tuple[SignedFile, io.BytesIO]:
    """Return an edition and its bytes with all that was appended, in memory.

    Raises:
        UnknownRecordError: there is no such edition.
        NotAllowedError: the person may not do this with it.
    """
    with vault.transaction(write=False) as work:
        case = opened_for(work, target, action)
        file = load_signatures(case, target.ref, target.number, target.key)
        pieces = signed_pieces(case, file)
    document = io.BytesIO()
    for piece in pieces:
        document.write(piece)
    return file, document


def sign_edition(
    vault: OpenVault,
    target: Target,
    role: SignerRole,
    key: SigningKey,
    service: str = "",
    later: bool = False,
) -> SignedFile:
    """Sign an edition electronically.

    Args:
        vault: the open vault.
        target: which edition.
        role: the doctor certifies first, a reviewer countersigns.
        key: to sign with.
        service: address of a time-stamp service that is asked now; empty asks nobody.
        later: note that a time-stamp is wanted once there is a connection.

    Raises:
        CertificatePeriodError: the certificate is not valid now.
        SigningError: it is not the turn of this signature, or it is there already.
        TimestampError: the service did not answer; nothing was signed.
        NotAllowedError: the person may not sign in this role.
    """
    from ipdoc.signatures.sign import sign
    from ipdoc.signatures.timestamp import Service

    stamper = Service(service) if service else None
    file, document = whole(vault, target, ACTS[role])
    if any(one.fingerprint == key.certificate.key_fingerprint for one in file.appended):
        raise SigningError("This key has signed already; a second specialist uses another one")
    increment = sign(document, key, role, vault.now(), stamper)
    about: dict[str, Any] = {
        "role": role.value,
        "holder": key.certificate.holder,
        "fingerprint": key.certificate.key_fingerprint,
    }
    wanted = replace(file, stamp_wanted=(file.stamp_wanted or later) and stamper is None)
    return _append(vault, target, wanted, document, (SIGNATURE, increment, about))


def timestamp_edition(vault: OpenVault, target: Target, service: str) -> SignedFile:
    """Ask a service for a time-stamp of an edition as it is now, and append it.

    Raises:
        TimestampError: there is no time-stamp; nothing was written.
        SigningError: the doctor has not signed yet: a certification must come first.
    """
    from ipdoc.signatures.timestamp import Service, add_timestamp

    stamper = Service(service)
    file, document = whole(vault, target, Action.COUNTERSIGN)
    if not file.roles:
        raise SigningError("The doctor signs first; time-stamp the document after that")
    increment = add_timestamp(document, stamper)
    stamped = replace(file, stamp_wanted=False)
    return _append(vault, target, stamped, document, (TIME_STAMP, increment, {}))


def add_proofs(vault: OpenVault, target: Target, files: Sequence[bytes]) -> SignedFile:
    """Embed certificates and revocation lists, so that the signatures can be checked in ten years.

    Raises:
        KeyFileError: a file holds none of them.
        SigningError: nobody has signed yet.
    """
    from ipdoc.signatures.longterm import Proofs, embed

    proofs = Proofs.read(files)
    file, document = whole(vault, target, Action.COUNTERSIGN)
    increment = embed(document, proofs)
    return _append(vault, target, file, document, (PROOFS, increment, {}))


def add_detached(vault: OpenVault, target: Target, signature: bytes) -> SignedFile:
    """Keep a signature that a program outside made over the saved PDF.

    Raises:
        DetachedError: it is no signature, or of other bytes, or it does not hold.
    """
    file, document = whole(vault, target, Action.COUNTERSIGN)
    data = document.getvalue()
    of_signed = bool(file.appended)
    try:
        found = check_detached(signature, data)
    except DetachedError:
        if not of_signed:
            raise
        found = check_detached(signature, data[: file.edition.size_bytes])
        of_signed = False
    if found.checkable and not found.holds:
        raise DetachedError("This signature is damaged; make it again with your program")

    def keep(case: CaseFile) -> SignedFile:
        kept = case.attach(io.BytesIO(signature), part_of(target.key))
        known = found.certificate
        one = Detached(
            kept.id,
            kept.size,
            **made_by(case),
            holder=known.holder if known else "",
            fingerprint=known.key_fingerprint if known else "",
            checked=found.holds,
            of_signed=of_signed,
        )
        return replace(file, detached=(*file.detached, one))

    return _change(vault, target, Action.COUNTERSIGN, keep, "detached")


def detached_file(vault: OpenVault, target: Target, at: int) -> Iterator[bytes]:
    """Return the bytes of a signature file that was added, in pieces; the log notes who took it.

    Args:
        vault: the open vault.
        target: which edition.
        at: which of its signature files, from 0.

    Raises:
        UnknownRecordError: there is no such file.
        NotAllowedError: it is not open to the person.
    """
    with vault.transaction() as work:
        case = opened_for(work, target, Action.READ_REPORT)
        file = load_signatures(case, target.ref, target.number, target.key)
        if not 0 <= at < len(file.detached):
            raise UnknownRecordError("This file is not in the case; load the page again")
        about = {"number": target.number, "language": file.edition.language}
        note(case, Event.PRINTED, **about, edition=target.key, visit=target.ref.evaluation_id)
        return case.read_attachment(file.detached[at].attachment)


def declare_ink(vault: OpenVault, target: Target, on: dt.date, who: str) -> SignedFile:
    """Say that the printed document was signed by hand; said once, it stays.

    Args:
        vault: the open vault.
        target: which edition.
        on: the day on which it was signed.
        who: who signed, by name.

    Raises:
        SigningError: it was said before, names are missing, or the day is yet to come.
    """
    if not who.strip():
        raise SigningError("Write who signed the paper")
    if on > vault.now().astimezone().date():
        raise SigningError("Give the day on which the paper was signed; it lies in the future")
    file = signatures(vault, target)
    if file.ink:
        raise SigningError("This edition is declared as signed by hand already; that stays")

    def keep(case: CaseFile) -> SignedFile:
        return replace(file, ink=Ink(on.isoformat(), who.strip(), **made_by(case)))

    return _change(vault, target, Action.SIGN, keep, "ink")


def _append(
    vault: OpenVault,
    target: Target,
    file: SignedFile,
    document: io.BytesIO,
    what: tuple[str, bytes, dict[str, Any]],
) -> SignedFile:
    """Keep an increment that was appended to the document in memory."""
    kind, increment, about = what
    with document.getbuffer() as view:
        size, digest = len(view), hashlib.sha256(view).hexdigest()

    def keep(case: CaseFile) -> SignedFile:
        kept = case.attach(io.BytesIO(increment), part_of(target.key))
        one = Appended(kind, kept.id, kept.size, **made_by(case), **about)
        appended = (*file.appended, one)
        return replace(file, appended=appended, size_bytes=size, sha256=digest)

    role = about.get("role")
    action = Action.COUNTERSIGN if role is None else ACTS[SignerRole(role)]
    return _change(vault, target, action, keep, kind)


def _change(
    vault: OpenVault,
    target: Target,
    action: Action,
    keep: Callable[[CaseFile], SignedFile],
    kind: str,
) -> SignedFile:
    try:
        with vault.transaction() as work:
            case = opened_for(work, target, action)
            file = put_signatures(case, target.ref, target.number, keep(case), f"{kind} added")
            about = {"number": target.number, "edition": target.key, "kind": kind}
            note(case, Event.SIGNED, **about, visit=target.ref.evaluation_id)
            return file
    except StaleVersionError as error:
        raise SignedMeanwhileError from error
