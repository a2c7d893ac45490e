"""The faces of the report: their metrics, and text turned into what a PDF text operator takes.

Metrics are read once per process and shared; the words of a report are cached per document only
(``Shaper``), so that nothing of a person's account outlives the report in memory.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from fontTools.ttLib import TTFont

from ipdoc.report.errors import MissingGlyphError
from ipdoc.resources import data_dir

FACES = {
    "serif": "IpdocSerif-Regular",
    "serif-bold": "IpdocSerif-Bold",
    "serif-italic": "IpdocSerif-Italic",
    "sans": "IpdocSans-Regular",
    "sans-bold": "IpdocSans-Bold",
    "sans-italic": "IpdocSans-Italic",
    "symbols": "IpdocSymbols-Regular",
}
FALLBACK = "symbols"
NO_BREAK_SPACES = "\u00a0\u202f"
_SAME_GLYPH = {"\u00a0": " ", "\u202f": " ", "\u2011": "\u2010", "\u2010": "-"}


@dataclass(frozen=True)
class Face:
    """One font file."""

    key: str
    """Key of ``FACES``."""
    name: str
    """PostScript name."""
    resource: str
    """Name among the page's resources, such as ``F1``."""
    data: bytes = field(repr=False)
    widths: dict[str, int] = field(repr=False)
    """Advance of each character, in 1/1000 em."""
    codes: dict[str, str] = field(repr=False)
    """Glyph of each character as four hexadecimal digits."""
    kerning: dict[tuple[str, str], int] = field(repr=False)
    """Correction between two characters, in 1/1000 em, negative = closer."""
    glyph_widths: tuple[int, ...] = field(repr=False)
    """Advance of each glyph by number, 1/1000 em."""
    ascent: int
    descent: int
    cap_height: int
    box: tuple[int, int, int, int]
    italic_angle: float


@lru_cache(maxsize=1)
def faces() -> dict[str, Face]:
    """Return all faces by key, read from ``static/fonts`` at the first call."""
    return {key: _read(key, number) for number, key in enumerate(FACES, 1)}


def _read(key: str, number: int) -> Face:
    path = data_dir("static") / "fonts" / f"{FACES[key]}.ttf"
    font = TTFont(path, lazy=True, recalcTimestamp=False)
    scale = 1000 / font["head"].unitsPerEm
    names = font.getBestCmap()
    metrics = font["hmtx"].metrics
    order = font.getGlyphOrder()
    glyph_ids = {name: glyph for glyph, name in enumerate(order)}
    widths = {chr(point): round(metrics[name][0] * scale) for point, name in names.items()}
    codes = {chr(point): f"{glyph_ids[name]:04X}" for point, name in names.items()}
    for character, same in _SAME_GLYPH.items():
        if same in codes:
            codes[character], widths[character] = codes[same], widths[same]
    head = font["head"]
    face = Face(
        key=key,
        name=FACES[key],
        resource=f"F{number}",
        data=path.read_bytes(),
        widths=widths,
        codes=codes,
        kerning=_kerning(font, names),
        glyph_widths=tuple(round(metrics[name][0] * scale) for name in order),
        ascent=round(font["hhea"].ascent * scale),
        descent=round(font["hhea"].descent * scale),
        cap_height=round(font["OS/2"].sCapHeight * scale),
        box=(
            round(head.xMin * scale),
            round(head.yMin * scale),
            round(head.xMax * scale),
            round(head.yMax * scale),
        ),
        italic_angle=float(font["post"].italicAngle),
    )
    font.close()
    return face


def _kerning(font: TTFont, names: dict[int, str]) -> dict[tuple[str, str], int]:
    if "kern" not in font:
        return {}
    by_name: dict[str, list[str]] = {}
    for point, name in names.items():
        by_name.setdefault(name, []).append(chr(point))
    return {
        (left, right): value
        for (first, second), value in font["kern"].kernTables[0].kernTable.items()
        for left in by_name.get(first, ())
        for right in by_name.get(second, ())
    }


class Span(NamedTuple):
    """A stretch of one face, ready for a ``TJ`` operator."""

    face: str
    """Key of ``FACES``."""
    array: str
    """The inside of the TJ array."""
    width: int
    """1/1000 em."""


class Shaped(NamedTuple):
    """A word in one style."""

    spans: tuple[Span, ...]
    width: int
    """1/1000 em."""


@dataclass
class Shaper:
    """Turns words into spans for one document, and remembers them."""

    where: str = ""
    """What is being set, for the error message: a heading or the key of a question."""
    heading: str = ""
    """The last heading, for what has no name of its own."""
    used: set[str] = field(default_factory=set)
    """Faces that the document needs."""
    _words: dict[tuple[str, str], Shaped] = field(default_factory=dict)

    def shape(self, word: str, face_key: str) -> Shaped:
        """Return the word as spans of the face and, where it lacks a character, of the fallback.

        Raises:
            MissingGlyphError: no face has one of the characters.
        """
        known = self._words.get((word, face_key))
        if known is None:
            known = self._words[word, face_key] = self._shape(word, face_key)
        return known

    def _shape(self, word: str, face_key: str) -> Shaped:
        all_faces = faces()
        stretches: list[tuple[str, str]] = []
        for character in word:
            key = face_key
            if character not in all_faces[face_key].codes:
                if character not in all_faces[FALLBACK].codes:
                    raise MissingGlyphError(ord(character), self.where)
                key = FALLBACK
            if stretches and stretches[-1][0] == key:
                stretches[-1] = (key, stretches[-1][1] + character)
            else:
                stretches.append((key, character))
        spans = tuple(_span(all_faces[key], text) for key, text in stretches)
        self.used.update(span.face for span in spans)
        return Shaped(spans, sum(span.width for span in spans))


def _span(face: Face, text: str) -> Span:
    codes, kerning = face.codes, face.kerning
    width = sum(map(face.widths.__getitem__, text))
    parts = ["<", codes[text[0]]]
    for left, right in pairwise(text):
        shift = kerning.get((left, right))
        if shift:
            width += shift
            parts.append(f">{-shift}<")
        parts.append(codes[right])
    parts.append(">")
    return Span(face.key, "".join(parts), width)


def clean(text: str) -> str:
    """Return the text composed (NFC) and without characters that are never drawn."""
    if text.isascii():
        return text.replace("\t", " ").replace("\r", "")
    composed = unicodedata.normalize("NFC", text).replace("\t", " ").replace("\r", "")
    return composed.translate(_UNSEEN)


_UNSEEN = dict.fromkeys(
    [0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF, 0xFE0E, 0xFE0F]
) | {0x2028: "\n", 0x2029: "\n", **dict.fromkeys(range(0x2000, 0x200B), " ")}
