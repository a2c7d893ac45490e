"""Looks into finished PDFs: is every mark tagged, does the tree hang together?"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

PAINTING = frozenset(
    ["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"', "Do", "sh", "EI"]
)


@dataclass
class Marked:
    """What the content of the pages says."""

    untagged: list[str] = field(default_factory=list)
    """Painting operators outside marked content."""
    content: dict[tuple[int, int], str] = field(default_factory=dict)
    """(page, id) → kind of element."""
    unbalanced: list[int] = field(default_factory=list)
    """Pages whose sequences are nested or not closed."""


def read_marked(pdf: pikepdf.Pdf) -> Marked:
    """Return what stands in marked content, and what does not."""
    found = Marked()
    for number, page in enumerate(pdf.pages):
        _read_page(found, number, page)
    return found


def _read_page(found: Marked, number: int, page: pikepdf.Page) -> None:
    depth = deepest = 0
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name == "BDC" and "/MCID" in operands[1]:
            found.content[number, int(operands[1]["/MCID"])] = str(operands[0])[1:]
        depth += {"BDC": 1, "EMC": -1}.get(name, 0)
        deepest = max(deepest, abs(depth))
        if (name in PAINTING or name == "INLINE IMAGE") and depth != 1:
            found.untagged.append(f"page {number + 1}: {name}")
    if depth or deepest > 1:
        found.unbalanced.append(number)


@dataclass
class Element:
    """One element of the tree."""

    kind: str
    kids: list[Element]
    content: list[tuple[int, int]]
    """(page, marked content id)."""
    raw: pikepdf.Object
    objects: list[tuple[int, int]] = field(default_factory=list)
    """Annotations, by number and generation of their objects."""

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()


def read_tree(pdf: pikepdf.Pdf) -> Element:
    """Return the structure tree."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    return _element(pdf.Root.StructTreeRoot.K[0], pages)


def _element(raw: pikepdf.Object, pages: dict[tuple[int, int], int]) -> Element:
    element = Element(str(raw.S)[1:], [], [], raw)
    for kid in raw.get("/K", []):
        if kid.get("/Type") == "/MCR":
            element.content.append((pages[kid.Pg.objgen], int(kid.MCID)))
        elif kid.get("/Type") == "/OBJR":
            element.objects.append(kid.Obj.objgen)
        else:
            element.kids.append(_element(kid, pages))
    return element


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def pdf_text(pdf):
    """Return the words of a PDF, spaces made single."""
    command = ["pdftotext", "-raw", "-", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())
