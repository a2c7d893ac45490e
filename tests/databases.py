"""Both databases for tests, and an object store on the loopback address.

A test that takes ``place`` runs twice: with its vault in a folder, and on PostgreSQL. A test that
makes vaults by ``a_vault(folder)`` does so under ``@on_each_database``; ``where(folder)`` says
where the vault of a folder is. Each folder has a database of its own.

PostgreSQL is looked for at PGHOST and PGPORT, else at 127.0.0.1:5432, as user ``postgres`` without
a password. Where there is none, tests fail in CI and are skipped elsewhere.
"""

import functools
import os
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from ipdoc.storage.database import Database
from ipdoc.storage.place import Place
from ipdoc.storage.tables import Base

SERVER = f"{os.environ.get('PGHOST', '127.0.0.1')}:{os.environ.get('PGPORT', '5432')}"
KINDS = ("sqlite", "postgresql")
ACCOUNT = "ipdoc_tests"
"""Has the rights that docs/deploy.md gives: it owns its databases and nothing else."""
on_each_database = pytest.mark.usefixtures("each_database")
TABLES = Base.metadata.sorted_tables


def address(name: str, server: str = SERVER) -> str:
    """Return the address of a database on the server, as the program takes it."""
    return f"postgresql+psycopg://{ACCOUNT}@{server}/{name}"


def ruled(url: str) -> str:
    """Return the address of a database as whoever has taken its server would use it."""
    return f"postgresql://postgres@{url.partition('@')[2]}"


def ask(statement: str, name: str = "postgres", server: str = SERVER) -> list[tuple]:
    """Run a statement outside of any transaction; return its rows."""
    plain = f"postgresql://postgres@{server}/{name}?connect_timeout=5"
    with closing(psycopg.connect(plain, autocommit=True)) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def new_database() -> str:
    """Make a database with a name that nobody else has; return the name."""
    name = f"ipdoc_{secrets.token_hex(6)}"
    make_database(name)
    return name


def make_database(name: str, server: str = SERVER) -> None:
    """Make a database that belongs to the account of the tests, which rules over nothing else."""
    there = f"SELECT FROM pg_roles WHERE rolname = '{ACCOUNT}'"
    if not ask(there, server=server):
        with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            ask(f"CREATE ROLE {ACCOUNT} LOGIN", server=server)
    ask(f"CREATE DATABASE {name} OWNER {ACCOUNT}", server=server)


def drop_database(name: str) -> None:
    """Drop a database, whoever uses it."""
    ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def need_postgresql() -> None:
    """Skip the test without a server; in CI there must be one."""
    trouble = _trouble()
    if trouble and os.environ.get("CI"):
        pytest.fail(f"no PostgreSQL at {SERVER}: {trouble}")
    if trouble:
        pytest.skip(f"no PostgreSQL at {SERVER}")


@functools.cache
def _trouble() -> str:
    try:
        ask("SELECT 1")
    except psycopg.OperationalError as error:
        return str(error)
    return ""


class Databases:
    """Databases with all tables and no rows, made when they are needed and used again.

    Making one takes a second of the disk, emptying one a few milliseconds.
    """

    def __init__(self) -> None:
        self._free: list[str] = []
        self._all: list[str] = []

    def take(self) -> str:
        """Return the name of an empty one."""
        if self._free:
            return self._free.pop()
        name = new_database()
        self._all.append(name)
        with closing(Database(Place(Path(), address(name)))) as database:
            database.create()
        return name

    def give_back(self, name: str) -> None:
        """Empty one, so that the next test may have it."""
        emptied = "; ".join(f'DELETE FROM "{one.name}"' for one in TABLES)  # noqa: S608
        anyhow = "SET lock_timeout = '5s'; SET session_replication_role = replica"
        try:
            ask(f"BEGIN; {anyhow}; {emptied}; COMMIT", name)
        except psycopg.Error:  # the test took a table away, or left a transaction open
            return
        self._free.append(name)

    def drop(self) -> None:
        """Drop all."""
        for name in self._all:
            drop_database(name)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Yield the databases of this run."""
    need_postgresql()
    made = Databases()
    yield made
    made.drop()


@pytest.fixture(params=KINDS)
def each_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the kind of database on which the test's vaults are made."""
    if request.param == "sqlite":
        yield request.param
        return
    with on_postgresql(request.getfixturevalue("databases")):
        yield request.param


@contextmanager
def on_postgresql(databases: Databases) -> Iterator[None]:
    """Make the vaults of a block on PostgreSQL."""
    global _test
    _test = Running(databases)
    try:
        yield
    finally:
        for name in _test.made.values():
            databases.give_back(name)
        _test = None


@dataclass
class Running:
    """The test at hand, while it runs on PostgreSQL."""

    databases: Databases
    made: dict[Path, str] = field(default_factory=dict)
    """Folder → database of its vault."""


_test: Running | None = None


def where(folder: Path | str) -> Place:
    """Return where the vault of a folder is: in ``folder/vault``, or also on the server."""
    inside = Path(folder) / "vault"
    if _test is None:
        return Place(inside)
    if inside not in _test.made:
        _test.made[inside] = _test.databases.take()
    return Place(inside, address(_test.made[inside]))


@pytest.fixture
def place(each_database: str, tmp_path: Path) -> Place:
    """Where a new vault is to be, on each database in turn."""
    return where(tmp_path)
