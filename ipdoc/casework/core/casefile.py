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
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from ipdoc.casework.core.attached import Attached, CountedStream
from ipdoc.casework.core.authorship import signed
from ipdoc.casework.core.casekeys import PARTS, CaseKeys, Ciphers
from ipdoc.casework.core.casestate import CaseState, others
from ipdoc.casework.core.chain import (
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
    read_told,
    refuse_gaps,
)
from ipdoc.casework.core.identities import attachment_identity, record_identity
from ipdoc.domain.payloads import Payload
from ipdoc.errors import IpdocError
from ipdoc.storage.caserows import Appended, Newest, Stored
from ipdoc.storage.tables import AttachmentRow, RevisionRow
from ipdoc.vault.errors import TamperedError
from ipdoc.vault.frames import decrypt_frames, encrypt_frames

if TYPE_CHECKING:
    from ipdoc.casework.core.work import Work


@dataclass(frozen=True)
class Record:
    """The present state of a record."""

    path: str
    payload: Payload
    """Shared by all who read it: never changed in place."""
    version: int
    """From 1; grows by one with each change."""
    part: str


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

    def __init__(self, work: Work, case_id: str, ciphers: Ciphers) -> None:
        self.case_id = case_id
        self.work = work
        self._rows = work.rows
        self.keys = CaseKeys(ciphers)
        self._state: CaseState = work.state(case_id)

    def only(self, parts: Iterable[str]) -> CaseFile:
        """Return the case with all other parts shut, as if they were not sealed to the person."""
        return CaseFile(self.work, self.case_id, self.keys.of_parts(parts))

    @property
    def next_number(self) -> int:
        """Number of the revision that this device appends next; no two of it are alike."""
        return self._state.known.heads.get(self.work.vault.device_id, (0, START))[0] + 1

    def get(self, path: str) -> Record | None:
        """Return the record under a path, or None.

        Raises:
            TamperedError: its row was changed, taken away, or is older than its last revision.
        """
        return self._find(path)[0]

    def _find(self, path: str) -> tuple[Record | None, int]:
        """Return the record under a path, None if there is none now, and its newest version."""
        newest = self._state.known.newest
        told = [(newest[one].version, one) for one in self.keys.ids(path) if one in newest]
        if not told:
            return None, 0
        version, record_id = max(told)
        if newest[record_id].state_digest == GONE:
            return None, version
        (record,) = self._records([record_id])
        return record, version

    def below(self, prefix: str | tuple[str, ...]) -> dict[str, Record]:
        """Return the records whose path begins with ``prefix``, or with one of several.

        Raises:
            TamperedError: a row was changed, or is older than its last revision.
        """
        paths = self._state.paths
        wanted = [
            record_id
            for record_id, one in self._state.known.newest.items()
            if one.state_digest != GONE
            and (record_id not in paths or paths[record_id].startswith(prefix))
            and self.keys.may_open(one.part, one.epoch)
        ]
        records = self._records(wanted)
        return {record.path: record for record in records if record.path.startswith(prefix)}

    def _records(self, record_ids: list[bytes]) -> list[Record]:
        """Return records; those that were not read yet are, each row compared with its revision."""
        opened, newest = self._state.opened, self._state.known.newest
        missing = [one for one in record_ids if one not in opened]
        few = missing if len(missing) < len(newest) else None
        for row in self._state.rows.records(few) if missing else ():
            state = check_newest(row, newest.get(row.id))
            if row.id not in opened and self.keys.may_open(row.part, row.epoch):
                opened[row.id] = self._remembered(row, state)
        if any(one not in opened for one in missing):
            raise TamperedError("record missing")
        return [opened[one] for one in record_ids]

    def _remembered(self, row: Stored, state: bytes) -> Record:
        """Return what a row holds, decrypted unless the memory has it from the same blob."""
        memory = self._state.memory
        record = memory.record(self.case_id, row.id, state)
        if record is None:
            record, size = self.decrypt(row)
            memory.keep_record(self.case_id, row.id, state, record, size)
        return record

    def decrypt(self, row: Stored) -> tuple[Record, int]:
        """Return the record in a row, and the bytes of its JSON."""
        cipher = self.keys.cipher(row.part, row.epoch)
        plain = cipher.decrypt(row.blob, record_identity(self.case_id, row))
        opened = json.loads(plain)
        if self.keys.id(opened["path"], row.part) != row.id:
            raise TamperedError("record id")
        return Record(opened["path"], opened["payload"], row.version, row.part), len(plain)

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
        before, version = self._find(path)
        _expect(before, expected_version)
        if changes is None:
            changes = differences(before.payload if before else {}, payload)
        if before is not None and before.part != part:
            self.end_record(before, MOVED, differences(before.payload, {}))
            version, changes = version + 1, differences({}, payload)
        return self.write_as(path, payload, part, version + 1, (why, changes))

    def remove(self, path: str, *, expected_version: int, why: str) -> None:
        """Take a record away; its history stays, and a record put there again counts on.

        Raises:
            StaleVersionError: the record has another version by now.
        """
        before, _ = self._find(path)
        _expect(before, expected_version)
        if before is not None:
            self.end_record(before, why, differences(before.payload, {}))

    def write_as(
        self, path: str, payload: Payload, part: str, version: int, told: tuple[str, Changes]
    ) -> Record:
        """Write a record with a version that the caller answers for, and append its revision.

        Args:
            path: of the record.
            payload: JSON with ``schema``.
            part: in which it lies already, if it is there.
            version: above that of every revision of the record.
            told: why it was written, and what changed.
        """
        vault, record_id = self.work.vault, self.keys.id(path, part)
        seq = self._state.known.heads.get(vault.device_id, (0, START))[0] + 1
        row = Stored(record_id, version, part, self.keys.epoch(part), vault.device_id, seq, b"")
        plain = _json({"path": path, "payload": payload})
        sealed = self.keys.cipher(part, row.epoch).encrypt(
            plain, record_identity(self.case_id, row)
        )
        row = row._replace(blob=sealed)
        before = self._state.known.newest.get(record_id)
        if before is None or before.state_digest == GONE:
            self._state.rows.add_record(row)
        elif not self._state.rows.change_record(row):
            raise TamperedError("record missing")
        state = hashlib.sha256(row.blob).digest()
        why, changes = told
        self._append(row, state, {"path": path, "why": why, "changes": changes})
        record = Record(path, json.loads(plain)["payload"], version, part)
        self._state.opened[record_id] = record
        self._state.memory.keep_record(self.case_id, record_id, state, record, len(plain))
        return record

    def end_record(self, record: Record, why: str, changes: Changes) -> None:
        """Take a record out of the part under whose key it was; say so in the chain."""
        record_id = self.keys.id(record.path, record.part)
        epoch = self._state.known.newest[record_id].epoch
        gone = Stored(record_id, record.version + 1, record.part, epoch, "", 0, b"")
        self._append(gone, GONE, {"path": record.path, "why": why, "changes": changes})
        if not self._state.rows.remove_record(record_id):
            raise TamperedError("record missing")
        self._state.opened.pop(record_id, None)

    def _append(self, row: Stored, state: bytes, told: dict[str, Any]) -> None:
        vault, heads = self.work.vault, self._state.known.heads
        seq, prev = heads.get(vault.device_id, (0, START))
        revision = Appended(
            case_id=self.case_id,
            device_id=vault.device_id,
            seq=seq + 1,
            prev=prev,
            seen_heads=_json(others(heads, vault.device_id)).decode(),
            record_id=row.id,
            version=row.version,
            part=row.part,
            epoch=row.epoch,
            state_digest=state,
        )
        told = {**told, "who": vault.person_id, "when": vault.now().isoformat()}
        cipher = self.keys.cipher(row.part, row.epoch)
        about = header(revision)
        told = signed(told, about, vault.keys.signing)
        revision = revision._replace(blob=cipher.encrypt(_json(told), about))
        self._state.append(revision._replace(digest=digest(revision)))

    def history(self, path: str, *, last: int = sys.maxsize) -> list[Revision]:
        """Return the changes of a record, oldest first; only the ``last`` versions when asked to.

        Raises:
            TamperedError: a revision was changed, is missing, or who it names did not sign it.
        """
        _, version = self._find(path)
        after = max(0, version - last)
        rows = self._rows.revisions(self.case_id, self.keys.ids(path), after)
        refuse_gaps(rows, (after, version), self.keys.parts >= {*PARTS[:3]})
        for row in rows:
            self.work.refuse_forged(row, read_told(row, self.keys.cipher(row.part, row.epoch)))
        return [read_revision(row, self.keys.cipher(row.part, row.epoch)) for row in rows]

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
        records = list(self._state.rows.records())
        if standing != len(records):
            raise TamperedError("record missing")
        self._check_records(records)
        for row in self._rows.attachments(self.case_id) if files else ():
            if self.keys.may_open(row.part, row.epoch):
                deque(self.read_attachment(row.id), maxlen=0)
        return len(rows) + self._check_records(records)

    def _check_records(self, records: Iterable[Stored]) -> int:
        """Decrypt the records, whatever the memory holds of them; return how many."""
        newest, count = self._state.rows.newest(), 0
        for row in records:
            check_newest(row, newest.get(row.id))
            if self.keys.may_open(row.part, row.epoch):
                self.decrypt(row)
                count += 1
        return count

    def _check_revision(self, row: RevisionRow) -> None:
        if self.keys.may_open(row.part, row.epoch):
            read_revision(row, self.keys.cipher(row.part, row.epoch))

    def attach(self, stream: BinaryIO, part: str) -> Attached:
        """Take a file in, encrypted frame by frame; it goes again if the unit of work fails.

        Args:
            stream: plain bytes from the present position to the end.
            part: under whose key it is kept.
        """
        epoch = self.keys.epoch(part)
        attachment_id = secrets.token_hex(16)
        identity = attachment_identity(self.case_id, attachment_id, part, epoch)
        counted = CountedStream(stream)
        key = self.keys.cipher(part, epoch).attachments
        self.work.written_files.append(attachment_id)
        size, digest = self.work.vault.files.write(
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
        return self.attachment_reader(attachment_id)()

    def attachment_reader(self, attachment_id: str) -> Callable[[], Iterator[bytes]]:
        """Return what yields the plain bytes of a file, each time from its beginning.

        Raises:
            IpdocError: the case has no such file.
        """
        row = self._rows.attachment(attachment_id)
        if row is None or row.case_id != self.case_id:
            raise IpdocError("This file is not in the case; load the page again")
        identity = attachment_identity(self.case_id, row.id, row.part, row.epoch)
        key = self.keys.cipher(row.part, row.epoch).attachments
        files, told = self.work.vault.files, (row.id, row.size, row.digest)
        return lambda: decrypt_frames(files.read(*told), key, identity)

    def set_index(self, index: dict[str, Any]) -> None:
        """Write the case's line of the list."""
        self.work.put_index(self.case_id, index)

    def index(self) -> dict[str, Any]:
        """Return the case's line of the list."""
        return self.work.index(self.case_id)


def _expect(stored: Record | None, version: int | None) -> None:
    if (stored.version if stored else None) != version:
        raise StaleVersionError(stored)


def check_newest(row: Stored, newest: Newest | None) -> bytes:
    """Return the digest of a row's blob: it is the one that the newest revision names."""
    state = hashlib.sha256(row.blob).digest()
    if newest is None or (*row[1:6], state) != newest:
        raise TamperedError("older record put back")
    return state


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True).encode()
