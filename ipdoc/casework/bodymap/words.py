"""Words of the body map: kinds, places, sizes, what a diagram shows, what was done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ipdoc.anatomy.views import DiagramView
from ipdoc.casework.bodymap.body_map import BodyMap, MapLesion
from ipdoc.casework.bodymap.sentences import generated, sentence_of, where_of
from ipdoc.casework.links import describe_place, in_one_line, lesion_size
from ipdoc.casework.visits import Visit
from ipdoc.casework.whereabouts import named_region
from ipdoc.domain.finding import Lesion, Mark
from ipdoc.i18n import Translator, mark
from ipdoc.wording.facts import BONES, REGIONS
from ipdoc.wording.places import place_phrase

SEALED = mark("Finding in the restricted part")


@dataclass(frozen=True)
class Line:
    """A lesion in words: a line of a list, or of the text beside a diagram."""

    number: int
    kind: str
    place: str
    """Where it lies; empty for one that has neither mark nor region."""
    size: str
    """As measured, else about as drawn, else empty."""
    region: str = ""
    """The place without its way from a landmark."""


def kind_of(shown: BodyMap, lesion: Lesion, words: Translator) -> str:
    """Return the kind of a lesion in words; its key where the form has no such kind."""
    types = shown.form.form.vocabularies["finding_types"]
    return words.text(types.code(lesion.type).label) if lesion.type in types else lesion.type


def line_of(shown: BodyMap, one: MapLesion, words: Translator) -> Line:
    """Return a lesion as a line of a list; of a sealed one only its number."""
    if shown.sealed(one):
        return Line(one.lesion.number, words.text(SEALED), "", "")
    place = place_in_words(shown, one, words)
    return Line(
        one.lesion.number,
        kind_of(shown, one.lesion, words),
        place,
        size_of(shown, one, words),
        place_in_words(shown, one, words, short=True),
    )


def size_of(shown: BodyMap, one: MapLesion, words: Translator) -> str:
    """Return the size in words: as measured, or about as drawn with ≈, or an empty text."""
    return lesion_size(one.lesion, words) or drawn_size(shown, one.lesion.marks, words)


def drawn_size(shown: BodyMap, marks: tuple[Mark, ...], words: Translator) -> str:
    """Return the size of the largest mark as drawn: "≈ 118 × 32 mm", or an empty text."""
    sizes = [size for one in marks if (size := shown.sights.size(one, shown.scale))]
    if not sizes:
        return ""
    longest, across = max(sizes)
    given = [words.number(round(longest))]
    if round(across) >= 1:
        given.append(words.number(round(across)))
    return in_one_line(words.text(mark("≈ {size} mm"), size=" × ".join(given)))


def text_alternative(shown: BodyMap, view: DiagramView, words: Translator) -> list[Line]:
    """Return the lesions that a view shows, by number: what its diagram says in words."""
    numbers = {one.lesion.number: one for one, _ in shown.on_view(view)}
    return [line_of(shown, numbers[number], words) for number in sorted(numbers)]


def earlier_alternative(
    shown: BodyMap, view: DiagramView, words: Translator
) -> list[tuple[Visit, Line]]:
    """Return the lesions of earlier visits that a view shows, with the visit of each."""
    seen = {
        (visit.ref.evaluation_id, one.lesion.number): (visit, one)
        for visit, one, _ in shown.earlier_on_view(view)
    }
    return [(visit, line_of(shown, one, words)) for visit, one in seen.values()]


def place_in_words(
    shown: BodyMap, one: MapLesion, words: Translator, *, short: bool = False
) -> str:
    """Return where a lesion lies; an empty text if not known.

    Args:
        shown: the map.
        one: the lesion.
        words: the reader's language.
        short: leave out its way from a landmark.
    """

    def make() -> str:
        where = where_of(one.lesion, shown.traces(one), shown.scale)
        if short:
            where = replace(where, distances=())
        try:
            return place_phrase(where, words.language) if where.region else ""
        except KeyError:
            return describe_place(shown.form.form, one.lesion, words)

    return shown.sights.remember(("place", short, words.language, *shown.state(one)), make)


def region_words(key: str, side: str, view: DiagramView, words: Translator) -> str:
    """Return the name of a region that was found under a mark of a view."""
    vocabulary = BONES if view.group == BONES else REGIONS
    return named_region(key, side, vocabulary, words.language)


def sentence(shown: BodyMap, one: MapLesion, language: str) -> tuple[str, bool]:
    """Return a lesion in sentences, and whether they were edited by hand."""
    key = ("sentence", language, shown.record_language, *shown.state(one))
    return shown.sights.remember(
        key,
        lambda: sentence_of(
            one.lesion, shown.traces(one), shown.scale, language, shown.record_language
        ),
    )


def made_sentence(shown: BodyMap, one: MapLesion, language: str) -> str:
    """Return the sentences that the program makes of the record as it is now."""
    return generated(one.lesion, shown.traces(one), shown.scale, language, shown.record_language)
