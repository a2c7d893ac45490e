"""The four worked cases, in three languages: nothing that PDF/A-3a or PDF/UA-1 forbids."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from ipdoc.domain.rendering import Rendering
from ipdoc.i18n import Translator
from ipdoc.report.compose import compose, report_meta
from ipdoc.report.document import make_report
from tests.builders import CASES
from tests.glyph_boxes import glyph_faults, page_end_faults
from tests.golden_cases import EVERY_EDITION, EVERY_ID, GoldenCases
from tests.golden_cases import golden as golden
from tests.pdf_structure import resaved, structure_faults
from tests.report_builders import a_subject

PLANTED = b"0 0 m 9 9 l S"


@pytest.mark.parametrize(("name", "language"), EVERY_EDITION, ids=EVERY_ID)
def test_worked_case_is_archival_and_accessible(
    golden: GoldenCases, name: str, language: str
) -> None:
    assert structure_faults(golden.pdf(name, language)) == []


OTHERS = [
    (CASES[0], "kk", {"rendering": Rendering.REDACTED}),
    (CASES[1], "ru", {"rendering": Rendering.REDACTED}),
    (CASES[2], "en", {"rendering": Rendering.REDACTED}),
    (CASES[3], "kk", {"rendering": Rendering.NAMED_RESTRICTED}),
    (CASES[1], "en", {"rendering": Rendering.NAMED_RESTRICTED}),
    (CASES[0], "ru", {"second": "kk"}),
    (CASES[1], "en", {"second": "ru"}),
    (CASES[2], "kk", {"second": "ru"}),
    (CASES[3], "kk", {"second": "en"}),
]
"""Renderings and bilingual editions, not all in all languages."""


@pytest.mark.parametrize(
    ("name", "language", "chosen"),
    OTHERS,
    ids=["-".join([n[:2], lang, *map(str, chosen.values())]) for n, lang, chosen in OTHERS],
)
def test_other_editions_are_sound_and_cut_or_cover_nothing(
    golden: GoldenCases, name: str, language: str, chosen: dict[str, object]
) -> None:
    pdf = golden.pdf(name, language, **chosen)
    assert structure_faults(pdf) == []
    assert glyph_faults(pdf) == []
    assert page_end_faults(pdf) == []


@pytest.fixture(scope="module")
def sound() -> bytes:
    """Return a short report with a photograph, drawings, tables and lists."""
    subject, translator = a_subject(), Translator("en")
    return make_report(compose(subject, translator), report_meta(subject, translator))


def test_report_with_a_photograph_is_sound(sound: bytes) -> None:
    assert b"/DCTDecode" in sound
    assert structure_faults(sound) == []


def _element(pdf: pikepdf.Pdf, kind: str) -> pikepdf.Object:
    return next(o for o in pdf.objects if _is(o, "/StructElem") and Name("/" + kind) == o.S)


def _is(one: pikepdf.Object, kind: str) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == kind


def _draw_untagged(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(PLANTED)


def _leave_open(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"/Artifact <</Type /Layout>> BDC q")


def _forget_alt(pdf: pikepdf.Pdf) -> None:
    del _element(pdf, "Figure").Alt


def _move_figure_away(pdf: pikepdf.Pdf) -> None:
    _element(pdf, "Figure").A.BBox = Array([0, 0, 9999, 10])


def _jump_a_level(pdf: pikepdf.Pdf) -> None:
    _element(pdf, "H3").S = Name.H6


def _drop_a_cell(pdf: pikepdf.Pdf) -> None:
    row = _element(pdf, "TR")
    row.K = Array(list(row.K)[1:])


def _forget_a_scope(pdf: pikepdf.Pdf) -> None:
    del _element(pdf, "TH").A


def _put_text_in_a_list(pdf: pikepdf.Pdf) -> None:
    _element(pdf, "LI").S = Name.P


def _swap_parents(pdf: pikepdf.Pdf) -> None:
    first = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    first[0], first[1] = first[1], first[0]


def _forget_content(pdf: pikepdf.Pdf) -> None:
    del _element(pdf, "P").K


def _name_no_language(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = String("по-русски")


def _add_a_bare_link(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([9, 9, 20, 20]), F=4)
    pdf.pages[0].obj.Annots = Array([link])


def _use_no_font(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].obj.Resources.Font.values()))
    del font.DescendantFonts[0].FontDescriptor.FontFile2


def _change_widths(pdf: pikepdf.Pdf) -> None:
    font = next(iter(pdf.pages[0].obj.Resources.Font.values()))
    font.DescendantFonts[0].W = Array([0, Array([7] * 500)])


def _tell_of_the_camera(pdf: pikepdf.Pdf) -> None:
    image = next(o for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Width" in o)
    jpeg = image.read_raw_bytes()
    exif = b"\xff\xe1\x00\x10Exif\x00\x00GPS here"
    image.write(jpeg[:2] + exif + jpeg[2:], filter=Name.DCTDecode)


def _lose_the_record(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.AF


def _say_too_much(pdf: pikepdf.Pdf) -> None:
    _element(pdf, "Figure").Alt = String("a" * 40000)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_draw_untagged, "untagged: page 1: S"),
        (_leave_open, "is not closed"),
        (_forget_alt, "no text alternative"),
        (_move_figure_away, "outside its page"),
        (_jump_a_level, "of level 6 follows"),
        (_drop_a_cell, "cells"),
        (_forget_a_scope, "no scope"),
        (_put_text_in_a_list, "P stands in L"),
        (_swap_parents, "another parent in the parent tree"),
        (_forget_content, "on one side only"),
        (_name_no_language, "no language"),
        (_add_a_bare_link, "stands under no Link"),
        (_use_no_font, "is not embedded"),
        (_change_widths, "another width"),
        (_tell_of_the_camera, "Exif"),
        (_lose_the_record, "not associated"),
        (_say_too_much, "longer than a string"),
    ],
)
def test_walk_sees_what_is_wrong(sound: bytes, spoil, said: str) -> None:
    assert any(said in fault for fault in structure_faults(resaved(sound, spoil)))
