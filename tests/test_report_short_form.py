"""The short form: two pages in every language, and nothing lost when more was written."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from ipdoc.casework.issuing.choice import Choice
from ipdoc.casework.issuing.issue import preview
from ipdoc.casework.signing.ownkey import own_key
from ipdoc.domain.rendering import Rendering
from ipdoc.i18n import translator
from ipdoc.report.compose import compose, report_meta
from ipdoc.report.document import make_report
from tests.builders import CASES, a_vault, an_imported_case
from tests.glyph_boxes import glyph_faults
from tests.golden_cases import LANGUAGES, GoldenCases, golden  # noqa: F401
from tests.pdf_inspection import opened, pdf_text
from tests.pdf_structure import structure_faults
from tests.report_builders import a_form, a_lesion, a_subject

SHORT = next(name for name in CASES if name.startswith("A3"))
LONG = "The account goes on and on, with one more sentence that must not get lost anywhere. "


def pages_of(pdf: bytes) -> int:
    with opened(pdf) as file:
        return len(file.pages)


def text_of(pdf: bytes) -> str:
    return str(pdf_text(pdf)).replace("\u00ad ", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_worked_short_form_has_two_sound_pages(golden: GoldenCases, language: str) -> None:  # noqa: F811
    pdf = golden.pdf(SHORT, language)
    assert pages_of(pdf) == 2
    assert structure_faults(pdf) == []
    assert glyph_faults(pdf) == []


@pytest.mark.parametrize("rendering", [Rendering.NAMED_RESTRICTED, Rendering.REDACTED])
@pytest.mark.parametrize("language", LANGUAGES)
def test_other_renderings_have_two_pages_too(
    golden: GoldenCases,  # noqa: F811
    language: str,
    rendering: Rendering,
) -> None:
    ref = an_imported_case(golden.vault, SHORT)
    pdf = preview(golden.vault, ref, Choice(language=language, rendering=rendering))
    assert pages_of(pdf) == 2
    assert glyph_faults(pdf) == []


def test_fingerprint_beside_the_signature_leaves_two_pages(tmp_path: Path) -> None:
    with a_vault(tmp_path) as vault:
        ref = an_imported_case(vault, SHORT)
        own_key(vault)
        pdf = preview(vault, ref, Choice(language="ru"))
    assert pages_of(pdf) == 2


def a_short_one(**answers: Any) -> bytes:
    """Return the short form of a small evaluation whose answers are changed."""
    form = a_form()
    short = dataclasses.replace(form.types[0], code="S", key="short", label="First contact")
    form = dataclasses.replace(form, types=(short,))
    subject = a_subject(form=form, type_code="S", photographs=(), **answers)
    t = translator("en")
    return make_report(compose(subject, t), report_meta(subject, t))


def test_what_two_pages_cannot_hold_follows_in_full() -> None:
    account = "".join(f"{number}. {LONG}" for number in range(150))
    subject = a_subject()
    told = {**subject.answers["allegations"], "al_narrative": account}
    pdf = a_short_one(answers={**subject.answers, "allegations": told})
    text = text_of(pdf)
    assert pages_of(pdf) > 2
    assert "149. The account" in text
    assert structure_faults(pdf) == []
    assert glyph_faults(pdf) == []


def test_more_lesions_than_the_form_holds_follow_in_full() -> None:
    pdf = a_short_one(lesions=tuple(a_lesion(number) for number in range(1, 90)))
    text = text_of(pdf)
    assert pages_of(pdf) > 2
    assert "Further sheets" in text
    assert glyph_faults(pdf) == []


def test_small_short_form_has_two_pages() -> None:
    assert pages_of(a_short_one()) == 2
