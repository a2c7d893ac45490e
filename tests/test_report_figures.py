"""Figures of the body: which views, which words below them, and what only the annex shows."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pypdf
import pytest

from ipdoc.domain.finding import Lesion
from ipdoc.domain.rendering import REPORT, SEALED_ANNEX
from ipdoc.i18n import Translator
from ipdoc.report.blocks import Paragraph, Run, Table
from ipdoc.report.compose import ReportSubject, compose, report_meta
from ipdoc.report.compose.figures import annex_views, main_views
from ipdoc.report.compose.lesion_page import best_views
from ipdoc.report.compose.naming import size_words
from ipdoc.report.compose.subject import Coverage, LesionNotes, Measures
from ipdoc.report.compose.words import Words
from ipdoc.report.document import lay_out, make_report
from ipdoc.report.drawings import BodyFigure, BodyView, MarkPiece, Shade
from tests.pdf_inspection import opened, read_marked, read_tree
from tests.report_builders import a_lesion, a_meta, a_subject, a_symbol, a_view
from tests.test_report_compose import parts, section, words

HAND = "male-hand_l_palm"
SHUT = "neutral-perianal"
SIDES = (("back", 0), ("front", 200), ("outer side", 300), ("inner side", 350), ("back", 400))


def a_part(key: str, *numbers: int, **changes: Any) -> BodyView:
    view = a_view(*numbers)
    return replace(view, diagram=replace(view.diagram, key=key, title=f"Title {key}", **changes))


def with_annex() -> ReportSubject:
    """Lesion 2 is restricted: marked on a restricted view and seen on the back of the body."""
    return a_subject(
        lesions=(a_lesion(1), a_lesion(2), a_lesion(3)),
        views=(a_view(1, 2), a_part(HAND, 3, order=3), a_part(SHUT, 2, restricted=True, order=9)),
        notes={2: LesionNotes(place="Secret place", restricted=True)},
        symbols={"bruise": a_symbol()},
    )


def composed(subject: ReportSubject) -> list[Any]:
    return compose(subject, Translator("en"))


def figures(blocks: list[Any]) -> list[BodyFigure]:
    return [part for part in parts(blocks) if isinstance(part, BodyFigure)]


def split(subject: ReportSubject) -> tuple[list[Any], list[Any]]:
    """Return the report and the sealed annex of the same subject."""
    return composed(subject), composed(replace(subject, document=SEALED_ANNEX))


def test_only_close_views_with_marks_are_shown_in_the_order_of_the_strip() -> None:
    views = (
        a_view(),
        a_part("male-foot_l_plantar", 2, order=8),
        a_part("male-head_ant", order=2),
        a_part(HAND, 1, order=5),
    )
    shown = [figure.views for figure in figures(composed(a_subject(views=views))[1:])]
    assert [[view.diagram.view_key for view in row] for row in shown[:2]] == [
        ["full_ant"],
        ["hand_l_palm", "foot_l_plantar"],
    ]


def test_each_close_view_lists_its_marks_and_says_its_scale() -> None:
    view = a_part(HAND, 2, 1, mm_per_unit=2.0, sides="R, L: the subject's sides")
    subject = a_subject(views=(a_view(), view), notes={1: LesionNotes(place="palm, left")})
    shown = figures(composed(subject)[1:])[1].views[0]
    assert shown.listed == (
        ("1", "Bruise; 46 × 31 mm"),
        ("2", "Bruise; 46 × 31 mm"),
    )
    assert "1: Bruise; palm, left; 46 × 31 mm" in shown.alt
    assert shown.bar == "{length} cm"
    assert shown.alt.startswith("Title male-hand_l_palm. R, L: the subject's sides. 1: Bruise;")


def test_view_without_scale_says_so() -> None:
    assert figures(composed(a_subject(views=(a_view(1),)))[1:])[0].views[0].remark == "Not to scale"


def test_legend_counts_lesions_of_each_type() -> None:
    subject = a_subject(views=(a_view(1, 1, 2),), symbols={"bruise": a_symbol()})
    legend = figures(composed(subject)[1:])[0].legend
    assert [(entry.words, entry.symbol) for entry in legend] == [("Bruise (2)", a_symbol())]


def test_earlier_marks_are_named_in_the_legend_and_not_listed() -> None:
    view = a_part(HAND, 1)
    faint = replace(view, marks=tuple(replace(mark, faded=True) for mark in view.marks))
    figure = figures(composed(a_subject(views=(a_view(), faint)))[1:])[1]
    assert figure.views[0].listed == ()
    assert "earlier visit" in figure.legend[-1].words


def test_shades_have_legend_lines_and_coverage_is_told_in_words() -> None:
    shade = Shade("not_examined", ("M 0 0 L 9 0 L 9 9 Z",))
    subject = a_subject(
        views=(replace(a_view(1), shades=(shade,)),),
        coverage=Coverage((("head", (1, 2)), ("neck", ())), (("feet", "in plaster"),), True),
    )
    blocks = composed(subject)
    legend = figures(blocks[1:])[0].legend
    assert [entry.shade for entry in legend if entry.shade] == ["examined", "not_examined"]
    said = words(section(blocks, "physical_exam"))
    assert "head, apart from No. 1, 2; neck." in said.replace("\u00a0", " ")
    assert "feet – in plaster." in said
    assert "nothing is stated here" in said


def test_first_page_shows_soles_and_what_front_and_back_do_not() -> None:
    sole, hand = a_part("male-foot_l_plantar", 1), a_part(HAND, 2)
    known = a_part("male-head_ant", 1)
    lesions = (a_lesion(1), a_lesion(2))
    page = composed(a_subject(views=(a_view(1), known, hand, sole), lesions=lesions))[0]
    shown = {view.diagram.view_key for figure in figures([page]) for view in figure.views}
    assert shown == {"full_ant", "hand_l_palm", "foot_l_plantar"}


def test_first_page_shows_no_shades() -> None:
    shade = Shade("not_stated", ("M 0 0 L 9 0 L 9 9 Z",))
    page = composed(a_subject(views=(replace(a_view(1), shades=(shade,)),)))[0]
    assert all(view.shades == () for figure in figures([page]) for view in figure.views)


def test_sums_by_type_say_how_they_were_computed() -> None:
    notes = {1: LesionNotes(area_cm2=10.04), 2: LesionNotes(area_cm2=21.3)}
    measures = Measures(True, False, 170.0, 4.52, (("trunk", 3.0), ("left arm", 1.52)))
    blocks = section(composed(a_subject(notes=notes, measures=measures)), "physical_exam")
    table = next(b for b in parts(blocks) if isinstance(b, Table) and len(b.head) == 4)
    assert table.rows[0][1:] == ("Bruise", "2", "31")
    said = words(blocks)
    assert "Burns: 4.5 % of the body surface." in said
    assert "trunk 3 %; left arm 1.5 %" in said.replace("\u00a0", " ")
    assert "the weight is not recorded" in said


def test_lesion_page_has_the_sentence_and_keeps_measured_and_computed_apart() -> None:
    notes = {1: LesionNotes("palm, 4 cm above", "palm", "An oval bruise.", area_cm2=11.3)}
    exam = section(composed(a_subject(notes=notes)), "physical_exam")
    said = words(exam)
    assert any(isinstance(b, Paragraph) and b.text == "An oval bruise." for b in parts(exam))
    assert "Area, computed from the drawing | 11 cm²" in said
    runs = [part.text for part in parts(exam) if isinstance(part, Run)]
    at = runs.index("Place, from the drawing: ")
    assert runs[at + 1].strip() == "palm, 4 cm above."


def test_close_view_is_preferred_for_the_lesion_page() -> None:
    assert [v.diagram.view_key for v in best_views([a_view(1), a_part(HAND, 1)])] == ["hand_l_palm"]
    round_it = a_part("male-full_post", 1)
    ring = tuple(replace(mark, kind="ring") for mark in round_it.marks)
    assert len(best_views([a_view(1), round_it])) == 1
    assert len(best_views([replace(round_it, marks=ring), replace(a_view(1), marks=ring)])) == 2


def test_restricted_lesion_is_only_pointed_at_in_the_main_body() -> None:
    main, annex = split(with_annex())
    drawn = {mark.number for f in figures(main) for view in f.views for mark in view.marks}
    assert drawn == {1, 3}
    assert "Secret place" not in words(main)
    assert "Described in the sealed annex" in words(main)
    assert not any("Reasoning about finding 2." in words(block) for block in main)
    assert "Secret place" in words(annex)
    assert "Who may read this annex" in words(annex)


def test_restricted_view_is_not_drawn_on_the_page_of_an_open_lesion() -> None:
    subject = replace(with_annex(), notes={})
    main, annex = split(subject)
    drawn = [view.diagram.restricted for f in figures(main) for view in f.views]
    assert drawn
    assert not any(drawn)
    assert any(view.diagram.restricted for f in figures(annex) for view in f.views)


def test_annex_shows_restricted_views_and_lesions_only() -> None:
    shown = annex_views(Words(with_annex(), Translator("en")))
    assert [(v.diagram.view_key, [m.number for m in v.marks]) for v in shown] == [
        ("full_ant", [2]),
        ("perianal", [2]),
    ]
    assert all(not v.diagram.restricted for v in main_views(Words(with_annex(), Translator("en"))))


@pytest.fixture(scope="module")
def pdf() -> pikepdf.Pdf:
    return opened(_made())


def _made(document: str = REPORT) -> bytes:
    subject, translator = replace(with_annex(), document=document), Translator("en")
    return make_report(compose(subject, translator), report_meta(subject, translator))


def test_restricted_view_is_drawn_in_the_annex_only_and_tagged(pdf: pikepdf.Pdf) -> None:
    annex = opened(_made(SEALED_ANNEX))
    shut = [
        [e for e in read_tree(one).walk() if f"Title {SHUT}" in str(getattr(e.raw, "Alt", ""))]
        for one in (pdf, annex)
    ]
    assert [bool(found) for found in shut] == [False, True]
    assert read_marked(annex).untagged == []


def test_report_does_not_name_the_restricted_place_and_the_annex_does() -> None:
    said = {}
    for document in (REPORT, SEALED_ANNEX):
        reader = pypdf.PdfReader(io.BytesIO(_made(document)))
        said[document] = " ".join(page.extract_text() for page in reader.pages)
    assert "Secret place" not in said[REPORT].replace("\u00a0", " ")
    assert "Secret place" in said[SEALED_ANNEX].replace("\u00a0", " ")


def test_every_stroke_of_figures_is_tagged_and_each_view_has_its_own_alternative(
    pdf: pikepdf.Pdf,
) -> None:
    assert read_marked(pdf).untagged == []
    alts = [str(e.raw.Alt) for e in read_tree(pdf).walk() if e.kind == "Figure"]
    assert len([alt for alt in alts if alt.startswith(f"Title {HAND}. 3: Bruise")]) == 3


def test_same_subject_gives_the_same_bytes() -> None:
    assert _made() == _made()


def test_lesion_taken_out_leaves_its_number_and_reason_on_paper() -> None:
    gone: Lesion = a_lesion(2, removed="entered twice")
    subject = a_subject(lesions=(a_lesion(1), gone, a_lesion(3)))
    said = words(section(composed(subject), "physical_exam"))
    assert "Taken out | entered twice" in said


def test_paths_of_a_view_enter_the_file_once_however_often_it_is_shown(pdf: pikepdf.Pdf) -> None:
    streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
    forms = [one for one in streams if one.get("/Subtype") == "/Form"]
    assert len(forms) == 2 * 2  # skin and outline of two views


def test_diameter_is_set_with_a_sign_that_the_fonts_have() -> None:
    lesion = a_lesion(1, attributes={"diameter_mm": 8})
    lay_out(composed(a_subject(lesions=(lesion,))))
    assert size_words(Words(a_subject(), Translator("en")), lesion) == "Ø 8"


def test_view_that_cuts_a_mark_off_is_not_taken_for_the_lesion_page() -> None:
    whole, part = a_view(1), a_part(HAND, 1)
    cut = tuple(replace(m, pieces=(MarkPiece(m.points[:1]),)) for m in part.marks)
    assert best_views([whole, replace(part, marks=cut)])[0] == whole


def test_lesion_page_shows_a_part_of_a_large_view() -> None:
    view = a_part("male-torso_post", 1, mm_per_unit=4.0, height=200.0)
    page = composed(a_subject(views=(a_view(1), view)))
    windows = [shown.window for figure in figures(page) for shown in figure.views if shown.window]
    assert windows[0] is not None
    assert windows[0][3] == 100.0


def test_chart_is_shown_whole_but_a_skeleton_in_part() -> None:
    chart = a_part("neutral-dental_adult", 1, width=300.0)
    bones = a_part("neutral-skeleton_ant", 2)
    subject = a_subject(views=(chart, bones), lesions=(a_lesion(1), a_lesion(2)))
    pages = [figure.views[0] for figure in figures(composed(subject))[-2:]]
    assert pages[0].window is None
    assert pages[1].window is not None


def test_unrolled_limb_is_shown_whole_with_its_sides_named() -> None:
    wrist = a_part("neutral-wrist_l", 1, mm_per_unit=0.5, width=400.0, angles=SIDES)
    page = figures(composed(a_subject(views=(wrist,), lesions=(a_lesion(1),))))[-1].views[0]
    assert page.window is None
    data = make_report([BodyFigure((wrist,))], a_meta())
    text = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert text.index("front") < text.index("outer side") < text.index("inner side")
    assert text.count("back") == 2
