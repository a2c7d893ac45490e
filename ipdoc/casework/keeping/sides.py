"""One of two copies of a case: what it holds, and what it has done that the other has not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ipdoc.casework.core.casefile import CaseFile, Record, check_newest
from ipdoc.casework.core.chain import GONE, Revision, read_revision
from ipdoc.storage.caserows import Newest, Stored
from ipdoc.storage.tables import RevisionRow
from ipdoc.vault.errors import TamperedError


class Side:
    """A copy of a case, read from its rows.

    Args:
        case: opens the rows; has the keys of both copies.
        revisions: all of this copy, by device and number.
        records: the present state of this copy.
    """

    def __init__(
        self, case: CaseFile, revisions: Iterable[RevisionRow], records: Iterable[Stored]
    ) -> None:
        self._case = case
        self.revisions = list(revisions)
        self.rows = {row.id: row for row in records}
        self.heads: dict[str, int] = {}
        self.newest: dict[bytes, RevisionRow] = {}
        self._of: dict[bytes, list[RevisionRow]] = {}
        for row in self.revisions:
            self.heads[row.device_id] = max(row.seq, self.heads.get(row.device_id, 0))
            self._of.setdefault(row.record_id, []).append(row)
            best = self.newest.get(row.record_id)
            if best is None or row.version > best.version:
                self.newest[row.record_id] = row

    def knows(self, row: RevisionRow) -> bool:
        """Return whether this copy has a revision of the other one."""
        return row.seq <= self.heads.get(row.device_id, 0)

    def row(self, record_id: bytes) -> Stored | None:
        """Return the row of a record as it stands, None where it was removed.

        Raises:
            TamperedError: it is not what its newest revision says.
        """
        if record_id not in self.newest or self.newest[record_id].state_digest == GONE:
            return None
        row = self.rows.get(record_id)
        if row is None:
            raise TamperedError("record missing")
        check_newest(row, newest_of(self.newest[record_id]))
        return row

    def record(self, record_id: bytes) -> Record | None:
        """Return a record as it stands, None where it was removed."""
        row = self.row(record_id)
        return None if row is None else self._case.decrypt(row)[0]

    def told(self, record_id: bytes) -> Revision:
        """Return what the newest revision of a record says."""
        return self._read(self.newest[record_id])

    def own_changes(self, record_ids: Iterable[bytes], other: Side) -> list[Revision]:
        """Return the changes of a record that the other copy does not have, the newest first."""
        rows = [row for one in record_ids for row in self._of.get(one, ()) if not other.knows(row)]
        return [self._read(row) for row in sorted(rows, key=_age, reverse=True)]

    def shares(self, record_ids: Iterable[bytes], other: Side) -> bool:
        """Return whether the other copy has any revision of a record that this one has."""
        return any(other.knows(row) for one in record_ids for row in self._of.get(one, ()))

    def may_open(self, record_id: bytes) -> bool:
        """Return whether a record of this copy is open to the person."""
        row = self.newest.get(record_id)
        return row is None or self._case.keys.may_open(row.part, row.epoch)

    def _read(self, row: RevisionRow) -> Revision:
        return read_revision(row, self._case.keys.cipher(row.part, row.epoch))


def _age(row: RevisionRow) -> tuple[int, int]:
    return row.version, row.seq


def newest_of(row: RevisionRow) -> Newest:
    """Return what a revision says about the row that it wrote."""
    return Newest(*(getattr(row, name) for name in Newest._fields))


def as_revision(columns: Mapping[str, Any]) -> RevisionRow:
    """Return a revision that came from elsewhere."""
    return RevisionRow(**columns)


def as_stored(columns: Mapping[str, Any]) -> Stored:
    """Return the row of a record that came from elsewhere."""
    return Stored(**{name: columns[name] for name in Stored._fields})
