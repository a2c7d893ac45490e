"""No word is cut, covered or off the page, in the four worked cases and three languages."""

from __future__ import annotations

import pytest

from ipdoc.report.blocks import Heading, PageBreak, Paragraph, Space
from ipdoc.report.document import make_report
from tests.glyph_boxes import glyph_faults, page_end_faults
from tests.golden_cases import EVERY_EDITION, EVERY_ID, GoldenCases
from tests.golden_cases import golden as golden
from tests.pdf_structure import resaved
from tests.report_builders import a_meta


@pytest.mark.parametrize(("name", "language"), EVERY_EDITION, ids=EVERY_ID)
def test_no_glyph_of_a_worked_case_is_cut_or_covered(
    golden: GoldenCases, name: str, language: str
) -> None:
    assert glyph_faults(golden.pdf(name, language)) == []


@pytest.mark.parametrize(("name", "language"), EVERY_EDITION, ids=EVERY_ID)
def test_no_page_of_a_worked_case_ends_with_a_heading(
    golden: GoldenCases, name: str, language: str
) -> None:
    assert page_end_faults(golden.pdf(name, language)) == []


def test_heading_at_the_end_of_a_page_is_seen() -> None:
    alone = make_report(
        [Paragraph("первая\nвторая"), Heading(2, "Раздел"), Space(1), PageBreak(), Paragraph("о")],
        a_meta(),
    )
    assert page_end_faults(alone) == ["page 1 ends with a heading"]


def _edited(before: bytes, after: bytes) -> bytes:
    """Return a page of three lines with its operators changed."""

    def change(pdf) -> None:
        operators = pdf.pages[0].Contents.read_bytes()
        assert before in operators
        pdf.pages[0].Contents.write(operators.replace(before, after))

    three = make_report([Paragraph("первая\nвторая\nтретья")], a_meta())
    return resaved(three, change)


def _tops() -> list[bytes]:
    """Return the operators that place the three lines."""
    found: list[bytes] = []

    def look(pdf) -> None:
        lines = pdf.pages[0].Contents.read_bytes().split(b"\n")
        found.extend(line.split(b" Td")[0] + b" Td" for line in lines if line.startswith(b"BT"))

    resaved(make_report([Paragraph("первая\nвторая\nтретья")], a_meta()), look)
    return found[:3]


def test_line_on_a_line_is_seen() -> None:
    first, second, _ = _tops()
    faults = glyph_faults(_edited(second, first))
    assert faults == ["page 1: 'первая' (P) on 'вторая' (P)"]


def test_lines_that_nearly_touch_are_no_fault_but_those_that_do_are() -> None:
    first, second, _ = _tops()
    x, top = first.split()[1:3]
    for down, faulty in ((8.5, False), (4.0, True)):
        moved = b"BT %s %.2f Td" % (x, float(top) - down)
        assert bool(glyph_faults(_edited(second, moved))) is faulty


def test_word_off_the_page_is_seen() -> None:
    first = _tops()[0]
    faults = glyph_faults(_edited(first, b"BT 580 500 Td"))
    assert faults == ["page 1: 'первая' leaves the page"]


def test_word_that_a_window_cuts_is_seen() -> None:
    first = _tops()[0]
    x, top = first.split()[1:3]
    window = b"q %s %s 20 20 re W n " % (x, top)
    last = _tops()[2]
    faults = glyph_faults(_edited(first, window + first).replace(last, b"Q " + last))
    assert any("is cut off" in fault for fault in faults)
