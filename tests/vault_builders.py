"""Builders for the tests of vault, storage and case files."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

from ipdoc.casework.core.openvault import create_vault
from ipdoc.storage.place import Place
from ipdoc.storage.sqlite import FILE_NAME
from ipdoc.vault.keys import KdfCost
from tests.databases import ruled, where

PASSPHRASE = "correct horse battery staple"
CHEAP = KdfCost(memory_kib=8 * 1024, iterations=1, lanes=1)


def a_vault(folder, **given):
    """Return a new open vault in ``folder/vault`` or at a place; the caller closes it."""
    given.setdefault("cost", CHEAP)
    chosen = folder if isinstance(folder, Place) else where(folder)
    return create_vault(chosen, "Dr Test", PASSPHRASE, **given)


def a_case(vault, **index):
    """Make a case; return its id."""
    with vault.transaction() as work:
        return work.new_case({"code": "T-1", **index}).case_id


def put(vault, case_id, path, text, expected=None, part="record"):
    """Save a text under a path; return the record."""
    payload = {"schema": 1, "text": text}
    with vault.transaction() as work:
        case = work.case(case_id)
        return case.put(path, payload, part, expected_version=expected, why="test")


def get(vault, case_id, path):
    """Return the stored record or None."""
    with vault.transaction(write=False) as work:
        return work.case(case_id).get(path)


def below(vault, case_id, prefix=""):
    """Return all records whose path begins with the prefix."""
    with vault.transaction(write=False) as work:
        return work.case(case_id).below(prefix)


def verify(vault, case_id):
    """Check the whole case."""
    with vault.transaction(write=False) as work:
        return work.case(case_id).verify()


def sql(vault_or_folder, statement, *values):
    """Change the database from outside, as an intruder would; return the rows."""
    there = getattr(vault_or_folder, "place", vault_or_folder)
    if isinstance(there, Place) and there.served:
        return _sql_on_server(there, statement, values)
    folder = getattr(vault_or_folder, "folder", vault_or_folder)
    with closing(sqlite3.connect(Path(folder) / FILE_NAME, timeout=5)) as database:
        found = database.execute(statement, values).fetchall()
        database.commit()
        return found


def _sql_on_server(there, statement, values):
    with closing(psycopg.connect(ruled(there.database_url), autocommit=True)) as database:
        database.execute("SET session_replication_role = replica")  # no constraint stops him
        cursor = database.execute(statement.replace("?", "%s").replace("rowid", "ctid"), values)
        return cursor.fetchall() if cursor.description else []
