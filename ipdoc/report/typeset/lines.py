"""Breaking text into lines with remembered word widths; no text is ever cut.

Widths are in 1/1000 em of the set size, so that a word is measured once for all sizes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ipdoc.report.fonts import Shaped, Shaper, Span, clean
from ipdoc.report.typeset.hyphens import SOFT_HYPHEN, divisions, emergency_divisions
from ipdoc.report.typeset.typography import bind, quoted

POINTS_PER_MM = 72 / 25.4
_PARTS = re.compile(r"[^ \n]+| +|\n")
_INNER_BREAK = re.compile(r"(?<=[^\W\d_]{2}[-/])(?=[^\W\d_]{2})|(?<=\w—)(?=\w)")
_LEAST_GAP_EM = 2.0
"""A word is divided where the line would else end this far from the edge, in em …"""
_LEAST_GAP_PART = 0.12
"""… or this part of the width, whichever is more; text is set ragged, so short gaps are no harm."""
_NARROW_EM = 11.0
"""In a column narrower than that a word is divided only when it is wider than the column: cells
of tables read better with whole words."""
_MOST_HYPHENS = 2
"""Lines in a row that may end in a hyphen."""


class Stretch(NamedTuple):
    """Words of one face in one language."""

    text: str
    face: str
    language: str = ""
    """BCP 47; without one, only what is wider than a line is divided."""
    anchor: str = ""
    """Where the words lead, if they are a link."""
    own: str = ""
    """The language once more where it is not that of what stands around, else empty."""


class Linked(NamedTuple):
    """Spans of a line that lead somewhere or are foreign: from ``first`` to before ``end``."""

    first: int
    end: int
    anchor: str
    words: str
    language: str = ""
    """BCP 47, of foreign words."""


@dataclass
class Line:
    """One set line."""

    spans: list[Span] = field(default_factory=list)
    width: int = 0
    """1/1000 em."""
    ends_paragraph: bool = False
    links: list[Linked] = field(default_factory=list)
    hyphens: int = 0
    """How many lines right above end in a hyphen, one after the other."""


class _Word(NamedTuple):
    """Letters of one stretch without a space."""

    text: str
    stretch: Stretch
    shaped: Shaped


@dataclass
class _Box:
    """What cannot be broken inside, possibly of several stretches, and the space before it."""

    words: list[_Word]
    space: Span | None = None
    forced: bool = False

    @property
    def width(self) -> int:
        """1/1000 em."""
        return sum(word.shaped.width for word in self.words)


def break_lines(
    shaper: Shaper, runs: Sequence[tuple[str, ...]], size: float, width_mm: float
) -> list[Line]:
    """Return the runs as lines not wider than the given width.

    Args:
        shaper: the document's shaper.
        runs: stretches: text, key of a face and, for hyphenation and quotation marks, language.
        size: points.
        width_mm: room for a line; a word that is wider is divided.
    """
    limit = round(width_mm * POINTS_PER_MM / size * 1000)
    lines = [Line()]
    boxes = _boxes(shaper, [Stretch(*run) for run in runs])
    for index, box in enumerate(boxes):
        if box.forced:
            lines[-1].ends_paragraph = True
            lines.append(Line())
            continue
        line = lines[-1]
        gap = box.space.width if box.space and line.spans else 0
        width = box.width
        if line.width + gap + width > limit and line.spans:
            last = index + 1 == len(boxes) or boxes[index + 1].forced
            rest = None if last else _divided(shaper, box, line, limit)
            line = Line(hyphens=line.hyphens + 1 if rest else 0)
            lines.append(line)
            box, gap = rest or box, 0
        if width > limit and box.width > limit:
            _place_divided(shaper, box, limit, lines)
        else:
            _place(line, box.words, box.space if gap else None)
    lines[-1].ends_paragraph = True
    return lines


def _divided(shaper: Shaper, box: _Box, line: Line, limit: int) -> _Box | None:
    """Set the beginning of a word at the end of a line, and return what is left of it.

    Nothing is done, and None returned, where the line ends near enough to the edge without.
    """
    gap = box.space.width if box.space else 0
    room = limit - line.width - gap
    least = max(_LEAST_GAP_EM * 1000, _LEAST_GAP_PART * limit)
    if len(box.words) > 1 or room < least or line.hyphens >= _MOST_HYPHENS:
        return None
    if limit < _NARROW_EM * 1000:
        return None
    word = box.words[0]
    for place in reversed(divisions(word.text, word.stretch.language)):
        head = _shaped(shaper, word.text[:place] + SOFT_HYPHEN, word.stretch)
        if head.shaped.width <= room:
            _place(line, [head], box.space)
            return _Box([_shaped(shaper, word.text[place:], word.stretch)])
    return None


def _shaped(shaper: Shaper, text: str, stretch: Stretch) -> _Word:
    return _Word(text, stretch, shaper.shape(text, stretch.face))


def _place(line: Line, words: Sequence[_Word], space: Span | None = None) -> None:
    if space:
        line.spans.append(space)
        line.width += space.width
    for word in words:
        first = len(line.spans)
        line.spans.extend(word.shaped.spans)
        line.width += word.shaped.width
        stretch = word.stretch
        if stretch.anchor or stretch.own:
            _link(line, Linked(first, len(line.spans), stretch.anchor, word.text, stretch.own))


def _link(line: Line, added: Linked) -> None:
    """Join words that lead to the same place in the same language, with the space between them."""
    last = line.links[-1] if line.links else None
    alike = last and (last.anchor, last.language) == (added.anchor, added.language)
    if last and alike and added.first - last.end <= 1:
        between = " " if added.first > last.end else ""
        words = f"{last.words}{between}{added.words}"
        line.links[-1] = last._replace(end=added.end, words=words)
    else:
        line.links.append(added)


def _boxes(shaper: Shaper, runs: Sequence[Stretch]) -> list[_Box]:
    boxes: list[_Box] = []
    space: Span | None = None
    open_box = False
    for stretch in runs:
        words = bind(quoted(clean(stretch.text), stretch.language), stretch.language)
        for part in _PARTS.findall(words):
            if part == "\n":
                boxes.append(_Box([], forced=True))
                space, open_box = None, False
            elif part[0] == " ":
                space, open_box = shaper.shape(" ", stretch.face).spans[0], False
            else:
                for index, piece in enumerate(_pieces(part)):
                    word = _shaped(shaper, piece, stretch)
                    if open_box and index == 0:
                        boxes[-1].words.append(word)  # such as a comma after a bold word
                    else:
                        boxes.append(_Box([word], space))
                    space, open_box = None, True
    return boxes


def _pieces(word: str) -> list[str]:
    if len(word) < 6 or not ("-" in word or "/" in word or "—" in word):
        return [word]
    return [piece for piece in _INNER_BREAK.split(word) if piece]


def _place_divided(shaper: Shaper, box: _Box, limit: int, lines: list[Line]) -> None:
    """Set a word that is wider than a line: at its syllables, else between any two letters."""
    for word in box.words:
        rest = word.text
        while rest:
            room = limit - lines[-1].width
            head, hyphen = _fitting_head(shaper, rest, word.stretch.face, room)
            if not head and lines[-1].spans:
                lines.append(Line())
                continue
            head = head or rest[0]
            _place(lines[-1], [_shaped(shaper, head + hyphen, word.stretch)])
            rest = rest[len(head) :]
            if rest:
                lines.append(Line())


def _fitting_head(shaper: Shaper, word: str, face: str, room: int) -> tuple[str, str]:
    """Return the longest beginning of the word that fits, and the hyphen it needs."""
    if shaper.shape(word, face).width <= room:
        return word, ""
    for place in reversed(emergency_divisions(word)):
        if shaper.shape(word[:place] + SOFT_HYPHEN, face).width <= room:
            return word[:place], SOFT_HYPHEN
    for place in range(len(word) - 1, 0, -1):
        if shaper.shape(word[:place], face).width <= room:
            return word[:place], ""
    return "", ""
