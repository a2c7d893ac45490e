"""Where a lesion lies, as the words need it: its region, or the bone or tooth of a chart."""

from __future__ import annotations

from dataclasses import replace

from ipdoc.anatomy.place import Place, outline_of
from ipdoc.anatomy.spans import anchor
from ipdoc.casework.marks import trace_of
from ipdoc.domain.finding import Lesion, Mark
from ipdoc.wording.facts import BONES, REGIONS, Where
from ipdoc.wording.places import region_name

TOOTH = "tooth"
_SKELETON = "skeleton"


def vocabulary_of(lesion: Lesion) -> str:
    """Return the vocabulary to which the region of a lesion belongs: regions or bones."""
    places = (mark.place for mark in lesion.marks if mark.place)
    on_bones = any(str(place["surface"]).startswith(_SKELETON) for place in places)
    return BONES if on_bones else REGIONS


def where_of(lesion: Lesion) -> Where:
    """Return the region of a lesion with its tooth, without distances."""
    where = Where(lesion.region, lesion.side, vocabulary=vocabulary_of(lesion))
    if lesion.region != TOOTH or not lesion.marks:
        return where
    found = place_of(lesion.marks[0])
    if found is None or found.on_skin:
        return where
    outline = outline_of(found)
    return replace(where, tooth=outline.tooth, face=outline.face or None)


def place_of(mark: Mark) -> Place | None:
    """Return a place in the middle of a mark; None where no built view can tell."""
    found = trace_of(mark.place, mark.drawn)
    return anchor(found) if found else None


def named_region(key: str, side: str | None, vocabulary: str, language: str) -> str:
    """Return the name of a region; an empty text for one that the vocabulary has not."""
    for name in (vocabulary, REGIONS, BONES):
        try:
            return region_name(key, side, "", language, name)
        except KeyError:
            continue
    return ""
