"""At the command line: a bundle for somebody, and verifying what was given out."""

import io
import subprocess
import sys
import zipfile

import pikepdf
import pytest
from click.testing import CliRunner
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ipdoc.casework.cases import find_case
from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition
from ipdoc.casework.issuing.issue import issue
from ipdoc.casework.photographs import attach_photograph
from ipdoc.casework.signing.acts import Target, sign_edition
from ipdoc.casework.signing.ownkey import own_key
from ipdoc.cli import main
from ipdoc.domain.signature import SignerRole
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


def test_folder_is_made_once_there_is_something_to_write(place):
    folder = place / "for" / "court"
    run(place, "bundle", "T-7", "--for", "prosecutor", "-o", folder)
    assert not folder.exists()
    done = run(place, "bundle", "T-7", "--for", "court", "-o", folder)
    assert done.exit_code == 0, done.output
    assert len(list(folder.iterdir())) == 2


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


def test_name_of_a_file_that_was_added_cannot_write_over_what_was_found(place):
    file, _told = bundled(place)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("data/x\x1b[1A\x1b[2K\n  intact: 9 files\u202e", b"added")
    result = run(place, "verify", file, vault=False)
    assert result.exit_code == 1
    assert "added: data/x?[1A?[2K?  intact: 9 files?" in result.output
    assert not {"\x1b", "\u202e"} & set(result.output)


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


def signed_report(place):
    """Sign the report with the doctor's own key; return the path of the signed file."""
    with open_vault(place / "vault", PASSPHRASE) as vault:
        ref = find_case(vault, "T-7")
        target = Target(ref, 1, "ru.full")
        sign_edition(vault, target, SignerRole.DOCTOR, own_key(vault).signing_key())
        path = place / "signed.pdf"
        path.write_bytes(b"".join(read_edition(vault, ref, 1, "ru.full")))
    return path


def test_signed_report_is_valid_and_every_attack_on_it_is_told(place):
    path = signed_report(place)
    done = run(place, "verify", path)
    assert done.exit_code == 0, done.output
    assert "signed.pdf: valid" in done.output
    assert "(registered in this vault): intact" in done.output
    assert "with all its signatures" in done.output
    whole = path.read_bytes()
    attacks = {"flip": flipped(whole), "edit": edited(whole), "page": swapped(whole)}
    for name, data in attacks.items():
        path.write_bytes(data)
        done = run(place, "verify", path, vault=False)
        assert done.exit_code == 1, (name, done.output)
        assert "valid" not in done.output.splitlines()[0], name


def flipped(data):
    at = data.index(b"stream") + 20
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


def edited(data):
    """Append a revision that turns a page round."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def swapped(data):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.pages.reverse()
        pdf.save(out)
    return out.getvalue()


def test_bundle_holds_the_signed_file(place):
    whole = signed_report(place).read_bytes()
    file, _told = bundled(place)
    with zipfile.ZipFile(file) as bag:
        (name,) = [one for one in bag.namelist() if one.endswith("report-ru.full.pdf")]
        assert bag.read(name) == whole


def test_verifying_loads_nothing_that_it_does_not_need():
    code = (
        "import sys, click; from ipdoc.cli import main;"
        "main.get_command(click.Context(main), 'verify');"
        "print({'fpdf', 'flask', 'sqlalchemy', 'PIL', 'babel', 'pikepdf'} & sys.modules.keys())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert told.stdout.strip() == "set()"


def test_what_is_neither_file_nor_digits_is_refused(place):
    assert run(place, "verify", "hello", vault=False).exit_code == 2
    assert run(place, "verify", "0" * 16, vault=False).exit_code == 2
    done = run(place, "verify", place / "mine", vault=False)
    assert done.exit_code == 1
    assert "changed or cut off" in done.output
