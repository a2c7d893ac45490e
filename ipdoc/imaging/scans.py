"""Scanned sheets of a blank form: find the corner marks, straighten the page, read its code.

Needs OpenCV, the extra ``measure``. Everything happens in memory; the scan itself is not changed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from PIL import Image, ImageOps

from ipdoc.domain import sheets
from ipdoc.domain.sheets import SheetCode, SheetCodeError, read_code
from ipdoc.errors import IpdocError
from ipdoc.i18n import mark as _
from ipdoc.imaging.opening import Refusals, opened

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}
"""Formats that scanners give, and their media types."""
PIXELS_PER_MM = 8
"""Of the straightened page: about 200 dpi."""
LEAST_PIXELS_PER_MM = 3.4
"""Below about 86 dpi handwriting cannot be read."""
_QUALITY = 84
_CODE_PIXELS_PER_MM = 16
_CODE_MARGIN_MM = 3.0
_MOST_ERROR_MM = 0.6
"""A mark that lies further off its place says that the sheet was not flat."""
_LEAST_MARKS = 3
_LONG_EDGE_PX = 2400
"""Marks are looked for in a picture of this size first."""


class ScanError(IpdocError):
    """The picture cannot be taken as a scanned sheet; the sentence says why and what to do."""


_REFUSALS = Refusals(
    ScanError,
    too_large=_("The scan has more than {limit} million pixels; scan at 300 dpi or less"),
    too_long=_("The scan is longer than {limit} pixels; scan at 300 dpi or less"),
    unknown=_("The file is no scan that ipdoc can read; save the page as JPEG or PNG"),
    cut_short=_("The scan is damaged or cut short; scan or copy it again"),
)


@dataclass(frozen=True)
class StraightPage:
    """A scanned sheet, straightened."""

    jpeg: bytes
    """The page upright and flat, ``PIXELS_PER_MM``, without metadata."""
    width_px: int
    height_px: int
    media_type: str
    """Of the scan as it came."""
    scan_width_px: int
    scan_height_px: int
    code: SheetCode | None
    """What the square code says; None = it cannot be read."""
    marks: int
    """Corner marks that were found, 3 or 4."""


def read_scan(stream: BinaryIO) -> StraightPage:
    """Straighten a scanned sheet and read its code.

    Args:
        stream: a JPEG or PNG, seekable, in memory; it is left at its beginning.

    Raises:
        ScanError: no such picture, too coarse, too few corner marks, several sheets, not flat, or
            OpenCV is not installed.
        SheetCodeError: the code is legible and is not one of ours, or of a newer ipdoc.
    """
    cv2, np = opencv()
    picture, media_type = _decoded(stream)
    pixels = np.asarray(picture)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    found = _corner_marks(cv2, np, grey)
    to_page = _homography(cv2, np, found)
    flat = _flattened(cv2, np, pixels, to_page, PIXELS_PER_MM)
    code = _code(cv2, np, grey, to_page)
    out = io.BytesIO()
    Image.fromarray(flat).save(out, "JPEG", quality=_QUALITY, optimize=False)
    return StraightPage(
        out.getvalue(),
        flat.shape[1],
        flat.shape[0],
        media_type,
        picture.width,
        picture.height,
        code,
        len(found),
    )


def looked_at(stream: BinaryIO) -> tuple[str, int, int]:
    """Return media type, width and height of a scan or a straightened page; OpenCV is not asked.

    Raises:
        ScanError: it is no such picture.
    """
    picture, media_type = _decoded(stream)
    return media_type, picture.width, picture.height


def opencv() -> tuple[Any, Any]:
    """Return OpenCV and NumPy.

    Raises:
        ScanError: the extra is not installed.
    """
    try:
        import cv2
        import numpy
    except ImportError as error:
        text = "Reading scans needs OpenCV; install it with: pip install 'ipdoc[measure]'"
        raise ScanError(text) from error
    return cv2, numpy


def _decoded(stream: BinaryIO) -> tuple[Image.Image, str]:
    with opened(stream, FORMATS, _REFUSALS) as picture:
        picture.load()
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        return upright, FORMATS[str(picture.format)]


def _corner_marks(cv2: Any, np: Any, grey: Any) -> dict[int, Any]:
    """Return mark → its four corners in the picture, from the mark's own top left, clockwise.

    Raises:
        ScanError: fewer than three, or one of them twice.
    """
    detector = _detector(cv2)
    best: dict[int, Any] = {}
    for seen, factor in _looks(cv2, grey):
        corners, ids, _ = detector.detectMarkers(seen)
        listed = [] if ids is None else [int(one) for one in ids.ravel()]
        ours = [one for one in listed if one < len(sheets.CORNERS_MM)]
        if len(set(ours)) < len(ours):
            raise ScanError("More than one sheet is on this picture; scan them one by one")
        if len(ours) > len(best):
            best = {
                one: np.asarray(quad, dtype=np.float64).reshape(4, 2) / factor
                for quad, one in zip(corners, listed, strict=True)
                if one in ours
            }
        if len(best) == len(sheets.CORNERS_MM):
            break
    if not best:
        text = "No corner mark of a form was found; scan the whole sheet, flat and in focus"
        raise ScanError(text)
    if len(best) < _LEAST_MARKS:
        text = "Only {count} of the four corner marks can be seen; scan the whole sheet again"
        raise ScanError(text, count=len(best))
    return best


def _detector(cv2: Any) -> Any:
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    return cv2.aruco.ArucoDetector(dictionary, parameters)


def _looks(cv2: Any, grey: Any) -> Iterator[tuple[Any, float]]:
    """Yield the picture in ways in which marks may show, with the factor of its size."""
    factor = min(1.0, _LONG_EDGE_PX / max(grey.shape))
    smaller = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    yield smaller, factor
    yield cv2.GaussianBlur(smaller, (5, 5), 0), factor
    yield cv2.createCLAHE(3.0, (8, 8)).apply(smaller), factor
    if max(smaller.shape) < _LONG_EDGE_PX / 1.4:
        yield cv2.resize(smaller, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), factor * 2
    yield cv2.medianBlur(smaller, 5), factor


def _homography(cv2: Any, np: Any, found: dict[int, Any]) -> Any:
    """Return the matrix from pixels of the scan to millimetres of the page.

    Raises:
        ScanError: the sheet was not flat, or the scan is too coarse.
    """
    side = sheets.CORNER_MM
    own = np.array([[0, 0], [side, 0], [side, side], [0, side]], dtype=np.float64)
    numbers = sorted(found)
    source = np.concatenate([found[number] for number in numbers])
    target = np.concatenate([own + np.array(sheets.CORNERS_MM[number]) for number in numbers])
    matrix, _ = cv2.findHomography(source, target, 0)
    if matrix is None:
        raise ScanError("The sheet cannot be straightened; lay it flat and scan it again")
    mapped = cv2.perspectiveTransform(source.reshape(-1, 1, 2), matrix).reshape(-1, 2)
    if float(np.abs(mapped - target).max()) > _MOST_ERROR_MM:
        raise ScanError("The sheet cannot be straightened; lay it flat and scan it again")
    edges = np.linalg.norm(np.diff(source.reshape(-1, 4, 2), axis=1), axis=2)
    if float(edges.mean()) / side < LEAST_PIXELS_PER_MM:
        raise ScanError("The scan is too coarse to be read; scan at 150 dpi or more")
    return matrix


def _flattened(cv2: Any, np: Any, pixels: Any, to_page: Any, per_mm: int) -> Any:
    """Return the whole page, upright."""
    size = (round(sheets.PAGE_WIDTH_MM * per_mm), round(sheets.PAGE_HEIGHT_MM * per_mm))
    matrix = np.diag([per_mm, per_mm, 1.0]) @ to_page
    smooth = _smoothed(cv2, np, pixels, to_page, per_mm)
    return cv2.warpPerspective(
        smooth, matrix, size, flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255)
    )


def _smoothed(cv2: Any, np: Any, pixels: Any, to_page: Any, per_mm: int) -> Any:
    """Return a scan that is much finer than the page, without what would make patterns."""
    middle = np.array([pixels.shape[1] / 2, pixels.shape[0] / 2, 1.0])
    beside = middle + np.array([1.0, 0.0, 0.0])
    first, second = to_page @ middle, to_page @ beside
    step = float(np.linalg.norm(second[:2] / second[2] - first[:2] / first[2]))
    finer = 1.0 / (step * per_mm)
    return cv2.GaussianBlur(pixels, (0, 0), finer / 2.5) if finer > 1.5 else pixels


def _code(cv2: Any, np: Any, grey: Any, to_page: Any) -> SheetCode | None:
    """Return what the square code says, None when it cannot be read.

    Raises:
        SheetCodeError: it can be read, and is not one of a form.
    """
    left, top, side = sheets.CODE_MM
    per_mm = _CODE_PIXELS_PER_MM
    shift = np.array(
        [
            [per_mm, 0, -(left - _CODE_MARGIN_MM) * per_mm],
            [0, per_mm, -(top - _CODE_MARGIN_MM) * per_mm],
            [0, 0, 1.0],
        ]
    )
    edge = round((side + 2 * _CODE_MARGIN_MM) * per_mm)
    square = cv2.warpPerspective(
        grey, shift @ to_page, (edge, edge), flags=cv2.INTER_CUBIC, borderValue=255
    )
    error: SheetCodeError | None = None
    for seen in _code_looks(cv2, square):
        for detector in (cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()):
            text = detector.detectAndDecode(seen)[0]
            if text:
                try:
                    return read_code(text)
                except SheetCodeError as wrong:
                    error = wrong
    if error is not None:
        raise error
    return None


def _code_looks(cv2: Any, square: Any) -> Iterator[Any]:
    """Yield the square code in ways in which it may be read."""
    yield square
    blurred = cv2.GaussianBlur(square, (0, 0), 3)
    yield blurred
    yield cv2.threshold(blurred, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    yield cv2.adaptiveThreshold(
        blurred, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 101, 8
    )
    half = cv2.resize(blurred, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    yield half
    yield cv2.threshold(half, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
