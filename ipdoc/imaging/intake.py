"""Take in a photograph: decode it safely, turn it upright, make the pictures for paper and screen.

The original is never changed; what is made here are copies without metadata. Everything happens
in memory: Pillow is given bytes and gives bytes.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps

from ipdoc.errors import IpdocError
from ipdoc.i18n import mark as _
from ipdoc.imaging.opening import Refusals, opened

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "TIFF": "image/tiff", "WEBP": "image/webp"}
"""Formats that are taken, and their media types."""
PRINT_PX = 1772
"""Longest edge for paper: 150 mm at 300 dpi."""
SCREEN_PX = 1280
"""Longest edge for the screen."""
_QUALITY = {PRINT_PX: 90, SCREEN_PX: 80}


class PhotographError(IpdocError):
    """The file cannot be taken as a photograph; the sentence says why and what to do."""


_REFUSALS = Refusals(
    PhotographError,
    too_large=_("The picture has more than {limit} million pixels; save it smaller and try again"),
    too_long=_("The picture is longer than {limit} pixels; cut it into parts and try again"),
    unknown=_("The file is no photograph that ipdoc can read; give a JPEG, PNG, TIFF or WebP"),
    cut_short=_("The photograph is damaged or cut short; copy it from the camera again"),
)


@dataclass(frozen=True)
class Rendition:
    """A copy made for paper or screen: JPEG, upright, sRGB, no metadata."""

    jpeg: bytes
    width_px: int
    height_px: int


@dataclass(frozen=True)
class Prepared:
    """What is made of a photograph at import."""

    media_type: str
    width_px: int
    height_px: int
    """Size of the original, upright."""
    printed: Rendition
    shown: Rendition


def prepare(stream: BinaryIO) -> Prepared:
    """Decode a photograph whole and make its renditions.

    Args:
        stream: the file, seekable, in memory; it is left at its beginning.

    Raises:
        PhotographError: no photograph of a known format, too many pixels, or cut short.
    """
    with opened(stream, FORMATS, _REFUSALS) as picture:
        media_type = FORMATS[str(picture.format)]
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        whole = _in_srgb(upright)
        printed = _rendition(whole, PRINT_PX)
        shown = _rendition(whole, SCREEN_PX)
        return Prepared(media_type, upright.width, upright.height, printed, shown)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return the picture in sRGB, with its profile honoured and transparency on white.

    Raises:
        PhotographError: its numbers are no shades of grey, such as those of a table of heights.
    """
    if picture.mode in ("I", "F"):
        raise PhotographError(_REFUSALS.unknown)
    if picture.mode.startswith("I;16"):
        picture = _in_eight_bits(picture)
    profile = picture.info.get("icc_profile")
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        picture = Image.alpha_composite(ground, layered).convert("RGB")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        picture = _through_profile(picture, profile)
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Return the picture with its 65 536 greys laid on 256; else all but the darkest is white."""
    return picture.convert("I").point([at >> 8 for at in range(1 << 16)], "L")


def _through_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, target, outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError):  # the profile is damaged, not the picture
        return picture


def _rendition(picture: Image.Image, longest_px: int) -> Rendition:
    smaller = picture.copy()
    smaller.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS, reducing_gap=3.0)
    bare = Image.new("RGB", smaller.size)
    bare.paste(smaller)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=_QUALITY[longest_px], optimize=False, progressive=False)
    return Rendition(out.getvalue(), bare.width, bare.height)
