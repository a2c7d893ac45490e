"""Issued documents out of a case file: kept as what was issued in another vault."""

from __future__ import annotations

import datetime as dt
import io

from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref
from ipdoc.casework.history.authors import IMPORTED
from ipdoc.casework.issuing.issued import Edition, IssuedReport, Origin, report_path
from ipdoc.casework.issuing.snapshot import put_foreign_snapshot
from ipdoc.casework.signing.files import (
    Appended,
    Detached,
    Ink,
    SignedFile,
    part_of,
    put_signatures,
)
from ipdoc.casework.transfer.package import Package
from ipdoc.exchange.case_beside import FiledDocument, FiledEdition, FiledSignature
from ipdoc.exchange.case_shapes import believed
from ipdoc.questionnaire.model import Form
from ipdoc.signatures.check import check_detached


def put_document(
    case: CaseFile, ref: Ref, form: Form, document: FiledDocument, package: Package
) -> None:
    """Store a document that was issued in another vault as such; it was proved before."""
    _Putting(case, ref, document, package).run(form)


class _Putting:
    """One document while it is stored."""

    def __init__(self, case: CaseFile, ref: Ref, document: FiledDocument, package: Package) -> None:
        self._case, self._ref, self._document, self._package = case, ref, document, package

    def run(self, form: Form) -> None:
        document, number = self._document, self._document.number
        case, ref, snapshot = self._case, self._ref, document.snapshot
        believed(
            lambda: put_foreign_snapshot(case, ref, number, form, snapshot, IMPORTED),
            f"documents.{number}",
        )
        files = [self._file(one) for one in document.editions]
        today = self._case.work.vault.now().date().isoformat()
        report = IssuedReport(
            number,
            document.kind,
            dt.datetime.fromisoformat(document.issued_at),
            document.digest,
            tuple(one.edition for one in files),
            document.addendum,
            document.amends,
            Origin(document.issued_by, today),
        )
        path, told = report_path(self._ref, number), report.to_payload()
        self._case.put(path, told, "report", expected_version=None, why=IMPORTED, changes={})
        for file in files:
            if file.appended or file.detached or file.ink or file.stamp_wanted:
                put_signatures(self._case, self._ref, number, file, IMPORTED)

    def _file(self, filed: FiledEdition) -> SignedFile:
        data, part = self._package.read(filed.file), part_of(filed.key)
        pieces = _cut(data, [filed.size_bytes, *(one.size_bytes for one in filed.appended)])
        kept = [self._case.attach(io.BytesIO(one), part) for one in pieces]
        edition = Edition(
            filed.key,
            kept[0].id,
            filed.size_bytes,
            filed.sha256,
            filed.record_sha256,
            filed.translation_sha256,
        )
        return SignedFile(
            edition,
            len(data),
            filed.file,
            tuple(
                Appended(attachment=there.id, **vars(one))
                for one, there in zip(filed.appended, kept[1:], strict=True)
            ),
            tuple(self._detached(one, data, filed) for one in filed.detached),
            Ink(**vars(filed.ink)) if filed.ink else None,
            filed.stamp_wanted,
        )

    def _detached(self, filed: FiledSignature, data: bytes, edition: FiledEdition) -> Detached:
        file = self._package.read(filed.file)
        found = check_detached(file, data if filed.of_signed else data[: edition.size_bytes])
        kept = self._case.attach(io.BytesIO(file), part_of(edition.key))
        known = found.certificate
        return Detached(
            kept.id,
            kept.size,
            filed.by,
            filed.at,
            known.holder if known else "",
            known.key_fingerprint if known else "",
            found.holds,
            filed.of_signed,
        )


def _cut(data: bytes, sizes: list[int]) -> list[bytes]:
    """Return stretches of bytes, one after the other."""
    view = io.BytesIO(data)
    return [view.read(size) for size in sizes]
