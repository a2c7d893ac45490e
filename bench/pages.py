"""Server time and size of pages, warm, every section answered."""

from __future__ import annotations

from pathlib import Path

from bench.app import a_walk
from bench.measure import Figure, medians_ms

PAGE_MS, PAGE_KB, MAP_KB = 25.0, 60.0, 150.0


def page_figures(folder: Path, rounds: int) -> list[Figure]:
    """Measure task list, every page of every section, and the body map."""
    walk = a_walk(folder)
    figures = []
    for name, path in walk.pages():
        body = walk.get(path)
        budget_kb = MAP_KB if name == "body map" else PAGE_KB
        (median,) = medians_ms(max(5, rounds // 10), lambda path=path: walk.get(path))
        figures.append(Figure(f"page {name}, server time", median, PAGE_MS, "ms"))
        figures.append(Figure(f"page {name}, size", len(body) / 1000, budget_kb, "kB"))
    worst_time = max((f for f in figures if f.unit == "ms"), key=lambda f: f.value)
    worst_size = max(
        (f for f in figures if f.unit == "kB" and f.budget == PAGE_KB), key=lambda f: f.value
    )
    body_map = [figure for figure in figures if "body map" in figure.name]
    missed = [figure for figure in figures if not figure.kept]
    return list(dict.fromkeys([worst_time, worst_size, *body_map, *missed]))
