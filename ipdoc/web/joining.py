"""Join the entries of a repeat that two people changed at once, with what both began from.

A page carries only a digest of what it began from; the history tells what that was.
"""

from __future__ import annotations

from typing import Any

from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.history.subjects import Subject, open_past
from ipdoc.casework.sections import SectionView
from ipdoc.domain.answers import Cells
from ipdoc.domain.merging import Joined, Place, join_rows
from ipdoc.questionnaire.model import Question, QuestionType
from ipdoc.web.both import KEEP
from ipdoc.web.cells import QuestionForm, Sent

BASE = "page.base."
"""Beginning of the inputs that carry on the digest of what the person began from."""
_FAR_ENOUGH = 200
"""Versions of a section in which what the person began from is looked for."""


def joined_entries(
    vault: OpenVault, view: SectionView, form: QuestionForm, key: str, digest: str, sent: Sent
) -> Joined | None:
    """Return the entries of both sides as one; None for what is no list of entries on both.

    Args:
        vault: the open vault.
        view: the section as it is stored.
        form: what was sent, over what is stored.
        key: of the question.
        digest: of what the person began from.
        sent: with the choices that were made, if any were asked for.
    """
    question = form.field(key).question
    own, stored = form.field(key).data, form.cells.get(key)
    if question.type is not QuestionType.REPEAT or not (_rows(own) and _rows(stored)):
        return None

    def name(row: Cells) -> str:
        told = row.get(question.items[0].key) if question.rows_from else row.get("row")
        return str(told or "")

    base = _began_from(vault, view, form, question, digest)
    return join_rows(base, own or [], stored or [], name, _decided(sent, key))


def _rows(value: Any) -> bool:
    return value is None or (isinstance(value, list) and bool(value))


def _decided(sent: Sent, key: str) -> dict[Place, str]:
    """Return the choices that were made for entries and items of a question."""
    start = f"{KEEP}{key}."
    chosen: dict[Place, str] = {}
    for name in sent:
        if name.startswith(start):
            entry, _dot, item = name.removeprefix(start).rpartition(".")
            chosen[entry, item] = sent[name]
    return chosen


def _began_from(
    vault: OpenVault, view: SectionView, form: QuestionForm, question: Question, digest: str
) -> list[Cells] | None:
    """Return the entries that a digest stands for, None when the history does not know them."""
    if question.key not in {one.key for one in view.section.questions()}:
        return None
    past = open_past(vault, view.ref, Subject("section", view.section.key), last=_FAR_ENOUGH)
    for moment in reversed(past.moments):
        for cell in reversed(moment.changes.get(question.key, ())):
            meant = QuestionForm((question,), form.near, {question.key: cell}).meanings()
            if meant[question.key] == digest and _rows(cell):
                return cell or []
    return None
