"""Photographs and signature boxes."""

from __future__ import annotations

from ipdoc.report.blocks import PhotoBlock, Run, SignatureBox, SignatureRow, runs_of
from ipdoc.report.tagging import Node
from ipdoc.report.typeset import style
from ipdoc.report.typeset.canvas import Canvas, points_box
from ipdoc.report.typeset.photodrawings import draw_drawings
from ipdoc.report.typeset.pieces import Piece, draw_stack, keep_all, total_height
from ipdoc.report.typeset.setter import Setter, text_pieces
from ipdoc.report.typeset.tables import column_edges

_HIGHEST_PHOTO_MM = 84.0
_BESIDE_MM = 100.0
"""Two signature boxes stand side by side from this width on."""
_SMALL_PHOTO_MM = 42.0
_AWAITED_MM = 8.0
_BOX_MM = 26.0
_PHOTO_TITLE = style.TextStyle("sans", 10, 4.4, weight="bold")


def photograph(setter: Setter, block: PhotoBlock, width: float, parent: Node) -> list[Piece]:
    """Lay out a photograph in a thin frame, with number, caption and technical line below."""
    setter.shaper.where = setter.plain(block.title)
    if block.small:
        return _small(setter, block, width, parent)
    return photograph_of(setter, block, width, parent, _HIGHEST_PHOTO_MM)


def photograph_of(
    setter: Setter, block: PhotoBlock, width: float, parent: Node, highest: float
) -> list[Piece]:
    """Lay out a photograph not higher than so many millimetres, with the words below it."""
    picture = _picture(setter, block, width, parent, highest)
    edges = column_edges((2, 5, 4), width, style.GUTTER_MM)
    caption = parent.add("P")
    parts = [
        (edges[0][0], text_pieces(setter, block.title, _PHOTO_TITLE, edges[0][1], caption)),
        (edges[1][0], text_pieces(setter, block.caption, style.FACT, edges[1][1], caption)),
        (
            edges[2][0],
            text_pieces(setter, block.technical, style.SMALL, edges[2][1], parent.add("P")),
        ),
    ]

    def draw(canvas: Canvas, x: float, y: float) -> None:
        for offset, pieces in parts:
            draw_stack(pieces, canvas, x + offset, y + 1.4)

    height = max(total_height(pieces) for _, pieces in parts)
    picture.before = 5.0
    picture.anchors = (block.anchor,) if block.anchor else ()
    return keep_all([picture, Piece(height + 1.4, draw)])


def _small(setter: Setter, block: PhotoBlock, width: float, parent: Node) -> list[Piece]:
    """Lay out a photograph as wide as its column, number and caption below it."""
    picture = _picture(setter, block, width, parent, _SMALL_PHOTO_MM)
    picture.before = 3.0
    caption = parent.add("P")
    if isinstance(block.title, str):
        told = (Run(f"{block.title}. ", "bold"), *runs_of(block.caption))
        below = text_pieces(setter, told, style.CAPTION, width, caption)
    else:
        below = text_pieces(setter, block.title, style.TABLE_HEAD, width, caption)
        below += text_pieces(setter, block.caption, style.CAPTION, width, caption)
    below[0].before = 1.2
    return keep_all([picture, *below])


def _picture(
    setter: Setter, block: PhotoBlock, width: float, parent: Node, highest: float
) -> Piece:
    if block.jpeg is None:
        return _awaited(setter, block, width, parent)
    jpeg = block.jpeg
    scale = min(width / block.width, highest / block.height)
    w, h = block.width * scale, block.height * scale
    node = parent.add("Figure", alt=block.alt)

    def draw(canvas: Canvas, x: float, y: float) -> None:
        left = x + (width - w) / 2
        node.box = points_box(left, y, w, h)
        canvas.tag(node)
        canvas.photograph(jpeg, (block.width, block.height), (left, y, w, h))
        draw_drawings(canvas, setter.shaper, block.drawings, (left, y, w, h))
        canvas.artifact()
        canvas.ink(style.INK)
        canvas.frame(left, y, w, h, 0.2)

    return Piece(h, draw)


def _awaited(setter: Setter, block: PhotoBlock, width: float, parent: Node) -> Piece:
    lines = text_pieces(setter, block.awaited, style.GAP, width - 10, parent.add("P"))

    def draw(canvas: Canvas, x: float, y: float) -> None:
        draw_stack(lines, canvas, x + 5.0, y + (_AWAITED_MM - total_height(lines)) / 2)
        canvas.artifact()
        canvas.ink(style.EDGE)
        for edge in ((0, 0, width, 0), (0, _AWAITED_MM, width, _AWAITED_MM)):
            canvas.dashed(x + edge[0], y + edge[1], x + edge[2], y + edge[3], 0.2)
        for left in (x, x + width):
            canvas.dashed(left, y, left, y + _AWAITED_MM, 0.2)

    return Piece(_AWAITED_MM, draw)


def signature_row(setter: Setter, block: SignatureRow, width: float, parent: Node) -> list[Piece]:
    """Lay out signature boxes, two to a row, one in a column."""
    pieces: list[Piece] = []
    across = 2 if width > _BESIDE_MM else 1
    for start in range(0, len(block.boxes), across):
        pair = block.boxes[start : start + across]
        edges = column_edges((1,) * across, width, style.GUTTER_MM)
        made = [
            (x, *_signature(setter, signer, own, parent))
            for (x, own), signer in zip(edges, pair, strict=False)
        ]
        _level([head for _, head, _ in made], [box for _, _, box in made])
        laid = [(x, [*head, *box]) for x, head, box in made]
        pieces.append(_beside(laid))
    return pieces


def _beside(laid: list[tuple[float, list[Piece]]]) -> Piece:
    def draw(canvas: Canvas, x: float, y: float) -> None:
        for offset, pieces in laid:
            draw_stack(pieces, canvas, x + offset, y)

    return Piece(max(total_height(pieces) for _, pieces in laid), draw, before=3.0)


def _level(heads: list[list[Piece]], boxes: list[list[Piece]]) -> None:
    """Put the boxes at one height, however long the lines above them are."""
    tallest = max(total_height(head) for head in heads)
    for head, box in zip(heads, boxes, strict=True):
        box[0].before += tallest - total_height(head)


def _signature(
    setter: Setter, signer: SignatureBox, width: float, parent: Node
) -> tuple[list[Piece], list[Piece]]:
    """Return who signs, and the box with what stands below it."""
    setter.shaper.where = setter.plain(signer.name)
    name = text_pieces(setter, signer.name, style.QUESTION, width, parent.add("P"))
    capacity = text_pieces(setter, signer.capacity, style.FACT, width, parent.add("P"))
    sign = text_pieces(setter, signer.sign_here, style.TINY, width / 2, parent.add("P"))
    stamp = text_pieces(setter, signer.stamp_here, style.TINY, width / 3, parent.add("P"))
    below = text_pieces(setter, signer.date_place, style.SMALL, width, parent.add("P"))

    def draw(canvas: Canvas, x: float, y: float) -> None:
        split = x + width * 2 / 3
        draw_stack(sign, canvas, x + 1.6, y + 1.4)
        draw_stack(stamp, canvas, split + 1.6, y + 1.4)
        canvas.artifact()
        canvas.ink(style.EDGE)
        canvas.frame(x, y, width, _BOX_MM, 0.2)
        canvas.dashed(split, y, split, y + _BOX_MM, 0.2)

    empty = Piece(_BOX_MM, draw, before=2.0)
    below[0].before = 1.6
    return [*name, *capacity], [empty, *below]
