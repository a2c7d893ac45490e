"""Titles of documents: chosen from the country's profile, and checked."""

from __future__ import annotations

import pytest

from ipdoc.report.errors import DocumentKindError
from ipdoc.report.titles import KINDS, document_title, load_profile


@pytest.mark.parametrize("country", ["int", "kz"])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_kind_has_a_title_in_every_language(country: str, language: str) -> None:
    titles = {document_title(kind, language, country=country, ruling="No. 1") for kind in KINDS}
    assert len(titles) == len(KINDS)


def test_experts_opinion_needs_a_ruling() -> None:
    with pytest.raises(DocumentKindError, match="ruling"):
        document_title("expert_opinion", "ru", country="kz", ruling="  ")
    titled = document_title("expert_opinion", "ru", country="kz", ruling="№ 5 от 01.04.2026")
    assert titled == "Заключение эксперта"


def test_specialists_opinion_needs_none() -> None:
    assert document_title("specialist_opinion", "ru", country="kz") == "Заключение специалиста"


def test_unknown_kind_and_country_are_refused() -> None:
    with pytest.raises(DocumentKindError):
        document_title("certificate", "en")
    with pytest.raises(DocumentKindError):
        load_profile("../kz")


def test_nothing_is_called_checked_before_a_lawyer_did() -> None:
    kinds = [*load_profile("int").kinds.values(), *load_profile("kz").kinds.values()]
    assert not any(kind.checked for kind in kinds)
