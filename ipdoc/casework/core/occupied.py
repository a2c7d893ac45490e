"""One program serves a vault's folder at a time, so that no two do without knowing of each other.

The lock is the system's own on the folder itself: no file is made, and a program that dies leaves
nothing behind. It keeps nobody from the folder who does not ask for it: one command beside the
server is safe, as the database has its own locks.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from ipdoc.storage.errors import StorageError
from ipdoc.storage.explaining import explained


class OccupiedError(StorageError):
    """Another program serves this folder."""

    def __init__(self, folder: Path) -> None:
        text = "Another ipdoc serves {folder}; go to its window, or end it and start again"
        super().__init__(text, folder=str(folder))


@contextlib.contextmanager
def occupied(folder: Path) -> Iterator[None]:
    """Hold a vault's folder for one server; it is made if need be, and goes if it stays empty.

    Args:
        folder: the vault's folder; it need not exist yet.

    Raises:
        OccupiedError: another program holds it.
        StorageError: it cannot be made.
    """
    made = not folder.exists()
    with explained():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = _hold(folder)
    try:
        yield
    finally:
        os.close(held)
        if made:
            with contextlib.suppress(OSError):
                folder.rmdir()


def _hold(folder: Path) -> int:
    """Return an open file that holds the lock until it is closed."""
    if sys.platform == "win32":
        import msvcrt

        held = os.open(folder.with_suffix(".serving"), os.O_RDWR | os.O_CREAT)
        try:
            msvcrt.locking(held, msvcrt.LK_NBLCK, 1)
        except OSError:
            os.close(held)
            raise OccupiedError(folder) from None
        return held
    import fcntl

    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(held)
        raise OccupiedError(folder) from None
    return held
