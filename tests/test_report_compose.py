"""Composing: every question is there, gaps have names, levels are neither sorted nor counted."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from ipdoc.i18n import Translator
from ipdoc.report.blocks import (
    Box,
    Columns,
    Fact,
    Gap,
    Heading,
    Level,
    LevelLine,
    OnePage,
    PageRef,
    Paragraph,
    PhotoBlock,
    Run,
    SignatureRow,
    Table,
)
from ipdoc.report.compose import ReportSubject, compose, report_meta
from ipdoc.report.compose.ground import ANCHOR
from ipdoc.report.document import lay_out
from ipdoc.report.drawings import BodyFigure
from tests.report_builders import (
    TEXTS,
    a_form,
    a_lesion,
    a_photograph,
    a_subject,
    a_view,
    some_answers,
)


def composed(subject: ReportSubject | None = None) -> list[Any]:
    return compose(subject or a_subject(), Translator("en"))


def parts(value: Any) -> Iterator[Any]:
    """Yield every block, fact, cell and run inside."""
    if isinstance(value, OnePage):
        value = value.versions[0]
    if isinstance(value, (list, tuple)):
        for part in value:
            yield from parts(part)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield value
        for field in dataclasses.fields(value):
            yield from parts(getattr(value, field.name))


def words(value: Any) -> str:
    """Return all words inside, joined."""
    found = []
    for part in parts(value):
        for field in dataclasses.fields(part):
            inner = getattr(part, field.name)
            texts = inner if isinstance(inner, tuple) else (inner,)
            found += [text for text in texts if isinstance(text, str)]
            found += [
                t for row in texts if isinstance(row, tuple) for t in row if isinstance(t, str)
            ]
    return " | ".join(found)


def facts(blocks: list[Any]) -> dict[str, Any]:
    return {part.label: part.value for part in parts(blocks[1:]) if isinstance(part, Fact)}


def section(blocks: list[Any], key: str) -> list[Any]:
    """Return the blocks of one section."""
    heads = [i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.level == 2]
    start = next(i for i in heads if blocks[i].anchor == key)
    return blocks[start : next((i for i in heads if i > start), len(blocks))]


def test_sections_stand_in_the_order_of_the_form_with_their_numbers() -> None:
    heads = [block for block in composed() if isinstance(block, Heading) and block.level == 2]
    assert [head.number for head in heads if head.number] == [s.number for s in a_form().sections]
    assert [head.anchor for head in heads if not head.number] == ["contents", ANCHOR]


def test_every_question_of_the_evaluation_type_is_named() -> None:
    blocks = composed()
    special = {"con_overall_level", "con_statement", "int_findings"}
    for part in a_form().sections_for("F"):
        said = words(section(blocks, part.key))
        for question in part.questions():
            if question.key not in special:
                assert question.label in said, question.key


def test_missing_answers_say_why() -> None:
    said = facts(composed())
    assert said["Family name"] == Gap("declined", "Declined to answer", "afraid of the escort")
    assert said["Asked in private"] == Gap("not_asked", "Not asked", "no time")
    assert said["Blows"] == Gap("unknown", "Not known")


def test_blank_required_question_is_shown_and_blank_optional_gathered() -> None:
    blocks = composed()
    assert facts(blocks)["Name of the requester"] == Gap("blank", "No entry")
    assert facts(blocks).get("Citizenship") is None
    assert "Without entry: Citizenship." in words(section(blocks, "case_information"))


def test_explicit_nobody_is_a_value() -> None:
    assert facts(composed())["Persons present"] == "Nobody else was present"


def test_own_words_are_a_quotation_and_long_text_prose() -> None:
    paragraphs = [part for part in parts(composed()) if isinstance(part, Paragraph)]
    roles = {part.text: part.role for part in paragraphs if isinstance(part.text, str)}
    assert roles["«Считал до двадцати»"] == "quote"
    assert roles["\n\n".join(TEXTS["ru"])] == "prose"


def test_free_text_bears_its_language_when_it_is_not_the_reports() -> None:
    narrative = "\n\n".join(TEXTS["ru"])
    blocks = [part for part in parts(composed()) if getattr(part, "text", "") == narrative]
    assert [part.language for part in blocks] == ["ru"]
    same = compose(a_subject(), Translator("ru"))
    blocks = [part for part in parts(same) if getattr(part, "text", "") == narrative]
    assert [part.language for part in blocks] == [""]


def test_about_and_offset_are_printed() -> None:
    began = facts(composed())["Began"]
    assert began.startswith("≈ ")
    assert "UTC+5" in began


def test_reference_is_printed_only_when_it_was_checked() -> None:
    said = words(composed())
    assert "§364" in said
    assert "§999" not in said


def test_levels_come_with_glyph_in_the_order_of_the_lesions() -> None:
    answers = some_answers()
    table = next(
        part
        for part in parts(section(composed(a_subject(answers=answers)), "physical_exam"))
        if isinstance(part, Table) and len(part.head) == 8
    )
    assert [row[0] for row in table.rows] == ["1", "2"]
    assert [row[-1].key for row in table.rows] == ["consistent", "typical"]


def test_main_findings_are_in_the_order_of_their_numbers() -> None:
    lesions = tuple(a_lesion(number) for number in (3, 1, 2))
    page = composed(a_subject(lesions=lesions))[0]
    bold = [run.text for run in parts(page.versions[0]) if isinstance(run, Run)]
    assert [text for text in bold if text.startswith("No. ")] == ["No. 1", "No. 2", "No. 3"]


def test_report_never_counts_levels() -> None:
    said = words(composed()).lower()
    for level in ("typical", "consistent", "diagnostic"):
        assert f"2 {level}" not in said
        assert f"1 {level}" not in said


def test_overall_level_stands_on_the_first_page_and_in_the_conclusions() -> None:
    blocks = composed()
    for place in (blocks[0], section(blocks, "conclusions")):
        lines = [part for part in parts(place) if isinstance(part, LevelLine)]
        assert lines[0].level == Level("highly_consistent", "Highly consistent with")


def test_missing_overall_level_is_not_invented() -> None:
    answers = some_answers() | {"conclusions": {}}
    page = composed(a_subject(answers=answers))[0]
    box = next(part for part in parts(page) if isinstance(part, Box))
    assert not [part for part in parts(box) if isinstance(part, LevelLine)]
    assert "No entry" in words(box)


def test_level_on_a_lesion_stands_with_reasoning_and_other_causes() -> None:
    exam = section(composed(), "physical_exam")
    columns = [part for part in parts(exam) if isinstance(part, Columns)]
    opinions = [part for part in columns if "Attributed" in words(part)]
    said = words(opinions[0])
    assert "Consistent with" in said
    assert "Reasoning about finding 1." in said
    assert "A fall." in said


def test_interpretation_of_what_is_no_lesion_is_printed_in_full() -> None:
    interpretation = section(composed(), "interpretation")
    assert any(isinstance(b, Heading) and b.text == "sleep" for b in interpretation)


def test_lesion_without_a_mark_on_the_views_is_listed() -> None:
    assert "Without a mark on the views above: No. 2." in words(composed())


def test_removed_lesion_leaves_its_number_and_the_reason() -> None:
    lesions = (a_lesion(1), a_lesion(2, removed="entered twice"))
    said = words(section(composed(a_subject(lesions=lesions)), "physical_exam"))
    assert "Taken out | entered twice" in said


def test_text_alternative_of_a_figure_names_number_type_place_and_size() -> None:
    figure = next(part for part in parts(composed()) if isinstance(part, BodyFigure))
    assert "1: Bruise; Eye socket, left; 46 × 31 mm" in figure.views[0].alt


def test_photographs_keep_their_numbers_and_name_their_lesions() -> None:
    photos = [part for part in parts(composed()) if isinstance(part, PhotoBlock) and not part.small]
    assert [photo.title for photo in photos] == ["Photograph No. 1", "Photograph No. 2"]
    assert photos[0].caption == "Lesion No. 1. Caption 1"
    assert photos[1].jpeg is None


def test_intimate_photograph_is_withheld_with_a_word() -> None:
    shut = dataclasses.replace(a_photograph(1), withheld="sealed_annex")
    photos = [
        p for p in parts(composed(a_subject(photographs=(shut,)))) if isinstance(p, PhotoBlock)
    ]
    assert "kept apart" in photos[0].awaited


def test_psychological_evaluation_has_no_physical_examination() -> None:
    blocks = composed(a_subject(type_code="P", lesions=(), views=()))
    assert not [b for b in blocks if isinstance(b, Heading) and b.anchor == "physical_exam"]
    assert "No physical examination was carried out" in words(blocks[0])


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("lesions", [0, 2, 40])
def test_first_page_is_always_one_page(language: str, lesions: int) -> None:
    found = tuple(a_lesion(number) for number in range(1, lesions + 1))
    answers = some_answers()
    answers["conclusions"]["con_statement"] = " ".join(TEXTS["ru"] * 3)
    answers["conclusions"]["con_limits"] = TEXTS["ru"][0]
    subject = a_subject(lesions=found, answers=answers, views=(a_view(1, 2),))
    first, *rest = compose(subject, Translator(language))
    assert len(lay_out([first]).pages) == 1
    refers = [ref.anchor for ref in parts(first) if isinstance(ref, PageRef)]
    assert set(refers) <= lay_out([first, *rest]).page_of.keys()


def test_every_clinician_signs() -> None:
    answers = some_answers() | {"signature": {"sig_name": "Касымова А. Б.; Литвинов П. А."}}
    rows = [p for p in parts(composed(a_subject(answers=answers))) if isinstance(p, SignatureRow)]
    assert [box.name for box in rows[0].boxes] == ["Касымова А. Б.", "Литвинов П. А."]


def test_foot_bears_number_edition_and_digest() -> None:
    meta = report_meta(a_subject(), Translator("en"))
    assert ("MD-1", "bold") in meta.document_line
    assert "full edition" in meta.document_line[2][0]
    assert meta.digest_line[1][0].startswith("9b41 c07e 55d2 18af")


def test_page_of_a_section_without_any_entry_has_no_heading_of_its_own() -> None:
    blocks = composed()
    assert "Without entry: Appearance" in words(section(blocks, "physical_exam"))
    assert not [b for b in blocks if isinstance(b, Heading) and b.text == "General"]
