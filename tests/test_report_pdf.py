"""The file: standard, searchable, complete, and the same bytes every time."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
from pathlib import Path

import pikepdf
import pypdf
import pytest

from ipdoc.i18n import Translator
from ipdoc.report.blocks import Heading, Paragraph, PhotoBlock, Run, Title
from ipdoc.report.compose import compose, report_meta
from ipdoc.report.document import make_report
from ipdoc.report.errors import MissingGlyphError, PhotographError
from ipdoc.report.typeset.typography import quoted
from tests.pdf_inspection import opened
from tests.report_builders import TEXTS, a_jpeg, a_meta, a_photograph, a_subject

LONG = [Title("Протокол", "Заключение", "№ 1"), *(Paragraph(text) for text in TEXTS["ru"] * 4)]


def a_report() -> bytes:
    subject, translator = a_subject(), Translator("en")
    return make_report(compose(subject, translator), report_meta(subject, translator))


def text_of(data: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(data))
    return "\n".join(page.extract_text() for page in reader.pages)


def flat(text: str) -> str:
    return "".join(text.split())


def test_same_blocks_give_the_same_bytes_at_another_time() -> None:
    first = a_report()
    time.sleep(1.1)
    assert a_report() == first


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_text_can_be_extracted_whole(language: str) -> None:
    text = TEXTS[language][0]
    data = make_report([Paragraph(text)], a_meta(language=language))
    read = flat(text_of(data).replace("\u00ad", "")).replace("-", "")
    assert flat(quoted(text, language).replace("-", "")) in read


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_poppler_reads_the_words_in_order(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(make_report(LONG, a_meta()))
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
    )
    read = flat(done.stdout.decode())
    assert read.find("Заключение") < read.find(flat(TEXTS["ru"][0])[:40])


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")
def test_qpdf_finds_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(a_report())
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="needs poppler-utils")
def test_every_font_is_embedded_and_has_unicode(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(a_report())
    done = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True)
    rows = done.stdout.decode().splitlines()[2:]
    assert rows
    for row in rows:
        embedded, _subset, has_unicode = row.split("Identity-H")[1].split()[:3]
        assert (embedded, has_unicode) == ("yes", "yes")


def test_every_page_says_which_it_is() -> None:
    reader = pypdf.PdfReader(io.BytesIO(make_report(LONG, a_meta())))
    pages = len(reader.pages)
    assert pages > 1
    for number, page in enumerate(reader.pages, 1):
        assert f"стр. {number} из {pages}" in page.extract_text().replace("\u00a0", " ")


def test_catalog_declares_language_title_and_standards() -> None:
    pdf = opened(a_report())
    assert str(pdf.Root.Lang) == "en"
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert bool(pdf.Root.MarkInfo.Marked)
    xmp = pdf.Root.Metadata.read_bytes().decode()
    for said in (
        "<pdfaid:part>3<",
        "<pdfaid:conformance>A<",
        "<pdfuaid:part>1<",
        "2026-04-20T18:02",
    ):
        assert said in xmp
    assert "/OutputIntents" in pdf.Root
    assert "/OpenAction" not in pdf.Root


def test_title_in_the_metadata_names_no_person() -> None:
    pdf = opened(a_report())
    xmp = pdf.Root.Metadata.read_bytes().decode()
    assert "Specialist&apos;s opinion" in xmp or "Specialist's opinion" in xmp
    assert "ER-041" not in xmp


def test_record_is_attached_as_the_source() -> None:
    pdf = opened(a_report())
    attached = pdf.attachments["record.json"]
    assert attached.get_file().read_bytes() == b'{"schema":1}'
    assert str(pdf.Root.AF[0].AFRelationship) == "/Source"


def test_sections_are_bookmarks() -> None:
    with opened(a_report()).open_outline() as outline:
        titles = [item.title for item in outline.root[0].children]
    numbered = [title for title in titles if title.startswith("I")]
    assert numbered[:2] == ["I  Case information", "I-a  Conditions"]


def test_photograph_enters_byte_for_byte_and_once() -> None:
    jpeg = a_jpeg()
    photo = PhotoBlock("Фото № 1", "alt", "caption", "line", 60, 40, jpeg)
    pdf = opened(make_report([photo, photo], a_meta()))
    images = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Width") == 60]
    assert [image.read_raw_bytes() for image in images] == [jpeg]


def test_photograph_of_another_size_is_refused() -> None:
    photo = PhotoBlock("Фото № 1", "alt", "caption", "line", 61, 40, a_jpeg())
    with pytest.raises(PhotographError):
        make_report([photo], a_meta())


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\xff\xd8\xff\xe0\x00\x10JFIF", a_jpeg(mode="CMYK")]
)
def test_what_is_no_printable_jpeg_is_refused(data: bytes) -> None:
    photo = PhotoBlock("Фото № 1", "alt", "caption", "line", 60, 40, data)
    with pytest.raises(PhotographError):
        make_report([photo], a_meta())


def test_awaited_photograph_says_so() -> None:
    subject = a_subject(photographs=(a_photograph(2),))
    translator = Translator("en")
    data = make_report(compose(subject, translator), report_meta(subject, translator))
    assert "This photograph awaits its file." in text_of(data).replace("\u00a0", " ")


def test_missing_glyph_stops_the_report_and_keeps_the_words_out_of_the_message() -> None:
    blocks = [Heading(2, "Рассказ"), Paragraph((Run("имя "), Run("محمد")))]
    with pytest.raises(MissingGlyphError, match=r"م \(U\+0645\) in Рассказ") as caught:
        make_report(blocks, a_meta())
    assert "محمد" not in str(caught.value)
