"""What casework asks about people, devices, seals and invitations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import cast

from sqlalchemy import Table, bindparam, delete, select, update

from ipdoc.domain.people import Membership
from ipdoc.storage.errors import StorageError
from ipdoc.storage.rows import Rows
from ipdoc.storage.tables import (
    CaseIndexRow,
    CaseRow,
    DeviceRow,
    InvitationRow,
    PersonRow,
    SealRow,
    SessionRow,
)

_CASE = cast(Table, CaseRow.__table__)
_LOCK_CASE = (
    select(_CASE.c.number).where(_CASE.c.id == bindparam("case")).with_for_update(key_share=True)
)


def all_people(rows: Rows) -> Sequence[PersonRow]:
    """Return everybody who has or had a key pair in the vault, in the order of their ids."""
    return rows.session.scalars(select(PersonRow).order_by(PersonRow.id)).all()


def one_person(rows: Rows, person_id: str, *, lock: bool = False) -> PersonRow | None:
    """Return one person; with ``lock``, nobody else changes the row until the transaction ends."""
    chosen = select(PersonRow).where(PersonRow.id == person_id)
    if lock:
        chosen = chosen.with_for_update(key_share=True).execution_options(populate_existing=True)
    return rows.session.scalar(chosen)


def known_person(rows: Rows, person_id: str) -> PersonRow:
    """Return a person who must be there.

    Raises:
        StorageError: the row is gone.
    """
    found = one_person(rows, person_id)
    if found is None:
        raise StorageError("A person of this vault is missing; restore a backup")
    return found


def founder(rows: Rows) -> PersonRow:
    """Return the person who made the vault.

    Raises:
        StorageError: there is nobody.
    """
    chosen = select(PersonRow)
    if named := rows.vault().founder_id:
        chosen = chosen.where(PersonRow.id == named)
    found = rows.session.scalars(chosen.limit(1)).first()
    if found is None:
        raise StorageError("This vault has nobody who could open it; restore a backup")
    return found


def lock_case(rows: Rows, case_id: str) -> None:
    """Let nobody else write to a case until the transaction ends (SQLite locks as a whole)."""
    if rows.connection.dialect.name != "sqlite":
        rows.connection.execute(_LOCK_CASE, {"case": case_id})


def device(rows: Rows, device_id: str) -> DeviceRow | None:
    """Return a device."""
    return rows.session.get(DeviceRow, device_id)


def case_seals(rows: Rows, case_id: str) -> Sequence[SealRow]:
    """Return the seals of a case for everybody, ordered by part, epoch and person."""
    order = (SealRow.part, SealRow.epoch, SealRow.person_id)
    return rows.session.scalars(
        select(SealRow).where(SealRow.case_id == case_id).order_by(*order)
    ).all()


def shared_cases(rows: Rows, person_id: str) -> Sequence[str]:
    """Return the ids of all cases of which a person has a seal."""
    chosen = select(SealRow.case_id).where(SealRow.person_id == person_id).distinct()
    return rows.session.scalars(chosen.order_by(SealRow.case_id)).all()


def remove_seals(rows: Rows, person_id: str, case_id: str, parts: Sequence[str] = ()) -> None:
    """Destroy a person's seals of a case, or of some of its parts."""
    chosen = delete(SealRow).where(SealRow.person_id == person_id, SealRow.case_id == case_id)
    if parts:
        chosen = chosen.where(SealRow.part.in_(parts))
    rows.session.execute(chosen)
    rows.session.expire_all()


def remove_line(rows: Rows, person_id: str, case_id: str) -> None:
    """Take a case out of a person's list."""
    line = delete(CaseIndexRow).where(
        CaseIndexRow.person_id == person_id, CaseIndexRow.case_id == case_id
    )
    if rows.session.execute(line).rowcount:  # type: ignore[attr-defined]
        fewer = {"case_count": PersonRow.case_count - 1}
        rows.session.execute(update(PersonRow).where(PersonRow.id == person_id).values(fewer))
    rows.session.expire_all()


def by_code(rows: Rows, code_tag: bytes) -> InvitationRow | None:
    """Return the open invitation with this tag of its code."""
    return rows.session.scalar(select(InvitationRow).where(InvitationRow.code_tag == code_tag))


def open_invitations(rows: Rows) -> dict[str, dt.date]:
    """Return the ids of the invitations that nobody answered, with their last day."""
    found = rows.session.execute(select(InvitationRow.id, InvitationRow.expires_on))
    return {row[0]: row[1] for row in found}


def take_invitation(rows: Rows, invitation_id: str) -> bool:
    """Use an invitation up; tell whether it was still there, so that two cannot answer one."""
    gone = rows.session.execute(delete(InvitationRow).where(InvitationRow.id == invitation_id))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def end_sessions(rows: Rows, person_id: str) -> None:
    """End all sessions of a person that workers share."""
    rows.session.execute(delete(SessionRow).where(SessionRow.person_id == person_id))


def remove_person(rows: Rows, row: PersonRow) -> None:
    """Take somebody out who was never let in."""
    rows.session.delete(row)
    rows.session.flush()


def active_ids(rows: Rows) -> frozenset[str]:
    """Return the ids of everybody who belongs to the vault now."""
    chosen = select(PersonRow.id).where(PersonRow.status == Membership.ACTIVE)
    return frozenset(rows.session.scalars(chosen))
