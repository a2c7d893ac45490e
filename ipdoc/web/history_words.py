"""What a history says in words: what each thing is called, and what stood there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for

from ipdoc.anatomy.views import UnknownViewError, view
from ipdoc.casework.bodymap.coverage import EXAMINED, NOT_EXAMINED
from ipdoc.casework.bodymap.view_words import view_title
from ipdoc.casework.core.chain import MOVED
from ipdoc.casework.core.openvault import OpenVault
from ipdoc.casework.core.record import Ref, reading
from ipdoc.casework.history.authors import IMPORTED, Written
from ipdoc.casework.history.conflicts import CHOSEN
from ipdoc.casework.history.restoring import RESTORED, UNDONE
from ipdoc.casework.history.subjects import Past, Subject
from ipdoc.casework.links import SIDE_LABELS, place_words
from ipdoc.casework.people.register import people
from ipdoc.domain.access import Action
from ipdoc.i18n import LANGUAGES, Translator
from ipdoc.i18n import mark as _
from ipdoc.questionnaire.model import Question, Section
from ipdoc.web.answer_words import said
from ipdoc.web.bodymap_shown import here
from ipdoc.web.photomark_pages import KINDS as DRAWING_KINDS

STATES = {
    EXAMINED: _("examined, nothing found"),
    NOT_EXAMINED: _("not examined"),
}
"""State of a region → what it is called."""
_WRITERS = "writer/"
TAKEN_IN = "taken in from a colleague's file"
WHYS = {
    IMPORTED: _("brought in with a case file"),
    RESTORED: _("brought back from the history"),
    UNDONE: _("undone"),
    MOVED: _("moved to the part that is kept apart"),
    TAKEN_IN: _("taken in from a colleague's file"),
    CHOSEN: _("version of a colleague chosen"),
    "case opened": _("case opened"),
    "further evaluation begun": _("further evaluation begun"),
}
"""Why of a change → what is told of it; of an ordinary save nothing is."""
_LABELS = {
    "lesion": {
        "type": _("Kind of lesion"),
        "region": _("Part of the body"),
        "side": _("Side of the person examined"),
        "marks": _("Marks on the body"),
        "photos": _("Photographs"),
        "removed": _("Taken out of the record"),
        "same_as": _("Same lesion as"),
        "descriptions": _("Description in words"),
    },
    "photograph": {
        "overlay": _("Drawings"),
        "position": _("Place in the order"),
        "removed": _("Taken out of the record"),
        "original": _("File as it came"),
        "printed": _("Copy for paper"),
        "shown": _("Copy for the screen"),
    },
    "evaluation": {
        "type": _("Type of evaluation"),
        "created_at": _("Begun at"),
        "languages": _("Languages"),
        "counters": _("Numbers given out"),
    },
}
_COUNTED = {
    "lesion": _("Lesions"),
    "photograph": _("Photographs"),
    "report": _("Issued reports"),
    "record": _("Language of the record"),
    "interview": _("Language of the interview"),
}
"""Key inside the evaluation's numbers and languages → what it is called."""
_FIGURE = "neutral"
"""Whose views name those of a mark that came with a file and names no figure."""


@dataclass(frozen=True)
class Narrator:
    """Tells the history of one subject in the reader's language."""

    past: Past
    words: Translator

    def label(self, key: str) -> str:
        """Return what a key of the subject is called."""
        asked = self.question(key)
        if asked is not None:
            return self.words.text(asked.label)
        if self.past.subject.kind == "coverage":
            region, _bar, side = key.removeprefix("regions.").partition("|")
            return place_words(self.past.form.form, region, side, self.words) or region
        label: str | None = _LABELS.get(self.past.subject.kind, {}).get(key)
        return self.words.text(label) if label else key

    def question(self, key: str) -> Question | None:
        """Return the question that a key answers, None for what is no answer."""
        section = self._section()
        name = key.removeprefix(f"{self.past.subject.inner}.")
        if section is None or (self.past.subject.kind != "section" and name == key):
            return None
        return next((one for one in section.questions() if one.key == name), None)

    def _section(self) -> Section | None:
        form, subject = self.past.form.form, self.past.subject
        if subject.kind == "section":
            return form.section(subject.key)
        return {"lesion": form.lesion, "photograph": form.photograph}.get(subject.kind)

    def text(self, key: str, value: Any) -> str:
        """Return what stood there in words, in lines; of nothing, nothing."""
        if value is None or value in ([], {}):
            question = self.question(key)
            empty = question is not None and value == []
            return said(self.past.form.form, question, value, self.words) if empty else ""  # type: ignore[arg-type]
        question = self.question(key)
        if question is not None:
            return said(self.past.form.form, question, value, self.words)
        if self.past.subject.kind == "coverage":
            state = self.words.text(STATES[value["state"]])
            return f"{state}: {value['reason']}" if value.get("reason") else state
        return self._told(key, value)

    def _told(self, key: str, value: Any) -> str:
        form, words = self.past.form.form, self.words
        if key == "type":
            return self._kind(value)
        if key == "region":
            return place_words(form, value, None, words) or str(value)
        if key == "side":
            return words.text(SIDE_LABELS.get(value, value))
        if key == "marks":
            return "\n".join(self._mark(one) for one in value)
        if key == "overlay":
            return "\n".join(self._drawing(one) for one in value)
        if key == "descriptions":
            return "\n".join(f"{LANGUAGES[k]}: {told['text']}" for k, told in value.items())
        if key == "same_as":
            return words.text(_("Lesion {number}"), number=value["number"])
        return self._plain(key, value)

    def _kind(self, value: str) -> str:
        form, words = self.past.form.form, self.words
        if self.past.subject.kind == "evaluation":
            return words.text(form.evaluation_type(value).label)
        kinds = form.vocabularies["finding_types"]
        return words.text(kinds.code(value).label) if value in kinds else value

    def _plain(self, key: str, value: Any) -> str:
        if key in ("original", "printed", "shown"):
            return f"{value['media_type']} · SHA-256 {value['sha256'][:16]}…"
        if key == "created_at":
            return self.words.datetime(local(dt.datetime.fromisoformat(value)))
        if isinstance(value, dict):
            named = (
                (str(_COUNTED.get(name, name)), LANGUAGES.get(str(one), str(one)))
                for name, one in value.items()
            )
            return "\n".join(f"{self.words.text(name)}: {one}" for name, one in named)
        if isinstance(value, list):
            return ", ".join(str(one) for one in value)
        return str(value)

    def _mark(self, mark: dict[str, Any]) -> str:
        drawn = mark["drawn"]
        try:
            where = view_title(view(drawn["figure"] or _FIGURE, drawn["view"]), self.words)
        except UnknownViewError:
            where = drawn["view"]
        points = len(drawn["geometry"].get("points", []))
        count = self.words.plural("{count} point", "{count} points", points)
        return f"{mark['id']} · {where} · {count}"

    def _drawing(self, drawing: dict[str, Any]) -> str:
        told = [self.words.text(DRAWING_KINDS[drawing["kind"]])]
        if drawing.get("lesion") is not None:
            told.append(self.words.text(_("Lesion {number}"), number=drawing["lesion"]))
        return ": ".join([*told, *([drawing["text"]] if drawing.get("text") else [])])

    def why(self, told: str) -> str:
        """Return why a change was made, where that says more than that it was saved."""
        return self.words.text(WHYS[told]) if told in WHYS else ""


@dataclass(frozen=True)
class People:
    """Names of those who wrote."""

    vault: OpenVault
    words: Translator
    ref: Ref
    """An evaluation of the case of which people are named."""

    @property
    def own(self) -> str:
        """Id of the reader."""
        return self.vault.person_id

    @cached_property
    def _others(self) -> dict[str, str]:
        """Id → name: as on a card that can be trusted, else as a colleague's file names them."""
        with self.vault.transaction(write=False) as work:
            known = {who: card.name for who, card in people(work).items()}
        with reading(self.vault, self.ref, Action.READ_HISTORY) as case:
            writers = case.below(_WRITERS)
        told = {path.removeprefix(_WRITERS): one.payload for path, one in writers.items()}
        return {who: str(one["name"]) for who, one in told.items()} | known

    def name(self, who: str) -> str:
        """Return the name of a person; of one who is not known any more, the id."""
        known = self.vault.person_name if who == self.own else self._others.get(who)
        return known or self.words.text(_("person {id}"), id=who[:8])

    def written(self, told: Written | None) -> str:
        """Return who wrote something, and when, in a line."""
        if told is None:
            return ""
        if told.imported:
            text = _("brought in by {name}, {moment}")
        elif told.taken_in_by:
            text = _("{name}, {moment}; taken in by {reader}")
        else:
            text = _("{name}, {moment}")
        return self.words.text(
            text,
            name=self.name(told.who),
            moment=self.words.datetime(local(told.when)),
            reader=self.name(told.taken_in_by),
        )


def local(moment: dt.datetime) -> dt.datetime:
    """Return a moment in the time zone of the computer, to the second, with its offset."""
    return moment.astimezone()


def title_of(past: Past, words: Translator) -> str:
    """Return what the history is of."""
    subject = past.subject
    if subject.kind == "section":
        section = past.form.form.section(subject.key)
        return f"{section.number} {words.text(section.heading)}"
    if subject.kind == "lesion":
        return words.text(_("Lesion {number}"), number=int(subject.key))
    if subject.kind == "photograph":
        newest = past.tracks[0][-1].after or past.tracks[0][-1].before
        return words.text(_("Photograph {number}"), number=newest.get("number", subject.key))
    names = {"coverage": _("What was examined"), "evaluation": _("The evaluation itself")}
    return words.text(names[subject.kind])


def subject_url(past: Past) -> str:
    """Return the address of the page on which the subject is edited."""
    names = here(past.ref)
    subject: Subject = past.subject
    if subject.kind == "section":
        return url_for("sections.section", section_key=subject.key, **names)
    if subject.kind == "lesion":
        return url_for("lesions.lesion", number=int(subject.key), **names)
    if subject.kind == "photograph":
        return url_for("photographs.listing", _anchor=f"photo-{subject.key}", **names)
    if subject.kind == "coverage":
        return url_for("regions.examined", **names)
    return url_for("cases.overview", **names)
