"""What a finished PDF tells: its pages, its embedded record, the digest that its pages bear."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from ipdoc.errors import IpdocError

_RECORD = "record.json"
_BFCHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BFRANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
SHORT = 16
"""Hex digits of a digest that are printed on every page."""
_DIGITS = re.compile(r"(?<![0-9a-f])[0-9a-f]{4}(?:\s[0-9a-f]{4}){3}(?![0-9a-f])")


class UnreadablePdfError(IpdocError):
    """A file that should be a PDF cannot be read."""

    def __init__(self) -> None:
        super().__init__("This PDF cannot be read: it was cut off or changed; ask for it anew")


@dataclass(frozen=True)
class Told:
    """What a report's file says of itself."""

    record_sha256: str
    """Digest of the embedded record, 64 hex digits; empty where there is none."""
    printed: tuple[frozenset[str], ...]
    """Digests printed on each page: the first 16 hex digits of each."""

    @property
    def agrees(self) -> bool:
        """Whether the record in the file is the one whose digest every page bears."""
        return bool(self.record_sha256) and all(
            self.record_sha256[:SHORT] in page for page in self.printed
        )


def page_count(pdf: bytes) -> int:
    """Return the number of pages.

    Raises:
        UnreadablePdfError: it is no PDF.
    """
    with _opened(pdf) as file:
        return len(file.pages)


def record_digest(pdf: bytes) -> str:
    """Return the digest of the embedded record, 64 hex digits; empty where there is none.

    Raises:
        UnreadablePdfError: it is no PDF, or a broken one.
    """
    with _opened(pdf) as file:
        return _record_digest(file)


def _record_digest(file: pikepdf.Pdf) -> str:
    try:
        record = file.attachments[_RECORD].get_file().read_bytes() if _has(file) else b""
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError):
        raise UnreadablePdfError from None
    return hashlib.sha256(record).hexdigest() if record else ""


def told_by(pdf: bytes) -> Told:
    """Return what a report's file says of itself.

    Raises:
        UnreadablePdfError: it is no PDF, or a broken one.
    """
    with _opened(pdf) as file:
        try:
            printed = tuple(_digests(_words(page)) for page in file.pages)
        except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError):
            raise UnreadablePdfError from None
        return Told(_record_digest(file), printed)


def _has(file: pikepdf.Pdf) -> bool:
    return _RECORD in file.attachments


def _opened(pdf: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(pdf))
    except (pikepdf.PdfError, pikepdf.PasswordError):
        raise UnreadablePdfError from None


def _digests(words: str) -> frozenset[str]:
    return frozenset("".join(one.split()) for one in _DIGITS.findall(words))


def _words(page: pikepdf.Page) -> str:
    """Return the text of a page in the order in which it is painted, pieces apart by nothing."""
    fonts = {
        str(name): _unicode_of(font)
        for name, font in page.obj.Resources.get("/Font", pikepdf.Dictionary()).items()
    }
    return "".join(_painted(page, fonts))


def _painted(page: pikepdf.Page, fonts: dict[str, dict[int, str]]) -> Iterator[str]:
    table: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        name = str(instruction.operator)
        if name == "Tf":
            table = fonts.get(str(operands[0]), {})
        elif name in ("Tj", "'"):
            yield _decoded(bytes(operands[-1]), table)
        elif name == "TJ":
            for one in operands[0]:
                if isinstance(one, pikepdf.String):
                    yield _decoded(bytes(one), table)
        elif name == "ET":
            yield "\n"


def _decoded(data: bytes, table: dict[int, str]) -> str:
    codes = (int.from_bytes(data[at : at + 2], "big") for at in range(0, len(data), 2))
    return "".join(table.get(code, "") for code in codes)


def _unicode_of(font: pikepdf.Object) -> dict[int, str]:
    """Return code → text, as the font's ToUnicode map says (ISO 32000-1, 9.10.3)."""
    if "/ToUnicode" not in font:
        return {}
    found: dict[int, str] = {}
    for kind, body in _BLOCK.findall(font.ToUnicode.read_bytes()):
        if kind == b"bfchar":
            for code, text in _BFCHAR.findall(body):
                found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be", "ignore")
            continue
        for first, last, text in _BFRANGE.findall(body):
            start = int(text, 16)
            for step in range(min(int(last, 16) - int(first, 16) + 1, 65536)):
                found[int(first, 16) + step] = chr(start + step)
    return found
