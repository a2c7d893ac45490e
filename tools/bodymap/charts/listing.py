"""The charts that are drawn."""

from __future__ import annotations

from tools.bodymap.charts import dental, lips, mouth, perineum, skeleton
from tools.bodymap.charts.chart import Chart


def list_charts() -> tuple[Chart, ...]:
    """Return all charts in the order of the strip."""
    return (
        mouth.chart(),
        lips.chart(),
        perineum.lithotomy_chart(),
        perineum.genital_chart(),
        perineum.perianal_chart(),
        skeleton.front_chart(),
        skeleton.back_chart(),
        dental.adult_chart(),
        dental.child_chart(),
    )
