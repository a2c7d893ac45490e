"""The rows of one case as every save goes through them: tuples, never entities.

An entity of the mapper costs more than the row that it stands for; the statements here are built
once, so that the database layer finds them compiled.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    BindParameter,
    Date,
    Integer,
    LargeBinary,
    String,
    Table,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy import text as statement

from ipdoc.storage.rows import Rows
from ipdoc.storage.tables import RecordRow, RevisionRow


class Newest(NamedTuple):
    """What the newest revision of a record says about the record's row."""

    version: int
    part: str
    epoch: int
    device_id: str
    seq: int
    state_digest: bytes


class Stored(NamedTuple):
    """The row of a record."""

    id: bytes
    version: int
    part: str
    epoch: int
    device_id: str
    seq: int
    blob: bytes


class Appended(NamedTuple):
    """A revision on its way into the table, column by column."""

    case_id: str
    device_id: str
    seq: int
    prev: bytes
    seen_heads: str
    record_id: bytes
    version: int
    part: str
    epoch: int
    state_digest: bytes
    digest: bytes = b""
    blob: bytes = b""


def appended(row: RevisionRow) -> Appended:
    """Return a revision that stands in another table, to be appended to this one."""
    return Appended(*(getattr(row, name) for name in Appended._fields))


class Link(NamedTuple):
    """A revision as a link of its chain, without its words."""

    record_id: bytes
    prev: bytes
    digest: bytes
    newest: Newest


Heads = dict[str, tuple[int, bytes]]
"""Device → number and digest of its newest revision of a case."""
Limits = dict[tuple[str, int], dt.date | None]
"""(part, epoch) of a person's seals of a case → last day on which each may be opened."""


class Look(NamedTuple):
    """What one statement tells of a case at one moment: all that whoever comes to it asks first."""

    limits: Limits
    heads: Heads


_RECORD = cast(Table, RecordRow.__table__)
_REVISION = cast(Table, RevisionRow.__table__)
_NEWEST = tuple(_REVISION.c[name] for name in Newest._fields)
_STORED = tuple(_RECORD.c[name] for name in Stored._fields)
_CASE: BindParameter[str] = bindparam("case")
# Jumps from device to device in the primary key instead of counting all revisions.
_LOOK = statement("""
WITH RECURSIVE writer (id) AS (
    SELECT min(device_id) FROM revision WHERE case_id = :case
    UNION ALL
    SELECT (SELECT min(device_id) FROM revision WHERE case_id = :case AND device_id > writer.id)
    FROM writer WHERE writer.id IS NOT NULL
)
SELECT 0 AS sealed, device_id AS name, seq AS number, digest, NULL AS until
FROM writer JOIN revision ON device_id = writer.id
WHERE case_id = :case AND seq = (
    SELECT max(seq) FROM revision WHERE case_id = :case AND device_id = writer.id
)
UNION ALL
SELECT 1, part, epoch, NULL, until FROM seal WHERE case_id = :case AND person_id = :person
""").columns(
    column("sealed", Integer),
    column("name", String),
    column("number", Integer),
    column("digest", LargeBinary),
    column("until", Date),
)
_AFTER = (
    select(_REVISION.c.record_id, _REVISION.c.prev, _REVISION.c.digest, *_NEWEST)
    .where(
        _REVISION.c.case_id == _CASE,
        _REVISION.c.device_id == bindparam("device"),
        _REVISION.c.seq > bindparam("number"),
    )
    .order_by(_REVISION.c.seq)
)
_VERSIONS = (
    select(_REVISION.c.record_id, func.max(_REVISION.c.version).label("version"))
    .where(_REVISION.c.case_id == _CASE)
    .group_by(_REVISION.c.record_id)
    .subquery()
)
_ALL_NEWEST = (
    select(_REVISION.c.record_id, *_NEWEST)
    .join(
        _VERSIONS,
        (_VERSIONS.c.record_id == _REVISION.c.record_id)
        & (_VERSIONS.c.version == _REVISION.c.version),
    )
    .where(_REVISION.c.case_id == _CASE)
)
_RECORDS = select(*_STORED).where(_RECORD.c.case_id == _CASE)
_SOME_RECORDS = _RECORDS.where(_RECORD.c.id.in_(bindparam("ids", expanding=True)))
_THIS = (_RECORD.c.case_id == _CASE, _RECORD.c.id == bindparam("record"))
_ADD_RECORD, _ADD_REVISION = insert(_RECORD), insert(_REVISION)
_CHANGE_RECORD = (
    update(_RECORD)
    .where(*_THIS)
    .values({name: bindparam(f"new_{name}") for name in Stored._fields[1:]})
)
_REMOVE_RECORD = delete(_RECORD).where(*_THIS)


class CaseRows:
    """The records and revisions of one case in an open transaction.

    Args:
        rows: of the transaction.
        case_id: the case.
    """

    def __init__(self, rows: Rows, case_id: str) -> None:
        self._rows = rows
        self._connection = rows.connection
        self._case = {"case": case_id}

    def look(self, person_id: str) -> Look:
        """Return a person's seals and the heads of all chains as they are at this moment."""
        found = Look({}, {})
        asked = {**self._case, "person": person_id}
        for sealed, name, number, digest, until in self._connection.execute(_LOOK, asked):
            if sealed:
                found.limits[name, number] = until
            else:
                found.heads[name] = number, digest
        return found

    def after(self, device_id: str, seq: int) -> list[Link]:
        """Return the revisions of a device after one number, in their order."""
        where = {**self._case, "device": device_id, "number": seq}
        found = self._connection.execute(_AFTER, where)
        return [Link(row[0], row[1], row[2], Newest(*row[3:])) for row in found]

    def newest(self) -> dict[bytes, Newest]:
        """Return the newest revision of every record that the case has or had, by record id."""
        found = self._connection.execute(_ALL_NEWEST, self._case)
        return {row[0]: Newest(*row[1:]) for row in found}

    def records(self, ids: Sequence[bytes] | None = None) -> Iterable[Stored]:
        """Return the records with these ids, or all of the case."""
        if ids is None:
            found = self._connection.execute(_RECORDS, self._case)
        else:
            found = self._connection.execute(_SOME_RECORDS, {**self._case, "ids": ids})
        return map(Stored._make, found)

    def add_record(self, row: Stored) -> None:
        """Write a new record."""
        self._rows.refuse_reading()
        values: dict[str, Any] = {"case_id": self._case["case"], **row._asdict()}
        self._connection.execute(_ADD_RECORD, values)

    def change_record(self, row: Stored) -> bool:
        """Write a record over its earlier state; return whether that was there."""
        self._rows.refuse_reading()
        values: dict[str, Any] = {f"new_{name}": value for name, value in row._asdict().items()}
        where = {**self._case, "record": values.pop("new_id")}
        return self._connection.execute(_CHANGE_RECORD, where | values).rowcount == 1

    def remove_record(self, record_id: bytes) -> bool:
        """Take a record's present state away; return whether it was there."""
        self._rows.refuse_reading()
        where = {**self._case, "record": record_id}
        return self._connection.execute(_REMOVE_RECORD, where).rowcount == 1

    def add_revision(self, row: Appended) -> None:
        """Append a revision."""
        self._rows.refuse_reading()
        self._connection.execute(_ADD_REVISION, row._asdict())
