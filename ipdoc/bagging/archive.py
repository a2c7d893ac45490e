"""ZIP files that are written as a stream, and whose every byte is known before.

Sizes and checksums are measured first, so each file is stored with them in its own header: no
descriptors behind the data, which not every program can read. The same files give the same bytes,
which lets a reader notice a change anywhere in the structure as well. Larger than 4 GiB: ZIP64.
Source: PKWARE APPNOTE 6.3.10, §4.3 – §4.5.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

_LOCAL, _CENTRAL = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L")
_END, _END64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_VERSION, _VERSION64 = 20, 45
_UTF8 = 0x800
LARGE = 0xFFFFFFFF
"""What a field of 32 bits says when the true number stands in the ZIP64 field."""
MANY = 0xFFFF
_READABLE = 0o100644 << 16
"""External attributes: a plain file, rw-r--r--."""
_UNIX = 3 << 8


@dataclass(frozen=True)
class Entry:
    """A file of the archive."""

    name: str
    """Path in the archive, with ``/``."""
    size: int
    crc32: int


@dataclass(frozen=True)
class Archive:
    """All that a ZIP file is made of, but the files' own bytes."""

    entries: tuple[Entry, ...]
    """In the order in which they lie in the file."""
    made_at: dt.datetime
    """Date of all entries, to two seconds, as the clock showed it; from 1980."""

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        at = self._end_of_files()
        directory = sum(len(one) for one in self._directory())
        return at + directory + len(self._end(at, directory))

    def pieces(self, read: Callable[[Entry], Iterable[bytes]]) -> Iterator[bytes]:
        """Yield the file.

        Args:
            read: yields the bytes of an entry; who reads answers for their size and checksum.
        """
        for entry in self.entries:
            yield self.head_of(entry)
            yield from read(entry)
        yield self.tail()

    def head_of(self, entry: Entry) -> bytes:
        """Return what stands before the bytes of an entry."""
        name = entry.name.encode()
        big = entry.size >= LARGE
        extra = struct.pack("<2H2Q", 1, 16, entry.size, entry.size) if big else b""
        size = LARGE if big else entry.size
        version = _VERSION64 if big else _VERSION
        time, date = self._stamp()
        numbers = (entry.crc32, size, size, len(name), len(extra))
        return _LOCAL.pack(b"PK\3\4", version, _UTF8, 0, time, date, *numbers) + name + extra

    def tail(self) -> bytes:
        """Return what stands behind the last file: the directory and its end."""
        directory = b"".join(self._directory())
        return directory + self._end(self._end_of_files(), len(directory))

    def places(self) -> Iterator[tuple[Entry, int]]:
        """Yield each entry with the place of its head in the file."""
        at = 0
        for entry in self.entries:
            yield entry, at
            at += len(self.head_of(entry)) + entry.size

    def _end_of_files(self) -> int:
        return sum(len(self.head_of(one)) + one.size for one in self.entries)

    def _directory(self) -> Iterator[bytes]:
        time, date = self._stamp()
        for entry, at in self.places():
            name = entry.name.encode()
            far = [one for one in (entry.size, entry.size, at) if one >= LARGE]
            extra = struct.pack(f"<2H{len(far)}Q", 1, 8 * len(far), *far) if far else b""
            version = _VERSION64 if far else _VERSION
            size = min(entry.size, LARGE)
            numbers = (entry.crc32, size, size, len(name), len(extra), 0, 0, 0)
            yield _CENTRAL.pack(
                b"PK\1\2", _UNIX | version, version, _UTF8, 0, time, date, *numbers,
                _READABLE, min(at, LARGE),
            ) + name + extra  # fmt: skip

    def _end(self, at: int, size: int) -> bytes:
        count = len(self.entries)
        large = b""
        if count >= MANY or at >= LARGE or size >= LARGE:
            numbers = (_UNIX | _VERSION64, _VERSION64, 0, 0, count, count, size, at)
            large = _END64.pack(b"PK\6\6", _END64.size - 12, *numbers)
            large += _LOCATOR.pack(b"PK\6\7", 0, at + size, 1)
        count, size, at = min(count, MANY), min(size, LARGE), min(at, LARGE)
        return large + _END.pack(b"PK\5\6", 0, 0, count, count, size, at, 0)

    def _stamp(self) -> tuple[int, int]:
        at = self.made_at
        time = at.hour << 11 | at.minute << 5 | at.second // 2
        return time, (max(at.year, 1980) - 1980) << 9 | at.month << 5 | at.day
