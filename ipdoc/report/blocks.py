"""What a report is made of, before anybody thinks of pages: plain frozen blocks.

``compose`` makes them, ``typeset`` turns them into pages. Texts are plain strings or tuples of
runs; all words in them are already in the report's language or are the person's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from ipdoc.report.drawings import BodyFigure, Symbol
from ipdoc.report.photoblocks import PhotoBlock as PhotoBlock
from ipdoc.report.photoblocks import PhotoDrawing as PhotoDrawing
from ipdoc.report.texts import PageRef as PageRef
from ipdoc.report.texts import Role as Role
from ipdoc.report.texts import Run as Run
from ipdoc.report.texts import Text as Text
from ipdoc.report.texts import Weight as Weight
from ipdoc.report.texts import plain_words as plain_words
from ipdoc.report.texts import runs_of as runs_of


@dataclass(frozen=True)
class Heading:
    """A heading; ``level`` 1 is the document's title, 2 a section, 3 a page of it, 4 a record."""

    level: int
    text: Text
    number: str = ""
    anchor: str = ""
    symbol: Symbol | None = None
    rule: bool = False
    """A line above, as between the last sections."""
    tight: bool = False
    """With little space above, as in forms of a fixed number of pages."""


@dataclass(frozen=True)
class Title:
    """The title of the document, on its first page."""

    kicker: str
    text: str
    subtitle: str


@dataclass(frozen=True)
class Paragraph:
    """Running text; line breaks in it are kept."""

    text: Text
    role: Role = "prose"
    language: str = ""
    """Language of the text when it differs from the report's, BCP 47."""
    keep: bool = False
    """Stays on the page of what follows, as the line below a heading."""


@dataclass(frozen=True)
class Gap:
    """An answer that is missing, with the reason, in its own style."""

    state: str
    """not_asked, declined, unknown, not_applicable, withheld or blank."""
    words: str
    """The state in words."""
    reason: str = ""
    other: Text = ""
    """The same in a second language, on a line of its own."""


@dataclass(frozen=True)
class Level:
    """A level of consistency: glyph and words, nothing else."""

    key: str
    words: Text


Value: TypeAlias = "Text | Gap | Level | tuple[Paragraph, ...]"


@dataclass(frozen=True)
class Fact:
    """A label and its value."""

    label: Text
    value: Value
    role: Role = "fact"


@dataclass(frozen=True)
class Facts:
    """Labels and values, one a row."""

    rows: tuple[Fact, ...]
    label_share: float = 0.36
    """Part of the width that the labels take."""


@dataclass(frozen=True)
class FactGrid:
    """Labels above their values in columns; what is too long for one takes the whole width.

    They are read along the rows.
    """

    rows: tuple[Fact, ...]


@dataclass(frozen=True)
class FactStack:
    """Labels above their values, as in the head of the first page."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True)
class SymbolCell:
    """A cell that shows the symbol of a lesion."""

    symbol: Symbol
    alt: str


Cell: TypeAlias = "Text | Gap | Level | SymbolCell | tuple[Paragraph, ...]"


@dataclass(frozen=True)
class Table:
    """A table with one head row that repeats on every page."""

    head: tuple[Text, ...]
    rows: tuple[tuple[Cell, ...], ...]
    weights: tuple[float, ...]
    """Relative widths of the columns."""
    right: tuple[int, ...] = ()
    """Columns aligned to the right."""
    caption: Text = ""
    anchors: tuple[str, ...] = ()
    """One anchor for each row, or none at all."""
    bold_first: bool = False
    row_heads: bool = True
    """The first column names the row."""
    plain: bool = False
    """Without a head row, as on the first page."""
    role: Role = "fact"
    """Of the texts in its cells."""


@dataclass(frozen=True)
class Lane:
    """What is drawn beside one row of a timeline."""

    mark: str
    """custody, event, examination or document."""
    held_before: bool
    """In custody until then."""
    held_after: bool


@dataclass(frozen=True)
class Timeline:
    """A table in order of time, its first column empty: a line with marks is drawn there."""

    table: Table
    lanes: tuple[Lane, ...]
    """One for each row."""


@dataclass(frozen=True)
class BulletList:
    """A list; markers are given by the items' order (``ordered``) or a dash."""

    items: tuple[Text, ...]
    ordered: bool = False
    role: Role = "prose"


@dataclass(frozen=True)
class LevelLine:
    """The level as a line of its own, large in the opinion and on the first page."""

    level: Level
    large: bool = False
    label: Text = ""


@dataclass(frozen=True)
class PhotoSheet:
    """One sheet of the photo table: its photographs as large as fit, its foot at the page's end."""

    heading: Heading
    note: Text
    """To which document the sheet belongs, and which sheet of how many it is."""
    photographs: tuple[PhotoBlock, ...]
    camera: Text
    signer: Text
    """Capacity, before the line to sign on."""
    name: Text
    """Of who signs, after the line."""


@dataclass(frozen=True)
class SignatureBox:
    """Name, capacity and an empty box for ink and stamp."""

    name: Text
    capacity: Text
    sign_here: Text
    stamp_here: Text
    date_place: Text


@dataclass(frozen=True)
class SignatureRow:
    """Signature boxes, two to a row."""

    boxes: tuple[SignatureBox, ...]


@dataclass(frozen=True)
class Rule:
    """A line across."""

    heavy: bool = False


@dataclass(frozen=True)
class Space:
    """Empty height in millimetres."""

    height_mm: float


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a page."""


@dataclass(frozen=True)
class Box:
    """Blocks in a thin frame."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Columns:
    """Blocks side by side; ``weights`` gives the relative widths."""

    columns: tuple[tuple[Block, ...], ...]
    weights: tuple[float, ...]
    divided: bool = False
    """May run on over the end of a page, cut between lines of all columns at once."""


@dataclass(frozen=True)
class Flow:
    """Blocks in two columns of the same height, read down the first, then the second."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class KeepTogether:
    """Blocks that stay on one page when a page can hold them."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class InLanguage:
    """Blocks in another language than what stands around them."""

    blocks: tuple[Block, ...]
    language: str
    """BCP 47."""


@dataclass(frozen=True)
class Parallel:
    """The same in two languages side by side, line beside line; it may run on over pages."""

    first: tuple[Block, ...]
    second: tuple[Block, ...]
    language: str
    """Of ``second``, BCP 47."""


@dataclass(frozen=True)
class OnePage:
    """The first of several versions that fits on one page; fuller versions come first."""

    versions: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True)
class ContentsRow:
    """A line of the contents."""

    words: str
    anchor: str
    number: str = ""
    """Of the section; sets a column of its own."""
    below: bool = False
    """Belongs to the row above."""


@dataclass(frozen=True)
class Version:
    """One way to fill a page, and what it leaves out."""

    blocks: tuple[Block, ...]
    left_out: tuple[Block, ...] = ()
    """In full, for the sheets behind the fixed pages."""


@dataclass(frozen=True)
class Sheets:
    """A form of so many pages; each takes its first version that fits.

    What the versions taken leave out follows behind the pages; nothing is lost.
    """

    pages: tuple[tuple[Version, ...], ...]
    """For each page its versions, the fullest first."""
    heading: Heading | None = None
    """Above what was left out."""


@dataclass(frozen=True)
class Contents:
    """Where to find what: words, and the page of an anchor at the right."""

    rows: tuple[ContentsRow, ...]


Block: TypeAlias = (
    Heading
    | Title
    | Paragraph
    | Gap
    | Facts
    | FactGrid
    | FactStack
    | Table
    | Timeline
    | BulletList
    | LevelLine
    | BodyFigure
    | PhotoBlock
    | PhotoSheet
    | SignatureRow
    | Rule
    | Space
    | PageBreak
    | Box
    | Columns
    | Flow
    | KeepTogether
    | InLanguage
    | Parallel
    | OnePage
    | Sheets
    | Contents
)
