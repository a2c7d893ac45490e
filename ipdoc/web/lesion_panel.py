"""What the panel beside the map, and the lesion's own page, say of a lesion."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.anatomy.measure import share_of_skin
from ipdoc.anatomy.symbols import symbol
from ipdoc.casework.bodymap import words as told
from ipdoc.casework.bodymap.body_map import BodyMap, MapLesion
from ipdoc.casework.bodymap.model import link_model
from ipdoc.casework.bodymap.view_words import view_title
from ipdoc.casework.findings import LesionView
from ipdoc.casework.links import lesion_size
from ipdoc.i18n import LANGUAGES, Translator
from ipdoc.i18n import mark as _
from ipdoc.web.answer_words import said

_SIZES = frozenset(("length_mm", "width_mm", "diameter_mm"))
AS_DRAWN = _("computed from the drawing, not measured")


@dataclass(frozen=True)
class Told:
    """A lesion in sentences in one language."""

    language: str
    name: str
    """The language's name in itself."""
    text: str
    made: str
    """What the program makes of the record now."""
    edited: bool
    outdated: bool
    """It was edited by hand, and the record has changed since."""


@dataclass(frozen=True)
class Fact:
    """One line of the facts."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Panel:
    """All that the panel shows."""

    line: told.Line
    sign: str
    family: str
    version: int
    tongues: tuple[Told, ...]
    """The language of the page first."""
    facts: tuple[Fact, ...]
    views: tuple[tuple[str, str], ...]
    """Key and name of the views that show it."""
    photographs: tuple[tuple[str, int], ...]
    """Id and number."""


def panel_of(shown: BodyMap, view: LesionView, words: Translator) -> Panel:
    """Return the panel of a lesion.

    Args:
        shown: the map.
        view: the lesion as its page knows it.
        words: the reader's language, with the labels of the stored form.
    """
    one = shown.lesion(view.lesion.number)
    sign = symbol(one.lesion.type)
    order = sorted(LANGUAGES, key=lambda code: code != words.language)
    return Panel(
        told.line_of(shown, one, words),
        one.lesion.type,
        sign.family,
        one.version,
        tuple(_told(shown, one, code) for code in order),
        (*_drawn(shown, one, words), *_recorded(view, words), *_linked(shown, one, words)),
        _views(shown, one, words),
        tuple((photo.id, photo.number) for photo in view.photographs),
    )


def _told(shown: BodyMap, one: MapLesion, language: str) -> Told:
    text, edited = told.sentence(shown, one, language)
    made = told.made_sentence(shown, one, language) if edited else text
    was = one.lesion.descriptions.get(language, {}).get("made_of", made)
    return Told(language, LANGUAGES[language], text, made, edited, edited and was != made)


def _linked(shown: BodyMap, one: MapLesion, words: Translator) -> tuple[Fact, ...]:
    """Return which lesion of an earlier visit it is."""
    link = link_model(shown, one.lesion, words)
    return (Fact(words.text(_("Same lesion as")), link["label"]),) if link else ()


def _drawn(shown: BodyMap, one: MapLesion, words: Translator) -> tuple[Fact, ...]:
    """Return size and area as drawn: told as such, never kept as if they were measured."""
    note = words.text(AS_DRAWN)
    facts = []
    if not lesion_size(one.lesion, words):
        size = told.drawn_size(shown, one.lesion.marks, words)
        if size:
            facts.append(Fact(words.text(_("Size")), size, note))
    else:
        facts.append(Fact(words.text(_("Size")), lesion_size(one.lesion, words)))
    areas = [found for mark in one.lesion.marks if (found := shown.sights.area(mark, shown.scale))]
    if areas:
        outlined = [trace for trace in shown.traces(one) if trace.encloses]
        key = ("share", shown.figure, *shown.state(one))
        share = shown.sights.remember(key, lambda: share_of_skin(outlined, shown.figure))
        text = words.text(
            _("≈ {area} cm², {share} % of the skin"),
            area=words.number(_rounded(sum(areas))),
            share=words.number(_rounded(share)),
        )
        facts.append(Fact(words.text(_("Area")), text, note))
    return tuple(facts)


def _rounded(value: float) -> float:
    """Return a number with two significant digits below ten, whole above."""
    return round(value) if value >= 10 else round(value, 1 if value >= 1 else 2)


def _recorded(view: LesionView, words: Translator) -> tuple[Fact, ...]:
    """Return the answers that the record of the lesion holds, in the order of its pages."""
    form = view.form.form
    facts = []
    for question in form.lesion.questions():
        cell = view.lesion.attributes.get(question.key)
        text = said(form, question, cell, words) if question.key not in _SIZES else ""
        if text:
            facts.append(Fact(words.text(question.label), text))
    return tuple(facts)


def _views(shown: BodyMap, one: MapLesion, words: Translator) -> tuple[tuple[str, str], ...]:
    keys: set[str] = set()
    for mark in one.lesion.marks:
        keys |= shown.sights.views(mark, shown.figure)
    return tuple(
        (view.key, view_title(view, words))
        for view in shown.views
        if view.key in keys and shown.shows(one, view)
    )
