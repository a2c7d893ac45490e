"""Files on their way, counted and digested, so that what comes back is what was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from ipdoc.storage.errors import LostFileError


class Checked:
    """Counts and digests pieces on their way, to compare them with what was written."""

    def __init__(self) -> None:
        self._digest, self._size = hashlib.sha256(), 0

    def through(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the pieces."""
        for piece in pieces:
            self._digest.update(piece)
            self._size += len(piece)
            yield piece

    @property
    def found(self) -> tuple[int, bytes]:
        """Bytes and SHA-256 so far."""
        return self._size, self._digest.digest()

    def expect(self, size: int, digest: bytes) -> None:
        """Compare.

        Raises:
            LostFileError: these are other bytes.
        """
        if self.found != (size, digest):
            raise LostFileError(
                "A file of this case is not the one that was saved; restore a backup"
            )
