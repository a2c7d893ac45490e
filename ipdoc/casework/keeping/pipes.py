"""Streams that are pushed on one side and pulled on the other, with a thread between them."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterable

_WAITING = 64
"""Pieces that may wait between the two sides."""
_LOOK_S = 0.05


class PieceSource:
    """Lets pieces of any size be read like a file.

    Args:
        pieces: the bytes.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def read(self, size: int = -1, /) -> bytes:
        """Return some bytes, at most ``size``, none at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        if size < 0:
            size = len(self._rest)
        found, self._rest = self._rest[:size], self._rest[size:]
        return found


class _AbandonedError(Exception):
    """Nobody pulls any more."""


class Pipe:
    """What the pushing side writes to."""

    def __init__(self) -> None:
        self.pieces: queue.Queue[bytes | BaseException | None] = queue.Queue(_WAITING)
        self.abandoned = threading.Event()

    def write(self, data: bytes, /) -> int:
        """Hand bytes over; wait while too many are waiting."""
        self.put(bytes(data))
        return len(data)

    def flush(self) -> None:
        """There is nothing to flush."""

    def put(self, piece: bytes | BaseException | None) -> None:
        """Hand over bytes, an error, or None for the end."""
        while not self.abandoned.is_set():
            try:
                self.pieces.put(piece, timeout=_LOOK_S)
            except queue.Full:
                continue
            return
        raise _AbandonedError


def pulled(push: Callable[[Pipe], None]) -> Generator[bytes]:
    """Yield what a function writes, which runs in a thread meanwhile; its error is raised here.

    Args:
        push: writes to what it is given, and returns when it is through.
    """
    pipe = Pipe()
    thread = threading.Thread(target=_run, args=(push, pipe), name="stream", daemon=True)
    thread.start()
    try:
        while (piece := pipe.pieces.get()) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    finally:
        pipe.abandoned.set()
        thread.join()


def _run(push: Callable[[Pipe], None], pipe: Pipe) -> None:
    try:
        push(pipe)
        pipe.put(None)
    except _AbandonedError:
        return
    except BaseException as error:
        try:
            pipe.put(error)
        except _AbandonedError:
            return
