"""Scans of paper forms: recognised however they were laid, refused in one sentence if not."""

from __future__ import annotations

import io
import sys
from typing import Any

import cv2
import numpy as np
import pytest
import segno
from PIL import Image

from ipdoc.anatomy import views
from ipdoc.casework.blanks import blank_form
from ipdoc.domain.sheets import CODE_MM, CORNER_CELLS, CORNERS_MM, SheetCodeError, short_code
from ipdoc.imaging.drawn_marks import DrawnChart, drawn_marks
from ipdoc.imaging.scans import PIXELS_PER_MM, ScanError, read_scan
from tests.scanned import DPI, Scanner, covered, jpeg, moved, printed

SCANNERS = {
    "flat": Scanner(),
    "skewed at 150 dpi": Scanner(150, angle=4, noise=3),
    "upside down": Scanner(150, angle=181, noise=5, shade=0.1),
    "on its side": Scanner(200, angle=91, noise=4),
    "photographed": Scanner(220, angle=-11, tilt=0.05, noise=8, blur=0.9, shade=0.4, quality=70),
    "noisy": Scanner(150, angle=2, tilt=0.01, noise=22, blur=0.5, quality=60),
    "pale": Scanner(200, angle=1, noise=6, contrast=0.35, shade=0.3),
    "coarse": Scanner(100, angle=1, noise=4),
}


@pytest.fixture(scope="module")
def form() -> bytes:
    return blank_form("S", "kk", "male", sheet=b"paper").pdf


@pytest.fixture(scope="module")
def text_page(form: bytes) -> Any:
    return printed(form, 2)


@pytest.fixture(scope="module")
def chart_page(form: bytes) -> Any:
    page = next(n for n in range(11, 20) if read_scan(jpeg(printed(form, n))).code.charts)
    return printed(form, page)


def told(stream: io.BytesIO) -> str:
    with pytest.raises((ScanError, SheetCodeError)) as refused:
        read_scan(stream)
    return str(refused.value)


def corner(number: int, more: float = 1.0) -> tuple[float, float, float, float]:
    left, top = CORNERS_MM[number]
    return left - more, top - more, 8 + 2 * more, 8 + 2 * more


def test_corner_marks_are_those_of_the_dictionary() -> None:
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    for number, cells in enumerate(CORNER_CELLS):
        drawn = cv2.aruco.generateImageMarker(dictionary, number, 6)
        assert tuple("".join("1" if cell else "0" for cell in row) for row in drawn) == cells


@pytest.mark.parametrize("name", SCANNERS)
def test_page_is_recognised_and_straight(name: str, text_page: Any, chart_page: Any) -> None:
    for number, page in ((2, text_page), (None, chart_page)):
        read = read_scan(SCANNERS[name].scan(page))
        assert read.code is not None
        assert (read.code.type_code, read.code.language) == ("S", "kk")
        assert number in (None, read.code.page)
        with Image.open(io.BytesIO(read.jpeg)) as straight:
            seen = np.asarray(straight.convert("L"), dtype=np.float32)
        size = (seen.shape[1], seen.shape[0])
        true = cv2.resize(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), size)
        (right, down), _ = cv2.phaseCorrelate(true.astype(np.float32), seen)
        assert max(abs(right), abs(down)) / PIXELS_PER_MM < 0.4


def test_straightened_page_bears_no_metadata_of_the_scan(text_page: Any) -> None:
    exif = Image.Exif()
    exif[0x010F] = "PLANTEDMAKER"
    out = io.BytesIO()
    Image.fromarray(text_page).save(out, "JPEG", exif=exif)
    out.seek(0)
    assert b"PLANTEDMAKER" in out.getvalue()
    assert b"PLANTEDMAKER" not in read_scan(out).jpeg


def test_three_corners_are_enough(text_page: Any) -> None:
    for number in range(4):
        page = covered(text_page, corner(number)) if number != 1 else text_page
        read = read_scan(SCANNERS["skewed at 150 dpi"].scan(page))
        assert read.code is not None
        assert read.marks >= 3


def test_two_corners_are_not(text_page: Any) -> None:
    page = covered(covered(text_page, corner(0)), corner(2))
    assert told(jpeg(page)) == (
        "Only 2 of the four corner marks can be seen; scan the whole sheet again"
    )


def test_picture_of_something_else_is_refused() -> None:
    empty = np.full((2339, 1654, 3), 230, np.uint8)
    assert told(jpeg(empty)).startswith("No corner mark of a form was found")


def test_two_sheets_on_one_picture_are_refused(text_page: Any) -> None:
    assert told(jpeg(np.concatenate([text_page, text_page], axis=1))) == (
        "More than one sheet is on this picture; scan them one by one"
    )


def test_coarse_scan_is_refused(text_page: Any) -> None:
    assert "150 dpi" in told(Scanner(70).scan(text_page))


def test_sheet_that_was_not_flat_is_refused(text_page: Any) -> None:
    page = moved(text_page, corner(2), (-25.0, -18.0))
    assert told(jpeg(page)).startswith("The sheet cannot be straightened")


def test_files_that_are_no_scans_are_refused(text_page: Any) -> None:
    gif = io.BytesIO()
    Image.fromarray(text_page[:50, :50]).save(gif, "GIF")
    gif.seek(0)
    assert "JPEG or PNG" in told(gif)
    assert "JPEG or PNG" in told(io.BytesIO(b"%PDF-1.7"))
    whole = jpeg(text_page).getvalue()
    assert "cut short" in told(io.BytesIO(whole[: len(whole) // 2]))


def test_covered_code_leaves_the_page_unnamed(text_page: Any) -> None:
    left, top, side = CODE_MM
    assert read_scan(jpeg(covered(text_page, (left, top, side, side / 1.6)))).code is None


def test_code_of_something_else_is_refused(text_page: Any) -> None:
    left, top, side = CODE_MM
    edge = round(side * DPI / 25.4)
    rows = segno.make_qr("https://example.org/else", error="m").matrix
    square = np.array([[0 if cell else 255 for cell in row] for row in rows], np.uint8)
    square = cv2.resize(square, (edge, edge), interpolation=cv2.INTER_NEAREST)
    page = text_page.copy()
    x, y = round(left * DPI / 25.4), round(top * DPI / 25.4)
    page[y : y + edge, x : x + edge] = square[..., None]
    assert "not one of a form" in told(jpeg(page))


def test_without_opencv_the_sentence_says_what_to_install(
    text_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    assert "ipdoc[measure]" in told(jpeg(text_page))


def charts_of(scan: io.BytesIO) -> dict[str, tuple[DrawnChart, float, float]]:
    read = read_scan(scan)
    assert read.code is not None
    found = {}
    for place in read.code.charts:
        strip = views.views_for(read.code.figure)
        view = next(one for one in strip if short_code(one.key) == place.view)
        width = place.height_mm * view.width / view.height
        box = (place.left_mm, place.top_mm, width, place.height_mm)
        found[view.key] = (drawn_marks(read.jpeg, box, view.png()), width, place.height_mm)
    return found


MARKS = (((0.5, 0.3), (40, 60, 170)), ((0.42, 0.55), (25, 25, 30)), ((0.6, 0.75), (170, 40, 40)))


def drawn_on(page: Any, box_mm: tuple[float, float, float, float]) -> Any:
    """Return the page with a ring in blue, a cross in black and a ring in red ink."""
    scale = DPI / 25.4
    changed = page.copy()
    left, top, width, height = box_mm
    for (x, y), colour in MARKS:
        middle = (round((left + x * width) * scale), round((top + y * height) * scale))
        cv2.circle(changed, middle, round(3 * scale), colour, 4, cv2.LINE_AA)
    return changed


@pytest.mark.parametrize("name", ["flat", "skewed at 150 dpi", "photographed", "noisy"])
def test_drawn_marks_are_found_where_they_were_drawn(name: str, chart_page: Any) -> None:
    clean = read_scan(jpeg(chart_page))
    assert clean.code is not None
    page = chart_page
    for place in clean.code.charts:
        view = next(
            one for one in views.views_for(clean.code.figure) if short_code(one.key) == place.view
        )
        width = place.height_mm * view.width / view.height
        page = drawn_on(page, (place.left_mm, place.top_mm, width, place.height_mm))
    for chart, width, height in charts_of(SCANNERS[name].scan(page)).values():
        assert len(chart.spots) == len(MARKS)
        for (x, y), _ in MARKS:
            off = [
                ((spot.x - x) * width) ** 2 + ((spot.y - y) * height) ** 2 for spot in chart.spots
            ]
            assert min(off) ** 0.5 < 1.5


@pytest.mark.parametrize("name", SCANNERS)
def test_print_alone_is_no_mark(name: str, chart_page: Any) -> None:
    for chart, _, _ in charts_of(SCANNERS[name].scan(chart_page)).values():
        assert chart.spots == ()


def test_strip_of_pixels_is_no_sheet():
    out = io.BytesIO()
    Image.new("L", (40_000, 10), 255).save(out, "PNG")
    with pytest.raises(ScanError, match="longer than 30000 pixels"):
        read_scan(out)
