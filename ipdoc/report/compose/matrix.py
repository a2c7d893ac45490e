"""Findings against events: which level the clinician gave to which pair, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ipdoc.domain.answers import Cell as Answer
from ipdoc.domain.answers import value_of
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, Cell, PageRef, Paragraph, Run, SymbolCell, Table, Text
from ipdoc.report.compose.naming import in_the_annex, is_restricted, lesion_name, lesion_symbol
from ipdoc.report.compose.opinions import (
    cause,
    finding_name,
    interpretations,
    other_anchor,
    rows_about_no_lesion,
)
from ipdoc.report.compose.words import LEVELS, Words

_MOST_EVENTS = 4
"""More events than that do not stand beside one another on the page."""
_LEVEL_MM = 27.5
_REASON_CHARACTERS = 150
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")


@dataclass
class _Pair:
    """A finding with one cause."""

    event: str
    """Id of the event; empty for another cause."""
    cause: str
    """In words."""
    level: str
    """Key, or empty."""
    reason: str = ""


@dataclass
class _Finding:
    """A row of the matrix."""

    sign: Cell
    name: Text
    anchor: str
    pairs: list[_Pair] = field(default_factory=list)


def matrix(words: Words) -> list[Block]:
    """Return the table of findings and complaints against events, in the order of the record."""
    findings = [*_lesions(words), *_others(words), *_complaints(words)]
    findings = [finding for finding in findings if finding.pairs]
    if not findings:
        return []
    events = _events(words)
    used = {pair.event for finding in findings for pair in finding.pairs}
    columns = [event for event in events if event in used]
    listed = _listed if len(columns) > _MOST_EVENTS or not columns else _crossed
    t = words.t
    note = t.text(
        _(
            "The levels are the clinician's; they are not counted or added up. The reasoning and "
            "the other causes considered stand in full on the page named. What the levels mean: "
        )
    )
    page = PageRef("scale", t.text(_("page {page}.")))
    return [listed(words, findings, columns), Paragraph((Run(note), page), "note")]


def _events(words: Words) -> list[str]:
    """Return the ids of the events in the order of the account."""
    rows = value_of(words.subject.section_answers("allegations").get("events")) or []
    return [str(row.get("event_id")) for row in rows if row.get("event_id")]


def _lesions(words: Words) -> Iterator[_Finding]:
    for lesion in sorted(words.subject.lesions, key=lambda one: one.number):
        if lesion.removed is not None:
            continue
        anchor, number = f"lesion-{lesion.number}", words.t.text(_("No. {id}"), id=lesion.number)
        if is_restricted(words, lesion.number):
            name: Text = (Run(f"{number} ", "bold"), Run(in_the_annex(words)))
            yield _Finding("", name, anchor, [])
            continue
        symbol, named = lesion_symbol(words, lesion), lesion_name(words, lesion)
        sign: Cell = SymbolCell(symbol, named) if symbol else ""
        found = _Finding(sign, (Run(f"{number} {named}", "bold"),), anchor)
        for row in interpretations(words, lesion.number):
            found.pairs.append(_pair(words, row))
        yield found


def _others(words: Words) -> Iterator[_Finding]:
    """Yield what the clinician judged besides lesions, such as psychological symptoms."""
    for row in rows_about_no_lesion(words):
        name = (Run(finding_name(words, row), "bold"),)
        yield _Finding("", name, other_anchor(words, row), [_pair(words, row)])


def _pair(words: Words, row: dict[str, Any]) -> _Pair:
    event = str(value_of(row.get("event_ref")) or "")
    known = event if event in _events(words) else ""
    level = str(row.get("consistency") or "")
    reason = str(value_of(row.get("reasoning")) or value_of(row.get("no_level_reason")) or "")
    return _Pair(known, cause(words, row), level if level in LEVELS else "", reason)


def _complaints(words: Words) -> Iterator[_Finding]:
    """Yield the complaints to which the clinician gave a level: some leave no mark."""
    rows = value_of(words.subject.section_answers("physical_symptoms").get("symptoms")) or []
    if not rows:
        return
    question = words.form.section("physical_symptoms").question("symptoms")
    items = {item.key: item for item in question.items}
    for row in rows:
        level = str(row.get("consistency") or "")
        if level not in LEVELS:
            continue
        name = words.cell(items["name"], row.get("name"))
        where = words.cell(items["region"], row.get("region")) if "region" in items else ""
        told = Run(": ".join(part for part in (name, where) if part))
        found = _Finding(
            "", (Run(words.t.text(_("Complaint. ")), "bold"), told), "physical_symptoms"
        )
        for event in _refs(row.get("event_refs")):
            found.pairs.append(_Pair(event, words.link("event", event), level))
        yield found


def _refs(cell: Answer) -> list[str]:
    value = value_of(cell) or []
    return [str(one) for one in (value if isinstance(value, list) else [value])]


def _crossed(words: Words, findings: list[_Finding], events: list[str]) -> Table:
    """Return findings against a column for each event and one for other causes."""
    t = words.t
    others = any(not pair.event for finding in findings for pair in finding.pairs)
    heads = [t.text(_("Event {id}"), id=event) for event in events]
    heads += [t.text(_("Other cause"))] if others else []
    keys = [*events, *([""] if others else [])]
    return Table(
        head=("", t.text(_("Finding and reasoning")), *heads),
        rows=tuple(
            (
                finding.sign,
                _told(words, finding),
                *(_levels(words, finding, key) for key in keys),
            )
            for finding in findings
        ),
        weights=(6, 150 - _LEVEL_MM * len(keys), *([_LEVEL_MM] * len(keys))),
        row_heads=False,
    )


def _levels(words: Words, finding: _Finding, event: str) -> Cell:
    """Return the level given to a finding with an event; other causes are named with theirs."""
    pairs = [pair for pair in finding.pairs if pair.event == event]
    if not pairs:
        return ""
    if event and len(pairs) == 1 and pairs[0].level:
        return words.level(pairs[0].level)
    told = []
    for pair in pairs:
        level = words.t.text(LEVELS[pair.level]) if pair.level else ""
        told.append(": ".join(part for part in ("" if event else pair.cause, level) if part))
    return "; ".join(told) or "–"


def _told(words: Words, finding: _Finding) -> Text:
    """Return a finding, the beginning of the reasoning in whole sentences, and its page."""
    reasons = " ".join(dict.fromkeys(pair.reason for pair in finding.pairs if pair.reason))
    kept = ""
    for sentence in _SENTENCE.split(reasons):
        if kept and len(kept) + len(sentence) > _REASON_CHARACTERS:
            break
        kept = f"{kept} {sentence}".strip()
    name = (finding.name,) if isinstance(finding.name, str) else finding.name
    page = PageRef(finding.anchor, words.t.text(_("Page {page}")))
    parts = [Run(part) if isinstance(part, str) else part for part in name]
    if not kept:
        return (*parts, Run(". "), page)
    more = "" if len(kept) == len(reasons) else " …"
    return (*parts, Run(f"\n{kept}{more} "), page)


def _listed(words: Words, findings: list[_Finding], events: list[str]) -> Table:
    """Return one row for each pair: finding, cause, level, reasoning."""
    t = words.t
    rows: list[tuple[Cell, ...]] = []
    for finding in findings:
        for pair in finding.pairs:
            alone = _Finding(finding.sign, finding.name, finding.anchor, [pair])
            level: Cell = words.level(pair.level) if pair.level else "–"
            rows.append((finding.sign, _told(words, alone), pair.cause, level))
    return Table(
        head=(
            "",
            t.text(_("Finding and reasoning")),
            t.text(_("Attributed to")),
            t.text(_("Level of consistency")),
        ),
        rows=tuple(rows),
        weights=(6, 89, 28, 33),
        row_heads=False,
    )
