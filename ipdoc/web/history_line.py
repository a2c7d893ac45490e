"""The line under a page that says who saved it last, with a button that takes that save back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from ipdoc.casework.access.gate import NotAllowedError
from ipdoc.casework.core.record import Ref
from ipdoc.casework.history.restoring import last_save, stamp_before
from ipdoc.casework.history.subjects import Subject, open_past
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.web.bodymap_shown import here
from ipdoc.web.context import vault
from ipdoc.web.history_words import People, local

_ENOUGH = 3
"""Versions of each record from which the last save and the state before it are told."""
ALONE = "-"
"""Stands in an address for the key of what there is only one of."""


@dataclass(frozen=True)
class LastChange:
    """What the line says."""

    text: str
    """Who saved and when; empty when nothing was saved yet."""
    stamp: str
    """The state that the last save led to."""
    can_undo: bool
    place: dict[str, Any]
    """Parts of the addresses of the history."""
    back: str
    """Where one goes after undoing."""

    @property
    def timeline_url(self) -> str:
        """Address of the history."""
        return url_for("history.timeline", **self.place)

    @property
    def undo_url(self) -> str:
        """Address that takes the last save back."""
        return url_for("history.undo", **self.place)


def place_of(ref: Ref, subject: Subject) -> dict[str, Any]:
    """Return the parts of an address that name a subject."""
    return {**here(ref), "kind": subject.kind, "key": subject.key or ALONE}


def last_change(ref: Ref, subject: Subject, words: Translator, back: str) -> LastChange | None:
    """Return what the line under a page says; None for a person who may not read the history.

    Args:
        ref: the evaluation.
        subject: what the page edits.
        words: the reader's language.
        back: address of the page.
    """
    try:
        past = open_past(vault(), ref, subject, last=_ENOUGH)
    except NotAllowedError:
        return None
    saved = last_save(past)
    text, can_undo = "", False
    if saved:
        people, step = People(vault(), words, ref), saved[-1].step
        moment = words.datetime(local(step.when))
        text = words.text(
            _("Last saved by {name}, {moment}"), name=people.name(step.who), moment=moment
        )
        can_undo = step.who == people.own and stamp_before(past) is not None
    return LastChange(text, past.stamp, can_undo, place_of(ref, subject), back)
