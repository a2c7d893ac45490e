"""Consent, element by element, in one table: what was agreed to, what not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ipdoc.domain.answers import Cell, decode, value_of
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Question
from ipdoc.report.blocks import Block, Heading, Paragraph, Run, Table
from ipdoc.report.blocks import Cell as TableCell
from ipdoc.report.compose.languages import in_language
from ipdoc.report.compose.words import Words

_HOW = ("given_by", "form", "language", "time")
_NOTES = ("witness", "note", "withdrawn_at", "withdrawn_note")
_UNSAID = _("not stated whether explained")


@dataclass(frozen=True)
class Consent:
    """One element of consent as it was recorded."""

    subject: str
    """What the element is about: the title of its page, in the report's language."""
    question: Question
    cell: Cell


def consent_blocks(words: Words, consents: list[Consent]) -> list[Block]:
    """Return how consent was given, and a table of what was agreed to and what not."""
    if not consents:
        return []
    t = words.t
    usual = _usual(words, consents)
    head = Heading(3, t.text(_("Consent, element by element")), anchor="consent")
    told = t.text(_("Unless a note says otherwise, each element was explained, and decided so: "))
    how = [Paragraph((Run(told), Run(usual, "bold"), Run(".")), "fact")] if usual else []
    subjects = list(dict.fromkeys(one.subject for one in consents))
    table = Table(
        head=(
            t.text(_("Element of consent")),
            t.text(_("Agreed")),
            t.text(_("Refused, withdrawn, does not arise")),
        ),
        rows=tuple(
            _row(words, name, [one for one in consents if one.subject == name], usual)
            for name in subjects
        ),
        weights=(34, 80, 51),
    )
    return [head, *how, table]


def _usual(words: Words, consents: list[Consent]) -> str:
    """Return how most elements were decided: by whom, in which form and language, when."""
    found = Counter(how for one in consents if (how := _how(words, one)))
    return found.most_common(1)[0][0] if found else ""


def _how(words: Words, consent: Consent) -> str:
    said = _said(words, consent)
    return ", ".join(said[key] for key in _HOW if said.get(key))


def _said(words: Words, consent: Consent) -> dict[str, str]:
    value = value_of(consent.cell)
    if not isinstance(value, dict):
        return {}
    said = {item.key: words.cell(item, value.get(item.key)) for item in consent.question.items}
    language = said.get("language", "")
    if language:
        said["language"] = in_language(words.t, language)
    return said


def _row(words: Words, name: str, consents: list[Consent], usual: str) -> tuple[TableCell, ...]:
    agreed: list[str] = []
    others: dict[str, list[str]] = {}
    for one in consents:
        told = _element(words, one, usual)
        if _decision(one) == "agreed":
            agreed.append(told)
        else:
            others.setdefault(_decision_words(words, one), []).append(told)
    parts = [f"{decision}: {'; '.join(told)}." for decision, told in others.items()]
    return (name, f"{'; '.join(agreed)}." if agreed else "–", " ".join(parts) or "–")


def _decision(consent: Consent) -> str:
    value = value_of(consent.cell)
    return str(value.get("decision") or "") if isinstance(value, dict) else ""


def _decision_words(words: Words, consent: Consent) -> str:
    answer = decode(consent.cell)
    if answer is not None and answer.answered:
        said = _said(words, consent).get("decision", "")
        if said:
            return said
        answer = None
    gap = words.gap(answer)
    return f"{gap.words} ({gap.reason})" if gap.reason else gap.words


def _element(words: Words, consent: Consent, usual: str) -> str:
    """Return the name of an element, with what differs from the others in brackets."""
    label, said = words.t.text(consent.question.label), _said(words, consent)
    value = value_of(consent.cell)
    notes = []
    if isinstance(value, dict) and value_of(value.get("explained")) != "yes":
        told = _("not explained") if value_of(value.get("explained")) == "no" else _UNSAID
        notes.append(words.t.text(told))
    notes += [said[key] for key in _NOTES if said.get(key)]
    how = _how(words, consent)
    if how and how != usual:
        notes.append(how)
    return f"{label} ({'; '.join(notes)})" if notes else label
