"""Nothing of the Protocol's tables is left out of the forms.

``tests/data/protocol_keys.json`` was frozen from the domain tables: 198 keys of the sections and
57 of consent and conditions, with the required codes where the tables give them.
"""

import json
from pathlib import Path

import pytest

from ipdoc.casework.formstore import current_form
from ipdoc.questionnaire.model import QuestionType

KEYS = json.loads((Path(__file__).parent / "data" / "protocol_keys.json").read_text())
RECORDS = {"lesions": "lesion", "photos": "photograph"}
"""Keys that are records of their own in our forms."""
SUPERSEDED = {"sessions": "OOOO", "int_findings": "RORC"}
"""Codes that the tables' own resolutions (§0.6) replace."""
ANYWHERE = {"evaluation_type"}


def find(form, path):
    head, *rest = path.split(".")
    for section in form.sections:
        for question in section.questions():
            if question.key == head:
                for key in rest:
                    question = question.item(key)
                return question
    return None


@pytest.fixture(scope="module")
def form():
    """The shipped form."""
    return current_form().form


def test_the_frozen_list_is_whole():
    assert len(KEYS) == 198 + 57


@pytest.mark.parametrize("path", sorted(set(KEYS) - set(RECORDS)))
def test_key_of_the_protocol_has_its_question(form, path):
    question = find(form, path)
    assert question is not None
    wanted = SUPERSEDED.get(path, KEYS[path])
    if wanted and "." not in path:
        assert question.requires == wanted, path


@pytest.mark.parametrize("key", sorted(RECORDS))
def test_records_of_their_own_stand_in_for_their_keys(form, key):
    assert any(True for _ in getattr(form, RECORDS[key]).questions())


@pytest.mark.parametrize(
    "key",
    [
        *(f"scr_{name}" for name in (
            "sleep", "intrusions", "avoidance", "hyperarousal", "mood", "dissociation",
            "suicide", "orientation", "action")),
        "intake_datetime", "time_since_arrest_h", "injury_claimed_before_custody",
        "fit_for_detention", "same_day_referral", "authority_notified", "copy_given_to_person",
        "clin_contact", "official_findings",
    ],
)  # fmt: skip
def test_additions_of_the_domain_file_stand_in_the_form(form, key):
    assert find(form, key) is not None


def test_all_seventeen_parts_and_the_consent_part_are_there(form):
    numbers = {section.number for section in form.sections}
    listed = "I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII"
    romans = set(listed.split())
    assert romans | {"I-a"} <= numbers


def test_vocabularies_are_whole(form):
    counts = {key: len(vocabulary.codes) for key, vocabulary in form.vocabularies.items()}
    assert counts["methods"] == 45
    assert counts["finding_types"] == 57
    assert counts["regions"] == 158
    assert counts["levels"] == 6


def test_no_page_asks_more_than_twelve_questions(form):
    assert max(len(page.questions) for s in form.sections for page in s.pages) <= 12


def test_repeats_with_long_rows_are_split_into_pages(form):
    for section in form.sections:
        for question in section.questions():
            if question.type is QuestionType.REPEAT and len(question.items) > 8:
                assert question.item_pages, question.key
                assert all(len(page.items) <= 12 for page in question.item_pages), question.key


def test_unchecked_paragraphs_are_marked_so(form):
    checked = [
        question
        for section in form.sections
        for question in section.questions()
        if question.reference_checked
    ]
    assert checked
    assert not any("~" in question.reference for question in checked)
