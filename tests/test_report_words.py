"""Words of the report in each language: numbers that count, dates, languages, nothing English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from ipdoc.i18n import Translator
from ipdoc.questionnaire.model import Question, QuestionType
from ipdoc.report.compose.words import Words
from tests.builders import CASES, case_json
from tests.golden_cases import GoldenCases
from tests.golden_cases import golden as golden
from tests.report_builders import a_subject
from tests.test_report_pdf import text_of

_T = QuestionType
OUR_OWN = {
    "ipdoc",
    "json",
    "record",
    "SHA",
    "DSM",
    "UTC",
    "WHODAS",
    "PHQ",
    "pdf",
    "jpg",
    "jpeg",
    "PCL",
}
"""Latin words that stand in every language."""


def words(language: str) -> Words:
    return Words(a_subject(), Translator(language))


@pytest.mark.parametrize(
    ("language", "count", "said"),
    [
        ("ru", 21, "21 год"),
        ("ru", 34, "34 года"),
        ("ru", 11, "11 лет"),
        ("kk", 34, "34 жас"),
        ("en", 1, "1 year"),
        ("en", 34, "34 years"),
    ],
)
def test_years_are_counted_in_each_language(language: str, count: int, said: str) -> None:
    age = Question("age", _T.NUMBER, "Age", unit="years")
    assert words(language).value(age, count).replace("\u00a0", " ") == said


def test_date_that_was_typed_as_text_is_written_out() -> None:
    since = Question("since", _T.TEXT, "Since")
    assert " ".join(words("ru").value(since, "2026-04-12").split()) == "12 апреля 2026 г."
    assert words("kk").value(since, "2026-04-12") == "2026 жылғы 12 сәуір"
    assert words("ru").value(since, "12 апреля") == "12 апреля"


def test_code_of_a_language_is_put_in_words() -> None:
    spoken = Question("language", _T.TEXT, "Language")
    assert words("ru").value(spoken, "kk") == "на казахском языке"
    assert words("kk").value(spoken, "по-турецки") == "по-турецки"


def test_sentence_within_a_group_does_not_end_twice() -> None:
    items = (Question("a", _T.TEXT, ""), Question("b", _T.TEXT, "Kind"))
    group = Question("g", _T.GROUP, "Group", items=items)
    assert words("en").value(group, {"a": "A stick.", "b": "long."}) == "A stick; Kind: long."


def _values(tree: Any) -> Iterator[str]:
    """Yield what was written: texts with a blank in them, names of files, codes of diagnoses."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    for one in tree if isinstance(tree, list) else ():
        yield from _values(one)
    if isinstance(tree, str) and re.search(r"[ .@-]", tree):
        yield tree


@pytest.mark.parametrize("language", ["ru", "kk"])
@pytest.mark.parametrize("name", [CASES[0], CASES[2]])
def test_nothing_english_is_left_over(golden: GoldenCases, name: str, language: str) -> None:
    """Of a record without a Latin word, the report has none but names of files and standards."""
    own = " ".join(_values(case_json(name)))
    text = text_of(golden.pdf(name, language)).replace("\u00ad\n", "").replace("\u00ad", "")
    latin = {
        one for one in re.findall(r"[A-Za-z]{3,}", text) if not re.fullmatch("[a-f]+|[IVX]+", one)
    }
    assert {one for one in latin if one not in own} - OUR_OWN == set()
