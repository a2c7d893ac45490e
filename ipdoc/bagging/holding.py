"""Where a bag lies when it is checked: an unpacked folder, or the ZIP file as it came."""

from __future__ import annotations

import hashlib
import os
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from ipdoc.bagging.archive import Archive, Entry
from ipdoc.bagging.bag import MANIFEST, TAG_MANIFEST
from ipdoc.errors import IpdocError

_PIECE_BYTES = 1024 * 1024
_SMALL_BYTES = 64 * 1024 * 1024
"""Longest tag file that is read whole."""
_LOCAL_HEAD_BYTES = 30
_AGE = b"age-encryption.org/v1"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError)
Counted = Callable[[int], None]
"""Is told how many bytes more were read."""


class NoBundleError(IpdocError):
    """What was given is no exhibit package."""

    def __init__(self) -> None:
        super().__init__(
            "This is no bundle of ipdoc; give the ZIP file, or the folder that holds "
            "tagmanifest-sha256.txt"
        )


class BrokenArchiveError(IpdocError):
    """A ZIP file whose directory cannot be read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "{file} was changed or cut off: its directory cannot be read; ask for it anew",
            file=name,
        )


class SealedFileError(IpdocError):
    """An age file, which has to be opened first."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "{file} is encrypted: open it with your key first (age --decrypt), then check it",
            file=name,
        )


class Holding(Protocol):
    """Where a bag lies."""

    name: str
    """Of the file or folder, as it is told to people."""
    altered: bool
    """The file around the bag is not as ipdoc wrote it."""

    def sizes(self) -> dict[str, int]:
        """Return path below the bag → bytes."""
        ...

    def read(self, path: str) -> bytes:
        """Return a tag file; empty where it is missing or cannot be read."""
        ...

    def digest(self, path: str, counted: Counted) -> str:
        """Return the SHA-256 of a file, 64 hex digits; empty where it cannot be read."""
        ...


class Folder:
    """A bag that was unpacked.

    Args:
        path: its folder, or the one around it.

    Raises:
        NoBundleError: there is none.
    """

    altered = False

    def __init__(self, path: Path) -> None:
        self._root = _bag_in(path)
        self.name = path.name or str(path)

    def sizes(self) -> dict[str, int]:
        """Return path below the bag → bytes."""
        found = {}
        for folder, _below, files in os.walk(self._root):
            for name in files:
                path = Path(folder, name)
                found[path.relative_to(self._root).as_posix()] = path.lstat().st_size
        return found

    def read(self, path: str) -> bytes:
        """Return a tag file; empty where it is missing or cannot be read."""
        try:
            with (self._root / path).open("rb") as file:
                return file.read(_SMALL_BYTES)
        except OSError:
            return b""

    def digest(self, path: str, counted: Counted) -> str:
        """Return the SHA-256 of a file, 64 hex digits; empty where it cannot be read."""
        if not (self._root / path).is_file():
            return ""  # a pipe would never end
        try:
            with (self._root / path).open("rb", buffering=0) as file:
                return _digest(iter(lambda: file.read(_PIECE_BYTES), b""), counted)
        except OSError:
            return ""


def _bag_in(path: Path) -> Path:
    for folder in (path, *(one for one in sorted(path.iterdir()) if one.is_dir())):
        if any((folder / name).is_file() for name in (TAG_MANIFEST, MANIFEST)):
            return folder
    raise NoBundleError


class Zipped:
    """A bag in its ZIP file.

    Files that are stored are read from their place, past the checksums of the archive: what
    counts is the manifest.

    Args:
        path: the file.

    Raises:
        BrokenArchiveError: its directory cannot be read.
        NoBundleError: no bag lies in it.
        SealedFileError: it is encrypted.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._file: BinaryIO = path.open("rb")
        try:
            self._zip = zipfile.ZipFile(self._file)
        except _BROKEN:
            self._file.seek(0)
            sealed = self._file.read(len(_AGE)) == _AGE
            self._file.close()
            raise (SealedFileError if sealed else BrokenArchiveError)(self.name) from None
        infos = [one for one in self._zip.infolist() if not one.is_dir()]
        twice = len({one.filename for one in infos}) < len(infos)
        self.altered = twice or not _as_written(self._file, infos, path.stat().st_size)
        root = _root_of(infos)
        self._infos = {one.filename.removeprefix(root): one for one in infos}
        if not {TAG_MANIFEST, MANIFEST} & self._infos.keys():
            self.close()
            raise NoBundleError

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
        self._file.close()

    def sizes(self) -> dict[str, int]:
        """Return path below the bag → bytes."""
        return {path: one.file_size for path, one in self._infos.items()}

    def read(self, path: str) -> bytes:
        """Return a tag file; empty where it is missing or cannot be read."""
        info = self._infos.get(path)
        if info is None or info.file_size > _SMALL_BYTES:
            return b""
        try:
            return b"".join(self._pieces(info))
        except _BROKEN:
            return b""

    def digest(self, path: str, counted: Counted) -> str:
        """Return the SHA-256 of a file, 64 hex digits; empty where it cannot be read."""
        try:
            return _digest(self._pieces(self._infos[path]), counted)
        except _BROKEN:
            return ""

    def _pieces(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
            with self._zip.open(info) as file:
                yield from iter(lambda: file.read(_PIECE_BYTES), b"")
            return
        self._file.seek(info.header_offset)
        head = self._file.read(_LOCAL_HEAD_BYTES)
        if len(head) < _LOCAL_HEAD_BYTES:
            raise EOFError
        names = int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        at, left = info.header_offset + _LOCAL_HEAD_BYTES + names, info.file_size
        while left:
            self._file.seek(at)
            piece = self._file.read(min(_PIECE_BYTES, left))
            if not piece:
                raise EOFError
            at, left = at + len(piece), left - len(piece)
            yield piece


def _root_of(infos: list[zipfile.ZipInfo]) -> str:
    """Return the folder in which most files lie, with its slash; empty if there is none."""
    tops = Counter(one.filename.partition("/")[0] for one in infos if "/" in one.filename)
    most = tops.most_common(1)
    named = {one.filename for one in infos}
    return "" if not most or TAG_MANIFEST in named else f"{most[0][0]}/"


def _as_written(file: BinaryIO, infos: list[zipfile.ZipInfo], size: int) -> bool:
    """Return whether everything around the files is exactly what ipdoc writes for them."""
    ordered = sorted(infos, key=lambda one: one.header_offset)
    try:
        made_at = datetime(*ordered[0].date_time)  # noqa: DTZ001 - as a clock showed it
    except (ValueError, IndexError):
        return False
    archive = Archive(
        tuple(Entry(one.filename, one.file_size, one.CRC) for one in ordered), made_at
    )
    if archive.size != size:
        return False
    heads = (_lies_at(file, at, archive.head_of(entry)) for entry, at in archive.places())
    tail = archive.tail()
    return all(heads) and _lies_at(file, size - len(tail), tail)


def _lies_at(file: BinaryIO, at: int, expected: bytes) -> bool:
    file.seek(at)
    return file.read(len(expected)) == expected


def _digest(pieces: Iterator[bytes], counted: Counted) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
        counted(len(piece))
    return digest.hexdigest()
