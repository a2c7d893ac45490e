"""Take the traces of deleted rows out of the database's own files.

SQLite, with ``secure_delete`` on, overwrites what is deleted; what is left to do is to empty the
write-ahead log, which still holds the pages as they were, and to see to the gaps: when a page is
laid out anew, SQLite may leave old bytes between its table of cells and the cells. Where such
bytes are found the file is written anew (VACUUM).

PostgreSQL keeps deleted rows in the table's file until it is vacuumed, and a plain vacuum only
lets the room be used again; the table of seals is small and is written anew (VACUUM FULL). That
keeps deleted rows as long as anybody reads who began before, also another table, or the server
itself gathers its statistics; so it is asked to say how many it kept.
What replicas, archived logs and backups keep is out of a program's reach.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from ipdoc.storage.errors import BusyError
from ipdoc.storage.explaining import explained_database

_TREE_PAGES = {2: 12, 5: 12, 10: 8, 13: 8}
"""First byte of a page of a table or index → length of its head (SQLite file format, 1.6)."""
_REMAINS = re.compile(rb"[^\x00](?:\x00?[^\x00]){15}")
"""Sixteen bytes without two zeros in a row: shorter rests are old numbers of cells."""
_REWRITTEN = ("seal", "case_index")
_VACUUMED = ("record", "revision", "attachment", "case")
_LOOK_S = 0.1


def scrub(engine: Engine, wait_s: float) -> bool:
    """Take the traces of deleted rows out; return False while somebody who reads prevents it.

    Args:
        engine: of the database.
        wait_s: how long to wait for those who read.

    Raises:
        StorageError: the disk is full, or the database is damaged.
    """
    try:
        with explained_database():
            if engine.dialect.name == "sqlite":
                return _scrub_sqlite(engine, wait_s)
            return _scrub_postgresql(engine, wait_s)
    except BusyError:
        return False


def _scrub_postgresql(engine: Engine, wait_s: float) -> bool:
    until = time.monotonic() + wait_s
    with engine.connect() as connection:
        for table in _REWRITTEN:
            while not _written_anew(connection, table):
                if time.monotonic() > until:
                    return False
                time.sleep(_LOOK_S)
        for table in _VACUUMED:
            connection.exec_driver_sql(f'VACUUM "{table}"')
    return True


def _written_anew(connection: Connection, table: str) -> bool:
    """Write a table anew; tell whether no deleted row was kept for somebody who reads."""
    told: list[str] = []

    def hear(said: Any) -> None:
        told.append(said.message_detail or "")

    driver: Any = connection.connection.driver_connection
    driver.add_notice_handler(hear)
    try:
        connection.exec_driver_sql(f'VACUUM (FULL, VERBOSE) "{table}"')
    finally:
        driver.remove_notice_handler(hear)
    kept = [found.group() for one in told if (found := re.search(r"\d+", one))]
    return kept != [] and all(int(one) == 0 for one in kept)


def _scrub_sqlite(engine: Engine, wait_s: float) -> bool:
    file = Path(str(engine.url.database))
    with closing(sqlite3.connect(file, timeout=wait_s, isolation_level=None)) as own:
        own.execute("PRAGMA temp_store = MEMORY")
        if not _empty_log(own):
            return False
        if any(_gaps_with_remains(file)):
            own.execute("VACUUM")
            return _empty_log(own)
    return True


def _empty_log(own: sqlite3.Connection) -> bool:
    """Move the write-ahead log into the database and cut it to nothing, once nobody reads it."""
    busy, _, _ = own.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def _gaps_with_remains(file: Path) -> Iterator[bytes]:
    """Yield the unused room of every page in which old bytes are left."""
    with file.open("rb", buffering=1024 * 1024) as stream:
        head = stream.read(100)
        size = int.from_bytes(head[16:18], "big")
        size = 65536 if size == 1 else size
        stream.seek(0)
        at = 100
        while page := stream.read(size):
            gap = _gap(page, at)
            if _REMAINS.search(gap):
                yield gap
            at = 0


def _gap(page: bytes, at: int) -> bytes:
    """Return the bytes between a page's table of cells and its cells, none for other pages."""
    head = _TREE_PAGES.get(page[at])
    if head is None:
        return b""
    cells = int.from_bytes(page[at + 3 : at + 5], "big")
    first_cell = int.from_bytes(page[at + 5 : at + 7], "big") or 65536
    return page[at + head + 2 * cells : first_cell]
