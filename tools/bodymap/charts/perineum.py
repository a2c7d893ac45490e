"""Views of the pelvis from below, as schematic line drawings: always restricted."""

from __future__ import annotations

from math import cos, pi, sin

import shapely

from tools.bodymap.charts.chart import Chart, Name, Piece, Stroke
from tools.bodymap.charts.curves import Knot, Line, both, ellipse, line, shape
from tools.bodymap.charts.digits import written
from tools.bodymap.charts.sides import FAR, Parts, grown, named, twice

MIDDLE = 500.0
ZOOM, LIFT = 1.34, -52.0
"""How much larger and higher the view from below is drawn than its knots say."""

BODY: list[Knot] = [
    (500, 74), (590, 78), (664, 126, 1), (760, 62), (880, 14), (1060, -40), (1160, 250),
    (1090, 520), (980, 660), (900, 770), (800, 872), (680, 934), (566, 930), (500, 894),
]  # fmt: skip
LABIA: list[Knot] = [
    (500, 200),
    (556, 214),
    (606, 288),
    (626, 396),
    (606, 514),
    (562, 602),
    (526, 642),
    (500, 650),
]
CLEFT: list[Knot] = [
    (500, 242),
    (538, 272),
    (571, 360),
    (575, 450),
    (556, 532),
    (520, 592),
    (500, 604),
]
MINORA: list[Knot] = [
    (500, 266),
    (527, 288),
    (552, 350),
    (559, 432),
    (545, 508),
    (516, 562),
    (500, 571),
]
VESTIBULE: list[Knot] = [(500, 326), (520, 352), (538, 418), (536, 488), (518, 536), (500, 551)]


def lithotomy_chart() -> Chart:
    """Return the female perineum in lithotomy position, the front of the body above."""
    body = both(BODY, MIDDLE)
    low = shape([(-100, 690), (380, 560), (500, 540), (620, 560), (1100, 690), (1100, 1100),
                 (-100, 1100)])  # fmt: skip
    mons = both([(500, 40), (600, 40), (664, 126, 1), (640, 226), (500, 300)], MIDDLE)
    fold: list[Knot] = [(664, 126), (654, 200), (655, 300), (656, 420), (640, 520)]
    groin = shape([(664, 126), (724, 150), (708, 300), (676, 440), (612, 560), (560, 420),
                   (600, 220)])  # fmt: skip
    parts: Parts = [
        Piece(body, None, 2, ((1, 16.0), (0, 46.0))),
        *named("thigh_med", body, MIDDLE),
        *named("buttock_lower", body & low, MIDDLE),
        *twice([Piece(groin, Name("groin", "l"), None)], MIDDLE),
        Piece(mons & body, Name("pubic"), None),
        *twice([Stroke(line(fold))], MIDDLE),
        Piece(shapely.box(444, 600, 556, 690), Name("perineum"), None),
        Piece(shape([(474, 810), (526, 810), (516, 920), (484, 920)]), Name("natal_cleft"), None),
        Piece(ellipse(500, 752, 74, 74), Name("perianal"), None),
        Stroke([(500, 812), (500, 894)]),
        Stroke([(500, 652), (500, 694)]),
        *_anus(500, 752, 11, 40, 16),
    ]
    parts += _vulva()
    larger = tuple(grown(part, ZOOM, (MIDDLE, 0), (0, LIFT)) for part in parts)
    return Chart(
        "perineum_f", "female", (1000, 1226), "left", 800, "restricted", larger,
        restricted=True,
    )  # fmt: skip


def _vulva() -> Parts:
    majora, cleft = both(LABIA, MIDDLE), both(CLEFT, MIDDLE)
    minora, vestibule = both(MINORA, MIDDLE), both(VESTIBULE, MIDDLE)
    hood = both([(500, 256), (517, 270), (523, 298), (513, 326), (500, 332)], MIDDLE)
    front = shapely.box(0, 0, 1000, 424)
    hymen, opening = ellipse(500, 486, 27, 46), ellipse(500, 488, 14, 29)
    fourchette = both([(500, 553), (518, 547), (538, 560), (530, 588), (500, 606)], MIDDLE)
    lip = majora - cleft
    seam: list[Knot] = [(480, 573), (500, 582), (520, 573)]
    return [
        Piece(lip, None, 1, ((0, 12.0),)),
        *named("vulva_majora", lip, MIDDLE),
        Piece(cleft, None, 2),
        *named("vulva_minora", cleft, MIDDLE),
        Piece(fourchette, Name("fourchette"), None),
        Piece(minora, None, 1, ((0, 8.0),)),
        *named("vulva_minora", minora, MIDDLE),
        Stroke(line(seam)),
        Piece(vestibule, Name("introitus_hymen"), 2),
        Piece(vestibule & front, Name("urethral_meatus"), None),
        Piece(hood, Name("clitoris"), 1, ((0, 4.0),)),
        Piece(ellipse(500, 319, 8, 9), Name("clitoris"), 0),
        Piece(ellipse(500, 396, 10, 11), Name("urethral_meatus"), 1),
        Stroke([(500, 390), (500, 402)]),
        Piece(hymen, Name("introitus_hymen"), 1),
        Piece(opening, Name("introitus_hymen"), 3),
    ]


def _anus(x: float, y: float, inner: float, outer: float, folds: int) -> Parts:
    """Return the anus with its folds; every second fold is shorter."""
    parts: Parts = [Piece(ellipse(x, y, outer, outer), Name("anus"), 1, edge=False)]
    for k in range(folds):
        turn = 2 * pi * (k + 0.5) / folds
        reach = outer * (0.96 if k % 2 else 0.74)
        ends: Line = [(x + r * sin(turn), y - r * cos(turn)) for r in (inner + outer * 0.1, reach)]
        parts.append(Stroke(ends))
    return [*parts, Piece(ellipse(x, y, inner * 0.62, inner), Name("anus"), 3)]


def perianal_chart() -> Chart:
    """Return the skin around the anus with the face of a clock, 12 at the front."""
    middle, level = 450.0, 450.0
    body = both(
        [(450, 88), (520, 66), (650, 66), (772, 158), (836, 310), (846, 470), (806, 640),
         (704, 784), (570, 846), (492, 838), (450, 806)],
        middle,
    )  # fmt: skip
    front = shape([(412, -20), (488, -20), (480, 290), (420, 290)])
    back = shape([(420, 620), (480, 620), (490, 920), (410, 920)])
    ring = [(middle + 250 * sin(pi * k / 90), level - 250 * cos(pi * k / 90)) for k in range(180)]
    parts: Parts = [
        Piece(body, None, 2, ((1, 16.0), (0, 46.0))),
        *named("buttock_lower", body, middle),
        Piece(front & body, Name("perineum"), None),
        Piece(back & body, Name("natal_cleft"), None),
        Piece(ellipse(middle, level, 205, 205), Name("perianal"), 1, ((0, 26.0),), edge=False),
        Stroke([(middle, 88), (middle, 132)]),
        Stroke([(middle, 766), (middle, 806)]),
        *_anus(middle, level, 26, 104, 24),
    ]
    ink: list[Line] = []
    rules: list[Line] = [[*ring, ring[0]]]
    for hour in range(1, 13):
        x, y = sin(pi * hour / 6), -cos(pi * hour / 6)
        reach = 228 if hour % 3 == 0 else 238
        rules.append([(middle + r * x, level + r * y) for r in (reach, 250)])
        ink += written(hour, middle + 288 * x, level + 288 * y, 34)
    return Chart(
        "perianal", "neutral", (900, 900), "left", 802, "restricted", tuple(parts), tuple(ink),
        tuple(rules), restricted=True,
    )  # fmt: skip


def genital_chart() -> Chart:
    """Return the male genital organs from the front."""
    middle = 400.0
    body = both(
        [(400, -80), (700, -80), (748, 160), (778, 400), (776, 700), (760, 1100), (430, 1100, 1),
         (414, 760), (400, 640)],
        middle,
    )  # fmt: skip
    pubis = both([(400, 40), (500, 66), (590, 150), (540, 300), (470, 420), (400, 440)], middle)
    groin = shape([(720, 60), (760, 160), (640, 330), (560, 470), (470, 560), (440, 420),
                   (560, 220)])  # fmt: skip
    belly = both([(400, -300), (860, -300), (770, 40), (640, 216), (550, 350), (400, 460)], middle)
    inner = shape([(340, 560), (470, 560), (560, 760), (580, 1200), (340, 1200)])
    left = shapely.box(middle, -FAR, FAR, FAR)
    fold: list[Knot] = [(716, 92), (620, 236), (540, 360), (498, 452)]
    parts: Parts = [
        Piece(body, None, 2, ((1, 16.0), (0, 44.0))),
        *named("thigh_ant", body, middle),
        *twice([Piece(inner & body & left, Name("thigh_med", "l"), None)], middle),
        Piece(belly & body, Name("hypogastrium"), None),
        *twice([Piece(groin & body, Name("groin", "l"), None)], middle),
        Piece(pubis, Name("pubic"), None),
        *twice([Stroke(line(fold))], middle),
        *_scrotum(middle),
        *_penis(middle),
    ]
    return Chart(
        "genital_m", "male", (800, 940), "left", 801, "restricted", tuple(parts), restricted=True
    )


def _scrotum(middle: float) -> Parts:
    sac = both(
        [(400, 400), (462, 420), (520, 490), (556, 590), (562, 690), (520, 776), (450, 804),
         (400, 794)],
        middle,
    )  # fmt: skip
    seam: list[Knot] = [(400, 640), (400, 720), (400, 794)]
    testis = ellipse(486, 676, 47, 70, -9)
    return [
        Piece(sac, None, 2, ((1, 10.0), (0, 24.0))),
        *named("scrotum", sac, middle),
        Stroke(line(seam)),
        *twice([Piece(testis, Name("testis", "l"), 1, ((0, 9.0),))], middle),
    ]


def _penis(middle: float) -> Parts:
    shaft = both(
        [(400, 316), (436, 330), (452, 390), (454, 460), (452, 540), (446, 580), (400, 596)],
        middle,
    )
    skin = both([(400, 548), (444, 548), (464, 566), (458, 592), (434, 604), (400, 608)], middle)
    glans = both([(400, 588), (446, 590), (458, 622), (446, 660), (420, 684), (400, 688)], middle)
    crown: list[Knot] = [(364, 566), (400, 576), (436, 566)]
    side: list[Knot] = [(440, 352), (451, 390), (454, 460), (453, 552)]
    return [
        Piece(shaft, Name("penis_shaft"), 1, ((0, 15.0),), edge=False),
        *twice([Stroke(line(side))], middle),
        Piece(glans, Name("glans"), 2, ((1, 6.0), (0, 15.0))),
        Stroke([(400, 668), (400, 684)]),
        Piece(skin, Name("foreskin"), 1, ((0, 7.0),)),
        Stroke(line(crown)),
    ]
