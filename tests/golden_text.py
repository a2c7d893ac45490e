"""What a document says, as text: one line for each element of a page, in the order of reading.

The golden files of tests/data/golden hold it for the four worked cases in three languages and
three renderings. ``python -m tools.golden`` writes them anew.
"""

from __future__ import annotations

import lzma
import re
from pathlib import Path

from tests.golden_cases import RENDERINGS, GoldenCases
from tests.pdf_content import read_page, unicode_of
from tests.pdf_inspection import opened

FOLDER = Path(__file__).resolve().parent / "data" / "golden"
_RANDOM = re.compile(r"[0-9a-f]{4}(?: [0-9a-f]{4}){3}|\bP-[0-9A-F]{6}\b")
"""Digests of what holds random ids, and the code of a case in a redacted edition."""


def golden_file(name: str, language: str) -> Path:
    """Return where the words of a case in a language are kept."""
    return FOLDER / f"{name[:2]}.{language}.txt.xz"


def words_of(cases: GoldenCases, name: str, language: str) -> str:
    """Return the words of all renderings of a case in a language."""
    parts = []
    for rendering in RENDERINGS:
        parts.append(f"== {rendering.value}")
        parts += lines_of(cases.pdf(name, language, rendering=rendering))
    return "\n".join(parts) + "\n"


def kept_words(name: str, language: str) -> str:
    """Return the words as they were when the golden files were written."""
    return lzma.decompress(golden_file(name, language).read_bytes()).decode()


def keep_words(name: str, language: str, words: str) -> None:
    """Write a golden file."""
    golden_file(name, language).write_bytes(lzma.compress(words.encode(), preset=9))


def lines_of(pdf: bytes) -> list[str]:
    """Return the elements of a document that hold words, each as its kind and its words.

    Where lines end and how they are divided does not matter, and neither does what is
    random in a vault.
    """
    found: list[str] = []
    with opened(pdf) as document:
        for page in document.pages:
            letters = {n: unicode_of(font) for n, font in page.obj.Resources.Font.items()}
            element = line = -1
            for text in read_page(page).texts:
                if text.kind == "Artifact":
                    continue
                words = "".join(letters[text.font][glyph] for glyph in text.glyphs)
                if text.element != element:
                    found.append(f"{text.kind} {words}")
                elif text.line == line:
                    found[-1] += words
                else:
                    found[-1] = _joined(found[-1], words)
                element, line = text.element, text.line
    return [_RANDOM.sub("•", line.replace("\u00a0", " ")) for line in found]


def _joined(before: str, words: str) -> str:
    """Return two lines as one: a divided word whole again."""
    return before[:-1] + words if before.endswith("\u00ad") else f"{before} {words}"
