"""Writing a chart: SVG with themable classes, its PNG twin, the outlines of its regions."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from PIL import Image, ImageColor, ImageDraw
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from tools.bodymap import picture
from tools.bodymap.charts import pathdata
from tools.bodymap.charts.chart import Chart, Drawing, Name, polygons, rings
from tools.bodymap.charts.curves import Line

DETAIL_WIDTH = 1.3
"""Stroke width of thin lines, view-box units; outlines are as wide as on the body."""
OVERSAMPLING = 4
"""The PNG is drawn this many times larger and averaged down."""
TONE_TOLERANCE = 0.75
"""How far the edge of a tone may leave its curve: less than half the line that hides it."""
HIT_TOLERANCE = 0.2
"""How far the rings for hit tests may leave the drawn curve, view-box units."""


def svg(chart: Chart, drawing: Drawing) -> str:
    """Return the chart as one SVG document without text, ids, styles or scripts."""
    width, height = chart.size
    rows = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        f' width="{width}" height="{height}">'
    ]
    for tone, area in drawing.tones:
        # What lies under an outline need not be as fine as the outline itself.
        fine = chart.tolerance <= pathdata.TOLERANCE
        path = area_data(area, TONE_TOLERANCE if fine else 1.2, coarse=not fine and tone < 3)
        fill = f'fill="{picture.TONES[tone]}" fill-rule="evenodd"'
        rows.append(f'<path class="skin-{tone}" {fill} d="{path}"/>')
    stroke = f'fill="none" stroke="{picture.LINE}" stroke-linecap="round" stroke-linejoin="round"'
    for kind, lines, breadth in (
        ("detail", drawing.lines, DETAIL_WIDTH),
        ("skin-line", drawing.outline, picture.OUTLINE_WIDTH),
    ):
        path = "".join(_line_data(line, chart.tolerance) for line in lines)
        rows.append(f'<path class="{kind}" {stroke} stroke-width="{breadth}" d="{path}"/>')
    return "\n".join([*rows, "</svg>\n"])


def area_data(
    area: BaseGeometry, tolerance: float = pathdata.TOLERANCE, *, coarse: bool = False
) -> str:
    """Return the path data of a shape's outlines, to be filled even-odd."""
    return "".join(
        pathdata.data(ring, closed=True, tolerance=tolerance, coarse=coarse) for ring in rings(area)
    )


def _line_data(line: Line, tolerance: float) -> str:
    if line[0] == line[-1] and len(line) > 3:
        return pathdata.data(line[:-1], closed=True, tolerance=tolerance)
    return pathdata.data(line, closed=False, tolerance=tolerance)


def png(chart: Chart, drawing: Drawing) -> bytes:
    """Return the same chart as a PNG on a transparent ground."""
    scale = chart.png_width / chart.size[0] * OVERSAMPLING
    height = round(chart.size[1] * chart.png_width / chart.size[0])
    sheet = Image.new("RGBA", (chart.png_width * OVERSAMPLING, height * OVERSAMPLING))
    for tone, area in drawing.tones:
        _fill(sheet, area, scale, picture.TONES[tone])
    # A twin is small: its lines must not fade below one pixel.
    for lines, breadth in (
        (drawing.lines, DETAIL_WIDTH),
        (drawing.outline, picture.OUTLINE_WIDTH),
    ):
        half = max(breadth * scale, 1.1 * OVERSAMPLING) / 2 / scale
        _fill(
            sheet,
            shapely.union_all([LineString(line).buffer(half, 4) for line in lines]),
            scale,
            picture.LINE,
        )
    # Averaged with colours weighted by their opacity.
    small = sheet.convert("RGBa").reduce(OVERSAMPLING).convert("RGBA")
    return picture.encoded(np.asarray(small))


def _fill(sheet: Image.Image, area: BaseGeometry, scale: float, colour: str) -> None:
    mask = Image.new("1", sheet.size)
    pen = ImageDraw.Draw(mask)
    # What lies in the hole of another part is smaller than it, and drawn after it.
    for part in sorted(polygons(area), key=lambda one: -Polygon(one.exterior).area):
        for ring, fill in ((part.exterior, 1), *((hole, 0) for hole in part.interiors)):
            pen.polygon([(x * scale - 0.5, y * scale - 0.5) for x, y in ring.coords], fill=fill)
    sheet.paste(ImageColor.getcolor(colour, "RGBA"), (0, 0, *sheet.size), mask)


def regions(drawing: Drawing, vocabulary: str) -> dict[str, Any]:
    """Return the outlines of the regions, in the order of the chart's parts.

    Args:
        drawing: what is seen.
        vocabulary: "regions" or "bones": where the keys come from.
    """
    return {"regions": [_region(name, area, vocabulary) for name, area in drawing.regions]}


def _region(name: Name, area: BaseGeometry, vocabulary: str) -> dict[str, Any]:
    row: dict[str, Any] = {"key": name.key, "side": name.side}
    if name.tooth:
        row["tooth"] = name.tooth
    if name.face:
        row["face"] = name.face
    if vocabulary != "regions":
        row["vocabulary"] = vocabulary
    row["at"] = _inside(area)
    row["d"] = area_data(area)
    row["box"] = [round(edge, 1) for edge in area.bounds]
    row["points"] = [ring for ring in map(_ring, rings(area)) if len(ring) > 2]
    return row


def _inside(area: BaseGeometry) -> list[float]:
    """Return a point well inside the largest part of a region."""
    largest = max(polygons(area), key=lambda part: part.area)
    centre = largest.centroid
    away = largest.exterior.distance(centre)
    if not largest.contains(centre) or away < 0.3 * largest.area**0.5:
        centre = shapely.maximum_inscribed_circle(largest, 0.5).coords[0]
        return [round(centre[0], 1), round(centre[1], 1)]
    return [round(centre.x, 1), round(centre.y, 1)]


def _ring(ring: Line) -> list[list[float]]:
    calm = list(LineString([*ring, ring[0]]).simplify(HIT_TOLERANCE).coords)[:-1]
    points = [[round(x, 1), round(y, 1)] for x, y in calm]
    kept = [points[0], *(two for one, two in pairwise(points) if one != two)]
    return kept if kept[0] != kept[-1] else kept[:-1]


def packed(value: object) -> bytes:
    """Return JSON with one region or view a line."""
    text = json.dumps(value, separators=(",", ":"), sort_keys=True)
    return (text.replace("},{", "},\n{") + "\n").encode()
