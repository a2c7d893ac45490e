"""What every page bears: head, foot, fold mark. All of it is artifact, not content."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.report.fonts import Shaper
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.lines import POINTS_PER_MM, Line, break_lines
from ipdoc.report.typeset.style import TextStyle

_RIGHT_EDGE_MM = style.PAGE_WIDTH_MM - style.RIGHT_MM
_FOOT_RULE_MM = 278.4
_INITIALS_MM = (34.0, 8.0)
_FOOT_FIRST_MM = style.TEXT_WIDTH_MM - _INITIALS_MM[0] - 4.0
"""Room for the first line of the foot; the second one shares its line with the page number."""
_HEAD = TextStyle("sans", 8, 4, style.INK_2)
_FOOT = TextStyle("sans", 8, 4, style.INK_2)
_PAGE = TextStyle("sans", 9, 4.2, weight="bold")


@dataclass(frozen=True)
class FrameWords:
    """The words of head and foot, in the report's language."""

    head_left: str
    """Title and number."""
    head_right: str
    """The person, or the pseudonym."""
    foot_first: tuple[tuple[str, str], ...]
    """Document, edition, language, date: runs of (text, weight)."""
    foot_second: tuple[tuple[str, str], ...]
    """Digest: runs of (text, weight)."""
    page: str
    """With ``{page}`` and ``{pages}``."""
    initials: str
    """Label of the initials box."""


def _fitted(shaper: Shaper, runs: list[tuple[str, str]], look: TextStyle, width: float) -> Line:
    """Return the runs as one line; what does not fit is set smaller, never cut."""
    faced = [(text, look.face("bold" if weight == "bold" else "plain")) for text, weight in runs]
    return break_lines(shaper, faced, look.size, width * 100)[0]


def _size(line: Line, look: TextStyle, width: float) -> float:
    natural = line.width * look.size / 1000 / POINTS_PER_MM
    return look.size if natural <= width else look.size * width / natural


def _width(line: Line, room: float) -> float:
    """Return the width of a line of the head on the page, millimetres."""
    return min(room, line.width * _HEAD.size / 1000 / POINTS_PER_MM)


class Frame:
    """Draws head and foot on pages."""

    def __init__(self, shaper: Shaper, words: FrameWords) -> None:
        self.shaper, self.words = shaper, words
        self._lines = [
            _fitted(shaper, [(words.head_left, "plain")], _HEAD, 100),
            _fitted(shaper, [(words.head_right, "plain")], _HEAD, 100),
            _fitted(shaper, list(words.foot_first), _FOOT, 100),
            _fitted(shaper, list(words.foot_second), _FOOT, 100),
            _fitted(shaper, [(words.initials, "plain")], style.TINY, 100),
        ]

    def draw(self, canvas: Canvas, page: int, pages: int) -> None:
        """Draw head, foot and fold mark of one page."""
        canvas.artifact("Pagination")
        left, right, first, second, initials = self._lines
        canvas.ink(style.INK_2)
        self._left(canvas, left, _HEAD, 13.0, style.TEXT_WIDTH_MM - _width(right, 80) - 5.0)
        self._right(canvas, right, _HEAD, 13.0, 80)
        self._left(canvas, first, _FOOT, 282.4, _FOOT_FIRST_MM)
        self._left(canvas, second, _FOOT, 286.4, 92)
        box_width, box_height = _INITIALS_MM
        box_left = _RIGHT_EDGE_MM - box_width
        canvas.text(initials.spans, box_left + 1.0, 282.6, style.TINY.size)
        canvas.ink(style.INK)
        canvas.line(style.LEFT_MM, style.HEAD_RULE_MM, _RIGHT_EDGE_MM, style.HEAD_RULE_MM, 0.25)
        canvas.line(style.LEFT_MM, _FOOT_RULE_MM, _RIGHT_EDGE_MM, _FOOT_RULE_MM, 0.25)
        number = _fitted(
            self.shaper, [(self.words.page.format(page=page, pages=pages), "bold")], _PAGE, 60
        )
        width = number.width * _PAGE.size / 1000 / POINTS_PER_MM
        canvas.text(number.spans, box_left - 6.0 - width, 286.4, _PAGE.size)
        canvas.ink(style.EDGE)
        canvas.frame(box_left, 280.0, box_width, box_height, 0.2)
        canvas.line(12.0, style.FOLD_MM, 16.0, style.FOLD_MM, 0.15)

    def _left(self, canvas: Canvas, line: Line, look: TextStyle, y: float, room: float) -> None:
        canvas.text(line.spans, style.LEFT_MM, y, _size(line, look, room))

    def _right(self, canvas: Canvas, line: Line, look: TextStyle, y: float, room: float) -> None:
        size = _size(line, look, room)
        width = line.width * size / 1000 / POINTS_PER_MM
        canvas.text(line.spans, _RIGHT_EDGE_MM - width, y, size)
