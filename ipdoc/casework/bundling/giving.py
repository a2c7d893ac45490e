"""Give out what was bundled: its parts as files, streamed, and the receipt for paper."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from ipdoc.bagging.archive import Archive, Entry
from ipdoc.bagging.bag import BagFile
from ipdoc.bagging.measured import as_measured
from ipdoc.casework.access.gate import check
from ipdoc.casework.access.log import Event
from ipdoc.casework.access.sharing import open_to_pass_on
from ipdoc.casework.bundling.binding import archive_of
from ipdoc.casework.bundling.gathering import bundled_reports
from ipdoc.casework.bundling.making import note_bundle
from ipdoc.casework.bundling.papers import megabytes
from ipdoc.casework.bundling.register import Bundle, joined_pieces, load_bundle, load_bundles
from ipdoc.casework.core.casefile import CaseFile
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, UnknownRecordError, reading
from ipdoc.casework.core.work import Work
from ipdoc.casework.issuing.issued import IssuedReport
from ipdoc.casework.issuing.subject import EDITIONS
from ipdoc.casework.keeping.handover import write_file
from ipdoc.casework.keeping.pipes import PieceSource, pulled
from ipdoc.casework.people.register import people
from ipdoc.domain.access import Action
from ipdoc.domain.consent import RECIPIENT_NAMES
from ipdoc.i18n import mark as _
from ipdoc.i18n import translator
from ipdoc.report.enclosures.index import Handing, PartRow, receipt
from ipdoc.report.enclosures.paper import About, paper
from ipdoc.vault.agekeys import Sink, seal_stream

Told = Callable[[int], None]
"""Is told how many bytes of the part have gone out."""


def bundles(vault: OpenVault, ref: Ref) -> list[Bundle]:
    """Return the bundles of an evaluation, the newest first."""
    with reading(vault, ref, Action.BUNDLE) as case:
        return load_bundles(case, ref)


def reports_to_bundle(vault: OpenVault, ref: Ref) -> list[IssuedReport]:
    """Return the reports of which a bundle can be made, the newest first."""
    with reading(vault, ref, Action.BUNDLE) as case:
        return bundled_reports(case, ref)


def give_part(
    vault: OpenVault, ref: Ref, bundle_id: str, part: int
) -> tuple[Bundle, Generator[bytes]]:
    """Return a part of a bundle as a stream, always the same bytes but for an ``age`` file.

    The consent of the person examined is asked for again; the log notes it.

    Args:
        vault: the open vault.
        ref: the evaluation.
        bundle_id: the bundle.
        part: which one, from 1.

    Raises:
        NotAllowedError: the person may not, or the person examined agrees no longer.
        UnknownRecordError: there is no such part.
        ChangedFileError: a file is not what it was, while it is read.
    """
    with vault.transaction() as work:
        case, bundle = _opened(work, ref, bundle_id)
        if not 1 <= part <= len(bundle.parts):
            raise UnknownRecordError("This bundle has no such part; look at the page of bundles")
        note_bundle(case, ref, Event.GIVEN, bundle, part)
        pieces = _zip_file(case, bundle, part)
    return bundle, _sealed(pieces, bundle.age_key) if bundle.age_key else pieces


def _opened(work: Work, ref: Ref, bundle_id: str) -> tuple[CaseFile, Bundle]:
    """Open the case for a bundle that is in its register: for its recipient, with its contents."""
    bundle = load_bundle(check(work, ref.case_id, Action.BUNDLE), ref, bundle_id)
    act, parts = Action.BUNDLE, bundle.contents
    return open_to_pass_on(work, ref.case_id, act, bundle.recipient, parts), bundle


def _zip_file(case: CaseFile, bundle: Bundle, part: int) -> Generator[bytes]:
    kept = bundle.parts[part - 1]
    coded = json.loads(b"".join(case.read_attachment(kept.tags)))
    tags = {name: base64.b64decode(data) for name, data in coded}
    files, folder = bundle.files(), bundle.folder(part)
    payload = [BagFile(path, files[path].measured) for path in kept.files]
    archive = archive_of(tags, payload, folder, bundle.made_at)
    readers = {
        f"{folder}/{path}": (files[path], joined_pieces(case, files[path].attachments))
        for path in kept.files
    }

    def read(entry: Entry) -> Iterator[bytes]:
        name = entry.name
        if name not in readers:
            return iter((tags[name.removeprefix(f"{folder}/")],))
        file, pieces = readers[name]
        return as_measured(pieces, file.measured)

    return _pieces(archive, read)


def _pieces(archive: Archive, read: Callable[[Entry], Iterator[bytes]]) -> Generator[bytes]:
    yield from archive.pieces(read)


def _sealed(pieces: Generator[bytes], key: str) -> Generator[bytes]:
    def push(sink: Sink) -> None:
        with closing(pieces):
            seal_stream(PieceSource(pieces), sink, key)

    return pulled(push)


def write_bundle(
    vault: OpenVault, ref: Ref, bundle: Bundle, folder: Path, progress: Told = lambda _done: None
) -> list[Path]:
    """Write all parts of a bundle and its receipt into a folder, all or none; return the files.

    Args:
        vault: the open vault.
        ref: the evaluation.
        bundle: as ``make_bundle`` returned it.
        folder: there already; files of the same name are replaced.
        progress: is told bytes written of all parts.

    Raises:
        ChangedOnDiskError: what is read back is not what was written.
    """
    written: list[Path] = []
    try:
        for part in range(1, len(bundle.parts) + 1):
            _bundle, pieces = give_part(vault, ref, bundle.id, part)
            with closing(pieces):
                target = folder / bundle.file_name(part)
                write_file(target, _told(pieces, progress))
                written.append(target)
        sheet = folder / f"receipt-{bundle.short}.pdf"
        write_file(sheet, [receipt_of(vault, ref, bundle.id)])
    except BaseException:
        for one in written:
            one.unlink(missing_ok=True)
        raise
    return [*written, sheet]


def _told(pieces: Iterable[bytes], progress: Told) -> Iterator[bytes]:
    for piece in pieces:
        progress(len(piece))
        yield piece


def receipt_of(vault: OpenVault, ref: Ref, bundle_id: str) -> bytes:
    """Return the receipt of a bundle as PDF: to be printed, signed, and kept apart from it.

    Raises:
        UnknownRecordError: there is no such bundle.
    """
    with vault.transaction(write=False) as work:
        bundle = load_bundle(check(work, ref.case_id, Action.BUNDLE), ref, bundle_id)
        cards = people(work)
    t = translator(bundle.language)
    by = cards[bundle.by].name if bundle.by in cards else bundle.by
    handing = Handing(
        by,
        t.message(RECIPIENT_NAMES[bundle.recipient]),
        bundle.name,
        bundle.title,
        t.text(EDITIONS[bundle.rendering]),
        bundle.made_at,
        bundle.fingerprint,
    )
    rows = [
        PartRow(bundle.file_name(at), megabytes(one.size, t), one.digest)
        for at, one in enumerate(bundle.parts, 1)
    ]
    about = About(bundle.title, "", bundle.made_at, bundle.short)
    title = t.text(_("Receipt for a bundle of exhibits"))
    return paper(title, receipt(handing, rows, bundle.count, t), about, t)
