"""Save what a page sent: what is right is stored, the rest is shown again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from flask import request
from werkzeug.datastructures import FileStorage, MultiDict

from ipdoc.casework.attachments import attach_file
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.sections import SectionView, StaleSectionError
from ipdoc.domain.answers import Cell, Cells
from ipdoc.domain.merging import Joined
from ipdoc.questionnaire.model import Question, QuestionType
from ipdoc.web.both import ASKED, KEEP
from ipdoc.web.cells import QuestionForm, Sent, read_was
from ipdoc.web.fields import Surroundings
from ipdoc.web.joining import BASE, joined_entries

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
    saved: frozenset[str] = frozenset()
    """Questions that stand stored as they were sent, or joined with what others stored."""
    joined: Mapping[str, Joined] = field(default_factory=dict)
    """Questions that clash entry by entry → what is asked of each."""

    @property
    def faulty(self) -> bool:
        """True when something that was typed cannot be read."""
        return bool(self.form.faulty())


def sent_page() -> Sent:
    """Return what the browser sent with this request."""
    return Sent(request.form, request.files)


def save_sheet(
    vault: OpenVault,
    view: SectionView,
    sheet: Sheet,
    sent: Sent,
    saver: Saver,
    *,
    joining: bool = True,
    anew: Callable[[], SectionView] | None = None,
) -> Outcome:
    """Save the answers that this person changed and nobody else did.

    Args:
        vault: the open vault.
        view: the section as it was just read, or as this session saw it last.
        sheet: the questions of the page.
        sent: what the browser sent; questions that the page did not carry are left alone.
        saver: stores changes made on a section as it was read.
        joining: entries that two people changed apart are joined; not for a page that stays as it
            is in the browser, as it would go on without the other's entries.
        anew: reads the section; asked where the page was made on other answers than ``view`` has.
    """
    was = read_was(sent)
    carried = tuple(question for question in sheet.questions if question.key in was)
    for _attempt in range(_ATTEMPTS):
        form = QuestionForm(carried, sheet.near(view), sheet.cells(view))
        now = form.meanings()
        if anew is not None and now != was:
            view, anew = anew(), None
            continue
        form.take(sent)
        if sent.files:
            _keep_uploads(vault, view, form, sent)
        changes = _decided(form.changes(was), sent)
        elsewhere = {key for key in changes if was[key] != now[key]}
        joined = _joined(vault, view, form, was, elsewhere, sent) if joining else {}
        clash = tuple(key for key in changes if _clashes(form, key, elsewhere, joined, sent))
        right = {
            key: (joined[key].rows or None) if key in joined else changes[key]
            for key in changes
            if key not in clash and (key in joined or key not in elsewhere)
        }
        try:
            saved = saver(view, right) if right else view
        except StaleSectionError as error:
            view, clash = error.stored, tuple(changes)
            continue
        rows = form.new_rows(sheet.cells(saved), but=joined)
        stored = frozenset(changes) - set(clash)
        return Outcome(saved, form, sent, clash, rows, stored, _asked(joined, clash))
    return Outcome(view, form, sent, clash, {})


def _joined(
    vault: OpenVault,
    view: SectionView,
    form: QuestionForm,
    was: dict[str, str],
    elsewhere: set[str],
    sent: Sent,
) -> dict[str, Joined]:
    """Return the repeats that two people changed, joined so far as that can be done.

    Choices that were made on the page of both count only while nobody stored anything else since.
    """
    found = {}
    faulty = set(form.faulty())
    for key in was:
        asked = sent.get(f"{BASE}{key}")
        if key in faulty or not (key in elsewhere or asked):
            continue
        choices = sent if asked and key not in elsewhere else Sent(MultiDict(), MultiDict())
        one = joined_entries(vault, view, form, key, asked or was[key], choices)
        if one is not None:
            found[key] = one
    return found


def _asked(joined: Mapping[str, Joined], clash: tuple[str, ...]) -> dict[str, Joined]:
    return {key: one for key, one in joined.items() if key in clash}


def _clashes(
    form: QuestionForm, key: str, elsewhere: set[str], joined: Mapping[str, Joined], sent: Sent
) -> bool:
    """Return whether somebody has to decide between two versions of an answer."""
    field = form.field(key)
    if _same_entries(field.question, field.data, form.cells.get(key)):
        return False
    if key in joined:
        return bool(joined[key].clashes)
    asked = sent.get(ASKED, "").split()
    return key in elsewhere or (key in asked and not sent.get(f"{KEEP}{key}"))


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
    return {key: cell for key, cell in changes.items() if sent.get(f"{KEEP}{key}") != "stored"}


def _keep_uploads(vault: OpenVault, view: SectionView, form: QuestionForm, sent: Sent) -> None:
    def keep(file: FileStorage, part: str) -> str:
        return attach_file(vault, view.ref, cast(BinaryIO, file.stream), part)

    form.keep_uploads(keep)
    sent.files.clear()
    for name, text in form.inputs():
        if name.endswith((".name", ".attachment")):
            sent.setlist(name, [text])


def shown_again(
    outcome: Outcome, sheet: Sheet, *, anew: bool = True
) -> tuple[QuestionForm, dict[str, str]]:
    """Return the page's form, with what was typed where it is faulty, and the digests.

    The digest of an answer that is neither stored nor shown anew stays as it was: what somebody
    else stored meanwhile then clashes until somebody has seen both versions.

    Args:
        outcome: of the save.
        sheet: the questions of the page.
        anew: the page is made anew of what is stored; False while it stays in the browser.
    """
    was, own, faulty = read_was(outcome.sent), outcome.form.meanings(), outcome.form.faulty()
    asked = [
        q for q in sheet.questions if anew or q.key in faulty or own.get(q.key) != was.get(q.key)
    ]
    form = QuestionForm(asked, sheet.near(outcome.view), sheet.cells(outcome.view))
    meanings = form.meanings() if anew else was | form.meanings()
    unseen = set(outcome.clash) | (set(faulty) if anew else set(was)) - outcome.saved
    meanings |= {key: was[key] for key in unseen if own.get(key) != meanings[key]}
    for name, identity in outcome.rows.items():
        outcome.sent[name] = identity
    for key in faulty:
        field = form.field(key)
        field.process(outcome.sent, form.cells.get(key))
    return form, meanings


def carried_inputs(outcome: Outcome) -> list[tuple[str, str]]:
    """Return what the page of both carries on: inputs that clash, and those still to be mended."""
    keys = dict.fromkeys((*outcome.clash, *outcome.form.faulty()))
    inputs = [pair for key in keys for pair in outcome.form.field(key).inputs()]
    was = read_was(outcome.sent)
    bases = [(f"{BASE}{key}", outcome.sent.get(f"{BASE}{key}", was[key])) for key in outcome.joined]
    return [*inputs, *bases]


def carried_digests(outcome: Outcome) -> dict[str, str]:
    """Return the digests that the page of both carries: of what it shows as stored."""
    questions = [outcome.form.field(key).question for key in outcome.clash]
    seen = QuestionForm(questions, outcome.form.near, outcome.form.cells).meanings()
    was = read_was(outcome.sent)
    return {key: was[key] for key in outcome.form.faulty()} | seen
