"""Signing from the command line."""

from __future__ import annotations

import io
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ipdoc.casework.core.openvault import open_vault
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.fetching import read_edition
from ipdoc.casework.issuing.issue import issue
from ipdoc.cli import main
from ipdoc.signatures.check import check_pdf
from ipdoc.signatures.model import Verdict
from tests.signing_builders import PASSPHRASE as KEY_PASSPHRASE
from tests.signing_builders import Authority, a_stamper, served
from tests.team_builders import a_case, write
from tests.vault_builders import PASSPHRASE, a_vault


@pytest.fixture
def place(tmp_path):
    """A vault with an issued report; what is needed to open it again."""
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    with a_vault(tmp_path) as vault:
        ref = a_case(vault, "T-1", "c_photos_body")
        issue(vault, ref, Choice(language="en"))
        issue(vault, ref, Choice(language="ru"))
    return tmp_path, ref


def _run(place, *words, code=0):
    folder = place[0]
    options = ["--vault", str(folder / "vault"), "--passphrase-file", str(folder / "passphrase")]
    done = CliRunner().invoke(main, [*words, *options])
    assert done.exit_code == code, done.output
    return done.output


def _pdf(place, key="en.full"):
    with open_vault(place[0] / "vault", PASSPHRASE) as vault:
        return b"".join(read_edition(vault, place[1], 1, key))


def test_report_is_signed_with_ones_own_key(place):
    assert "Name the edition" in _run(place, "sign", "T-1", code=1)
    said = _run(place, "sign", "T-1", "--edition", "en.full")
    assert "signature  Dr Test" in said
    report = check_pdf(_pdf(place))
    assert report.verdict is Verdict.VALID
    shown = _run(place, "signing-key", "-o", str(place[0] / "key.cer"))
    assert report.signatures[0].certificate.key_fingerprint in shown
    assert check_pdf(_pdf(place), [(place[0] / "key.cer").read_bytes()]).trusted
    assert check_pdf(_pdf(place, "ru.full")).verdict is Verdict.UNSIGNED


def test_key_file_countersigns_and_a_wrong_passphrase_signs_nothing(place):
    folder = place[0]
    (folder / "key.p12").write_bytes(Authority().issue("Dr B").p12())
    (folder / "secret").write_text("wrong")
    edition = ("--edition", "en.full")
    _run(place, "sign", "T-1", *edition)
    key = ("--key", str(folder / "key.p12"), "--secret-file", str(folder / "secret"))
    said = _run(place, "sign", "T-1", *edition, "--as", "reviewer", *key, code=1)
    assert "This passphrase does not open the key file" in said
    assert "Traceback" not in said
    (folder / "secret").write_text(KEY_PASSPHRASE)
    assert "Dr B" in _run(place, "sign", "T-1", *edition, "--as", "reviewer", *key)
    assert len(check_pdf(_pdf(place)).signatures) == 2


def test_waiting_reports_are_stamped_together(place):
    for key in ("en.full", "ru.full"):
        _run(place, "sign", "T-1", "--edition", key, "--stamp-later")
    away = "http://127.0.0.1:9/"
    assert "cannot be reached" in _run(place, "timestamp", "--waiting", "--tsa", away, code=1)
    with served(a_stamper(Authority())) as address:
        said = _run(place, "timestamp", "--waiting", "--tsa", address)
        assert said.count("time-stamped") == 2
        assert "Nothing waits" in _run(place, "timestamp", "--waiting", "--tsa", address)
    assert check_pdf(_pdf(place, "ru.full")).signatures[-1].kind == "time-stamp"


def test_signed_by_hand_is_declared(place):
    words = ("sign", "T-1", "--edition", "en.full", "--who", "Dr Test")
    assert "signed by hand on 2026-01-05" in _run(place, *words, "--by-hand", "2026-01-05")
    assert "that stays" in _run(place, *words, "--by-hand", "2026-01-06", code=1)


def test_start_does_not_wait_for_what_only_signing_and_drawing_need():
    heavy = {"pyhanko", "fpdf", "pikepdf", "fontTools", "pyphen", "alembic", "cv2"}
    code = f"import sys, ipdoc.cli, ipdoc.web.app; print(sorted({heavy} & set(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )
    assert done.stdout.strip() == b"[]"


def test_all_editions_are_signed_together(place):
    said = _run(place, "sign", "T-1", "--every")
    assert said.count("signature  Dr Test") == 2
    for key in ("en.full", "ru.full"):
        assert check_pdf(_pdf(place, key)).verdict is Verdict.VALID
    assert "No edition" in _run(place, "sign", "T-1", "--every", code=1)


def test_newest_report_that_has_the_edition_is_meant(place):
    with open_vault(place[0] / "vault", PASSPHRASE) as vault:
        write(vault, place[1], "Something was added.")
        issue(vault, place[1], Choice(language="kk"))
    assert "Report 1, en.full" in _run(place, "sign", "T-1", "--edition", "en.full")
    assert "Report 2, kk.full" in _run(place, "sign", "T-1")
    assert "No such report" in _run(place, "sign", "T-1", "--edition", "en.redacted", code=1)


def _verified(path, code):
    done = CliRunner().invoke(main, ["verify", str(path)])
    assert done.exit_code == code, done.output
    return done.output


def test_verify_says_whose_signature_it_is_and_notices_every_change(place):
    _run(place, "sign", "T-1", "--edition", "en.full")
    data = _pdf(place)
    path = place[0] / "report.pdf"
    path.write_bytes(data)
    assert "signature of Dr Test" in _verified(path, 0)

    flipped = bytearray(data)
    flipped[len(data) // 3] ^= 1
    path.write_bytes(flipped)
    assert "changed" in _verified(path, 1)

    for edit in (_turned, _swapped):
        path.write_bytes(edit(data))
        assert "changed after this signature" in _verified(path, 1)


def _turned(data):
    """Return the file with its first page turned in an update at the end."""

    def turn(first, _second):
        first["/Rotate"] = generic.NumberObject(180)

    return _edited(data, turn)


def _swapped(data):
    """Return the file with the content of the second page on the first."""

    def swap(first, second):
        first["/Contents"] = second.raw_get("/Contents")

    return _edited(data, swap)


def _edited(data, change):
    document = io.BytesIO(data)
    writer = IncrementalPdfFileWriter(document)
    kids = writer.root["/Pages"]["/Kids"]
    first, second = kids[0].get_object(), kids[1].get_object()
    change(first, second)
    writer.update_container(first)
    writer.write_in_place()
    return document.getvalue()
