"""Save what a page sent: what is right is stored, the rest is shown again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, cast

from flask import request
from werkzeug.datastructures import FileStorage

from ipdoc.casework.attachments import attach_file
from ipdoc.casework.openvault import OpenVault
from ipdoc.casework.sections import SectionView, StaleSectionError
from ipdoc.domain.answers import Cell, Cells
from ipdoc.questionnaire.model import Question, QuestionType
from ipdoc.web.cells import QuestionForm, Sent, read_was
from ipdoc.web.fields import Surroundings

Changes = dict[str, Cell | None]
Saver = Callable[[SectionView, Changes], SectionView]
_ATTEMPTS = 3
"""How often a save is tried when others save at the same moment."""


@dataclass(frozen=True)
class Sheet:
    """Questions of one page and where their cells lie."""

    questions: tuple[Question, ...]
    cells: Callable[[SectionView], Cells]
    """The cells of a section, or of one entry of a repeat in it."""
    near: Callable[[SectionView], Surroundings]


@dataclass(frozen=True)
class Outcome:
    """What became of a save."""

    view: SectionView
    """The section as it is stored now."""
    form: QuestionForm
    """What was sent."""
    sent: Sent
    clash: tuple[str, ...]
    """Questions that somebody else changed too; they are not saved."""
    rows: dict[str, str]
    """Ids of new entries: name of the hidden input → row id."""

    @property
    def faulty(self) -> bool:
        """True when something that was typed cannot be read."""
        return bool(self.form.faulty())


def sent_page() -> Sent:
    """Return what the browser sent with this request."""
    return Sent(request.form, request.files)


def save_sheet(
    vault: OpenVault, view: SectionView, sheet: Sheet, sent: Sent, saver: Saver
) -> Outcome:
    """Save the answers that this person changed and nobody else did.

    Args:
        vault: the open vault.
        view: the section as it was just read.
        sheet: the questions of the page.
        sent: what the browser sent; questions that the page did not carry are left alone.
        saver: stores changes made on a section as it was read.
    """
    was = read_was(sent)
    carried = tuple(question for question in sheet.questions if question.key in was)
    for _attempt in range(_ATTEMPTS):
        cells = sheet.cells(view)
        form = QuestionForm(carried, sheet.near(view), cells, sent)
        _keep_uploads(vault, view, form, sent)
        now = QuestionForm(carried, sheet.near(view), cells).meanings()
        changes = _decided(form.changes(was), sent)
        elsewhere = {key for key in changes if was[key] != now[key]}
        clash = tuple(key for key in changes if _clashes(form, key, elsewhere, sent))
        right = {key: changes[key] for key in changes if key not in elsewhere | set(clash)}
        try:
            saved = saver(view, right) if right else view
        except StaleSectionError as error:
            view, clash = error.stored, tuple(changes)
            continue
        return Outcome(saved, form, sent, clash, form.new_rows(sheet.cells(saved)))
    return Outcome(view, form, sent, clash, {})


def _clashes(form: QuestionForm, key: str, elsewhere: set[str], sent: Sent) -> bool:
    """Return whether somebody has to decide between two versions of an answer."""
    if sent.get("page.both") and not sent.get(f"page.keep.{key}"):
        return True
    field = form.field(key)
    stored = form.cells.get(key)
    return key in elsewhere and not _same_entries(field.question, field.data, stored)


def _same_entries(question: Question, sent: Cell | None, stored: Cell | None) -> bool:
    """Return whether entries are stored just as sent, but for the ids that new ones got.

    So it is when the answer to an earlier save was lost on its way and the page sends them again.
    """
    if not isinstance(sent, list) or not isinstance(stored, list) or len(sent) != len(stored):
        return False
    given = {"row", question.id_key}
    return question.type is QuestionType.REPEAT and all(
        {key: cell for key, cell in old.items() if key in new or key not in given} == new
        for new, old in zip(sent, stored, strict=True)
    )


def _decided(changes: Changes, sent: Sent) -> Changes:
    """Leave out the answers of which the stored version was chosen on the page of both."""
    return {key: cell for key, cell in changes.items() if sent.get(f"page.keep.{key}") != "stored"}


def _keep_uploads(vault: OpenVault, view: SectionView, form: QuestionForm, sent: Sent) -> None:
    def keep(file: FileStorage, part: str) -> str:
        return attach_file(vault, view.ref, cast(BinaryIO, file.stream), part)

    form.keep_uploads(keep)
    sent.files.clear()
    for name, text in form.inputs():
        if name.endswith((".name", ".attachment")):
            sent.setlist(name, [text])


def shown_again(outcome: Outcome, sheet: Sheet) -> tuple[QuestionForm, dict[str, str]]:
    """Return the page's form, with what was typed where it is faulty, and the digests.

    The digests are those of the stored answers, so what is faulty counts as touched; of an answer
    that clashes the digest stays as it was, so that it clashes until somebody has decided.
    """
    form = QuestionForm(sheet.questions, sheet.near(outcome.view), sheet.cells(outcome.view))
    was = read_was(outcome.sent)
    meanings = form.meanings() | {key: was[key] for key in outcome.clash}
    for name, identity in outcome.rows.items():
        outcome.sent[name] = identity
    for key in outcome.form.faulty():
        field = form.field(key)
        field.process(outcome.sent, form.cells.get(key))
    return form, meanings


def carried_inputs(outcome: Outcome) -> list[tuple[str, str]]:
    """Return the inputs of the answers that clash, to be sent once more with a decision."""
    fields = [outcome.form.field(key) for key in outcome.clash]
    return [pair for field in fields for pair in field.inputs()]
