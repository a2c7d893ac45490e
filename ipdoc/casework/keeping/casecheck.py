"""The check of one case: chain, records, keys, files, line of the list.

It reads the rows as they lie there, goes on after each fault, and decrypts whatever is open to the
person; the rest it compares by digests.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ipdoc.casework.access.log import LOG_ENTRY
from ipdoc.casework.core.authorship import is_by
from ipdoc.casework.core.casekeys import PARTS
from ipdoc.casework.core.chain import GONE, START, digest, header, read_revision, read_told
from ipdoc.casework.core.identities import attachment_identity, record_identity
from ipdoc.casework.core.work import Work
from ipdoc.casework.keeping import casefaults as faults
from ipdoc.casework.keeping.casefaults import at
from ipdoc.casework.keeping.faults import Fault
from ipdoc.casework.keeping.merge import WHY as MERGED
from ipdoc.casework.keeping.state import CaseState
from ipdoc.casework.people.cards import Card
from ipdoc.errors import IpdocError
from ipdoc.storage.raw import Raw, RawRows
from ipdoc.storage.tables import AttachmentRow, RecordRow, RevisionRow
from ipdoc.vault.ciphers import PartCipher
from ipdoc.vault.frames import decrypt_frames

BROKEN = (IpdocError, ValueError, LookupError, TypeError, AttributeError, OverflowError)
"""What a row may raise that was changed from outside, whatever the change."""
PIECE_BYTES = 64 * 1024
"""So much of a file counts as one row in the progress."""
Ciphers = dict[tuple[str, int], PartCipher]
Found = Iterator[Fault | int]
"""Faults, and how many rows were done since."""


@dataclass
class CaseCheck:
    """The check of one case within a reading unit of work.

    Args:
        work: the unit of work.
        raw: its tables.
        case_id: the case.
        told: what the vault heads say of it, and an outside one; empty if they do not know it.
        ciphers: what is open to the person.
        held: part and epoch of all seals of the person, also of those that do not open.
        present: ids of the files that are there.
        files: read every file as well.
    """

    work: Work
    raw: RawRows
    case_id: str
    told: Sequence[CaseState]
    ciphers: Ciphers
    held: set[tuple[Any, Any]]
    present: frozenset[str] = frozenset()
    files: bool = False
    cards: Mapping[str, Card] = field(default_factory=dict)
    """Everybody who is trusted."""
    unsigned: frozenset[object] = frozenset()
    """Devices of the first release, which did not sign what they wrote."""
    _entries: dict[object, list[tuple[Any, Any, Any]]] = field(default_factory=dict)
    """Record of the access log → version, person and reason of its revisions."""
    _newest: dict[object, list[Raw]] = field(default_factory=dict)
    """Record id → its newest revisions: one, or two that were written apart."""
    _digests: dict[tuple[object, object], object] = field(default_factory=dict)
    """(device, number) → digest of every revision."""
    _named_files: set[str] = field(default_factory=set)

    def run(self) -> Found:
        """Check chain, records and files."""
        yield from self._chains()
        yield from self._told_chains()
        yield from self._records()
        yield from self._attachments()

    def _may_open(self, row: Raw) -> PartCipher | None:
        return self.ciphers.get((row["part"], row["epoch"]))  # type: ignore[arg-type]

    def _lacks_key(self, row: Raw) -> bool:
        """Tell whether there is content under an epoch of a part that the person has otherwise."""
        part = row["part"]
        if (part, row["epoch"]) in self.held:
            return False
        return part not in PARTS or any(name == part for name, _ in self.held)

    def _chains(self) -> Found:
        heads: dict[object, tuple[int, object]] = {}
        seen: list[tuple[str, int, str]] = []
        for row in self.raw.rows("revision", [self.case_id]):
            device = _shown(row["device_id"])
            last, before = heads.get(row["device_id"], (0, START))
            seq = row["seq"] if isinstance(row["seq"], int) else last + 1
            for missing in range(last + 1, min(seq, last + 100)):
                yield at(faults.REVISION_GONE, f"{device} {missing}")
            told = self._told_by(row, seen)
            if (seq == last + 1 and row["prev"] != before) or told is None:
                yield at(faults.REVISION, f"{device} {_shown(row['seq'])}")
            elif not self._is_authentic(row, told):
                yield at(faults.AUTHOR, f"{device} {_shown(row['seq'])}")
            heads[row["device_id"]] = (seq, row["digest"])
            self._digests[row["device_id"], row["seq"]] = row["digest"]
            self._note_newest(row)
            yield 1
        for device, number, text in seen:
            there = self._digests.get((device, number))
            if not isinstance(there, bytes) or there.hex() != text:
                yield at(faults.CHAIN_OTHER, f"{device} {number}")

    def _told_by(self, raw: Raw, seen: list[tuple[str, int, str]]) -> dict[str, Any] | None:
        """Return what a revision tells, nothing of it where it is not open to the person.

        None where header, ciphertext and digest do not agree.
        """
        row = RevisionRow(**raw)
        try:
            if digest(row) != row.digest:
                return None
            heads = json.loads(row.seen_heads)
            seen += [(name, number, text) for name, (number, text) in heads.items()]
            cipher = self._may_open(raw)
            if cipher is not None:
                read_revision(row, cipher)
                return read_told(row, cipher)
            header(row)
        except BROKEN:
            return None
        return None if self._lacks_key(raw) else {}

    def _is_authentic(self, raw: Raw, told: dict[str, Any]) -> bool:
        """Tell whether who a revision names wrote it, as far as that can be known.

        An entry of the access log is of the person who wrote its record first, and nobody changes
        it but a merge that puts it back.
        """
        who, path = told.get("who"), str(told.get("path", ""))
        if path.startswith(LOG_ENTRY):
            self._entries.setdefault(raw["record_id"], []).append(
                (raw["version"], who, told["why"])
            )
        card = self.cards.get(str(who))
        if card is None or raw["device_id"] in self.unsigned:
            return True
        return is_by(told, header(RevisionRow(**raw)), card.signing_key)

    def _note_newest(self, row: Raw) -> None:
        there = self._newest.get(row["record_id"], [])
        version = row["version"]
        if not isinstance(version, int):
            return
        highest = max((one["version"] for one in there), default=0)  # type: ignore[type-var]
        if version > highest:  # type: ignore[operator]
            self._newest[row["record_id"]] = [row]
        elif version == highest:
            there.append(row)

    def _told_chains(self) -> Found:
        tips = {
            (device, seq, said)
            for one in self.told
            for device, (seq, said) in one["chains"].items()
        }
        for device, seq, said in sorted(tips):
            there = self._digests.get((device, seq))
            if not isinstance(there, bytes) or there.hex() != said:
                yield at(faults.CHAIN_CUT, f"{device} {seq}")

    def _records(self) -> Found:
        missing = {
            key: rows
            for key, rows in self._newest.items()
            if all(row["state_digest"] != GONE for row in rows)
        }
        for row in self.raw.rows("record", [self.case_id]):
            fault = self._record_fault(row)
            missing.pop(row["id"], None)
            if fault is not None:
                yield at(fault, _shown(row["id"]))
            yield 1
        for key in missing:
            yield at(faults.RECORD_GONE, _shown(key))

    def _record_fault(self, raw: Raw) -> Fault | None:
        newest = self._newest.get(raw["id"])
        if newest is None:
            return faults.RECORD_UNKNOWN
        blob = raw["blob"]
        state = hashlib.sha256(blob).digest() if isinstance(blob, bytes) else b""
        names = ("version", "part", "epoch", "device_id", "seq")
        shown = [*(raw[name] for name in names), state]
        if shown not in [[*(one[name] for name in names), one["state_digest"]] for one in newest]:
            return faults.RECORD_OLD
        try:
            readable = self._read_record(raw)
        except BROKEN:
            readable = False
        return None if readable else faults.RECORD

    def _read_record(self, raw: Raw) -> bool:
        """Decrypt a record where the person may; tell whether it is what its row says."""
        cipher = self._may_open(raw)
        if cipher is None:
            return not self._lacks_key(raw)
        row = RecordRow(**raw)
        opened = json.loads(cipher.decrypt(row.blob, record_identity(self.case_id, row)))
        self._note_files(opened["payload"])
        if not self._is_own_entry(row.id, opened):
            return False
        oldest = min(epoch for part, epoch in self.ciphers if part == row.part)
        return self.ciphers[row.part, oldest].record_id(opened["path"]) == row.id

    def _is_own_entry(self, record_id: bytes, opened: dict[str, Any]) -> bool:
        """Tell whether a record is no entry of the log, or names who wrote it, and as it was."""
        if not opened["path"].startswith(LOG_ENTRY):
            return True
        written = self._entries.get(record_id, [])
        first = [who for version, who, _ in written if version == 1]
        later = {why for version, _, why in written if version != 1}
        return first == [opened["payload"].get("who")] and later <= {MERGED}

    def _note_files(self, value: object) -> None:
        """Gather the files that a record names."""
        if isinstance(value, dict):
            for key, one in value.items():
                if isinstance(one, str) and key == "attachment" and one:
                    self._named_files.add(one)
                else:
                    self._note_files(one)
        elif isinstance(value, list):
            for one in value:
                self._note_files(one)

    def _attachments(self) -> Found:
        there: set[object] = set()
        for row in self.raw.rows("attachment", [self.case_id]):
            there.add(row["id"])
            yield from self._file_faults(AttachmentRow(**row), row)
        for name in sorted(self._named_files - there):
            yield at(faults.FILE_UNNAMED, name)

    def _file_faults(self, row: AttachmentRow, raw: Raw) -> Found:
        if self._may_open(raw) is None and self._lacks_key(raw):
            yield at(faults.FILE_ROW, row.id)
        elif row.id not in self.present:
            yield at(faults.FILE_GONE, row.id)
        elif self.files:
            try:
                yield from self._read_file(row, raw)
            except BROKEN:
                yield at(faults.FILE, row.id)
        yield 1

    def _read_file(self, row: AttachmentRow, raw: Raw) -> Iterator[int]:
        pieces = self.work.vault.files.read(row.id, row.size, row.digest)
        cipher = self._may_open(raw)
        if cipher is not None:
            identity = attachment_identity(self.case_id, row.id, row.part, row.epoch)
            pieces = decrypt_frames(pieces, cipher.attachments, identity)
        for piece in pieces:
            yield max(1, len(piece) // PIECE_BYTES)


def _shown(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def of_case(fault: Fault, case_id: str, code: str) -> Fault:
    """Return a fault of a certain case."""
    return replace(fault, case_id=case_id, code=code)
