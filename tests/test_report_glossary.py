"""The glossary: the terms that the report uses and no others, in plain words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ipdoc.i18n import LANGUAGES, Translator
from ipdoc.questionnaire.definition import load_form
from ipdoc.questionnaire.model import Form
from ipdoc.report.blocks import Fact, FactGrid, Heading, Paragraph, Table
from ipdoc.report.compose.glossary import VOCABULARY, glossary
from ipdoc.report.compose.words import Words
from ipdoc.resources import data_dir
from tests.report_builders import a_form, a_subject

TERMS = load_form(data_dir("forms"), "istanbul_2022").vocabularies[VOCABULARY]


def with_terms() -> Form:
    form = a_form()
    return replace(form, vocabularies={**form.vocabularies, VOCABULARY: TERMS})


def terms(text: str, language: str = "en") -> list[str]:
    words = Words(a_subject(form=with_terms()), Translator(language))
    blocks = glossary(words, [Paragraph(text)])
    return [str(row[0]) for block in blocks if isinstance(block, Table) for row in block.rows]


def test_terms_of_the_text_are_explained_and_no_others() -> None:
    assert terms("A haematoma and petechiae of the palm.") == ["Haematoma", "Petechiae"]


def test_report_without_terms_has_no_glossary() -> None:
    assert terms("He walks slowly.") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("следы фаланги на подошвах", "Falanga"),
        ("Гематомы предплечья", "Haematoma"),
        ("табанында петехиялар бар", "Petechiae"),
        ("МРТ не выполнена", "MRI"),
    ],
)
def test_terms_are_found_in_the_language_of_the_record_with_their_endings(
    text: str, found: str
) -> None:
    assert found in terms(text)


@pytest.mark.parametrize("text", ["A scarf was found.", "It did affect the sleep.", "прекрасный"])
def test_words_that_only_look_like_terms_are_left_alone(text: str) -> None:
    assert terms(text) == []


def test_terms_in_facts_and_headings_count() -> None:
    words = Words(a_subject(form=with_terms()), Translator("en"))
    blocks = [Heading(3, "Audiometry"), FactGrid((Fact("Keloid", "none"),))]
    table = glossary(words, blocks)[-1]
    assert isinstance(table, Table)
    assert [row[0] for row in table.rows] == ["Audiometry", "Keloid"]


def test_kazakh_terms_stand_in_the_order_of_the_kazakh_alphabet() -> None:
    found = terms("bruise, keloid, scar, ultrasound, oedema, palmar", "kk")
    alphabet = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
    firsts = [alphabet.index(word[0].lower()) for word in found]
    assert firsts == sorted(firsts)


def test_evaluation_on_an_older_form_has_no_glossary() -> None:
    words = Words(a_subject(), Translator("en"))
    assert glossary(words, [Paragraph("A haematoma.")]) == []


@pytest.mark.parametrize("code", TERMS.codes, ids=lambda code: code.key)
def test_every_term_is_found_by_its_own_name_in_every_language(code) -> None:
    pattern = re.compile(rf"(?<!\w)(?:{code.attributes['found']})", re.IGNORECASE)
    assert code.attributes["meaning"]
    for language in LANGUAGES:
        assert pattern.search(Translator(language).text(code.label)), language
