"""How answers are condensed: grids, groups in a line, tables, one table of consents."""

from __future__ import annotations

from typing import Any

import pytest

from ipdoc.i18n import Translator
from ipdoc.questionnaire.conditions import Situation
from ipdoc.questionnaire.model import Question, QuestionType
from ipdoc.report.blocks import Block, Fact, FactGrid, Heading, Paragraph, Run, Table, plain_words
from ipdoc.report.compose.consents import Consent, consent_blocks
from ipdoc.report.compose.questions import QuestionBlocks
from ipdoc.report.compose.repeats import repeat_blocks
from ipdoc.report.compose.words import Words
from ipdoc.report.document import lay_out
from tests.report_builders import TEXTS, a_subject

_T = QuestionType
_LONG = "some words that are told at such a length that no column holds"


def some_words(language: str = "en") -> Words:
    return Words(a_subject(), Translator(language))


def gathered(*asked: tuple[Question, Any]) -> list[Block]:
    blocks = QuestionBlocks(some_words(), Situation("F", "", {}, frozenset()))
    for question, cell in asked:
        blocks.add_one(question, cell)
    return blocks.close()


def a_group(**labels: str) -> Question:
    items = tuple(Question(key, _T.TEXT, label) for key, label in labels.items())
    return Question("system", _T.GROUP, "Skin", items=items)


def test_group_is_one_fact_with_what_decides_it_first() -> None:
    question = a_group(status="", seen="Seen", scars="Scars")
    (grid,) = gathered((question, {"status": "Normal", "seen": "all of it", "scars": "none"}))
    assert isinstance(grid, FactGrid)
    value = grid.rows[0].value
    assert isinstance(value, tuple)
    assert value[0] == Run("Normal. ", "bold")
    assert "".join(run.text for run in value).strip() == "Normal. Seen: all of it. Scars: none."


def test_group_of_many_answers_is_a_grid_under_its_name() -> None:
    labels = {f"k{n}": f"Item {n}" for n in range(9)}
    heading, grid = gathered((a_group(**labels), {f"k{n}": "yes" for n in range(9)}))
    assert isinstance(heading, Heading)
    assert isinstance(grid, FactGrid)
    assert [fact.label for fact in grid.rows] == [f"Item {n}" for n in range(9)]


def items(count: int) -> tuple[Question, ...]:
    return tuple(Question(f"k{n}", _T.TEXT, f"Item {n}") for n in range(count))


def rows(count: int, text: str) -> list[dict[str, Any]]:
    return [{f"k{n}": text for n in range(count)} for _ in range(2)]


@pytest.mark.parametrize(
    ("columns", "text", "is_table"), [(6, "two words", True), (12, "ok", True)]
)
def test_short_rows_are_a_table(columns: int, text: str, is_table: bool) -> None:
    question = Question("rows", _T.REPEAT, "Rows", items=items(columns))
    (table,) = repeat_blocks(some_words(), question, rows(columns, text), 5)
    assert isinstance(table, Table)
    assert (len(table.head) == columns) is is_table


def test_rows_with_too_many_columns_are_told_in_a_line_each() -> None:
    question = Question("rows", _T.REPEAT, "Rows", items=items(9))
    (table,) = repeat_blocks(
        some_words(),
        question,
        rows(9, _LONG),
        5,
    )
    assert isinstance(table, Table)
    assert table.head == ("Rows", "Particulars")
    told = str(table.rows[0][1])
    assert all(f"Item {n}: {_LONG}." in told for n in range(1, 9))
    assert table.rows[0][0] == _LONG


def test_rows_with_long_texts_are_records_under_titles() -> None:
    question = Question("rows", _T.REPEAT, "Rows", items=items(4))
    blocks = repeat_blocks(some_words(), question, rows(4, "word " * 60), 5)
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["1.", "2."]
    prose = [b for b in blocks if isinstance(b, Paragraph) and b.role == "prose"]
    assert len(prose) == 8


def a_consent(key: str, subject: str = "Sharing", **value: Any) -> Consent:
    said = ("explained", "decision", "given_by", "note")
    question = Question(
        key, _T.GROUP, f"To {key}", items=tuple(Question(one, _T.TEXT, one) for one in said)
    )
    return Consent(subject, question, value)


def the_table(*consents: Consent) -> Table:
    table = consent_blocks(some_words(), list(consents))[-1]
    assert isinstance(table, Table)
    return table


def test_consents_stand_in_one_row_for_each_subject() -> None:
    usual = {"explained": "yes", "decision": "agreed", "given_by": "person"}
    table = the_table(
        a_consent("lawyer", **usual),
        a_consent("court", **usual, note="by post"),
        a_consent("police", **{**usual, "decision": "refused"}),
        a_consent("photographs", "Parts", **usual),
    )
    assert table.rows == (
        ("Sharing", "To lawyer; To court (by post).", "refused: To police."),
        ("Parts", "To photographs.", "–"),
    )


def test_consent_that_was_not_explained_or_decided_otherwise_says_so() -> None:
    usual = {"explained": "yes", "decision": "agreed", "given_by": "person"}
    table = the_table(
        a_consent("lawyer", **usual),
        a_consent("court", **usual),
        a_consent("family", **{**usual, "explained": "no"}),
        a_consent("doctor", **{**usual, "given_by": "parent"}),
    )
    assert "To family (not explained)" in str(table.rows[0][1])
    assert "To doctor (parent)" in str(table.rows[0][1])


def test_declined_element_of_consent_names_its_state() -> None:
    declined = Consent(
        "Sharing", a_consent("un").question, {"state": "not_asked", "reason": "hurry"}
    )
    assert the_table(declined).rows[0][2] == "Not asked (hurry): To un."


def pieces_of(*facts: Fact) -> list[float]:
    laid = lay_out([FactGrid(facts)])
    return [round(piece.height, 1) for piece, _ in laid.pages[0].pieces]


def test_short_facts_share_a_row_and_a_long_one_has_its_own() -> None:
    short = Fact("Label", "value")
    assert len(pieces_of(short, short, short)) == 1
    assert len(pieces_of(short, short, short, short)) == 2
    assert len(pieces_of(short, Fact("Label", TEXTS["en"][0][:190]), short)) == 3


def test_no_short_fact_stands_alone_below_three_others() -> None:
    short = Fact("Label", "value")
    heights = pieces_of(short, short, short, short)
    assert heights[0] == heights[1]


def test_fact_longer_than_a_page_flows() -> None:
    text = " ".join(TEXTS["ru"] * 30)
    laid = lay_out([FactGrid((Fact("Label", text),))])
    assert len(laid.pages) > 1


def test_quotation_in_a_grid_is_tagged_as_one() -> None:
    question = Question("quote", _T.LONG, "In own words", quote=True)
    (grid,) = gathered((question, "«Считал»"))
    laid = lay_out([grid])
    kinds: list[str] = []

    def walk(node: Any) -> None:
        kinds.append(node.kind)
        for kid in node.kids:
            if hasattr(kid, "kind"):
                walk(kid)

    walk(laid.tree)
    assert "BlockQuote" in kinds


def test_row_title_is_not_told_twice() -> None:
    question = Question(
        "rows", _T.REPEAT, "Rows", items=items(9), row_label="Place {k0}: {k1}", id_key="k0"
    )
    (table,) = repeat_blocks(
        some_words(),
        question,
        rows(9, _LONG),
        5,
    )
    assert isinstance(table, Table)
    assert table.rows[0][0] == f"Place {_LONG}: {_LONG}"
    assert "Item 0" not in plain_words(str(table.rows[0][1]))
    assert table.anchors == (f"rows-{_LONG}",) * 2
