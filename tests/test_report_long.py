"""Long content flows: tables of 500 rows, narratives of 20 000 words, rows higher than a page."""

from __future__ import annotations

import itertools

import pytest

from ipdoc.report.blocks import (
    Block,
    Fact,
    FactGrid,
    Facts,
    Heading,
    KeepTogether,
    Paragraph,
    Space,
    Table,
)
from ipdoc.report.document import LaidReport, lay_out, make_report
from ipdoc.report.errors import MissingGlyphError
from ipdoc.report.typeset.style import TEXT_HEIGHT_MM
from tests.glyph_boxes import glyph_faults
from tests.pdf_inspection import opened, pdf_text, read_tree
from tests.pdf_structure import structure_faults
from tests.report_builders import TEXTS, a_meta

WORDS = " ".join(TEXTS["ru"]).split()


def narrative(words: int) -> str:
    """Return so many words, numbered so that a lost one is missed, in paragraphs."""
    numbered = zip(range(words), itertools.cycle(WORDS), strict=False)
    text = [f"{word} к{number}" if number % 50 == 0 else word for number, word in numbered]
    return "\n\n".join(" ".join(text[start : start + 150]) for start in range(0, len(text), 150))


def a_document(*blocks: Block) -> bytes:
    return make_report([Heading(1, "Отчёт"), Heading(2, "Раздел"), *blocks], a_meta())


def fullest(laid: LaidReport) -> float:
    return max(page.used for page in laid.pages)


def test_table_of_500_rows_flows_whole() -> None:
    rows = tuple((f"строка{n}", TEXTS["ru"][n % 3][: 20 + n % 90]) for n in range(500))
    data = a_document(Table(("№", "Текст"), rows, (1, 4)))
    assert structure_faults(data) == []
    assert glyph_faults(data) == []
    tree = read_tree(opened(data))
    table = next(element for element in tree.walk() if element.kind == "Table")
    assert sum(kid.kind == "TR" for kid in table.kids) == 501
    read = set(pdf_text(data).split())
    assert all(f"строка{n}" in read for n in range(500))


def test_narrative_of_20_000_words_flows_whole() -> None:
    data = a_document(Paragraph(narrative(20_000)))
    assert glyph_faults(data) == []
    read = set(pdf_text(data).split())
    assert all(f"к{number}" in read for number in range(0, 20_000, 50))


@pytest.mark.parametrize("weights", [(1, 3), (1, 1), (3, 1)])
@pytest.mark.parametrize("words", [120, 600, 1500, 6000])
def test_row_of_any_height_flows_whole(weights: tuple[int, int], words: int) -> None:
    rows = (("первая", "до"), (narrative(words // 3), narrative(words)), ("третья", "после"))
    data = a_document(Table(("Слева", "Справа"), rows, weights))
    assert structure_faults(data) == []
    assert glyph_faults(data) == []
    read = pdf_text(data).split()
    assert all(f"к{number}" in read for number in range(0, words, 50))


def test_high_row_fills_the_page_that_it_begins_on() -> None:
    rows = tuple((str(n), narrative(350)) for n in range(6))
    laid = lay_out([Table(("№", "Текст"), rows, (1, 4))])
    assert len(laid.pages) > 2
    assert min(page.used for page in laid.pages[:-1]) > TEXT_HEIGHT_MM - 15
    assert fullest(laid) <= TEXT_HEIGHT_MM + 0.02


def test_fact_of_20_000_words_flows_whole() -> None:
    rows = (Fact("Рассказ", narrative(20_000)), Fact("Место", "кабинет"))
    for block in (Facts(rows), FactGrid(rows)):
        data = a_document(block)
        assert glyph_faults(data) == []
        assert "к19950" in pdf_text(data).split()


@pytest.mark.parametrize("lead", range(170, 236, 3))
@pytest.mark.parametrize("kind", ["table", "facts"])
def test_no_row_of_a_table_stands_alone_on_a_page(lead: int, kind: str) -> None:
    table = Table(("№", "Текст"), tuple((str(n), "слово") for n in range(9)), (1, 4))
    facts = Facts(tuple(Fact(f"Поле {n}", "слово") for n in range(9)))
    block = table if kind == "table" else facts
    row_mm = lay_out([block]).pages[0].pieces[-1][0].height
    laid = lay_out([Paragraph("начало"), Space(lead), block])
    rows = [sum(abs(p.height - row_mm) < 0.05 for p, _ in page.pieces) for page in laid.pages]
    assert sum(rows) == 9
    assert 1 not in rows


@pytest.mark.parametrize("height", [150, 200, 238, 245])
def test_heading_stays_with_what_nearly_fills_a_page(height: int) -> None:
    big = KeepTogether((Paragraph("начало"), Space(height - 15), Paragraph("конец")))
    laid = lay_out([Paragraph("строка\n" * 6), Heading(2, "Раздел"), big, Paragraph("дальше")])
    for page in laid.pages:
        assert page.pieces[-1][0].outline is None, "a heading ends a page"
    assert fullest(laid) <= TEXT_HEIGHT_MM + 0.02


@pytest.mark.parametrize(
    ("block", "where"),
    [
        (Paragraph("имя 😀"), "Раздел"),
        (Facts((Fact("Профессия", "врач 😀"),)), "Профессия"),
        (Table(("Кто", "Что сказал"), (("он", "да 😀"),), (1, 1)), "Что сказал"),
        (Table(("Кто", ""), (("он", "да 😀"),), (1, 1)), "Раздел"),
        (Heading(3, "Рассказ 😀"), "Рассказ 😀"),
    ],
)
def test_emoji_is_named_with_the_place_where_it_stands(block: Block, where: str) -> None:
    with pytest.raises(MissingGlyphError) as caught:
        make_report([Heading(2, "Раздел"), block], a_meta())
    assert "Replace the character 😀 (U+1F600)" in str(caught.value)
    assert caught.value.where == where


def test_character_that_nobody_can_see_is_named_by_its_number() -> None:
    with pytest.raises(MissingGlyphError, match=r"character \? \(U\+E000\) in the report"):
        make_report([Paragraph("\ue000")], a_meta())
