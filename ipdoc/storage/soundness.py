"""Whether the database is whole in itself: pages, indexes, references, and nothing put in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sqlalchemy import Connection, create_engine

_MOST = 1000
_SCHEMA = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
_TRIGGERS = (
    "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
)
Schema = dict[tuple[str, str], str]


def damages(connection: Connection) -> Iterator[str]:
    """Yield what the database's own check finds, one line each; PostgreSQL has none to ask."""
    if connection.dialect.name == "sqlite":
        for (line,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})"):
            if line != "ok":
                yield str(line)


def orphans(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield table and number of the rows that refer to a row that is not there."""
    if connection.dialect.name == "sqlite":
        for table, row, _parent, _key in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield str(table), str(row)


def strange_parts(connection: Connection) -> Iterator[str]:
    """Yield the names of tables, indexes and triggers that the program did not make, or not so."""
    if connection.dialect.name != "sqlite":
        yield from (str(name) for (name,) in connection.exec_driver_sql(_TRIGGERS))
        return
    found, expected = _schema(connection), _expected()
    for name in sorted({*found, *expected}):
        if found.get(name) != expected.get(name):
            yield " ".join(name)


def _schema(connection: Connection) -> Schema:
    return {
        (str(kind), str(name)): f"{table} {_plain(str(sql))}"
        for kind, name, table, sql in connection.exec_driver_sql(_SCHEMA)
    }


def _plain(sql: str) -> str:
    """Return a statement without what differs between versions of the library that wrote it."""
    return "".join(sql.replace('"', "").lower().split())


@lru_cache(maxsize=1)
def _expected() -> Schema:
    from ipdoc.storage.formats import bring_up

    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            bring_up(connection)
            return _schema(connection)
    finally:
        engine.dispose()
