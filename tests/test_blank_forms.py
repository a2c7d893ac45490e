"""Blank forms: every question has its place, every page says what it is, all of it is tagged."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from ipdoc.anatomy import views
from ipdoc.casework.blanks import TYPES, blank_form, blank_subject
from ipdoc.casework.formstore import current_form
from ipdoc.cli import main
from ipdoc.domain.sheets import (
    ChartPlace,
    SheetCode,
    SheetCodeError,
    read_code,
    sheet_name,
    short_code,
    write_code,
)
from ipdoc.i18n import LANGUAGES, translator
from ipdoc.questionnaire.errors import FormDefinitionError
from ipdoc.questionnaire.paper import PaperHint, load_paper, stands_on_paper
from ipdoc.report.blank import look
from ipdoc.report.blank.compose import compose_blank
from ipdoc.report.blank.fields import ChartPage
from ipdoc.report.blank.sheet import BLANK_LAYOUTS, page_subjects
from ipdoc.report.document import LaidReport, lay_out
from tests.glyph_boxes import glyph_faults
from tests.pdf_inspection import opened, pdf_text, read_marked, read_tree
from tests.pdf_structure import structure_faults

SET = b"12345"
CODE = SheetCode(
    "0a1b2c3d4e5f",
    "S",
    "kk",
    sheet_name(SET),
    3,
    15,
    "neutral",
    subjects=("AB12", "CD34"),
    charts=(ChartPlace(short_code("full_ant"), 20, 58, 184),),
)


def laid(type_code: str, language: str = "en", *, intimate: bool = False) -> LaidReport:
    subject = blank_subject(type_code, language, "female", intimate=intimate)
    return lay_out(compose_blank(subject), grid=look.GRID, layouts=BLANK_LAYOUTS)


def test_code_says_again_what_was_written() -> None:
    assert read_code(write_code(CODE)) == CODE


def test_code_is_of_letters_that_a_square_code_keeps_best() -> None:
    assert re.fullmatch(r"[0-9A-Z $%*+\-./:]+", write_code(CODE))


@pytest.mark.parametrize("text", ["", "https://example.org", "IPDOC1/a/b", "IPDOC2" + "/" * 10])
def test_code_of_something_else_is_refused(text: str) -> None:
    with pytest.raises(SheetCodeError):
        read_code(text)


def test_short_codes_of_all_subjects_and_views_differ() -> None:
    form = current_form().form
    keys = {f"{section.key}/{page.key}" for section in form.sections for page in section.pages}
    keys |= {view.key for view in views.list_views()}
    assert len({short_code(key) for key in keys}) == len(keys)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("type_code", TYPES)
def test_questions_that_a_report_needs_stand_on_paper(type_code: str, language: str) -> None:
    printed = re.sub(r"\W+", "", pdf_text(blank_form(type_code, language).pdf))
    words = translator(language)
    hints = blank_subject(type_code, language).hints
    missing = []
    for section in current_form().form.sections_for(type_code):
        for question in section.questions():
            hint = hints.get(f"{section.key}.{question.key}", PaperHint())
            asked = stands_on_paper(section, question, type_code, hint)
            if asked and question.part == "record" and question.type not in ("computed", "file"):
                label = re.sub(r"\W+", "", words.text(question.label))
                missing += [question.key] if label not in printed else []
    assert missing == []


@pytest.mark.parametrize("type_code", TYPES)
def test_every_subject_on_paper_is_told_by_the_page_where_it_stands(type_code: str) -> None:
    pages = laid(type_code)
    told = page_subjects(pages)
    anchors = {anchor for anchor in pages.page_of if re.match(r"[a-z_]+/[a-z_]+$", anchor)}
    assert anchors
    for anchor in anchors:
        assert anchor in told[pages.page_of[anchor] - 1]
    assert all(told)


def test_page_that_begins_with_a_new_subject_does_not_tell_of_the_one_before() -> None:
    for language in LANGUAGES:
        pages = laid("S", language)
        told = page_subjects(pages)
        for page, subjects in zip(pages.pages, told, strict=True):
            begun = [a for piece, _ in page.pieces[:3] for a in piece.anchors if a in subjects]
            opens = [piece for piece, _ in page.pieces[:1] if piece.anchors]
            assert not opens or begun[0] == subjects[0]


@pytest.mark.parametrize("type_code", TYPES)
def test_nothing_reaches_below_the_page(type_code: str) -> None:
    assert all(page.used <= look.GRID.height_mm + 0.1 for page in laid(type_code, "ru").pages)


def test_heading_never_stands_last_on_a_page() -> None:
    for language in LANGUAGES:
        for page in laid("F", language).pages:
            assert not page.pieces[-1][0].keep


def test_columns_are_named_again_where_a_page_begins_within_a_table() -> None:
    heads = {piece.height for page in laid("F").pages for piece, _ in page.pieces if piece.head}
    assert heads
    for language in LANGUAGES:
        for page in laid("F", language).pages:
            first = page.pieces[0][0]
            assert not first.head, "a row begins the page without the names of its columns"


def test_charts_lie_between_the_corners_and_do_not_touch() -> None:
    subject = blank_subject("F", "en", "male", intimate=True)
    for block in compose_blank(subject):
        if isinstance(block, ChartPage):
            boxes = []
            for one in block.charts:
                width = one.place.height_mm * one.diagram.width / one.diagram.height
                right, bottom = one.place.left_mm + width, one.place.top_mm + one.place.height_mm
                assert one.place.left_mm >= 16
                assert right <= 199
                assert one.place.top_mm > 50
                assert bottom <= look.BOTTOM_MM
                boxes.append((one.place.left_mm, one.place.top_mm, right, bottom))
            for number, a in enumerate(boxes):
                for b in boxes[number + 1 :]:
                    assert a[2] <= b[0] + 1 or b[2] <= a[0] + 1 or a[3] <= b[1] or b[3] <= a[1]


def test_intimate_questions_stand_only_on_pages_of_their_own() -> None:
    without, apart = laid("F"), laid("F", intimate=True)
    assert not [anchor for anchor in without.page_of if anchor.startswith("restricted/")]
    shut = {page for anchor, page in apart.page_of.items() if anchor.startswith("restricted/")}
    assert shut == set(range(min(shut), len(apart.pages) + 1))
    told = page_subjects(apart)
    assert {subject for page in shut for subject in told[page - 1]} == {"physical_exam/trunk"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mark_on_the_form_is_tagged(language: str) -> None:
    made = blank_form("S", language).pdf
    assert structure_faults(made) == []
    assert glyph_faults(made) == []
    pdf = opened(made)
    marked = read_marked(pdf)
    assert marked.untagged == []
    assert marked.unbalanced == []
    kinds = {element.kind for element in read_tree(pdf).walk()}
    assert {"H1", "H2", "P", "L", "LI", "Lbl", "Table", "TR", "TH", "TD", "Figure"} <= kinds
    figures = [element for element in read_tree(pdf).walk() if element.kind == "Figure"]
    assert all(str(figure.raw.get("/Alt", "")) for figure in figures)


def test_same_set_gives_the_same_bytes_and_another_set_another_code() -> None:
    first = blank_form("S", "ru", sheet=SET)
    assert blank_form("S", "ru", sheet=SET).pdf == first.pdf
    assert blank_form("S", "ru").sheet != first.sheet


def test_hint_for_a_question_that_is_not_there_is_refused(tmp_path) -> None:
    form = current_form().form
    folder = tmp_path / form.id
    folder.mkdir()
    (folder / "paper.toml").write_text('"case_information.nothing" = { lines = 2 }')
    with pytest.raises(FormDefinitionError, match="nothing"):
        load_paper(tmp_path, form)
    (folder / "paper.toml").write_text('"case_information.report_number" = { line = 2 }')
    with pytest.raises(FormDefinitionError, match="line"):
        load_paper(tmp_path, form)


def test_command_writes_a_form_and_names_its_set(tmp_path) -> None:
    out = tmp_path / "form.pdf"
    done = CliRunner().invoke(main, ["blank", "--type", "s", "--lang", "kk", "-o", str(out)])
    assert done.exit_code == 0, done.output
    name = re.search(r"Form ([0-9A-Z]{4}-[0-9A-Z]{4})", done.output)
    assert name
    assert name.group(1) in pdf_text(out.read_bytes())
