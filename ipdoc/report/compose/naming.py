"""How lesions are called: type, place, size, photographs."""

from __future__ import annotations

from collections.abc import Mapping

from ipdoc.domain.answers import value_of
from ipdoc.domain.finding import Lesion
from ipdoc.i18n import mark as _
from ipdoc.report.compose.exhibits import exhibit_of
from ipdoc.report.compose.words import Words
from ipdoc.report.drawings import Symbol

TYPES = "finding_types"
"""Vocabulary of lesion types."""


def type_name(words: Words, key: str) -> str:
    """Return the name of a type of lesion, or that none was chosen yet."""
    return words.coded(TYPES, key) if key else words.t.text(_("Type not stated"))


def lesion_place(words: Words, lesion: Lesion) -> str:
    """Return the region in few words."""
    region = words.subject.notes_on(lesion.number).region
    return region or words.place(lesion.region, lesion.side)


def lesion_name(words: Words, lesion: Lesion) -> str:
    """Return type and place."""
    place = lesion_place(words, lesion)
    name = type_name(words, lesion.type)
    return f"{name}: {place}" if place else name


def lesion_line(words: Words, lesion: Lesion) -> str:
    """Return type, place with landmark, and size, as who cannot see a view is told."""
    notes = words.subject.notes_on(lesion.number)
    place = notes.place or lesion_place(words, lesion)
    return _listed(type_name(words, lesion.type), place, _measured(words, lesion))


def lesion_kind(words: Words, lesion: Lesion) -> str:
    """Return type and size, as in the list below a view."""
    return _listed(type_name(words, lesion.type), _measured(words, lesion))


def _measured(words: Words, lesion: Lesion) -> str:
    size = size_words(words, lesion)
    return f"{size} {words.t.text(_('mm'))}" if size != "–" else ""


def _listed(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def size_words(words: Words, lesion: Lesion) -> str:
    """Return the measured size, largest dimension first, in millimetres."""
    cells = lesion.attributes
    sides = [value_of(cells.get(key)) for key in ("length_mm", "width_mm")]
    numbers = [words.t.number(side) for side in sides if isinstance(side, (int, float))]
    diameter = value_of(cells.get("diameter_mm"))
    if not numbers and isinstance(diameter, (int, float)):
        return f"Ø {words.t.number(diameter)}"
    return " × ".join(numbers) or "–"


def lesion_symbol(words: Words, lesion: Lesion) -> Symbol | None:
    """Return the sign of a lesion."""
    own = words.subject.notes_on(lesion.number).symbol
    return own or words.subject.symbols.get(lesion.type)


def photo_numbers(words: Words, lesion: Lesion) -> str:
    """Return the numbers of the lesion's photographs."""
    known: Mapping[str, int] = {
        printed.photograph.id: printed.photograph.number for printed in words.subject.photographs
    }
    numbers = sorted(known[photo] for photo in lesion.photos if photo in known)
    return ", ".join(str(number) for number in numbers) or "–"


def is_restricted(words: Words, number: int) -> bool:
    """True for a lesion that is described in the sealed annex only."""
    return words.subject.notes_on(number).restricted


def in_the_annex(words: Words) -> str:
    """Return where a restricted lesion is described."""
    exhibit = exhibit_of(words.subject, "sealed_annex")
    if exhibit is None:
        return words.t.text(_("Described in the sealed annex, which is kept apart"))
    told = _("Described in the sealed annex, exhibit {exhibit}, which is kept apart")
    return words.t.text(told, exhibit=exhibit.number)
