"""A photograph with its words and the drawings over it, as a block."""

from __future__ import annotations

from dataclasses import dataclass

from ipdoc.report.texts import Text


@dataclass(frozen=True)
class PhotoDrawing:
    """A drawing over a photograph, made of lines when the page is set; the picture stays bare."""

    kind: str
    """arrow, polygon, outline or number."""
    points: tuple[tuple[float, float], ...]
    """Fractions 0..1 of the picture, from the top left."""
    number: str = ""
    """In a circle: on the point, at an arrow's tail, at the beginning of an outline."""


@dataclass(frozen=True)
class PhotoBlock:
    """A photograph as it was prepared at import, or the notice that its file is awaited."""

    title: Text
    """As in "Photo No. 20"."""
    alt: str
    caption: Text
    technical: Text
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    jpeg: bytes | None = None
    """Baseline or progressive JPEG, RGB or grey, without metadata; None = awaited."""
    awaited: Text = ""
    """Words in the frame while the file is awaited."""
    anchor: str = ""
    drawings: tuple[PhotoDrawing, ...] = ()
    """In the order in which they are drawn."""
    small: bool = False
    """Beside other things, with the words below it in one column."""
