"""How the signatures of a PDF are checked; ``check`` is the door."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import logging
import re
from collections.abc import Sequence
from typing import Any

from asn1crypto import cms, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    StandardCMSSignatureStatus,
)
from pyhanko_certvalidator import ValidationContext

from ipdoc.errors import Message
from ipdoc.signatures.keys import certificates_in, described
from ipdoc.signatures.model import CheckedSignature, SignatureReport

# what pyHanko notes of a file goes into the report; a log is to hold ids only
logging.getLogger("pyhanko").addHandler(logging.NullHandler())
logging.getLogger("pyhanko").propagate = False
logging.getLogger("pyhanko_certvalidator").propagate = False

USAGE = KeyUsageConstraints(
    key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False
)
"""Certificates for either purpose may sign: national ones differ."""
_END = re.compile(rb"startxref\s+\d+\s+%%EOF[\r\n]{0,2}\Z")
_NO_PARAMETERS = (b"", b"\x05\x00")
_ONE_CASE = re.compile(rb"<(?:[0-9a-f]*|[0-9A-F]*)>")


def examine_pdf(data: bytes, trusted: Sequence[bytes]) -> SignatureReport:
    """Check all signatures of a file; see ``check.check_pdf``."""
    roots = [one for file in trusted for one in certificates_in(file)]
    try:
        reader = PdfFileReader(io.BytesIO(data))
        filled = list(enumerate_sig_fields(reader, filled_status=True))
        found = list(reader.embedded_signatures)
    except Exception:
        text = Message("This file is damaged, or it is no PDF; ask for another copy")
        return SignatureReport((), text, unreadable=True)
    signatures = tuple(_Examined(data, reader, one, roots).checked() for one in found)
    return SignatureReport(signatures, _whole(data, len(filled), signatures))


def _whole(data: bytes, filled: int, signatures: Sequence[CheckedSignature]) -> Message | None:
    """Return what is wrong with the file beside its signatures."""
    if filled != len(signatures):
        return Message("The file holds a signature in a form that cannot be checked")
    if signatures and not _END.search(data[-64:]):
        return Message("Something was appended to the file after it was signed")
    return None


class _Examined:
    """One signature while it is checked."""

    def __init__(
        self,
        data: bytes,
        reader: PdfFileReader,
        embedded: EmbeddedPdfSignature,
        roots: Sequence[x509.Certificate],
    ) -> None:
        self.data = data
        self.reader = reader
        self.embedded = embedded
        self.roots = roots
        self.is_stamp = embedded.sig_object_type == "/DocTimeStamp"

    def checked(self) -> CheckedSignature:
        """Return what is to be said of it."""
        try:
            return self._stamp() if self.is_stamp else self._signature()
        except Exception:
            return self._broken(Message("The signature is damaged"))

    def _signature(self) -> CheckedSignature:
        status = self._status(dt.datetime.now(dt.UTC))
        stamp = status.timestamp_validity
        if stamp is not None and stamp.intact and stamp.valid:
            status = self._status(stamp.timestamp)
        unaltered = bool(status.docmdp_ok) and self._covers_revision(status.coverage)
        problem = self._problem(status, unaltered)
        return CheckedSignature(
            field=str(self.embedded.field_name),
            kind="signature",
            certificate=described(status.signing_cert),
            intact=bool(status.intact) and self._is_tidy(),
            valid=bool(status.valid),
            unaltered=unaltered,
            trusted=bool(status.trusted),
            said_at=status.signer_reported_dt,
            stamped_at=stamped_at(status),
            certifies=self.embedded.docmdp_level is not None and _is_first(self.embedded),
            covers_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
            problem=problem,
        )

    def _status(self, moment: dt.datetime) -> PdfSignatureStatus:
        context = self._context(moment)
        return asyncio.run(
            async_validate_pdf_signature(
                self.embedded,
                signer_validation_context=context,
                ts_validation_context=context,
                key_usage_settings=USAGE,
            )
        )

    def _stamp(self) -> CheckedSignature:
        status: DocumentTimestampStatus = asyncio.run(
            async_validate_pdf_timestamp(self.embedded, self._context(dt.datetime.now(dt.UTC)))
        )
        unaltered = not self._was_changed() and self._covers_revision(status.coverage)
        intact = bool(status.intact) and self._is_tidy()
        fits = intact and bool(status.valid) and unaltered
        broken = Message("The file was changed: this time-stamp does not fit it")
        return CheckedSignature(
            field=str(self.embedded.field_name),
            kind="time-stamp",
            certificate=described(status.signing_cert),
            intact=intact,
            valid=bool(status.valid),
            unaltered=unaltered,
            trusted=bool(status.trusted),
            said_at=None,
            stamped_at=status.timestamp if intact and status.valid else None,
            certifies=False,
            covers_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
            problem=None if fits else broken,
        )

    def _was_changed(self) -> bool:
        result: object = self.embedded.diff_result
        if isinstance(result, DiffResult):
            return result.modification_level is ModificationLevel.OTHER
        return result is not None

    @staticmethod
    def _covers_revision(coverage: SignatureCoverageLevel | None) -> bool:
        return coverage in (
            SignatureCoverageLevel.ENTIRE_FILE,
            SignatureCoverageLevel.ENTIRE_REVISION,
        )

    def _is_tidy(self) -> bool:
        """True when the one part that no signature covers, its own place, holds nothing else.

        The place is larger than the signature; what fills it up must be zeros.
        """
        _, first, second, _ = (int(one) for one in self.embedded.byte_range)
        place = self.data[first:second]
        content = self.embedded.pkcs7_content
        info = cms.ContentInfo.load(content)
        rest = content[len(info.dump()) :]
        return bool(_ONE_CASE.fullmatch(place)) and not any(rest) and has_fixed_head(info)

    def _problem(self, status: PdfSignatureStatus, unaltered: bool) -> Message | None:
        if not status.intact or not status.valid or not self._is_tidy():
            return Message("The file was changed: this signature does not fit it")
        if not unaltered:
            return Message("The file was changed after this signature")
        return trust_problem(status)

    def _context(self, moment: dt.datetime) -> ValidationContext:
        settings: dict[str, Any] = {
            "trust_roots": list(self.roots),
            "allow_fetching": False,
            "moment": moment,
            "retroactive_revinfo": True,
        }
        try:
            store = DocumentSecurityStore.read_dss(self.reader)
        except NoDSSFoundError:
            return ValidationContext(**settings)
        return store.as_validation_context(settings)

    def _broken(self, problem: Message) -> CheckedSignature:
        return CheckedSignature(
            field=str(self.embedded.field_name),
            kind="time-stamp" if self.is_stamp else "signature",
            certificate=None,
            intact=False,
            valid=False,
            unaltered=False,
            trusted=False,
            said_at=None,
            stamped_at=None,
            certifies=False,
            covers_file=False,
            problem=problem,
        )


def has_fixed_head(info: cms.ContentInfo) -> bool:
    """True when what the signature does not cover of itself is what RFC 5652, 5.1 asks for."""
    signed = info["content"]
    signer = signed["signer_infos"][0]
    if signer["sid"].name != "issuer_and_serial_number":
        return True
    plain = signed["encap_content_info"]["content_type"].native == "data"
    only = [one.native["algorithm"] for one in signed["digest_algorithms"]]
    return (
        signer["version"].native == "v1"
        and (not plain or signed["version"].native == "v1")
        and only == [signer["digest_algorithm"]["algorithm"].native]
        and signer["digest_algorithm"]["parameters"].dump() in _NO_PARAMETERS
        and len(info.contents) == sum(len(info[one].dump()) for one in info)
    )


def _is_first(embedded: EmbeddedPdfSignature) -> bool:
    first: EmbeddedPdfSignature = embedded.reader.embedded_signatures[0]
    return bool(first.field_name == embedded.field_name)


def stamped_at(status: StandardCMSSignatureStatus) -> dt.datetime | None:
    """Return the time in the signature's own time-stamp, if that is right."""
    stamp = status.timestamp_validity
    return stamp.timestamp if stamp is not None and stamp.intact and stamp.valid else None


def trust_problem(status: StandardCMSSignatureStatus) -> Message | None:
    """Return why a signature that fits is still not to be relied on."""
    if status.revoked:
        return Message("The certificate of the signer was revoked")
    return None
