"""Signing a document, and what a check says of it afterwards."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest

from ipdoc.domain.signature import SignerRole
from ipdoc.report.blocks import Paragraph
from ipdoc.report.document import make_report
from ipdoc.signatures.check import check_pdf
from ipdoc.signatures.errors import CertificatePeriodError, SigningError, TimestampError
from ipdoc.signatures.longterm import Proofs, embed
from ipdoc.signatures.model import Verdict
from ipdoc.signatures.sign import sign
from ipdoc.signatures.timestamp import Service, add_timestamp
from tests.pdf_inspection import read_marked
from tests.pdf_structure import structure_faults
from tests.report_builders import a_meta
from tests.signing_builders import (
    NOW,
    Authority,
    a_document,
    a_stamper,
    an_own_key,
    is_between_then_and_now,
    served,
    signed,
)

DOCTOR, REVIEWER = SignerRole.DOCTOR, SignerRole.REVIEWER


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def both() -> bytes:
    return signed(DOCTOR, REVIEWER)


def test_document_without_signature_is_unsigned_and_its_fields_wait() -> None:
    data = a_document()
    assert check_pdf(data).verdict is Verdict.UNSIGNED
    with pikepdf.open(io.BytesIO(data)) as pdf:
        widgets = [one for one in pdf.pages[-1].obj.Annots if one.Subtype == "/Widget"]
        assert [str(one.T) for one in widgets] == ["Doctor", "Reviewer"]
        assert all(one.is_indirect for one in pdf.pages[-1].obj.Annots)
        x0, y0, x1, y1 = (float(edge) for edge in widgets[0].Rect)
        assert (x0, y0) == (x1, y1)  # no extent: PDF/A asks for no appearance
        assert x1 < 0  # beside the page: PDF/UA asks for no tag


def test_document_without_fields_has_no_form() -> None:
    data = make_report([Paragraph("Text")], a_meta())
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert "/AcroForm" not in pdf.Root


def test_doctor_certifies_and_reviewer_countersigns(both: bytes) -> None:
    report = check_pdf(both)
    assert report.verdict is Verdict.VALID
    assert [one.role for one in report.signatures] == [DOCTOR, REVIEWER]
    assert [one.certifies for one in report.signatures] == [True, False]
    assert [one.covers_file for one in report.signatures] == [False, True]
    assert report.signatures[0].certificate.is_own
    assert is_between_then_and_now(report.signatures[0].said_at)


def test_signing_only_appends_what_is_returned() -> None:
    data = a_document()
    document = io.BytesIO(data)
    increment = sign(document, an_own_key(), DOCTOR, NOW)
    assert document.getvalue() == data + increment


def test_signer_is_trusted_only_when_the_certificate_is_known(authority: Authority) -> None:
    issued = authority.issue("Dr A")
    data = signed(DOCTOR, doctor=issued.signing_key())
    assert not check_pdf(data).trusted
    assert check_pdf(data, [authority.pem]).trusted
    assert not check_pdf(data, [Authority("Another").pem]).trusted
    assert check_pdf(data).verdict is Verdict.VALID


def test_own_certificate_is_trusted_by_itself() -> None:
    key = an_own_key()
    data = signed(DOCTOR, doctor=key)
    certificate = key.signer.signing_cert.dump()
    assert check_pdf(data, [certificate]).trusted
    assert not check_pdf(data, [an_own_key().signer.signing_cert.dump()]).trusted


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="needs poppler-utils")
def test_poppler_says_both_are_valid(both: bytes, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(both)
    done = subprocess.run(["pdfsig", str(path)], capture_output=True, check=True)
    said = done.stdout.decode()
    assert said.count("Signature is Valid") == 2
    assert "Total document signed" in said


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")
def test_qpdf_finds_no_fault_in_a_signed_file(both: bytes, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(both)
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def test_file_stays_what_archives_and_screen_readers_ask_for(
    both: bytes, authority: Authority
) -> None:
    assert structure_faults(a_document()) == []
    assert structure_faults(both) == []
    document = io.BytesIO(both)
    embed(document, Proofs.read([authority.pem]))
    add_timestamp(document, a_stamper(authority))
    assert structure_faults(document.getvalue()) == []


def test_signing_leaves_pages_tags_and_metadata_as_they_were(both: bytes) -> None:
    with pikepdf.open(io.BytesIO(a_document())) as before, pikepdf.open(io.BytesIO(both)) as after:
        assert read_marked(after).content == read_marked(before).content
        assert read_marked(after).untagged == []
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.Root.StructTreeRoot.ParentTreeNextKey == len(after.pages)
        assert [str(one.Tabs) for one in after.pages] == ["/S"] * len(after.pages)
        widgets = [one for one in after.pages[-1].obj.Annots if one.Subtype == "/Widget"]
        assert all(list(map(int, one.Rect)) == [-2, -2, -2, -2] for one in widgets)
        assert all("/AP" not in one for one in widgets)


def test_any_flipped_bit_is_noticed(both: bytes) -> None:
    chance = random.Random(7)  # noqa: S311
    for _ in range(60):
        changed = bytearray(both)
        at = chance.randrange(len(changed))
        changed[at] ^= 1 << chance.randrange(8)
        assert check_pdf(bytes(changed)).verdict in (Verdict.CHANGED, Verdict.UNREADABLE), at


def test_place_of_the_last_signature_holds_nothing_else(both: bytes) -> None:
    place = list(re.finditer(rb"/Contents <([0-9A-F]+)>", both))[-1]
    for at in (place.end(1) - 1, place.end(1) - 200):  # what fills it up
        changed = bytearray(both)
        changed[at] ^= 1
        assert check_pdf(bytes(changed)).verdict is Verdict.CHANGED
    letter = next(i for i in range(place.start(1), place.end(1)) if both[i] in b"ABCDEF")
    changed = bytearray(both)
    changed[letter] ^= 0x20  # the same digit, written small
    assert check_pdf(bytes(changed)).verdict is Verdict.CHANGED


@pytest.mark.parametrize("signers", [(DOCTOR,), (DOCTOR, REVIEWER)])
def test_incremental_edit_is_noticed(signers: tuple[SignerRole, ...]) -> None:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    document = io.BytesIO(signed(*signers))
    writer = IncrementalPdfFileWriter(document)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)
    writer.write_in_place()
    report = check_pdf(document.getvalue())
    assert report.verdict is Verdict.CHANGED
    assert [str(one.problem) for one in report.signatures] == [
        "The file was changed after this signature"
    ] * len(signers)


def test_swapped_page_is_noticed(both: bytes) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    document = io.BytesIO(both)
    writer = IncrementalPdfFileWriter(document)
    kids = writer.root["/Pages"]["/Kids"]
    first, second = kids[0].get_object(), kids[1].get_object()
    first["/Contents"] = second.raw_get("/Contents")
    writer.update_container(first)
    writer.write_in_place()
    assert check_pdf(document.getvalue()).verdict is Verdict.CHANGED


def test_file_written_anew_with_swapped_pages_is_noticed(both: bytes) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(both)) as pdf:
        pdf.pages.reverse()
        pdf.save(out)
    assert check_pdf(out.getvalue()).verdict in (Verdict.CHANGED, Verdict.UNREADABLE)


def test_bytes_after_the_end_are_noticed(both: bytes) -> None:
    assert check_pdf(both + b"% more\n").verdict is Verdict.CHANGED


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\x00" * 5000, b"PK\x03\x04"])
def test_what_is_no_pdf_is_unreadable_without_a_trace(data: bytes) -> None:
    assert check_pdf(data).verdict is Verdict.UNREADABLE


def test_reviewer_waits_for_the_doctor_and_nobody_signs_twice() -> None:
    with pytest.raises(SigningError, match="doctor signs first"):
        signed(REVIEWER)
    with pytest.raises(SigningError, match="already"):
        signed(DOCTOR, DOCTOR)
    bare = make_report([Paragraph("Text")], a_meta())
    with pytest.raises(SigningError, match="no place for this signature"):
        signed(DOCTOR, data=bare)


def test_expired_certificate_signs_nothing(authority: Authority) -> None:
    old = authority.issue("Dr Old", days=-3).signing_key()
    document = io.BytesIO(a_document())
    size = len(document.getvalue())
    with pytest.raises(CertificatePeriodError, match="expired on"):
        sign(document, old, DOCTOR, NOW)
    assert len(document.getvalue()) == size
    with pytest.raises(CertificatePeriodError, match="valid from"):
        sign(document, an_own_key(), DOCTOR, NOW - dt.timedelta(days=30))


def test_signature_can_bear_a_time_stamp(authority: Authority) -> None:
    document = io.BytesIO(a_document())
    sign(document, an_own_key(), DOCTOR, NOW, a_stamper(authority))
    (found,) = check_pdf(document.getvalue()).signatures
    assert found.holds
    assert is_between_then_and_now(found.stamped_at)


def test_time_stamp_can_come_later_over_http(authority: Authority) -> None:
    document = io.BytesIO(signed(DOCTOR, REVIEWER))
    with served(a_stamper(authority)) as address:
        add_timestamp(document, Service(address))
        add_timestamp(document, Service(address))
    report = check_pdf(document.getvalue(), [authority.pem])
    assert report.verdict is Verdict.VALID
    assert [one.kind for one in report.signatures] == ["signature"] * 2 + ["time-stamp"] * 2
    assert report.signatures[-1].trusted
    assert report.signatures[-1].stamped_at is not None


@pytest.mark.parametrize("answer", [b"", b"<html>no</html>", b"\x30\x03\x02\x01\x00"])
def test_useless_answer_leaves_the_document_as_it_was(answer: bytes) -> None:
    data = signed(DOCTOR)
    document = io.BytesIO(data)
    with served(None, answer) as address, pytest.raises(TimestampError):
        add_timestamp(document, Service(address))
    assert document.getvalue() == data


def test_unreachable_service_leaves_the_document_as_it_was() -> None:
    with served(None) as address:
        pass
    document = io.BytesIO(a_document())
    before = document.getvalue()
    with pytest.raises(TimestampError, match="cannot be reached"):
        sign(document, an_own_key(), DOCTOR, NOW, Service(address))
    assert document.getvalue() == before


@pytest.mark.parametrize("address", ["", "tsa.example", "ftp://tsa.example", "file:///etc/passwd"])
def test_address_of_a_service_is_http(address: str) -> None:
    with pytest.raises(TimestampError, match="address"):
        Service(address)


def test_proofs_and_a_time_stamp_make_it_last(authority: Authority) -> None:
    issued = authority.issue("Dr A")
    document = io.BytesIO(signed(DOCTOR, REVIEWER, doctor=issued.signing_key()))
    embed(document, Proofs.read([authority.pem, authority.revocation_list()]))
    add_timestamp(document, a_stamper(authority))
    report = check_pdf(document.getvalue(), [authority.pem])
    assert report.verdict is Verdict.VALID
    assert report.signatures[0].trusted
    with pikepdf.open(io.BytesIO(document.getvalue())) as pdf:
        assert len(pdf.Root.DSS.CRLs) == 1
        assert len(pdf.Root.DSS.Certs) >= 2


def test_revoked_certificate_is_not_trusted(authority: Authority) -> None:
    issued = authority.issue("Dr Gone")
    document = io.BytesIO(signed(DOCTOR, doctor=issued.signing_key()))
    embed(document, Proofs.read([authority.pem, authority.revocation_list(issued)]))
    report = check_pdf(document.getvalue(), [authority.pem])
    assert not report.trusted
    assert "revoked" in str(report.signatures[0].problem)


def test_proofs_ask_for_a_signature(authority: Authority) -> None:
    with pytest.raises(SigningError, match="Sign the document first"):
        embed(io.BytesIO(a_document()), Proofs.read([authority.pem]))
