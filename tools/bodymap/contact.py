"""Contact sheets: every view of every figure with its name, to be looked at before a commit.

``make contact-sheet`` writes ``build/contact/<figure>.png`` and, with the regions coloured,
``build/contact/<figure>-regions.png`` from the PNG twins and the region outlines.
"""

from __future__ import annotations

import argparse
import colorsys
import json
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from ipdoc.imaging.diagram_paths import lines_of

HERE = Path(__file__).resolve().parents[2]
TILE = 360, 520
"""Width and height of one picture on the sheet, pixels."""
COLUMNS = 6
CAPTION = 22
_GROUND, _INK = (255, 255, 255), (30, 30, 30)


def sheet(folder: Path, rows: list[dict[str, Any]], *, coloured: bool) -> Image.Image:
    """Return one sheet with the views of ``rows``, entries of views.json."""
    pictures = [_picture(folder, row, coloured=coloured) for row in rows]
    lines = [pictures[k : k + COLUMNS] for k in range(0, len(rows), COLUMNS)]
    heights = [max(one.height for one in line) + CAPTION + 8 for line in lines]
    image = Image.new("RGB", (COLUMNS * TILE[0], sum(heights)), _GROUND)
    pen = ImageDraw.Draw(image)
    for number, (row, picture) in enumerate(zip(rows, pictures, strict=True)):
        line, column = divmod(number, COLUMNS)
        left, top = column * TILE[0], sum(heights[:line])
        image.paste(picture, (left + (TILE[0] - picture.width) // 2, top + CAPTION), picture)
        pen.rectangle((left, top, left + TILE[0] - 1, top + heights[line] - 1), outline="#ccc")
        pen.text((left + 6, top + 5), f"{row['key']}  ({row['subject_right']})", fill=_INK)
    return image


def _picture(folder: Path, row: dict[str, Any], *, coloured: bool) -> Image.Image:
    twin = Image.open(folder / row["png"]).convert("RGBA")
    if coloured:
        over = _regions(folder / row["regions"], twin.size, row["width"])
        twin = Image.alpha_composite(twin, over)
    twin.thumbnail((TILE[0] - 12, TILE[1] - 8))
    return twin


def _regions(path: Path, size: tuple[int, int], width: float) -> Image.Image:
    """Return the regions of a view, each in a colour of its own."""
    over = Image.new("RGBA", size)
    pen = ImageDraw.Draw(over)
    scale = size[0] / width
    for number, region in enumerate(json.loads(path.read_text("utf-8"))["regions"]):
        shade = colorsys.hls_to_rgb(number * 0.38 % 1, 0.6, 0.6)
        fill = (*(round(part * 255) for part in shade), 120)
        for points, _ in lines_of(region["d"]):
            corners = [(x * scale, y * scale) for x, y in points]
            if len(corners) > 2:
                pen.polygon(corners, fill=fill, outline=(40, 40, 40, 200))
    return over


def main() -> None:
    """Write the sheets of all figures."""
    parser = argparse.ArgumentParser(prog="tools/bodymap/contact.py", description=__doc__)
    parser.add_argument("--diagrams", type=Path, default=HERE / "static" / "diagrams")
    parser.add_argument("--out", type=Path, default=HERE / "build" / "contact")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    views = json.loads((given.diagrams / "views.json").read_text("utf-8"))["views"]
    for figure in sorted({row["figure"] for row in views}):
        rows = sorted(
            (row for row in views if row["figure"] == figure), key=lambda row: row["order"]
        )
        for coloured, end in ((False, ""), (True, "-regions")):
            path = given.out / f"{figure}{end}.png"
            sheet(given.diagrams, rows, coloured=coloured).save(path)
            print(path)


if __name__ == "__main__":
    main()
