"""Building all charts: equal code gives equal bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tools.bodymap.charts import paper
from tools.bodymap.charts.chart import Chart, Drawing, see
from tools.bodymap.charts.listing import list_charts

FOLDER = "charts"
"""Below static/diagrams."""


def draw_all() -> Iterator[tuple[Chart, Drawing]]:
    """Yield every chart with what is seen of it, in the order of the strip."""
    for chart in list_charts():
        yield chart, see(chart)


def chart_files(drawn: Iterable[tuple[Chart, Drawing]] | None = None) -> dict[str, bytes]:
    """Return file name → content of everything that the charts consist of.

    Args:
        drawn: what :func:`draw_all` gave, when it is at hand.
    """
    files: dict[str, bytes] = {}
    entries = []
    for chart, drawing in drawn or draw_all():
        stem = f"{chart.figure}-{chart.key}"
        files[f"{stem}.svg"] = paper.svg(chart, drawing).encode()
        files[f"{stem}.png"] = paper.png(chart, drawing)
        vocabulary = "bones" if chart.group == "bones" else "regions"
        files[f"{stem}.regions.json"] = paper.packed(paper.regions(drawing, vocabulary))
        entries.append(_entry(chart, stem))
    files["charts.json"] = paper.packed({"views": entries})
    digests = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    files["manifest.json"] = paper.packed(digests).replace(b",", b",\n")
    return files


def _entry(chart: Chart, stem: str) -> dict[str, Any]:
    return {
        "figure": chart.figure,
        "key": chart.key,
        "kind": "chart",
        "width": chart.size[0],
        "height": chart.size[1],
        "svg": f"{FOLDER}/{stem}.svg",
        "png": f"{FOLDER}/{stem}.png",
        "regions": f"{FOLDER}/{stem}.regions.json",
        "surface": f"{chart.key}-1",
        "subject_right": chart.subject_right,
        "restricted": chart.restricted,
        "order": chart.order,
        "group": chart.group,
    }


def build_charts(out: Path) -> None:
    """Write all charts into ``out``; files of earlier builds are removed.

    Args:
        out: the folder itself, such as static/diagrams/charts.
    """
    files = chart_files()
    out.mkdir(parents=True, exist_ok=True)
    for old in out.iterdir():
        if old.is_file():
            old.unlink()
    for name, content in files.items():
        (out / name).write_bytes(content)


def differing(out: Path) -> list[str]:
    """Return the names of files in ``out`` that a build would change, add or remove."""
    files = chart_files()
    found = {path.name: path.read_bytes() for path in out.iterdir()} if out.is_dir() else {}
    names = sorted({*files, *found})
    return [name for name in names if files.get(name) != found.get(name)]
