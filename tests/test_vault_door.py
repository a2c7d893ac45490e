"""Creating and opening a vault, and every way in which that can fail."""

import sqlite3

import pytest

from ipdoc.casework.core.openvault import LockedError, create_vault, open_vault
from ipdoc.casework.people.strength import WeakPassphraseError
from ipdoc.errors import IpdocError
from ipdoc.storage.errors import (
    DamagedError,
    FullDiskError,
    NewerVaultError,
    ReadOnlyError,
    StorageError,
)
from ipdoc.storage.explaining import explained
from ipdoc.storage.sqlite import FILE_NAME, refuse_network_folder
from ipdoc.vault.errors import WrongPassphraseError
from tests.builders import CHEAP, PASSPHRASE, a_vault


def test_vault_opens_again_with_its_passphrase(tmp_path):
    a_vault(tmp_path, name="Др Тест").close()
    with open_vault(tmp_path / "vault", PASSPHRASE) as vault:
        assert vault.person_name == "Др Тест"
        assert vault.list_cases(1, 50) == ([], 0)


def test_passphrase_opens_however_the_keyboard_composes_letters(tmp_path):
    create_vault(tmp_path / "v", "A", "очень тайный йод", cost=CHEAP).close()
    open_vault(tmp_path / "v", "очень тайный и\u0306од").close()


def test_wrong_passphrase_is_refused_and_changes_nothing(tmp_path):
    a_vault(tmp_path).close()
    before = (tmp_path / "vault" / FILE_NAME).read_bytes()
    with pytest.raises(WrongPassphraseError, match="does not open the vault"):
        open_vault(tmp_path / "vault", "wrong horse battery staple")
    assert (tmp_path / "vault" / FILE_NAME).read_bytes() == before


def test_folder_of_the_vault_is_closed_to_others(tmp_path):
    a_vault(tmp_path).close()
    assert (tmp_path / "vault").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "passphrase"), [("", PASSPHRASE), ("Dr A", "short"), ("Dr A", "Passw0rd12345678")]
)
def test_create_refuses_no_name_and_weak_passphrase_and_leaves_nothing(tmp_path, name, passphrase):
    with pytest.raises((StorageError, WeakPassphraseError)):
        create_vault(tmp_path / "v", name, passphrase, cost=CHEAP)
    assert not (tmp_path / "v").exists()


def test_create_refuses_a_folder_with_something_in_it(tmp_path):
    (tmp_path / "v").mkdir()
    (tmp_path / "v" / "letter.txt").write_text("keep me")
    with pytest.raises(StorageError, match="not empty"):
        create_vault(tmp_path / "v", "A", PASSPHRASE, cost=CHEAP)
    assert (tmp_path / "v" / "letter.txt").read_text() == "keep me"


def test_missing_vault_is_named(tmp_path):
    with pytest.raises(StorageError, match="There is no vault in"):
        open_vault(tmp_path / "nowhere", PASSPHRASE)


def test_damaged_database_is_refused_and_kept(tmp_path):
    a_vault(tmp_path).close()
    file = tmp_path / "vault" / FILE_NAME
    file.write_bytes(b"not a database at all" * 500)
    with pytest.raises(DamagedError, match="restore a backup"):
        open_vault(tmp_path / "vault", PASSPHRASE)
    assert file.read_bytes().startswith(b"not a database")


def test_database_with_a_torn_page_is_refused(tmp_path):
    a_vault(tmp_path).close()
    file = tmp_path / "vault" / FILE_NAME
    data = bytearray(file.read_bytes())
    data[4096 : 4096 * 3] = bytes(4096 * 2)
    file.write_bytes(data)
    with pytest.raises(DamagedError):
        open_vault(tmp_path / "vault", PASSPHRASE)


@pytest.mark.parametrize(
    "spoil",
    ["UPDATE vault SET format = 2", "UPDATE alembic_version SET version_num = '9999'"],
)
def test_vault_of_a_newer_program_is_refused(tmp_path, spoil):
    a_vault(tmp_path).close()
    database = sqlite3.connect(tmp_path / "vault" / FILE_NAME)
    with database:
        database.execute(spoil)
    database.close()
    with pytest.raises(NewerVaultError, match="newer ipdoc"):
        open_vault(tmp_path / "vault", PASSPHRASE)


def test_hostile_key_derivation_cost_is_refused(tmp_path):
    a_vault(tmp_path).close()
    database = sqlite3.connect(tmp_path / "vault" / FILE_NAME)
    blob = database.execute("SELECT wrapped_key FROM person").fetchone()[0]
    huge = blob[:1] + (2**31).to_bytes(4, "big") + blob[5:]
    with database:
        database.execute("UPDATE person SET wrapped_key = ?", (huge,))
    database.close()
    with pytest.raises(IpdocError, match="key derivation cost"):
        open_vault(tmp_path / "vault", PASSPHRASE)


def test_closed_vault_gives_nothing_any_more(tmp_path):
    vault = a_vault(tmp_path)
    vault.close()
    with pytest.raises(LockedError), vault.transaction():
        pass


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_network_drive_is_refused(tmp_path, kind):
    mounts = f"/dev/sda1 / ext4 rw 0 0\nhost:/x {tmp_path} {kind} rw 0 0\n"
    with pytest.raises(StorageError, match="network drive"):
        refuse_network_folder(tmp_path / "vault", mounts)


def test_local_drive_is_taken(tmp_path):
    refuse_network_folder(tmp_path, "/dev/sda1 / ext4 rw 0 0\n")


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("database or disk is full", FullDiskError),
        ("attempt to write a readonly database", ReadOnlyError),
        ("database disk image is malformed", DamagedError),
    ],
)
def test_trouble_of_the_database_is_told_in_a_sentence(said, error):
    with pytest.raises(error), explained():
        raise sqlite3.OperationalError(said)


def test_commits_are_durable_and_leave_no_temp_files(tmp_path):
    with a_vault(tmp_path) as vault, vault.transaction(write=False) as work:
        connection = work.rows._session.connection()
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete", "temp_store")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "temp_store": 2,
    }
