"""Sheets of a blank form: where their corner marks and codes stand, and what a code says.

Whoever prints a sheet and whoever reads its scan must agree on this; nothing else is shared. All
lengths are millimetres from the top left corner of an A4 page. A code names no person.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from ipdoc.errors import IpdocError

PAGE_WIDTH_MM, PAGE_HEIGHT_MM = 210.0, 297.0
CORNER_MM = 8.0
"""Side of a corner mark."""
CORNERS_MM = ((7.0, 7.0), (195.0, 7.0), (195.0, 282.0), (7.0, 282.0))
"""Left and top edge of the corner marks: top left, top right, bottom right, bottom left."""
CORNER_CELLS = (
    ("000000", "010110", "001010", "000110", "000100", "000000"),
    ("000000", "000000", "011110", "010010", "010100", "000000"),
    ("000000", "000110", "000110", "000100", "011010", "000000"),
    ("000000", "010010", "010010", "001000", "001100", "000000"),
)
"""Cells of the marks in the order of ``CORNERS_MM``, 0 = black: ArUco, 4 × 4, numbers 0 to 3."""
CODE_MM = (169.0, 7.0, 22.0)
"""Left, top and side of the square code."""

_MARK = "IPDOC1"
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no letter looks like a digit."""
_SHORT = 4
_SHEET = re.compile(rf"^[{_LETTERS}]{{8}}$")
_CHART = re.compile(rf"^([{_LETTERS}]{{{_SHORT}}})([0-9]{{3}})([0-9]{{3}})([0-9]{{3}})$")
_FIELDS = 11


class SheetCodeError(IpdocError):
    """A square code is not one of a sheet of ours, or was made by a newer ipdoc."""


@dataclass(frozen=True)
class ChartPlace:
    """Where a body view was printed on its sheet."""

    view: str
    """Short code of the view's key, see ``short_code``."""
    left_mm: int
    top_mm: int
    height_mm: int
    """Height of the view box; its width follows from the view."""


@dataclass(frozen=True)
class SheetCode:
    """What the square code of a printed page says."""

    form: str
    """First 12 hexadecimal digits of the digest of the form."""
    type_code: str
    """F, S, W or P."""
    language: str
    sheet: str
    """Random name of the printed set, 8 letters and digits; all its pages bear it."""
    page: int
    """From 1."""
    pages: int
    figure: str = ""
    """Figure of the body charts; empty where the form has none."""
    restricted: bool = False
    """The page is for intimate findings."""
    subjects: tuple[str, ...] = ()
    """Short codes of ``section/page`` for the subjects that the page asks about, in order."""
    charts: tuple[ChartPlace, ...] = ()

    @property
    def sheet_words(self) -> str:
        """The name of the set as it is printed and typed."""
        return f"{self.sheet[:4]}-{self.sheet[4:]}"


def short_code(key: str) -> str:
    """Return the four letters and digits that stand for a key: 20 bits of its SHA-256."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big")
    return "".join(_LETTERS[number >> shift & 31] for shift in (27, 22, 17, 12))


def sheet_name(random: bytes) -> str:
    """Return the name of a printed set for five random bytes."""
    number = int.from_bytes(random[:5], "big")
    return "".join(_LETTERS[number >> shift & 31] for shift in range(35, -1, -5))


def write_code(code: SheetCode) -> str:
    """Return the text of a square code, of the letters that a QR code keeps best."""
    charts = (
        f"{one.view}{one.left_mm:03d}{one.top_mm:03d}{one.height_mm:03d}" for one in code.charts
    )
    fields = (
        _MARK,
        code.form.upper(),
        code.type_code,
        code.language.upper(),
        code.sheet,
        str(code.page),
        str(code.pages),
        code.figure.upper(),
        "R" if code.restricted else "",
        ".".join(code.subjects),
        ".".join(charts),
    )
    return "/".join(fields)


def read_code(text: str) -> SheetCode:
    """Return what the text of a square code says.

    Raises:
        SheetCodeError: it is none of ours, or of a newer ipdoc.
    """
    fields = text.split("/")
    if fields[0] != _MARK or len(fields) != _FIELDS or not _SHEET.match(fields[4]):
        raise SheetCodeError(
            "The square code on this picture is not one of a form of ipdoc; scan a printed form"
        )
    charts = tuple(_CHART.match(one) for one in fields[10].split(".") if one)
    if None in charts or not (fields[5].isdecimal() and fields[6].isdecimal()):
        raise SheetCodeError("This form was printed by a newer ipdoc; install that version")
    return SheetCode(
        fields[1].lower(),
        fields[2],
        fields[3].lower(),
        fields[4],
        int(fields[5]),
        int(fields[6]),
        fields[7].lower(),
        fields[8] == "R",
        tuple(one for one in fields[9].split(".") if one),
        tuple(ChartPlace(one[1], int(one[2]), int(one[3]), int(one[4])) for one in charts if one),
    )
