"""What casework asks of the tables, one question a function; rows go in and out as they are."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ipdoc.storage.errors import NewerVaultError, StorageError
from ipdoc.storage.packing import packed, unpacked
from ipdoc.storage.tables import (
    AttachmentRow,
    Base,
    CaseIndexRow,
    CaseRow,
    FormRow,
    PersonRow,
    RevisionRow,
    SealRow,
    VaultRow,
)

Row = TypeVar("Row", bound=Base)
FORMAT = 1
"""Format of the vault as a whole."""


class Rows:
    """The rows of one transaction.

    Args:
        connection: of an open transaction.
        write: whether the transaction holds the lock of the writer.
    """

    def __init__(self, connection: Connection, *, write: bool = True) -> None:
        self.writing = write
        """Whether the transaction may write."""
        self.connection = connection
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
        self.refuse_reading()
        self._session.flush()

    def refuse_reading(self) -> None:
        """Refuse to write in a transaction that was opened to read.

        Raises:
            RuntimeError: it was.
        """
        if not self.writing:
            raise RuntimeError("this unit of work only reads; open it with write=True")

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

    def add_case(self, case_id: str, created_on: dt.date) -> int:
        """Write a new case; return its number in the order of creation."""
        row = CaseRow(id=case_id, created_on=created_on)
        self.add(row)
        return row.number

    def count_cases(self) -> int:
        """Return how many cases there are, the register included."""
        return self._session.scalar(select(func.count()).select_from(CaseRow)) or 0

    def seals(self, case_id: str, person_id: str) -> Sequence[SealRow]:
        """Return the seals of a case for one person, those of earlier epochs first."""
        chosen = select(SealRow).where(SealRow.case_id == case_id, SealRow.person_id == person_id)
        return self._session.scalars(chosen.order_by(SealRow.part, SealRow.epoch)).all()

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
        order = (RevisionRow.device_id, RevisionRow.seq)
        if record_ids is None:
            return self._session.scalars(chosen.order_by(*order)).all()
        chosen = chosen.where(RevisionRow.record_id.in_(record_ids), RevisionRow.version > after)
        return self._session.scalars(chosen.order_by(RevisionRow.version, *order)).all()

    def index_page(
        self, person_id: str, first: int, size: int, tag: bytes | None
    ) -> tuple[Sequence[tuple[CaseIndexRow, dt.date]], int]:
        """Return a page of the case list, newest first, and how many cases there are in all."""
        where = [CaseIndexRow.person_id == person_id]
        if tag is not None:
            where.append(CaseIndexRow.code_tag == tag)
            counted = select(func.count()).select_from(CaseIndexRow).where(*where)
        else:
            counted = select(PersonRow.case_count).where(PersonRow.id == person_id)
        total = self._session.scalar(counted) or 0
        size = max(0, min(size, total - first))
        newest = CaseIndexRow.case_number.desc()
        numbers = select(CaseIndexRow.case_number).where(*where)
        if first > total // 2:  # the rows that are passed over are counted from the nearer end
            order, passed = CaseIndexRow.case_number.asc(), total - first - size
        else:
            order, passed = newest, first
        page = numbers.order_by(order).offset(passed).limit(size).subquery()
        chosen = (
            select(CaseIndexRow, CaseRow.created_on)
            .join(page, page.c.case_number == CaseIndexRow.case_number)
            .join(CaseRow, CaseRow.number == page.c.case_number)
            .where(CaseIndexRow.person_id == person_id)
            .order_by(newest)
        )
        return [(row[0], row[1]) for row in self._session.execute(chosen)], total

    def add_to_index(self, row: CaseIndexRow) -> None:
        """Write a new line of the case list and count it."""
        self.add(row)
        more = update(PersonRow).where(PersonRow.id == row.person_id)
        self._session.execute(more.values(case_count=PersonRow.case_count + 1))

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
        if self._session.get(FormRow, digest) is not None:
            return
        with contextlib.suppress(IntegrityError), self._session.begin_nested():
            # somebody may be keeping the same one at this moment
            about = {"digest": digest, "form_id": form_id, "version": version}
            self.add(FormRow(**about, content=packed(content)))

    def form(self, digest: str) -> bytes | None:
        """Return the content of a compiled form, nothing at all where it cannot be unpacked."""
        row = self._session.get(FormRow, digest)
        if row is None:
            return None
        try:
            return unpacked(row.content)
        except ValueError:
            return b""
