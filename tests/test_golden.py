"""The words of the four worked cases are those that were looked at page by page."""

from __future__ import annotations

import difflib

import pytest

from ipdoc.report.blocks import Paragraph, Run
from ipdoc.report.document import make_report
from tests.golden_cases import EVERY_EDITION, EVERY_ID, GoldenCases
from tests.golden_cases import golden as golden
from tests.golden_text import kept_words, lines_of, words_of
from tests.report_builders import a_meta

_MOST_SHOWN = 40


@pytest.mark.parametrize(("name", "language"), EVERY_EDITION, ids=EVERY_ID)
def test_worked_case_says_what_it_said_when_it_was_looked_at(
    golden: GoldenCases, name: str, language: str
) -> None:
    kept, now = kept_words(name, language), words_of(golden, name, language)
    changes = list(
        difflib.unified_diff(
            kept.splitlines(), now.splitlines(), "looked at", "now", lineterm="", n=0
        )
    )
    told = "\n".join(changes[:_MOST_SHOWN])
    assert not changes, f"If this is meant, look at the pages, then: python -m tools.golden\n{told}"


def test_words_are_read_whole_and_without_what_is_random() -> None:
    text = "обстоятельствами " * 30
    runs = (Run("жирно", "bold"), Run(f" и нет: {text}"), Run("dd54 7fd3 b613 12c6"))
    lines = lines_of(make_report([Paragraph(runs)], a_meta()))
    assert lines == [f"P жирно и нет: {text}•"]
