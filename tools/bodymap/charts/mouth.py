"""The wide open mouth from the front."""

from __future__ import annotations

from itertools import pairwise
from math import atan2, cos, degrees, hypot, pi, sin

import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from tools.bodymap.charts.chart import Chart, Name, Piece, Stroke
from tools.bodymap.charts.curves import Knot, Line, both, ellipse, line, moved, shape, strip
from tools.bodymap.charts.dental import LOWER, UPPER
from tools.bodymap.charts.sides import Parts, halved, twice

SIZE = (900, 1000)
MIDDLE = 450.0
LEVEL = 505.0
"""Height of the corners of the mouth."""

LIPS: list[Knot] = [
    (450, 82), (490, 58), (560, 66), (660, 130), (746, 262), (792, 420), (800, LEVEL),
    (788, 610), (744, 752), (664, 870), (570, 932), (450, 948),
]  # fmt: skip
OPENING: list[Knot] = [
    (450, 146), (500, 138), (580, 158), (656, 222), (712, 330), (742, 440), (748, LEVEL),
    (738, 600), (704, 712), (640, 800), (556, 850), (450, 862),
]  # fmt: skip


def _arch(upper: bool) -> tuple[float, float, float]:
    """Return half the width, the depth and the level of the back of a dental arch."""
    return (196.0, 204.0, 424.0) if upper else (182.0, 180.0, 612.0)


def _on_arch(upper: bool, turn: float) -> tuple[float, float]:
    """Return a point of the arch; turn 0 in front, positive towards the viewer's left."""
    across, along, back = _arch(upper)
    side = -1 if upper else 1
    return MIDDLE - across * sin(turn), back + side * along * cos(turn)


def chart() -> Chart:
    """Return the chart of the open mouth."""
    opening = both(OPENING, MIDDLE)
    parts: Parts = []
    parts += halved("oral_mucosa", opening, MIDDLE, 2)
    parts += _throat()
    parts += _palate()
    parts += _cheeks()
    for upper in (True, False):
        parts += _gum(upper, opening)
        parts += twice(_teeth(upper), MIDDLE)
    parts += _tongue()
    parts += _lips(opening)
    return Chart("mouth_open", "neutral", SIZE, "left", 290, "head", tuple(parts))


def _lips(opening: BaseGeometry) -> Parts:
    lips = both(LIPS, MIDDLE) - opening
    upper = lips & shapely.box(0, 0, SIZE[0], LEVEL)
    corner = ellipse(128, LEVEL, 44, 46) & lips
    return [
        Piece(lips, Name("lip_lower"), 2, ((1, 9.0), (0, 20.0))),
        Piece(upper, Name("lip_upper"), None),
        *twice([Piece(corner, Name("mouth_corner", "r"), None)], MIDDLE),
        *twice([Stroke(line([(112, LEVEL - 3), (126, LEVEL + 2), (140, LEVEL)]))], MIDDLE),
    ]


def _throat() -> Parts:
    """Return the dark opening of the throat and the pillars and tonsils beside it."""
    throat = both([(450, 440), (540, 452), (574, 520), (568, 640), (450, 660)], MIDDLE)
    pillar = strip([(404, 462), (352, 492), (322, 550), (312, 640)], [30, 26, 30, 34])
    tonsil = ellipse(366, 548, 17, 34, 10)
    parts: Parts = [*halved("oral_mucosa", throat, MIDDLE, 3)]
    parts += twice([Piece(tonsil, Name("oral_mucosa", "r"), 2, ((1, 7.0),))], MIDDLE)
    parts += twice([Piece(pillar, Name("oral_mucosa", "r"), 2, ((1, 8.0),))], MIDDLE)
    return parts


def _palate() -> Parts:
    soft = both(
        [(450, 250), (520, 262), (590, 322), (632, 420), (640, 468), (590, 470), (520, 462),
         (476, 470), (468, 500), (460, 524), (450, 530)],
        MIDDLE,
    )  # fmt: skip
    parts: Parts = [Piece(soft, Name("palate"), 1, ((0, 30.0),))]
    parts.append(Stroke(line([(450, 288), (450, 360), (450, 466)])))
    parts.append(Piece(ellipse(450, 276, 7, 11), Name("palate"), 1))
    for k, (y, reach) in enumerate(((292, 52), (312, 70), (333, 82))):
        start = 438 - 3 * k
        fold: list[Knot] = [(start, y), (start - reach * 0.5, y - 7), (start - reach, y + 11)]
        parts += twice([Stroke(line(fold))], MIDDLE)
    border: list[Knot] = [(300, 418), (372, 398), (450, 408), (528, 398), (600, 418)]
    parts.append(Stroke(line(border)))
    return parts


def _cheeks() -> Parts:
    """Return the fold behind the last teeth and the soft side of the cheek."""
    fold: list[Knot] = [(262, 452), (286, 520), (272, 590)]
    cheek = shape([(166, 500), (190, 410), (222, 450), (240, 512), (226, 580), (190, 610)])
    return twice([Piece(cheek, None, 1, edge=False), Stroke(line(fold))], MIDDLE)


def _gum(upper: bool, opening: BaseGeometry) -> Parts:
    across, along, back = _arch(upper)
    away = (1 if upper else -1) * along
    knots = []
    for k in range(-40, 41):
        turn = pi * k / 40 * 0.53
        knots.append(
            (MIDDLE - (across + 10) * sin(turn), back - (away + (10 if upper else -10)) * cos(turn))
        )
    gum = LineString(knots).buffer(46) & opening.buffer(-7)
    return halved("gum_upper" if upper else "gum_lower", gum, MIDDLE, 1)


def _teeth(upper: bool) -> Parts:
    """Return the teeth on the viewer's left, the hindmost first."""
    builds = UPPER if upper else LOWER
    turns = [pi / 2 * 1.03 * k / 400 for k in range(401)]
    points = [_on_arch(upper, turn) for turn in turns]
    gone = [0.0]
    for one, two in pairwise(points):
        gone.append(gone[-1] + hypot(two[0] - one[0], two[1] - one[1]))
    unit = gone[-1] / sum(build.width for build in builds)
    found: list[Parts] = []
    at = 0.0
    for k, build in enumerate(builds):
        middle = at + build.width * unit / 2
        at += build.width * unit
        place = min(range(len(gone)), key=lambda n: abs(gone[n] - middle))
        x, y = points[place]
        before, after = points[max(place - 1, 0)], points[min(place + 1, 400)]
        angle = degrees(atan2(after[1] - before[1], after[0] - before[0]))
        number = (10 if upper else 40) + k + 1
        found.append(_tooth(k, number, build.width * unit / 2 - 0.6, (x, y, angle), upper))
    return [part for parts in reversed(found) for part in parts]


def _tooth(
    place: int, number: int, half: float, at: tuple[float, float, float], upper: bool
) -> Parts:
    """Return one tooth; before it is placed the cheek lies above and mesial to the right."""
    out, into = ((30, 17), (30, 16), (30, 20))[place] if place < 3 else (24.0, 24.0)
    if place > 4:
        out = into = 27.0
    if place < 3:
        knots: list[Knot] = [
            (-half * 0.9, -out * 0.8), (0, -out), (half * 0.9, -out * 0.8), (half, 0),
            (half * 0.8, into * 0.75), (0, into), (-half * 0.8, into * 0.75), (-half, 0),
        ]  # fmt: skip
        grooves: list[Line] = [
            line([(-half * 0.72, into * 0.15), (0, into * 0.34), (half * 0.72, into * 0.15)])
        ]
    else:
        knots = [
            (-half * 0.78, -out * 0.82), (0, -out), (half * 0.78, -out * 0.82), (half, 0),
            (half * 0.72, into * 0.84), (0, into), (-half * 0.72, into * 0.84), (-half, 0),
        ]  # fmt: skip
        grooves = _grooves(half, out, molar=place > 4)
    x, y, angle = at
    # Along the arch from the middle outwards the teeth of the viewer's left run distally.
    flip = -1 if upper else 1
    turn = angle + 180
    name = Name("tooth", "m", number)
    tooth = moved(shape([(k[0], k[1] * -flip) for k in knots]), x, y, turn)
    strokes = [
        Stroke(list(moved(LineString([(a, b * -flip) for a, b in groove]), x, y, turn).coords))
        for groove in grooves
    ]
    return [Piece(tooth, name, 1, ((0, 5.0),)), *strokes]


def _grooves(half: float, deep: float, *, molar: bool) -> list[Line]:
    along = line([(-half * 0.5, 2), (0, -1), (half * 0.5, 2)])
    if not molar:
        return [along]
    return [along, line([(0, -deep * 0.55), (0, -1), (0, deep * 0.5)])]


def _tongue() -> Parts:
    tongue = both(
        [(450, 562), (512, 544), (574, 560), (606, 612), (596, 680), (540, 738), (450, 758)],
        MIDDLE,
    )
    groove: list[Knot] = [(450, 590), (450, 660), (450, 722)]
    return [Piece(tongue, Name("tongue"), 2, ((1, 10.0), (0, 30.0))), Stroke(line(groove))]
