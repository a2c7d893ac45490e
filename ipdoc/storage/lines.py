"""What casework asks about lines of the case list that others have to write anew."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from ipdoc.storage.people import remove_line
from ipdoc.storage.rows import Rows
from ipdoc.storage.tables import CaseIndexRow, CaseRow


def stale(rows: Rows, person_id: str) -> Sequence[str]:
    """Return the ids of the cases whose line in a person's list is stale, in their order."""
    chosen = select(CaseIndexRow.case_id).where(
        CaseIndexRow.person_id == person_id, CaseIndexRow.stale
    )
    return rows.session.scalars(chosen.order_by(CaseIndexRow.case_id)).all()


def make_stale(rows: Rows, case_id: str, *, but: str) -> None:
    """Mark the lines of a case in everybody's list but one person's."""
    where = (CaseIndexRow.case_id == case_id, CaseIndexRow.person_id != but)
    rows.session.execute(update(CaseIndexRow).where(*where).values(stale=True))


def make_fresh(rows: Rows, case_id: str, person_id: str) -> None:
    """Mark the line of a case in a person's list as written."""
    where = (CaseIndexRow.case_id == case_id, CaseIndexRow.person_id == person_id)
    rows.session.execute(update(CaseIndexRow).where(*where).values(stale=False))


def expect(rows: Rows, case_id: str, person_id: str) -> None:
    """See that a person's list has a line for a case, to be written when they next read it."""
    if rows.index(person_id, case_id) is not None:
        return
    number = rows.session.scalars(select(CaseRow.number).where(CaseRow.id == case_id)).one()
    rows.add_to_index(
        CaseIndexRow(
            person_id=person_id,
            case_id=case_id,
            case_number=number,
            code_tag=b"",
            blob=b"",
            stale=True,
        )
    )


def drop(rows: Rows, case_id: str, person_id: str) -> None:
    """Take the line of a case out of a person's list."""
    remove_line(rows, person_id, case_id)
