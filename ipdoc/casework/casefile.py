"""The file of one case: sealed records, each change of which is one appended revision.

A record is a JSON payload under a path. Its row shows an opaque id, part, epoch, version and size,
nothing else; the path stands inside the ciphertext. Revisions are chained per case and device
(DESIGN §3): each names the digest of the one before, and carries the digest of the record's new
ciphertext, so that an old row put back is noticed when it is read.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from ipdoc.domain.payloads import Payload
from ipdoc.errors import IpdocError
from ipdoc.storage.tables import AttachmentRow, RecordRow, RevisionRow
from ipdoc.vault.ciphers import PartCipher, identity_bytes
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.frames import decrypt_frames, encrypt_frames

if TYPE_CHECKING:
    from ipdoc.casework.work import Work

Changes = dict[str, list[Any]]
"""Key → [before, after]."""
_GONE = bytes(32)
"""State digest of a record that was moved to another part."""


@dataclass(frozen=True)
class Record:
    """The present state of a record."""

    path: str
    payload: Payload
    version: int
    """From 1; grows by one with each change."""
    part: str


@dataclass(frozen=True)
class Revision:
    """One change of a record."""

    path: str
    who: str
    """Id of the person."""
    when: dt.datetime
    """Aware UTC."""
    why: str
    changes: Changes
    version: int
    device: str
    seq: int


@dataclass(frozen=True)
class Attached:
    """A file that was taken into the vault."""

    id: str
    size: int
    """Plain bytes."""
    sha256: str
    """Of the plain bytes, 64 hex digits."""


class StaleVersionError(IpdocError):
    """Somebody else changed the record since it was read."""

    def __init__(self, stored: Record | None) -> None:
        self.stored = stored
        super().__init__("This was changed elsewhere since you opened it; look at both versions")


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

    def get(self, path: str) -> Record | None:
        """Return the record under a path, or None.

        Raises:
            TamperedError: its row was changed, or is older than its last revision.
        """
        row = self._rows.record(self.case_id, self._ids(path))
        if row is None:
            return None
        newest = self._rows.newest_state(self.case_id, row.id)
        return self._open(row, *(newest or (0, _GONE)))

    def below(self, prefix: str) -> dict[str, Record]:
        """Return the records whose path begins with ``prefix``.

        Raises:
            TamperedError: a row was changed, or is older than its last revision.
        """
        rows = self._rows.records(self.case_id)
        if len(rows) != self._rows.count_records(self.case_id):
            raise TamperedError("record without history")
        found = {}
        for row, version, digest in rows:
            if (row.part, row.epoch) in self._ciphers:
                record = self._open(row, version, digest)
                if record.path.startswith(prefix):
                    found[record.path] = record
        return found

    def _open(self, row: RecordRow, version: int, digest: bytes) -> Record:
        if version != row.version or hashlib.sha256(row.blob).digest() != digest:
            raise TamperedError("older record put back")
        cipher = self._cipher(row.part, row.epoch)
        opened = json.loads(cipher.decrypt(row.blob, self._record_identity(row)))
        if cipher.record_id(opened["path"]) != row.id:
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
            changes: what changed; by default the payload's own keys are compared.

        Raises:
            StaleVersionError: the record has another version by now.
        """
        row = self._rows.record(self.case_id, self._ids(path))
        version = row.version if row else None
        if version != expected_version:
            raise StaleVersionError(self.get(path))
        before = self.get(path)
        if changes is None:
            changes = _differences(before.payload if before else {}, payload)
        if row is not None and row.part != part:
            self._move_away(row)
            row = None
        return self._write(path, payload, part, row, (version or 0) + 1, (why, changes))

    def _write(
        self,
        path: str,
        payload: Payload,
        part: str,
        row: RecordRow | None,
        version: int,
        told: tuple[str, Changes],
    ) -> Record:
        epoch = max(e for p, e in self._ciphers if p == part)
        cipher = self._cipher(part, epoch)
        last = self._rows.last_revision(self.case_id, self._work.vault.device_id)
        seq = last.seq + 1 if last else 1
        if row is None:
            row = RecordRow(case_id=self.case_id, id=cipher.record_id(path), part=part)
        row.epoch, row.version = epoch, version
        row.device_id, row.seq = self._work.vault.device_id, seq
        text = json.dumps({"path": path, "payload": payload}, ensure_ascii=False)
        row.blob = cipher.encrypt(text.encode(), self._record_identity(row))
        self._rows.add(row)
        state = hashlib.sha256(row.blob).digest()
        why, changes = told
        self._append(last, row, state, {"path": path, "why": why, "changes": changes})
        return Record(path, payload, version, part)

    def _move_away(self, row: RecordRow) -> None:
        """Take a record out of the part under whose key it was; say so in the chain."""
        last = self._rows.last_revision(self.case_id, self._work.vault.device_id)
        gone = RecordRow(id=row.id, part=row.part, epoch=row.epoch, version=row.version + 1)
        self._append(last, gone, _GONE, {"path": "", "why": "moved to another part", "changes": {}})
        self._rows.remove_record(row)

    def _append(
        self, last: RevisionRow | None, row: RecordRow, state: bytes, told: dict[str, Any]
    ) -> None:
        vault = self._work.vault
        heads = self._rows.heads(self.case_id)
        heads.pop(vault.device_id, None)
        revision = RevisionRow(
            case_id=self.case_id,
            device_id=vault.device_id,
            seq=last.seq + 1 if last else 1,
            prev=last.digest if last else bytes(32),
            seen_heads=json.dumps(heads, sort_keys=True),
            record_id=row.id,
            version=row.version,
            part=row.part,
            epoch=row.epoch,
            state_digest=state,
        )
        told = {**told, "who": vault.person_id, "when": vault.now().isoformat()}
        text = json.dumps(told, ensure_ascii=False)
        cipher = self._cipher(row.part, row.epoch)
        revision.blob = cipher.encrypt(text.encode(), _header(revision))
        revision.digest = _digest(revision)
        self._rows.add(revision)

    def history(self, path: str) -> list[Revision]:
        """Return the changes of a record, oldest first.

        Raises:
            TamperedError: a revision was changed.
        """
        rows = self._rows.revisions(self.case_id, self._ids(path))
        return [self._told(row) for row in rows if row.state_digest != _GONE]

    def _told(self, row: RevisionRow) -> Revision:
        told = json.loads(self._cipher(row.part, row.epoch).decrypt(row.blob, _header(row)))
        return Revision(
            told["path"],
            told["who"],
            dt.datetime.fromisoformat(told["when"]),
            told["why"],
            told["changes"],
            row.version,
            row.device_id,
            row.seq,
        )

    def verify(self) -> int:
        """Check the chain of every device, every revision and every record; return their number.

        Raises:
            TamperedError: a revision is missing, changed or out of order, or a record is old.
        """
        before: dict[str, tuple[int, bytes]] = {}
        newest: dict[bytes, tuple[int, bytes]] = {}
        count = 0
        for row in self._rows.revisions(self.case_id):
            seq, digest = before.get(row.device_id, (0, bytes(32)))
            if row.seq != seq + 1 or row.prev != digest or row.digest != _digest(row):
                raise TamperedError("chain of revisions")
            if (row.part, row.epoch) in self._ciphers:
                self._told(row)
            before[row.device_id] = (row.seq, row.digest)
            newest[row.record_id] = max(
                newest.get(row.record_id, (0, _GONE)), (row.version, row.state_digest)
            )
            count += 1
        standing = sum(state != _GONE for _, state in newest.values())
        if standing != self._rows.count_records(self.case_id):
            raise TamperedError("record missing")
        return count + len(self.below(""))

    def attach(self, stream: BinaryIO, part: str) -> Attached:
        """Take a file in, encrypted frame by frame; it goes again if the unit of work fails.

        Args:
            stream: plain bytes from the present position to the end.
            part: under whose key it is kept.
        """
        epoch = max(e for p, e in self._ciphers if p == part)
        attachment_id = secrets.token_hex(16)
        identity = self._attachment_identity(attachment_id, part, epoch)
        counted = _Counted(stream)
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
        return decrypt_frames(self._work.vault.files.read(attachment_id), key, identity)

    def set_index(self, index: dict[str, Any]) -> None:
        """Write the case's line of the list."""
        self._work.put_index(self.case_id, index)

    def index(self) -> dict[str, Any]:
        """Return the case's line of the list."""
        return self._work.index(self.case_id)

    def _ids(self, path: str) -> list[bytes]:
        return [cipher.record_id(path) for cipher in self._ciphers.values()]

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


def _header(row: RevisionRow) -> bytes:
    return identity_bytes(
        kind="revision",
        case=row.case_id,
        device=row.device_id,
        seq=row.seq,
        prev=row.prev.hex(),
        seen=row.seen_heads,
        record=row.record_id.hex(),
        version=row.version,
        part=row.part,
        epoch=row.epoch,
        state=row.state_digest.hex(),
    )


def _digest(row: RevisionRow) -> bytes:
    return hashlib.sha256(_header(row) + row.blob).digest()


def _differences(before: Payload, after: Payload) -> Changes:
    keys = sorted(set(before) | set(after))
    return {
        key: [before.get(key), after.get(key)] for key in keys if before.get(key) != after.get(key)
    }


class _Counted:
    """Counts and hashes what is read from a stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = 0
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        """Read like the stream underneath."""
        piece = self._stream.read(size)
        self.size += len(piece)
        self.digest.update(piece)
        return piece
