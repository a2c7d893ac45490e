"""Prove the issued documents of a case file: they are what they were when they were issued.

A digest proves that nothing was changed since it was made, not who made it: that only a signature
does. What does not fit is refused by its number, and nothing of the file is kept.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import partial

from ipdoc.casework.issuing.snapshot import digest_of
from ipdoc.casework.transfer.claims import MOST, moment
from ipdoc.casework.transfer.package import Package
from ipdoc.domain.rendering import EditionKey
from ipdoc.domain.signature import PROOFS, SIGNATURE, TIME_STAMP
from ipdoc.exchange.case_beside import Beside, FiledDocument, FiledEdition, FiledSignature
from ipdoc.exchange.case_errors import CaseFormatError
from ipdoc.exchange.case_shapes import believed, refuse_twice
from ipdoc.report.titles import KINDS
from ipdoc.signatures.check import check_detached, check_pdf
from ipdoc.signatures.model import CheckedSignature, Verdict


def prove_documents(beside: Beside, package: Package) -> None:
    """See that every issued document is what it was when it was issued.

    Raises:
        CaseFormatError: a digest, a size or a signature does not fit; names the document.
    """
    refuse_twice((one.number for one in beside.documents), "documents", "number")
    issued = {one.number for one in beside.documents}
    written = {one.number for one in beside.addenda}
    for at, one in enumerate(beside.documents, 1):
        place = f"documents.{at}"
        believed(partial(moment, one.issued_at), place)
        known = one.kind in KINDS and one.addendum in (0, *written) and one.amends in (0, *issued)
        if not known or not 0 < one.number <= MOST or not one.editions:
            raise CaseFormatError("What stands in {place} cannot be read", place=place)
        _Proving(one, package, place).run()


class _Proving:
    """One document while it is proved."""

    def __init__(self, document: FiledDocument, package: Package, place: str) -> None:
        self._document, self._package, self._place = document, package, place

    def run(self) -> None:
        document = self._document
        refuse_twice((one.key for one in document.editions), f"{self._place}.editions", "key")
        digest = believed(lambda: digest_of(document.snapshot), self._place)
        self._expect(digest == document.digest)
        for edition in document.editions:
            self._edition(edition)

    def _expect(self, fits: bool) -> None:
        if not fits:
            raise CaseFormatError(
                "In {place}: the document {number} was changed after it was issued, or what stands "
                "with it is of another one; ask for the case file anew",
                place=self._place,
                number=self._document.number,
            )

    def _edition(self, edition: FiledEdition) -> None:
        from ipdoc.report.reading import record_digest

        believed(lambda: EditionKey.parse(edition.key), self._place)
        data = self._package.read(edition.file)
        issued = data[: edition.size_bytes]
        sizes = [edition.size_bytes, *(one.size_bytes for one in edition.appended)]
        self._expect(min(sizes) > 0 and sum(sizes) == len(data))
        self._expect(hashlib.sha256(issued).hexdigest() == edition.sha256)
        record = believed(lambda: record_digest(issued), self._place)
        self._expect(edition.record_sha256 in ("", record))
        self._expect(not edition.appended or self._signed(edition, data))
        for one in edition.detached:
            self._expect(self._holds(one, data if one.of_signed else issued))
        self._moments(edition)

    def _signed(self, edition: FiledEdition, data: bytes) -> bool:
        """Tell whether what is said of the signatures is what the file itself says."""
        if any(one.kind not in (SIGNATURE, TIME_STAMP, PROOFS) for one in edition.appended):
            return False
        report = check_pdf(data)
        told = [one for one in edition.appended if one.kind == SIGNATURE]
        found = [one for one in report.signatures if one.kind == SIGNATURE]
        return report.verdict is Verdict.VALID and list(map(_who, found)) == [
            (one.role, one.holder, one.fingerprint) for one in told
        ]

    def _holds(self, signature: FiledSignature, data: bytes) -> bool:
        file = self._package.read(signature.file)
        found = believed(lambda: check_detached(file, data), self._place)
        return found.holds or not found.checkable

    def _moments(self, edition: FiledEdition) -> None:
        ink = edition.ink
        said = [one.at for one in edition.appended] + [one.at for one in edition.detached]
        for text in (*said, *((ink.at,) if ink else ())):
            believed(partial(moment, text), self._place)
        if ink is not None:
            believed(lambda: dt.date.fromisoformat(ink.on), self._place)


def _who(signature: CheckedSignature) -> tuple[str, str, str]:
    """Return role, holder and fingerprint as the file itself tells them."""
    by = signature.certificate
    role = signature.role.value if signature.role else ""
    return (role, by.holder, by.key_fingerprint) if by else (role, "", "")
