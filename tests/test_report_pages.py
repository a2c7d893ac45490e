"""Pages: what stays together, what repeats, and page numbers that are true."""

from __future__ import annotations

from ipdoc.report.blocks import (
    Columns,
    Contents,
    ContentsRow,
    Fact,
    Facts,
    Heading,
    KeepTogether,
    OnePage,
    PageBreak,
    PageRef,
    Paragraph,
    Table,
)
from ipdoc.report.document import LaidReport, lay_out
from ipdoc.report.typeset.style import TEXT_HEIGHT_MM
from tests.report_builders import TEXTS

LONG = Paragraph(TEXTS["ru"][0])


def heights(laid: LaidReport) -> list[float]:
    return [page.used for page in laid.pages]


def test_text_flows_over_pages_and_fills_none_too_far() -> None:
    laid = lay_out([LONG] * 12)
    assert len(laid.pages) > 2
    assert max(heights(laid)) <= TEXT_HEIGHT_MM + 0.02


def test_no_paragraph_leaves_a_single_line_behind() -> None:
    for lead in range(40, 49):
        laid = lay_out([Paragraph("строка\n" * lead), Paragraph("слово " * 60)])
        assert not laid.pages[0].pieces[-1][0].keep
        assert all(len(page.pieces) >= 2 for page in laid.pages[1:])


def test_heading_never_ends_a_page() -> None:
    for lines in range(35, 50):
        laid = lay_out([Paragraph("строка\n" * lines), Heading(2, "Раздел"), LONG])
        for page in laid.pages:
            assert page.pieces[-1][0].outline is None


def test_note_never_begins_a_page() -> None:
    note = Paragraph("Не заполнено: одно, другое.", "note")
    for lines in range(38, 52):
        laid = lay_out([Paragraph("строка\n" * lines), note, PageBreak(), Paragraph("дальше")])
        assert all(len(page.pieces) > 1 for page in laid.pages[:-1])


def test_heading_goes_over_the_page_break_to_what_it_heads() -> None:
    laid = lay_out([LONG, Heading(2, "Раздел"), PageBreak(), Paragraph("первое"), LONG])
    assert len(laid.pages) == 2
    assert laid.pages[1].pieces[0][0].outline == (2, "Раздел")


def test_table_head_repeats_and_rows_stay_whole() -> None:
    rows = tuple((str(number), TEXTS["ru"][1]) for number in range(20))
    laid = lay_out([Table(("№", "Текст"), rows, (1, 6))])
    assert len(laid.pages) > 1
    for page in laid.pages[1:]:
        assert page.pieces[0][0] is page.pieces[1][0].head[0]


def test_row_higher_than_a_page_flows_as_paragraphs() -> None:
    laid = lay_out([Table(("№", "Текст"), (("1", "слово " * 6000),), (1, 6))])
    assert len(laid.pages) > 2
    assert max(heights(laid)) <= TEXT_HEIGHT_MM + 0.02


def test_fact_higher_than_a_page_flows_too() -> None:
    laid = lay_out([Facts((Fact("Рассказ", "слово " * 6000), Fact("Место", "кабинет")))])
    assert len(laid.pages) > 2
    assert max(heights(laid)) <= TEXT_HEIGHT_MM + 0.02


def test_blocks_that_stay_together_move_to_the_next_page() -> None:
    kept = KeepTogether((Paragraph("строка\n" * 20, "fact"), Paragraph("последняя", "fact")))
    laid = lay_out([Paragraph("строка\n" * 40), kept])
    assert len(laid.pages) == 2


def test_divided_columns_run_on_over_the_end_of_a_page() -> None:
    label, reasons = Paragraph("Обоснование", "label"), Paragraph("слово " * 200)
    for lines in range(30, 44):
        block = Columns(((Paragraph("слева"),), (label, reasons)), (1, 2), divided=True)
        laid = lay_out([Paragraph("строка\n" * lines), block])
        assert laid.pages[0].used > TEXT_HEIGHT_MM - 25
        assert max(heights(laid)) <= TEXT_HEIGHT_MM + 0.02


def test_label_stands_close_to_what_it_names_and_stays_with_it() -> None:
    first, label, text = (
        lay_out([Paragraph("первое", "fact"), Paragraph("Место", "label"), Paragraph("кабинет")])
        .pages[0]
        .pieces
    )
    assert label[0].keep
    assert text[0].before < label[0].before / 4
    assert first[1] < label[1] < text[1]


def test_paragraph_in_another_language_is_divided_by_its_own_rules() -> None:
    words = TEXTS["ru"][0]
    own = Paragraph(words, language="ru")
    in_english = lay_out([Columns(((own,), ()), (1, 4))], language="en")
    in_russian = lay_out([Columns(((Paragraph(words),), ()), (1, 4))], language="ru")
    assert heights(in_english) == heights(in_russian)


def test_page_numbers_in_the_text_are_true() -> None:
    blocks = [
        Contents((ContentsRow("Выводы", "end"),)),
        PageBreak(),
        *[LONG] * 5,
        Heading(2, "Выводы", anchor="end"),
    ]
    laid = lay_out(blocks)
    assert laid.page_of["end"] == len(laid.pages)


def test_reference_to_what_an_edition_left_out_prints_no_number() -> None:
    laid = lay_out([Paragraph((PageRef("nowhere", "стр. {page}"),))])
    assert "nowhere" not in laid.page_of


def test_first_version_that_fits_is_taken() -> None:
    full = (Paragraph("слово " * 9000),)
    middle = (Paragraph("слово " * 500),)
    laid = lay_out([OnePage((full, middle, (Paragraph("слово"),))), PageBreak(), LONG])
    assert len(laid.pages) == 2
    assert laid.pages[0].used > 50
