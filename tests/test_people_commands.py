"""The people of a vault from the shell: invite, join, confirm, list, another role, leave."""

import pytest
from click.testing import CliRunner

from ipdoc.cli import main
from tests.people_builders import SECOND_PASSPHRASE
from tests.vault_builders import PASSPHRASE, a_vault


@pytest.fixture
def run(tmp_path):
    """Return a function that runs a command as one of two people."""
    a_vault(tmp_path).close()
    (tmp_path / "first").write_text(PASSPHRASE)
    (tmp_path / "second").write_text(SECOND_PASSPHRASE)

    def run(*words, by="first", name="", typed=""):
        where = ["--vault", str(tmp_path / "vault"), "--passphrase-file", str(tmp_path / by)]
        who = ["--as", name] if name else []
        return CliRunner().invoke(main, [*who, *words, *where], input=typed)

    return run


def test_two_people_come_together_and_part_by_commands(run):
    code = run("invite", "Dr Second", "--role", "lawyer").stdout.strip()
    fingerprint = run("join", "--code", code, by="second").stdout.strip()
    assert len(fingerprint.split()) == 10
    listed = run("people", name="Dr Test").stdout
    assert "Dr Second: waits to be confirmed, " + fingerprint in listed
    let_in = run("confirm", "dr second", "--fingerprint", fingerprint, name="Dr Test")
    assert "Dr Second is in: Lawyer" in let_in.stdout
    assert "Dr Test: Clinician" in run("people", by="second", name="Dr Second").stdout
    assert "Reviewer" in run("role", "Dr Second", "reviewer", name="Dr Test").stdout
    assert "has left" in run("leave", "Dr Second", "--yes", name="Dr Test").stdout
    assert run("list", by="second", name="Dr Second").exit_code == 1
    assert "left on" in run("people").stdout


def test_name_is_asked_for_where_it_is_needed(run):
    run("invite", "Dr Second", "--role", "lawyer")
    code = run("invite", "Dr Third", "--role", "lawyer").stdout.strip()
    run("join", "--code", code, by="second")
    assert "Dr Test" in run("people", typed="Dr Test\n").output


def test_confirming_asks_whether_the_fingerprint_was_read(run):
    code = run("invite", "Dr Second", "--role", "lawyer").stdout.strip()
    fingerprint = run("join", "--code", code, by="second").stdout.strip()
    refused = run("confirm", "Dr Second", name="Dr Test", typed="n\n")
    assert refused.exit_code == 1
    assert fingerprint in refused.output
    assert "Lawyer" in run("confirm", "Dr Second", name="Dr Test", typed="y\n").output


def test_unknown_names_are_refused_with_a_sentence(run):
    for words in (
        ("confirm", "Nobody"),
        ("leave", "Nobody", "--yes"),
        ("role", "Nobody", "lawyer"),
    ):
        said = run(*words)
        assert said.exit_code == 1
        assert "look at the list" in said.output
