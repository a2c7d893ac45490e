"""What casework asks of the tables, one question a function; rows go in and out as they are."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from ipdoc.storage.errors import NewerVaultError, StorageError
from ipdoc.storage.tables import (
    AttachmentRow,
    Base,
    CaseIndexRow,
    CaseRow,
    DeviceRow,
    FormRow,
    PersonRow,
    RecordRow,
    RevisionRow,
    SealRow,
    VaultRow,
)

Row = TypeVar("Row", bound=Base)
_NEWEST = (
    RevisionRow.record_id,
    RevisionRow.version,
    RevisionRow.part,
    RevisionRow.epoch,
    RevisionRow.device_id,
    RevisionRow.seq,
    RevisionRow.state_digest,
)
FORMAT = 1
"""Format of the vault as a whole."""


class Newest(NamedTuple):
    """What the newest revision of a record says about the record's row."""

    record_id: bytes
    version: int
    part: str
    epoch: int
    device_id: str
    seq: int
    state_digest: bytes


class Rows:
    """The rows of one transaction.

    Args:
        connection: of an open transaction.
        write: whether the transaction holds the lock of the writer.
    """

    def __init__(self, connection: Connection, *, write: bool = True) -> None:
        self.writing = write
        """Whether the transaction may write."""
        self._session = Session(connection, expire_on_commit=False, autoflush=False)

    @property
    def session(self) -> Session:
        """The session, for the modules of this room that ask further questions."""
        return self._session

    def add(self, row: Base) -> None:
        """Write a new row at once."""
        self._session.add(row)
        self.flush()

    def flush(self) -> None:
        """Write the changes made to rows that were read.

        Raises:
            RuntimeError: the transaction was opened to read, and would lose them.
        """
        if not self.writing:
            raise RuntimeError("this unit of work only reads; open it with write=True")
        self._session.flush()

    def vault(self) -> VaultRow:
        """Return the vault's own row.

        Raises:
            StorageError: the database is of no vault.
            NewerVaultError: its format is newer than this program.
        """
        row: VaultRow | None = self._session.scalar(select(VaultRow))
        if row is None:
            raise StorageError("This database holds no vault; name another folder")
        if row.format > FORMAT:
            raise NewerVaultError
        return row

    def person(self) -> PersonRow:
        """Return the person whose vault it is.

        Raises:
            StorageError: there is nobody.
        """
        row: PersonRow | None = self._session.scalar(select(PersonRow))
        if row is None:
            raise StorageError("This vault has nobody who could open it; restore a backup")
        return row

    def device(self) -> DeviceRow:
        """Return the device of this copy of the vault.

        Raises:
            StorageError: there is none.
        """
        row: DeviceRow | None = self._session.scalar(select(DeviceRow))
        if row is None:
            raise StorageError("This vault knows no device; restore a backup")
        return row

    def add_case(self, case_id: str, created_on: dt.date) -> int:
        """Write a new case; return its number in the order of creation."""
        row = CaseRow(id=case_id, created_on=created_on)
        self.add(row)
        return row.number

    def seals(self, case_id: str, person_id: str) -> Sequence[SealRow]:
        """Return the seals of a case for one person."""
        chosen = select(SealRow).where(SealRow.case_id == case_id, SealRow.person_id == person_id)
        return self._session.scalars(chosen).all()

    def record(self, case_id: str, record_ids: Sequence[bytes]) -> RecordRow | None:
        """Return the record that bears one of these ids, or None."""
        chosen = select(RecordRow).where(RecordRow.case_id == case_id, RecordRow.id.in_(record_ids))
        return self._session.scalar(chosen)

    def records(self, case_id: str) -> Sequence[RecordRow]:
        """Return all records of a case."""
        return self._session.scalars(select(RecordRow).where(RecordRow.case_id == case_id)).all()

    def newest_revision(self, case_id: str, record_ids: Sequence[bytes]) -> Newest | None:
        """Return the newest revision of the record that bears one of these ids."""
        chosen = (
            select(*_NEWEST)
            .where(RevisionRow.case_id == case_id, RevisionRow.record_id.in_(record_ids))
            .order_by(RevisionRow.version.desc())
            .limit(1)
        )
        found = self._session.execute(chosen).first()
        return Newest(*found) if found else None

    def newest_revisions(self, case_id: str) -> dict[bytes, Newest]:
        """Return the newest revision of every record that the case has or had, by record id."""
        versions = (
            select(RevisionRow.record_id, func.max(RevisionRow.version).label("version"))
            .where(RevisionRow.case_id == case_id)
            .group_by(RevisionRow.record_id)
            .subquery()
        )
        chosen = (
            select(*_NEWEST)
            .join(
                versions,
                (versions.c.record_id == RevisionRow.record_id)
                & (versions.c.version == RevisionRow.version),
            )
            .where(RevisionRow.case_id == case_id)
        )
        return {row[0]: Newest(*row) for row in self._session.execute(chosen)}

    def remove_record(self, row: RecordRow) -> None:
        """Take a record's present state away; its revisions stay."""
        self._session.delete(row)
        self.flush()

    def last_revision(self, case_id: str, device_id: str) -> RevisionRow | None:
        """Return the newest revision of a case by one device."""
        chosen = (
            select(RevisionRow)
            .where(RevisionRow.case_id == case_id, RevisionRow.device_id == device_id)
            .order_by(RevisionRow.seq.desc())
            .limit(1)
        )
        return self._session.scalar(chosen)

    def heads(self, case_id: str, *, but: str) -> dict[str, tuple[int, str]]:
        """Return device → number and hex digest of its newest revision, for all devices but one."""
        found = {}
        for device_id in self._session.scalars(select(DeviceRow.id).where(DeviceRow.id != but)):
            last = self.last_revision(case_id, device_id)
            if last is not None:
                found[device_id] = (last.seq, last.digest.hex())
        return found

    def revisions(
        self, case_id: str, record_ids: Sequence[bytes] | None = None, after: int = 0
    ) -> Sequence[RevisionRow]:
        """Return the revisions of a case, or of the records with these ids, oldest first.

        Args:
            case_id: the case.
            record_ids: of one record in all its parts; None = of all records.
            after: only later versions of the record.
        """
        chosen = select(RevisionRow).where(RevisionRow.case_id == case_id)
        if record_ids is not None:
            chosen = chosen.where(RevisionRow.record_id.in_(record_ids))
            chosen = chosen.where(RevisionRow.version > after)
        order = (RevisionRow.device_id, RevisionRow.seq)
        if record_ids is not None:
            return self._session.scalars(chosen.order_by(RevisionRow.version, *order)).all()
        return self._session.scalars(chosen.order_by(*order)).all()

    def index_page(
        self, person_id: str, first: int, size: int, tag: bytes | None
    ) -> tuple[Sequence[tuple[CaseIndexRow, dt.date]], int]:
        """Return a page of the case list, newest first, and how many cases there are in all."""
        where = [CaseIndexRow.person_id == person_id]
        if tag is not None:
            where.append(CaseIndexRow.code_tag == tag)
            total = select(func.count()).select_from(CaseIndexRow).where(*where)
        else:
            total = select(PersonRow.case_count).where(PersonRow.id == person_id)
        newest = CaseIndexRow.case_number.desc()
        numbers = select(CaseIndexRow.case_number).where(*where).order_by(newest)
        page = numbers.offset(first).limit(size).subquery()
        chosen = (
            select(CaseIndexRow, CaseRow.created_on)
            .join(page, page.c.case_number == CaseIndexRow.case_number)
            .join(CaseRow, CaseRow.number == page.c.case_number)
            .where(CaseIndexRow.person_id == person_id)
            .order_by(newest)
        )
        rows = [(row[0], row[1]) for row in self._session.execute(chosen)]
        return rows, self._session.scalar(total) or 0

    def add_to_index(self, row: CaseIndexRow) -> None:
        """Write a new line of the case list and count it."""
        self.add(row)
        person = self._session.get_one(PersonRow, row.person_id)
        person.case_count += 1
        self.flush()

    def index(self, person_id: str, case_id: str) -> CaseIndexRow | None:
        """Return one case's line of the list."""
        return self._session.get(CaseIndexRow, (person_id, case_id))

    def attachment(self, attachment_id: str) -> AttachmentRow | None:
        """Return the row of an attachment."""
        return self._session.get(AttachmentRow, attachment_id)

    def attachments(self, case_id: str) -> Sequence[AttachmentRow]:
        """Return the rows of a case's attachments."""
        chosen = select(AttachmentRow).where(AttachmentRow.case_id == case_id)
        return self._session.scalars(chosen).all()

    def keep_form(self, digest: str, form_id: str, version: int, content: bytes) -> None:
        """Keep a compiled form unless it is there already."""
        if self._session.get(FormRow, digest) is None:
            packed = zlib.compress(content, 9)
            self.add(FormRow(digest=digest, form_id=form_id, version=version, content=packed))

    def form(self, digest: str) -> bytes | None:
        """Return the content of a compiled form."""
        row = self._session.get(FormRow, digest)
        return zlib.decompress(row.content) if row else None
