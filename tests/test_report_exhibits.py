"""Exhibits, contents, scale and the matrix of findings and events."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import preview
from ipdoc.domain.rendering import Rendering
from ipdoc.i18n import Translator
from ipdoc.questionnaire.model import Option, Page, Question, QuestionType, Section
from ipdoc.report.blocks import Columns, Contents, Heading, Level, PageRef, Run, Table, plain_words
from ipdoc.report.compose import ReportSubject, compose
from ipdoc.report.compose.annexes import exhibit_index
from ipdoc.report.compose.exhibits import exhibits
from ipdoc.report.compose.matrix import matrix
from ipdoc.report.compose.subject import LesionNotes
from ipdoc.report.compose.words import LEVELS, Words
from ipdoc.report.document import lay_out
from tests.builders import a_vault, an_imported_case
from tests.report_builders import a_form, a_lesion, a_photograph, a_subject, some_answers

KIND = "specialist_opinion"


def with_answers(section: str, **cells: Any) -> ReportSubject:
    answers = some_answers()
    answers[section] = {**answers.get(section, {}), **cells}
    return a_subject(answers=answers)


def numbers(subject: ReportSubject) -> list[tuple[str, str]]:
    return [(one.number, one.kind) for one in exhibits(subject)]


def test_exhibits_are_counted_on_without_a_break() -> None:
    rows = [{"title": "Record of custody", "file": {"name": "a.pdf"}}, {"title": "Not kept"}]
    subject = with_answers("case_information", documents_reviewed=rows)
    assert numbers(subject) == [
        ("A-1", "body_diagrams"),
        ("A-2", "photo_table"),
        ("A-3", "document"),
    ]


def test_sealed_annex_has_a_number_and_is_not_in_the_report() -> None:
    intimate = a_photograph(2, fields={"intimate": "yes"})
    subject = replace(
        a_subject(notes={2: LesionNotes(restricted=True)}),
        photographs=(a_photograph(1), intimate),
    )
    sealed = exhibits(subject)[2]
    assert (sealed.number, sealed.kind, sealed.sealed) == ("A-3", "sealed_annex", True)
    assert sealed.anchor == ""
    assert sealed.ids == ("p2",)
    assert exhibits(subject)[1].ids == ("p1",)


def test_withheld_photographs_and_emptied_rows_keep_the_numbers() -> None:
    rows = [{"title": "Statement of Ivan Petrov", "file": {"name": "petrov.pdf"}}]
    full = with_answers("case_information", documents_reviewed=rows)
    emptied = with_answers(
        "case_information", documents_reviewed=[{"title": "", "file": {"state": "withheld"}}]
    )
    bare = tuple(replace(one, jpeg=None) for one in full.photographs)
    assert numbers(full) == numbers(replace(emptied, photographs=bare))


def test_list_of_the_clinician_makes_exhibits_of_documents_without_files() -> None:
    answers = some_answers()
    answers["case_information"]["documents_reviewed"] = [{"title": "Ambulance card"}]
    answers["annexes"] = {"ann_list": ["documents", "cv", "methodology"]}
    kinds = [kind for _, kind in numbers(a_subject(answers=answers))]
    assert kinds == ["body_diagrams", "photo_table", "cv", "document", "methodology"]


def rows_of_contents(subject: ReportSubject) -> list[Any]:
    blocks = compose(subject, Translator("en"))
    at = next(i for i, b in enumerate(blocks) if isinstance(b, Heading) and b.anchor == "contents")
    columns = blocks[at + 1]
    assert isinstance(columns, Columns)
    found = [block for column in columns.columns for block in column]
    return [row for block in found if isinstance(block, Contents) for row in block.rows]


def test_contents_name_every_section_in_order_and_its_true_page() -> None:
    subject = a_subject()
    rows = [row for row in rows_of_contents(subject) if row.number]
    assert [row.number for row in rows] == [section.number for section in subject.form.sections]
    laid = lay_out(compose(subject, Translator("en")))
    assert all(row.anchor in laid.page_of for row in rows)
    pages = [laid.page_of[row.anchor] for row in rows]
    assert pages == sorted(pages)


def test_scale_explains_every_level_in_the_protocols_order() -> None:
    blocks = compose(a_subject(), Translator("en"))
    tables = [t for b in blocks if hasattr(b, "blocks") for t in b.blocks if isinstance(t, Table)]
    scale = next(t for t in tables if t.rows and isinstance(t.rows[0][0], Level))
    assert [row[0].key for row in scale.rows] == list(LEVELS)


def the_matrix(subject: ReportSubject) -> Table:
    table = matrix(Words(subject, Translator("en")))[0]
    assert isinstance(table, Table)
    return table


def test_matrix_has_a_row_for_each_finding_and_a_column_for_each_event() -> None:
    table = the_matrix(a_subject())
    assert table.head == ("", "Finding and reasoning", "Event E1", "Other cause")
    assert [row[2].key for row in table.rows[:2]] == ["consistent", "typical"]
    assert table.rows[2][2:] == ("", "no event: Consistent with")


def test_matrix_tells_the_reason_and_the_page() -> None:
    name = the_matrix(a_subject()).rows[0][1]
    assert "Reasoning about finding 1." in plain_words(name)
    assert isinstance(name, tuple)
    assert PageRef("lesion-1", "Page {page}") in name


def test_other_cause_has_a_column_of_its_own_and_names_itself() -> None:
    findings = some_answers()["interpretation"]["int_findings"]
    findings[0] = {**findings[0], "event_ref": "accident", "consistency": "not_assessed"}
    table = the_matrix(with_answers("interpretation", int_findings=findings))
    assert table.head[-1] == "Other cause"
    assert table.rows[1][2] == ""
    assert "Not assessed" in table.rows[1][3]


def test_many_events_are_listed_one_pair_a_row() -> None:
    events = [{"row": f"r{n}", "event_id": f"E{n}"} for n in range(1, 7)]
    findings = [
        {"row": f"r{n}", "finding_ref": 1, "event_ref": f"E{n}", "consistency": "consistent"}
        for n in range(1, 7)
    ]
    answers = some_answers()
    answers["allegations"]["events"] = events
    answers["interpretation"]["int_findings"] = findings
    table = the_matrix(a_subject(answers=answers, lesions=(a_lesion(1),)))
    assert len(table.rows) == 6
    assert [row[2] for row in table.rows] == [f"event E{n}" for n in range(1, 7)]


def test_symptom_is_named_in_words_and_has_its_row_and_page() -> None:
    form = a_form()
    domain = Question(
        "domain", QuestionType.CHOICE, "Domain", options=(Option("sleep", "Bad sleep"),)
    )
    symptoms = Question("ps_symptoms", QuestionType.REPEAT, "Symptoms", items=(domain,))
    psych = Section("psych", "VIII", "Mind", "examination", "RRRR", (Page("p", "P", (symptoms,)),))
    findings = [{"row": "r1", "finding_ref": "ps_symptoms.sleep", "event_ref": "E1"}]
    findings[0] |= {"consistency": "typical", "reasoning": "Begins at night."}
    answers = some_answers()
    answers["interpretation"]["int_findings"] = findings
    subject = a_subject(form=replace(form, sections=(*form.sections, psych)), answers=answers)
    (row,) = the_matrix(subject).rows
    assert plain_words(row[1]).startswith("Bad sleep\nBegins at night.")  # type: ignore[arg-type]
    blocks = compose(subject, Translator("en"))
    assert any(isinstance(b, Heading) and b.text == "Bad sleep" and b.anchor for b in blocks)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_restricted_finding_is_not_in_the_matrix(language: str) -> None:
    subject = a_subject(notes={1: LesionNotes(restricted=True)})
    table = matrix(Words(subject, Translator(language)))[0]
    assert isinstance(table, Table)
    assert len(table.rows) == 2
    first = table.rows[0][1]
    assert isinstance(first, tuple)
    assert isinstance(first[0], Run)
    assert "2" in first[0].text


def numbered(vault, ref, monkeypatch, choice) -> list[tuple[str, str]]:
    """Return number and kind of the exhibits that an edition prints."""
    found: list[Any] = []

    def spied(subject):
        found[:] = exhibits(subject)
        return tuple(found)

    monkeypatch.setattr("ipdoc.report.compose.annexes.exhibits", spied)
    preview(vault, ref, choice)
    return [(one.number, one.kind) for one in found]


def test_exhibits_have_the_same_numbers_in_every_rendering_and_language(
    tmp_path, monkeypatch
) -> None:
    with a_vault(tmp_path) as vault:
        ref = an_imported_case(vault, "A1_full_ru_beating_falanga.json")
        full = numbered(vault, ref, monkeypatch, Choice(KIND, "ru"))
        assert [number for number, _ in full] == [f"A-{n}" for n in range(1, len(full) + 1)]
        assert {"test", "document", "photo_table"} <= {kind for _, kind in full}
        choices = [Choice(KIND, "ru", rendering=one) for one in Rendering]
        for choice in [*choices[1:], Choice(KIND, "kk"), Choice(KIND, "en")]:
            assert numbered(vault, ref, monkeypatch, choice) == full


def test_withheld_file_is_said_to_be_withheld() -> None:
    rows = [{"title": "", "file": {"state": "withheld"}}]
    subject = with_answers("case_information", documents_reviewed=rows)
    (table,) = exhibit_index(Words(subject, Translator("en")))
    assert isinstance(table, Table)
    assert table.rows[-1][2] == "withheld from this edition"
