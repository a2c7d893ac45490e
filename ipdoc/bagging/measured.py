"""What is known of a file once it has been read: size, SHA-256, CRC-32, digests of its stretches.

A browser hashes a file only as a whole in memory, so a long file is also described stretch by
stretch of 64 MiB; the page inside the bundle compares these.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ipdoc.errors import IpdocError

STRETCH_BYTES = 64 * 1024 * 1024
"""Length of a stretch; the last one is shorter."""


class ChangedFileError(IpdocError):
    """A file is not what it was when it was measured."""

    def __init__(self) -> None:
        super().__init__(
            "A file changed while the bundle was made; check the vault, then try again"
        )


@dataclass(frozen=True)
class Measured:
    """A file as it was read."""

    size: int
    """Bytes."""
    sha256: str
    """64 hex digits."""
    crc32: int
    stretches: tuple[str, ...] = ()
    """SHA-256 of each stretch; none where the file is one stretch."""


class Measuring:
    """Measures bytes as they pass by."""

    def __init__(self) -> None:
        self._whole, self._stretch = hashlib.sha256(), hashlib.sha256()
        self._in_stretch = 0
        self._size = self._crc = 0
        self._stretches: list[str] = []

    def update(self, piece: bytes) -> None:
        """Take the next bytes."""
        self._whole.update(piece)
        self._crc = zlib.crc32(piece, self._crc)
        self._size += len(piece)
        rest = memoryview(piece)
        while len(rest):
            room = STRETCH_BYTES - self._in_stretch
            taken, rest = rest[:room], rest[room:]
            self._stretch.update(taken)
            self._in_stretch += len(taken)
            if self._in_stretch == STRETCH_BYTES:
                self._end_stretch()

    def _end_stretch(self) -> None:
        self._stretches.append(self._stretch.hexdigest())
        self._stretch, self._in_stretch = hashlib.sha256(), 0

    def found(self) -> Measured:
        """Return what the bytes so far come to."""
        stretches = list(self._stretches)
        if self._in_stretch:
            stretches.append(self._stretch.hexdigest())
        several = tuple(stretches) if len(stretches) > 1 else ()
        return Measured(self._size, self._whole.hexdigest(), self._crc, several)


def measured(pieces: Iterable[bytes]) -> Measured:
    """Return what a file comes to, read once."""
    measuring = Measuring()
    for piece in pieces:
        measuring.update(piece)
    return measuring.found()


def as_measured(pieces: Iterable[bytes], said: Measured) -> Iterator[bytes]:
    """Yield the pieces of a file, and see at its end that it is the one that was measured.

    Raises:
        ChangedFileError: it is not.
    """
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        if size > said.size:
            raise ChangedFileError
        yield piece
    if (size, digest.hexdigest()) != (said.size, said.sha256):
        raise ChangedFileError
