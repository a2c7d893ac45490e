"""Reads the operators of pages: are they balanced, are all glyphs real, where does each lie?"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pikepdf
from fontTools.ttLib import TTFont

_DEEPEST_STATE = 28
_WIDTH_SLACK = 1.0
"""How far a width in the file may be from the font's own, in 1/1000 em (ISO 19005-3, 6.2.11.5)."""


def content_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield what is wrong with the operators of pages and of drawings."""
    for page in pdf.pages:
        yield from _nesting(f"page {page.index + 1}", page)
        for name, drawing in page.obj.get("/Resources", {}).get("/XObject", {}).items():
            if drawing.Subtype == "/Form":
                yield from _drawing(f"drawing {name}", drawing)


def _drawing(name: str, drawing: pikepdf.Object) -> Iterator[str]:
    for operands, operator in pikepdf.parse_content_stream(drawing):
        if str(operator) in ("BDC", "BMC") and "/MCID" in operands[-1]:
            yield f"{name} holds content of the tree"
        if str(operator) in ("Tj", "TJ", "k", "K"):
            yield f"{name} holds {operator}"


def _nesting(name: str, page: pikepdf.Page) -> Iterator[str]:
    """Yield where states, text objects and marked content do not nest."""
    opened: list[str] = []
    closes = {"Q": "q", "ET": "BT", "EMC": "BDC"}
    for _, operator in pikepdf.parse_content_stream(page):
        word = str(operator)
        if word in ("q", "BT", "BDC", "BMC"):
            opened.append("BDC" if word == "BMC" else word)
        elif word in closes and (not opened or opened.pop() != closes[word]):
            yield f"{name}: {word} closes nothing of its kind"
            return
        if opened.count("q") > _DEEPEST_STATE:
            yield f"{name}: states are nested deeper than {_DEEPEST_STATE}"
        if word in ("k", "K"):
            yield f"{name}: a colour for printing plates"
    if opened:
        yield f"{name}: {opened[-1]} is not closed"


@dataclass(frozen=True)
class Program:
    """What the font program inside the file says."""

    widths: tuple[float, ...]
    """Of each glyph, 1/1000 em."""
    boxes: tuple[tuple[float, float, float, float] | None, ...]
    """x0, y0, x1, y1 of each glyph's ink, 1/1000 em; None for a blank."""


@lru_cache(maxsize=16)
def program_of(data: bytes) -> Program:
    """Read a font program."""
    font = TTFont(io.BytesIO(data))
    scale = 1000 / font["head"].unitsPerEm
    glyphs, metrics = font["glyf"], font["hmtx"].metrics
    boxes: list[tuple[float, float, float, float] | None] = []
    for name in font.getGlyphOrder():
        glyph = glyphs[name]
        edges = ("xMin", "yMin", "xMax", "yMax")
        drawn = bool(glyph.numberOfContours)
        boxes.append(tuple(getattr(glyph, edge) * scale for edge in edges) if drawn else None)
    return Program(tuple(metrics[name][0] * scale for name in font.getGlyphOrder()), tuple(boxes))


def fonts_of(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """Return the font objects by resource name; all pages share them."""
    found: dict[str, pikepdf.Object] = {}
    for page in pdf.pages:
        found.update(page.obj.get("/Resources", {}).get("/Font", {}).items())
    return found


def embedded(font: pikepdf.Object) -> Program:
    """Return the program embedded in a font object."""
    descriptor = font.DescendantFonts[0].FontDescriptor
    return program_of(descriptor.FontFile2.read_bytes())


def font_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield glyphs that are not embedded, mean nothing or have another width."""
    fonts = fonts_of(pdf)
    bare = [font for font in fonts.values() if not _is_embedded(font)]
    if bare:
        yield from (f"font {font.BaseFont} is not embedded" for font in bare)
        return
    used = used_glyphs(pdf)
    for name, font in fonts.items():
        program, means = embedded(font), unicode_of(font)
        stated = _widths(font.DescendantFonts[0])
        for glyph in sorted(used.get(name, ())):
            for fault in _glyph_faults(glyph, program, stated, means):
                yield f"font {font.BaseFont}: glyph {glyph} {fault}"


def _is_embedded(font: pikepdf.Object) -> bool:
    return "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def _glyph_faults(
    glyph: int, program: Program, stated: dict[int, float], means: dict[int, str]
) -> Iterator[str]:
    if glyph == 0 or glyph >= len(program.widths):
        yield "is none of the font's"
        return
    if abs(stated.get(glyph, 1000) - program.widths[glyph]) > _WIDTH_SLACK:
        yield "has another width in the file"
    letter = means.get(glyph, "")
    if not letter or letter[0] in "\0\ufeff\ufffe" or "\ue000" <= letter[0] <= "\uf8ff":
        yield "means no character"


def _widths(descendant: pikepdf.Object) -> dict[int, float]:
    stated: dict[int, float] = {}
    parts = list(descendant.W)
    for start, row in zip(parts[::2], parts[1::2], strict=True):
        stated.update({int(start) + i: float(width) for i, width in enumerate(row)})
    return stated


def unicode_of(font: pikepdf.Object) -> dict[int, str]:
    """Return the characters that the file says its glyphs mean."""
    found: dict[int, str] = {}
    inside = False
    for line in font.ToUnicode.read_bytes().decode("ascii").splitlines():
        inside = (inside or line.endswith("beginbfchar")) and line != "endbfchar"
        if inside and line.startswith("<"):
            glyph, letters = line.replace("<", "").split(">")[:2]
            found[int(glyph, 16)] = bytes.fromhex(letters.strip()).decode("utf-16-be")
    return found


def used_glyphs(pdf: pikepdf.Pdf) -> dict[str, set[int]]:
    """Return the glyphs that pages show, by font resource."""
    used: dict[str, set[int]] = {}
    for page in pdf.pages:
        for text in read_page(page).texts:
            used.setdefault(text.font, set()).update(text.glyphs)
    return used


Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]


@dataclass
class Text:
    """What one TJ operator shows."""

    font: str
    glyphs: list[int]
    boxes: list[Box]
    """Ink of each drawn glyph, in points on the page."""
    clip: Box | None
    """What may be painted, in points on the page; None = everything."""
    element: int
    """Number of the marked content around it on its page."""
    kind: str
    """Kind of that content."""
    line: int
    """Number of the text object on its page; our pages have one for each line."""
    content_id: int
    """MCID, −1 of an artifact."""


@dataclass
class _State:
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    clip: Box | None = None


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def placed(box: Box, matrix: Matrix) -> Box:
    """Return the box round a box after a transformation."""
    a, b, c, d, e, f = matrix
    corners = [(x * a + y * c + e, x * b + y * d + f) for x in box[::2] for y in box[1::2]]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


class PageReader:
    """Follows the state of a page and collects its texts and pictures."""

    def __init__(self, page: pikepdf.Page) -> None:
        resources = page.obj.get("/Resources", {})
        self.texts: list[Text] = []
        self.pictures: list[Box] = []
        self.states = [_State()]
        self._programs = {n: embedded(font) for n, font in resources.get("/Font", {}).items()}
        drawn = resources.get("/XObject", {}).items()
        self._images = frozenset(name for name, one in drawn if one.Subtype == "/Image")
        self._font, self._size = "", 0.0
        self._line: Matrix = _STILL
        self._path: Box | None = None
        self._element, self._kind = 0, ""
        self._lines, self._content_id = 0, -1
        for operands, operator in pikepdf.parse_content_stream(page):
            act = _ACTS.get(str(operator))
            if act:
                act(self, operands)

    def save(self, _: object) -> None:
        """Operator q."""
        state = self.states[-1]
        self.states.append(_State(state.matrix, state.clip))

    def restore(self, _: object) -> None:
        """Operator Q."""
        self.states.pop()

    def transform(self, operands: list) -> None:
        """Operator cm."""
        state = self.states[-1]
        state.matrix = _times(tuple(float(part) for part in operands), state.matrix)

    def rectangle(self, operands: list) -> None:
        """Operator re."""
        x, y, w, h = (float(part) for part in operands)
        self._path = placed((x, y, x + w, y + h), self.states[-1].matrix)

    def clip(self, _: object) -> None:
        """Operator W, after a rectangle."""
        self.states[-1].clip = self._path

    def begin(self, _: object) -> None:
        """Operator BT."""
        self._line = _STILL
        self._lines += 1

    def move(self, operands: list) -> None:
        """Operator Td."""
        x, y = (float(part) for part in operands)
        self._line = _times((1, 0, 0, 1, x, y), self._line)

    def font(self, operands: list) -> None:
        """Operator Tf."""
        self._font, self._size = str(operands[0]), float(operands[1])

    def mark(self, operands: list) -> None:
        """Operator BDC."""
        self._element += 1
        self._kind = str(operands[0])[1:]
        self._content_id = int(operands[1].get("/MCID", -1))

    def show(self, operands: list) -> None:
        """Operator TJ: note where each glyph's ink lies, and go on behind the last one."""
        state, program = self.states[-1], self._programs[self._font]
        glyphs: list[int] = []
        boxes: list[Box] = []
        x = 0.0
        for part in operands[0]:
            if not isinstance(part, pikepdf.String):
                x -= float(part)
                continue
            raw = bytes(part)
            for i in range(0, len(raw), 2):
                glyph = int.from_bytes(raw[i : i + 2], "big")
                glyphs.append(glyph)
                ink = program.boxes[glyph]
                if ink:
                    moved = (ink[0] + x, ink[1], ink[2] + x, ink[3])
                    boxes.append(placed(moved, self._to_page(state.matrix)))
                x += program.widths[glyph]
        self.texts.append(
            Text(
                self._font,
                glyphs,
                boxes,
                state.clip,
                self._element,
                self._kind,
                self._lines,
                self._content_id,
            )
        )
        self._line = _times((1, 0, 0, 1, x * self._size / 1000, 0), self._line)

    def _to_page(self, matrix: Matrix) -> Matrix:
        scale = self._size / 1000
        return _times((scale, 0, 0, scale, 0, 0), _times(self._line, matrix))

    def picture(self, operands: list) -> None:
        """Operator Do."""
        if str(operands[0]) in self._images:
            self.pictures.append(placed((0, 0, 1, 1), self.states[-1].matrix))


_STILL: Matrix = (1, 0, 0, 1, 0, 0)
_ACTS = {
    "q": PageReader.save,
    "Q": PageReader.restore,
    "cm": PageReader.transform,
    "re": PageReader.rectangle,
    "W": PageReader.clip,
    "W*": PageReader.clip,
    "BT": PageReader.begin,
    "Td": PageReader.move,
    "Tf": PageReader.font,
    "BDC": PageReader.mark,
    "TJ": PageReader.show,
    "Do": PageReader.picture,
}


def read_page(page: pikepdf.Page) -> PageReader:
    """Return what a page shows as text and pictures, and where."""
    return PageReader(page)
