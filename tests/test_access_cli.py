"""Access at the command line: sharing, withdrawing, the log, exports that need consent."""

import json

import pytest
from click.testing import CliRunner

from ipdoc.cli import main
from ipdoc.domain.people import Role
from tests.builders import imported
from tests.people_builders import SECOND_NAME, SECOND_PASSPHRASE, a_second_person
from tests.team_builders import FOR_TEAM, a_case, write
from tests.vault_builders import PASSPHRASE, a_vault

RECORD, LAST = "Record: answers and findings", "until 1 May 2031"


@pytest.fixture
def place(tmp_path):
    """A vault of two people with the case T-7, and a file with each passphrase."""
    with a_vault(tmp_path) as vault:
        a_second_person(vault, Role.CLINICIAN).close()
        ref = a_case(vault, "T-7", *FOR_TEAM, "c_share_lawyer")
        write(vault, ref, "the account")
    (tmp_path / "mine").write_text(PASSPHRASE)
    (tmp_path / "theirs").write_text(SECOND_PASSPHRASE)
    return tmp_path


def run(place, *call, who="Dr Test"):
    file = place / ("mine" if who == "Dr Test" else "theirs")
    given = ["--as", who, *call, "--vault", str(place / "vault"), "--passphrase-file", str(file)]
    return CliRunner().invoke(main, given)


def test_sharing_and_withdrawing_are_told_by_access_and_log(place):
    share = ("share", "T-7", SECOND_NAME, "--quality", "team", "--reason", "co-examiner")
    done = run(place, *share, "--part", "record", "--until", "2031-05-01")
    assert done.exit_code == 0, done.output
    listed = run(place, "access", "T-7").output.splitlines()
    assert listed[0].split("\t") == ["Dr Test", "Clinician", "leads the case", "all", "-"]
    assert listed[1].split("\t")[2:] == ["Member of the team", "record", "2031-05-01"]
    assert "T-7" in run(place, "list", who=SECOND_NAME).output
    done = run(place, "withdraw", "T-7", SECOND_NAME, "--reason", "finished")
    assert done.exit_code == 0, done.output
    assert "T-7" not in run(place, "list", who=SECOND_NAME).output
    log = json.loads(run(place, "log", "T-7", "--json").output)
    assert [(one["event"], one.get("to")) for one in log] == [
        ("shared", SECOND_NAME),
        ("withdrawn", SECOND_NAME),
    ]
    assert log[0]["recipient"] == "team"
    assert log[0]["parts"] == ["record"]
    plain = run(place, "log", "T-7").output.splitlines()
    assert [line.split("\t")[1:3] for line in plain] == [
        ["Dr Test", f"shared with {SECOND_NAME}: {RECORD}, for: Member of the team, {LAST}"],
        ["Dr Test", f"withdrew the access of {SECOND_NAME}: {RECORD}"],
    ]


def test_a_person_is_named_as_the_vault_knows_them(place):
    share = ("share", "T-7", "Dr Nobody", "--quality", "team", "--reason", "why")
    done = run(place, *share)
    assert done.exit_code == 1
    assert "Name a person of this vault" in done.output


def test_an_export_without_consent_fails_and_writes_no_file(place):
    file = place / "out.json"
    for recipient in ("court", "investigator", "family"):
        done = run(place, "export-case", "T-7", "-o", str(file), "--for", recipient)
        assert done.exit_code == 1
        assert "No consent to this is recorded" in done.output
        assert not file.exists()
    assert run(place, "export-case", "T-7", "-o", str(file), "--for", "lawyer").exit_code == 0
    assert "the account" in file.read_text()


def test_a_report_for_somebody_without_consent_fails_and_writes_no_file(place):
    file = place / "out.pdf"
    done = run(place, "report", "T-7", "-o", str(file), "--for", "prosecutor")
    assert done.exit_code == 1
    assert not file.exists()
    assert run(place, "report", "T-7", "-o", str(file), "--for", "lawyer").exit_code == 0
    assert file.read_bytes().startswith(b"%PDF")


def test_the_log_goes_into_a_case_file_when_asked_for_and_comes_in_again(place):
    plain, told = place / "plain.json", place / "told.json"
    run(place, "export-case", "T-7", "-o", str(plain))
    assert "access_log" not in json.loads(plain.read_text())
    assert run(place, "export-case", "T-7", "-o", str(told), "--with-log").exit_code == 0
    log = json.loads(told.read_text())["access_log"]
    assert [one["event"] for one in log] == ["exported", "exported"]
    assert {one["who"] for one in log} == {"Dr Test"}
    with a_vault(place / "other") as other:
        imported(other, told.read_bytes())


def test_backup_and_restore_do_not_count_the_register_as_a_case(place):
    backup, back = str(place / "backup"), str(place / "back")
    runner = CliRunner()
    done = runner.invoke(main, ["backup", backup, "--vault", str(place / "vault")])
    counted = "2 case files, one of them for the people of the vault"
    assert counted in done.output
    assert counted in runner.invoke(main, ["restore", backup, "--vault", back]).output
