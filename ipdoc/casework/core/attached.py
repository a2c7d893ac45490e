"""A file on its way into the vault: counted and hashed while it is encrypted."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(frozen=True)
class Attached:
    """A file that was taken into the vault."""

    id: str
    size: int
    """Plain bytes."""
    sha256: str
    """Of the plain bytes, 64 hex digits."""


class CountedStream:
    """Counts and hashes what is read from a stream."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.size = 0
        self.digest = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        """Read like the stream underneath."""
        piece = self._stream.read(size)
        self.size += len(piece)
        self.digest.update(piece)
        return piece
