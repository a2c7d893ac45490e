"""What a blank form is made of: plain frozen blocks, set by ``layouts``.

Each stands for a question and leaves room for a hand. Widths are shares of a row of twelve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ipdoc.domain.sheets import ChartPlace
from ipdoc.report.drawings import Diagram

CellKind: TypeAlias = Literal["line", "date", "time", "moment", "number"]


@dataclass(frozen=True)
class WriteCell:
    """A small label over a place to write."""

    label: str
    kind: CellKind = "line"
    share: int = 6
    """Twelfths of the row."""
    unit: str = ""
    """Printed after the place of a number."""


@dataclass(frozen=True)
class WriteRow:
    """Places to write side by side."""

    cells: tuple[WriteCell, ...]


@dataclass(frozen=True)
class Option:
    """A box to tick, with its words."""

    words: str
    writes: bool = False
    """A line follows, to write what it is."""


@dataclass(frozen=True)
class CheckQuestion:
    """A question with boxes to tick and places for the details."""

    label: str
    parts: tuple[Option | WriteCell, ...]
    hint: str = ""
    lines: int = 0
    """Ruled lines below all of it."""


@dataclass(frozen=True)
class WriteLines:
    """A question with ruled lines over the whole width."""

    label: str
    lines: int
    hint: str = ""


@dataclass(frozen=True)
class Subject:
    """The heading of a subject page of the form; what follows belongs to it."""

    text: str
    anchor: str
    """Section and page, as in ``case_information/person``."""


@dataclass(frozen=True)
class GridColumn:
    """A column of a table to fill in."""

    head: str
    weight: float = 1.0
    """Relative width."""
    options: tuple[str, ...] = ()
    """Boxes to tick in every cell; an empty word is a box without words."""


@dataclass(frozen=True)
class WriteGrid:
    """A table with empty cells."""

    columns: tuple[GridColumn, ...]
    row_heads: tuple[str, ...] = ()
    """Words in the first column, one for each row; empty = rows without names."""
    rows: int = 0
    """Number of rows where they have no names."""
    row_mm: float = 8.0
    """Least height of a row."""
    label: str = ""
    """The question, above the table."""
    hint: str = ""
    none: str = ""
    """Beside the question, with a box: that there is nothing to enter."""
    halves: bool = False
    """In two halves side by side."""
    goes_on: Subject | None = None
    """Heading of a table with the same columns as the one right above: their names stand again
    only where a page begins."""


@dataclass(frozen=True)
class PrintedChart:
    """A body view at its place on the page."""

    diagram: Diagram
    place: ChartPlace


@dataclass(frozen=True)
class ChartPage:
    """A page of body views to draw on."""

    title: str
    advice: str
    charts: tuple[PrintedChart, ...]
    anchor: str
    """By which the page is found again; it is ``chart/`` and a number."""
    subject: str
    """Section and page to which the drawings belong."""
    restricted: bool = False
    """For intimate findings."""


@dataclass(frozen=True)
class SectionHead:
    """The heading of a section, with a strong rule above."""

    number: str
    text: str
    anchor: str = ""
    """Section and page when the section has only one subject, without a heading of its own."""
    restricted: bool = False
    """What follows is for intimate findings, on a page of its own."""


@dataclass(frozen=True)
class Record:
    """One of several equal records, such as an alleged event, in a frame."""

    title: str
    blocks: tuple[Field, ...]


@dataclass(frozen=True)
class FormTitle:
    """The head of the first page: what the form is, how it is filled in."""

    kicker: str
    text: str
    subtitle: str
    advice: tuple[tuple[str, str], ...]
    """Bold word and what it means."""


@dataclass(frozen=True)
class FieldGroup:
    """Fields that belong together."""

    blocks: tuple[Field, ...]
    together: bool = True
    """On one page when a page can hold them."""


Field: TypeAlias = WriteRow | CheckQuestion | WriteLines | WriteGrid | Record | FieldGroup
