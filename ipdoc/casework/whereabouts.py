"""Names of regions of the skin and of bones, whichever vocabulary has them."""

from __future__ import annotations

from ipdoc.wording.facts import BONES, REGIONS
from ipdoc.wording.places import region_name


def named_region(key: str, side: str | None, vocabulary: str, language: str) -> str:
    """Return the name of a region; an empty text for one that no vocabulary has.

    Args:
        key: the region.
        side: l, r or m.
        vocabulary: regions or bones: the one that is asked first.
        language: en, ru or kk.
    """
    for name in (vocabulary, REGIONS, BONES):
        try:
            return region_name(key, side, "", language, name)
        except KeyError:
            continue
    return ""
