"""On PostgreSQL too, whatever is changed in a row is reported by the check."""

import random
from contextlib import closing

import psycopg
import pytest

from ipdoc.casework.core.casekeys import PARTS
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.keeping.heads import make_head
from ipdoc.casework.keeping.outside import export_head, read_outside
from ipdoc.casework.keeping.state import LASTING, PASSING, UNCOVERED
from ipdoc.casework.keeping.verify import verify_vault
from ipdoc.errors import IpdocError
from ipdoc.storage.tables import Base
from tests.databases import on_postgresql, ruled, where
from tests.people_builders import a_second_person
from tests.vault_builders import PASSPHRASE, a_case, a_vault, put

SEED = 20261127
IDLE = ("session", "attempt")
TOLD = {(table, name) for table, names in (LASTING | PASSING).values() for name in names}
"""Columns of the rows that every new head tells anew."""


@pytest.fixture
def place(databases, tmp_path):
    """The place of a vault of two people, closed, on PostgreSQL."""
    with on_postgresql(databases):
        place = where(tmp_path)
        with a_vault(place) as vault:
            case_id = a_case(vault)
            put(vault, case_id, "a/1", "one")
            put(vault, case_id, "a/1", "two", 1)
            put(vault, case_id, "b/1", "three", part="intimate")
            with a_second_person(vault) as second:
                with vault.transaction() as work:
                    work.seal_to(case_id, PARTS, second.person_id)
                put(second, case_id, "c/1", "four")
        yield place


def said(place, outside=None):
    """Return what the check says; a vault that is refused at the door says so itself."""
    try:
        vault = open_vault(place, PASSPHRASE, name="Dr Test")
    except IpdocError as error:
        return [str(error)]
    with vault:
        steps = list(verify_vault(vault, outside, files=True))
    return [str(fault.what) for step in steps for fault in step.faults]


class Intruder:
    """Has the database server, and no key."""

    def __init__(self, place, seed):
        self.address = ruled(place.database_url)
        self.chance = random.Random(seed)  # noqa: S311 - no secret

    def run(self, statement, values=()):
        """Run a statement past all foreign keys; return its rows."""
        with closing(psycopg.connect(self.address, autocommit=True)) as connection:
            connection.execute("SET session_replication_role = replica")
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def change_one(self):
        """Write another value into any column of any row; return what, and what undoes it."""
        while True:
            table = self.chance.choice(sorted(set(Base.metadata.tables) - set(IDLE)))
            rows = self.run(f'SELECT ctid, * FROM "{table}"')  # noqa: S608
            names = [column.name for column in Base.metadata.tables[table].columns]
            if not rows:
                continue
            row, column = self.chance.choice(rows), self.chance.choice(names)
            listed = self.run(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
                "AND table_schema = current_schema() ORDER BY ordinal_position",
                (table,),
            )
            before = row[1 + [name for (name,) in listed].index(column)]
            change = f'UPDATE "{table}" SET "{column}" = %s WHERE ctid = %s RETURNING ctid'  # noqa: S608
            try:
                ((place,),) = self.run(change, (self._another(before), row[0]))
            except psycopg.errors.IntegrityError:
                continue
            return table, column, (change, (before, place))

    def _another(self, value):
        if isinstance(value, bool):
            return not value
        if isinstance(value, int):
            return value + self.chance.choice((-1, 1, 7))
        if isinstance(value, str):
            return value[:-1] + self.chance.choice([one for one in "xyz#" if one != value[-1:]])
        if isinstance(value, bytes) and value:
            at = self.chance.randrange(len(value))
            return value[:at] + bytes((value[at] ^ 1,)) + value[at + 1 :]
        return b"x" if isinstance(value, bytes) else "2026-01-01"


def leave_true_head(place):
    """Make a head of the true state: opening may have made one of a value that was changed."""
    with open_vault(place, PASSPHRASE, name="Dr Test") as vault:
        make_head(vault, everything=True)


def change_and_check(place, count):
    intruder = Intruder(place, SEED)
    for _ in range(count):
        table, column, undo = intruder.change_one()
        found = said(place)
        idle = table != "head" and column in UNCOVERED.get(table, {})
        assert found or idle, f"{table}.{column}"
        intruder.run(*undo)
        if (table, column) in TOLD:
            leave_true_head(place)
    assert said(place) == []


def test_changed_values_are_reported(place):
    assert said(place) == []
    change_and_check(place, 15)


@pytest.mark.stress
def test_a_thousand_changed_values_are_reported(place):
    change_and_check(place, 1_000)


def test_deleted_rows_and_a_trigger_are_reported(place):
    with open_vault(place, PASSPHRASE, name="Dr Test") as vault:
        outside = read_outside(export_head(vault))
    intruder = Intruder(place, SEED)
    assert said(place, outside) == []
    intruder.run("CREATE FUNCTION f() RETURNS trigger AS 'BEGIN RETURN NULL; END' LANGUAGE plpgsql")
    intruder.run("CREATE TRIGGER t AFTER INSERT ON record EXECUTE FUNCTION f()")
    assert any("trigger" in one for one in said(place))
    intruder.run("DROP FUNCTION f CASCADE")
    intruder.run("DELETE FROM head")
    assert said(place) == [], "nothing inside tells any more"
    assert any("older state" in one for one in said(place, outside))
