"""A page as a list of PDF operators, with every mark on it tagged.

Coordinates are millimetres from the top left corner; text is placed by its baseline.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from ipdoc.report.fonts import Span, faces
from ipdoc.report.tagging import Link, Node
from ipdoc.report.typeset.lines import POINTS_PER_MM
from ipdoc.report.typeset.style import PAGE_HEIGHT_MM

_K = POINTS_PER_MM
_TOP = PAGE_HEIGHT_MM


class Photograph(NamedTuple):
    """A picture as it enters the file."""

    jpeg: bytes
    width: int
    """Pixels."""
    height: int
    """Pixels."""


class Form(NamedTuple):
    """A drawing that is kept once in the file and shown many times."""

    operators: str
    box: tuple[float, float, float, float]
    """Left, bottom, right, top in its own units."""


class Canvas:
    """Draws pages one after another."""

    def __init__(self, anchors: Container[str] = ()) -> None:
        self.anchors = anchors
        """Names of the places to which links can lead."""
        self.pages: list[list[str]] = []
        self.photographs: dict[str, Photograph] = {}
        """Photographs by the name under which pages show them."""
        self.forms: dict[str, Form] = {}
        """Drawings by the name under which pages show them."""
        self.shown: list[set[str]] = []
        """For each page: names of its photographs and forms."""
        self._names: dict[int, str] = {}
        self._form_names: dict[Hashable, str] = {}
        self._ids = 0
        self._open: Node | str | None = None
        self._ink = ""
        self._muted = False

    @property
    def page(self) -> int:
        """Number of the current page, from 0."""
        return len(self.pages) - 1

    def begin_page(self) -> None:
        """Close the page that is open, and start an empty one."""
        self.end_page()
        self.pages.append([])
        self.shown.append(set())
        self._ids, self._ink = 0, ""

    def end_page(self) -> None:
        """Close the marked content that is open."""
        if self._open is not None:
            self.pages[-1].append("EMC")
            self._open = None

    def tag(self, node: Node) -> None:
        """Let what follows belong to an element; content of the same element is joined."""
        if self._open is node or self._muted:
            return
        self.end_page()
        self.pages[-1].append(f"/{node.kind} <</MCID {self._ids}>> BDC")
        node.kids.append((self.page, self._ids))
        self._ids += 1
        self._open = node

    def artifact(self, kind: str = "Layout") -> None:
        """Let what follows be decoration (Layout) or a running head or foot (Pagination)."""
        if self._open == kind or self._muted:
            return
        self.end_page()
        self.pages[-1].append(f"/Artifact <</Type /{kind}>> BDC")
        self._open = kind

    @contextmanager
    def untagged(self) -> Iterator[None]:
        """Let everything drawn belong to the marked content that is open already."""
        self._muted = True
        yield
        self._muted = False

    def link(
        self, node: Node, anchor: str, box: tuple[float, float, float, float], words: str
    ) -> None:
        """Let a rectangle (x, y, width, height, millimetres) lead to an anchor.

        Its words are then drawn under ``node``, which is a Link. Where the edition left out what
        the link would lead to, the words are no link.
        """
        if anchor in self.anchors:
            node.kids.append(Link(self.page, points_box(*box), anchor, words))
        else:
            node.kind = "Span"

    def out(self, operators: str) -> None:
        """Append operators as they are; marked content must be open."""
        self.pages[-1].append(operators)

    def ink(self, operators: str) -> None:
        """Set the grey of text and lines, if it is not set already."""
        if self._ink != operators:
            self.pages[-1].append(operators)
            self._ink = operators

    def text(self, spans: Iterable[Span], x: float, baseline: float, size: float) -> None:
        """Set spans in one line."""
        operators = [f"BT {x * _K:.2f} {(_TOP - baseline) * _K:.2f} Td"]
        known = faces()
        current = ""
        parts: list[str] = []
        for span in spans:
            if span.face != current:
                if parts:
                    operators.append(f"[{''.join(parts)}] TJ")
                    parts = []
                operators.append(f"/{known[span.face].resource} {size:g} Tf")
                current = span.face
            parts.append(span.array)
        if not parts:
            return
        operators.append(f"[{''.join(parts)}] TJ ET")
        self.pages[-1].append(" ".join(operators))

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
        """Draw a straight line in the current ink; widths in millimetres."""
        self.pages[-1].append(
            f"{width * _K:.2f} w {x0 * _K:.2f} {(_TOP - y0) * _K:.2f} m "
            f"{x1 * _K:.2f} {(_TOP - y1) * _K:.2f} l S"
        )

    def dashed(self, x0: float, y0: float, x1: float, y1: float, width: float) -> None:
        """Draw a dashed line in the current ink."""
        self.pages[-1].append("[2.5 2] 0 d")
        self.line(x0, y0, x1, y1, width)
        self.pages[-1].append("[] 0 d")

    def frame(self, x: float, y: float, w: float, h: float, width: float) -> None:
        """Draw a rectangle in the current ink."""
        self.pages[-1].append(
            f"{width * _K:.2f} w {x * _K:.2f} {(_TOP - y - h) * _K:.2f} "
            f"{w * _K:.2f} {h * _K:.2f} re S"
        )

    @contextmanager
    def placed(self, x: float, y: float, scale: float) -> Iterator[None]:
        """Draw in units of ``scale`` millimetres from (x, y), y downwards; the ink is restored."""
        factor = scale * _K
        self.pages[-1].append(
            f"q {factor:.5f} 0 0 {-factor:.5f} {x * _K:.2f} {(_TOP - y) * _K:.2f} cm"
        )
        yield
        self.pages[-1].append("Q")

    @contextmanager
    def clipped(self, x: float, y: float, w: float, h: float, *, on: bool) -> Iterator[None]:
        """Draw only inside a rectangle in millimetres, if ``on``."""
        if on:
            corner = f"{x * _K:.2f} {(_TOP - y - h) * _K:.2f}"
            self.pages[-1].append(f"q {corner} {w * _K:.2f} {h * _K:.2f} re W n")
        yield
        if on:
            self.pages[-1].append("Q")
            self._ink = ""

    def photograph(
        self, jpeg: bytes, pixels: tuple[int, int], box: tuple[float, float, float, float]
    ) -> None:
        """Place a photograph; ``box`` is x, y, width, height in millimetres.

        The bytes are only remembered here; they enter the file once, however often they show.
        """
        name = self._names.setdefault(id(jpeg), f"P{len(self._names) + 1}")
        self.photographs[name] = Photograph(jpeg, *pixels)
        self.shown[-1].add(name)
        x, y, w, h = box
        corner = f"{x * _K:.2f} {(_TOP - y - h) * _K:.2f}"
        self.pages[-1].append(f"q {w * _K:.2f} 0 0 {h * _K:.2f} {corner} cm /{name} Do Q")

    def form(
        self, key: Hashable, make: Callable[[], str], box: tuple[float, float, float, float]
    ) -> None:
        """Show a drawing in the current units and with the current line width.

        Args:
            key: what tells it from all other drawings.
            make: returns its operators; asked once.
            box: left, bottom, right, top of what it may paint.
        """
        name = self._form_names.setdefault(key, f"D{len(self._form_names) + 1}")
        if name not in self.forms:
            self.forms[name] = Form(make(), box)
        self.shown[-1].add(name)
        self.pages[-1].append(f"/{name} Do")


def points_box(x: float, y: float, w: float, h: float) -> tuple[float, float, float, float]:
    """Return a rectangle in millimetres from the top as a box in points from the bottom."""
    return x * _K, (_TOP - y - h) * _K, (x + w) * _K, (_TOP - y) * _K
