"""Sizes of a lesion in words: measured ones, else those of its mark on the diagram."""

from __future__ import annotations

from ipdoc.wording.lesion import Lesion
from ipdoc.wording.numbers import number, roughly
from ipdoc.wording.tables import Table

_LEAST_ACROSS_MM = 2.0
"""A mark on the diagram narrower than this is a line and has a length only."""


def size(lesion: Lesion) -> str:
    """Return the size as one phrase: "measuring 118 × 32 mm (estimated)"; "" when not known."""
    words, join = lesion.words, lesion.words.places["join"]["comma"]
    said = [part for part in (_extent(lesion), _one(lesion, "depth", "depth_mm")) if part]
    if not said:
        return _drawn(lesion)
    how: str = words.attributes["measured"].get(lesion.option("measured") or "", "")
    return words.fill("{size} {how}", size=join.join(said), how=how)


def _extent(lesion: Lesion) -> str:
    length, width = lesion.number("length_mm"), lesion.number("width_mm")
    diameter = _one(lesion, "diameter", "diameter_mm")
    if diameter and {length, width} <= {None, lesion.number("diameter_mm")}:
        return diameter
    if length is None or width is None:
        extent = _one(lesion, "length", "length_mm") or _one(lesion, "width", "width_mm")
    else:
        extent = _two(lesion, _measured(lesion), length, width)
    if lesion.number("diameter_mm") in (length, width):
        return extent
    join: str = lesion.words.places["join"]["comma"]
    return join.join(part for part in (extent, diameter) if part)


def _measured(lesion: Lesion) -> Table:
    """Return the patterns of measured sizes: of one mark, or of several in one record."""
    patterns: Table = lesion.words.attributes["several" if lesion.count else "size"]
    return patterns


def _two(lesion: Lesion, patterns: Table, length: float, width: float) -> str:
    words = lesion.words
    spread = lesion.kind.spread and lesion.count is None
    pattern = patterns["spread" if spread else "both"]
    return words.fill(pattern, length=number(words, length), width=number(words, width))


def _one(lesion: Lesion, name: str, key: str) -> str:
    value = lesion.number(key)
    if value is None:
        return ""
    words = lesion.words
    return words.fill(_measured(lesion)[name], **{name: number(words, value)})


def _drawn(lesion: Lesion) -> str:
    """Return the size on the diagram, no finer than the drawing; of several, the largest's."""
    if lesion.facts.drawn_mm is None:
        return ""
    longest, across = lesion.facts.drawn_mm
    words = lesion.words
    patterns: Table = words.attributes["drawn"]
    if across < _LEAST_ACROSS_MM:
        told = words.fill(patterns["length"], length=number(words, roughly(longest)))
    else:
        told = _two(lesion, patterns, roughly(longest), roughly(across))
    if not lesion.count:
        return told
    largest: str | Table = words.attributes["sentence"]["largest"]
    return words.fill(largest if isinstance(largest, str) else largest[lesion.gender], size=told)
