"""Places to write: fields in a flow, questions with boxes, ruled lines."""

from __future__ import annotations

from ipdoc.report.blank import look
from ipdoc.report.blank.fields import CheckQuestion, WriteLines, WriteRow
from ipdoc.report.blank.flow import flow_pieces, write_line
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas
from ipdoc.report.typeset.pieces import Piece, draw_stack, keep_all, total_height
from ipdoc.report.typeset.setter import Setter, text_pieces

_PADDING_MM = 1.2
_MOST_BESIDE = 12


def write_row(setter: Setter, block: WriteRow, width: float, parent: Node) -> list[Piece]:
    """Lay out places to write, as many in a line as there is room for."""
    pieces = flow_pieces(setter, block.cells, width, parent)
    for piece in pieces:
        piece.before = 1.2
    return pieces


def question_pieces(
    setter: Setter, label: str, hint: str, width: float, parent: Node
) -> list[Piece]:
    """Return the words of a question, and small what helps to answer it."""
    pieces = text_pieces(setter, label, look.QUESTION, width, parent.add("P"))
    if hint:
        pieces += text_pieces(setter, hint, look.HINT, width, parent.add("P"))
    return pieces


def ruled(count: int, width: float) -> list[Piece]:
    """Return ruled lines to write on."""

    def draw(canvas: Canvas, x: float, y: float) -> None:
        canvas.artifact()
        write_line(canvas, x, y + look.WRITE_LINE_MM, width)

    return [Piece(look.WRITE_LINE_MM, draw) for _ in range(count)]


def write_lines(setter: Setter, block: WriteLines, width: float, parent: Node) -> list[Piece]:
    """Lay out a question with ruled lines; the words stay with the first two of them."""
    words = question_pieces(setter, block.label, block.hint, width, parent)
    lines = ruled(block.lines, width)
    words[0].before = 2.4
    pieces = [*words, *lines]
    if block.lines <= 8:
        return keep_all(pieces)
    for piece in pieces[: len(words) + 3]:
        piece.keep = True
    pieces[-2].keep = pieces[-3].keep = True
    return pieces


def check_question(setter: Setter, block: CheckQuestion, width: float, parent: Node) -> list[Piece]:
    """Lay out the words at the left, boxes and details at the right, a hairline below.

    Many boxes have the whole width, under the words.
    """
    if len(block.parts) > _MOST_BESIDE:
        words = question_pieces(setter, block.label, block.hint, width, parent)
        words[0].before = 2.4
        flow = flow_pieces(setter, block.parts, width, parent)
        return keep_all([*words, *flow, *ruled(block.lines, width)])
    own = width * look.LABEL_SHARE - look.GAP_MM
    x = width * look.LABEL_SHARE
    words = question_pieces(setter, block.label, block.hint, own, parent)
    answer = flow_pieces(setter, block.parts, width - x, parent) if block.parts else []
    answer += ruled(block.lines, width - x)
    down = 0.6 + max(0.0, answer[0].height - look.OPTION.leading) if answer else 0.6
    height = max(total_height(words) + down, total_height(answer)) + 2 * _PADDING_MM
    ends_in_line = bool(answer) and answer[-1].height >= look.WRITE_LINE_MM

    def draw(canvas: Canvas, left: float, top: float) -> None:
        draw_stack(words, canvas, left, top + _PADDING_MM + down)
        draw_stack(answer, canvas, left + x, top + _PADDING_MM)
        if ends_in_line:
            return
        canvas.artifact()
        canvas.ink(style.HAIR)
        canvas.line(left, top + height, left + width, top + height, style.HAIR_MM)

    return [Piece(height, draw)]
