"""The block of one lesion, and the sheets of the photo table."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf

from ipdoc.i18n import Translator
from ipdoc.report.blocks import (
    Block,
    Columns,
    Fact,
    Facts,
    KeepTogether,
    PageRef,
    Paragraph,
    PhotoBlock,
    PhotoSheet,
)
from ipdoc.report.compose import ReportSubject, compose
from ipdoc.report.compose.lesion_page import lesion_page
from ipdoc.report.compose.photographs import detail, photo_table
from ipdoc.report.compose.subject import LesionNotes
from ipdoc.report.compose.words import Words
from ipdoc.report.document import lay_out, make_report
from ipdoc.report.drawings import BodyFigure
from tests.report_builders import a_jpeg, a_lesion, a_meta, a_photograph, a_subject


def some_words(subject: ReportSubject | None = None) -> Words:
    return Words(subject or a_subject(), Translator("en"))


def inside(blocks: list[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, KeepTogether):
            yield from inside(list(block.blocks))
        elif isinstance(block, Columns):
            for column in block.columns:
                yield from inside(list(column))


def beside(subject: ReportSubject) -> list[type]:
    """Return what stands beside the drawing, from the left."""
    blocks = lesion_page(some_words(subject), subject.lesions[0])
    columns = next(block for block in inside(blocks) if isinstance(block, Columns))
    return [type(column[0]) for column in columns.columns]


def test_drawing_photograph_and_numbers_stand_side_by_side() -> None:
    assert beside(a_subject()) == [BodyFigure, PhotoBlock, Facts]


def test_lesion_without_photograph_has_drawing_and_numbers() -> None:
    assert beside(a_subject(lesions=(a_lesion(1, photos=()),))) == [BodyFigure, Facts]


def test_size_is_told_once_with_both_sides() -> None:
    blocks = lesion_page(some_words(), a_lesion(1))
    rows = [row for b in inside(blocks) if isinstance(b, Facts) for row in b.rows]
    assert Fact("Size, measured", "46 × 31\u00a0mm") in rows
    assert not [row for row in rows if row.label in ("Length", "Width")]


def test_side_that_was_not_measured_keeps_its_reason() -> None:
    attributes = {"length_mm": 46, "width_mm": {"state": "not_asked", "reason": "bandaged"}}
    blocks = lesion_page(some_words(), a_lesion(1, attributes=attributes))
    labels = [row.label for b in inside(blocks) if isinstance(b, Facts) for row in b.rows]
    assert labels == ["Length", "Width"]


def test_words_of_the_person_stand_beside_the_reasoning() -> None:
    blocks = list(inside(lesion_page(some_words(), a_lesion(1))))
    columns = [b for b in blocks if isinstance(b, Columns)][-1]
    roles = [b.role for b in columns.columns[0] if isinstance(b, Paragraph)]
    assert "quote" in roles
    assert any("Reasoning about" in str(b) for b in columns.columns[1])


def test_only_what_stands_up_to_the_pictures_is_kept_on_one_page() -> None:
    blocks = lesion_page(some_words(), a_lesion(1))
    assert [type(block) for block in blocks].count(KeepTogether) == 1
    assert isinstance(blocks[-1], Columns)
    assert blocks[-1].divided


def test_close_photograph_with_a_scale_is_preferred() -> None:
    photographs = tuple(
        replace_fields(a_photograph(n, a_jpeg()), view)
        for n, view in ((1, "mid"), (2, "closeup_scale"), (3, "closeup"))
    )
    subject = a_subject(photographs=photographs)
    (shown,) = detail(some_words(subject), a_lesion(1, photos=("p1", "p2", "p3")))
    assert isinstance(shown, PhotoBlock)
    assert shown.title == "Photograph No. 2"
    assert shown.small
    assert shown.caption == (PageRef("photo-2", "Page {page}"),)


def replace_fields(printed: Any, view: str) -> Any:
    return replace(printed, photograph=replace(printed.photograph, fields={"view": view}))


def test_withheld_photograph_is_not_shown_beside_its_lesion() -> None:
    subject = a_subject(photographs=(a_photograph(1),))
    assert detail(some_words(subject), a_lesion(1)) == []


def test_photograph_beside_a_lesion_and_in_its_table_enters_the_file_once() -> None:
    pdf = make_report(compose(a_subject(), Translator("en")), a_meta())
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [o for o in opened.objects if isinstance(o, pikepdf.Stream)]
        images = [one for one in streams if one.get("/Subtype") == pikepdf.Name.Image]
        assert len(images) == 1


def sheets(count: int, awaited: tuple[int, ...] = ()) -> list[PhotoSheet]:
    photographs = tuple(
        a_photograph(n, None if n in awaited else a_jpeg()) for n in range(1, count + 1)
    )
    table = photo_table(some_words(a_subject(photographs=photographs)))
    return [sheet for sheet in table if isinstance(sheet, PhotoSheet)]


def test_two_photographs_stand_on_a_sheet_that_names_its_place() -> None:
    found = sheets(5)
    assert [len(sheet.photographs) for sheet in found] == [2, 2, 1]
    assert str(found[1].note).endswith("sheet 2 of 3")
    assert str(found[0].note).startswith("Exhibit A-2 to ")


def test_notices_that_a_photograph_is_not_shown_stand_closer() -> None:
    found = sheets(12, awaited=(1, 2, 3, 4, 5, 7, 8))
    assert [len(sheet.photographs) for sheet in found] == [5, 3, 2, 2]
    laid = lay_out(found)
    assert len(laid.pages) == len(found)
    assert all(240 < page.used <= 249.01 for page in laid.pages)


def test_each_sheet_fills_one_page_with_its_foot_at_the_end() -> None:
    laid = lay_out(sheets(4))
    assert len(laid.pages) == 2
    assert all(240 < page.used <= 249.01 for page in laid.pages)


def test_photographs_shrink_when_their_words_are_long() -> None:
    (sheet,) = sheets(2)
    wordy = tuple(replace(one, caption="word " * 60) for one in sheet.photographs)
    assert len(lay_out([replace(sheet, photographs=wordy)]).pages) == 1


def test_drawn_place_is_not_repeated_when_it_is_only_the_region() -> None:
    subject = a_subject(notes={1: LesionNotes("palm", "palm")})
    blocks = lesion_page(some_words(subject), subject.lesions[0])
    assert "Place, from the drawing" not in str(blocks)
