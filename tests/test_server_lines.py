"""What a server's database may be reached by, and what its account may do there."""

from dataclasses import replace
from pathlib import Path

import pytest

from ipdoc.casework.serving import ServedVault
from ipdoc.config import SettingsError, load_settings
from ipdoc.storage.database import Database
from ipdoc.storage.errors import StorageError
from ipdoc.storage.place import Place, place_of
from tests.databases import ACCOUNT, address, ask, drop_database, need_postgresql, new_database
from tests.vault_builders import a_vault


@pytest.fixture
def bare():
    """The address of a database that holds nothing."""
    need_postgresql()
    name = new_database()
    yield name
    drop_database(name)


@pytest.fixture
def served(bare, tmp_path):
    return Place(tmp_path / "vault", address(bare))


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("sqlite:///vault.db", False),
        ("nonsense", False),
        ("postgresql+psycopg://ipdoc@db.example/ipdoc", False),
        ("postgresql+psycopg://ipdoc@db.example/ipdoc?sslmode=require", False),
        ("postgresql+psycopg:///ipdoc?host=db.example", False),
        ("postgresql+psycopg:///ipdoc?host=/run/postgresql,db.example", False),
        ("postgresql+psycopg://localhost/ipdoc?hostaddr=192.0.2.7", False),
        ("postgresql+psycopg:///ipdoc?service=elsewhere", False),
        ("postgresql+psycopg://ipdoc@db.example/ipdoc?sslmode=verify-full", True),
        ("postgresql+psycopg:///ipdoc?host=/run/postgresql", True),
        ("postgresql+psycopg://ipdoc@127.0.0.1/ipdoc", True),
    ],
)
def test_line_to_another_computer_must_be_checked_by_certificate(url, fine):
    if fine:
        Database(Place(Path("vault"), url)).close()
    else:
        with pytest.raises(StorageError, match="IPDOC_DATABASE_URL"):
            Database(Place(Path("vault"), url))


def test_address_that_leaves_the_host_to_the_environment_is_checked_as_well(monkeypatch):
    unnamed = Place(Path("vault"), "postgresql+psycopg:///ipdoc")
    Database(unnamed).close()
    for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE"):
        with monkeypatch.context() as given:
            given.setenv(name, "192.0.2.7")
            with pytest.raises(StorageError, match="sslmode=verify-full"):
                Database(unnamed)
            given.setenv("PGSSLMODE", "verify-full")
            Database(unnamed).close()


def test_tunnel_of_the_administrator_stands_in_for_a_certificate():
    Database(Place(Path("v"), "postgresql+psycopg://db.example/ipdoc", tunnelled=True)).close()
    settings = load_settings({"IPDOC_LINES": "tunnelled"})
    assert place_of(settings).tunnelled
    assert not place_of(load_settings({})).tunnelled
    with pytest.raises(SettingsError, match="IPDOC_LINES"):
        load_settings({"IPDOC_LINES": "open"})


@pytest.mark.parametrize(
    ("right", "taken", "said"),
    [
        ("ALTER ROLE {} SUPERUSER", "ALTER ROLE {} NOSUPERUSER", "SUPERUSER"),
        ("ALTER ROLE {} CREATEDB", "ALTER ROLE {} NOCREATEDB", "CREATEDB"),
        (
            "GRANT pg_read_server_files TO {}",
            "REVOKE pg_read_server_files FROM {}",
            "member of pg_read_server_files",
        ),
    ],
)
def test_workers_do_not_start_with_an_account_that_may_do_more_than_it_needs(
    served, bare, right, taken, said
):
    a_vault(served).close()
    account = f"{bare}_own"
    ask(f"CREATE ROLE {account} LOGIN")
    ask(f"ALTER DATABASE {bare} OWNER TO {account}")
    for (table,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", bare):
        ask(f'ALTER TABLE "{table}" OWNER TO {account}', bare)
    workers = ServedVault(
        replace(served, database_url=served.database_url.replace(ACCOUNT, account))
    )
    try:
        ask(right.format(account))
        with pytest.raises(StorageError, match=said):
            workers.bring_up()
        ask(taken.format(account))
        workers.bring_up()
    finally:
        workers.close()
        drop_database(bare)
        ask(f"DROP ROLE {account}")
