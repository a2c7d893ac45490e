"""A line drawn on a view, laid on the surface below it in steps of a few millimetres."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import ceil, dist, hypot

from ipdoc.anatomy import skin
from ipdoc.anatomy.geometry import GeometryError
from ipdoc.anatomy.quads import Point, to_edge
from ipdoc.anatomy.skin import Vector
from ipdoc.anatomy.surface import SNAP, Spot, holds, seen
from ipdoc.anatomy.views import DiagramView

STEP_MM = 5.0
"""Vertices of a path lie no farther apart than this."""
BESIDE_AREA = 20.0
"""How far an outline may run beside the body, view-box units: it is drawn round what it shows."""
_CHART_MM = 400.0
"""A chart counts as this wide when steps are set."""
_PROBES = 9
"""So many points across and down tell whether an outline lies on the body."""
_SAME = 0.25
"""Points of the picture nearer than this, view-box units, are the same."""
_THIN = 0.08
"""A freehand point this near to the line of its neighbours, view-box units, says nothing."""
_FOLD_MM = 90.0
"""Skin hidden behind a fold or an edge that a line is led over."""
_LEAP_MM = 60.0
"""Distance in space over which a line may leap from one part of the body to the next."""

_MOST_VERTICES = 6000
"""A line over the body has fewer vertices: it is some 20 m long then."""

Path = list[Spot]


def ground(view: DiagramView) -> Callable[[Spot], Vector]:
    """Return where a spot lies in space, mm; charts are laid flat, as if 400 mm wide."""
    if view.kind != "chart":
        return lambda spot: skin.position(view.figure, spot)
    height = _CHART_MM * view.height / view.width
    return lambda spot: (spot[1] * _CHART_MM, spot[2] * height, 0.0)


class Pen:
    """Lays lines on the surface that one view shows.

    Args:
        view: the view on which they were drawn.
        beside: how far beside the body a point may lie, view-box units.
    """

    def __init__(self, view: DiagramView, beside: float = SNAP) -> None:
        self._view = view
        self._seen = seen(view)
        self._ground = ground(view)
        self._beside = beside

    def spot(self, point: Point) -> Spot:
        """Return the spot under a point in view-box units.

        Raises:
            GeometryError: it lies beside the body.
        """
        found = self._seen.find(*point) or self._seen.find_near(*point, SNAP)
        if found is None and self._beside > SNAP:
            found = self._seen.find_near(*point, self._beside)
        if found is None:
            raise GeometryError("The mark lies partly beside the body: draw it on the body")
        return found

    def covers(self, outline: list[Point]) -> bool:
        """Return whether most of what an outline encloses lies on the body."""
        xs, ys = [x for x, _ in outline], [y for _, y in outline]
        low, wide = (min(xs), min(ys)), (max(xs) - min(xs), max(ys) - min(ys))
        steps = [(k + 0.5) / _PROBES for k in range(_PROBES)]
        grid = [(low[0] + u * wide[0], low[1] + v * wide[1]) for u in steps for v in steps]
        inside = [point for point in grid if holds((tuple(outline),), point)] or outline
        return 2 * sum(self._seen.find(*point) is not None for point in inside) > len(inside)

    def lay(self, points: list[Point], *, closed: bool = False) -> list[Path]:
        """Return a line on the surface, vertices at most :data:`STEP_MM` apart.

        A line that leaps over a gap to another part of the body comes back as two. A closed
        outline stays one path; its last vertex is followed by its first.

        Args:
            points: the line in view-box units.
            closed: True for an outline.

        Raises:
            GeometryError: it lies beside the body, or runs to a part that lies far behind.
        """
        line = thinned([*points, points[0]] if closed else points)
        here = self.spot(line[0])
        paths: list[Path] = [[here]]
        for p, q in pairwise(line):
            there = self.spot(q)
            self._step(paths, p, here, q, there, closed)
            here = there
            if len(paths[-1]) > _MOST_VERTICES:
                raise GeometryError("The line is too long: draw the outline of the area instead")
        if closed and len(paths[0]) > 1:
            paths[0].pop()
        return paths

    def _step(
        self, paths: list[Path], p: Point, here: Spot, q: Point, there: Spot, closed: bool
    ) -> None:
        """Add the way from one spot to the next, halving it until its parts are short."""
        away = dist(self._ground(here), self._ground(there))
        if away <= STEP_MM:
            paths[-1].append(there)
        elif hypot(q[0] - p[0], q[1] - p[1]) > _SAME:
            middle = (p[0] + q[0]) / 2, (p[1] + q[1]) / 2
            between = self.spot(middle)
            self._step(paths, p, here, middle, between, closed)
            self._step(paths, middle, between, q, there, closed)
        else:
            self._leap(paths, p, here, q, there, closed)

    def _leap(
        self, paths: list[Path], p: Point, here: Spot, q: Point, there: Spot, closed: bool
    ) -> None:
        """Lead a line over what the view hides, or let it go on beyond the gap."""
        behind = self._hidden_way(p, here, q, there)
        if behind is not None:
            paths[-1] += behind
            return
        if dist(self._ground(here), self._ground(there)) > _LEAP_MM:
            raise GeometryError(
                "The mark runs from one part of the body to another that lies behind it: "
                "draw a mark on each part"
            )
        if closed:
            paths[-1].append(there)
        else:
            paths.append([there])

    def _hidden_way(self, p: Point, here: Spot, q: Point, there: Spot) -> Path | None:
        """Return the way over skin that the view hides, or None when it is long."""
        if self._view.kind != "camera":
            return None
        right, up = q[0] - p[0], p[1] - q[1]
        r = self._view.rotation
        across = tuple(up * r[k] - right * r[3 + k] for k in range(3))
        found = way(self._view.figure, here, there, (across[0], across[1], across[2]))
        return found if found and length(self._view.figure, [here, *found]) <= _FOLD_MM else None


def way(figure: str, here: Spot, there: Spot, across: Vector) -> Path | None:
    """Return the shorter way over the skin from one spot to another in a plane.

    Args:
        figure: the figure on which it is found.
        here: where it begins; left out of the result.
        there: where it ends.
        across: direction at right angles to the plane.
    """
    loop = skin.cut(figure, here, across)
    if loop is None:
        return None
    line = dense(figure, loop)
    goal = skin.position(figure, there)
    away = [dist(skin.position(figure, spot), goal) for spot in line]
    nearest = min(range(len(line)), key=away.__getitem__)
    if away[nearest] > STEP_MM:
        return None
    ways = led_to(figure, line, nearest, there)
    return min(ways, key=lambda path: length(figure, path))[1:]


def led_to(figure: str, loop: Path, nearest: int, there: Spot) -> tuple[Path, Path]:
    """Return both ways along a closed line from its first spot to a spot beside one of its own.

    Args:
        figure: the figure on which steps are measured.
        loop: spots of the line; the last is the first again.
        nearest: index of the spot next to the end.
        there: the end.
    """
    goal = skin.position(figure, there)
    ways = loop[:nearest], loop[:nearest:-1]
    for path in ways:
        if not path or dist(skin.position(figure, path[-1]), goal) > STEP_MM:
            path.append(loop[nearest])
        path.append(there)
    return ways


def dense(figure: str, line: tuple[Spot, ...]) -> Path:
    """Return a line that crosses face after face with vertices at most :data:`STEP_MM` apart."""
    path = [line[0]]
    for a, b in pairwise(line):
        away = dist(skin.position(figure, a), skin.position(figure, b))
        if a[0] == b[0] and away > 0:
            parts = ceil(away / (0.98 * STEP_MM))
            shares = [k / parts for k in range(1, parts + 1)]
            path += [(b[0], a[1] + s * (b[1] - a[1]), a[2] + s * (b[2] - a[2])) for s in shares]
    return path


def length(figure: str, path: Path) -> float:
    """Return the length of a path, mm."""
    points = [skin.position(figure, spot) for spot in path]
    return sum(dist(a, b) for a, b in pairwise(points))


def thinned(line: list[Point]) -> list[Point]:
    """Return a line without the points that lie on it anyway (Douglas and Peucker 1973)."""
    keep = {0, len(line) - 1}
    open_parts = [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        ends = line[first], line[last]
        away = [to_edge(*ends, point)[0] for point in line[first + 1 : last]]
        farthest = max(range(len(away)), key=away.__getitem__)
        if away[farthest] > _THIN:
            middle = first + 1 + farthest
            keep.add(middle)
            open_parts += [(first, middle), (middle, last)]
    return [line[k] for k in sorted(keep)]
