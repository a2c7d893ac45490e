"""One view laid flat: its visible quads, an index of cells to find them, and depth."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import cache

from ipdoc.anatomy.quad import Flat, inside, nearest
from ipdoc.anatomy.surface import figure, projected, skin
from ipdoc.anatomy.views import DiagramView

_CELL = 16.0
"""Edge of a cell of the index, view-box units."""
SNAP = 4.0
"""A click this near to the skin, view-box units, still counts as on it: the drawn outline is a
line with a width, and the drawn body is smoother than the quads."""


class Sheet:
    """The visible quads of one view; built on first use, then kept."""

    def __init__(self, view: DiagramView) -> None:
        self.view = view
        self._faces = skin().faces
        self._x, self._y, self._depth = projected(view)
        self.visible = _bits(figure(view.figure).seen[view.key], skin().count)
        self._cells: dict[tuple[int, int], list[int]] = {}
        for face in self.visible:
            for cell in self._covered(self.flat(face), 0.0):
                self._cells.setdefault(cell, []).append(face)
        self._shown = frozenset(self.visible)

    def shows(self, face: int) -> bool:
        """True when the quad is seen in this view, at least in part."""
        return face in self._shown

    def flat(self, face: int) -> Flat:
        """Return the four corners of a quad on the picture, view-box units."""
        a, b, c, d = self._faces[4 * face : 4 * face + 4]
        x, y = self._x, self._y
        return (x[a], y[a]), (x[b], y[b]), (x[c], y[c]), (x[d], y[d])

    def depth(self, face: int, u: float, v: float) -> float:
        """Return how near a spot lies to the viewer, view-box units."""
        return _blend(self._depth, self._faces[4 * face : 4 * face + 4], u, v)

    def spot(self, face: int, u: float, v: float) -> tuple[float, float]:
        """Return where a spot of a quad lies on the picture, view-box units."""
        corners = self._faces[4 * face : 4 * face + 4]
        return _blend(self._x, corners, u, v), _blend(self._y, corners, u, v)

    def front(self, x: float, y: float) -> tuple[int, float, float] | None:
        """Return quad, u and v of the nearest visible skin under a point, or None."""
        best: tuple[float, int, float, float] | None = None
        for face in self._cells.get((int(x // _CELL), int(y // _CELL)), ()):
            found = inside(self.flat(face), x, y)
            if found is None:
                continue
            depth = self.depth(face, *found)
            if best is None or depth > best[0]:
                best = depth, face, *found
        return best[1:] if best else None

    def beside(self, x: float, y: float) -> tuple[int, float, float] | None:
        """Return the visible skin closest to a point next to the body, within ``SNAP``."""
        near = {
            face for cell in self._covered(((x, y),), SNAP) for face in self._cells.get(cell, ())
        }
        return self.closest(sorted(near), x, y, SNAP)

    def closest(
        self, faces: list[int], x: float, y: float, reach: float = float("inf")
    ) -> tuple[int, float, float] | None:
        """Return the spot of ``faces`` closest to a point on the picture, within ``reach``."""
        best: tuple[float, int, float, float] | None = None
        for face in faces:
            distance, u, v = nearest(self.flat(face), x, y)
            if distance <= reach and (best is None or distance < best[0]):
                best = distance, face, u, v
        return best[1:] if best else None

    def _covered(
        self, points: tuple[tuple[float, float], ...], margin: float
    ) -> Iterator[tuple[int, int]]:
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        for column in range(int((min(xs) - margin) // _CELL), int((max(xs) + margin) // _CELL) + 1):
            for row in range(
                int((min(ys) - margin) // _CELL), int((max(ys) + margin) // _CELL) + 1
            ):
                yield column, row


@cache
def sheet(view: DiagramView) -> Sheet:
    """Return the sheet of a listed view, built once per process."""
    return Sheet(view)


def _blend(values: array[float], corners: array[int], u: float, v: float) -> float:
    a, b, c, d = (values[corner] for corner in corners)
    return (a * (1 - u) + b * u) * (1 - v) + (d * (1 - u) + c * u) * v


def _bits(data: bytes, count: int) -> tuple[int, ...]:
    return tuple(i for i in range(count) if data[i >> 3] >> (i & 7) & 1)
