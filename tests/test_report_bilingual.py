"""The bilingual edition: both languages of everything, side by side, each said to be what it is."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from pikepdf import Name

from ipdoc.i18n import Translator
from ipdoc.report.blocks import (
    BulletList,
    Columns,
    Fact,
    Facts,
    Flow,
    Gap,
    Heading,
    InLanguage,
    KeepTogether,
    Level,
    OnePage,
    PageBreak,
    Paragraph,
    Parallel,
    PhotoBlock,
    PhotoSheet,
    Run,
    SignatureRow,
    Table,
    Title,
)
from ipdoc.report.compose import compose, report_meta
from ipdoc.report.compose.bilingual import bilingual, bilingual_meta
from ipdoc.report.compose.shape import Shape
from ipdoc.report.document import lay_out, make_report
from ipdoc.report.drawings import BodyFigure
from ipdoc.report.typeset.style import TEXT_HEIGHT_MM
from tests.glyph_boxes import glyph_faults
from tests.pdf_structure import structure_faults
from tests.report_builders import TEXTS, a_meta, a_subject, a_view
from tests.test_report_compose import parts

LANGUAGES = ("ru", "kk")


def halves(first: list[Any], second: list[Any]) -> list[Any]:
    return bilingual(first, second, "kk")


def an_edition(**changes: Any) -> list[Any]:
    subject, shape = a_subject(**changes), Shape()
    first, second = (compose(subject, Translator(one), shape) for one in LANGUAGES)
    return bilingual(first, second, "kk")


def a_file(**changes: Any) -> bytes:
    subject = a_subject(**changes)
    first, second = Translator("ru"), Translator("kk")
    meta = bilingual_meta(report_meta(subject, first, "kk"), report_meta(subject, second, "ru"))
    return make_report(an_edition(**changes), meta)


def test_head_of_every_page_bears_the_title_in_both_languages() -> None:
    subject = a_subject()
    first, second = (report_meta(subject, Translator(one)) for one in LANGUAGES)
    head = bilingual_meta(first, second).head_left
    assert first.head_left in head
    assert second.head_left in head


def test_text_stands_in_two_halves_and_what_is_the_same_stands_once() -> None:
    same, one, other = Paragraph("«Кулаком»", "quote"), Paragraph("да"), Paragraph("иә")
    assert halves([one, same], [other, replace(same, language="ru")]) == [
        Parallel((one,), (other,), "kk"),
        same,
    ]


def test_paragraphs_of_a_long_text_stand_beside_their_own() -> None:
    found = halves([Paragraph("а\n\nб")], [Paragraph("ә\n\nп")])
    assert [block.second[0].text for block in found] == ["ә", "п"]


def test_cell_holds_both_languages_and_equal_words_once() -> None:
    first = Table(("Вид", "№"), (("Ссадина", "1"), (Gap("declined", "Отказ"), "2")), (1, 1))
    second = Table(("Түрі", "№"), (("Сыдырылу", "1"), (Gap("declined", "Бас тарту"), "2")), (1, 1))
    (table,) = halves([first], [second])
    assert table.head == ((Run("Вид"), Run("\n"), Run("Түрі", language="kk")), "№")
    assert table.rows[0] == ((Run("Ссадина"), Run("\n"), Run("Сыдырылу", language="kk")), "1")
    assert table.rows[1][0] == Gap("declined", "Отказ", "", (Run("Бас тарту", language="kk"),))


def test_level_keeps_its_glyph_and_gets_both_words() -> None:
    one, other = (Table(("",), ((Level("typical", w),),), (1,)) for w in ("Типично", "Тән"))
    (table,) = halves([one], [other])
    assert table.rows[0][0].key == "typical"
    assert [run.text for run in table.rows[0][0].words] == ["Типично", "\n", "Тән"]


def test_columns_of_text_become_halves_and_their_facts_one_table() -> None:
    def columns(*labels: str) -> Columns:
        return Columns(tuple((Facts((Fact(one, "1"),)),) for one in labels), (1, 1))

    (block,) = halves([columns("а", "б")], [columns("ә", "п")])
    assert [len(side[0].rows) for side in (block.first, block.second)] == [2, 2]


def test_one_picture_keeps_its_facts_beside_it_in_both_languages() -> None:
    def page(label: str) -> Columns:
        figure = BodyFigure((a_view(1),))
        return Columns(((figure,), (Facts((Fact(label, "46 мм"),)),)), (1, 1))

    (columns,) = halves([page("Длина")], [page("Ұзындығы")])
    (fact,) = columns.columns[1][0].rows
    assert isinstance(columns.columns[0][0], BodyFigure)
    assert [run.text for run in fact.label] == ["Длина", "\n", "Ұзындығы"]
    assert fact.value == "46 мм"


def test_many_blocks_that_stayed_together_may_part_but_no_label_from_its_text() -> None:
    def page(label: str) -> KeepTogether:
        return KeepTogether(tuple(Paragraph(f"{label} {n}", "label") for n in range(6)))

    found = halves([page("а")], [page("ә")])
    assert not any(isinstance(block, KeepTogether) for block in found)
    assert all(block.first[0].keep and block.second[0].keep for block in found)


def test_list_in_two_columns_becomes_halves() -> None:
    one, other = (Flow((BulletList(items),)) for items in (("а", "б"), ("ә", "п")))
    assert halves([one], [other]) == [Parallel(one.blocks, other.blocks, "kk")]


def test_what_has_no_partner_keeps_its_own_half() -> None:
    title, note = Heading(2, "I", anchor="one"), Paragraph("тек қазақша", "note")
    found = halves([title], [title, note])
    assert found[1] == Parallel((), (note,), "kk")


def test_tables_of_another_shape_stand_one_below_the_other() -> None:
    one, other = Table(("а",), (("1",),), (1,)), Table(("ә",), (("1",), ("2",)), (1,))
    assert halves([one], [other]) == [one, InLanguage((other,), "kk")]


def test_first_page_stands_once_in_each_language() -> None:
    found = an_edition()
    assert isinstance(found[0], OnePage)
    assert isinstance(found[1], PageBreak)
    assert isinstance(found[2], InLanguage)
    assert isinstance(found[2].blocks[0], OnePage)


def test_pictures_and_signatures_stand_once_with_the_words_of_both() -> None:
    single = list(parts(compose(a_subject(), Translator("ru"))[1:]))
    both = list(parts(an_edition()[3:]))
    for kind in (BodyFigure, PhotoBlock, SignatureRow):
        count = sum(isinstance(one, kind) for one in single)
        assert sum(isinstance(one, kind) for one in both) == count > 0
    photograph = next(one for one in both if isinstance(one, PhotoBlock))
    assert [run.language for run in photograph.title] == ["", "", "kk"]


def test_both_halves_have_the_same_shape() -> None:
    """The words of one language are longer: what is prose in one is prose in the other."""
    subject, shape = a_subject(), Shape()
    first, second = (compose(subject, Translator(one), shape) for one in LANGUAGES)
    for one, other in zip(first, second, strict=False):
        if isinstance(one, Facts) and isinstance(other, Facts):
            assert len(one.rows) == len(other.rows)
    kinds = [[type(block) for block in blocks] for blocks in (first, second)]
    assert [kind for kind in kinds[0] if kind is Facts] == [k for k in kinds[1] if k is Facts]


def test_shape_is_settled_by_the_first_language_place_by_place() -> None:
    shape = Shape()
    assert [shape.settled("q", True), shape.settled("q", False)] == [True, False]
    shape.begin()
    assert [shape.settled("q", False), shape.settled("q", True)] == [True, False]


def test_long_account_flows_over_pages_in_both_halves() -> None:
    one, other = "слово " * 4000, "сөз " * 6000
    laid = lay_out(halves([Paragraph(one)], [Paragraph(other)]))
    assert len(laid.pages) > 3
    assert max(page.used for page in laid.pages) <= TEXT_HEIGHT_MM + 0.02


def test_high_facts_flow_over_pages() -> None:
    one, other = (Facts((Fact("л", word * 3000),)) for word in ("слово ", "сөз "))
    laid = lay_out(halves([one], [other]))
    assert len(laid.pages) > 2
    assert max(page.used for page in laid.pages) <= TEXT_HEIGHT_MM + 0.02


def test_second_language_is_said_in_the_tree() -> None:
    with pikepdf.open(io.BytesIO(a_file())) as pdf:
        dictionaries = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        elements = [one for one in dictionaries if one.get("/Type") == Name.StructElem]
        spoken = {str(one.S) for one in elements if str(one.get("/Lang", "")) == "kk"}
    assert spoken >= {"/Div", "/Table", "/Span"}
    assert "/Document" not in spoken


@pytest.mark.parametrize("changes", [{}, {"lesions": (), "photographs": (), "views": ()}])
def test_file_is_sound_and_no_glyph_is_cut_or_covered(changes: dict[str, Any]) -> None:
    data = a_file(**changes)
    assert structure_faults(data) == []
    assert glyph_faults(data) == []


def test_every_text_of_both_languages_is_on_paper() -> None:
    items = [BulletList((TEXTS["ru"][0], TEXTS["ru"][1])), BulletList(("бірінші", "екінші"))]
    title = Title("МД-1", "Заключение", "от 14 апреля")
    data = make_report([title, *halves([items[0]], [items[1]])], a_meta())
    assert structure_faults(data) == []
    assert glyph_faults(data) == []


def test_pages_say_which_two_languages_they_hold() -> None:
    subject, t = a_subject(), Translator("ru")
    line = "".join(words for words, _ in report_meta(subject, t, "kk").document_line)
    assert "Русский / Қазақша" in line
    meta = bilingual_meta(report_meta(subject, t), report_meta(subject, Translator("kk")))
    assert meta.page_words.count("{page}") == 2
    assert meta.language == "ru"


def test_camera_in_two_languages_leaves_the_signature_its_place() -> None:
    def sheet(title: str, camera: str) -> PhotoSheet:
        return PhotoSheet(
            Heading(3, title), "A-2", (), camera, "Врач", "Касымова Айгерим Болатовна"
        )

    title = Title("МД-1", "Заключение", "от 14 апреля")
    long = "Камера және объектив: фотоаппарат, объектив 60 мм"
    pair = halves([sheet("Фототаблица", "Камера и объектив")], [sheet("Фотокесте", long)])
    data = make_report([title, *pair], a_meta())
    assert glyph_faults(data) == []
