"""The first page: findings in few lines, conditions, what is needed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ipdoc.i18n import Translator
from ipdoc.report.blocks import OnePage, PageRef, Paragraph, Run, Table, plain_words
from ipdoc.report.compose import ReportSubject
from ipdoc.report.compose.first_page import first_page
from ipdoc.report.compose.main_findings import in_ranges, main_findings
from ipdoc.report.compose.subject import LesionNotes
from ipdoc.report.compose.words import Words
from ipdoc.report.drawings import BodyFigure
from tests.report_builders import a_lesion, a_subject, some_answers
from tests.test_report_compose import parts, words


def judged(*rows: tuple[int, str, str]) -> dict[str, Any]:
    """Return answers in which each lesion has a cause and a level."""
    answers = some_answers()
    answers["interpretation"]["int_findings"] = [
        {"row": f"r{n}", "finding_ref": number, "event_ref": event, "consistency": level}
        for n, (number, event, level) in enumerate(rows)
    ]
    return answers


def lines(subject: ReportSubject, most: int = 9) -> list[tuple[str, str]]:
    table = main_findings(Words(subject, Translator("en")), most)[0]
    assert isinstance(table, Table)
    return [(plain_words(row[1]), plain_words(row[2])) for row in table.rows]  # type: ignore[arg-type]


def test_lesions_judged_alike_stand_in_one_line() -> None:
    lesions = tuple(a_lesion(number) for number in range(1, 6))
    rows = [(1, "E1", "consistent"), *((n, "E1", "typical") for n in (2, 3, 4, 5))]
    assert lines(a_subject(lesions=lesions, answers=judged(*rows))) == [
        ("No. 1", "Bruise: Eye socket, left. Consistent with. "),
        ("No. 2–5", "Bruise: Eye socket, left. Typical of. "),
    ]


def test_lines_are_in_the_order_of_the_numbers_not_of_the_levels() -> None:
    lesions = tuple(a_lesion(number) for number in (1, 2, 3))
    rows = [(1, "E1", "not_consistent"), (2, "E1", "diagnostic"), (3, "E1", "not_consistent")]
    found = lines(a_subject(lesions=lesions, answers=judged(*rows)))
    assert [number for number, _ in found] == ["No. 1, 3", "No. 2"]


def test_what_has_another_cause_names_it() -> None:
    subject = a_subject(lesions=(a_lesion(1),), answers=judged((1, "surgery", "not_assessed")))
    ((_, told),) = lines(subject)
    assert "surgery" in told
    assert "Not assessed" not in told


def test_restricted_lesions_are_one_line_without_type_or_place() -> None:
    notes = {1: LesionNotes(restricted=True), 2: LesionNotes(restricted=True)}
    ((number, told),) = lines(a_subject(notes=notes))
    assert number == "No. 1, 2"
    assert "Bruise" not in told


def test_lines_left_out_are_counted_by_lesion_and_have_their_page() -> None:
    lesions = tuple(a_lesion(number, type=f"type_{number}") for number in range(1, 5))
    blocks = main_findings(Words(a_subject(lesions=lesions), Translator("en")), 1)
    last = blocks[-1]
    assert isinstance(last, Paragraph)
    assert last.text == (PageRef("lesions", "3 more findings: page {page}"),)


@pytest.mark.parametrize(
    ("numbers", "told"),
    [([1], "1"), ([1, 2], "1, 2"), ([1, 2, 3], "1–3"), ([1, 3, 4, 5, 9], "1, 3–5, 9"), ([], "")],
)
def test_runs_of_numbers_are_closed_up(numbers: list[int], told: str) -> None:
    assert in_ranges(numbers) == told


def the_page(subject: ReportSubject) -> Any:
    page = first_page(Words(subject, Translator("en")))
    assert isinstance(page, OnePage)
    return page.versions[0]


def test_psychological_evaluation_shows_no_body() -> None:
    subject = replace(a_subject(), type_code="P", lesions=(), views=())
    assert not [part for part in parts(the_page(subject)) if isinstance(part, BodyFigure)]


def test_emergencies_stand_before_other_needs() -> None:
    answers = some_answers()
    answers["conclusions"]["con_recommendations"] = [
        {"type": "rehabilitation", "text": "Exercises.", "urgency": "weekly"},
        {"type": "emergency", "text": "Hospital today.", "urgency": "now"},
    ]
    said = words(the_page(a_subject(answers=answers)))
    assert said.index("Hospital today: now.") < said.index("Exercises: weekly.")


def test_short_question_stands_before_its_answer() -> None:
    runs = [part.text for part in parts(the_page(a_subject())) if isinstance(part, Run)]
    at = runs.index("Are there injuries? ")
    assert runs[at + 1] == "Two, see the table."
