"""Titles and duties of documents: chosen from the country's profile, and checked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ipdoc.domain.mandate import Mandate, Order
from ipdoc.report.errors import DocumentKindError
from ipdoc.report.titles import KINDS, countries, document_kind, document_title, load_profile

ORDER = Order("Court of the city of N.", "Judge A.", "5-17", "2026-04-01")
LANGUAGES = ("en", "ru", "kk")


@pytest.mark.parametrize("country", countries())
def test_every_kind_has_all_its_words_in_every_language(country: str) -> None:
    profile = load_profile(country)
    for kind in KINDS:
        found = profile.kinds[kind]
        for texts in (profile.names, found.titles, found.ground, *found.declares):
            assert set(texts) == set(LANGUAGES), kind
            assert all(texts.values()), kind
        assert len({tuple(found.declaration(language)) for language in LANGUAGES}) == 3


@pytest.mark.parametrize("country", countries())
@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_of_the_kinds_differ(country: str, language: str) -> None:
    mandate = Mandate(country, ORDER)
    titles = {document_title(kind, language, mandate) for kind in KINDS}
    assert len(titles) == len(KINDS)


@pytest.mark.parametrize("missing", ["body", "number", "day"])
def test_experts_opinion_needs_body_number_and_date_of_an_order(missing: str) -> None:
    with pytest.raises(DocumentKindError, match="body, number and date"):
        document_title("expert_opinion", "ru")
    part = Mandate("kz", replace(ORDER, **{missing: ""}))
    with pytest.raises(DocumentKindError, match="body, number and date"):
        document_title("expert_opinion", "ru", part)
    assert document_title("expert_opinion", "ru", Mandate("kz", ORDER)) == "Заключение эксперта"


def test_specialists_opinion_needs_no_order() -> None:
    assert document_title("specialist_opinion", "ru", Mandate("kz")) == "Заключение специалиста"


def test_specialists_opinion_that_nobody_asked_for_is_refused_where_the_profile_says_so() -> None:
    with pytest.raises(DocumentKindError, match="nobody asked"):
        document_title("specialist_opinion", "ru", Mandate("kz"), "self_initiated")
    assert document_title("specialist_opinion", "ru", Mandate("kz"), "lawyer")
    assert document_title("specialist_opinion", "ru", Mandate(), "self_initiated")
    assert document_title("clinical_report", "ru", Mandate("kz"), "self_initiated")


def test_unknown_kind_and_country_are_refused() -> None:
    with pytest.raises(DocumentKindError):
        document_title("certificate", "en")
    with pytest.raises(DocumentKindError):
        load_profile("../kz")


def test_nothing_is_called_checked_before_a_lawyer_did() -> None:
    kinds = [kind for key in countries() for kind in load_profile(key).kinds.values()]
    assert not any(kind.checked for kind in kinds)


def test_no_unchecked_law_is_printed() -> None:
    for key in countries():
        for kind in load_profile(key).kinds.values():
            for language in LANGUAGES:
                said = " ".join((kind.ground[language], *kind.declaration(language)))
                assert not any(digit.isdigit() for digit in said), said


def test_declarations_words_have_a_digest_of_their_own() -> None:
    digests = {document_kind(kind).words_digest for kind in KINDS}
    assert len(digests) == 2  # the expert declares one thing more
