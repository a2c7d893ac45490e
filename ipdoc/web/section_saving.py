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
from ipdoc.questionnaire.model import Question
from ipdoc.web.cells import QuestionForm, Sent, read_was
from ipdoc.web.fields import Surroundings

Changes = dict[str, Cell | None]
Opener = Callable[[], SectionView]
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


def save_sheet(vault: OpenVault, sheet: Sheet, sent: Sent, opener: Opener, saver: Saver) -> Outcome:
    """Save the answers that this person changed and nobody else did.

    Args:
        vault: the open vault.
        sheet: the questions of the page.
        sent: what the browser sent; questions that the page did not carry are left alone.
        opener: reads the section as it is now.
        saver: stores changes made on a section as it was read.
    """
    was = read_was(sent)
    carried = tuple(question for question in sheet.questions if question.key in was)
    refused: tuple[str, ...] = ()
    for _attempt in range(_ATTEMPTS):
        view = opener()
        cells = sheet.cells(view)
        form = QuestionForm(carried, sheet.near(view), cells, sent)
        _keep_uploads(vault, view, form, sent)
        changes = _decided(form.changes(was), sent)
        now = QuestionForm(carried, sheet.near(view), cells).meanings()
        clash = tuple(key for key in changes if was[key] != now[key])
        right = {key: cell for key, cell in changes.items() if key not in clash}
        try:
            saved = saver(view, right) if right else view
        except StaleSectionError as error:
            refused = error.keys
            continue
        return Outcome(saved, form, sent, clash, form.new_rows(sheet.cells(saved)))
    return Outcome(view, form, sent, refused, {})


def _decided(changes: Changes, sent: Sent) -> Changes:
    """From the page of both versions, take only the answers of which one's own was chosen."""
    if not sent.get("page.both"):
        return changes
    return {key: cell for key, cell in changes.items() if sent.get(f"page.keep.{key}") == "own"}


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

    The digests are those of the stored answers: what is faulty counts as touched.
    """
    form = QuestionForm(sheet.questions, sheet.near(outcome.view), sheet.cells(outcome.view))
    meanings = form.meanings()
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
