"""Kinds and layouts of documents: what each of them says of its ground, and never says."""

from __future__ import annotations

import dataclasses
import datetime as dt
import subprocess
from typing import Any

import pytest

from ipdoc.domain.mandate import Declared, Independence, Mandate, Order, Warned
from ipdoc.i18n import translator
from ipdoc.questionnaire.model import EvaluationType
from ipdoc.report.blocks import Block, Box, BulletList, Facts, Gap, Heading, Paragraph, Run
from ipdoc.report.compose.ground import follows, ground
from ipdoc.report.compose.subject import EarlierVisit
from ipdoc.report.compose.words import Words
from ipdoc.report.titles import KINDS, document_kind
from tests.builders import CASES
from tests.golden_cases import GoldenCases, golden  # noqa: F401
from tests.pdf_inspection import pdf_text
from tests.report_builders import a_form, a_subject

ORDER = Order("Court of the city of N.", "Judge A.", "5-17", "2026-04-01", "2026-04-03")
WARNED = Warned("Judge A.", "2026-04-03", "signed note")
LANGUAGES = ("en", "ru", "kk")


def said(blocks: list[Block]) -> str:
    """Return all words of the blocks of a ground."""
    return "\n".join(part for block in blocks for part in _parts(block))


def _parts(block: Block) -> list[str]:
    match block:
        case Facts(rows):
            return [f"{row.label}: {_words(row.value)}" for row in rows]
        case BulletList(items):
            return [_words(item) for item in items]
        case Paragraph(text) | Heading(_, text):
            return [_words(text)]
        case Gap():
            return [block.words]
    return []


def _words(text: Any) -> str:
    if isinstance(text, Gap):
        return text.words
    return text if isinstance(text, str) else "".join(r.text for r in text if isinstance(r, Run))


def told(kind: str, language: str = "en", **mandate: Any) -> str:
    subject = a_subject(kind=kind, mandate=Mandate(**mandate))
    return said(ground(Words(subject, translator(language))))


def test_expert_names_order_and_warning_as_recorded() -> None:
    text = told("expert_opinion", order=ORDER, warned=WARNED)
    assert "No. 5-17 of 1 April 2026" in text
    assert "Judge A., 3 April 2026, signed note" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_warning_that_nobody_recorded_is_not_printed_as_given(language: str) -> None:
    with_one = told("expert_opinion", language, order=ORDER, warned=WARNED)
    without = told("expert_opinion", language, order=ORDER, warned=Warned("Judge A."))
    gap = translator(language).text("No warning is recorded")
    assert gap in without
    assert gap not in with_one


@pytest.mark.parametrize("language", LANGUAGES)
def test_medical_report_never_bears_a_warning(language: str) -> None:
    text = told("clinical_report", language, order=ORDER, warned=WARNED)
    label = translator(language).text("Warned of liability for a knowingly false opinion")
    assert label not in text
    assert "signed note" not in text
    assert label in told("specialist_opinion", language, warned=WARNED)
    assert label not in told("specialist_opinion", language)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_declaration_is_printed_only_when_its_words_were_declared(kind: str, language: str) -> None:
    statements = document_kind(kind).declaration(language)
    assert not any(one in told(kind, language) for one in statements)
    made = Declared("Dr A.", "2026-04-20", document_kind(kind).words_digest)
    text = told(kind, language, declared=(made,))
    assert all(one in text for one in statements)
    assert "Dr A." in text
    other = Declared("Dr A.", "2026-04-20", "0" * 16)
    assert statements[0] not in told(kind, language, declared=(other,))


def test_what_is_not_said_on_independence_is_shown_as_missing() -> None:
    text = told("specialist_opinion", independence=Independence(paid_by="A fund, per report"))
    assert "A fund, per report" in text
    missing = text.partition("Without entry: ")[2]
    assert missing.partition("\n")[0].count(";") == 3


def first_page_of(pdf: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-raw", "-l", "1", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().replace("\u00ad\n", "").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_psychological_report_says_at_once_that_nobody_examined_the_body(
    golden: GoldenCases,  # noqa: F811
    language: str,
) -> None:
    name = next(case for case in CASES if case.startswith("A4"))
    t, text = translator(language), first_page_of(golden.pdf(name, language))
    assert t.text("No physical examination was carried out.") in text
    assert "Post-traumatic stress disorder (6B40" in text
    assert t.text("Psychological findings and the account") in text
    whole = str(pdf_text(golden.pdf(name, language))).replace("\u00ad ", "")
    assert f"VII {t.text('Physical examination')}" not in whole


def test_follow_up_names_the_report_that_it_continues() -> None:
    visit = EarlierVisit("e1", "F", dt.date(2026, 4, 14), True, "MD-1")
    form = dataclasses.replace(
        a_form(), types=(EvaluationType("W", "followup", "Follow-up evaluation"),)
    )
    subject = a_subject(form=form, type_code="W", earlier=(visit,))
    (box,) = follows(Words(subject, translator("en")))
    assert isinstance(box, Box)
    assert "continues report No. MD-1" in said(list(box.blocks))
    assert follows(Words(a_subject(), translator("en"))) == []
