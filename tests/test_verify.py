"""The check of a vault names each fault, goes on after it, and says what to do."""

import shutil
import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import DatabaseError

from ipdoc.casework.core.casekeys import PARTS
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.keeping import casefaults, faults
from ipdoc.casework.keeping.erase import erase_case
from ipdoc.casework.keeping.outside import export_head, make_printed, read_outside, typed_head
from ipdoc.casework.keeping.verify import verify_vault
from ipdoc.cli import main
from ipdoc.storage.sqlite import FILE_NAME
from tests.builders import an_imported_case
from tests.people_builders import a_second_person
from tests.vault_builders import PASSPHRASE, a_case, a_vault, put, sql


@pytest.fixture
def vault(tmp_path):
    with a_vault(tmp_path) as vault:
        yield vault


@pytest.fixture
def case_id(vault):
    """A case with two records, the first of which was changed twice."""
    case_id = a_case(vault)
    put(vault, case_id, "a/1", "one")
    put(vault, case_id, "b/1", "other", part="intimate")
    put(vault, case_id, "a/1", "two", 1)
    put(vault, case_id, "a/1", "three", 2)
    return case_id


def checked(folder, outside=None, **given):
    """Return all faults of a vault that is opened for it."""
    with open_vault(folder, PASSPHRASE) as vault:
        steps = list(verify_vault(vault, outside, **given))
    assert steps[0].done == 0
    assert steps[-1].done == steps[-1].total
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    return [fault for step in steps for fault in step.faults]


def whats(found):
    return {str(fault.what) for fault in found}


@pytest.mark.parametrize(
    "reads", ["storage.raw.RawRows.count", "casework.core.casefile.CaseFile.below"]
)
def test_check_goes_on_where_the_database_breaks_before_its_first_step(vault, reads, monkeypatch):
    def broken(*_asked, **_how):
        raise DatabaseError("", {}, sqlite3.DatabaseError("database disk image is malformed"))

    vault.close()
    with open_vault(vault.folder, PASSPHRASE) as opened:
        monkeypatch.setattr(f"ipdoc.{reads}", broken)
        steps = list(verify_vault(opened))
    assert steps[-1].done == steps[-1].total


def test_sound_vault_has_no_fault(vault, case_id, tmp_path):
    an_imported_case(vault)
    outside = read_outside(export_head(vault))
    vault.close()
    assert checked(vault.folder, outside, files=True) == []


def test_vault_that_nobody_locked_has_no_fault(vault, case_id):
    """Killed before a head was made: what the heads do not tell proves itself."""
    shutil.copytree(vault.folder, vault.folder.with_name("killed"))
    assert checked(vault.folder.with_name("killed")) == []


def test_check_goes_on_after_a_fault_and_names_all(vault, case_id):
    other = a_case(vault, code="T-2")
    put(vault, other, "c/1", "more")
    vault.close()
    sql(vault, "DELETE FROM record WHERE case_id = ? AND part = 'intimate'", case_id)
    sql(vault, "UPDATE revision SET version = 9 WHERE case_id = ? AND seq = 1", other)
    found = checked(vault.folder)
    told = {(fault.case_id, fault.code, str(fault.what)) for fault in found}
    assert (case_id, "T-1", str(casefaults.RECORD_GONE.what)) in told
    assert (other, "T-2", str(casefaults.REVISION.what)) in told
    assert (other, "T-2", str(casefaults.RECORD_OLD.what)) in told
    assert all(fault.todo.text and fault.certain for fault in found)


def test_log_cut_to_an_older_state_that_agrees_in_itself_is_told_by_the_inner_head(vault, case_id):
    old = sql(vault, "SELECT case_id, id, version, seq, blob FROM record WHERE version = 1")
    before = vault.folder.with_name("before")
    shutil.copytree(vault.folder, before)
    put(vault, case_id, "a/1", "four", 3)
    vault.close()
    assert old
    with closing(sqlite3.connect(vault.folder / FILE_NAME)) as database:
        database.execute("ATTACH ? AS old", (str(before / FILE_NAME),))
        for table in ("revision", "record"):
            database.execute(f"DELETE FROM {table}")  # noqa: S608
            database.execute(f"INSERT INTO {table} SELECT * FROM old.{table}")  # noqa: S608
        database.commit()
    assert whats(checked(vault.folder)) == {str(casefaults.CHAIN_CUT.what)}


def test_older_copy_put_back_whole_is_told_by_an_outside_head_alone(vault, case_id, tmp_path):
    vault.close()
    yesterday = tmp_path / "yesterday"
    shutil.copytree(vault.folder, yesterday)
    with open_vault(vault.place, PASSPHRASE) as again:
        put(again, case_id, "a/1", "four", 3)
        new = a_case(again)
        data, printed = export_head(again), make_printed(again)
    assert checked(yesterday) == []
    found = checked(yesterday, read_outside(data))
    assert whats(found) == {
        str(faults.older_vault().what),
        str(casefaults.CHAIN_CUT.what),
        str(casefaults.CASE_GONE.what),
    }
    assert new in {fault.case_id for fault in found}
    assert whats(checked(yesterday, typed_head(printed.groups))) == {str(faults.older_vault().what)}
    assert checked(vault.folder, read_outside(data)) == []
    assert checked(vault.folder, typed_head(printed.code)) == []


def test_head_of_another_vault_is_told(vault, tmp_path):
    (tmp_path / "b").mkdir()
    with a_vault(tmp_path / "b") as other:
        a_case(other)
        outside = read_outside(export_head(other))
    vault.close()
    assert whats(checked(vault.folder, outside)) == {str(faults.other_vault().what)}


def test_case_taken_out_whole_is_told_by_the_inner_head(vault, case_id):
    vault.close()
    for table in ("record", "revision", "seal", "case_index", "attachment"):
        sql(vault, f"DELETE FROM {table} WHERE case_id = ?", case_id)  # noqa: S608
    sql(vault, 'DELETE FROM "case" WHERE id = ?', case_id)
    sql(vault, "UPDATE person SET case_count = 0")
    assert whats(checked(vault.folder)) == {str(casefaults.CASE_GONE.what)}


def test_trigger_put_into_the_database_is_told(vault, case_id):
    vault.close()
    sql(vault, "CREATE TRIGGER t AFTER INSERT ON record BEGIN DELETE FROM seal; END")
    (fault,) = checked(vault.folder)
    assert (str(fault.what), fault.row) == (str(faults.strange_schema("").what), "trigger t")


def test_heads_taken_out_or_changed_are_told(vault, case_id):
    vault.close()
    with open_vault(vault.place, PASSPHRASE) as again:
        put(again, case_id, "a/1", "four", 3)
    assert sql(vault, "SELECT max(number) FROM head") == [(2,)]
    sql(vault, "DELETE FROM head WHERE number = 1")
    assert whats(checked(vault.folder)) == {str(faults.missing_head(1).what)}
    sql(vault, "UPDATE head SET signature = zeroblob(64)")
    assert str(faults.bad_head(2).what) in whats(checked(vault.folder))


def test_what_only_another_person_could_tell_is_to_be_confirmed(vault, case_id):
    vault.close()
    sql(vault, "UPDATE person SET recovery = x'01'")
    (fault,) = checked(vault.folder)
    assert not fault.certain
    assert "recovery key" in str(fault.what)


def test_people_and_erased_cases_that_the_register_knows_are_no_news(vault, case_id):
    make_printed(vault)
    with a_second_person(vault) as second, vault.transaction() as work:
        work.seal_to(case_id, PARTS, second.person_id)
    erase_case(vault, a_case(vault, code="T-9"), "T-9")
    found = [fault for step in verify_vault(vault) for fault in step.faults]
    assert whats(found) <= {
        "Added since the newest vault head: a device.",
        "Changed since the newest vault head: a person's sign-in name.",
    }
    assert not any(fault.certain for fault in found)


def test_person_whom_nobody_let_in_is_told(vault, case_id):
    make_printed(vault)
    copied = "id || 'x', public_key, wrapped_key, profile, 0, status, signin_tag, recovery, card"
    names = "id, public_key, wrapped_key, profile, case_count, status, signin_tag, recovery, card"
    sql(vault, f"INSERT INTO person ({names}) SELECT {copied} FROM person")  # noqa: S608
    found = [fault for step in verify_vault(vault) for fault in step.faults]
    assert "Added since the newest vault head: a person's public key." in whats(found)


@pytest.fixture
def command(vault, case_id, tmp_path):
    """Run the command on the closed vault."""
    vault.close()
    (tmp_path / "p").write_text(PASSPHRASE)
    where = ["--vault", str(vault.folder), "--passphrase-file", str(tmp_path / "p")]
    return lambda *given: CliRunner().invoke(main, ["verify-vault", *given, *where])


def test_command_says_that_all_is_well(command):
    done = command("--files")
    assert done.exit_code == 0
    assert "No fault." in done.output


def test_command_names_faults_and_exits_with_one(command, vault, case_id):
    sql(vault, "DELETE FROM record WHERE part = 'intimate'")
    done = command()
    assert done.exit_code == 1
    assert f"Fault: A record is missing. {faults.RESTORE} (Case T-1 [{case_id}]" in done.output


def test_command_takes_a_head_from_elsewhere(command, vault, tmp_path):
    with open_vault(vault.place, PASSPHRASE) as again:
        (tmp_path / "head").write_bytes(export_head(again))
        groups = make_printed(again).groups
    assert command("--head", str(tmp_path / "head")).exit_code == 0
    assert command("--digest", groups).exit_code == 0
    assert command("--digest", "0" * 40).exit_code == 1
