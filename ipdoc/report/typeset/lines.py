"""Breaking text into lines with remembered word widths; no text is ever cut.

Widths are in 1/1000 em of the set size, so that a word is measured once for all sizes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ipdoc.report.fonts import Shaped, Shaper, Span, clean
from ipdoc.report.typeset.typography import bind, syllable_ends

POINTS_PER_MM = 72 / 25.4
_PARTS = re.compile(r"[^ \n]+| +|\n")
_INNER_BREAK = re.compile(r"(?<=[^\W\d_]{2}[-/])(?=[^\W\d_]{2})|(?<=\w—)(?=\w)")


@dataclass
class Line:
    """One set line."""

    spans: list[Span] = field(default_factory=list)
    width: int = 0
    """1/1000 em."""
    ends_paragraph: bool = False


@dataclass
class _Box:
    """What cannot be broken inside, possibly of several faces, and the space before it."""

    words: list[tuple[str, str]]
    """Word and face."""
    shaped: list[Shaped]
    width: int
    space: Span | None = None
    forced: bool = False

    def join(self, word: str, face: str, shaped: Shaped) -> None:
        """Take in what follows without a space, such as a comma after a bold word."""
        self.words.append((word, face))
        self.shaped.append(shaped)
        self.width += shaped.width


def break_lines(
    shaper: Shaper, runs: Sequence[tuple[str, str]], size: float, width_mm: float
) -> list[Line]:
    """Return the runs as lines not wider than the given width.

    Args:
        shaper: the document's shaper.
        runs: text and key of a face.
        size: points.
        width_mm: room for a line; a word that is wider is divided.
    """
    limit = round(width_mm * POINTS_PER_MM / size * 1000)
    lines = [Line()]
    for box in _boxes(shaper, runs):
        if box.forced:
            lines[-1].ends_paragraph = True
            lines.append(Line())
            continue
        line = lines[-1]
        gap = box.space.width if box.space and line.spans else 0
        if line.width + gap + box.width > limit and line.spans:
            line = Line()
            lines.append(line)
            gap = 0
        if box.width > limit:
            _place_divided(shaper, box, limit, lines)
            continue
        if gap and box.space:
            line.spans.append(box.space)
        _place(line, box.shaped, gap)
    lines[-1].ends_paragraph = True
    return lines


def _place(line: Line, shaped: list[Shaped], gap: int = 0) -> None:
    for word in shaped:
        line.spans.extend(word.spans)
        line.width += word.width
    line.width += gap


def _boxes(shaper: Shaper, runs: Sequence[tuple[str, str]]) -> list[_Box]:
    boxes: list[_Box] = []
    space: Span | None = None
    open_box = False
    for text, face in runs:
        for part in _PARTS.findall(bind(clean(text))):
            if part == "\n":
                boxes.append(_Box([], [], 0, forced=True))
                space, open_box = None, False
            elif part[0] == " ":
                space, open_box = shaper.shape(" ", face).spans[0], False
            else:
                for index, piece in enumerate(_pieces(part)):
                    shaped = shaper.shape(piece, face)
                    if open_box and index == 0:
                        boxes[-1].join(piece, face, shaped)
                    else:
                        boxes.append(_Box([(piece, face)], [shaped], shaped.width, space))
                    space, open_box = None, True
    return boxes


def _pieces(word: str) -> list[str]:
    if len(word) < 6 or not ("-" in word or "/" in word or "—" in word):
        return [word]
    return [piece for piece in _INNER_BREAK.split(word) if piece]


def _place_divided(shaper: Shaper, box: _Box, limit: int, lines: list[Line]) -> None:
    """Set a word that is wider than a line: at its syllables, else between any two letters."""
    for word, face in box.words:
        rest = word
        while rest:
            head, hyphen = _fitting_head(shaper, rest, face, limit - lines[-1].width)
            if not head and lines[-1].spans:
                lines.append(Line())
                continue
            head = head or rest[0]
            _place(lines[-1], [shaper.shape(head + hyphen, face)])
            rest = rest[len(head) :]
            if rest:
                lines.append(Line())


def _fitting_head(shaper: Shaper, word: str, face: str, room: int) -> tuple[str, str]:
    """Return the longest beginning of the word that fits, and the hyphen it needs."""
    if shaper.shape(word, face).width <= room:
        return word, ""
    for place in reversed(syllable_ends(word)):
        if shaper.shape(word[:place] + "-", face).width <= room:
            return word[:place], "-"
    for place in range(len(word) - 1, 0, -1):
        if shaper.shape(word[:place], face).width <= room:
            return word[:place], ""
    return "", ""
