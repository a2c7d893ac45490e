"""How the questions of a form stand on paper: room, rows and what is left out.

The file ``paper.toml`` of a form gives, for ``section.question`` or ``section.question.item``, what
the type of the question alone does not tell. It holds no words.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from ipdoc.questionnaire.errors import FormDefinitionError
from ipdoc.questionnaire.model import Form, Question, Section

FILE = "paper.toml"


@dataclass(frozen=True)
class PaperHint:
    """What is particular about a question on paper; 0 or empty = as its type has it."""

    omit: str = ""
    """Letters of the types of evaluation on whose paper it does not stand."""
    keep: str = ""
    """Letters of the types on whose paper it stands although it is optional there."""
    share: int = 0
    """Twelfths of a row."""
    lines: int = 0
    """Ruled lines."""
    rows: int = 0
    """Rows or records of a repeat."""
    rows_by_type: dict[str, int] = field(default_factory=dict)
    """The same for single types of evaluation."""
    row_mm: float = 0.0
    """Height of a row."""
    columns: tuple[str, ...] = ()
    """Items of a repeat that are columns, in order; the others are left to the screen."""
    weights: tuple[float, ...] = ()
    """Their relative widths."""
    names: str = ""
    """Vocabulary whose codes name the rows; the first column holds them."""
    halves: bool = False
    """Set in two halves side by side."""
    records: bool = False
    """A frame for each entry instead of a row."""


PaperHints = dict[str, PaperHint]


def load_paper(forms: Path, form: Form) -> PaperHints:
    """Return the hints of a form by ``section.question``; none when it has no such file.

    Raises:
        FormDefinitionError: a key is not one of the form, or a hint is not known.
    """
    path = forms / form.id / FILE
    if not path.exists():
        return {}
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    known = set(_keys(form))
    hints = {}
    for key, row in table.items():
        if key not in known:
            raise FormDefinitionError(FILE, key, "name a question of the form, section.question")
        hints[key] = _hint(key, row)
    return hints


def _hint(key: str, row: dict[str, Any]) -> PaperHint:
    allowed = {one.name for one in fields(PaperHint)}
    unknown = set(row) - allowed
    if unknown:
        listed = ", ".join(sorted(allowed))
        raise FormDefinitionError(FILE, key, f"{min(unknown)!r} is none of {listed}")
    values: dict[str, Any] = {
        name: tuple(one) if isinstance(one, list) else one for name, one in row.items()
    }
    return PaperHint(**values)


def _keys(form: Form) -> Iterator[str]:
    for section in form.sections:
        for question in section.questions():
            yield f"{section.key}.{question.key}"
            yield from (f"{section.key}.{question.key}.{item.key}" for item in question.items)


def stands_on_paper(section: Section, question: Question, type_code: str, hint: PaperHint) -> bool:
    """Return whether a question is asked on the paper of a type of evaluation.

    What a complete report needs is asked, and what is needed under a condition. A section that
    the type can do without stays on the screen, but for the questions whose hint keeps them.
    """
    if question.readonly or type_code in hint.omit:
        return False
    if type_code in hint.keep:
        return True
    short = type_code in "SW"
    wanted = "R" if short else "RC"
    return (
        section.required(type_code).value in wanted and question.required(type_code).value in "RC"
    )
