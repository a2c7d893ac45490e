"""Pieces: what stands on a page as a whole; and their distribution over pages.

A line of a paragraph, a row of a table, a figure: each is one piece. A piece may ask to stay with
the next one (headings, first and last lines) and may bring a head that repeats on a new page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.style import TEXT_HEIGHT_MM

Draw = Callable[[Canvas, float, float], None]
_SLACK_MM = 0.01


@dataclass(slots=True)
class Piece:
    """What cannot be divided between pages."""

    height: float
    """Millimetres."""
    draw: Draw
    """Draws the piece from its top left corner, in millimetres."""
    before: float = 0.0
    """Space above, dropped at the top of a page."""
    keep: bool = False
    """Stay on the page of the next piece."""
    loose: bool = False
    """Do so only as long as a page can hold all that stays together."""
    anchors: tuple[str, ...] = ()
    breaks: bool = False
    """Begin a page."""
    between: bool = False
    """Parts what stands above from what stands below: left out where a page begins with it."""
    head: tuple[Piece, ...] = ()
    """Pieces to repeat above this one when it begins a page."""
    outline: tuple[int, str] | None = None
    """Level and words of the bookmark that leads here."""


@dataclass
class LaidPage:
    """Pieces of one page with their tops."""

    pieces: list[tuple[Piece, float]] = field(default_factory=list)
    """Piece, and millimetres below the top of the text area."""
    used: float = 0.0


def nothing(canvas: Canvas, x: float, y: float) -> None:
    """Draw nothing."""


def total_height(pieces: Sequence[Piece]) -> float:
    """Return the height of pieces set below one another, without the space above the first."""
    inner = sum(piece.before for piece in pieces[1:])
    return inner + sum(piece.height for piece in pieces)


def draw_stack(pieces: Sequence[Piece], canvas: Canvas, x: float, y: float) -> None:
    """Draw pieces below one another."""
    for index, piece in enumerate(pieces):
        y += piece.before if index else 0.0
        piece.draw(canvas, x, y)
        y += piece.height


def keep_all(pieces: list[Piece]) -> list[Piece]:
    """Let the pieces stay together, if a page can hold them."""
    if total_height(pieces) <= TEXT_HEIGHT_MM:
        for piece in pieces[:-1]:
            piece.loose = piece.loose or not piece.keep
            piece.keep = True
    return pieces


def beside(line: Sequence[Piece]) -> Piece:
    """Return pieces that are drawn from the same top left corner as one piece."""

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for piece in line:
            piece.draw(canvas, x, y)

    return Piece(
        max(piece.height for piece in line),
        draw,
        before=max(piece.before for piece in line),
        keep=any(piece.keep for piece in line),
        loose=all(piece.loose or not piece.keep for piece in line),
        anchors=tuple(anchor for piece in line for anchor in piece.anchors),
        breaks=any(piece.breaks for piece in line),
        head=line[0].head,
        outline=_joined_outline([piece.outline for piece in line if piece.outline]),
    )


def _joined_outline(found: list[tuple[int, str]]) -> tuple[int, str] | None:
    if not found:
        return None
    return found[0][0], " / ".join(dict.fromkeys(words for _, words in found))


def _chains(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    chain: list[Piece] = []
    for piece in pieces:
        if piece.breaks and chain:  # a heading before the break goes with what it heads
            chain[0].breaks, piece.breaks = True, False
        chain.append(piece)
        if not piece.keep:
            yield chain
            chain = []
    if chain:
        yield chain


def _breaks_passed_on(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces without empty page breaks: what follows one begins the page."""
    kept: list[Piece] = []
    pending = False
    for piece in pieces:
        if piece.breaks and not piece.height:
            pending = True
            continue
        piece.breaks = piece.breaks or pending
        pending = False
        kept.append(piece)
    return kept


class _Pages:
    """The pages while they fill."""

    def __init__(self, height_mm: float) -> None:
        self.pages = [LaidPage()]
        self.height_mm = height_mm

    def turn(self, head: tuple[Piece, ...]) -> None:
        """Begin a page, with a table's head on it if the table goes on."""
        if self.pages[-1].pieces:
            self.pages.append(LaidPage())
            for piece in head:
                self.put(piece)

    def put(self, piece: Piece) -> None:
        """Set a piece below the others of the page."""
        page = self.pages[-1]
        if piece.between and not page.pieces:
            return
        top = page.used + (piece.before if page.pieces else 0.0)
        page.pieces.append((piece, top))
        page.used = top + piece.height

    def put_all(self, pieces: Iterable[Piece]) -> None:
        """Set pieces below one another."""
        for piece in pieces:
            self.put(piece)

    def room_for(self, chain: Sequence[Piece]) -> bool:
        """True when the chain fits below what stands on the page."""
        page = self.pages[-1]
        before = chain[0].before if page.pieces else 0.0
        return page.used + before + total_height(chain) <= self.height_mm + _SLACK_MM


def distribute(pieces: Sequence[Piece], height_mm: float = TEXT_HEIGHT_MM) -> list[LaidPage]:
    """Return the pieces on pages; a chain longer than a page is divided where it must be."""
    pages = _Pages(height_mm)
    for chain in _chains(_breaks_passed_on(pieces)):
        if chain[0].breaks:
            pages.turn(())
        if not pages.room_for(chain):
            pages.turn(chain[0].head)
        if pages.room_for(chain):
            pages.put_all(chain)
        else:
            _divide(pages, chain)
    return pages.pages


def _divide(pages: _Pages, chain: Sequence[Piece]) -> None:
    """Set what no page can hold: first what must stay together, in the end piece by piece."""
    for part in _parts(chain):
        if not pages.room_for(part):
            pages.turn(part[0].head)
        if pages.room_for(part):
            pages.put_all(part)
            continue
        for piece in part:
            if not pages.room_for([piece]):
                pages.turn(piece.head)
            pages.put(piece)


def _parts(chain: Sequence[Piece]) -> Iterator[list[Piece]]:
    part: list[Piece] = []
    for piece in chain:
        part.append(piece)
        if piece.loose or not piece.keep:
            yield part
            part = []
    if part:
        yield part


def page_map(pages: Sequence[LaidPage]) -> dict[str, int]:
    """Return the page number, from 1, of every anchor."""
    return {
        anchor: number
        for number, page in enumerate(pages, 1)
        for piece, _ in page.pieces
        for anchor in piece.anchors
    }


def keep_ends(rows: Sequence[Sequence[Piece]]) -> None:
    """Let the first two and the last two rows of a table stay together: none stands alone."""
    for pair in (rows[:2], rows[-2:]):
        if len(pair) == 2 and len(pair[0]) == len(pair[1]) == 1:
            pair[0][0].keep = True
