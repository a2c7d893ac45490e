"""Sizes of a blank form: its grid, its lettering, the height that a hand needs."""

from __future__ import annotations

from ipdoc.domain import sheets
from ipdoc.report.typeset import style
from ipdoc.report.typeset.style import Grid, TextStyle

LEFT_MM, RIGHT_MM, TOP_MM, BOTTOM_MM = 17.0, 198.0, 32.0, 280.0
GRID = Grid(LEFT_MM, TOP_MM, RIGHT_MM - LEFT_MM, BOTTOM_MM - TOP_MM)

TITLE = TextStyle("sans", 17, 7.4, weight="bold")
KICKER = TextStyle("sans", 8, 4, style.INK_2)
SUBTITLE = TextStyle("sans", 10, 4.8)
SECTION = TextStyle("sans", 11.5, 5.2, weight="bold")
SUBJECT = TextStyle("sans", 9, 4.4, style.INK_2, weight="bold")
QUESTION = TextStyle("sans", 8.5, 3.9, weight="bold")
OPTION = TextStyle("sans", 8.5, 4.9)
LABEL = TextStyle("sans", 7.5, 3.4, style.INK_2)
HINT = TextStyle("sans", 7, 3.3, style.INK_2)
HEAD = TextStyle("sans", 7, 3.1, weight="bold")
FOOT = TextStyle("sans", 7, 3.2, style.INK_2)
CODE = TextStyle("sans", 9, 4.2, weight="bold")

WRITE_LINE_MM = 7.4
"""From line to line where somebody writes."""
BOX_MM = 3.5
"""Side of a box to tick."""
BOX_LINE_MM, WRITE_RULE_MM = 0.28, 0.2
WORD_GAP_MM, OPTION_GAP_MM = 1.4, 4.2
LEAST_LINE_MM = 34.0
"""Shortest line to write on."""
DIGIT_MM, DIGIT_HIGH_MM, DIGIT_GAP_MM = 4.7, 6.0, 2.1
"""One box of a date or a time, and the room of the dot between."""
TWELFTHS = 12
GAP_MM = 3.0
LABEL_SHARE = 0.31
"""Part of the row that the words of a question with boxes take."""
CODE_LEFT_MM = sheets.CODE_MM[0]
