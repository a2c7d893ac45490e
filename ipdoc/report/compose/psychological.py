"""What the first page of a psychological report says was found, in place of lesions."""

from __future__ import annotations

from typing import Any

from ipdoc.domain.answers import value_of
from ipdoc.i18n import mark as _
from ipdoc.report.blocks import Block, Cell, LevelLine, Paragraph, Run, Table
from ipdoc.report.compose.words import LEVELS, Words

_SECTION = "psych"
_RULED_OUT = "ruled_out"


def psychological_findings(words: Words) -> list[Block]:
    """Return that nobody examined the body, and what the psychological evaluation found."""
    t = words.t
    plain = t.text(_("No physical examination was carried out."))
    blocks: list[Block] = [Paragraph((Run(plain, "bold"),), "fact")]
    rows = [(label, text) for label, text in _rows(words) if text]
    if rows:
        cells: tuple[tuple[Cell, ...], ...] = tuple(rows)
        blocks.append(Table(("", ""), cells, (34, 131), plain=True))
    level = _level(words)
    if level in LEVELS:
        label = t.text(_("Psychological findings and the account"))
        blocks.append(LevelLine(words.level(level), label=label))
    return blocks


def _rows(words: Words) -> list[tuple[str, str]]:
    t = words.t
    present = [row for row in _value(words, "ps_symptoms") or [] if row.get("present") == "yes"]
    symptoms = "; ".join(words.coded("symptom_domains", str(row["domain"])) for row in present)
    return [
        (t.text(_("Diagnoses")), "; ".join(_diagnoses(words))),
        (t.text(_("Symptoms present")), symptoms),
        (t.text(_("Thoughts of suicide")), _suicide(words)),
    ]


def _value(words: Words, key: str) -> Any:
    return value_of(words.subject.section_answers(_SECTION).get(key))


def _diagnoses(words: Words) -> list[str]:
    """Return the diagnoses that were not ruled out, each with its code and certainty."""
    rows = _value(words, "ps_diagnoses")
    if not rows:
        return []
    question = words.form.section(_SECTION).question("ps_diagnoses")
    found = []
    for row in rows:
        if row.get("certainty") == _RULED_OUT:
            continue
        code = next((str(row[key]) for key in ("icd11", "icd10", "dsm5tr") if row.get(key)), "")
        certainty = words.cell(question.item("certainty"), row.get("certainty")).lower()
        about = ", ".join(part for part in (code, certainty) if part)
        label = str(row.get("label", ""))
        found.append(f"{label} ({about})" if about else label)
    return found


def _suicide(words: Words) -> str:
    said = _value(words, "ps_suicide_risk")
    if not isinstance(said, dict):
        return ""
    question = words.form.section(_SECTION).question("ps_suicide_risk")
    return words.cell(question.item("ideation"), said.get("ideation"))


def _level(words: Words) -> str:
    answers = words.subject.section_answers("interpretation")
    said = value_of(answers.get("int_psy_consistency"))
    return str(said.get("level", "")) if isinstance(said, dict) else ""
