"""Issued documents on their way into a case file: what was frozen, editions, signatures."""

from __future__ import annotations

from dataclasses import dataclass, field

from ipdoc.bagging.measured import measured
from ipdoc.casework.access.sharing import known_consents
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.record import Ref
from ipdoc.casework.issuing.consented import refuse_withdrawn
from ipdoc.casework.issuing.issued import IssuedReport, load_reports, report_path
from ipdoc.casework.issuing.snapshot import frozen_snapshot
from ipdoc.casework.people.register import people
from ipdoc.casework.signing.files import Appended, Detached, SignedFile, load_signatures
from ipdoc.casework.transfer.package import Read
from ipdoc.domain.consent import Recipient
from ipdoc.domain.finding import RuleError
from ipdoc.errors import Message
from ipdoc.exchange.case_beside import (
    FiledDocument,
    FiledEdition,
    FiledIncrement,
    FiledInk,
    FiledSignature,
)
from ipdoc.i18n import mark as _

_SHUT = _("Issued documents and addenda: they are not open to you.")
_WITHDRAWN = _(
    "Document {number} and what amends it: it holds something to which the person examined does "
    "not agree any more."
)


@dataclass
class Gathered:
    """What was issued, on its way into a case file."""

    documents: tuple[FiledDocument, ...] = ()
    files: dict[str, Read] = field(default_factory=dict)
    """SHA-256 → what reads it."""
    stayed: list[Message] = field(default_factory=list)
    """Why a document stays."""


def gather_documents(case: CaseFile, ref: Ref, recipient: Recipient) -> Gathered:
    """Return the issued documents of an evaluation, the first number first.

    Args:
        case: the open case.
        ref: the evaluation.
        recipient: for whom; to others goes nothing that the person examined has withdrawn.
    """
    found, documents = Gathered(), []
    if "report" not in case.keys.parts:
        found.stayed.append(Message(_SHUT))
    stayed: set[int] = set()
    for report in reversed(load_reports(case, ref)):
        if report.amends in stayed:
            stayed.add(report.number)
        elif _withdrawn(case, ref, report, recipient):
            stayed.add(report.number)
            found.stayed.append(Message(_WITHDRAWN, {"number": report.number}))
        else:
            documents.append(_Filing(case, ref, found).document(report))
    found.documents = tuple(documents)
    return found


def _withdrawn(case: CaseFile, ref: Ref, report: IssuedReport, recipient: Recipient) -> bool:
    """Tell whether a document holds for others what the person examined has withdrawn."""
    if recipient is Recipient.OWN:
        return False
    try:
        refuse_withdrawn(known_consents(case), frozen_snapshot(case, ref, report.number))
    except RuleError:
        return True
    return False


class _Filing:
    """Writes documents into a case file."""

    def __init__(self, case: CaseFile, ref: Ref, found: Gathered) -> None:
        self._case, self._ref, self._found = case, ref, found
        told = case.below("writer/").items()
        self._names = {path.partition("/")[2]: str(one.payload["name"]) for path, one in told}
        self._names |= {who: card.name for who, card in people(case.work).items()}

    def _name(self, who: str) -> str:
        """Return the name of a person; what came with a case file is a name already."""
        return self._names.get(who, who)

    def document(self, report: IssuedReport) -> FiledDocument:
        """Return a document with its editions; their files are noted."""
        case, ref = self._case, self._ref
        first = case.history(report_path(ref, report.number))[0]
        files = [load_signatures(case, ref, report.number, one.key) for one in report.editions]
        return FiledDocument(
            report.number,
            report.kind,
            report.issued_at.isoformat(),
            report.origin.by if report.origin else self._name(first.who),
            report.digest,
            frozen_snapshot(case, ref, report.number),
            tuple(map(self._edition, files)),
            report.addendum,
            report.amends,
        )

    def _edition(self, file: SignedFile) -> FiledEdition:
        edition, ink = file.edition, file.ink
        pieces = [edition.attachment, *(one.attachment for one in file.appended)]
        self._found.files[file.sha256] = self._joined(pieces)
        return FiledEdition(
            edition.key,
            file.sha256,
            edition.size_bytes,
            edition.sha256,
            edition.record_sha256,
            edition.translation_sha256,
            tuple(map(self._increment, file.appended)),
            tuple(map(self._signature, file.detached)),
            FiledInk(**{**vars(ink), "by": self._name(ink.by)}) if ink else None,
            file.stamp_wanted,
        )

    def _joined(self, attachments: list[str]) -> Read:
        readers = [self._case.attachment_reader(one) for one in attachments]
        return lambda: (piece for read in readers for piece in read())

    def _increment(self, one: Appended) -> FiledIncrement:
        values = {key: value for key, value in vars(one).items() if key != "attachment"}
        return FiledIncrement(**{**values, "by": self._name(one.by)})

    def _signature(self, one: Detached) -> FiledSignature:
        read = self._case.attachment_reader(one.attachment)
        name = measured(read()).sha256
        self._found.files[name] = read
        return FiledSignature(name, self._name(one.by), one.at, one.of_signed)
