"""Save a page of a lesion: what somebody else changed too is asked about, never overwritten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import request

from ipdoc.casework.core.casefile import StaleVersionError
from ipdoc.casework.core.record import Ref
from ipdoc.casework.findings import LesionView, open_lesion, save_lesion
from ipdoc.casework.links import SIDE_LABELS, place_words
from ipdoc.domain.answers import Cell
from ipdoc.i18n import Translator
from ipdoc.i18n import mark as _
from ipdoc.web.answer_words import said
from ipdoc.web.both import ASKED, KEEP, Heading, Versions, both_page
from ipdoc.web.cells import QuestionForm, Sent, digest_of, read_was, write_was
from ipdoc.web.context import form_words, vault
from ipdoc.web.navigation import path_to_case

IDENTITY = ("type_key", "region", "side")
LABELS = {
    "lesion.type_key": _("Kind of lesion"),
    "lesion.region": _("Part of the body"),
    "lesion.side": _("Side of the person examined"),
}
FormMaker = Callable[[LesionView, Sent | None], QuestionForm]
"""Makes the form of the page for a lesion as it is stored, and what was sent."""
_ATTEMPTS = 3


@dataclass(frozen=True)
class Saved:
    """What became of a save."""

    view: LesionView
    """The lesion as it is stored now."""
    form: QuestionForm
    """What was sent."""
    sent: Sent
    clash: tuple[str, ...]
    """Questions, and ``lesion.region`` and the like, that somebody else changed too."""


def identity_of(view: LesionView) -> dict[str, str]:
    """Return kind, region and side by the names of their inputs."""
    lesion = view.lesion
    values = (lesion.type, lesion.region or "", lesion.side or "")
    return dict(zip(LABELS, values, strict=True))


def identity_meanings(view: LesionView) -> dict[str, str]:
    """Return the digests of kind, region and side, as the page carries them."""
    return {name: digest_of(value) for name, value in identity_of(view).items()}


def save_page(ref: Ref, number: int, make: FormMaker) -> Saved:
    """Save what this person changed on a page and nobody else did.

    Args:
        ref: the evaluation.
        number: the lesion.
        make: makes the form of the page; questions that the page did not carry are left alone.

    Raises:
        RuleError: something that was sent breaks a rule; nothing is stored.
        StaleVersionError: others saved the lesion again and again at the same moment.
    """
    sent = Sent(request.form, request.files)
    was = read_was(sent)
    for _attempt in range(_ATTEMPTS):
        view = open_lesion(vault(), ref, number)
        form = make(view, sent)
        now = make(view, None).meanings() | identity_meanings(view)
        changes: dict[str, Cell | None] = {
            key: cell for key, cell in form.changes(was).items() if key in was
        }
        changes |= _changed_identity(view, was)
        changes = {k: cell for k, cell in changes.items() if sent.get(f"{KEEP}{k}") != "stored"}
        asked = sent.get(ASKED, "").split()
        clash = tuple(
            key
            for key in changes
            if was.get(key, now[key]) != now[key] or (key in asked and not sent.get(f"{KEEP}{key}"))
        )
        right = {key: cell for key, cell in changes.items() if key not in clash}
        named = {name: right.pop(f"lesion.{name}", None) for name in IDENTITY}
        try:
            saved = save_lesion(vault(), ref, number, right, view.version, **named)
        except StaleVersionError:
            continue
        return Saved(saved, form, sent, clash)
    raise StaleVersionError(None)


def _changed_identity(view: LesionView, was: dict[str, str]) -> dict[str, str]:
    """Return kind, region and side as sent where the person changed them."""
    stored = identity_of(view)
    sent = {name: request.form.get(name, "") for name in LABELS}
    return {
        name: value
        for name, value in sent.items()
        if value and value != stored[name] and was.get(name) != digest_of(value)
    }


def conflict_page(saved: Saved, action: str) -> tuple[str, int]:
    """Return the page with both versions of what two people changed."""
    view, words = saved.view, form_words(saved.view.form)
    faulty = [key for key in saved.form.faulty() if key not in saved.clash]
    fields = [key for key in (*saved.clash, *faulty) if key not in LABELS]
    carried = [pair for key in fields for pair in saved.form.field(key).inputs()]
    carried += [(name, saved.sent.get(name, "")) for name in saved.clash if name in LABELS]
    questions = [saved.form.field(key).question for key in saved.clash if key not in LABELS]
    stored = QuestionForm(questions, saved.form.near, view.lesion.attributes).meanings()
    was = read_was(saved.sent)
    seen = {k: digest for k, digest in identity_meanings(view).items() if k in saved.clash}
    title = words.text(_("Lesion {number}"), number=view.lesion.number)
    return both_page(
        Heading(view.code, title, path_to_case(view.ref, view.code, title)),
        [_versions(saved, key, words) for key in saved.clash],
        carried,
        action,
        was=write_was({key: was[key] for key in faulty} | stored | seen),
        asked=" ".join(saved.clash),
    )


def _versions(saved: Saved, key: str, words: Translator) -> Versions:
    form = saved.view.form.form
    if key in LABELS:
        own, stored = saved.sent.get(key, ""), identity_of(saved.view)[key]
        told = [_named(saved.view, key, value, words) for value in (own, stored)]
        return Versions(f"{KEEP}{key}", words.text(LABELS[key]), *told)
    asked = saved.form.field(key)
    cells = (asked.data, saved.view.lesion.attributes.get(key))
    told = [said(form, asked.question, cell, words) for cell in cells]
    return Versions(f"{KEEP}{key}", asked.label.text, *told)


def _named(view: LesionView, key: str, value: str, words: Translator) -> str:
    form = view.form.form
    if key == "lesion.side":
        return words.text(SIDE_LABELS.get(value, value))
    if key == "lesion.region":
        return place_words(form, value, None, words) or value
    kinds = form.vocabularies["finding_types"]
    return words.text(kinds.code(value).label) if value in kinds else value
