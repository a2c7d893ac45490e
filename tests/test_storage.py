"""The database and the folder: migrations, modes, unfinished files, and what lies readable."""

import hashlib
import io
import os
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from ipdoc.casework.core import openvault
from ipdoc.casework.core.openvault import create_vault, open_vault
from ipdoc.errors import IpdocError
from ipdoc.storage import attachments
from ipdoc.storage.attachments import AttachmentFiles
from ipdoc.storage.database import Database
from ipdoc.storage.errors import FullDiskError, StorageError
from ipdoc.storage.packing import packed, unpacked
from ipdoc.storage.sqlite import FILE_NAME, UNFINISHED, refuse_network_folder
from ipdoc.storage.tables import NAMING, Base
from tests.vault_builders import CHEAP, PASSPHRASE, a_case, a_vault, get, put, sql

ROOT = Path(__file__).resolve().parent.parent
WORDS = ("Ақниет Сүлейменова", "ТАЯҚПЕН ҰРДЫ", "QANARYBIRD", "KZ-CANARY-77")


def test_upgrade_from_empty_gives_the_tables_that_the_program_expects(tmp_path):
    database = Database(tmp_path)
    database.create()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    database.close()


def test_every_kind_of_constraint_has_a_naming_rule():
    assert set(NAMING) == {"ix", "uq", "ck", "fk", "pk"}
    assert Base.metadata.naming_convention == NAMING


def test_migrations_are_shipped_in_the_wheel():
    listed = subprocess.run(
        ["git", "ls-files", "ipdoc/storage/migrations"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.split()
    assert "storage/migrations/**/*.py" in (ROOT / "setup.cfg").read_text()
    assert {"ipdoc/storage/migrations/env.py"} < set(listed)


def test_commits_are_durable_and_freed_pages_are_wiped(tmp_path):
    database = Database(tmp_path)
    database.create()
    with database.transaction() as first, database.engine.connect() as second:
        for connection in (first, second):
            found = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in (
                    "journal_mode",
                    "synchronous",
                    "foreign_keys",
                    "secure_delete",
                    "busy_timeout",
                    "temp_store",
                )
            }
            assert found == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "secure_delete": 1,
                "busy_timeout": 10_000,
                "temp_store": 2,
            }
    database.close()


def test_nobody_else_may_read_any_file_of_the_vault(tmp_path):
    with a_vault(tmp_path) as vault:
        case_id = a_case(vault)
        attach(vault, case_id, b"left arm")
        there = [vault.folder, *vault.folder.rglob("*")]
        assert {path.suffix for path in there} >= {".db", ".db-wal", ""}
        assert [path for path in there if path.stat().st_mode & 0o077] == []


def attach(vault, case_id, data):
    with vault.transaction() as work:
        return work.case(case_id).attach(io.BytesIO(data), "photographs").id


def test_no_planted_word_lies_readable_anywhere_in_the_folder(tmp_path):
    """Names, answers, reasons and codes; in UTF-8 and UTF-16; also in the write-ahead log."""
    name, answer, word, code = WORDS
    vault = create_vault(tmp_path / "vault", name, PASSPHRASE, cost=CHEAP)
    with vault:
        case_id = a_case(vault, code=code, name=name)
        for version, text in ((None, answer), (1, answer + word)):
            put(vault, case_id, f"section/{word}/1", text, version, part="intimate")
        attach(vault, case_id, (word + answer).encode() * 99)
        with vault.transaction() as work:
            work.case(case_id).remove(f"section/{word}/1", expected_version=2, why=word)
        held = searched(vault.folder)
    held += searched(tmp_path / "vault")
    assert held == []


def searched(folder):
    data = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert any(path.name == FILE_NAME for path in data)
    needles = [
        needle
        for word in (*WORDS, PASSPHRASE)
        for form in (word, word.lower(), word.upper())
        for needle in (form.encode(), form.encode("utf-16-le"), form.encode("utf-16-be"))
    ]
    return [path.name for path, raw in data.items() if any(needle in raw for needle in needles)]


def test_search_for_planted_words_would_find_one(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"x" * 99 + WORDS[1].encode("utf-16-le"))
    assert searched(tmp_path) == [FILE_NAME]


def test_nothing_is_written_outside_the_folder_and_no_temp_file_is_made(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a temporary file was asked for")

    for name in (
        "mkstemp",
        "mkdtemp",
        "TemporaryFile",
        "NamedTemporaryFile",
        "SpooledTemporaryFile",
    ):
        monkeypatch.setattr(tempfile, name, refuse)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    monkeypatch.setenv("SQLITE_TMPDIR", str(elsewhere))
    monkeypatch.chdir(elsewhere)
    with a_vault(tmp_path) as vault:
        case_id = a_case(vault)
        attach(vault, case_id, bytes(3_000_000))
        put(vault, case_id, "a/1", "x" * 500_000)
    assert list(elsewhere.iterdir()) == []
    assert [path.name for path in tmp_path.iterdir() if path != elsewhere] == ["vault"]


def test_create_that_fails_at_the_end_leaves_nothing(tmp_path, monkeypatch):
    def fail(*_args):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(openvault, "_first_rows", fail)
    with pytest.raises(FullDiskError):
        a_vault(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_create_that_fails_leaves_a_folder_that_was_there_empty(tmp_path, monkeypatch):
    (tmp_path / "vault").mkdir()
    monkeypatch.setattr(openvault, "_first_rows", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        a_vault(tmp_path)
    assert list((tmp_path / "vault").iterdir()) == []


def test_create_that_was_killed_can_be_done_again(tmp_path):
    (tmp_path / "vault").mkdir()
    (tmp_path / "vault" / UNFINISHED).write_bytes(b"half")
    with pytest.raises(StorageError, match="no vault"):
        open_vault(tmp_path / "vault", PASSPHRASE)
    with a_vault(tmp_path) as vault:
        assert UNFINISHED not in {path.name for path in vault.folder.iterdir()}


def test_create_refuses_a_folder_that_holds_a_vault(tmp_path):
    a_vault(tmp_path).close()
    before = (tmp_path / "vault" / FILE_NAME).read_bytes()
    with pytest.raises(StorageError, match="not empty"):
        a_vault(tmp_path)
    assert (tmp_path / "vault" / FILE_NAME).read_bytes() == before


def old(path):
    day = time.time() - 2 * 24 * 3600
    os.utime(path, (day, day))


def test_unfinished_files_go_at_opening_and_whole_ones_stay(tmp_path):
    with a_vault(tmp_path) as vault:
        case_id = a_case(vault)
        kept = attach(vault, case_id, b"left arm")
        folder = vault.folder / "attachments" / kept[:2]
        names = {"a.part": True, "b.part": False, "unknown-to-the-database": True}
        for name, aged in names.items():
            (folder / name).write_bytes(b"x")
            if aged:
                old(folder / name)
        old(folder / kept)
    open_vault(tmp_path / "vault", PASSPHRASE).close()
    assert {path.name for path in folder.iterdir()} == {kept, "b.part", "unknown-to-the-database"}


def test_file_whose_write_fails_leaves_nothing(tmp_path, monkeypatch):
    def fail(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(attachments.os, "fsync", fail)
    with pytest.raises(FullDiskError):
        AttachmentFiles(tmp_path).write("ab12", [b"one", b"two"])
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_file_is_synced_before_it_gets_its_name_and_the_folder_after(tmp_path, monkeypatch):
    steps = []
    fsync, replace = attachments.os.fsync, Path.replace
    monkeypatch.setattr(attachments.os, "fsync", lambda h: (steps.append("sync"), fsync(h))[1])
    monkeypatch.setattr(
        Path, "replace", lambda one, to: (steps.append("rename"), replace(one, to))[1]
    )
    AttachmentFiles(tmp_path).write("ab12", [b"one"])
    assert steps == ["sync", "rename", "sync"]


def test_locked_database_is_told_as_such(tmp_path):
    with a_vault(tmp_path) as vault:
        case_id = a_case(vault)
        put(vault, case_id, "a/1", "one")
        with closing(sqlite3.connect(vault.folder / FILE_NAME, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with vault._database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA busy_timeout = 20")
            with pytest.raises(StorageError, match="Another program"):
                put(vault, case_id, "a/1", "two", 1)
        assert get(vault, case_id, "a/1").payload["text"] == "one"


def test_page_damaged_while_the_vault_is_open_is_told(tmp_path):
    with a_vault(tmp_path) as vault:
        case_id = a_case(vault)
        put(vault, case_id, "a/1", "x" * 200_000)
    file = tmp_path / "vault" / FILE_NAME
    data = bytearray(file.read_bytes())
    with closing(sqlite3.connect(file)) as database:
        page = database.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'record'"
        ).fetchone()
    start = (page[0] - 1) * 4096
    data[start : start + 4096] = b"\x77" * 4096
    file.write_bytes(data)
    with pytest.raises(StorageError, match="damaged"), open_vault(file.parent, PASSPHRASE) as vault:
        get(vault, case_id, "a/1")


def test_errors_of_the_database_name_no_values(tmp_path):
    with a_vault(tmp_path) as vault:
        assert vault._database.engine.hide_parameters


@pytest.mark.parametrize(
    ("mounts", "refused"),
    [
        ("srv:/x /media/usb\\040stick nfs4 rw 0 0", True),
        ("//srv/x /media/usb\\040stick cifs rw 0 0", True),
        ("x /media/usb\\040stick fuse.rclone rw 0 0", True),
        ("/dev/sdb1 /media/usb\\040stick vfat rw 0 0", False),
        ("srv:/x /media/usb nfs4 rw 0 0", False),
        ("srv:/x / nfs4 rw 0 0\n/dev/sdb1 /media ext4 rw 0 0", False),
    ],
)
def test_folder_is_judged_by_the_mount_that_it_lies_on(mounts, refused):
    folder = Path("/media/usb stick/vault")
    if refused:
        with pytest.raises(StorageError, match="network drive"):
            refuse_network_folder(folder, mounts)
    else:
        refuse_network_folder(folder, mounts)


def test_form_is_stored_once_and_given_back(tmp_path):
    content = b'{"id":"istanbul_2022"}' * 50
    digest = hashlib.sha256(content).hexdigest()
    with a_vault(tmp_path) as vault:
        for _ in range(2):
            with vault.transaction() as work:
                work.keep_form(digest, "istanbul_2022", 1, content)
        assert vault.load_form(digest) == content
        assert sql(vault, "SELECT count(*) FROM form") == [(1,)]
        with pytest.raises(IpdocError, match="missing"):
            vault.load_form("0" * 64)


def test_times_that_stay_readable_are_days(tmp_path):
    with a_vault(tmp_path) as vault:
        put(vault, a_case(vault), "a/1", "one")
        for table in ("vault", "device", "case"):
            days = {day for (day,) in sql(vault, f'SELECT created_on FROM "{table}"')}  # noqa: S608
            assert {len(day) for day in days} == {len("2026-05-01")}
        columns = {
            row[1]
            for (table,) in sql(vault, "SELECT name FROM sqlite_master WHERE type = 'table'")
            for row in sql(vault, f'PRAGMA table_info("{table}")')
            if table not in ("session", "attempt")  # of a server; their rows go when it is over
        }
        assert {name for name in columns if name.endswith("_at") or "time" in name} == set()


def test_few_bytes_that_promise_many_are_not_unpacked():
    assert unpacked(packed(b"a form")) == b"a form"
    whole = packed(bytes(1000))
    for blob, most in ((whole, 999), (whole[:-1], 1000), (whole + b"x", 1000), (b"", 1000)):
        with pytest.raises(ValueError, match=r"^"):
            unpacked(blob, most)
