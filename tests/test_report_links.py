"""Page numbers and contents lead to the place they name, and readers' programs are told so."""

from __future__ import annotations

import re

import pikepdf
import pytest

from ipdoc.report.blocks import Contents, ContentsRow, Heading, PageBreak, PageRef, Paragraph, Run
from ipdoc.report.document import make_report
from tests.golden_cases import EVERY_EDITION, EVERY_ID, GoldenCases
from tests.golden_cases import golden as golden
from tests.pdf_inspection import opened, read_tree
from tests.pdf_structure import structure_faults
from tests.report_builders import a_meta

END = Heading(2, "Выводы", anchor="end")


def links_of(pdf: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """Return page, words and the page to which it leads, of each link; pages from 1."""
    pages = {page.obj.objgen: page.index + 1 for page in pdf.pages}
    return [
        (page.index + 1, str(one.Contents), pages[one.Dest[0].objgen])
        for page in pdf.pages
        for one in page.obj.get("/Annots", [])
        if one.Subtype == "/Link"
    ]


def a_document(*blocks) -> bytes:
    return make_report([Heading(1, "Отчёт"), *blocks], a_meta())


def test_reference_in_a_sentence_is_a_link_to_its_page() -> None:
    text = (Run("Смотрите ("), PageRef("end", "выводы: с. {page}"), Run("), там всё."))
    data = a_document(Paragraph(text), PageBreak(), END)
    assert structure_faults(data) == []
    pdf = opened(data)
    assert links_of(pdf) == [(1, "выводы: с.\u00a02", 2)]
    paragraph = next(e for e in read_tree(pdf).walk() if any(k.kind == "Link" for k in e.kids))
    assert paragraph.kind == "P"
    assert len(paragraph.content) == 2, "what stands before and behind the link"


def test_link_over_two_lines_is_one_place_on_each() -> None:
    words = "слово " * 22 + "с. {page}"
    data = a_document(Paragraph((PageRef("end", words),)), PageBreak(), END)
    assert structure_faults(data) == []
    assert [(page, to) for page, _, to in links_of(opened(data))] == [(1, 2), (1, 2)]


def test_row_of_the_contents_is_one_link_as_wide_as_the_row() -> None:
    data = a_document(Contents((ContentsRow("Выводы", "end"),)), PageBreak(), END)
    assert structure_faults(data) == []
    pdf = opened(data)
    assert links_of(pdf) == [(1, "Выводы, 2", 2)]
    left, _, right, _ = (float(edge) for edge in pdf.pages[0].obj.Annots[0].Rect)
    assert right - left > 440


def test_reference_to_what_an_edition_left_out_is_no_link() -> None:
    text = (PageRef("nowhere", "с. {page}"), Run(" и "), PageRef("end", "с. {page}"))
    data = a_document(Paragraph(text), Contents((ContentsRow("Нет", "nowhere"),)), PageBreak(), END)
    assert structure_faults(data) == []
    assert links_of(opened(data)) == [(1, "с.\u00a02", 2)]


@pytest.mark.parametrize(("name", "language"), EVERY_EDITION, ids=EVERY_ID)
def test_links_of_a_worked_case_lead_to_the_page_that_they_print(
    golden: GoldenCases, name: str, language: str
) -> None:
    found = links_of(opened(golden.pdf(name, language)))
    assert len(found) > 3 or name.startswith("A3")  # a form of two pages has nothing to lead to
    for _, words, leads_to in found:
        numbers = re.findall(r"\d+", words)
        assert not numbers or str(leads_to) in numbers
