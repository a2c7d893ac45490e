"""Boxes to tick and places to write in one flow, as many in a line as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ipdoc.report.blank import look
from ipdoc.report.blank.fields import Option, WriteCell
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.lines import POINTS_PER_MM
from ipdoc.report.typeset.pieces import Piece, draw_stack, total_height
from ipdoc.report.typeset.setter import Setter, text_pieces
from ipdoc.report.typeset.style import TextStyle

_SQUARE = "☐"
_DIGIT_GROUPS = {"date": (2, 2, 4), "time": (2, 2), "moment": (2, 2, 4, 0, 2, 2)}
"""Digits between the dots; 0 = the gap between a date and its time."""
_BETWEEN_DATE_AND_TIME_MM = 3.0
_NUMBER_MM = 14.0
_MOST_LABEL = 0.55
"""A longer label, as part of the width, stands over its line."""


@dataclass(frozen=True)
class _Item:
    """What stands in the flow."""

    words: list[Piece]
    words_mm: float
    node: Node
    box: bool = False
    line_mm: float = 0.0
    """Least length of the line after the words; 0 = none."""
    stretches: bool = False
    digits: tuple[int, ...] = ()
    unit: list[Piece] | None = None
    unit_mm: float = 0.0

    @property
    def width(self) -> float:
        """Return the least width in millimetres."""
        words = self.words_mm + look.WORD_GAP_MM if self.words_mm else 0.0
        line = self.line_mm or (digits_width(self.digits) if self.digits else 0.0)
        if self.box:
            words = look.BOX_MM + (look.WORD_GAP_MM + self.words_mm if self.words_mm else 0.0)
            words += look.WORD_GAP_MM if line else 0.0
        return words + line + self.unit_mm

    @property
    def writes(self) -> bool:
        """True when somebody writes here."""
        return bool(self.line_mm or self.digits)


@dataclass(frozen=True)
class _Line:
    items: tuple[tuple[_Item, float, float], ...]
    """Item, left edge, width."""
    height: float


def flow_pieces(
    setter: Setter,
    parts: Sequence[Option | WriteCell],
    width: float,
    parent: Node,
    look_of: TextStyle = look.OPTION,
) -> list[Piece]:
    """Return boxes and places to write as lines, one piece each."""
    outer = parent.add("L")
    items = [_item(setter, part, width, outer, look_of) for part in parts]
    return [_piece(line) for line in _lines(items, width, look_of)]


def _item(
    setter: Setter, part: Option | WriteCell, width: float, outer: Node, look_of: TextStyle
) -> _Item:
    entry = outer.add("LI")
    if isinstance(part, Option):
        box = entry.add("Lbl")
        box.actual = _SQUARE
        room = width - look.BOX_MM - look.WORD_GAP_MM
        words, own = _words(setter, part.words, look_of, room, entry)
        line = look.LEAST_LINE_MM if part.writes else 0.0
        return _Item(words, own, box, True, line, part.writes)
    words, own = _words(setter, part.label, look.LABEL, width * _MOST_LABEL, entry)
    unit, unit_mm = _words(setter, part.unit, look.LABEL, 30.0, entry)
    digits = _DIGIT_GROUPS.get(part.kind, ())
    line = 0.0 if digits else (_NUMBER_MM if part.kind == "number" else part.share * 6.4)
    line = min(line, max(look.LEAST_LINE_MM, width - own - look.WORD_GAP_MM - unit_mm))
    gap = unit_mm + 1.0 if unit_mm else 0.0
    return _Item(words, own, entry, False, line, part.kind == "line", digits, unit, gap)


def _words(
    setter: Setter, text: str, look_of: TextStyle, room: float, entry: Node
) -> tuple[list[Piece], float]:
    if not text:
        return [], 0.0
    lines = setter.lines(text, look_of, room)
    own = max(line.width for line in lines) * look_of.size / 1000 / POINTS_PER_MM
    return text_pieces(setter, text, look_of, room, entry.add("LBody")), own + 0.1


def _lines(items: Sequence[_Item], width: float, look_of: TextStyle) -> list[_Line]:
    rows: list[list[_Item]] = [[]]
    x = 0.0
    for item in items:
        if rows[-1] and x + item.width > width + 0.01:
            rows.append([])
            x = 0.0
        rows[-1].append(item)
        x += item.width + look.OPTION_GAP_MM
    return [_line(row, width, look_of) for row in rows if row]


def _line(row: Sequence[_Item], width: float, look_of: TextStyle) -> _Line:
    used = sum(item.width for item in row) + look.OPTION_GAP_MM * (len(row) - 1)
    elastic = sum(item.stretches for item in row)
    more = (width - used) / elastic if elastic else 0.0
    x, placed = 0.0, []
    for item in row:
        own = item.width + (more if item.stretches else 0.0)
        placed.append((item, x, own))
        x += own + look.OPTION_GAP_MM
    tall = max(total_height(item.words) for item in row)
    least = look.WRITE_LINE_MM if any(item.writes for item in row) else look_of.leading
    return _Line(tuple(placed), max(least, tall))


def _piece(line: _Line) -> Piece:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        foot = y + line.height
        for item, left, width in line.items:
            _draw_item(canvas, item, x + left, foot, width)

    return Piece(line.height, draw)


def _draw_item(canvas: Canvas, item: _Item, x: float, foot: float, width: float) -> None:
    """Draw an item that stands on the foot of its line."""
    right = x + width - item.unit_mm
    if item.box:
        canvas.tag(item.node)
        draw_box(canvas, x, foot - look.BOX_MM - 0.7)
        x += look.BOX_MM + look.WORD_GAP_MM
    if item.words:
        down = 0.35 if item.box else 0.0
        draw_stack(item.words, canvas, x, foot - total_height(item.words) + down)
        x += item.words_mm + look.WORD_GAP_MM
    if item.writes:
        canvas.artifact()
        if item.digits:
            draw_digits(canvas, item.digits, x, foot - look.DIGIT_HIGH_MM)
        else:
            write_line(canvas, x, foot, right - x)
    if item.unit:
        draw_stack(item.unit, canvas, right + 1.0, foot - total_height(item.unit))


def draw_box(canvas: Canvas, x: float, y: float) -> None:
    """Draw an empty box from its top left corner; marked content must be open."""
    canvas.ink(style.INK)
    canvas.frame(x, y, look.BOX_MM, look.BOX_MM, look.BOX_LINE_MM)


def write_line(canvas: Canvas, x: float, y: float, width: float) -> None:
    """Draw a line to write on; marked content must be open."""
    canvas.ink(style.EDGE)
    canvas.line(x, y, x + width, y, look.WRITE_RULE_MM)


def draw_digits(canvas: Canvas, groups: Sequence[int], x: float, y: float) -> None:
    """Draw boxes for digits from their top left corner, a dot between the groups."""
    canvas.ink(style.EDGE)
    foot = y + look.DIGIT_HIGH_MM
    dotted = False
    for count in groups:
        if not count:
            x += _BETWEEN_DATE_AND_TIME_MM
            dotted = False
            continue
        if dotted:
            canvas.line(x + 0.85, foot - 0.4, x + 1.25, foot - 0.4, 0.45)
            x += look.DIGIT_GAP_MM
        for _ in range(count):
            canvas.frame(x, y, look.DIGIT_MM, look.DIGIT_HIGH_MM, look.WRITE_RULE_MM)
            x += look.DIGIT_MM
        dotted = True


def digits_width(groups: Sequence[int]) -> float:
    """Return the width of the boxes of a date or time in millimetres."""
    x, dotted = 0.0, False
    for count in groups:
        x += count * look.DIGIT_MM
        if count:
            x += look.DIGIT_GAP_MM if dotted else 0.0
        else:
            x += _BETWEEN_DATE_AND_TIME_MM
        dotted = bool(count)
    return x


def ticks(words: Sequence[str]) -> tuple[Option, ...]:
    """Return options that are only ticked."""
    return tuple(Option(word) for word in words)
