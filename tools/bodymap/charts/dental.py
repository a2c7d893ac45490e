"""The tooth charts: FDI numbers, every tooth with five surfaces and its outline."""

from __future__ import annotations

from tools.bodymap.charts import tooth
from tools.bodymap.charts.chart import Chart, Piece, Stroke
from tools.bodymap.charts.curves import Line
from tools.bodymap.charts.digits import written
from tools.bodymap.charts.tooth import Build

UPPER = (
    Build("incisor", 8.5, 10.5, 13), Build("incisor", 6.7, 9, 13), Build("canine", 7.6, 10, 17),
    Build("premolar", 7.1, 8.5, 14), Build("premolar", 6.9, 8.5, 14),
    Build("upper_molar", 10.2, 7.6, 12.6), Build("upper_molar", 9.4, 7.2, 11.4, 0.9),
    Build("upper_molar", 8.6, 6.6, 10.4, 0.78),
)  # fmt: skip
"""Upper permanent teeth from the midline backwards."""
LOWER = (
    Build("incisor", 5.4, 9, 12.5), Build("incisor", 5.9, 9.4, 13.5), Build("canine", 6.9, 11, 16),
    Build("premolar", 7, 8.6, 14), Build("premolar", 7.1, 8.1, 14.4),
    Build("lower_molar", 11, 7.6, 13.6), Build("lower_molar", 10.4, 7.1, 12.6, 0.9),
    Build("lower_molar", 9.8, 7, 11, 0.8),
)  # fmt: skip
UPPER_MILK = (
    Build("incisor", 6.5, 6, 10), Build("incisor", 5.1, 5.6, 10.2), Build("canine", 6.8, 6.5, 12.4),
    Build("upper_molar", 7.1, 5.2, 9.4, 1.12), Build("upper_molar", 8.4, 5.7, 10.6, 1.12),
)  # fmt: skip
"""Upper milk teeth from the midline backwards."""
LOWER_MILK = (
    Build("incisor", 4.2, 5, 9), Build("incisor", 4.7, 5.2, 9.6), Build("canine", 5.6, 6, 11.4),
    Build("lower_molar", 7.7, 5.8, 9.6, 1.08), Build("lower_molar", 9.7, 5.6, 10.8, 1.08),
)  # fmt: skip

SIGN = 23.0
"""Half the width of the sign of five surfaces, view-box units."""
DIGIT = 18.0
"""Height of the numbers."""
BESIDE = 5.0
"""Between two columns."""


def adult_chart() -> Chart:
    """Return the chart of the permanent teeth, 18 to 48."""
    return _chart("dental_adult", (1080, 580), 950, (UPPER, LOWER), (1, 2, 4, 3), 6.2)


def child_chart() -> Chart:
    """Return the chart of the milk teeth, 55 to 85."""
    return _chart("dental_child", (760, 560), 951, (UPPER_MILK, LOWER_MILK), (5, 6, 8, 7), 7.6)


def _chart(
    key: str,
    size: tuple[int, int],
    order: int,
    jaws: tuple[tuple[Build, ...], tuple[Build, ...]],
    quadrants: tuple[int, int, int, int],
    unit: float,
) -> Chart:
    """Lay out both jaws; quadrants: upper right, upper left, lower right, lower left."""
    middle, level = size[0] / 2, size[1] / 2
    parts: list[Piece | Stroke] = []
    ink: list[Line] = []
    reach = 0.0
    columns = _columns(jaws, unit)
    for lower in (False, True):
        for left in (False, True):
            quadrant = quadrants[2 * lower + left]
            for k, build in enumerate(jaws[lower]):
                number = quadrant * 10 + k + 1
                x = middle + (columns[k] if left else -columns[k])
                side = 1 if lower else -1
                drawn = [*tooth.outline(build, number, unit), *tooth.fissures(build, unit)]
                edge = level + side * (_SIGNS + SIGN + 15)
                parts += tooth.placed(drawn, x, edge, flip=left, turn=lower)
                signs = tooth.sign(number, SIGN, anterior=k < 3)
                parts += tooth.placed(signs, x, level + side * _SIGNS, flip=left, turn=lower)
                ink += written(number, x, level + side * _NUMBERS, DIGIT)
                reach = max(reach, columns[k])
    rules = [
        [(middle, level - _SIGNS - SIGN - 143), (middle, level + _SIGNS + SIGN + 143)],
        [(middle - reach - SIGN - 16, level), (middle + reach + SIGN + 16, level)],
    ]
    return Chart(
        key, "neutral", size, "left", order, "teeth", tuple(parts), tuple(ink),
        tuple(rules), png_width=960,
    )  # fmt: skip


_NUMBERS = 22.0
"""Of the middle of the numbers from the horizontal line."""
_SIGNS = 65.0
"""Of the middle of the signs from the horizontal line."""


def _columns(jaws: tuple[tuple[Build, ...], tuple[Build, ...]], unit: float) -> list[float]:
    """Return the distance of each column from the midline, upper and lower teeth alike."""
    found, gone = [], BESIDE
    for one, two in zip(*jaws, strict=True):
        width = max(one.width * unit, two.width * unit, 2 * SIGN) + BESIDE
        found.append(gone + width / 2)
        gone += width
    return found
