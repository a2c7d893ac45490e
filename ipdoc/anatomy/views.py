"""The views of the body that were drawn, and the data that lies beside them.

``static/diagrams/views.json`` lists them; ``tools/bodymap/README.md`` describes the format. Points
on a view are fractions 0..1 of its view box, from the top left, y downwards.
"""

from __future__ import annotations

import json
import zlib
from array import array
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ipdoc.errors import IpdocError
from ipdoc.resources import data_dir


class UnknownViewError(IpdocError):
    """No such view was drawn."""

    def __init__(self, figure: str, key: str) -> None:
        super().__init__(
            "The view {key} of the figure {figure} is not available yet", key=key, figure=figure
        )


@dataclass(frozen=True)
class DiagramView:
    """One drawing of one figure from one side."""

    figure: str
    key: str
    width: float
    """View-box units."""
    height: float
    subject_right: str
    """Side of the picture on which the subject's right lies: "left" or "right"; in profile
    whether it is "near" or "away" from the viewer."""
    rotation: tuple[float, ...]
    """3 × 3 by rows: the picture's right, its up, towards the viewer."""
    scale: float
    """View-box units per millimetre."""
    offset: tuple[float, float]
    svg_file: str
    png_file: str
    visible_file: str

    def svg(self) -> str:
        """Return the drawing as SVG."""
        return _text(self.svg_file)

    def png(self) -> bytes:
        """Return the drawing as PNG."""
        return _bytes(self.png_file)


def _folder() -> Path:
    return data_dir("static") / "diagrams"


@lru_cache(maxsize=64)
def _text(file: str) -> str:
    return (_folder() / file).read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def _bytes(file: str) -> bytes:
    return (_folder() / file).read_bytes()


@lru_cache(maxsize=1)
def _listing() -> dict[str, Any]:
    listing: dict[str, Any] = json.loads((_folder() / "views.json").read_text(encoding="utf-8"))
    return listing


def surface_name() -> str:
    """Return the name of the surface on which places lie, such as ``skin-1``."""
    return str(_listing()["surface"])


@lru_cache(maxsize=1)
def list_views() -> tuple[DiagramView, ...]:
    """Return all views that were drawn."""
    return tuple(
        DiagramView(
            row["figure"],
            row["key"],
            row["width"],
            row["height"],
            row["subject_right"],
            tuple(row["rotation"]),
            row["scale"],
            tuple(row["offset"]),
            row["svg"],
            row["png"],
            row["visible"],
        )
        for row in _listing()["views"]
    )


def view(figure: str, key: str) -> DiagramView:
    """Return one view.

    Raises:
        UnknownViewError: it was not drawn.
    """
    for one in list_views():
        if (one.figure, one.key) == (figure, key):
            return one
    raise UnknownViewError(figure, key)


def _unpacked(file: str, kind: str) -> array[int]:
    values: array[int] = array(kind)
    values.frombytes(zlib.decompress((_folder() / file).read_bytes()))
    return values


@lru_cache(maxsize=1)
def faces() -> array[int]:
    """Return the quads of the base mesh: four vertex numbers a face, one after the other."""
    return _unpacked(_listing()["faces"]["file"], "H")


@lru_cache(maxsize=1)
def region_names() -> tuple[tuple[str, str], ...]:
    """Return key and side of the regions, in the order of ``region_of_cell``."""
    return tuple((name.split("|")[0], name.split("|")[1]) for name in _listing()["regions"])


@lru_cache(maxsize=1)
def region_of_cell() -> array[int]:
    """Return for each cell of the skin the index of its region.

    A face is cut into ``cells_per_edge()`` × as many cells; cells run along u, then v, then face.
    """
    return _unpacked(_listing()["region_of_cell"], "H")


@lru_cache(maxsize=1)
def cells_per_edge() -> int:
    """Return into how many cells an edge of a face is cut."""
    return int(_listing()["cells_per_edge"])


@lru_cache(maxsize=1)
def mirror_of_face() -> array[int]:
    """Return for each face the one on the other side of the body."""
    return _unpacked(_listing()["mirror_of_face"], "H")


@lru_cache(maxsize=8)
def vertices(figure: str) -> tuple[array[int], float]:
    """Return the posed vertices of a figure (x, y, z after each other) and their unit in mm."""
    row = _listing()["figures"][figure]
    return _unpacked(row["vertices"], "h"), row["unit_mm"]


@lru_cache(maxsize=32)
def visible(figure: str, key: str) -> bytes:
    """Return a bit for each face, set when the view shows it."""
    return zlib.decompress((_folder() / view(figure, key).visible_file).read_bytes())
