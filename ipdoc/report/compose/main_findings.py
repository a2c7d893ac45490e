"""The main findings in few lines: lesions of one kind with one opinion stand together.

They are in the order of their numbers, never of their levels, and no level is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ipdoc.domain.answers import value_of
from ipdoc.domain.finding import Lesion
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, Cell, PageRef, Paragraph, Run, SymbolCell, Table, Text
from ipdoc.report.compose.naming import (
    in_the_annex,
    is_restricted,
    lesion_name,
    lesion_place,
    lesion_symbol,
    type_name,
)
from ipdoc.report.compose.opinions import cause, interpretations
from ipdoc.report.compose.psychological import psychological_findings
from ipdoc.report.compose.words import LEVELS, Words
from ipdoc.report.drawings import Symbol

_PLACES_CHARACTERS = 70


@dataclass
class _Group:
    """Lesions of one kind that the clinician judged alike."""

    symbol: Symbol | None
    type: str
    opinion: str
    """Levels, or the other cause, in words."""
    lesions: list[Lesion] = field(default_factory=list)
    restricted: bool = False


def main_findings(words: Words, most: int) -> list[Block]:
    """Return so many lines, and where the others stand.

    Args:
        words: of the report.
        most: lines at most.
    """
    t, groups = words.t, _groups(words)
    if not groups and words.subject.type_code == "P":
        return psychological_findings(words)
    if not groups:
        return [Paragraph(_no_lesions(words), "fact")]
    rows = tuple(_row(words, group) for group in groups[:most])
    blocks: list[Block] = [Table(("", "", ""), rows, (6, 17, 57), row_heads=False, plain=True)]
    left = sum(len(group.lesions) for group in groups[most:])
    if left:
        more = t.plural("{count} more finding", "{count} more findings", left)
        page = t.text(_("page {page}"))
        blocks.append(Paragraph((PageRef("lesions", f"{more}: {page}"),), "small"))
    return blocks


def _groups(words: Words) -> list[_Group]:
    found: dict[tuple[object, ...], _Group] = {}
    lesions = [lesion for lesion in words.subject.lesions if lesion.removed is None]
    for lesion in sorted(lesions, key=lambda one: one.number):
        shut = is_restricted(words, lesion.number)
        symbol = None if shut else lesion_symbol(words, lesion)
        opinion = "" if shut else _opinion(words, lesion.number)
        kind = "" if shut else lesion.type
        key = (shut, kind, symbol.key if symbol else "", opinion)
        group = found.setdefault(key, _Group(symbol, kind, opinion, restricted=shut))
        group.lesions.append(lesion)
    return list(found.values())


def _opinion(words: Words, number: int) -> str:
    """Return the levels given to a lesion; what is not assessed names its other cause."""
    told = []
    for row in interpretations(words, number):
        key = row.get("consistency")
        if key == "not_assessed" and value_of(row.get("event_ref")):
            told.append(cause(words, row))
        elif key in LEVELS:
            told.append(words.t.text(LEVELS[key]))
    return "; ".join(dict.fromkeys(told))


def _row(words: Words, group: _Group) -> tuple[Cell, ...]:
    numbers = [lesion.number for lesion in group.lesions]
    named = (Run(words.t.text(_("No. {id}"), id=in_ranges(numbers)), "bold"),)
    if group.restricted:
        return ("", named, in_the_annex(words))
    first = group.lesions[0]
    sign: Cell = SymbolCell(group.symbol, lesion_name(words, first)) if group.symbol else ""
    page = PageRef(f"lesion-{first.number}", words.t.text(_("page {page}")))
    opinion = Run(f"{group.opinion}. " if group.opinion else "", "bold")
    told: Text = (Run(f"{_name(words, group)}. "), opinion, page)
    return (sign, named, told)


def _name(words: Words, group: _Group) -> str:
    """Return type and places; of many places only the type, the map shows them."""
    places = list(dict.fromkeys(lesion_place(words, lesion) for lesion in group.lesions))
    listed = "; ".join(place for place in places if place)
    name = type_name(words, group.type)
    if not listed or (len(group.lesions) > 1 and len(listed) > _PLACES_CHARACTERS):
        return name
    return f"{name}: {listed}"


def in_ranges(numbers: Sequence[int]) -> str:
    """Return sorted numbers with runs of three and more closed up: "1, 2, 8–11"."""
    parts: list[str] = []
    at = 0
    while at < len(numbers):
        end = at
        while end + 1 < len(numbers) and numbers[end + 1] == numbers[end] + 1:
            end += 1
        if end - at >= 2:
            parts.append(f"{numbers[at]}–{numbers[end]}")
        else:
            parts.extend(str(number) for number in numbers[at : end + 1])
        at = end + 1
    return ", ".join(parts)


def _no_lesions(words: Words) -> str:
    """Return why there is none: none was found, or nobody looked."""
    shown = {section.key for section in words.form.sections_for(words.subject.type_code)}
    if "physical_exam" in shown:
        return words.t.text(_("No lesion is recorded."))
    return words.t.text(_("This type of evaluation has no physical examination."))
