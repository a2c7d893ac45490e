"""A surface as one view shows it: laid on the picture once, found again through small cells.

Each kind of view has one class here behind the same few questions: what lies under a point, where
does a spot lie on the picture, is it hidden.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import product

from ipdoc.anatomy import views
from ipdoc.anatomy.quads import Point, Quad, to_edge
from ipdoc.anatomy.views import DiagramView

Spot = tuple[int, float, float]
"""Face, u and v on a surface."""
SNAP = 4.0
"""A point this near to the skin, view-box units, counts as on it: the drawn outline has a width,
and the drawn body is rounder than its quads."""
_HIDDEN_BEHIND = 6.0
"""A point is hidden when the skin in front of it is nearer by more, view-box units."""
_INWARDS = 0.05
"""A spot this far from the cut, view-box units, is still on its own side of it when stored."""
_ROW = 4096
"""Index cells in a row at most."""


class Seen(ABC):
    """What one view shows."""

    @abstractmethod
    def find(self, x: float, y: float) -> Spot | None:
        """Return the spot under a point in view-box units, the one nearest the viewer."""

    @abstractmethod
    def find_near(self, x: float, y: float, within: float = SNAP) -> Spot | None:
        """Return the spot shown that is closest to a point beside the body.

        None when it is farther than ``within`` view-box units, the width of the outline.
        """

    @abstractmethod
    def shows(self, face: int) -> bool:
        """Return whether the view shows a face."""

    @abstractmethod
    def at(self, face: int, u: float, v: float) -> tuple[float, float, float]:
        """Return x, y and depth of a spot on a face that is shown."""

    @abstractmethod
    def extent(self, face: int) -> float:
        """Return the area of a face that is shown, square view-box units."""

    def hides(self, face: int, u: float, v: float) -> bool:
        """Return whether other skin lies before a spot of a face that is shown."""
        x, y, z = self.at(face, u, v)
        front = self.find(x, y)
        return front is not None and self.at(*front)[2] > z + _HIDDEN_BEHIND


class Laid(Seen):
    """Faces laid on the picture as quads."""

    def __init__(self, boxes: Iterable[tuple[int, float, float, float, float]], edge: float):
        """Index the quads.

        Args:
            boxes: number of a quad, left, right, top and bottom in view-box units.
            edge: edge of an index cell, view-box units.
        """
        self._edge = edge
        self._quads: dict[int, Quad] = {}
        self._cells: dict[int, list[int]] = {}
        cells = self._cells
        for number, left, right, top, bottom in boxes:
            first, last = int(left // edge), int(right // edge)
            for row in range(int(top // edge) * _ROW, int(bottom // edge) * _ROW + 1, _ROW):
                for cell in range(row + first, row + last + 1):
                    if cell in cells:
                        cells[cell].append(number)
                    else:
                        cells[cell] = [number]

    @abstractmethod
    def _laid(self, number: int) -> Quad:
        """Return a quad by its number."""

    @abstractmethod
    def _face(self, number: int) -> int:
        """Return the face that a quad shows."""

    def _quad(self, number: int) -> Quad:
        quad = self._quads.get(number)
        if quad is None:
            quad = self._quads[number] = self._laid(number)
        return quad

    def find(self, x: float, y: float) -> Spot | None:
        """Return the spot under a point in view-box units, the one nearest the viewer."""
        best: Spot | None = None
        front = 0.0
        quads = self._quads
        for number in self._cells.get(int(y // self._edge) * _ROW + int(x // self._edge), ()):
            quad = quads.get(number) or self._quad(number)
            if not (quad.left <= x <= quad.right and quad.top <= y <= quad.bottom):
                continue
            inside = quad.find(x, y)
            if inside is None:
                continue
            depth = quad.at(*inside)[2]
            if best is None or depth > front:
                best, front = (self._face(number), *inside), depth
        return best

    def find_near(self, x: float, y: float, within: float = SNAP) -> Spot | None:
        """Return the spot shown that is closest to a point beside the body."""
        edge = self._edge
        columns = range(int((x - within) // edge), int((x + within) // edge) + 1)
        rows = range(int((y - within) // edge), int((y + within) // edge) + 1)
        near = {n for c, r in product(columns, rows) for n in self._cells.get(r * _ROW + c, ())}
        spots = [(*self._quad(number).nearest(x, y), number) for number in near]
        for away, u, v, number in sorted(spots):
            face = self._face(number)
            if away <= within and not self.hides(face, u, v):
                return face, u, v
        return None


class CameraSeen(Laid):
    """The skin through an orthographic camera."""

    def __init__(self, view: DiagramView) -> None:
        data, unit = views.posed(view)
        scale = view.scale * unit
        rows = [[n * scale for n in view.rotation[k : k + 3]] for k in (0, 3, 6)]
        (a, b, c), (d, e, f), (g, h, i) = rows
        left, top = view.offset
        points = list(zip(data[0::3], data[1::3], data[2::3], strict=True))
        self._x = array("d", [a * x + b * y + c * z + left for x, y, z in points])
        self._y = array("d", [top - d * x - e * y - f * z for x, y, z in points])
        self._z = array("d", [g * x + h * y + i * z for x, y, z in points])
        self._shown = views.visible_skin(view)
        boxes = list(self._boxes())
        super().__init__(boxes, _edge_for(view, len(boxes)))

    def _boxes(self) -> Iterable[tuple[int, float, float, float, float]]:
        corners, shown, x, y = views.faces(), self._shown, self._x, self._y
        for face in range(len(corners) // 4):
            if not shown[face >> 3] >> (face & 7) & 1:
                continue
            a, b, c, d = corners[4 * face : 4 * face + 4]
            xs, ys = (x[a], x[b], x[c], x[d]), (y[a], y[b], y[c], y[d])
            yield face, min(xs), max(xs), min(ys), max(ys)

    def shows(self, face: int) -> bool:
        """Return whether the view shows a face."""
        return bool(self._shown[face >> 3] >> (face & 7) & 1)

    def at(self, face: int, u: float, v: float) -> tuple[float, float, float]:
        """Return x, y and depth of a spot of any face."""
        return self._quad(face).at(u, v)

    def extent(self, face: int) -> float:
        """Return the area of a face, square view-box units."""
        return self._quad(face).extent()

    def _face(self, number: int) -> int:
        return number

    def _laid(self, number: int) -> Quad:
        corners = views.faces()[4 * number : 4 * number + 4]
        return Quad([(self._x[i], self._y[i], self._z[i]) for i in corners])


class UnrolledSeen(Laid):
    """The skin of a limb, cut open lengthwise and laid flat.

    A face that crosses the cut is laid twice, at both ends of the picture. Where faces overlap,
    one whose outside is turned to the viewer lies in front.
    """

    def __init__(self, view: DiagramView) -> None:
        count = view.quads_count
        values = views.quads(view)
        self._view = view
        self._faces = values[:count]
        self._corners = array("h", values[count:].tobytes())
        self._numbers: dict[int, list[int]] = {}
        for number, face in enumerate(self._faces):
            self._numbers.setdefault(face, []).append(number)
        self._outwards = sum(self._winding(number) for number in range(count)) >= 0
        super().__init__(list(self._boxes()), _edge_for(view, count))

    def _boxes(self) -> Iterable[tuple[int, float, float, float, float]]:
        for number in range(len(self._faces)):
            xs, ys = self._xy(number)
            yield number, min(xs), max(xs), min(ys), max(ys)

    def _xy(self, number: int) -> tuple[list[float], list[float]]:
        xy = self._corners[8 * number : 8 * number + 8]
        return [n / 10 for n in xy[0::2]], [n / 10 for n in xy[1::2]]

    def _winding(self, number: int) -> float:
        """Return the area of a quad, > 0 or < 0 after the way its corners run round."""
        (ax, bx, cx, dx), (ay, by, cy, dy) = self._xy(number)
        return (cx - ax) * (dy - by) - (cy - ay) * (dx - bx)

    def find(self, x: float, y: float) -> Spot | None:
        """Return the spot under a point in view-box units, or None beyond what is drawn."""
        return super().find(x, y) if self._view.holds(x, y) else None

    def find_near(self, x: float, y: float, within: float = SNAP) -> Spot | None:
        """Return the spot drawn that is closest to a point."""
        left, top, right, bottom = self._view.box or (0.0, 0.0, self._view.width, self._view.height)
        if not (left - within <= x <= right + within and top - within <= y <= bottom + within):
            return None
        x = min(max(x, left + _INWARDS), right - _INWARDS)
        y = min(max(y, top + _INWARDS), bottom - _INWARDS)
        return super().find_near(x, y, within)

    def shows(self, face: int) -> bool:
        """Return whether the view shows a face."""
        return face in self._numbers

    def at(self, face: int, u: float, v: float) -> tuple[float, float, float]:
        """Return x, y and depth of a spot, on that copy of its face which is drawn."""
        spots = [self._quad(number).at(u, v) for number in self._numbers[face]]
        return next((at for at in spots if self._view.holds(*at[:2])), spots[0])

    def extent(self, face: int) -> float:
        """Return the area of a face, square view-box units."""
        return max(self._quad(number).extent() for number in self._numbers[face])

    def hides(self, face: int, u: float, v: float) -> bool:
        """Return False: all is laid side by side."""
        return False

    def _face(self, number: int) -> int:
        return self._faces[number]

    def _laid(self, number: int) -> Quad:
        depth = 0.0 if (self._winding(number) >= 0) == self._outwards else -1.0
        return Quad([(x, y, depth) for x, y in zip(*self._xy(number), strict=True)])


class ChartSeen(Seen):
    """A chart: face 0 is the whole view box, and only what lies in a region counts as on it."""

    def __init__(self, view: DiagramView) -> None:
        self._width, self._height = view.width, view.height
        self._regions = [(_box(one.rings), one.rings) for one in view.outlines()]

    def find(self, x: float, y: float) -> Spot | None:
        """Return the spot under a point, or None where no region is."""
        for box, rings in self._regions:
            if _reaches(box, x, y, 0.0) and holds(rings, (x, y)):
                return 0, x / self._width, y / self._height
        return None

    def find_near(self, x: float, y: float, within: float = SNAP) -> Spot | None:
        """Return the spot of a border that is closest to a point."""
        close = (rings for box, rings in self._regions if _reaches(box, x, y, within))
        borders = (_to_ring(ring, (x, y)) for rings in close for ring in rings)
        best = min(borders, default=None)
        if best is None or best[0] > within:
            return None
        away, (bx, by) = best
        further = 1 + 0.1 / max(away, 1e-9)
        return 0, (x + (bx - x) * further) / self._width, (y + (by - y) * further) / self._height

    def shows(self, face: int) -> bool:
        """Return whether the face is the chart's only one."""
        return face == 0

    def at(self, face: int, u: float, v: float) -> tuple[float, float, float]:
        """Return x, y and depth 0."""
        return u * self._width, v * self._height, 0.0

    def extent(self, face: int) -> float:
        """Return the area of the chart."""
        return self._width * self._height

    def hides(self, face: int, u: float, v: float) -> bool:
        """Return False: nothing lies before it."""
        return False


_Box = tuple[float, float, float, float]


def _box(rings: tuple[tuple[Point, ...], ...]) -> _Box:
    xs, ys = ([point[k] for ring in rings for point in ring] for k in (0, 1))
    return min(xs), max(xs), min(ys), max(ys)


def _reaches(box: _Box, x: float, y: float, within: float) -> bool:
    left, right, top, bottom = box
    return left - within <= x <= right + within and top - within <= y <= bottom + within


def holds(rings: tuple[tuple[Point, ...], ...], point: Point) -> bool:
    """Return whether a point lies inside closed rings, even-odd."""
    x, y = point
    inside = False
    for ring in rings:
        before = ring[-1]
        for after in ring:
            if (before[1] > y) != (after[1] > y):
                share = (y - before[1]) / (after[1] - before[1])
                inside ^= x < before[0] + share * (after[0] - before[0])
            before = after
    return inside


def _to_ring(ring: tuple[Point, ...], point: Point) -> tuple[float, Point]:
    """Return the distance of a point from a closed ring and the nearest point on it."""
    away, share, start, end = min(
        (*to_edge(ring[k - 1], ring[k], point), ring[k - 1], ring[k]) for k in range(len(ring))
    )
    return away, (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))


def _edge_for(view: DiagramView, count: int) -> float:
    """Return the edge of an index cell so that about two faces fall into one."""
    return float(min(max((view.width * view.height / max(count, 1)) ** 0.5, 6.0), 60.0))


_KINDS: dict[str, Callable[[DiagramView], Seen]] = {
    "camera": CameraSeen,
    "unrolled": UnrolledSeen,
    "chart": ChartSeen,
}


@lru_cache(maxsize=48)
def seen(view: DiagramView) -> Seen:
    """Return what a view shows, laid out once and kept."""
    return _KINDS[view.kind](view)
