"""The rows of a case that is erased: keys first, the rest after, and a line that says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select, update

from ipdoc.storage.rows import Rows
from ipdoc.storage.tables import (
    AttachmentRow,
    CaseIndexRow,
    CaseRow,
    ErasedRow,
    PersonRow,
    RecordRow,
    RevisionRow,
    SealRow,
)

ERASED, AWAY = "erased", "away"
"""Kinds of an erased case: for good, or handed over for a journey."""


def destroy_keys(rows: Rows, case_id: str, on: dt.date, kind: str) -> None:
    """Destroy everybody's seals and list lines of a case, and note it as erased.

    Args:
        rows: of a writing transaction.
        case_id: the case.
        on: the day.
        kind: ``ERASED`` or ``AWAY``.
    """
    session = rows.session
    mine = select(CaseIndexRow.person_id).where(CaseIndexRow.case_id == case_id)
    session.execute(
        update(PersonRow)
        .where(PersonRow.id.in_(mine))
        .values(case_count=PersonRow.case_count - 1)
        .execution_options(synchronize_session=False)
    )
    for table in (CaseIndexRow, SealRow):
        session.execute(delete(table).where(table.case_id == case_id))
    session.expire_all()
    rows.add(ErasedRow(case_id=case_id, erased_on=on, kind=kind, finished=False))


def unfinished(rows: Rows) -> Sequence[str]:
    """Return the ids of the cases whose rows, files or traces are not gone yet."""
    chosen = select(ErasedRow.case_id).where(ErasedRow.finished.is_(False))
    return rows.session.scalars(chosen.order_by(ErasedRow.case_id)).all()


def erased(rows: Rows, case_id: str) -> ErasedRow | None:
    """Return the line of an erased case."""
    return rows.session.get(ErasedRow, case_id)


def take_back(rows: Rows, row: ErasedRow) -> None:
    """Forget that a case was handed over for a journey: it is back."""
    rows.session.delete(row)
    rows.flush()


def files_of(rows: Rows, case_ids: Sequence[str]) -> Sequence[str]:
    """Return the ids of the attachments that cases still name."""
    chosen = select(AttachmentRow.id).where(AttachmentRow.case_id.in_(case_ids))
    return rows.session.scalars(chosen.order_by(AttachmentRow.id)).all()


def destroy_rows(rows: Rows, case_ids: Sequence[str]) -> None:
    """Delete what is left of cases whose keys are destroyed and whose files are gone."""
    for table in (RecordRow, RevisionRow, AttachmentRow):
        rows.session.execute(delete(table).where(table.case_id.in_(case_ids)))
    rows.session.execute(delete(CaseRow).where(CaseRow.id.in_(case_ids)))


def note_finished(rows: Rows, case_ids: Sequence[str]) -> None:
    """Note that nothing is left of erased cases."""
    rows.session.execute(
        update(ErasedRow).where(ErasedRow.case_id.in_(case_ids)).values(finished=True)
    )
