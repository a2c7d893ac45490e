"""Take in a photograph: decode it safely, turn it upright, make the pictures for paper and screen.

The original is never changed; what is made here are copies without metadata. Everything happens
in memory: Pillow is given bytes and gives bytes.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from ipdoc.errors import IpdocError

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "TIFF": "image/tiff", "WEBP": "image/webp"}
"""Formats that are taken, and their media types."""
MOST_PIXELS = 80_000_000
"""A larger picture is refused before it is decoded."""
PRINT_PX = 1772
"""Longest edge for paper: 150 mm at 300 dpi."""
SCREEN_PX = 1280
"""Longest edge for the screen."""
_QUALITY = {PRINT_PX: 90, SCREEN_PX: 80}


class PhotographError(IpdocError):
    """The file cannot be taken as a photograph; the sentence says why and what to do."""


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
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _prepare(stream)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        text = "The picture has more than {limit} million pixels; save it smaller and try again"
        raise PhotographError(text, limit=MOST_PIXELS // 1_000_000) from error
    except UnidentifiedImageError as error:
        text = "The file is no photograph that ipdoc can read; give a JPEG, PNG, TIFF or WebP"
        raise PhotographError(text) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        text = "The photograph is damaged or cut short; copy it from the camera again"
        raise PhotographError(text) from error
    finally:
        stream.seek(0)


def _prepare(stream: BinaryIO) -> Prepared:
    with Image.open(stream, formats=tuple(FORMATS)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Image.DecompressionBombWarning
        media_type = FORMATS[str(picture.format)]
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        whole = _in_srgb(upright)
        printed = _rendition(whole, PRINT_PX)
        shown = _rendition(whole, SCREEN_PX)
        return Prepared(media_type, upright.width, upright.height, printed, shown)


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Return the picture in sRGB, with its profile honoured and transparency on white."""
    profile = picture.info.get("icc_profile")
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        picture = Image.alpha_composite(ground, layered).convert("RGB")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        picture = _through_profile(picture, profile)
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _through_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, target, outputMode="RGB") or picture
    except ImageCms.PyCMSError:
        return picture


def _rendition(picture: Image.Image, longest_px: int) -> Rendition:
    smaller = picture.copy()
    smaller.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS, reducing_gap=3.0)
    bare = Image.new("RGB", smaller.size)
    bare.paste(smaller)
    out = io.BytesIO()
    bare.save(out, "JPEG", quality=_QUALITY[longest_px], optimize=False, progressive=False)
    return Rendition(out.getvalue(), bare.width, bare.height)
