"""Finds glyphs that leave the page, are cut off, or lie over one another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf

from tests.pdf_content import Box, Text, read_page, unicode_of
from tests.pdf_inspection import opened

_SLACK = 0.35
"""Points by which ink may touch ink: accents and tails that meet are no overlap."""
_CELL = 24.0
"""Side of the squares in which neighbours are sought, points."""
_EDGE = 14.0
"""Points at the edge of the paper that printers do not reach."""


@dataclass(frozen=True)
class Run:
    """One shown stretch of text, with the ink of its glyphs."""

    words: str
    boxes: tuple[Box, ...]
    element: int
    kind: str


def glyph_faults(data: bytes) -> list[str]:
    """Return a sentence for each stretch of text that is cut, covered or off the page."""
    with opened(data) as pdf:
        return [fault for page in pdf.pages for fault in _page_faults(page)]


def _page_faults(page: pikepdf.Page) -> Iterator[str]:
    where = f"page {page.index + 1}"
    read = read_page(page)
    letters = {name: unicode_of(font) for name, font in page.obj.Resources.Font.items()}
    runs = [_run(text, letters) for text in read.texts]
    edges = tuple(float(edge) for edge in page.mediabox)
    printed = (edges[0] + _EDGE, edges[1] + _EDGE, edges[2] - _EDGE, edges[3] - _EDGE)
    for run, text in zip(runs, read.texts, strict=True):
        if not all(_inside(box, printed) for box in run.boxes):
            yield f"{where}: {run.words!r} leaves the page"
        clip = text.clip
        if clip and not all(_inside(box, clip) for box in run.boxes):
            yield f"{where}: {run.words!r} is cut off"
        if run.kind != "Figure" and any(_overlap(b, p) for b in run.boxes for p in read.pictures):
            yield f"{where}: {run.words!r} lies on a photograph"
    for first, second in _overlapping(runs):
        yield f"{where}: {first.words!r} ({first.kind}) on {second.words!r} ({second.kind})"


def _run(text: Text, letters: dict[str, dict[int, str]]) -> Run:
    means = letters[text.font]
    words = "".join(means.get(glyph, "?") for glyph in text.glyphs)
    return Run(words, tuple(text.boxes), text.element, text.kind)


def _inside(box: Box, outer: Box) -> bool:
    return (
        box[0] >= outer[0] - _SLACK
        and box[1] >= outer[1] - _SLACK
        and box[2] <= outer[2] + _SLACK
        and box[3] <= outer[3] + _SLACK
    )


def _overlap(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > _SLACK and down > _SLACK


def _overlapping(runs: list[Run]) -> Iterator[tuple[Run, Run]]:
    """Yield pairs of stretches of which a glyph of one lies on a glyph of the other."""
    squares: dict[tuple[int, int], list[tuple[int, Box]]] = {}
    seen: set[tuple[int, int]] = set()
    for number, run in enumerate(runs):
        for box in run.boxes:
            for square in _squares(box):
                for other, its_box in squares.get(square, ()):
                    pair = (other, number)
                    if other != number and pair not in seen and _overlap(box, its_box):
                        seen.add(pair)
                        yield runs[other], run
                squares.setdefault(square, []).append((number, box))


def _squares(box: Box) -> Iterator[tuple[int, int]]:
    for column in range(int(box[0] // _CELL), int(box[2] // _CELL) + 1):
        for row in range(int(box[1] // _CELL), int(box[3] // _CELL) + 1):
            yield column, row


def page_end_faults(data: bytes) -> list[str]:
    """Return a sentence for each page that ends with a heading, or holds nothing but one."""
    with opened(data) as pdf:
        pages = [(page.index + 1, read_page(page).texts) for page in pdf.pages]
    found = []
    for number, texts in pages:
        kinds = [text.kind for text in texts if text.kind != "Artifact"]
        if kinds and re.fullmatch(r"H\d", kinds[-1]):
            found.append(f"page {number} ends with a heading")
        if len(kinds) < 3 and number < len(pages):
            found.append(f"page {number} is nearly empty")
    return found
