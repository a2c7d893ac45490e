"""A whole job over the wire with canaries in every field, and what lay on the disk meanwhile."""

import io
import os
import socket
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from tests.canaries import ERRORS, METADATA, PASSPHRASE_WORD, WORDS, carried, leaks
from tests.plaintext_team import (
    Member,
    Planted,
    confirm_it_is,
    fill_every_text,
    let_in,
    look_around,
    share,
    withdraw,
)
from tests.watched_server import Watched, watched_server
from tests.wire import Answer, Wire, multipart

PASSPHRASE = f"amber basket {PASSPHRASE_WORD}"
SIDE_PX = 1772
"""The longest side that is printed: a photograph of this size keeps its noise in the report."""
PHOTOGRAPHS = 4
UPLOAD_MIB = 16
CASE, REPORT, EXAMINER, *LATIN = WORDS[:12]
CYRILLIC = WORDS[12:]


@dataclass
class Job:
    """What the job left behind."""

    server: Watched
    photograph: bytes
    original: bytes = b""
    pdf: bytes = b""
    planted: Planted = field(default_factory=Planted)
    stored: set[str] = field(default_factory=set)
    """Words that stood on the pages again after they had been saved."""
    lawyers_pdf: bytes = b""
    """The report as the lawyer got it."""
    bundle: bytes = b""
    """The ZIP file with all exhibits."""
    refused: dict[str, int] = field(default_factory=dict)
    """Status of each request that was meant to fail."""
    leaks: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """Moment → file → canaries found in it."""
    clean: set[tuple[str, int, int]] = field(default_factory=set)
    folder: str = ""
    """Address of the evaluation."""
    said: bytes = b""
    """What the database server wrote into its log."""
    left: int | None = None
    """Exit code of the server."""
    largest: int = 0
    """Most bytes that lay in the vault's folder in one file."""

    def look(self, moment: str) -> None:
        """Search everything on the disk."""
        self.leaks[moment] = leaks(self.server.everywhere(), self.planted.secrets, self.clean)
        files = [one for one in self.server.vault.rglob("*") if one.is_file()]
        self.largest = max([self.largest, *(one.stat().st_size for one in files)])


def noisy_photograph(side_px: int = SIDE_PX) -> bytes:
    """Return a JPEG that says a canary in every kind of metadata; of more than 10 MB by default."""
    artist, copyright_, camera, serial, area, comment, note = METADATA
    picture = Image.frombytes("RGB", (side_px, side_px), os.urandom(3 * side_px * side_px))
    exif = Image.Exif()
    exif.update({0x013B: artist, 0x8298: copyright_, 0x0110: camera})
    exif.get_ifd(0x8769)[0xA431] = serial
    exif.get_ifd(0x8825)[0x001C] = area.encode()
    out = io.BytesIO()
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{note}</x:xmpmeta>".encode()
    more = {"exif": exif, "comment": comment.encode(), "xmp": xmp}
    picture.save(out, "JPEG", quality=100, subsampling=0, **more)
    return out.getvalue()


def whole_job(base: Path) -> Job:
    """Do the job; the server has ended when this returns."""
    with watched_server(base, IPDOC_UPLOAD_MIB=str(UPLOAD_MIB)) as server:
        job, wire = Job(server, noisy_photograph()), Wire(server.port, server.cookies)
        create(wire, job)
        job.stored = fill_every_text(wire, job.folder, job.planted)
        fill_in(wire, job.folder)
        examine(wire, job.folder)
        take_photographs(wire, job)
        report(wire, job)
        work_together(wire, job)
        job.bundle = bundle(wire, job)
        _fail(wire, job)
        job.look("unlocked")
        wire.send(wire.page("/cases/"), "/lock")
        _fail_at_the_door(wire, job)
        job.look("locked")
        job.left = server.terminate()
        job.look("ended")
        _keep_and_erase(job)
    return job


def _keep_and_erase(job: Job) -> None:
    """Back the vault up, hand the case over, erase it; look after each."""
    me = ("--as", f"Dr {EXAMINER}")
    job.server.command("backup", str(job.server.base / "kept"))
    key = job.server.command(*me, "age-key", typed=PASSPHRASE).split()[-1].decode()
    file = job.server.base / "kept" / "handed.age"
    job.server.command(*me, "hand-over", CASE, "--to", key, "-o", str(file), typed=PASSPHRASE)
    assert file.stat().st_size > PHOTOGRAPHS * len(job.photograph)
    job.look("kept")
    job.server.command(*me, "erase", CASE, "--code", CASE, typed=PASSPHRASE)
    job.look("erased")


def create(wire: Wire, job: Job) -> None:
    """Create the vault and begin the case."""
    words = {"passphrase": PASSPHRASE, "again": PASSPHRASE}
    wire.send(wire.page("/create"), "/create", name=f"Dr {EXAMINER}", **words)
    begin_case(wire, job)


def begin_case(wire: Wire, job: Job) -> None:
    """Begin the case."""
    typed = {"type": "full", "code": CASE, "report_number": REPORT, "record_language": "en"}
    begun = wire.send(wire.page("/cases/new"), "/cases/new", **typed)
    job.folder = begun.headers["Location"]


def _save(wire: Wire, address: str, **typed: str) -> Answer:
    return wire.send(wire.page(address), address, go="stay", **typed)


def fill_in(wire: Wire, folder: str) -> None:
    """Save pages of the sections: person, place, request, account."""
    information, account = (
        f"{folder}/sections/{name}" for name in ("case_information", "allegations")
    )
    person = {"subject_family_name": CYRILLIC[0], "subject_given_name": CYRILLIC[1]}
    person |= {"subject_patronymic": CYRILLIC[2], "subject_birth_place": LATIN[0]}
    _save(wire, f"{information}/person", **person, subject_citizenship=LATIN[1])
    place = {"exam_place_name": LATIN[2], "exam_place_address": CYRILLIC[3]}
    _save(wire, f"{information}/time_place", **place)
    _save(wire, f"{information}/identity", subject_id_number=LATIN[3])
    asked = {"requested_by_type": "court", "requested_by_name": CYRILLIC[4]}
    asked |= {"requested_by_position": CYRILLIC[5], "request_document": LATIN[4]}
    _save(wire, f"{information}/request", **asked)
    said = {"al_summary": f"The person states: {LATIN[5]} and {CYRILLIC[6]}."}
    said["al_narrative"] = f"Then {LATIN[6]}, «{CYRILLIC[7]}», and {CYRILLIC[8]} once more. " * 30
    _save(wire, f"{account}/account", al_no_allegation="no", **said)


def examine(wire: Wire, folder: str) -> None:
    """Describe a lesion, and a region that was not examined."""
    page = wire.page(f"{folder}/lesions/regions/foot_med/r")
    lesion = wire.send(page, f"{folder}/lesions/new", type="abrasion").headers["Location"]
    stated = {"region": "shin|l", "state": "not_examined", "reason": LATIN[7]}
    examined = f"{folder}/lesions/examined"
    assert wire.send(wire.page(examined), examined, **stated).headers["Location"]
    look = {"pattern": LATIN[7], "direction": CYRILLIC[9], "colour_note": CYRILLIC[10]}
    _save(wire, f"{lesion}/look", **look)


def take_photographs(wire: Wire, job: Job) -> None:
    """Attach photographs and look at them."""
    address = f"{job.folder}/photographs/"
    given = {"caption": f"{LATIN[8]} {CYRILLIC[11]}", "lesion": "1"}
    for number in range(PHOTOGRAPHS):
        file = ("file", f"{METADATA[0]}-{number}.jpg", job.photograph)
        attached = wire.send(wire.page(address), f"{address}new", file, **given)
        assert attached.headers["Location"].endswith(address)
    shown = wire.page(address).body.decode()
    photo = shown.split('id="photo-')[1].split('"')[0]
    for kind in ("shown", "printed"):
        wire.page(f"{address}{photo}/{kind}")
    job.original = wire.page(f"{address}{photo}/original").body


def report(wire: Wire, job: Job) -> None:
    """Issue the report, fetch it, and preview another."""
    address = f"{job.folder}/report/"
    page = wire.page(address)
    issued = wire.send(page, f"{address}issue", status=200, language="en")
    assert b"#issued" in issued.body
    job.pdf = wire.page(f"{address}1/en.full.pdf").body
    kind, token = "specialist_opinion", dict(page.fields(f"{address}issue"))["csrf_token"]
    body, media = multipart([("csrf_token", token), ("kind", kind), ("language", "ru")])
    preview = wire.ask("POST", f"{address}preview", body, Content_Type=media)
    assert preview.body.startswith(b"%PDF-")


def bundle(wire: Wire, job: Job) -> bytes:
    """Make a bundle of all exhibits for one's own files, and save it."""
    address = f"{job.folder}/bundles/"
    page = wire.page(address)
    made = wire.send(page, f"{address}make", status=200, recipient="own", name=LATIN[8], go="make")
    number = made.text.split("#bundle-")[1].split('"')[0]
    assert wire.page(f"{address}{number}/receipt.pdf").body.startswith(b"%PDF-")
    return wire.page(f"{address}{number}/1").body


def work_together(wire: Wire, job: Job) -> None:
    """Let two people in: a lawyer who opens the report, a colleague who mends the record."""
    case_id, planted = job.folder.split("/")[2], job.planted
    doctor = Member(wire, f"Dr {EXAMINER}", PASSPHRASE)
    confirm_it_is(doctor)
    guests = (job.server.browser() for _ in range(2))
    lawyer, colleague = (
        let_in(doctor, role, planted, guest)
        for role, guest in zip(("lawyer", "clinician"), guests, strict=True)
    )
    share(doctor, case_id, lawyer, "lawyer", planted, "report")
    share(doctor, case_id, colleague, "team", planted, "record", "report")
    pdf = f"{job.folder}/report/1/en.full.pdf"
    job.lawyers_pdf = lawyer.wire.page(pdf).body
    place = f"{job.folder}/sections/case_information/time_place"
    _save(colleague.wire, place, exam_place_address=planted.word())
    for member in (doctor, colleague):
        look_around(member, case_id, job.folder, planted)
    withdraw(doctor, case_id, lawyer, planted)
    job.refused["withdrawn"] = lawyer.wire.ask("GET", pdf).status


def _fail(wire: Wire, job: Job) -> None:
    """Send what must be refused while the vault is open, canaries in all of it."""
    path, query, post, file, host, header = ERRORS
    person = f"{job.folder}/sections/case_information/time_place"
    page, token = wire.page(person), dict(wire.page(person).fields(person))["csrf_token"]
    form, photographs = f"/{path}", f"{job.folder}/photographs/new"
    tries = job.refused
    tries["no page"] = wire.ask("GET", f"{form}?q={query}").status
    tries["no record"] = wire.ask("GET", f"{job.folder}/lesions/99/{path}").status
    tries["method"] = wire.ask("DELETE", f"{form}?q={query}", X_Note=header).status
    tries["no token"] = wire.ask("POST", person, post.encode(), Content_Type="text/plain").status
    tries["bad date"] = wire.send(page, person, status=422, exam_date=post).status
    odd, media = multipart([("csrf_token", token)], [("file", f"{file}.jpg", file.encode())])
    tries["no photograph"] = wire.ask("POST", photographs, odd, Content_Type=media).status
    tries["broken body"] = wire.ask("POST", photographs, odd[:-40], Content_Type=media).status
    tries["other host"] = wire.ask("GET", f"/?{query}", Host=f"{host}.example").status
    large = odd + post.encode() * ((UPLOAD_MIB + 2) * 1024 * 1024 // len(post))
    tries["too large"] = wire.ask("POST", photographs, large, Content_Type=media).status
    _spoil(wire, host, header)


def _spoil(wire: Wire, *words: str) -> None:
    """Speak no HTTP, announce too much, and hang up in the middle."""
    cookie = "; ".join(f"{name}={value}" for name, value in wire.cookies.items())
    huge = f"POST /{words[0]} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n"
    cut = f"POST /{words[1]} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n{words[0]}"
    left = f"GET /cases/?code={words[0]} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n"
    for said in (
        f"{' '.join(words)}\r\n\r\n",
        f"GET /{words[0]}\x00 HTTP/9\r\n\r\n",
        huge,
        cut,
        left,
    ):
        with socket.create_connection(("127.0.0.1", wire.port), timeout=10) as line:
            line.sendall(said.encode())
            if said not in (cut, left):
                line.recv(65536)


def _fail_at_the_door(wire: Wire, job: Job) -> None:
    wrong = wire.send(wire.page("/unlock"), "/unlock", status=422, passphrase=ERRORS[2] * 3)
    job.refused["wrong passphrase"] = wrong.status
    job.refused["locked"] = wire.ask("GET", f"{job.folder}?{ERRORS[1]}").status
    assert not carried(wrong.body, [PASSPHRASE_WORD])
