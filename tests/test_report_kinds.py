"""Kinds and layouts of documents: what each of them says of its ground, and never says."""

from __future__ import annotations

from typing import Any

import pytest

from ipdoc.domain.mandate import Declared, Independence, Mandate, Order, Warned
from ipdoc.i18n import translator
from ipdoc.report.blocks import Block, BulletList, Facts, Gap, Heading, Paragraph, Run
from ipdoc.report.compose.ground import ground
from ipdoc.report.compose.words import Words
from ipdoc.report.titles import KINDS, document_kind
from tests.report_builders import a_subject

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
