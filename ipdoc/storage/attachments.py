"""Attachment files: written whole or not at all, never under a telling name.

They lie in the vault's folder, or in an object store (``objects.py``); both do the same.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from ipdoc.storage.checked import Checked
from ipdoc.storage.errors import LostFileError, ReadOnlyError
from ipdoc.storage.explaining import explained
from ipdoc.storage.place import Place
from ipdoc.storage.sqlite import sync_folder

_PIECE_BYTES = 256 * 1024
_UNFINISHED = ".part"
_DAY_S = 24 * 3600
_ID = re.compile(r"[0-9a-f]{1,64}")
_BINARY = getattr(os, "O_BINARY", 0)
"""On Windows, lest line ends be translated."""


def place_of(attachment_id: str) -> str:
    """Return where a file lies below its store: the one door from a row to a path.

    Raises:
        LostFileError: the row was written from outside; its id would lead elsewhere.
    """
    if not _ID.fullmatch(attachment_id):
        raise LostFileError("A file of this case has a name that no vault gives; restore a backup")
    return f"{attachment_id[:2]}/{attachment_id}"


class AttachmentStore(Protocol):
    """Where the files of a vault are kept, each under an opaque hex id."""

    def write(self, attachment_id: str, pieces: Iterable[bytes]) -> tuple[int, bytes]:
        """Write a file whole or not at all; return its size in bytes and its SHA-256.

        Raises:
            StorageError: there is no room, or the store does not answer.
        """

    def read(self, attachment_id: str, size: int, digest: bytes) -> Iterator[bytes]:
        """Yield a file in pieces; size and SHA-256 are compared when all is read.

        Raises:
            StorageError: the file is missing, or not the one that was written.
        """

    def remove(self, attachment_id: str) -> None:
        """Delete a file; it is no error if it is gone."""

    def sweep(self) -> int:
        """Delete what interrupted writes left behind; return how many files."""

    def ids(self) -> Iterator[str]:
        """Yield the ids of all whole files, those too that no row names."""

    def check(self) -> None:
        """See that the store answers.

        Raises:
            StorageError: it does not.
        """


class AttachmentFiles:
    """The folder of attachment files of a vault.

    Args:
        vault: the vault's folder.
    """

    def __init__(self, vault: Path) -> None:
        self._folder = vault / "attachments"

    def _path(self, attachment_id: str) -> Path:
        return self._folder / place_of(attachment_id)

    def write(self, attachment_id: str, pieces: Iterable[bytes]) -> tuple[int, bytes]:
        """Write a file so that after a power cut it is there whole or not at all.

        Args:
            attachment_id: opaque hex id.
            pieces: encrypted bytes.

        Returns:
            Size in bytes and SHA-256 of what was written.

        Raises:
            StorageError: there is no room, or the folder cannot be written to.
        """
        path = self._path(attachment_id)
        unfinished = path.with_suffix(_UNFINISHED)
        checked = Checked()
        with explained():
            self._folder.mkdir(mode=0o700, exist_ok=True)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            try:
                with _new_private(unfinished) as file:
                    for piece in checked.through(pieces):
                        file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                unfinished.replace(path)
            except BaseException:
                unfinished.unlink(missing_ok=True)
                raise
            sync_folder(path.parent)
        return checked.found

    def read(self, attachment_id: str, size: int, digest: bytes) -> Iterator[bytes]:
        """Yield a file in pieces.

        Args:
            attachment_id: opaque hex id.
            size: bytes that it must have.
            digest: SHA-256 that it must have, compared when all is read.

        Raises:
            StorageError: the file is missing, or not the one that was written.
        """
        checked = Checked()
        try:
            with self._path(attachment_id).open("rb", buffering=0) as file:
                yield from checked.through(iter(lambda: file.read(_PIECE_BYTES), b""))
        except FileNotFoundError:
            text = "A file of this case is missing from the vault's folder; restore a backup"
            raise LostFileError(text) from None
        checked.expect(size, digest)

    def remove(self, attachment_id: str) -> None:
        """Delete a file; it is no error if it is gone, or if no file of a vault has such a name."""
        with contextlib.suppress(LostFileError):
            self._path(attachment_id).unlink(missing_ok=True)

    def ids(self) -> Iterator[str]:
        """Yield the ids of all whole files, those too that no row names."""
        for path in self._folder.glob("??/*"):
            if path.suffix != _UNFINISHED:
                yield path.name

    def sweep(self) -> int:
        """Delete what interrupted writes left behind; return how many files.

        Only unfinished files go, never a whole one that the database does not name: an older
        database may have been put back beside newer files. Files younger than a day may belong
        to a write that is going on in another window.
        """
        yesterday = time.time() - _DAY_S
        stray = [
            path
            for path in self._folder.glob(f"??/*{_UNFINISHED}")
            if path.stat().st_mtime < yesterday
        ]
        for path in stray:
            path.unlink(missing_ok=True)
        return len(stray)

    def check(self) -> None:
        """See that the folder can be written to.

        Raises:
            StorageError: it cannot.
        """
        folder = self._folder if self._folder.exists() else self._folder.parent
        if not os.access(folder, os.W_OK):
            raise ReadOnlyError


def attachment_store(place: Place) -> AttachmentStore:
    """Return where the files of a vault are kept.

    Raises:
        StorageError: the address of the object store cannot be used.
    """
    if not place.objects_url:
        return AttachmentFiles(place.folder)
    from ipdoc.storage.objects import AttachmentObjects  # installed on servers only

    return AttachmentObjects(place.objects_url, tunnelled=place.tunnelled)


def _new_private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600), "wb")
