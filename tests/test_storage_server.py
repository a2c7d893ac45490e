"""The vault's database on a PostgreSQL server: the same tables, the same sentences, real locks."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from ipdoc.casework.core.openvault import create_vault, open_vault
from ipdoc.casework.core.vaultmark import vault_exists, vault_mark
from ipdoc.errors import IpdocError
from ipdoc.storage import postgresql
from ipdoc.storage.database import Database
from ipdoc.storage.errors import (
    BusyError,
    DamagedError,
    FullDiskError,
    NewerVaultError,
    ReadOnlyError,
    StorageError,
    UnreachableError,
)
from ipdoc.storage.formats import bring_up
from ipdoc.storage.place import Place
from ipdoc.storage.tables import Base
from tests.databases import address, ask, drop_database, need_postgresql, new_database
from tests.vault_builders import CHEAP, PASSPHRASE, a_case, a_vault, get, put, sql, verify


@pytest.fixture
def bare():
    """The address of a database that holds nothing."""
    need_postgresql()
    name = new_database()
    yield name
    drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def untouched(request, tmp_path):
    """Where no table has been made yet, on each database."""
    if request.param == "sqlite":
        return Place(tmp_path)
    return Place(tmp_path, address(request.getfixturevalue("bare")))


@pytest.fixture
def served(bare, tmp_path):
    return Place(tmp_path / "vault", address(bare))


def differences(database):
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)


def test_upgrade_from_empty_gives_the_tables_that_the_program_expects(untouched):
    with closing(Database(untouched)) as database:
        database.create()
        assert differences(database) == []


def test_upgrade_from_the_first_format_gives_the_same_tables_and_keeps_the_rows(untouched):
    with closing(Database(untouched)) as database:
        database._kind.make()
        _first_format(database)
        database.check()
        assert differences(database) == []
        with database.transaction(write=False) as connection:
            seal = connection.execute(text("SELECT blob, until, sealed_by FROM seal")).one()
            assert tuple(seal) == (b"sealed", None, "")
            status = connection.execute(text("SELECT status, recovery FROM person")).one()
            assert tuple(status) == ("active", b"")


def _first_format(database):
    with database.transaction() as connection:
        bring_up(connection, "0001")
        for statement in (
            "INSERT INTO vault (id, format, created_on) VALUES ('v', 1, '2026-05-01')",
            "INSERT INTO person (id, public_key, wrapped_key, profile, case_count)"
            " VALUES ('p', '', '', '', 1)",
            "INSERT INTO \"case\" (id, created_on) VALUES ('c', '2026-05-01')",
            "INSERT INTO seal (case_id, part, epoch, person_id, blob)"
            " VALUES ('c', 'record', 1, 'p', CAST('sealed' AS BYTEA))"
            if database.engine.dialect.name == "postgresql"
            else "INSERT INTO seal VALUES ('c', 'record', 1, 'p', CAST('sealed' AS BLOB))",
        ):
            connection.execute(text(statement))


def test_upgrade_that_fails_changes_nothing(untouched, monkeypatch):
    with closing(Database(untouched)) as database:
        database._kind.make()
        _first_format(database)
        with monkeypatch.context() as patched:
            patched.setattr("alembic.op.add_column", lambda *_given: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                database.check()
        database.check()
        assert differences(database) == []


def test_newer_tables_are_refused(untouched):
    with closing(Database(untouched)) as database:
        database.create()
        with database.transaction() as connection:
            columns, row = "(id, format, created_on)", "('v', 1, '2026-05-01')"
            connection.execute(text(f"INSERT INTO vault {columns} VALUES {row}"))  # noqa: S608
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(NewerVaultError):
            database.check()


def test_reading_ends_without_a_commit(untouched, monkeypatch):
    with closing(Database(untouched)) as database:
        database.create()
        monkeypatch.setattr(Connection, "commit", lambda _connection: 1 / 0)
        with database.transaction(write=False) as connection:
            connection.execute(text("SELECT count(*) FROM person"))
        with pytest.raises(ZeroDivisionError), database.transaction():
            pass


def test_database_without_a_vault_is_told_as_such(served):
    assert not vault_exists(served)
    for act in (lambda: open_vault(served, PASSPHRASE), lambda: vault_mark(served)):
        with pytest.raises(StorageError, match="no vault"):
            act()


def test_database_holds_one_vault(served):
    a_vault(served).close()
    assert vault_exists(served)
    with pytest.raises(StorageError, match="holds a vault"):
        a_vault(served)


def test_of_two_who_create_at_once_one_is_refused(served):
    start = threading.Barrier(2)

    def create(name):
        start.wait()
        try:
            create_vault(served, name, PASSPHRASE, cost=CHEAP).close()
        except StorageError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as both:
        said = sorted(both.map(create, ("Dr A", "Dr B")))
    assert said[0] == ""
    assert "holds a vault" in said[1]
    open_vault(served, PASSPHRASE).close()


def test_create_that_fails_at_the_end_can_be_done_again(served, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("ipdoc.casework.core.openvault._first_rows", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            a_vault(served)
    assert not vault_exists(served)
    a_vault(served).close()


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", FullDiskError),
        ("25006", ReadOnlyError),
        ("42501", ReadOnlyError),
        ("40001", BusyError),
        ("40P01", BusyError),
        ("55P03", BusyError),
        ("53300", BusyError),
        ("57P01", UnreachableError),
        ("XX001", DamagedError),
        ("42P01", DamagedError),
    ],
)
def test_errors_of_the_server_are_the_sentences_of_the_folder(place_on_server, state, kind):
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'Айгүл' USING ERRCODE = '{state}'; END $$"
    database = Database(place_on_server)
    with pytest.raises(kind) as caught, database.transaction() as connection:
        connection.execute(text(raising))
    database.close()
    assert "Айгүл" not in str(caught.value)


@pytest.fixture
def place_on_server(databases, tmp_path):
    """A place on the server whose tables are made."""
    name = databases.take()
    yield Place(tmp_path / "vault", address(name))
    databases.give_back(name)


def test_server_that_does_not_answer_is_told_as_such():
    silent = Place(Path("vault"), "postgresql+psycopg://ipdoc:hidden@127.0.0.1:9/ipdoc")
    for act in (lambda: open_vault(silent, PASSPHRASE), lambda: vault_exists(silent)):
        with pytest.raises(UnreachableError) as caught:
            act()
        assert "hidden" not in str(caught.value)
    assert "hidden" not in repr(silent)


@pytest.mark.parametrize("name", ["synchronous_commit"])
def test_server_that_may_lose_what_it_confirmed_is_refused(served, bare, name):
    a_vault(served).close()
    ask(f"ALTER DATABASE {bare} SET {name} = off")
    with pytest.raises(StorageError, match=name):
        open_vault(served, PASSPHRASE)


def test_open_vaults_of_one_process_share_their_connections(place_on_server):
    a_vault(place_on_server).close()
    name = place_on_server.database_url.rpartition("/")[2]
    opened = [open_vault(place_on_server, PASSPHRASE) for _ in range(30)]
    count = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
    for vault in opened:
        vault.list_cases(1, 50)
    assert ask(count)[0][0] == 1
    for vault in opened:
        vault.close()
    assert postgresql._engines._open == {}


def test_vault_goes_on_when_the_server_was_started_again(place_on_server):
    with a_vault(place_on_server) as vault:
        case_id = a_case(vault)
        end_connections(place_on_server)
        put(vault, case_id, "a/1", "one")
        assert get(vault, case_id, "a/1").payload["text"] == "one"


def end_connections(place):
    name = place.database_url.rpartition("/")[2]
    ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")  # noqa: S608


def _put_two(vault, case_id, between):
    with vault.transaction() as work:
        case = work.case(case_id)
        case.put("a/1", {"schema": 1}, "record", expected_version=None, why="t")
        between()
        case.put("a/2", {"schema": 1}, "record", expected_version=None, why="t")


def test_connection_that_breaks_in_the_middle_undoes_all(place_on_server):
    with a_vault(place_on_server) as vault:
        case_id = a_case(vault)
        with pytest.raises(UnreachableError):
            _put_two(vault, case_id, lambda: end_connections(place_on_server))
        assert get(vault, case_id, "a/1") is None
        assert verify(vault, case_id) == 0


def test_reader_sees_one_moment_while_others_write(place_on_server):
    with a_vault(place_on_server) as vault:
        case_id = a_case(vault)
        put(vault, case_id, "a/1", "one")
        with vault.transaction(write=False) as reading:
            case = reading.case(case_id)
            assert case.get("a/1").payload["text"] == "one"
            put(vault, case_id, "a/1", "two", 1)
            put(vault, case_id, "a/2", "new")
            assert reading.case(case_id).get("a/2") is None


def test_reading_unit_of_work_cannot_write_on_the_server(place_on_server):
    with a_vault(place_on_server) as vault:
        database = Database(place_on_server)
        with pytest.raises(ReadOnlyError), database.transaction(write=False) as connection:
            connection.execute(text("DELETE FROM person"))
        database.close()
        assert sql(vault, "SELECT count(*) FROM person") == [(1,)]


def test_whoever_waits_too_long_for_a_case_is_told(place_on_server, monkeypatch):
    monkeypatch.setitem(postgresql._SETTINGS, "lock_timeout", "40ms")
    with a_vault(place_on_server) as vault:
        case_id, other = a_case(vault), a_case(vault)
        with vault.transaction() as work:
            work.case(case_id).put("a/1", {"schema": 1}, "record", expected_version=None, why="t")
            put(vault, other, "a/1", "another case is not locked")
            with pytest.raises(BusyError, match="Another program"):
                put(vault, case_id, "a/1", "two")
        assert verify(vault, case_id) == 2


def test_same_form_kept_by_two_at_once_is_kept_once(place_on_server):
    with a_vault(place_on_server) as vault, ThreadPoolExecutor(1) as another:
        with vault.transaction() as first:
            first.keep_form("d", "f", 1, b"{}")
            waiting = another.submit(_keep_form, vault)
        assert waiting.result() is None
        assert sql(vault, "SELECT count(*) FROM form") == [(1,)]


def _keep_form(vault):
    with vault.transaction() as second:
        second.keep_form("d", "f", 1, b"{}")
        second.new_case({"code": "T-2"})


def test_many_new_cases_at_once_are_all_counted(place_on_server):
    with a_vault(place_on_server) as vault:
        with ThreadPoolExecutor(6) as people:
            made = list(people.map(lambda n: a_case(vault, code=f"K-{n}"), range(18)))
        listed, total = vault.list_cases(1, 50)
        assert total == len(listed) == 18
        assert {one.case_id for one in listed} == set(made)


def test_addresses_stand_in_no_sentence(tmp_path):
    with pytest.raises(IpdocError) as caught:
        Database(Place(tmp_path, "mysql://ipdoc:hidden@db/ipdoc"))
    assert "hidden" not in str(caught.value)
