"""The free texts of an evaluation, each under a path that stays the same while it is edited."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from ipdoc.casework.findings import part_of
from ipdoc.domain.answers import Cell, Cells
from ipdoc.domain.finding import Lesion
from ipdoc.domain.payloads import Payload
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Form, Question, QuestionType, Section

LESION, PHOTOGRAPH, EARLIER, COVERAGE = "lesion", "photograph", "earlier", "coverage"
HEADINGS = {
    LESION: _("Lesion"),
    PHOTOGRAPH: _("Photograph"),
    EARLIER: _("Compared with earlier evaluations"),
    COVERAGE: _("What was examined"),
}
REASON, TAKEN_OUT, NOTE = _("Why there is no answer"), _("Why it was taken out"), _("Note")
_CODED = re.compile(r"[a-z]+(_[a-z]+)+")
"""A reason that was chosen, not written."""
_ID = re.compile(r"[A-Za-z]?\d+")


@dataclass(frozen=True)
class Source:
    """A text of the record, and where it stands."""

    path: str
    """``section/question``, ``…/row/item``, ``lesion/3/attribute``, ``photograph/P01/caption``."""
    text: str
    part: str
    """record or intimate: under whose key it and its translation are kept."""
    heading: str
    """English: of the section, or what the text belongs to."""
    label: str
    """English: of the question."""
    quote: bool = False
    """The person's own words."""


Change = Callable[[Source], str]


def texts_of(form: Form, content: Payload) -> list[Source]:
    """Return all free texts in the order of the form.

    Args:
        form: that the evaluation answers.
        content: ``answers``, ``lesions``, ``photographs``, ``earlier`` and ``coverage`` as in the
            snapshot of a report; what stands there only as a number has no texts.
    """
    found: list[Source] = []

    def collect(source: Source) -> str:
        found.append(source)
        return source.text

    changed(form, content, collect)
    return found


def changed(form: Form, content: Payload, change: Change) -> Payload:
    """Return the content with every free text as ``change`` gives it; nothing else is touched."""
    return {**content, **_Walk(form, change).content(content)}


class _Walk:
    def __init__(self, form: Form, change: Change) -> None:
        self.form, self.change = form, change

    def content(self, content: Payload) -> Payload:
        walked: dict[str, Callable[[Any], Any]] = {
            "answers": self._answers,
            "lesions": lambda all_of: [self._lesion(one) for one in all_of],
            "photographs": lambda all_of: [self._photograph(one) for one in all_of],
            "earlier": lambda all_of: [self._visit(one) for one in all_of],
            "coverage": self._coverage,
        }
        return {key: walk(content[key]) for key, walk in walked.items() if key in content}

    def _answers(self, answers: dict[str, Cells]) -> dict[str, Cells]:
        known = [section for section in self.form.sections if section.key in answers]
        new = {one.key: self._cells(one, answers[one.key]) for one in known}
        return {**answers, **new}

    def _cells(self, section: Section, cells: Cells) -> Cells:
        start = Source(section.key, "", "record", section.heading, "")
        return self._questions(section.questions(), cells, start)

    def _questions(self, questions: Iterable[Question], cells: Cells, at: Source) -> Cells:
        new = {
            one.key: self._cell(one, cells[one.key], self._into(at, one))
            for one in questions
            if cells.get(one.key) is not None
        }
        return {**cells, **new}

    def _into(self, at: Source, question: Question) -> Source:
        part = "intimate" if question.part == "intimate" else at.part
        label = " · ".join(one for one in (at.label, question.label) if one)
        path = f"{at.path}/{question.key}"
        return replace(at, path=path, part=part, label=label, quote=question.quote)

    def _cell(self, question: Question, cell: Cell, at: Source) -> Cell:
        if isinstance(cell, dict) and "state" in cell:
            return self._gap(cell, at)
        walk = {
            QuestionType.TEXT: self._text,
            QuestionType.LONG: self._text,
            QuestionType.LINK: self._link,
            QuestionType.CHOICE: self._choice,
            QuestionType.CHOICES: self._choice,
            QuestionType.GROUP: self._group,
            QuestionType.REPEAT: self._rows,
        }.get(question.type)
        return walk(question, cell, at) if walk else cell

    def _gap(self, cell: dict[str, Any], at: Source) -> Cell:
        reason = cell.get("reason", "")
        if not reason or _CODED.fullmatch(reason):
            return cell
        return {**cell, "reason": self._said(reason, replace(at, path=f"{at.path}/reason"))}

    def _text(self, question: Question, cell: Cell, at: Source) -> Cell:
        return self._said(cell, at) if question.translate and isinstance(cell, str) else cell

    def _link(self, question: Question, cell: Cell, at: Source) -> Cell:
        """Change what was written in place of a link, such as a symptom without a number."""
        if not question.free_text or not isinstance(cell, str) or _ID.fullmatch(cell):
            return cell
        return cell if self.form.link_label(question, cell) else self._said(cell, at)

    def _choice(self, question: Question, cell: Cell, at: Source) -> Cell:
        if not isinstance(cell, dict) or not cell.get("text"):
            return cell
        below, text = replace(at, path=f"{at.path}/text"), cell["text"]
        if isinstance(text, dict):
            each = {key: self._said(one, _below(below, key)) for key, one in text.items()}
            return {**cell, "text": each}
        return {**cell, "text": self._said(text, below)}

    def _group(self, question: Question, cell: Cell, at: Source) -> Cell:
        return self._questions(question.items, cell, at) if isinstance(cell, dict) else cell

    def _rows(self, question: Question, cell: Cell, at: Source) -> Cell:
        if not isinstance(cell, list):
            return cell
        return [self._row(question, row, at, number) for number, row in enumerate(cell, 1)]

    def _row(self, question: Question, row: Cell, at: Source, number: int) -> Cell:
        if not isinstance(row, dict):
            return row
        name = row.get("row") or number
        return self._questions(question.items, row, replace(at, path=f"{at.path}/{name}"))

    def _said(self, text: Any, at: Source) -> Any:
        if not isinstance(text, str) or not text.strip():
            return text
        return self.change(replace(at, text=text))

    def _lesion(self, payload: Payload) -> Payload:
        if "attributes" not in payload:
            return payload
        part = part_of(self.form, Lesion.from_payload(payload))
        at = Source(f"{LESION}/{payload['number']}", "", part, HEADINGS[LESION], "")
        cells = self._questions(self.form.lesion.questions(), payload["attributes"], at)
        out = replace(at, path=f"{at.path}/removed", label=TAKEN_OUT)
        return {**payload, "attributes": cells, "removed": self._said(payload["removed"], out)}

    def _photograph(self, payload: Payload) -> Payload:
        if "fields" not in payload:
            return payload
        part = "intimate" if payload["fields"].get("intimate") == "yes" else "record"
        at = Source(f"{PHOTOGRAPH}/{payload['id']}", "", part, HEADINGS[PHOTOGRAPH], "")
        cells = self._questions(self.form.photograph.questions(), payload["fields"], at)
        return {**payload, "fields": cells}

    def _visit(self, visit: Payload) -> Payload:
        return {**visit, "lesions": [self._compared(visit, one) for one in visit["lesions"]]}

    def _compared(self, visit: Payload, one: Payload) -> Payload:
        path = f"{EARLIER}/{visit['evaluation']}/{one['lesion']['number']}"
        part = "intimate" if one["restricted"] else "record"
        at = Source(path, "", part, HEADINGS[EARLIER], NOTE)
        return {**one, "note": self._said(one["note"], at)}

    def _coverage(self, regions: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        at = Source(COVERAGE, "", "record", HEADINGS[COVERAGE], REASON)
        return {
            name: {**one, "reason": self._said(one["reason"], _below(at, name))}
            if one.get("reason")
            else one
            for name, one in regions.items()
        }


def _below(at: Source, name: str) -> Source:
    return replace(at, path=f"{at.path}/{name}")
