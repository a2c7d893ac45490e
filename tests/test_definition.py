"""Forms are checked when they are read; the message names file, key and remedy."""

import copy

import pytest

from ipdoc.questionnaire.compiled import compile_form, read_compiled
from ipdoc.questionnaire.definition import build_form
from ipdoc.questionnaire.errors import FormDefinitionError
from tests.forms import a_source


def question_of(source, key):
    for section in source["sections"]:
        for page in section["table"]["page"]:
            for question in page["question"]:
                if question["key"] == key:
                    return question
    raise KeyError(key)


def spoil(question, **changes):
    source = copy.deepcopy(a_source())
    question_of(source, question).update(changes)
    return source


@pytest.mark.parametrize(
    ("key", "changes", "said"),
    [
        ("place_type", {"hnt": "x"}, "did you mean 'hint'"),
        ("place_type", {"type": "radio"}, "give it one of the types"),
        ("place_type", {"options": []}, "options or a vocabulary"),
        ("place_type", {"requires": "RX"}, "four letters"),
        ("place_type", {"show_if": "nowhere == 'x'"}, "no question is called 'nowhere'"),
        ("place_type", {"show_if": "import os"}, "mend the condition"),
        ("place_type", {"part": "secret"}, "give part one of"),
        ("place_type", {"key": "state of"}, "give it a key of letters"),
        ("place_type", {"label": ""}, "give it a label"),
        ("events", {"items": []}, "give it items"),
        ("events", {"id_key": "nothing"}, "let id_key name an item"),
        ("events", {"item_pages": [{"title": "x", "items": ["event_id"]}]}, "every item once"),
        ("finding", {"target": "moon"}, "give target one of"),
        ("age", {"compute": "guess"}, "give compute one of"),
        ("methods", {"vocabulary": "nothing"}, "no vocabulary is called 'nothing'"),
    ],
)
def test_broken_definition_is_refused_with_file_and_remedy(key, changes, said):
    with pytest.raises(FormDefinitionError) as caught:
        build_form(spoil(key, **changes))
    assert "sections/account.toml" in str(caught.value)
    assert said in str(caught.value)


def test_item_may_not_take_a_key_with_a_meaning_of_its_own():
    source = copy.deepcopy(a_source())
    question_of(source, "events")["items"].append(
        {"key": "state", "type": "text", "label": "State"}
    )
    with pytest.raises(FormDefinitionError, match="meaning of its own"):
        build_form(source)


def test_page_of_thirteen_questions_is_refused():
    source = copy.deepcopy(a_source())
    page = source["sections"][0]["table"]["page"][0]
    page["question"] = [{"key": f"q{i}", "type": "text", "label": "Q"} for i in range(13)]
    with pytest.raises(FormDefinitionError, match="at most 12 questions"):
        build_form(source)


def test_stored_form_reads_back_the_same():
    compiled = compile_form(a_source(), {"ru": {"Place": "Место"}})
    again = read_compiled(compiled.content)
    assert again.form == compiled.form
    assert again.digest == compiled.digest
    assert again.text("Place", "ru") == "Место"
    assert again.text("Place", "kk") == "Place"


def test_digest_changes_with_a_single_label():
    plain = compile_form(a_source(), {})
    other = compile_form(spoil("place_type", label="Kind of place"), {})
    assert plain.digest != other.digest
