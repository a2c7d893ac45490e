"""The embedded record fits the schema that lies beside it; an altered one does not."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from ipdoc.casework.bodymap.coverage import state_regions
from ipdoc.casework.comparison import record_still_there, state_gone
from ipdoc.casework.documents.addenda import write_addendum
from ipdoc.casework.documents.mandates import save_mandate
from ipdoc.casework.formstore import current_form
from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import issue, preview
from ipdoc.casework.issuing.record_schema import SCHEMA_FILE, record_schema
from ipdoc.domain.mandate import Declared, Mandate, Order, Warned
from ipdoc.domain.rendering import SEALED_ANNEX, Rendering
from ipdoc.questionnaire.answer_schema import AnswerSchema
from ipdoc.questionnaire.check import check_cell
from ipdoc.questionnaire.errors import AnswerError
from tests.builders import CASES, a_vault, an_imported_case
from tests.golden_cases import RENDERINGS, GoldenCases
from tests.golden_cases import golden as golden
from tests.pdf_inspection import opened
from tests.pdf_structure import structure_faults
from tests.planted import plant
from tests.test_comparison import the_link, two_visits
from tests.test_translating import translate

FULL = CASES[0]
_MOST_BYTES = 48_000
"""Of the compressed schema of a report; 37 000 when it was made."""


def files_in(pdf: bytes) -> dict[str, bytes]:
    with opened(pdf) as file:
        return {name: one.get_file().read_bytes() for name, one in file.attachments.items()}


def faults_of(files: dict[str, bytes]) -> list[str]:
    """Return what of a record does not fit the schema beside it."""
    schema, record = (json.loads(files[name]) for name in (SCHEMA_FILE, "record.json"))
    assert record["$schema"] == SCHEMA_FILE
    Draft202012Validator.check_schema(schema)
    checker = Draft202012Validator.FORMAT_CHECKER
    found = Draft202012Validator(schema, format_checker=checker).iter_errors(record)
    return [f"{one.json_path}: {one.message[:200]}" for one in found]


@pytest.mark.parametrize("document", ["report", "letter"])
@pytest.mark.parametrize("rendering", RENDERINGS)
@pytest.mark.parametrize("name", CASES)
def test_record_of_a_worked_case_fits_its_schema(
    golden: GoldenCases, name: str, rendering: Rendering, document: str
) -> None:
    pdf = golden.pdf(name, "en", rendering=rendering, document=document)
    assert faults_of(files_in(pdf)) == []


@pytest.mark.parametrize("name", CASES)
def test_file_with_two_embedded_files_is_sound(golden: GoldenCases, name: str) -> None:
    pdf = golden.pdf(name, "en")
    assert structure_faults(pdf) == []
    with opened(pdf) as file:
        told = [(str(one.UF), str(one.AFRelationship)) for one in file.Root.AF]
        stream = file.attachments[SCHEMA_FILE].obj.EF.F
        assert str(stream.Subtype) == "/application/schema+json"
        assert len(stream.read_raw_bytes()) < _MOST_BYTES
    assert told == [("record.json", "/Source"), (SCHEMA_FILE, "/Supplement")]


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_addendum_with_its_ground_fits_its_schema(tmp_path, rendering: Rendering) -> None:
    with a_vault(tmp_path) as vault:
        ref = an_imported_case(vault)
        order = Order("Court", "Judge", "5-17", "2026-04-02")
        declared = (Declared("Dr Test", "2026-04-03", "0123456789abcdef"),)
        mandate = Mandate("kz", order, Warned("Judge", "2026-04-03"), declared=declared)
        save_mandate(vault, ref, mandate, 0)
        report = issue(vault, ref, Choice(language="en"))
        added = write_addendum(vault, ref, report.number, "correction", "The left, not the right.")
        choice = Choice(rendering=rendering, document="addendum", addendum=added.number)
        files = files_in(preview(vault, ref, choice))
    assert faults_of(files) == []
    assert len(files[SCHEMA_FILE]) < 20_000


@pytest.mark.parametrize("document", ["report", SEALED_ANNEX])
def test_follow_up_with_what_is_intimate_fits_its_schema(tmp_path, document: str) -> None:
    with a_vault(tmp_path) as vault:
        first, second = two_visits(vault)
        record_still_there(vault, second, the_link(first), "fading")
        state_gone(vault, second, the_link(first, 2), "not_examined", "declined")
        files = files_in(preview(vault, second, Choice(document=document)))
        assert faults_of(files) == []
        record = json.loads(files["record.json"])
        assert record["earlier"][0]["lesions"]
        own = files_in(preview(vault, first, Choice(document=document)))
    assert faults_of(own) == []
    assert json.loads(own["record.json"])["lesions"]


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_record_written_everywhere_fits_its_schema(tmp_path, rendering: Rendering) -> None:
    with a_vault(tmp_path) as vault:
        ref = plant(vault)
        state_regions(vault, ref, [("shin", "l")], "not_examined", "declined")
        files = files_in(preview(vault, ref, Choice(rendering=rendering)))
    assert faults_of(files) == []
    record = json.loads(files["record.json"])
    assert "coverage" in record


def test_translated_edition_in_two_languages_fits_its_schema(tmp_path) -> None:
    with a_vault(tmp_path) as vault:
        ref = an_imported_case(vault)
        translate(vault, ref, ("allegations/al_summary", "Он рассказал так"), language="ru")
        files = files_in(preview(vault, ref, Choice(language="kk", second="ru")))
    assert faults_of(files) == []
    assert json.loads(files["record.json"])["translation"]["ru"]["texts"]


def _without(record, key):
    del record[key]


ALTERED = {
    "a key that no record has": lambda one: one.update(note="added"),
    "no time of issue": lambda one: _without(one, "issued_at"),
    "another form": lambda one: one.update(form="0" * 64),
    "another document": lambda one: one.update(document="letter"),
    "a rendering that there is not": lambda one: one.update(rendering="secret"),
    "a section that there is not": lambda one: one["answers"].update(opinion={}),
    "a question that there is not": lambda one: one["answers"]["conclusions"].update(guilt="yes"),
    "an option that there is not": lambda one: one["answers"]["conclusions"].update(
        con_overall_level="proven"
    ),
    "a state that there is not": lambda one: one["answers"]["conclusions"].update(
        con_overall_level={"state": "forgotten"}
    ),
    "a lesion without its number": lambda one: _without(one["lesions"][0], "number"),
    "a lesion of no type": lambda one: one["lesions"][0].update(type="sorrow"),
    "a photograph without its digest": lambda one: one["photographs"][0].update(
        original={"attachment": "a", "media_type": "image/jpeg"}
    ),
    "a digest that is none": lambda one: one.update(translation={"ru": {"texts": "?"}}),
}


@pytest.mark.parametrize("change", ALTERED.values(), ids=ALTERED)
def test_altered_record_does_not_fit(golden: GoldenCases, change) -> None:
    files = files_in(golden.pdf(FULL, "en"))
    record = json.loads(files["record.json"])
    change(record)
    assert faults_of({**files, "record.json": json.dumps(record).encode()})


def test_schema_is_the_same_in_two_runs_and_names_questions_and_options(
    golden: GoldenCases,
) -> None:
    files = files_in(golden.pdf(FULL, "en"))
    record = json.loads(files["record.json"])
    compiled = current_form()
    assert record_schema(compiled, record) == record_schema(compiled, record) == files[SCHEMA_FILE]
    told = files[SCHEMA_FILE].decode()
    for section in compiled.form.sections_for("F"):
        assert json.dumps(section.heading, ensure_ascii=False)[1:-1] in told
    types = json.loads(told)["$defs"]["finding_types_code"]
    assert types["enum"] == [one.key for one in compiled.form.vocabularies["finding_types"].codes]


def test_letter_that_others_may_find_has_a_schema_that_tells_no_more(golden: GoldenCases) -> None:
    told = files_in(golden.pdf(FULL, "en", document="letter"))[SCHEMA_FILE].decode().lower()
    for word in ("torture", "istanbul", "lesions and", "allegation"):
        assert word not in told


CELLS = [
    "text",
    3,
    2.5,
    None,
    [],
    ["yes"],
    [1, 2],
    {},
    "yes",
    "2026-05-01",
    "14:30",
    {"state": "declined", "reason": "tired"},
    {"state": "answered"},
    {"value": "2026-05-01", "precision": "about"},
    {"region": "scapular", "side": "l"},
    [{"region": "scapular", "side": "l"}],
    {"name": "a.pdf"},
    [{"row": "r1"}],
    [{"row": "r1", "guilt": "yes"}],
]
"""Cells of many shapes, each of which fits some questions."""


@pytest.mark.parametrize("cell", CELLS, ids=map(str, CELLS))
def test_schema_takes_the_cells_that_the_form_takes(cell: object) -> None:
    """It may be looser in what JSON Schema cannot tell, and is stricter in nothing."""
    form = current_form().form
    of, loose = AnswerSchema(form), {"date", "datetime"}
    for section in form.sections:
        schema = of.section(section)
        validator = Draft202012Validator({**schema, "$defs": of.definitions})
        for question in section.questions():
            fits = validator.is_valid({question.key: cell})
            try:
                check_cell(form, question, cell, (question.key,))
                assert fits, question.key
            except AnswerError:
                assert not fits or question.type in loose, question.key


def test_file_with_its_schema_is_the_same_to_the_byte_in_two_runs(golden: GoldenCases) -> None:
    ref = an_imported_case(golden.vault, CASES[2])
    first, second = (preview(golden.vault, ref, Choice(language="kk")) for _ in range(2))
    assert first == second
    assert SCHEMA_FILE in files_in(first)
