"""Change a vault from outside in every way there is, and see whether the check reports it.

A change is *silent* only if it carries no content: then every table, read back whole, holds the
same rows as before, the database's own check finds nothing, its schema is the same and every file
has the same bytes. Whatever differs in any of these must be reported.
"""

import io
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ipdoc.casework.core.casekeys import PARTS
from ipdoc.casework.core.openvault import OpenVault, open_vault
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.keeping.outside import OutsideHead, export_head, read_outside
from ipdoc.casework.keeping.state import UNCOVERED
from ipdoc.casework.keeping.verify import verify_vault
from ipdoc.casework.people.invitations import invite
from ipdoc.casework.photographs import attach_photograph
from ipdoc.domain.people import Role
from ipdoc.errors import IpdocError
from ipdoc.storage.sqlite import FILE_NAME
from tests.builders import PASSPHRASE, a_vault, an_imported_case
from tests.killing import a_picture
from tests.people_builders import a_second_person, a_waiting_person
from tests.vault_builders import a_case, put, sql

Row = tuple[int, dict[str, object]]
"""rowid, and column → value."""


@dataclass
class Tally:
    """What became of the changes."""

    reported: int = 0
    refused: int = 0
    """The vault did not open, with a sentence of ours."""
    same: int = 0
    """Read back, everything is as before: the byte lay in a free page, or in a file that is made
    anew when the vault is opened."""
    idle: int = 0
    """A column on which no content hangs (``state.UNCOVERED`` says why) differed."""
    missed: list[str] = field(default_factory=list)
    """Content differed and nothing was said."""

    @property
    def all(self) -> int:
        """How many changes there were."""
        return self.reported + self.refused + self.same + self.idle + len(self.missed)


IDLE = ("session", "attempt")
"""Tables on which no content hangs: who is signed in, and who failed to."""


def snapshot(folder: Path) -> object:
    """Return all that a vault holds, comparable: rows, schema, soundness, files."""
    try:
        with closing(sqlite3.connect(folder / FILE_NAME)) as database:
            database.text_factory = bytes
            schema = database.execute("SELECT * FROM sqlite_master ORDER BY 2").fetchall()
            sound = database.execute("PRAGMA integrity_check").fetchall()
            names = [row[1].decode() for row in schema if row[0] == b"table"]
            rows = {
                name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))  # noqa: S608
                for name in names
            }
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return repr(error)
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted((folder / "attachments").rglob("*"))
        if path.is_file()
    }
    return repr(schema), repr(sound), rows, files


def said_of(folder: Path, outside: OutsideHead | None = None) -> list[str] | None:
    """Return what the check says of a vault; None if the vault is refused at the door."""
    try:
        vault = open_vault(folder, PASSPHRASE, name="Dr Test")
    except IpdocError:
        return None
    with vault:
        steps = list(verify_vault(vault, outside, files=True))
    return [str(fault.what) for step in steps for fault in step.faults]


def copied(folder: Path, to: Path) -> Path:
    """Return a fresh copy of a vault in place of what lay there."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(folder, to)
    return to


class Intruder:
    """Has the disk, and no key.

    Args:
        folder: empty; everything stays inside it.
        seed: decides what is changed.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - no secret
        self.tally = Tally()
        self.vault, self.old, self.live = folder / "vault", folder / "old", folder / "live"
        """The vault; a copy of it from before; a copy made while it was open, its log full."""
        self.work = folder / "work"
        self.outside = self._build(folder)
        self.before = {}
        for one in (self.vault, self.live):
            assert said_of(copied(one, self.work), self.outside) == []
            self.before[one] = snapshot(copied(one, self.work))

    def _build(self, folder: Path) -> OutsideHead:
        """Make the vault of two people, who share a case, and its copies."""
        with a_vault(folder) as vault:
            ref = an_imported_case(vault)
            for _ in range(2):
                attach_photograph(vault, ref, io.BytesIO(a_picture(self.chance)))
            issue(vault, ref, Choice(language="en"))
            case_id = a_case(vault)
            put(vault, case_id, "a/1", "one")
            for number in range(3):
                put(vault, case_id, f"b/{number}", f"said {number}", part="intimate")
            self._let_second_in(vault, case_id)
        shutil.copytree(self.vault, self.old)
        with open_vault(self.vault, PASSPHRASE, name="Dr Test") as vault:
            for number in range(1, 4):
                put(vault, case_id, "a/1", f"two {number}", number)
            put(vault, a_case(vault), "a/1", "another case")
            attach_photograph(vault, ref, io.BytesIO(a_picture(self.chance)))
            a_waiting_person(vault, name="Dr Third", passphrase="third horse battery staple")
            invite(vault, "Dr Fourth", Role.CLINICIAN)
            outside = read_outside(export_head(vault))
            shutil.copytree(self.vault, self.live)
        assert (self.live / f"{FILE_NAME}-wal").stat().st_size > 0
        return outside

    def _let_second_in(self, vault: OpenVault, case_id: str) -> None:
        with a_second_person(vault) as second:
            with vault.transaction() as work:
                work.seal_to(case_id, PARTS, second.person_id)
            put(second, case_id, "c/1", "said by the second")
            put(second, a_case(second), "a/1", "a case of the second's own")
            session = (b"s", second.person_id, 1, 2, b"about", b"blob")
            sql(vault, "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)", *session)
            sql(vault, "INSERT INTO attempt VALUES (?, ?, ?)", b"a", 3, 4)

    def judge(self, what: str, base: Path, *, idle: bool = False) -> None:
        """Count what becomes of the changed copy in ``work``.

        Args:
            what: the change, for the list of those that were missed.
            base: of which it is a copy.
            idle: nothing need be said, by the list of what no content hangs on.
        """
        if snapshot(copied(self.work, self.work.with_name("look"))) == self.before[base]:
            self.tally.same += 1
            return
        try:
            said = said_of(self.work, self.outside)
        except Exception as error:  # goes on, so that one run tells of all
            said, what, idle = [], f"{what}: {error!r}", False
        if said is None:
            self.tally.refused += 1
        elif said:
            self.tally.reported += 1
        elif idle:
            self.tally.idle += 1
        else:
            self.tally.missed.append(what)

    def flip_bytes(self, count: int) -> None:
        """Flip single bytes anywhere in any file."""
        for _ in range(count):
            base = self.chance.choice((self.vault, self.live))
            copied(base, self.work)
            files = sorted(path for path in self.work.rglob("*") if path.is_file())
            sizes = [path.stat().st_size for path in files]
            (path,) = self.chance.choices(files, sizes)
            place, bit = self.chance.randrange(path.stat().st_size), self.chance.randrange(1, 256)
            with path.open("r+b") as file:
                file.seek(place)
                (byte,) = file.read(1)
                file.seek(place)
                file.write(bytes((byte ^ bit,)))
            self.judge(f"{path.relative_to(self.work)} byte {place} ^ {bit}", base)

    def change_rows(self, count: int) -> None:
        """Write another value into any column of any row."""
        for _ in range(count):
            copied(self.vault, self.work)
            with closing(sqlite3.connect(self.work / FILE_NAME)) as database:
                table, column, value = self._change_one(database)
                database.commit()
            idle = table != "head" and column in UNCOVERED.get(table, {})
            self.judge(f"{table}.{column} = {value!r}", self.vault, idle=idle)

    def _change_one(self, database: sqlite3.Connection) -> tuple[str, str, object]:
        while True:
            table = self.chance.choice(tables(database))
            rows = database.execute(f'SELECT rowid, * FROM "{table}"').fetchall()  # noqa: S608
            column = self.chance.choice(columns_of(database, table))
            if not rows:
                continue
            row = self.chance.choice(rows)
            value = self._another(row[1 + columns_of(database, table).index(column)])
            statement = f'UPDATE "{table}" SET "{column}" = ? WHERE rowid = ?'  # noqa: S608
            try:
                database.execute(statement, (value, row[0]))
            except sqlite3.IntegrityError:
                continue  # the table itself refuses it: another row has this key, or NULL
            return table, column, value

    def _another(self, value: object) -> object:
        """Return a value of the same kind, or of any other, that differs."""
        kinds = [None, 0, 1, -7, 2**40, 3.5, "", "x", b"", b"\xff\x00", "2026-01-01", "\udcff"[:0]]
        if self.chance.random() < 0.25:
            return self.chance.choice([one for one in kinds if one != value])
        if isinstance(value, int):
            return value + self.chance.choice((-1, 1, 1000))
        if isinstance(value, str) and value:
            place = self.chance.randrange(len(value))
            return value[:place] + self.chance.choice("0a1b-/X") + "é" + value[place + 1 :]
        if isinstance(value, bytes) and value:
            place = self.chance.randrange(len(value))
            flipped = bytes((value[place] ^ self.chance.randrange(1, 256),))
            return value[:place] + flipped + value[place + 1 :]
        return self.chance.choice([one for one in kinds if one != value])

    def swap_rows(self, count: int) -> None:
        """Let two rows of a table change places, all but what they are known by."""
        for _ in range(count):
            copied(self.vault, self.work)
            with closing(sqlite3.connect(self.work / FILE_NAME)) as database:
                what = self._swap_two(database)
                database.commit()
            self.judge(what, self.vault, idle=what.startswith(IDLE))

    def _swap_two(self, database: sqlite3.Connection) -> str:
        while True:
            table, one, two = self._two_rows(database)
            names = [n for n in columns_of(database, table) if n not in keys(database, table)]
            sets = ", ".join(f'"{name}" = ?' for name in names)
            statement = f'UPDATE "{table}" SET {sets} WHERE rowid = ?'  # noqa: S608
            try:
                for row, other in ((one, two), (two, one)):
                    database.execute(statement, (*(other[1][name] for name in names), row[0]))
            except sqlite3.IntegrityError:
                database.rollback()
                continue  # the table itself refuses that two rows are alike, for a moment even
            return f"{table}: {one[0]} and {two[0]} swapped"

    def _two_rows(self, database: sqlite3.Connection):
        """Return a table and two of its rows that differ in more than their keys."""
        while True:
            table = self.chance.choice(tables(database))
            rows = rows_of(database, table)
            free = set(columns_of(database, table)) - set(keys(database, table))
            if len(rows) < 2:
                continue
            one, two = self.chance.sample(rows, 2)
            if any(one[1][name] != two[1][name] for name in free):
                return table, one, two

    def replay_rows(self, count: int) -> None:
        """Put rows back as they were in the older copy: one of a table, or the whole table."""
        with closing(sqlite3.connect(self.old / FILE_NAME)) as database:
            old = {name: rows_of(database, name) for name in tables(database)}
        for _ in range(count):
            copied(self.vault, self.work)
            with closing(sqlite3.connect(self.work / FILE_NAME)) as database:
                what = self._put_back(database, old)
                database.commit()
            self.judge(what, self.vault, idle=what.startswith(IDLE))

    def _put_back(self, database: sqlite3.Connection, old: dict[str, list[Row]]) -> str:
        there = {name: [row for _, row in rows_of(database, name)] for name in old}
        older = {
            name: [row for _, row in rows if row not in there[name]] for name, rows in old.items()
        }
        fewer = [name for name, rows in old.items() if len(rows) < len(there[name])]
        if self.chance.random() < 0.3:
            table = self.chance.choice(fewer)
            rows = [row for _, row in old[table]]
            database.execute(f'DELETE FROM "{table}"')  # noqa: S608
        else:
            table = self.chance.choice([name for name, rows in older.items() if rows])
            rows = [self.chance.choice(older[table])]
        for row in rows:
            names, places = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
            statement = f'INSERT OR REPLACE INTO "{table}" ({names}) VALUES ({places})'  # noqa: S608
            database.execute(statement, tuple(row.values()))
        return f"{table}: {len(rows)} older rows put back"

    def delete_rows(self, count: int) -> None:
        """Take rows away: one, or the last ones of a table."""
        for _ in range(count):
            copied(self.vault, self.work)
            with closing(sqlite3.connect(self.work / FILE_NAME)) as database:
                table = self.chance.choice([n for n in tables(database) if rows_of(database, n)])
                rows = rows_of(database, table)
                most = min(len(rows), 4)
                tail = self.chance.random() < 0.5
                gone = rows[-self.chance.randint(1, most) :] if tail else [self.chance.choice(rows)]
                for number, _ in gone:
                    database.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (number,))  # noqa: S608
                database.commit()
            what = f"{table}: {len(gone)} of {len(rows)} rows deleted"
            self.judge(what, self.vault, idle=table in IDLE)

    def add_rows(self, count: int) -> None:
        """Put a copy of a row in, under another key."""
        for _ in range(count):
            copied(self.vault, self.work)
            with closing(sqlite3.connect(self.work / FILE_NAME)) as database:
                table, row = self._added(database)
                database.commit()
            self.judge(f"{table}: {row} added", self.vault, idle=table in IDLE)

    def _added(self, database: sqlite3.Connection) -> tuple[str, object]:
        while True:
            table = self.chance.choice([n for n in tables(database) if rows_of(database, n)])
            row = dict(self.chance.choice(rows_of(database, table))[1])
            for name in keys(database, table) or columns_of(database, table):
                row[name] = self._another(row[name])
            places = ", ".join("?" * len(row))
            statement = f'INSERT INTO "{table}" VALUES ({places})'  # noqa: S608
            try:
                database.execute(statement, tuple(row.values()))
            except sqlite3.IntegrityError:
                continue
            return table, [row[name] for name in keys(database, table)]

    def swap_files(self, count: int) -> None:
        """Let two files change places, or cut one short, or take it away."""
        for number in range(count):
            copied(self.vault, self.work)
            files = sorted(p for p in (self.work / "attachments").rglob("*") if p.is_file())
            one, two = self.chance.sample(files, 2)
            if number % 3 == 0:
                data = one.read_bytes(), two.read_bytes()
                two.write_bytes(data[0])
                one.write_bytes(data[1])
            elif number % 3 == 1:
                one.write_bytes(one.read_bytes()[: -self.chance.randint(1, 40)])
            else:
                one.unlink()
            self.judge(f"files, way {number % 3}", self.vault)


def tables(database: sqlite3.Connection) -> list[str]:
    """Return the names of the tables."""
    chosen = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    return [name for (name,) in database.execute(chosen)]


def columns_of(database: sqlite3.Connection, table: str) -> list[str]:
    """Return the names of a table's columns."""
    return [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]


def keys(database: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns of a table's primary key."""
    return [row[1] for row in database.execute(f'PRAGMA table_info("{table}")') if row[5]]


def rows_of(database: sqlite3.Connection, table: str) -> list[Row]:
    """Return (rowid, row) of all rows, in order."""
    names = columns_of(database, table)
    found = database.execute(f'SELECT rowid, * FROM "{table}" ORDER BY rowid')  # noqa: S608
    return [(row[0], dict(zip(names, row[1:], strict=True))) for row in found]
