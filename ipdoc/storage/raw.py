"""Rows as they lie in the database, of whatever type they are: for digests and for checking.

An intruder need not keep to the types of the columns, and what he leaves must still be named.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, bindparam, text

from ipdoc.storage.explaining import explained_database
from ipdoc.storage.tables import Base

Value = int | str | bytes | float | None
Raw = dict[str, Value]
"""Column → value; days as YYYY-MM-DD, truth as 0 and 1, on every database."""
_CHUNK = 500
"""Cases asked for at once; SQLite takes 999 places in a statement at least."""
_DIGEST_CHARACTERS = 32


def columns(table: str) -> tuple[str, ...]:
    """Return the names of a table's columns, in order."""
    return tuple(column.name for column in Base.metadata.tables[table].columns)


def key_of(table: str, row: Raw) -> str:
    """Return what a row is known by: the values of its primary key, joined by slashes."""
    names = (column.name for column in Base.metadata.tables[table].primary_key.columns)
    return "/".join(_shown(row[name]) for name in names)


def row_digest(row: Raw, names: Iterable[str]) -> str:
    """Return 32 hex digits that stand for these columns of a row: SHA-256, cut to 128 bits."""
    said = [[name, _shown(row[name]), type(row[name]).__name__] for name in sorted(names)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:_DIGEST_CHARACTERS]


def _shown(value: Value) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


class RawRows:
    """Reads tables without any notion of what a value should be.

    Args:
        connection: of an open transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, table: str, case_ids: Sequence[str] | None = None) -> Iterator[Raw]:
        """Yield the rows of a table, by primary key; of some cases only, if these are given."""
        name = "id" if table == "case" else "case_id"
        for chosen in _chunks(case_ids):
            where = "" if chosen is None else f" WHERE {name} IN :cases"
            yield from self._selected(table, where, chosen)

    def tips(self, case_ids: Sequence[str] | None = None) -> Iterator[tuple[str, str, int, bytes]]:
        """Yield case, device, number and digest of the newest revision of every chain."""
        for chosen in _chunks(case_ids):
            where = "" if chosen is None else " WHERE case_id IN :cases"
            newest = (
                "SELECT r.case_id, r.device_id, r.seq, r.digest FROM revision r JOIN "  # noqa: S608
                f"(SELECT case_id, device_id, max(seq) AS seq FROM revision{where} "
                "GROUP BY case_id, device_id) t ON r.case_id = t.case_id "
                "AND r.device_id = t.device_id AND r.seq = t.seq"
            )
            for row in self._run(newest, chosen):
                yield row[0], row[1], row[2], bytes(row[3])

    def count(self, table: str) -> int:
        """Return the number of rows in a table."""
        quoted = self._connection.dialect.identifier_preparer.quote(table)
        ((count,),) = self._run(f"SELECT count(*) FROM {quoted}", None)  # noqa: S608
        return int(count)

    def _selected(self, table: str, where: str, chosen: list[str] | None) -> Iterator[Raw]:
        quote = self._connection.dialect.identifier_preparer.quote
        names = columns(table)
        keys = (column.name for column in Base.metadata.tables[table].primary_key.columns)
        select = ", ".join(map(quote, names))
        order = ", ".join(map(quote, keys))
        statement = f"SELECT {select} FROM {quote(table)}{where} ORDER BY {order}"  # noqa: S608
        for row in self._run(statement, chosen):
            yield dict(zip(names, map(_plain, row), strict=True))

    def _run(self, statement: str, chosen: list[str] | None) -> Iterator[tuple[Any, ...]]:
        asked = text(statement)
        if chosen is not None:
            asked = asked.bindparams(bindparam("cases", chosen, expanding=True))
        given = {"yield_per": 500}
        with (
            explained_database(),
            self._connection.execute(asked, execution_options=given) as found,
        ):
            for row in found:
                yield tuple(row)


def _chunks(case_ids: Sequence[str] | None) -> Iterator[list[str] | None]:
    if case_ids is None:
        yield None
        return
    for first in range(0, len(case_ids), _CHUNK):
        yield list(case_ids[first : first + _CHUNK])


def _plain(value: object) -> Value:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(value, bool):
        return int(value)
    if value is None or isinstance(value, (int, str, bytes, float)):
        return value
    raise TypeError(type(value).__name__)


@contextmanager
def any_text(connection: Connection) -> Iterator[None]:
    """Read texts that are no UTF-8 as well, for as long as this lasts; SQLite alone has them."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    driver.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = str
