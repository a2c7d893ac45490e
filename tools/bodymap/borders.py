"""Smooth outlines of the regions of a view: shared borders, no gaps.

The label of every pixel is smoothed (each region's pixels are blurred and the strongest wins), the
borders between labels are walked once as arcs from crossing to crossing, and every region is put
together from the same arcs as its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from shapely.geometry import LineString

from tools.bodymap.mesh import Floats, Ints
from tools.bodymap.outlines import pair

TOLERANCE = 0.6
"""How far a simplified border may leave the smoothed one, view-box units."""
LEAST_AREA = 20.0
"""Smaller islands of a region go to its neighbours, square view-box units."""
SOFTNESS = 2.4
"""Gaussian along the borders, view-box units; takes out the staircase of the pixels."""

Node = tuple[int, int]


@dataclass(frozen=True)
class Outline:
    """A region as one view shows it."""

    label: int
    data: str
    """SVG path data, even-odd, view-box units."""
    at: tuple[float, float]
    """A point well inside its largest part."""


@dataclass(frozen=True)
class Arc:
    """A border between two labels, from crossing to crossing."""

    left: int
    """Label on the left when walked from first to last point, y downwards."""
    right: int
    start: Node
    end: Node
    points: Floats
    """k × 2, view-box units."""


def smoothed(labels: Ints, spreads: dict[int, float], pixels: float) -> Ints:
    """Return the labels with smooth borders; −1 stays where nothing is seen.

    Args:
        labels: height × width, −1 outside the body.
        spreads: label → spread of its Gaussian, pixels.
        pixels: pixels per view-box unit.
    """
    body = labels >= 0
    if not body.any():
        return labels.copy()
    wide = _filled(labels, body)
    best = np.zeros(labels.shape)
    result = np.full(labels.shape, -1)
    for label, (rows, columns) in _boxes(wide, spreads):
        share = np.round(
            ndimage.gaussian_filter((wide[rows, columns] == label).astype(float), spreads[label]),
            6,
        )
        wins = share > best[rows, columns]
        best[rows, columns][wins] = share[wins]
        result[rows, columns][wins] = label
    inside = np.round(ndimage.gaussian_filter(body.astype(float), 0.6 * pixels), 6) >= 0.5
    result = np.where(result < 0, wide, result)
    result[~inside] = -1
    return _without_islands(result, LEAST_AREA * pixels**2)


def _boxes(labels: Ints, spreads: dict[int, float]) -> list[tuple[int, tuple[slice, slice]]]:
    """Return every label with the box in which its Gaussian is felt."""
    found = ndimage.find_objects(labels + 1)
    height, width = labels.shape
    boxes = []
    for label in sorted(spreads):
        box = found[label] if label < len(found) else None
        if box is None:
            continue
        reach = int(4 * spreads[label]) + 2
        rows = slice(max(0, box[0].start - reach), min(height, box[0].stop + reach))
        columns = slice(max(0, box[1].start - reach), min(width, box[1].stop + reach))
        boxes.append((label, (rows, columns)))
    return boxes


def _filled(labels: Ints, known: np.ndarray) -> Ints:
    """Give every unknown pixel the label of the nearest known one."""
    if known.all():
        return labels
    nearest = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
    return labels[tuple(nearest)]


def _without_islands(labels: Ints, least: float) -> Ints:
    lone = np.zeros(labels.shape, bool)
    for label, box in enumerate(ndimage.find_objects(labels + 1)):
        if box is None:
            continue
        parts, count = ndimage.label(labels[box] == label)
        sizes = ndimage.sum_labels(np.ones(parts.shape), parts, np.arange(count + 1))
        lone[box] |= (sizes < least)[parts] & (parts > 0)
    body = labels >= 0
    if not lone.any() or not (body & ~lone).any():
        return labels
    return np.where(lone, _filled(labels, body & ~lone), labels)


def outlines(labels: Ints, pixels: float) -> list[Outline]:
    """Return the outline of every label that is seen, sorted by label.

    Args:
        labels: height × width of the view box, −1 outside the body.
        pixels: pixels per view-box unit.
    """
    of_label: dict[int, list[tuple[Arc, bool]]] = {}
    for arc in arcs(labels, pixels):
        of_label.setdefault(arc.left, []).append((arc, True))
        of_label.setdefault(arc.right, []).append((arc, False))
    of_label.pop(-1, None)
    boxes = ndimage.find_objects(labels + 1)
    return [
        Outline(label, _path(of_label[label]), _middle(labels, label, boxes[label], pixels))
        for label in sorted(of_label)
    ]


def _middle(
    labels: Ints, label: int, box: tuple[slice, slice], pixels: float
) -> tuple[float, float]:
    """Return the point of a label farthest from its border."""
    away = ndimage.distance_transform_edt(np.pad(labels[box] == label, 1))
    row, column = np.unravel_index(int(away.argmax()), away.shape)
    x, y = column - 0.5 + box[1].start, row - 0.5 + box[0].start
    return round(float(x) / pixels, 1), round(float(y) / pixels, 1)


def arcs(labels: Ints, pixels: float) -> list[Arc]:
    """Walk all borders between labels, from crossing to crossing."""
    steps = _steps(np.pad(labels, 1, constant_values=-1))
    degree: dict[Node, int] = {}
    for start, end in steps:
        degree[start] = degree.get(start, 0) + 1
        degree[end] = degree.get(end, 0) + 1
    onward: dict[Node, list[tuple[Node, Node]]] = {}
    for step in steps:
        onward.setdefault(step[0], []).append(step)
    crossings = sorted(node for node, count in degree.items() if count > 2)
    crossing = set(crossings)
    found, used = [], set()
    for start in [*crossings, *sorted(onward)]:
        for first in onward.get(start, []):
            if first not in used:
                found.append(_walk(first, onward, crossing, used, steps, pixels))
    return found


def _steps(labels: Ints) -> dict[tuple[Node, Node], tuple[int, int]]:
    """Return the pixel edges between different labels → (label on the left, on the right).

    Every edge is directed so that the larger label lies on its left, y downwards.
    """
    steps: dict[tuple[Node, Node], tuple[int, int]] = {}
    for row, column in np.argwhere(labels[:, :-1] != labels[:, 1:]).tolist():
        west, east = int(labels[row, column]), int(labels[row, column + 1])
        low, high = (row, column + 1), (row + 1, column + 1)
        ends = (low, high) if east > west else (high, low)
        steps[ends] = (max(west, east), min(west, east))
    for row, column in np.argwhere(labels[:-1] != labels[1:]).tolist():
        north, south = int(labels[row, column]), int(labels[row + 1, column])
        low, high = (row + 1, column), (row + 1, column + 1)
        ends = (low, high) if north > south else (high, low)
        steps[ends] = (max(north, south), min(north, south))
    return steps


def _walk(first, onward, crossing, used, steps, pixels):  # type: ignore[no-untyped-def]
    """Follow one border from ``first`` until a crossing or round to its start."""
    labels, (start, node), chain = steps[first], first, [first[0]]
    used.add(first)
    while True:
        chain.append(node)
        if node in crossing or node == start:
            break
        step = next(step for step in onward[node] if step not in used and steps[step] == labels)
        used.add(step)
        node = step[1]
    points = (np.array(chain, float)[:, ::-1] - 1) / pixels
    soft = _soft(points, SOFTNESS * pixels, closed=node == start and start not in crossing)
    return Arc(*labels, start, node, soft)


def _soft(points: Floats, spread: float, *, closed: bool) -> Floats:
    if closed:
        spread = min(spread, len(points) / 8)
        body = ndimage.gaussian_filter1d(points[:-1], spread, axis=0, mode="wrap")
        result = np.vstack([body, body[:1]])
    else:
        result = _soft_open(points, spread)
    simple = np.array(LineString(result.round(3)).simplify(TOLERANCE).coords)
    return simple if len(simple) > (3 if closed else 1) else result[:: max(1, len(result) // 6)]


def _soft_open(points: Floats, spread: float) -> Floats:
    """Smooth a line whose ends stay: it runs on beyond them as their point reflections."""
    reach = min(len(points) - 1, int(4 * spread) + 1)
    before = 2 * points[0] - points[reach:0:-1]
    after = 2 * points[-1] - points[-2 : -2 - reach : -1]
    longer = ndimage.gaussian_filter1d(np.vstack([before, points, after]), spread, axis=0)
    result = longer[reach : reach + len(points)]
    result[0], result[-1] = points[0], points[-1]
    return result


def _path(pieces: list[tuple[Arc, bool]]) -> str:
    """Return the rings that the arcs of one region make, each arc drawn the same both ways."""
    left: dict[Node, list[tuple[Node, Floats]]] = {}
    for arc, forward in pieces:
        start, end = (arc.start, arc.end) if forward else (arc.end, arc.start)
        left.setdefault(start, []).append((end, arc.points if forward else arc.points[::-1]))
    rings = []
    for start in sorted(left):
        while left[start]:
            node, points = left[start].pop(0)
            ring = [f"M{pair(points[0])}", _line(points)]
            while node != start:
                node, points = left[node].pop(0)
                ring.append(_line(points))
            rings.append("".join(ring) + "Z")
    return "".join(rings)


def _line(points: Floats) -> str:
    """Return the path data of one arc, without its first point."""
    middle = (points[:-1] + points[1:]) / 2
    bends = [f"Q{pair(points[k])} {pair(middle[k])}" for k in range(1, len(points) - 1)]
    start = [f"L{pair(middle[0])}"] if bends else []
    return "".join([*start, *bends, f"L{pair(points[-1])}"])
