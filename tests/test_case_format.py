"""The four worked cases go in and come out as they were; anything unknown is refused by name."""

import json

import pytest

from ipdoc.casework.cases import list_cases
from ipdoc.exchange.case_errors import CaseFormatError
from tests.builders import CASES, a_vault, case_bytes, case_json, exported, imported
from tests.databases import on_each_database

pytestmark = on_each_database


@pytest.fixture
def vault(tmp_path):
    """An open vault."""
    with a_vault(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("name", CASES)
def test_worked_case_comes_out_as_it_went_in(vault, name):
    ref = imported(vault, case_bytes(name))
    assert json.loads(exported(vault, ref)) == case_json(name)


def test_export_of_an_export_is_the_same(vault):
    ref = imported(vault, case_bytes(CASES[0]))
    once = exported(vault, ref)
    again = exported(vault, imported(vault, once))
    assert once == again


def spoil(path, value):
    case = case_json("A3_short_kk_npm_intake.json")
    target = case
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return json.dumps(case).encode()


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (["surprise"], 1, "surprise"),
        (["answers", "moon_section"], {}, "moon_section"),
        (["answers", "case_information", "shoe_size"], 42, "shoe_size"),
        (["answers", "case_information", "custody_status"], "on_the_moon", "on_the_moon"),
        (["answers", "physical_exam", "pe_extent"], "half", "half"),
        (["groups", "moon_group"], [], "moon_group"),
        (["groups", "events", 0, "weather"], "rain", "weather"),
        (["groups", "events", 0, "methods"], ["tickling"], "tickling"),
        (["groups", "events", 0, "body_regions", 0, "region"], "tail", "events"),
        (["consent", "c_moon"], {}, "c_moon"),
        (["consent", "c_interview", "decision"], "perhaps", "perhaps"),
        (["lesions", 0, "weight"], 3, "weight"),
        (["lesions", 0, "type"], "sparkle", "sparkle"),
        (["lesions", 0, "region"], "tail", "tail"),
        (["lesions", 0, "attributes", "smell"], "x", "smell"),
        (["lesions", 0, "shape", "points"], [[2, 3]], "points between 0 and 1"),
        (["lesions", 0, "consistency_level"], "diagnostic", "consistency_level"),
        (["photos", 0, "filter"], "sepia", "filter"),
        (["evaluation_type"], "X", "evaluation_type"),
        (["schema"], "ipdoc-case-9", "ipdoc-case-1"),
    ],
)
def test_unknown_key_or_option_is_refused_by_name_and_nothing_is_kept(vault, path, value, named):
    with pytest.raises(CaseFormatError) as caught:
        imported(vault, spoil(path, value))
    assert named in str(caught.value)
    assert list_cases(vault).total == 0


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff\xfe", b'{"schema": 1}'])
def test_file_that_is_no_case_is_refused(vault, data):
    with pytest.raises(CaseFormatError):
        imported(vault, data)


def test_changed_answer_is_exported_changed_and_the_rest_as_it_was(vault):
    from ipdoc.casework.sections import open_section, save_answers

    name = "A3_short_kk_npm_intake.json"
    ref = imported(vault, case_bytes(name))
    view = open_section(vault, ref, "case_information")
    save_answers(vault, ref, "case_information", {"exam_start": "15:20"}, view.version)
    expected = case_json(name)
    expected["answers"]["case_information"]["exam_start"] = "15:20"
    assert json.loads(exported(vault, ref)) == expected


def test_declined_answer_survives_the_round(vault):
    from ipdoc.casework.sections import open_section, save_answers

    ref = imported(vault, case_bytes("A3_short_kk_npm_intake.json"))
    view = open_section(vault, ref, "background")
    declined = {"state": "declined", "reason": "asked twice"}
    save_answers(vault, ref, "background", {"bg_past_medical": declined}, view.version)
    file = exported(vault, ref)
    again = imported(vault, file)
    assert open_section(vault, again, "background").answers["bg_past_medical"] == declined
