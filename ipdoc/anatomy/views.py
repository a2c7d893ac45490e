"""Which diagrams exist: figures, views, their pictures and cameras."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeAlias

from ipdoc.anatomy.errors import UnknownViewError
from ipdoc.resources import data_dir

Point: TypeAlias = tuple[float, float]
"""x to the right and y downwards, fractions 0..1 of the view box, from its top left corner."""


@dataclass(frozen=True)
class Picture:
    """One PNG twin of a view, for pages without SVG."""

    path: str
    """Path below ``static/``, with slashes."""
    width: int
    """Pixels; show it at exactly this CSS size, otherwise clicks are off."""
    height: int
    """Pixels."""


@dataclass(frozen=True)
class Camera:
    """How the body is put on the picture: an orthographic projection."""

    rotation: tuple[tuple[float, float, float], ...]
    """Rows: the picture's right, its up, towards the viewer; axes x left of the body, y up,
    z to its front."""
    units_per_mm: float
    """View-box units per millimetre of the figure."""
    offset: Point
    """View-box units of the body's origin."""


@dataclass(frozen=True)
class DiagramView:
    """One view of one figure."""

    key: str
    """View key such as "full_ant"."""
    figure: str
    """Figure key such as "female"."""
    width: int
    """Width of the view box."""
    height: int
    """Height of the view box."""
    svg: str
    """Path of the SVG below ``static/``, with slashes."""
    pngs: tuple[Picture, ...]
    """PNG twins, smallest first; at least one."""
    subject_right: Literal["left", "right"] | None
    """Side of the picture on which the subject's right lies; None in profile."""
    direction: str
    """From where the viewer looks: front, back, left, right, below or above."""
    camera: Camera
    """The projection."""

    @property
    def png(self) -> str:
        """Path of the smallest PNG twin below ``static/``."""
        return self.pngs[0].path

    @property
    def picture_side_of_left(self) -> Literal["left", "right"] | None:
        """Side of the picture on which the subject's left lies; None in profile."""
        if self.subject_right is None:
            return None
        return "left" if self.subject_right == "right" else "right"

    def file(self, path: str) -> Path:
        """Return where ``svg`` or the path of a PNG lies on this computer."""
        return data_dir("static").joinpath(*path.split("/"))


@cache
def _catalogue() -> dict[tuple[str, str], DiagramView]:
    text = (data_dir("static") / "diagrams" / "views.json").read_text("utf-8")
    views = [_view(entry) for entry in json.loads(text)["views"]]
    return {(view.figure, view.key): view for view in views}


def _view(entry: dict[str, Any]) -> DiagramView:
    camera = entry["camera"]
    return DiagramView(
        key=entry["key"],
        figure=entry["figure"],
        width=entry["width"],
        height=entry["height"],
        svg=f"diagrams/{entry['svg']}",
        pngs=tuple(
            Picture(f"diagrams/{png['path']}", png["width"], png["height"]) for png in entry["png"]
        ),
        subject_right=entry["subject_right"],
        direction=entry["direction"],
        camera=Camera(
            rotation=tuple(tuple(row) for row in camera["rotation"]),
            units_per_mm=camera["units_per_mm"],
            offset=tuple(camera["offset"]),
        ),
    )


def list_views(figure: str | None = None) -> tuple[DiagramView, ...]:
    """Return all views, or those of one figure, in the order of the view strip."""
    return tuple(view for view in _catalogue().values() if figure in (None, view.figure))


def figures() -> tuple[str, ...]:
    """Return the figures that have views; a caller that needs another one chooses a stand-in."""
    return tuple(dict.fromkeys(view.figure for view in _catalogue().values()))


def view(figure: str, key: str) -> DiagramView:
    """Return one view of one figure.

    Raises:
        UnknownViewError: the figure has no such view.
    """
    try:
        return _catalogue()[figure, key]
    except KeyError:
        raise UnknownViewError(figure, key) from None
