"""Photographs as PDF image objects: the JPEG bytes as they are, nothing decoded."""

from __future__ import annotations

import pikepdf
from pikepdf import Name

from ipdoc.report.errors import PhotographError
from ipdoc.report.typeset.canvas import Photograph

_START = b"\xff\xd8"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_SPACES = {1: Name.DeviceGray, 3: Name.DeviceRGB}


def photo_object(pdf: pikepdf.Pdf, photograph: Photograph) -> pikepdf.Object:
    """Return the image object of a photograph.

    Raises:
        PhotographError: the bytes are no RGB or grey JPEG of the stated size.
    """
    width, height, components = jpeg_frame(photograph.jpeg)
    if (width, height) != (photograph.width, photograph.height) or components not in _SPACES:
        raise PhotographError("Import the photograph again: its print copy is damaged.")
    image = pikepdf.Stream(pdf, photograph.jpeg)
    image.Type = Name.XObject
    image.Subtype = Name.Image
    image.Width, image.Height = width, height
    image.ColorSpace = _SPACES[components]
    image.BitsPerComponent = 8
    image.Filter = Name.DCTDecode
    image.Interpolate = False
    return pdf.make_indirect(image)


def jpeg_frame(jpeg: bytes) -> tuple[int, int, int]:
    """Return width and height in pixels and the number of components, from the frame header.

    Raises:
        PhotographError: the bytes are no JPEG that a PDF reader can show.
    """
    if jpeg[:2] != _START:
        raise PhotographError("Import the photograph again: its print copy is no JPEG.")
    at = 2
    while at + 9 < len(jpeg) and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker in _FRAMES:
            height = int.from_bytes(jpeg[at + 5 : at + 7], "big")
            width = int.from_bytes(jpeg[at + 7 : at + 9], "big")
            return width, height, jpeg[at + 9]
        if marker == 0xFF:
            at += 1
        elif marker in _WITHOUT_LENGTH:
            at += 2
        else:
            at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    raise PhotographError("Import the photograph again: its print copy has no frame.")
