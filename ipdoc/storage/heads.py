"""The heads of a vault: rows that are only ever added."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from ipdoc.storage.raw import RawRows
from ipdoc.storage.rows import Rows
from ipdoc.storage.tables import DeviceRow, HeadRow, VaultRow


class HeadRows:
    """Questions about heads.

    Args:
        rows: of an open transaction.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._session = rows.session

    @property
    def raw(self) -> RawRows:
        """The tables as they lie there."""
        return RawRows(self._session.connection())

    def take_turns(self) -> None:
        """Let one head be made at a time; SQLite's writer is alone anyway."""
        self._session.scalar(select(VaultRow).with_for_update())

    def newest(self) -> HeadRow | None:
        """Return the head made last."""
        return self._session.scalar(select(HeadRow).order_by(HeadRow.number.desc()).limit(1))

    def newest_few(self, count: int) -> Sequence[HeadRow]:
        """Return the heads made last, the oldest of them first."""
        chosen = select(HeadRow).order_by(HeadRow.number.desc()).limit(count)
        return self._session.scalars(chosen).all()[::-1]

    def all(self) -> Sequence[HeadRow]:
        """Return all heads, the oldest first."""
        return self._session.scalars(select(HeadRow).order_by(HeadRow.number)).all()

    def device_key(self, device_id: str) -> bytes | None:
        """Return the public key of a device."""
        found = self._session.get(DeviceRow, device_id)
        return found.public_key if found else None

    def add(self, row: HeadRow) -> None:
        """Write a new head."""
        self._rows.add(row)
