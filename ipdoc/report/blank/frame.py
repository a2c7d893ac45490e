"""What every page of a blank form bears: corner marks, the square code, a line for the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import segno

from ipdoc.domain import sheets
from ipdoc.report.blank import look
from ipdoc.report.fonts import Shaper
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.lines import POINTS_PER_MM, break_lines
from ipdoc.report.typeset.style import TextStyle

_LEFT_MM = 18.0
"""Left edge of the words beside the upper corner mark."""
_LINE_MM = 24.0
"""Height of the line for the case's code."""
_CORNER_CELLS = 6
_FOOT_MM = 286.6
_BLACK = "0 g 0 G"


@dataclass(frozen=True)
class SheetWords:
    """The words on every page, in the form's language."""

    form: str
    """Title and type of the form."""
    case: str
    """Label of the line for the code of the person."""
    date: str
    """Label of the line for the date."""
    page: str
    """With ``{sheet}``, ``{page}`` and ``{pages}``."""
    foot: str
    """What to leave free, and what it is for."""


class SheetFrame:
    """Draws the marks and the words of every page."""

    def __init__(
        self, shaper: Shaper, words: SheetWords, code_of: Callable[[int, int], sheets.SheetCode]
    ) -> None:
        self.shaper, self.words, self.code_of = shaper, words, code_of

    def draw(self, canvas: Canvas, page: int, pages: int) -> None:
        """Draw what the page bears; all of it is artifact."""
        code = self.code_of(page, pages)
        canvas.artifact("Pagination")
        canvas.ink(_BLACK)
        for (left, top), cells in zip(sheets.CORNERS_MM, sheets.CORNER_CELLS, strict=True):
            rows = [[cell == "0" for cell in row] for row in cells]
            draw_cells(canvas, rows, left, top, sheets.CORNER_MM)
        square = segno.make_qr(sheets.write_code(code), error="m").matrix
        left, top, side = sheets.CODE_MM
        draw_cells(canvas, [[bool(cell) for cell in row] for row in square], left, top, side)
        self._head(canvas, code)
        self._text(canvas, self.words.foot, look.FOOT, look.LEFT_MM, _FOOT_MM)
        words = self.words.page.format(sheet=code.sheet_words, page=page, pages=pages)
        self._text_right(canvas, words, look.CODE, look.RIGHT_MM - 6.0, _FOOT_MM)

    def _head(self, canvas: Canvas, code: sheets.SheetCode) -> None:
        canvas.ink(style.INK)
        number = self.words.page.format(sheet=code.sheet_words, page=code.page, pages=code.pages)
        self._text(canvas, self.words.form, look.KICKER, _LEFT_MM, 10.2)
        self._text(canvas, number, look.CODE, _LEFT_MM, 14.6)
        self._blank(canvas, self.words.case, _LEFT_MM, 92.0)
        self._blank(canvas, self.words.date, 96.0, look.CODE_LEFT_MM - 5.0)

    def _blank(self, canvas: Canvas, label: str, left: float, right: float) -> None:
        canvas.ink(style.INK_2)
        width = self._text(canvas, label, look.LABEL, left, _LINE_MM - 0.6)
        canvas.ink(style.EDGE)
        canvas.line(left + width + 1.5, _LINE_MM, right, _LINE_MM, look.WRITE_RULE_MM)

    def _text(
        self, canvas: Canvas, words: str, look_of: TextStyle, x: float, baseline: float
    ) -> float:
        """Print one line; return its width in millimetres."""
        line = break_lines(self.shaper, [(words, look_of.face("plain"))], look_of.size, 1000)[0]
        canvas.text(line.spans, x, baseline, look_of.size)
        return line.width * look_of.size / 1000 / POINTS_PER_MM

    def _text_right(
        self, canvas: Canvas, words: str, look_of: TextStyle, right: float, baseline: float
    ) -> None:
        line = break_lines(self.shaper, [(words, look_of.face("plain"))], look_of.size, 1000)[0]
        width = line.width * look_of.size / 1000 / POINTS_PER_MM
        canvas.text(line.spans, right - width, baseline, look_of.size)


def draw_cells(
    canvas: Canvas, cells: list[list[bool]], left: float, top: float, side: float
) -> None:
    """Fill the dark cells of a square mark, runs of them in one stroke; content must be open."""
    size = side / len(cells) * POINTS_PER_MM
    x0 = left * POINTS_PER_MM
    y0 = (style.PAGE_HEIGHT_MM - top) * POINTS_PER_MM
    for row, line in enumerate(cells):
        start = 0
        while start < len(line):
            if not line[start]:
                start += 1
                continue
            end = start
            while end < len(line) and line[end]:
                end += 1
            x, y = x0 + start * size, y0 - (row + 1) * size
            canvas.out(f"{x:.2f} {y:.2f} {(end - start) * size:.2f} {size:.2f} re f")
            start = end
