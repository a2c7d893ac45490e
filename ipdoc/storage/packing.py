"""Rows that are kept packed: unpacked up to a bound, however much a few bytes promise."""

from __future__ import annotations

import zlib

MOST_BYTES = 256 * 1024 * 1024
"""The head of a vault with 200 000 cases is some 100 MB; a form less than two."""


def packed(content: bytes) -> bytes:
    """Return bytes as small as they get."""
    return zlib.compress(content, 9)


def unpacked(blob: bytes, most: int = MOST_BYTES) -> bytes:
    """Return what was packed.

    Raises:
        ValueError: it was not packed, is cut off, or holds more than ``most`` bytes.
    """
    reader = zlib.decompressobj()
    try:
        content = reader.decompress(blob, most)
    except zlib.error as error:
        raise ValueError from error
    if not reader.eof or reader.unused_data:
        raise ValueError
    return content
