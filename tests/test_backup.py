"""A backup holds the whole vault, costs little the second time, and comes back whole or not."""

import io
import random
from contextlib import closing
from pathlib import Path

import pytest

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.keeping.backup import back_up
from ipdoc.casework.keeping.erase import erase_case
from ipdoc.casework.keeping.restore import restore
from ipdoc.errors import IpdocError
from ipdoc.storage.backups import BackupFolder, DamagedBackupError
from ipdoc.storage.database import Database
from ipdoc.storage.errors import StorageError
from ipdoc.storage.place import Place
from tests.carving import carved, remains_of
from tests.databases import address, on_each_database, where
from tests.vault_builders import PASSPHRASE, a_case, a_vault, below, get, put, sql, verify

pytestmark = on_each_database


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


def a_full_case(vault, code, seed=1, size=20_000):
    """Make a case with two records and a file; return the ids of both."""
    case_id = a_case(vault, code=code)
    put(vault, case_id, "a/1", "one")
    put(vault, case_id, "a/1", "two", 1)
    put(vault, case_id, "b/1", "other", part="intimate")
    content = random.Random(seed).randbytes(size)  # noqa: S311  # noqa: S311
    with vault.transaction() as work:
        return case_id, work.case(case_id).attach(io.BytesIO(content), "photographs").id


def file_of(vault, case_id, attachment_id):
    with vault.transaction(write=False) as work:
        return b"".join(work.case(case_id).read_attachment(attachment_id))


def stored(vault, case_id):
    """Return all records of a case and all its revisions, to compare two vaults."""
    rows = "SELECT device_id, seq, digest FROM revision WHERE case_id=? ORDER BY 1, 2"
    return below(vault, case_id), sql(vault, rows, case_id)


def test_restored_vault_holds_everything_and_opens(vault, tmp_path):
    cases = [a_full_case(vault, f"T-{number}", number, 1_500_000) for number in range(3)]
    back_up(vault.place, tmp_path / "backup")
    restored = restore(tmp_path / "backup", where(tmp_path / "new"))
    assert restored.missing == ()
    assert restored.files == 3
    with open_vault(where(tmp_path / "new"), PASSPHRASE) as again:
        assert {one.index["code"] for one in again.list_cases(1, 50)[0]} == {"T-0", "T-1", "T-2"}
        for case_id, file in cases:
            assert stored(again, case_id) == stored(vault, case_id)
            assert file_of(again, case_id, file) == file_of(vault, case_id, file)
            verify(again, case_id)
        put(again, cases[0][0], "a/1", "three", 2)
        a_case(again, code="T-9")


def test_restored_vault_is_a_copy_of_its_own(vault, tmp_path):
    a_full_case(vault, "T-1")
    back_up(vault.place, tmp_path / "backup")
    copies = {sql(vault, "SELECT copy FROM vault")[0]}
    for name in ("one", "two"):
        restore(tmp_path / "backup", where(tmp_path / name))
        copies.add(sql(where(tmp_path / name), "SELECT copy FROM vault")[0])
    assert len(copies) == 3


def test_second_backup_writes_only_what_changed(vault, tmp_path):
    cases = [a_full_case(vault, f"T-{number}", number)[0] for number in range(3)]
    first = back_up(vault.place, tmp_path / "backup")
    put(vault, cases[1], "a/1", "three", 2)
    second = back_up(vault.place, tmp_path / "backup")
    assert second.number == first.number + 1
    assert second.written <= 3
    assert second.written_bytes < first.written_bytes / 4
    unchanged = back_up(vault.place, tmp_path / "backup")
    assert unchanged.written <= 1
    restore(tmp_path / "backup", where(tmp_path / "new"))
    with open_vault(where(tmp_path / "new"), PASSPHRASE) as again:
        assert get(again, cases[1], "a/1").payload["text"] == "three"


def test_backup_that_was_cut_off_leaves_the_one_before_and_is_resumed(vault, tmp_path):
    case_id, _ = a_full_case(vault, "T-1")
    back_up(vault.place, tmp_path / "backup")
    put(vault, case_id, "a/1", "three", 2)
    later = [a_full_case(vault, f"T-{number}", number)[0] for number in range(2, 5)]

    for limit in (2, 6, 9):

        def stop(done, _all, limit=limit):
            if done == limit:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            back_up(vault.place, tmp_path / "backup", progress=stop)
        restore(tmp_path / "backup", where(tmp_path / f"cut{limit}"))
        with open_vault(where(tmp_path / f"cut{limit}"), PASSPHRASE) as cut:
            assert get(cut, case_id, "a/1").payload["text"] == "two"
            verify(cut, case_id)
    done = back_up(vault.place, tmp_path / "backup")
    assert done.number == 2
    restore(tmp_path / "backup", where(tmp_path / "new"))
    with open_vault(where(tmp_path / "new"), PASSPHRASE) as again:
        assert get(again, case_id, "a/1").payload["text"] == "three"
        for one in later:
            verify(again, one)


def naming(folder, case_id):
    """Return the files of a backup that name a case, in their names or inside."""
    names = BackupFolder(folder).names()
    found = [(name, (folder / name).read_bytes()) for name in names]
    return [name for name, data in found if case_id in name or case_id.encode() in data]


def test_erased_case_leaves_the_backup_with_the_next_one(vault, tmp_path):
    gone, _ = a_full_case(vault, "T-1", 1)
    kept, _ = a_full_case(vault, "T-2", 2)
    remains = remains_of(vault, gone, ())
    back_up(vault.place, tmp_path / "backup")
    assert "file" in carved(tmp_path / "backup", remains)
    assert len(naming(tmp_path / "backup", gone)) == 4
    erase_case(vault, gone, "T-1")
    back_up(vault.place, tmp_path / "backup")
    assert carved(tmp_path / "backup", remains) == {}
    assert naming(tmp_path / "backup", gone) == ["keys"]
    restored = restore(tmp_path / "backup", where(tmp_path / "new"))
    assert restored.erased == 0
    with open_vault(where(tmp_path / "new"), PASSPHRASE) as again:
        assert [one.case_id for one in again.list_cases(1, 50)[0]] == [kept]


def test_old_backup_does_not_bring_an_erased_case_back(vault, tmp_path):
    gone, _ = a_full_case(vault, "T-1", 1)
    kept, _ = a_full_case(vault, "T-2", 2)
    back_up(vault.place, tmp_path / "old")
    erase_case(vault, gone, "T-1")
    back_up(vault.place, tmp_path / "new")
    restored = restore(tmp_path / "old", where(tmp_path / "vault2"), erased_in=[tmp_path / "new"])
    assert restored.erased == 1
    with open_vault(where(tmp_path / "vault2"), PASSPHRASE) as again:
        assert [one.case_id for one in again.list_cases(1, 50)[0]] == [kept]
        assert again.list_cases(1, 50)[1] == 1
    assert sql(where(tmp_path / "vault2"), "SELECT case_id, finished FROM erased") == [(gone, 1)]


def test_only_the_newest_keys_lie_in_the_backup(vault, tmp_path):
    case_id, _ = a_full_case(vault, "T-1")
    back_up(vault.place, tmp_path / "backup")
    [wrapped] = sql(vault, "SELECT wrapped_key FROM person")[0]
    sql(vault, "UPDATE person SET wrapped_key = ?", bytes(len(wrapped)))
    put(vault, case_id, "a/1", "three", 2)
    back_up(vault.place, tmp_path / "backup")
    names = [name for name in BackupFolder(tmp_path / "backup").names() if "key" in name]
    assert names == ["keys"]
    assert b"AAAAAAAAAAAAAAAA" in (tmp_path / "backup" / "keys").read_bytes()


def damaged(folder):
    """Yield each file of a backup with one byte of it changed, then put it right again."""
    for name in BackupFolder(folder).names():
        path = Path(folder) / name
        data = path.read_bytes()
        if name != "lock":
            middle = len(data) // 2
            path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
            yield name
            path.write_bytes(data)


def test_damaged_backup_is_refused_by_name_and_leaves_nothing(vault, tmp_path):
    a_full_case(vault, "T-1")
    back_up(vault.place, tmp_path / "backup")
    tried = []
    for name in damaged(tmp_path / "backup"):
        tried.append(name)
        with pytest.raises(DamagedBackupError) as caught:
            restore(tmp_path / "backup", where(tmp_path / "new"))
        assert name in str(caught.value)
        assert not where(tmp_path / "new").folder.exists()
        with closing(Database(where(tmp_path / "new"))) as database:
            assert not database.exists()
    assert len(tried) >= 6


def test_file_that_is_missing_from_the_backup_is_named(vault, tmp_path):
    _, file = a_full_case(vault, "T-1")
    back_up(vault.place, tmp_path / "backup")
    (tmp_path / "backup" / "files" / file[:2] / file).unlink()
    with pytest.raises(DamagedBackupError, match=file):
        restore(tmp_path / "backup", where(tmp_path / "new"))
    back_up(vault.place, tmp_path / "backup")
    restore(tmp_path / "backup", where(tmp_path / "new"))


def test_damage_in_the_backup_is_found_when_all_of_it_is_read(vault, tmp_path):
    a_full_case(vault, "T-1")
    back_up(vault.place, tmp_path / "backup")
    back_up(vault.place, tmp_path / "backup", check_all=True)
    for name in damaged(tmp_path / "backup"):
        if name not in ("keys", "list"):
            with pytest.raises(DamagedBackupError, match=name):
                back_up(vault.place, tmp_path / "backup", check_all=True)


def test_lost_file_does_not_keep_the_rest_from_being_saved(vault, tmp_path):
    case_id, file = a_full_case(vault, "T-1", 1)
    _, good = a_full_case(vault, "T-2", 2)
    (vault.folder / "attachments" / file[:2] / file).unlink()
    assert back_up(vault.place, tmp_path / "backup").missing == (file,)
    restored = restore(tmp_path / "backup", where(tmp_path / "new"))
    assert restored.missing == (file,)
    with open_vault(where(tmp_path / "new"), PASSPHRASE) as again:
        verify(again, case_id)
        assert (again.place.folder / "attachments" / good[:2] / good).is_file()


def test_backup_of_another_vault_is_not_overwritten(vault, tmp_path):
    back_up(vault.place, tmp_path / "backup")
    with a_vault(tmp_path / "other") as other, pytest.raises(StorageError, match="another vault"):
        back_up(other.place, tmp_path / "backup")


def test_backup_of_newer_work_is_not_overwritten_by_an_old_copy(vault, tmp_path):
    case_id, _ = a_full_case(vault, "T-1")
    back_up(vault.place, tmp_path / "backup")
    restore(tmp_path / "backup", where(tmp_path / "old"))
    put(vault, case_id, "a/1", "three", 2)
    back_up(vault.place, tmp_path / "backup")
    with pytest.raises(StorageError, match="newer work"):
        back_up(where(tmp_path / "old"), tmp_path / "backup")
    case_id, _ = a_full_case(vault, "T-2")
    back_up(vault.place, tmp_path / "backup")


def test_two_backups_into_one_folder_do_not_run_at_once(vault, tmp_path):
    with BackupFolder(tmp_path / "backup").locked(), pytest.raises(StorageError, match="running"):
        back_up(vault.place, tmp_path / "backup")


def test_vault_that_is_there_is_not_overwritten(vault, tmp_path):
    back_up(vault.place, tmp_path / "backup")
    with pytest.raises(IpdocError, match=r"not empty|holds a vault"):
        restore(tmp_path / "backup", vault.place)
    assert vault.list_cases(1, 50)[1] == 0
    with pytest.raises(StorageError, match="no complete backup"):
        restore(tmp_path / "nothing", where(tmp_path / "new"))


def test_no_key_and_no_word_lies_in_a_backup(vault, tmp_path):
    case_id, _ = a_full_case(vault, "T-1")
    put(vault, case_id, "c/1", "қолын артына қайырған")
    remains = remains_of(vault, case_id, ("қолын артына қайырған", "Dr Test"))
    back_up(vault.place, tmp_path / "backup")
    found = carved(tmp_path / "backup", remains)
    assert "key" not in found
    assert "word" not in found


def test_backup_of_one_database_is_restored_on_the_other(vault, tmp_path, databases):
    case_id, file = a_full_case(vault, "T-1")
    back_up(vault.place, tmp_path / "backup")
    name = databases.take()
    served = Place(tmp_path / "served", address(name))
    other = Place(tmp_path / "plain") if vault.place.served else served
    try:
        restore(tmp_path / "backup", other)
        with open_vault(other, PASSPHRASE) as again:
            assert stored(again, case_id) == stored(vault, case_id)
            assert file_of(again, case_id, file) == file_of(vault, case_id, file)
            verify(again, case_id)
            number = a_case(again, code="T-2")
            assert get(again, number, "a/1") is None
        back_up(other, tmp_path / "again")
        restore(tmp_path / "again", Place(tmp_path / "third"))
        with open_vault(Place(tmp_path / "third"), PASSPHRASE) as third:
            assert stored(third, case_id) == stored(vault, case_id)
            assert third.list_cases(1, 50)[1] == 2
    finally:
        databases.give_back(name)
