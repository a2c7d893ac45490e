"""After a whole job nothing of it can be read on the disk, nor was anything written elsewhere."""

import io
import json
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from pikepdf import Stream
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader

from tests.canaries import ALL, METADATA, PASSPHRASE_WORD, WORDS, carried, forms, leaks
from tests.pdf_inspection import opened
from tests.plaintext_job import EXAMINER, whole_job
from tests.watched_server import ROOT
from tests.watching import CHILDREN, SPOKEN_TO

TEN_MB = 10 * 1024 * 1024
MOMENTS = ("unlocked", "locked", "ended", "kept", "erased")


@pytest.fixture(scope="module")
def job(tmp_path_factory):
    return whole_job(tmp_path_factory.mktemp("job"))


def test_job_was_done_in_full(job):
    assert len(job.stored) >= 100
    assert len({*ALL, *job.planted.words}) >= 150
    assert all(job.planted.secrets)
    assert len(job.photograph) > TEN_MB
    assert len(job.pdf) > TEN_MB
    assert len(job.bundle) > 4 * TEN_MB
    assert job.left == 0
    assert job.largest > TEN_MB
    assert (job.server.vault / "vault.db").exists()


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_planted_word_lies_on_the_disk(job, moment):
    assert job.leaks[moment] == {}


def test_nothing_is_written_outside_the_vault(job):
    allowed = (job.server.vault, job.server.base / "kept")
    written = [(event, path) for event, path in job.server.notes() if path.startswith("/")]
    assert any(event == "sqlite3.connect" for event, _ in written)
    outside = [one for one in written if not any(map(Path(one[1]).is_relative_to, allowed))]
    assert outside == []
    assert job.server.touched() == []


def test_two_people_worked_on_the_case(job):
    assert job.lawyers_pdf == job.pdf
    assert job.refused["withdrawn"] in (403, 404)


def test_no_temporary_file_copy_or_child_is_made(job):
    events = {event for event, _ in job.server.notes()}
    assert not [
        one for one in events if one.startswith(("tempfile.", "shutil.")) or one in CHILDREN
    ]


def test_server_binds_the_loopback_address_and_speaks_to_nobody(job):
    spoken = [(event, place) for event, place in job.server.notes() if event in SPOKEN_TO]
    numbers = [(event, place) for event, place in spoken if "'0.0.0.0'" in place]  # no name to ask
    assert {event for event, _ in numbers} <= {"socket.getaddrinfo"}
    others = [one for one in spoken if one not in numbers]
    assert [event for event, _ in others] == ["socket.bind"]
    assert others[0][1].startswith("('127.0.0.1', ")


def test_server_says_nothing_of_the_case(job):
    said = job.server.said()
    assert b"locked and ended" in said
    assert carried(said) == set()
    assert job.folder.encode() not in said


def test_errors_happened_while_the_output_was_watched(job):
    statuses = {"no page": 404, "bad date": 422, "too large": 413, "other host": 400}
    statuses |= {"no token": 400, "wrong passphrase": 422, "locked": 303}
    assert {name: job.refused[name] for name in statuses} == statuses


def test_scanner_finds_the_typed_words_in_the_report(job):
    pages = PdfReader(io.BytesIO(job.pdf)).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "")
    unseen = set(WORDS) - carried(text.encode())
    assert unseen <= {EXAMINER}, "the examiner stands in the record, not always in the report"
    assert carried(text.encode(), METADATA) == set()
    assert PASSPHRASE_WORD not in text


def test_original_keeps_its_metadata_and_the_report_does_not(job):
    assert job.original == job.photograph
    assert carried(job.original) == set(METADATA)
    with opened(job.pdf) as pdf:
        objects = [one for one in pdf.objects if isinstance(one, Stream)]
        pictures = [one.read_raw_bytes() for one in objects if one.get("/Subtype") == "/Image"]
    assert sum(map(len, pictures)) > TEN_MB
    assert not any(carried(picture, METADATA) for picture in pictures)


@pytest.mark.parametrize("word", ["Quorvexadol", "Жъёщумбера"])
def test_scanner_finds_a_word_in_every_form(tmp_path, word):
    for form in forms(word):
        assert word in carried(b"\xff\x00" + form + b"\x00")
    for code in ("utf-8", "utf-16-le", "utf-16-be"):
        assert carried(b"head" + zlib.compress(b"x" * 9000 + word.encode(code))) == {word}
    note = PngInfo()
    note.add_itxt("Comment", word, zip=True)
    Image.new("RGB", (9, 9)).save(tmp_path / "planted.png", pnginfo=note)
    (tmp_path / word.lower()).mkdir()
    found = leaks([tmp_path])
    assert set(found) == {str(tmp_path / "planted.png"), str(tmp_path / word.lower())}


SPILLING = {
    "tempfile.SpooledTemporaryFile": "tempfile.SpooledTemporaryFile()",
    "tempfile.TemporaryFile": "OverflowableBuffer(9).append(b'x' * 99999)",
    "tempfile.mkdtemp": "tempfile.mkdtemp()",
    "open": "pathlib.Path('spilled').write_bytes(b'x')",
    "os.mkdir": "os.mkdir('spilled')",
    "os.rename": "os.rename(sys.argv[1], 'renamed')",
    "sqlite3.connect": "sqlite3.connect('file:spilled.db?mode=rwc', uri=True)",
    "shutil.copyfile": "shutil.copyfile(sys.executable, 'copy')",
    "subprocess.Popen": "subprocess.run(['true'])",
}


@pytest.mark.parametrize(("event", "code"), SPILLING.items())
def test_watcher_notes_every_way_to_write(tmp_path, event, code):
    notes = tmp_path / "notes"
    (tmp_path / "moved").touch()
    before = "import sys; from tests.watching import watch; watch(sys.argv[2])\n"
    before += "import os, pathlib, shutil, sqlite3, subprocess, tempfile\n"
    before += "from waitress.buffers import OverflowableBuffer\n"
    command = [sys.executable, "-B", "-c", before + code, "moved", str(notes)]
    subprocess.run(command, check=True, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)})
    assert event in {json.loads(line)[0] for line in notes.read_text().splitlines()}
