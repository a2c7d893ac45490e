"""At the command line: a bundle for somebody, and verifying what was given out."""

import io

import pytest
from click.testing import CliRunner

from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.photographs import attach_photograph
from ipdoc.cli import main
from ipdoc.report.reading import told_by
from tests.report_builders import a_jpeg
from tests.team_builders import a_case
from tests.vault_builders import PASSPHRASE, a_vault


@pytest.fixture
def place(tmp_path):
    """A vault with the case T-7 and its issued report, and a file with the passphrase."""
    with a_vault(tmp_path) as vault:
        ref = a_case(vault, "T-7", "c_storage", "c_share_court", "c_photos_body")
        attach_photograph(vault, ref, io.BytesIO(a_jpeg()))
        issue(vault, ref, Choice(language="ru"))
        pdf = b"".join(read_edition(vault, ref, 1, "ru.full"))
    (tmp_path / "mine").write_text(PASSPHRASE)
    (tmp_path / "report.pdf").write_bytes(pdf)
    (tmp_path / "out").mkdir()
    return tmp_path


def run(place, *call, vault=True):
    known = ["--vault", str(place / "vault"), "--passphrase-file", str(place / "mine")]
    return CliRunner().invoke(main, [*map(str, call), *(known if vault else [])])


def bundled(place, *more):
    done = run(place, "bundle", "T-7", "--for", "court", "-o", place / "out", *more)
    assert done.exit_code == 0, done.output
    (file,) = (place / "out").glob("*.zip")
    return file, done.output


def test_bundle_is_written_with_its_receipt_and_found_intact(place):
    file, told = bundled(place, "--name", "The court", "--lang", "ru")
    assert list((place / "out").glob("receipt-*.pdf"))
    digest = told.split("digest ")[1][:64]
    done = run(place, "verify", file, "--paper", digest[:16], vault=False)
    assert done.exit_code == 0, done.output
    assert "intact" in done.output
    assert "The digest is the one on paper" in done.output
    known = run(place, "verify", file)
    assert f"T-7, {file.name}, a bundle of report 1" in known.output


def test_without_consent_nothing_is_written(place):
    done = run(place, "bundle", "T-7", "--for", "prosecutor", "-o", place / "out")
    assert done.exit_code == 1
    assert "No consent to this is recorded" in done.output
    assert list((place / "out").iterdir()) == []


def test_annex_without_a_key_is_named_as_left_out(place):
    _file, told = bundled(place, "--annex", "--without", "logs")
    assert "Not in it: Custody log and access log: left out by choice" in told


def test_changed_bundle_names_the_exhibit_and_fails(place):
    file, _told = bundled(place)
    data = file.read_bytes()
    at = data.rindex(b"\xff\xd8\xff")
    file.write_bytes(data[: at + 9] + bytes((data[at + 9] ^ 1,)) + data[at + 10 :])
    done = run(place, "verify", file, vault=False)
    assert done.exit_code == 1
    assert "changed: data/A-" in done.output
    assert "Photograph No. 1" in done.output
    other = run(place, "verify", file, "--paper", "0" * 16, vault=False)
    assert "This is not the digest on paper" in other.output


def test_report_is_verified_by_its_record_and_looked_up_in_the_vault(place):
    done = run(place, "verify", place / "report.pdf")
    assert done.exit_code == 0, done.output
    assert "as every page says" in done.output
    assert "case T-7, report 1, edition ru.full, as issued" in done.output
    digits = told_by((place / "report.pdf").read_bytes()).record_sha256
    grouped = " ".join(digits[at : at + 4] for at in range(0, 16, 4))
    done = run(place, "verify", grouped)
    assert done.exit_code == 0, done.output
    assert "case T-7, the record of report 1, edition ru.full" in done.output
    done = run(place, "verify", "0123 4567 89ab cdef")
    assert done.exit_code == 1
    assert "nothing in this vault" in done.output


def test_report_with_another_record_or_cut_off_is_not_taken_for_whole(place):
    import pikepdf

    path = place / "other.pdf"
    with pikepdf.open(place / "report.pdf") as pdf:
        pdf.attachments["record.json"].get_file().obj.write(b"{}")
        pdf.save(path)
    done = run(place, "verify", path, vault=False)
    assert done.exit_code == 1
    assert "the record in the file is not the one" in done.output
    known = run(place, "verify", path)
    assert "nothing in this vault" in known.output
    cut = (place / "report.pdf").read_bytes()[:5000]
    path.write_bytes(cut)
    done = run(place, "verify", path, vault=False)
    assert done.exit_code == 1
    assert "Traceback" not in done.output


def test_what_is_neither_file_nor_digits_is_refused(place):
    assert run(place, "verify", "hello", vault=False).exit_code == 2
    assert run(place, "verify", "0" * 16, vault=False).exit_code == 2
    done = run(place, "verify", place / "mine", vault=False)
    assert done.exit_code == 1
    assert "changed or cut off" in done.output
