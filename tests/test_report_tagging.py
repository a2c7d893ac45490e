"""Every mark on paper is tagged, and the tree is one that a reader's program can follow."""

from __future__ import annotations

import itertools

import pikepdf
import pytest

from ipdoc.i18n import Translator
from ipdoc.report.compose import compose, report_meta
from ipdoc.report.document import make_report
from tests.pdf_inspection import Element, opened, read_marked, read_tree
from tests.report_builders import TEXTS, a_lesion, a_subject


@pytest.fixture(scope="module")
def pdf() -> pikepdf.Pdf:
    subject = a_subject(lesions=tuple(a_lesion(number) for number in range(1, 60)))
    translator = Translator("en")
    return opened(make_report(compose(subject, translator), report_meta(subject, translator)))


@pytest.fixture(scope="module")
def tree(pdf: pikepdf.Pdf) -> Element:
    return read_tree(pdf)


def test_every_painting_operator_stands_in_marked_content(pdf: pikepdf.Pdf) -> None:
    marked = read_marked(pdf)
    assert marked.untagged == []
    assert marked.unbalanced == []


def test_checker_sees_what_is_not_tagged() -> None:
    page = pikepdf.new()
    page.add_blank_page()
    page.pages[0].contents_add(b"0 0 m 9 9 l S /P <</MCID 0>> BDC 0 0 m 9 9 l S")
    marked = read_marked(page)
    assert marked.untagged == ["page 1: S"]
    assert marked.unbalanced == [0]


def test_content_and_tree_name_each_other(pdf: pikepdf.Pdf, tree: Element) -> None:
    marked = read_marked(pdf).content
    in_tree = {spot: element.kind for element in tree.walk() for spot in element.content}
    assert in_tree == marked


def test_parent_tree_leads_from_each_content_to_its_element(
    pdf: pikepdf.Pdf, tree: Element
) -> None:
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    for element in tree.walk():
        for page, content_id in element.content:
            found = parents[int(pdf.pages[page].StructParents)][content_id]
            assert found.objgen == element.raw.objgen


def test_heading_levels_do_not_jump(tree: Element) -> None:
    levels = [int(e.kind[1]) for e in tree.walk() if e.kind[0] == "H" and e.kind[1:].isdigit()]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_tables_are_regular_and_their_heads_have_a_scope(tree: Element) -> None:
    tables = [element for element in tree.walk() if element.kind == "Table"]
    assert tables
    for table in tables:
        rows = [row for row in table.kids if row.kind == "TR"]
        assert len({len(row.kids) for row in rows}) == 1
        for cell in (cell for row in rows for cell in row.kids):
            assert cell.kind in ("TH", "TD")
            assert cell.kind == "TD" or "/Scope" in cell.raw.A


def test_every_figure_has_a_text_alternative_and_a_place(tree: Element) -> None:
    figures = [element for element in tree.walk() if element.kind == "Figure"]
    assert figures
    for figure in figures:
        assert str(figure.raw.Alt)
        assert len(figure.raw.A.BBox) == 4


def test_lists_hold_items_only(tree: Element) -> None:
    for element in tree.walk():
        if element.kind == "L":
            assert {kid.kind for kid in element.kids} <= {"LI"}


def test_free_text_in_another_language_says_so(tree: Element) -> None:
    said = {str(element.raw.Lang) for element in tree.walk() if "/Lang" in element.raw}
    assert said == {"ru"}
    assert TEXTS["ru"]


def test_repeated_table_heads_are_no_content(pdf: pikepdf.Pdf, tree: Element) -> None:
    heads = [e for e in tree.walk() if e.kind == "TH" and str(e.raw.A.Scope) == "/Column"]
    assert len(pdf.pages) > 3
    assert all(len({page for page, _ in head.content}) <= 1 for head in heads)
