"""The description of a lesion: neutral sentences, made of what the record holds.

Nothing is said that was not recorded, and nothing of cause, age or level of consistency.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ipdoc.wording.facts import LesionFacts
from ipdoc.wording.lesion import Lesion
from ipdoc.wording.numbers import number
from ipdoc.wording.places import place_form, where_phrase
from ipdoc.wording.sizes import size
from ipdoc.wording.statements import statements
from ipdoc.wording.tables import Table, tables

_HEAD = frozenset(("said", "where", "verb", "count", "turned", "noun", "of"))
"""Parts of the sentence after which a list of attributes begins without a comma."""
_COMMA = ", "


def describe(facts: LesionFacts, language: str) -> str:
    """Return the lesion in complete sentences: where it lies, what it is, how it looks and feels.

    Args:
        facts: what the record holds; an answer that is missing is not said.
        language: "en", "ru" or "kk".

    Raises:
        KeyError: ipdoc has no wording in this language, or none for this type or place.
    """
    lesion = Lesion(tables(language), facts)
    own: str | None = lesion.words.types["sentence"].get(facts.type)
    if own is not None:
        return _begin(lesion.words.fill(own, where=_where(lesion)))
    return " ".join((_begin(f"{_main(lesion)}."), *map(_begin, statements(lesion))))


def _begin(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _main(lesion: Lesion) -> str:
    """Return the first sentence, without its full stop, its parts in the language's order."""
    said, before = "", ""
    for entry in lesion.words.grammar["order"]:
        name = entry.lstrip("~,")
        part = _PARTS[name](lesion)
        if not part:
            continue
        listed = entry.startswith("~") and before not in _HEAD
        glue = _COMMA if listed or entry.startswith(",") else " "
        said, before = said + glue + part if said else part, name
    return said


def _said(lesion: Lesion) -> str:
    text: str = lesion.words.grammar["said"]
    return text if lesion.kind.stated else ""


def _where(lesion: Lesion) -> str:
    """Return the place; the doctor's own distance from a landmark wins over the diagram's."""
    where, own = lesion.where, lesion.own_words("landmark_distance")
    if lesion.governed:
        where = replace(where, region=None)
    place = where_phrase(replace(where, distances=()) if own else where, lesion.words.language)
    closed = "," if "," in place else ""
    return f"{place} ({own})".strip() if own else place + closed


def _verb(lesion: Lesion) -> str:
    verbs: Table = lesion.words.grammar["verbs"]
    return lesion.form(verbs[lesion.kind.verb if _where(lesion) else "is"], "verb")


def _count(lesion: Lesion) -> str:
    """Return the number as a word, or the article where the language has one."""
    if lesion.count is None:
        turned = _orientation(lesion)
        article: str = (
            (turned or lesion.noun).get("article", "") if "article" in lesion.noun else ""
        )
        return article
    numeral = lesion.words.grammar["numerals"].get(str(lesion.count), str(lesion.count))
    if isinstance(numeral, str):
        return numeral
    text: str = numeral[lesion.gender]
    return text


def _orientation(lesion: Lesion) -> Table:
    key = lesion.option("orientation") if lesion.kind.turned else None
    forms: Table = lesion.words.attributes["orientation"].get(key, {})
    return forms


def _turned(lesion: Lesion) -> str:
    forms = _orientation(lesion)
    return lesion.form(forms, "adjective") if forms else ""


def _noun(lesion: Lesion) -> str:
    counted = "counted" if lesion.count and "counted" in lesion.noun else lesion.plural
    noun: str = lesion.noun[counted]
    return noun


def _of(lesion: Lesion) -> str:
    """Return the bone or tooth of which it is: "of the left humerus"."""
    return place_form(lesion.words, lesion.where, "gen") if lesion.governed else ""


def _size(lesion: Lesion) -> str:
    return "" if lesion.count else size(lesion)


def _largest(lesion: Lesion) -> str:
    return size(lesion) if lesion.count else ""


def _healing(lesion: Lesion) -> str:
    """Return the stage as it is seen; never how old it is."""
    stage, words = lesion.option("healing_stage"), lesion.words.attributes
    if stage is None:
        return ""
    of_scar = lesion.kind.scar and stage in words["scar_stage"]
    text: str = words["scar_stage" if of_scar else "healing_stage"][stage]
    return text


def _colour(lesion: Lesion) -> str:
    words = lesion.words
    colours = [words.attributes["colour"][key] for key in lesion.options("colour")]
    if not colours:
        return ""
    return words.fill(words.attributes["sentence"]["colour"], list=words.listed(colours))


def _bars(lesion: Lesion) -> str:
    if lesion.facts.bars_mm is None or lesion.option("shape") != "tramline":
        return ""
    words = lesion.words
    low, high = (number(words, value) for value in lesion.facts.bars_mm)
    width = low if low == high else words.fill(words.grammar["number"]["span"], low=low, high=high)
    return words.fill(words.attributes["sentence"]["bars"], width=width)


def _attribute(key: str) -> Callable[[Lesion], str]:
    def said(lesion: Lesion) -> str:
        option = lesion.option(key)
        text: str = lesion.words.attributes[key][option] if option else ""
        return text

    return said


_PARTS: dict[str, Callable[[Lesion], str]] = {
    "said": _said,
    "where": _where,
    "verb": _verb,
    "count": _count,
    "turned": _turned,
    "noun": _noun,
    "of": _of,
    "size": _size,
    "shape": _attribute("shape"),
    "bars": _bars,
    "colour": _colour,
    "border": _attribute("border"),
    "healing": _healing,
    "largest": _largest,
}
PARTS = tuple(_PARTS)
"""Parts of the first sentence; the grammar of every language puts all of them in its order."""
