"""The setter: shares the shaper, the page numbers and the tree among the layouts of all blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from ipdoc.report.blocks import Block, PageRef, Paragraph, Parallel, Role, Run, Text, Weight
from ipdoc.report.fonts import Shaper, Span
from ipdoc.report.tagging import Node
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.lines import POINTS_PER_MM, Line, Stretch, break_lines
from ipdoc.report.typeset.pieces import Piece, total_height
from ipdoc.report.typeset.style import TextStyle

Layout = Callable[["Setter", Any, float, Node], list[Piece]]
_LINE = Run("\n")
_BELOW_LABEL_MM = 0.2
_NOTE_MM = 14.0
"""A note that is not higher never begins a page."""
_UNKNOWN_PAGE = "88"
"""Stands for a page number in the first pass, about as wide as a real one."""
_NO_PAGE = "–"
"""Stands where an edition left out what was referred to."""


@dataclass
class Setter:
    """Lays blocks out in a given width."""

    layouts: Mapping[type, Layout]
    """How each kind of block is laid out."""
    shaper: Shaper = field(default_factory=Shaper)
    pages: Mapping[str, int] | None = None
    """Page of each anchor; None in the first pass, when no page is known."""
    refers: bool = False
    """True when a page number was asked for."""
    broken: dict[tuple[Any, float, float], list[Line]] = field(default_factory=dict)
    """Texts already broken into lines, by runs, size and width; the second pass finds them."""
    chosen: dict[int, int] = field(default_factory=dict)
    """Version that fitted on its page, by id of the first one; the second pass begins with it."""
    last_level: int = 0
    """Level of the heading before."""
    language: str = ""
    """Of what is being set, BCP 47: words are divided and quoted by its rules."""

    def lay(self, blocks: Iterable[Block], width: float, parent: Node) -> list[Piece]:
        """Return the pieces of blocks, one below the other.

        Raises:
            MissingGlyphError: a text holds a character that no font has.
        """
        pieces: list[Piece] = []
        labelled = False
        for block in blocks:
            laid = self.layouts[type(block)](self, block, width, parent)
            if labelled and pieces and laid:
                pieces[-1].keep, laid[0].before = True, min(laid[0].before, _BELOW_LABEL_MM)
            labelled = _has_role(block, "label")
            if pieces and _is_note(block) and total_height(laid) <= _NOTE_MM:
                pieces[-1].keep = True
            pieces.extend(laid)
        return pieces

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """Set what follows by the rules of another language; "" = go on in the same."""
        before = self.language
        self.language = language or before
        yield
        self.language = before

    def plain(self, text: Text) -> str:
        """Return the words of a text."""
        return "".join(run[0] for run in self._resolved(text))

    def lines(self, text: Text, style: TextStyle, width: float) -> list[Line]:
        """Return a text broken into lines of the width in millimetres."""
        runs = tuple(
            Stretch(words, style.face(weight), own or self.language, anchor, own)
            for words, weight, anchor, own in self._resolved(text)
        )
        key = (runs, style.size, width)
        known = self.broken.get(key)
        if known is None:
            known = self.broken[key] = break_lines(self.shaper, runs, style.size, width)
        return known

    def _resolved(self, text: Text) -> list[tuple[str, Weight, str, str]]:
        """Return each run: words, weight, the anchor to which they lead, their own language."""
        if isinstance(text, str):
            return [(text, "plain", "", "")]
        return [self._run(run) for run in text]

    def _run(self, run: Run | PageRef) -> tuple[str, Weight, str, str]:
        own = run.language if run.language != self.language else ""
        if isinstance(run, Run):
            return run.text, run.weight, "", own
        self.refers = True
        page: object = _UNKNOWN_PAGE
        if self.pages is not None:
            page = self.pages.get(run.anchor, _NO_PAGE)
        return (
            run.words.replace(" {page}", "\u00a0{page}").format(page=page),
            run.weight,
            run.anchor,
            own,
        )

    def tag_level(self, level: int) -> int:
        """Return the level under which a heading is tagged: levels never jump."""
        self.last_level = min(level, self.last_level + 1)
        return self.last_level


def _is_note(block: Block) -> bool:
    """True for small print, which belongs with what stands before it."""
    return _has_role(block, "note", "small")


def _has_role(block: Block, *roles: Role) -> bool:
    """True for a paragraph of these roles, alone or in two languages."""
    if isinstance(block, Parallel):
        return bool(block.first) and _has_role(block.first[0], *roles)
    return isinstance(block, Paragraph) and block.role in roles


def baseline(style: TextStyle) -> float:
    """Return how far the baseline lies below the top of a line, in millimetres."""
    cap_height = 0.7 * style.size / POINTS_PER_MM
    return (style.leading + cap_height) / 2


def line_piece(
    line: Line, style: TextStyle, node: Node, *, indent: float = 0.0, right: float | None = None
) -> Piece:
    """Return one line of text as a piece; with ``right``, it ends there (mm from the left)."""
    width = line.width * style.size / 1000 / POINTS_PER_MM
    offset = indent if right is None else right - width
    down = baseline(style)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        if line.links:
            _draw_linked(canvas, line, style, node, (x + offset, y))
        elif line.spans:
            canvas.tag(node)
            canvas.ink(style.ink)
            canvas.text(line.spans, x + offset, y + down, style.size)

    return Piece(style.leading, draw)


def _draw_linked(
    canvas: Canvas, line: Line, style: TextStyle, node: Node, corner: tuple[float, float]
) -> None:
    """Draw a line in which some words lead to another page, or are in another language."""
    x, y = corner
    at = 0
    for link in line.links:
        x = _draw_spans(canvas, line.spans[at : link.first], style, node, (x, y))
        spans = line.spans[link.first : link.end]
        owner = node.add("Link" if link.anchor else "Span", language=link.language)
        width = sum(span.width for span in spans) * style.size / 1000 / POINTS_PER_MM
        if link.anchor:
            canvas.link(owner, link.anchor, (x, y, width, style.leading), link.words.strip())
        x = _draw_spans(canvas, spans, style, owner, (x, y))
        at = link.end
    _draw_spans(canvas, line.spans[at:], style, node, (x, y))


def _draw_spans(
    canvas: Canvas, spans: list[Span], style: TextStyle, node: Node, corner: tuple[float, float]
) -> float:
    """Draw words under an element; return where the next ones begin."""
    x, y = corner
    if spans:
        canvas.tag(node)
        canvas.ink(style.ink)
        canvas.text(spans, x, y + baseline(style), style.size)
    return x + sum(span.width for span in spans) * style.size / 1000 / POINTS_PER_MM


def text_pieces(
    setter: Setter,
    text: Text,
    style: TextStyle,
    width: float,
    node: Node,
    *,
    indent: float = 0.0,
    right: bool = False,
) -> list[Piece]:
    """Return a text as one piece per line; of each paragraph two lines at least stay together."""
    edge = width if right else None
    pieces: list[Piece] = []
    for language, stretch in _stretches(text):
        own = node.add("Span", language=language) if language else node
        with setter.speaking(language):
            lines = setter.lines(stretch, style, width - indent)
        start = len(pieces)
        for line in lines:
            pieces.append(line_piece(line, style, own, indent=indent, right=edge))
            if line.ends_paragraph:
                _keep_ends(pieces[start:])
                start = len(pieces)
    _keep_ends(pieces)
    return pieces


def _keep_ends(lines: list[Piece]) -> None:
    """Let the first two and the last two lines stay together."""
    if len(lines) > 1:
        lines[0].keep = lines[-2].keep = True


def _stretches(text: Text) -> list[tuple[str, Text]]:
    """Return a text in stretches that begin a line, with the language of all of each.

    Where languages change within a line, the stretch has none of its own.
    """
    if isinstance(text, str) or not any(run.language for run in text):
        return [("", text)]
    found: list[list[Run | PageRef]] = []
    for run in text:
        if found and (found[-1][-1].language == run.language or not _ends_line(found[-1][-1])):
            found[-1].append(run)
        else:
            found.append([run])
    return [(_common_language(runs), tuple(_without_end(runs))) for runs in found]


def _common_language(runs: list[Run | PageRef]) -> str:
    spoken = {run.language for run in runs if run != _LINE}
    return spoken.pop() if len(spoken) == 1 else ""


def _ends_line(run: Run | PageRef) -> bool:
    return isinstance(run, Run) and run.text.endswith("\n")


def _without_end(runs: list[Run | PageRef]) -> list[Run | PageRef]:
    """Return the runs of a stretch; the new line after it needs no break of its own."""
    last = runs[-1]
    if len(runs) > 1 and last == _LINE:
        return runs[:-1]
    if isinstance(last, Run) and last.text.endswith("\n"):
        return [*runs[:-1], replace(last, text=last.text[:-1])]
    return runs
