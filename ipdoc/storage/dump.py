"""Rows as lines of text, the same from both kinds of database (docs/backup-format.md).

A line is a JSON object: ``table`` and the columns under their names, keys sorted, no spaces.
Bytes are in base64, days YYYY-MM-DD, the rest as JSON has it.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table, func, insert, select

from ipdoc.storage.errors import StorageError
from ipdoc.storage.tables import Base

OF_CASE = ("case", "attachment", "revision", "record")
"""Tables whose rows belong to one case, in the order in which they can be written."""
KEYS = ("person", "seal", "invitation", "erased")
"""What opens the rest: kept apart, replaced and never versioned."""
COMMON = ("vault", "device", "form", "head")
INDEX = ("case_index",)
_NUMBERED = {"case": "number", "head": "number"}
"""Tables whose key the database counts."""
_AT_ONCE = 200


class UnreadableDumpError(StorageError):
    """A line is not of a vault, or of a newer one."""

    def __init__(self) -> None:
        super().__init__(
            "The backup holds what this ipdoc does not know; install the version that made it"
        )


def table(name: str) -> Table:
    """Return a table by its name.

    Raises:
        UnreadableDumpError: there is none.
    """
    try:
        return Base.metadata.tables[name]
    except KeyError:
        raise UnreadableDumpError from None


def lines(
    connection: Connection, names: Sequence[str], case_id: str | None = None
) -> Iterator[bytes]:
    """Yield the rows of tables as lines, ordered by their keys; of one case, if it is named."""
    for name in names:
        chosen = table(name)
        asked = select(chosen).order_by(*chosen.primary_key.columns)
        if case_id is not None:
            owner = chosen.c.id if name == "case" else chosen.c.case_id
            asked = asked.where(owner == case_id)
        with connection.execute(asked, execution_options={"yield_per": _AT_ONCE}) as found:
            for row in found.mappings():
                yield line(name, row)


def line(name: str, row: Any) -> bytes:
    """Return one row as a line, with its end."""
    told = {key: _told(value) for key, value in row.items()}
    return _canonical({"table": name, **told}) + b"\n"


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _told(value: object) -> object:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, dt.date) else value


def parse(data: bytes) -> tuple[str, dict[str, Any]]:
    """Return the table and the columns of a line; a column that it does not name is left out.

    Raises:
        UnreadableDumpError: it is no row of a vault as this program knows it.
    """
    try:
        said = json.loads(data)
        name = said.pop("table")
        columns = table(name).columns
        return name, {key: _meant(columns[key], value) for key, value in said.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UnreadableDumpError from None


def needed(name: str) -> frozenset[str]:
    """Return the columns of a table that have no value of their own.

    Raises:
        UnreadableDumpError: there is no such table.
    """
    columns = table(name).columns
    own = {_NUMBERED.get(name)}
    return frozenset(
        one.name
        for one in columns
        if not one.nullable and one.default is None and one.name not in own
    )


def _meant(column: Column[Any], value: Any) -> object:
    """Return what a value of a line stands for in its column.

    Raises:
        TypeError: it is of another kind, or no value where there must be one.
        ValueError: it cannot be read, or is a number that no database takes.
    """
    kind = column.type.python_type
    if value is None and column.nullable:
        return None
    if kind is bytes:
        return base64.b64decode(value, validate=True)
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    if type(value) is not kind:  # true and false are no numbers here
        raise TypeError
    if kind is int and abs(value) >> 63:
        raise ValueError
    return value


def write_rows(connection: Connection, rows: Iterable[tuple[str, dict[str, Any]]]) -> int:
    """Write rows, as ``parse`` gives them, into empty tables; return their number."""
    count, name, waiting = 0, "", list[dict[str, Any]]()
    for row_table, row in rows:
        if waiting and (
            row_table != name or len(waiting) == _AT_ONCE or row.keys() != waiting[0].keys()
        ):
            connection.execute(insert(table(name)), waiting)
            waiting = []
        name = row_table
        waiting.append(row)
        count += 1
    if waiting:
        connection.execute(insert(table(name)), waiting)
    return count


def count_on(connection: Connection) -> None:
    """Let the database count on from the highest numbers that were written."""
    if connection.dialect.name != "postgresql":
        return
    for name, column in _NUMBERED.items():
        highest = connection.scalar(select(func.max(table(name).c[column])))
        if highest is not None:
            sequence = func.pg_get_serial_sequence(f'"{name}"', column)
            connection.execute(select(func.setval(sequence, highest)))


def files(connection: Connection) -> Iterator[tuple[str, str, int, bytes]]:
    """Yield case, id, size and digest of every attachment, by case."""
    attachment = table("attachment")
    chosen = select(*(attachment.c[key] for key in ("case_id", "id", "size", "digest")))
    for row in connection.execute(chosen.order_by(attachment.c.case_id, attachment.c.id)):
        yield row[0], row[1], row[2], bytes(row[3])


def case_ids(connection: Connection) -> list[str]:
    """Return the ids of all cases, the register among them."""
    case = table("case")
    return list(connection.scalars(select(case.c.id).order_by(case.c.id)))


def erased_ids(connection: Connection) -> dict[str, str]:
    """Return the ids of all cases that were erased, each with its kind."""
    erased = table("erased")
    return {row[0]: row[1] for row in connection.execute(select(erased.c.case_id, erased.c.kind))}


def schema(connection: Connection) -> str:
    """Return the revision of the tables."""
    from ipdoc.storage.formats import found_formats

    return "".join(found_formats(connection))


def keys(connection: Connection, name: str, column: str) -> set[Any]:
    """Return all values of a column."""
    return set(connection.scalars(select(table(name).c[column])))
