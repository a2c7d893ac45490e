"""The file of one case: sealed records, each change of which is one appended revision.

A record is a JSON payload under a path. Its row shows an opaque id, part, epoch, version and size,
nothing else; the path stands inside the ciphertext. Revisions are chained per case and device
(DESIGN §3): each names the digest of the one before, and carries the digest of the record's new
ciphertext, so that an old row put back is noticed when it is read.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from ipdoc.casework.attached import Attached, CountedStream
from ipdoc.casework.chain import (
    GONE,
    MOVED,
    START,
    Changes,
    Revision,
    check_chains,
    differences,
    digest,
    header,
    read_revision,
    refuse_gaps,
)
from ipdoc.domain.payloads import Payload
from ipdoc.errors import IpdocError
from ipdoc.storage.rows import Newest
from ipdoc.storage.tables import AttachmentRow, RecordRow, RevisionRow
from ipdoc.vault.ciphers import PartCipher, identity_bytes
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.frames import decrypt_frames, encrypt_frames

if TYPE_CHECKING:
    from ipdoc.casework.work import Work

PARTS = ("record", "photographs", "intimate", "report", "log")
"""Every case has an independent key for each (DESIGN §4); everybody who has any has ``log``."""


@dataclass(frozen=True)
class Record:
    """The present state of a record."""

    path: str
    payload: Payload
    version: int
    """From 1; grows by one with each change."""
    part: str


class StaleVersionError(IpdocError):
    """Somebody else changed the record since it was read."""

    def __init__(self, stored: Record | None) -> None:
        self.stored = stored
        super().__init__("This was changed elsewhere since you opened it; look at both versions")


class NoAccessError(IpdocError):
    """The part of the case is not open to this person."""

    def __init__(self) -> None:
        super().__init__("This part of the case is not open to you; ask whoever shared it")


class CaseFile:
    """One case within a unit of work.

    Args:
        work: the unit of work.
        case_id: the case.
        ciphers: (part, epoch) → cipher, for the parts that are open to the person.
    """

    def __init__(
        self, work: Work, case_id: str, ciphers: dict[tuple[str, int], PartCipher]
    ) -> None:
        self.case_id = case_id
        self._work = work
        self._rows = work.rows
        self._ciphers = ciphers
        self._listing: dict[str, Record] | None = None
        """All records, once they have been read in this unit of work."""

    def get(self, path: str) -> Record | None:
        """Return the record under a path, or None.

        Raises:
            TamperedError: its row was changed, taken away, or is older than its last revision.
        """
        if self._listing is not None:
            return self._listing.get(path)
        row, _ = self._find(path)
        return self._open(row) if row else None

    def _find(self, path: str) -> tuple[RecordRow | None, int]:
        """Return the row under a path, checked against its newest revision, and its version."""
        ids = self._ids(path)
        row = self._rows.record(self.case_id, ids)
        newest = self._rows.newest_revision(self.case_id, [row.id] if row else ids)
        if row:
            _check_newest(row, newest)
        elif newest and newest.state_digest != GONE:
            raise TamperedError("record missing")
        return row, newest.version if newest else 0

    def below(self, prefix: str) -> dict[str, Record]:
        """Return the records whose path begins with ``prefix``.

        Raises:
            TamperedError: a row was changed, or is older than its last revision.
        """
        if self._listing is None:
            self._listing = self._read_all()
        listing = self._listing.items()
        return {path: record for path, record in listing if path.startswith(prefix)}

    def _read_all(self) -> dict[str, Record]:
        found = {}
        newest = self._rows.newest_revisions(self.case_id)
        for row in self._rows.records(self.case_id):
            _check_newest(row, newest.pop(row.id, None))
            if self._may_open(row.part, row.epoch):
                record = self._open(row)
                found[record.path] = record
        if any(revision.state_digest != GONE for revision in newest.values()):
            raise TamperedError("record missing")
        return found

    def _open(self, row: RecordRow) -> Record:
        cipher = self._cipher(row.part, row.epoch)
        opened = json.loads(cipher.decrypt(row.blob, self._record_identity(row)))
        if self._id(opened["path"], row.part) != row.id:
            raise TamperedError("record id")
        return Record(opened["path"], opened["payload"], row.version, row.part)

    def put(
        self,
        path: str,
        payload: Payload,
        part: str,
        *,
        expected_version: int | None,
        why: str,
        changes: Changes | None = None,
    ) -> Record:
        """Write a record and append its revision.

        Args:
            path: of the record.
            payload: JSON with ``schema``.
            part: record, photographs, intimate or report.
            expected_version: version that the change was made on; None for a new record.
            why: one short sentence in English, without a patient's words.
            changes: what changed; by default the answers, or else the payload's own keys.

        Raises:
            StaleVersionError: the record has another version by now.
        """
        row, version = self._find(path)
        before = self._expect(row, expected_version)
        if changes is None:
            changes = differences(before.payload if before else {}, payload)
        if row is not None and row.part != part:
            was = before.payload if before else {}
            self._take_away(row, path, MOVED, differences(was, {}))
            row, version, changes = None, version + 1, differences({}, payload)
        return self._write(path, payload, part, row, version + 1, (why, changes))

    def remove(self, path: str, *, expected_version: int, why: str) -> None:
        """Take a record away; its history stays, and a record put there again counts on.

        Raises:
            StaleVersionError: the record has another version by now.
        """
        row, _ = self._find(path)
        before = self._expect(row, expected_version)
        if row is not None and before is not None:
            self._take_away(row, path, why, differences(before.payload, {}))

    def _expect(self, row: RecordRow | None, version: int | None) -> Record | None:
        stored = self._open(row) if row else None
        if (stored.version if stored else None) != version:
            raise StaleVersionError(stored)
        return stored

    def _write(
        self,
        path: str,
        payload: Payload,
        part: str,
        row: RecordRow | None,
        version: int,
        told: tuple[str, Changes],
    ) -> Record:
        epoch = self._epoch(part)
        last = self._rows.last_revision(self.case_id, self._work.vault.device_id)
        seq = last.seq + 1 if last else 1
        if row is None:
            row = RecordRow(case_id=self.case_id, id=self._id(path, part), part=part)
        row.epoch, row.version = epoch, version
        row.device_id, row.seq = self._work.vault.device_id, seq
        plain = _json({"path": path, "payload": payload})
        row.blob = self._cipher(part, epoch).encrypt(plain, self._record_identity(row))
        self._rows.add(row)
        state = hashlib.sha256(row.blob).digest()
        why, changes = told
        self._append(last, row, state, {"path": path, "why": why, "changes": changes})
        record = Record(path, json.loads(plain)["payload"], version, part)
        if self._listing is not None:
            self._listing[path] = record
        return record

    def _take_away(self, row: RecordRow, path: str, why: str, changes: Changes) -> None:
        """Take a record out of the part under whose key it was; say so in the chain."""
        last = self._rows.last_revision(self.case_id, self._work.vault.device_id)
        gone = RecordRow(id=row.id, part=row.part, epoch=row.epoch, version=row.version + 1)
        self._append(last, gone, GONE, {"path": path, "why": why, "changes": changes})
        self._rows.remove_record(row)
        if self._listing is not None:
            self._listing.pop(path, None)

    def _append(
        self, last: RevisionRow | None, row: RecordRow, state: bytes, told: dict[str, Any]
    ) -> None:
        vault = self._work.vault
        heads = self._rows.heads(self.case_id, but=vault.device_id)
        revision = RevisionRow(
            case_id=self.case_id,
            device_id=vault.device_id,
            seq=last.seq + 1 if last else 1,
            prev=last.digest if last else START,
            seen_heads=_json(heads).decode(),
            record_id=row.id,
            version=row.version,
            part=row.part,
            epoch=row.epoch,
            state_digest=state,
        )
        told = {**told, "who": vault.person_id, "when": vault.now().isoformat()}
        cipher = self._cipher(row.part, row.epoch)
        revision.blob = cipher.encrypt(_json(told), header(revision))
        revision.digest = digest(revision)
        self._rows.add(revision)

    def history(self, path: str, *, last: int = sys.maxsize) -> list[Revision]:
        """Return the changes of a record, oldest first; only the ``last`` versions when asked to.

        Raises:
            TamperedError: a revision was changed or is missing.
        """
        _, version = self._find(path)
        after = max(0, version - last)
        rows = self._rows.revisions(self.case_id, self._ids(path), after)
        refuse_gaps(rows, (after, version), {part for part, _ in self._ciphers} >= {*PARTS[:3]})
        return [read_revision(row, self._cipher(row.part, row.epoch)) for row in rows]

    def verify(self, *, files: bool = False) -> int:
        """Check the chain of every device, every revision and every record; return their number.

        Args:
            files: read every attachment too, which takes as long as copying them.

        Raises:
            TamperedError: a revision is missing, changed or out of order, or a record is old.
        """
        rows = self._rows.revisions(self.case_id)
        newest = check_chains(rows, self._check_revision)
        standing = sum(state != GONE for _, state in newest.values())
        if standing != len(self._rows.records(self.case_id)):
            raise TamperedError("record missing")
        for row in self._rows.attachments(self.case_id) if files else ():
            if self._may_open(row.part, row.epoch):
                deque(self.read_attachment(row.id), maxlen=0)
        return len(rows) + len(self._read_all())

    def _check_revision(self, row: RevisionRow) -> None:
        if self._may_open(row.part, row.epoch):
            read_revision(row, self._cipher(row.part, row.epoch))

    def attach(self, stream: BinaryIO, part: str) -> Attached:
        """Take a file in, encrypted frame by frame; it goes again if the unit of work fails.

        Args:
            stream: plain bytes from the present position to the end.
            part: under whose key it is kept.
        """
        epoch = self._epoch(part)
        attachment_id = secrets.token_hex(16)
        identity = self._attachment_identity(attachment_id, part, epoch)
        counted = CountedStream(stream)
        key = self._cipher(part, epoch).attachments
        self._work.written_files.append(attachment_id)
        size, digest = self._work.vault.files.write(
            attachment_id, encrypt_frames(counted, key, identity)
        )
        self._rows.add(
            AttachmentRow(
                id=attachment_id,
                case_id=self.case_id,
                part=part,
                epoch=epoch,
                size=size,
                digest=digest,
            )
        )
        return Attached(attachment_id, counted.size, counted.digest.hexdigest())

    def read_attachment(self, attachment_id: str) -> Iterator[bytes]:
        """Yield the plain bytes of a file; good also after the unit of work has ended.

        Raises:
            IpdocError: the case has no such file.
            TamperedError: the file was changed, while it is read.
        """
        row = self._rows.attachment(attachment_id)
        if row is None or row.case_id != self.case_id:
            raise IpdocError("This file is not in the case; load the page again")
        identity = self._attachment_identity(row.id, row.part, row.epoch)
        key = self._cipher(row.part, row.epoch).attachments
        sealed = self._work.vault.files.read(row.id, row.size, row.digest)
        return decrypt_frames(sealed, key, identity)

    def set_index(self, index: dict[str, Any]) -> None:
        """Write the case's line of the list."""
        self._work.put_index(self.case_id, index)

    def index(self) -> dict[str, Any]:
        """Return the case's line of the list."""
        return self._work.index(self.case_id)

    def _ids(self, path: str) -> list[bytes]:
        return [self._id(path, part) for part in sorted({part for part, _ in self._ciphers})]

    def _id(self, path: str, part: str) -> bytes:
        """Return the opaque id of a path: by the part's oldest key, so that it never changes."""
        oldest = min(epoch for name, epoch in self._ciphers if name == part)
        return self._ciphers[part, oldest].record_id(path)

    def _epoch(self, part: str) -> int:
        """Return the part's newest epoch: under its key everything new is written."""
        epochs = [epoch for name, epoch in self._ciphers if name == part]
        if not epochs:
            raise NoAccessError
        return max(epochs)

    def _may_open(self, part: str, epoch: int) -> bool:
        """Tell whether a row is open to the person.

        Raises:
            TamperedError: there is no such part, or the person has the part but not the epoch.
        """
        if (part, epoch) in self._ciphers:
            return True
        if part not in PARTS or any(name == part for name, _ in self._ciphers):
            raise TamperedError("seal missing")
        return False

    def _cipher(self, part: str, epoch: int) -> PartCipher:
        try:
            return self._ciphers[part, epoch]
        except KeyError:
            raise TamperedError("seal missing") from None

    def _record_identity(self, row: RecordRow) -> bytes:
        return identity_bytes(
            kind="record",
            case=self.case_id,
            id=row.id.hex(),
            part=row.part,
            epoch=row.epoch,
            version=row.version,
            device=row.device_id,
            seq=row.seq,
        )

    def _attachment_identity(self, attachment_id: str, part: str, epoch: int) -> bytes:
        return identity_bytes(
            kind="attachment", case=self.case_id, id=attachment_id, part=part, epoch=epoch
        )


def _check_newest(row: RecordRow, newest: Newest | None) -> None:
    state = hashlib.sha256(row.blob).digest()
    shown = (row.version, row.part, row.epoch, row.device_id, row.seq, state)
    if newest is None or shown != tuple(newest)[1:]:
        raise TamperedError("older record put back")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True).encode()
