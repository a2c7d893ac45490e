"""Places on the body in words: regions, parts, landmarks, views.

Every name comes in the forms that its language needs: ``nom`` in lists, ``loc`` for where
something lies, ``gen`` for what something is a part of.
"""

from __future__ import annotations

from ipdoc.wording.facts import BONES, REGIONS, LandmarkDistance, Where
from ipdoc.wording.numbers import number
from ipdoc.wording.tables import LANGUAGES, PLACE, Table, Tables, tables

FINGERS = ("thumb", "finger_2", "finger_3", "finger_4", "finger_5")
PHALANGES = tuple(
    f"{phalanx}_{face}" for phalanx in ("proximal", "middle", "distal") for face in ("palm", "back")
)
"""Segments of the fingers; no other region has them."""
LEAST_MM = 5.0
"""A place on the diagram nearer to a landmark than this is not told by its distance."""
_SIDES = ("l", "r")
_CENTIMETRE = 10.0
_FRONT_TEETH = (1, 2, 3)
_UPPER_QUADRANTS = (1, 2, 5, 6)


def region_name(
    key: str, side: str | None, segment: str, language: str, vocabulary: str = REGIONS
) -> str:
    """Return the name of a region as in a list: "outer surface of the left upper arm".

    Args:
        key: key of the vocabulary.
        side: l, r or m; None while it is not known.
        segment: finer part, or "".
        language: "en", "ru" or "kk".
        vocabulary: regions or bones.

    Raises:
        KeyError: the vocabulary has no such key.
    """
    where = Where(key, side, segment, vocabulary=vocabulary)
    return place_form(tables(language), where, "nom")


def part_name(key: str, language: str, side: str | None = None) -> str:
    """Return the name of a larger part of the body, such as "hand", or of a region.

    Raises:
        KeyError: neither a part nor a region has this key.
    """
    words = tables(language)
    if key in words.names["parts"]:
        return words.fill(words.names["parts"][key], side)
    return region_name(key, side, "", language)


def landmark_name(key: str, side: str | None, language: str) -> str:
    """Return the name of a landmark as in a list: "left elbow crease".

    Raises:
        KeyError: there is no such landmark.
    """
    words = tables(language)
    return words.fill(words.landmarks[key]["nom"], side)


def view_title(key: str, language: str) -> str:
    """Return the title of a view: "Left hand, palm".

    Raises:
        KeyError: there is no such view.
    """
    title: str = tables(language).names["views"][key]
    return title


def view_group_title(key: str, language: str) -> str:
    """Return the title of a group of views in the strip: "Hands".

    Raises:
        KeyError: there is no such group.
    """
    title: str = tables(language).names["groups"][key]
    return title


def place_phrase(where: Where, language: str) -> str:
    """Return a place as in a list, with its distances: "left palm, about 4 cm distal to …"."""
    return _phrase(tables(language), where, "nom")


def where_phrase(where: Where, language: str) -> str:
    """Return where something lies, with its distances: "on the left palm, about 4 cm …"."""
    return _phrase(tables(language), where, "loc")


def can_be_gone_round(key: str) -> bool:
    """Return whether there are words for a ring round this part of the body or finger."""
    return key in tables(LANGUAGES[0]).places["round"]


def _phrase(words: Tables, where: Where, form: str) -> str:
    said = _distances(words, where)
    comma: str = words.places["join"]["comma"]
    parts = (place_form(words, where, form), words.listed(said) if said else "")
    return comma.join(part for part in parts if part)


def place_form(words: Tables, where: Where, form: str) -> str:
    """Return the name of a region, bone or tooth in one of its forms, without distances.

    Raises:
        KeyError: the vocabulary has no such key, or the language no such form.
    """
    if where.round:
        return words.fill(words.places["round"][where.round][form], where.side)
    if where.region is None:
        return ""
    if where.region == "tooth" and where.tooth is not None:
        return words.fill(
            words.places["tooth"][_surface(where.tooth, where.face)][form], number=str(where.tooth)
        )
    entry: Table = words.bones if where.vocabulary == BONES else words.regions
    entry = entry[where.region]
    forms: Table = entry["sided"] if where.side in _SIDES and "sided" in entry else entry
    suffix: str = _suffix(words, entry, where.side).get(form, "")
    pattern = words.places["segments"].get(where.segment) if _has_segment(where) else None
    if pattern is None:
        return words.fill(forms[form], where.side) + suffix
    known = {name: words.fill(text, where.side) for name, text in forms.items() if name != "sided"}
    return words.fill(pattern[form], where.side, **known) + suffix


def _has_segment(where: Where) -> bool:
    if where.vocabulary == BONES:
        return False
    return where.segment not in PHALANGES or where.region in FINGERS


def _suffix(words: Tables, entry: Table, side: str | None) -> Table:
    """Return what says the side where the name of the region cannot."""
    paired = "sided" in entry or "side" in {name for name, _ in PLACE.findall(entry["nom"])}
    if (side in _SIDES and paired) or (side == "m" and not paired):
        return {}
    suffix: Table = words.places["suffix"].get(side, {})
    return suffix


def _surface(tooth: int, face: str | None) -> str:
    """Return the surface as it is called on this tooth: front teeth have a cutting edge."""
    quadrant, place = divmod(tooth, 10)
    if face == "occlusal" and place in _FRONT_TEETH:
        return "incisal"
    if face == "buccal" and place in _FRONT_TEETH:
        return "labial"
    if face == "lingual" and quadrant in _UPPER_QUADRANTS:
        return "palatal"
    return face or "whole"


def _worth_saying(distance: LandmarkDistance) -> bool:
    return distance.measured or distance.mm >= LEAST_MM


def _distances(words: Tables, where: Where) -> list[str]:
    """Return the distances; two of them from one landmark name it once."""
    told = [one for one in where.distances if _worth_saying(one)]
    named = {(one.landmark, one.side) for one in told}
    bearer = {"first": 0, "last": len(told) - 1}[words.places["join"]["named"]]
    return [
        _distance(words, where, one, named=len(named) > 1 or place == bearer)
        for place, one in enumerate(told)
    ]


def _distance(words: Tables, where: Where, distance: LandmarkDistance, *, named: bool) -> str:
    """Return one distance; the side of the landmark is said only where it is not plain."""
    if not named:
        alone: str = words.places["direction_alone"][distance.direction]
        return words.fill(alone, distance=_amount(words, distance))
    side = distance.side if distance.side != where.side else None
    form: str = words.places["needs"]["landmark"]
    return words.fill(
        words.places["direction"][distance.direction],
        distance=_amount(words, distance),
        landmark=words.fill(words.landmarks[distance.landmark][form], side),
    )


def _amount(words: Tables, distance: LandmarkDistance) -> str:
    patterns: Table = words.places["distance"]
    if distance.measured:
        return words.fill(patterns["exact"], number=number(words, distance.mm))
    if distance.mm < _CENTIMETRE:
        return words.fill(patterns["near"])
    return words.fill(patterns["about"], number=number(words, distance.mm / _CENTIMETRE, 0))
