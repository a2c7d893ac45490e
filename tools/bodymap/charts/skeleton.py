"""The whole skeleton from the front and from behind."""

from __future__ import annotations

from tools.bodymap.charts import arm, cage, leg, skull
from tools.bodymap.charts.bones import MIDDLE, SIZE
from tools.bodymap.charts.chart import Chart
from tools.bodymap.charts.sides import Parts, twice


def front_chart() -> Chart:
    """Return the skeleton from the front, palms forward."""
    side = "l"
    parts: Parts = [
        *twice(arm.blade_front(side), MIDDLE),
        *cage.ribs_behind(side, near=False),
        *cage.spine_front(),
        *cage.coccyx(),
        *twice(leg.hip(side, behind=False), MIDDLE),
        *cage.sacrum(behind=False),
        *twice(leg.shank(side, behind=False), MIDDLE),
        *twice(leg.thigh(side, behind=False), MIDDLE),
        *twice(leg.foot_front(side), MIDDLE),
        *cage.ribs_front(side),
        *twice(arm.arm(side, behind=False), MIDDLE),
        *twice(arm.hand(side, behind=False), MIDDLE),
        *twice(arm.coracoid(side), MIDDLE),
        *twice(arm.clavicle(side, near=True), MIDDLE),
        *skull.front(side),
        *skull.hyoid(),
    ]
    return _chart("skeleton_ant", "left", 900, parts)


def back_chart() -> Chart:
    """Return the skeleton from behind."""
    side = "r"
    parts: Parts = [
        *cage.ribs_far(side),
        *twice(arm.clavicle(side, near=False), MIDDLE),
        *twice(leg.thigh(side, behind=True), MIDDLE),
        *twice(leg.shank(side, behind=True), MIDDLE),
        *twice(leg.foot_back(side), MIDDLE),
        *twice(leg.hip(side, behind=True), MIDDLE),
        *cage.sacrum(behind=True),
        *cage.coccyx(),
        *cage.ribs_behind(side, near=True),
        *skull.back(side),
        *cage.spine_back(),
        *twice(arm.hand(side, behind=True), MIDDLE),
        *twice(arm.arm(side, behind=True), MIDDLE),
        *twice(arm.blade_back(side), MIDDLE),
    ]
    return _chart("skeleton_post", "right", 901, parts)


def _chart(key: str, right: str, order: int, parts: Parts) -> Chart:
    return Chart(
        key, "neutral", SIZE, right, order, "bones", tuple(parts),
        lined=True, least_gap=5.0, tolerance=0.6, png_width=680,
    )  # fmt: skip
