"""What a report of ours says, for other makers of PDF: read from its structure tree."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from tests.pdf_content import read_page, unicode_of
from tests.pdf_inspection import Element, read_tree

Row = list[str]


@dataclass(frozen=True)
class Part:
    """A heading, a paragraph or a table."""

    kind: str
    """H1 … H6, P or Table."""
    rows: list[Row]
    """Cells of each row; one row of one cell when it is no table."""


@dataclass(frozen=True)
class Content:
    """What every maker sets."""

    parts: list[Part]
    photographs: list[Path]
    """JPEG files as they were prepared for print."""


def content_of(pdf: bytes, folder: Path) -> Content:
    """Return the words of a report, and its photographs as files in a folder.

    Drawings are left out, and so is all that stands outside the tree; lists become paragraphs.
    """
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        words = _words(opened)
        parts = [part for part in _parts(read_tree(opened), words) if any(map(any, part.rows))]
        jpegs = [
            one.read_raw_bytes()
            for one in opened.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Filter") == "/DCTDecode"
        ]
    files = [folder / f"photo{number:02d}.jpg" for number in range(len(jpegs))]
    for file, jpeg in zip(files, jpegs, strict=True):
        file.write_bytes(jpeg)
    return Content(parts, files)


def _words(pdf: pikepdf.Pdf) -> dict[tuple[int, int], str]:
    """Return the words of each marked content by page and id."""
    found: dict[tuple[int, int], str] = {}
    for page in pdf.pages:
        letters = {name: unicode_of(font) for name, font in page.obj.Resources.Font.items()}
        for text in read_page(page).texts:
            spot = (page.index, text.content_id)
            words = "".join(letters[text.font][glyph] for glyph in text.glyphs)
            before = found.get(spot, "")
            whole = before[:-1] if before.endswith("\u00ad") else f"{before} " if before else ""
            found[spot] = whole + words
    return found


def _parts(element: Element, words: dict[tuple[int, int], str]) -> Iterator[Part]:
    if element.kind == "Table":
        rows = [row for row in element.walk() if row.kind == "TR"]
        yield Part("Table", [[_said(cell, words) for cell in row.kids] for row in rows])
    elif re.fullmatch(r"P|H\d|LI|Caption", element.kind):
        kind = element.kind if element.kind[0] == "H" else "P"
        yield Part(kind, [[_said(element, words)]])
    else:
        for kid in element.kids:
            yield from _parts(kid, words)


def _said(element: Element, words: dict[tuple[int, int], str]) -> str:
    """Return all words below an element."""
    spots = [spot for one in element.walk() if one.kind != "Figure" for spot in one.content]
    return " ".join(words.get(spot, "") for spot in spots).strip()
