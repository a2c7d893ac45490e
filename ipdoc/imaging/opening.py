"""Open a picture that somebody gave, and say in a sentence of the caller's why it cannot be."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError

from ipdoc.errors import IpdocError

MOST_PIXELS = 80_000_000
"""A larger picture is refused before it is decoded."""
LONGEST_EDGE_PX = 30_000
"""So is a longer one: a strip of one pixel takes minutes, and OpenCV counts to 32 767."""


@dataclass(frozen=True)
class Refusals:
    """Sentences for a picture that cannot be taken, and the error that bears them."""

    error: type[IpdocError]
    too_large: str
    """With ``{limit}``, millions of pixels."""
    too_long: str
    """With ``{limit}``, pixels."""
    unknown: str
    cut_short: str


@contextmanager
def opened(
    stream: BinaryIO, formats: Mapping[str, str], refusals: Refusals
) -> Iterator[Image.Image]:
    """Open a picture whose size was looked at; what is done with it may fail in the same words.

    Args:
        stream: the file; it is at its beginning again afterwards.
        formats: names of Pillow's of the formats that are taken.
        refusals: what is said otherwise.

    Raises:
        IpdocError: of ``refusals``: another format, too many pixels, too long, or cut short.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(stream, formats=tuple(formats)) as picture:
                _refuse_bomb(picture)
                if max(picture.size) > LONGEST_EDGE_PX:
                    raise refusals.error(refusals.too_long, limit=LONGEST_EDGE_PX)
                yield picture
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise refusals.error(refusals.too_large, limit=MOST_PIXELS // 1_000_000) from error
    except UnidentifiedImageError as error:
        raise refusals.error(refusals.unknown) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise refusals.error(refusals.cut_short) from error
    finally:
        stream.seek(0)


def _refuse_bomb(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise Image.DecompressionBombWarning
