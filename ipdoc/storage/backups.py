"""The folder of a backup: every file whole or not there, and read back (docs/backup-format.md)."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ipdoc.storage.errors import StorageError
from ipdoc.storage.explaining import explained
from ipdoc.storage.sqlite import sync_folder

FORMAT = 1
LIST, KEYS = "list", "keys"
"""The list of what belongs to the backup; the file of keys, which is replaced and stands apart."""
_PART = ".part"
_PIECE_BYTES = 256 * 1024
_NAME = re.compile(r"(?:[a-z]+/[0-9a-f]{2}/)?[0-9a-z.-]{1,90}")
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


class DamagedBackupError(StorageError):
    """A file of the backup is missing or not what was written."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "{name} in the backup is missing or was changed; take another backup", name=name
        )


@dataclass(frozen=True)
class Listed:
    """A file that belongs to the backup."""

    name: str
    """Path below the folder, with slashes."""
    size: int
    sha256: str
    case: str = ""
    """Of the case whose rows it holds, else empty."""
    revisions: int = 0
    """How many changes of the case it holds: they only ever grow."""


@dataclass(frozen=True)
class BackupList:
    """What a complete backup consists of."""

    vault: str
    """Id of the vault."""
    number: int
    """From 1, one more with every backup into the folder."""
    made_on: str
    """ISO date."""
    schema: str
    """Of the database from which it was made."""
    files: tuple[Listed, ...] = ()
    missing: tuple[str, ...] = ()
    """Ids of attachments that the vault itself had lost when the backup was made."""
    format: int = FORMAT

    def to_bytes(self) -> bytes:
        """Return the list as lines: itself, its files, and the digest of these."""
        head = {key: value for key, value in asdict(self).items() if key != "files"}
        body = b"".join(_json(one) for one in (head, *map(asdict, self.files)))
        return body + _json({"end": len(self.files), "sha256": hashlib.sha256(body).hexdigest()})

    @classmethod
    def from_bytes(cls, data: bytes) -> BackupList:
        """Read a list.

        Raises:
            DamagedBackupError: it is cut off or was changed.
            StorageError: it was written by a newer ipdoc.
        """
        try:
            said = [json.loads(line) for line in data.splitlines()]
            end = said.pop()
            body = data[: data.rindex(b"\n", 0, len(data) - 1) + 1]
            good = end == {"end": len(said) - 1, "sha256": hashlib.sha256(body).hexdigest()}
            head, files = said[0], said[1:]
        except (ValueError, IndexError):
            raise DamagedBackupError(LIST) from None
        if not good:
            raise DamagedBackupError(LIST)
        if head["format"] > FORMAT:
            text = "This backup was made by a newer ipdoc; install that version to restore it"
            raise StorageError(text)
        head["missing"] = tuple(head["missing"])
        return cls(files=tuple(Listed(**one) for one in files), **head)


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode() + b"\n"


class BackupFolder:
    """A folder that holds the backup of one vault.

    Args:
        folder: made if need be; nobody else can read it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or ".." in name:
            raise DamagedBackupError(LIST)
        return self.folder / name

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep another backup out of the folder meanwhile.

        Raises:
            StorageError: one is being made, or the folder cannot be written to.
        """
        with explained():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            held = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(held)
            yield
        finally:
            os.close(held)

    def latest(self) -> BackupList | None:
        """Return the list of the last complete backup, None where there is none yet."""
        path = self._path(LIST)
        with explained():
            return BackupList.from_bytes(path.read_bytes()) if path.is_file() else None

    def has(self, name: str) -> bool:
        """Return whether a file is there; whether it is whole, a list or a digest must say."""
        return self._path(name).is_file()

    def write(self, name: str, pieces: Iterable[bytes], *, lasting: bool = True) -> tuple[int, str]:
        """Write a file; return size and SHA-256.

        Args:
            name: of the file.
            pieces: what it shall hold.
            lasting: see to it at once that it lasts; else ``settle`` does so for many.

        Raises:
            StorageError: the disk is full, or the folder cannot be written to.
        """
        path = self._path(name)
        part = path.with_name(path.name + _PART)
        digest, size = hashlib.sha256(), 0
        lasting = lasting or not hasattr(os, "sync")
        with explained():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(part, _FLAGS, 0o600), "wb") as file:
                    for piece in pieces:
                        file.write(piece)
                        digest.update(piece)
                        size += len(piece)
                    if lasting:
                        file.flush()
                        os.fsync(file.fileno())
                part.replace(path)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
            if lasting:
                sync_folder(path.parent)
        return size, digest.hexdigest()

    def settle(self, files: Iterable[tuple[str, int, str]]) -> None:
        """See that files last through a power cut, and read them back from the medium.

        Args:
            files: name, size and SHA-256 of each.

        Raises:
            DamagedBackupError: what is read back is not what was written.
        """
        if hasattr(os, "sync"):
            os.sync()
        for name, size, sha256 in files:
            self.check(name, size, sha256)

    def replace_keys(self, pieces: Iterable[bytes]) -> None:
        """Write the file of keys; the one before is overwritten, as far as the medium does that."""
        path = self._path(KEYS)
        with contextlib.ExitStack() as stack:
            old = stack.enter_context(path.open("r+b")) if path.is_file() else None
            self.settle([(KEYS, *self.write(KEYS, _with_end(pieces)))])
            if old is not None:
                with explained():
                    old.write(bytes(os.fstat(old.fileno()).st_size))
                    old.flush()
                    os.fsync(old.fileno())

    def key_lines(self) -> list[bytes]:
        """Return the lines of the file of keys.

        Raises:
            DamagedBackupError: it is missing, cut off or was changed.
        """
        path = self._path(KEYS)
        with explained():
            data = path.read_bytes() if path.is_file() else b""
        *lines, end = data.splitlines(keepends=True) or [b""]
        digest = hashlib.sha256(b"".join(lines)).hexdigest()
        if end != _json({"end": len(lines), "sha256": digest}):
            raise DamagedBackupError(KEYS)
        return lines

    def read(self, name: str) -> Iterator[bytes]:
        """Yield a file in pieces.

        Raises:
            DamagedBackupError: it is not there.
        """
        try:
            with self._path(name).open("rb", buffering=0) as file:
                while piece := file.read(_PIECE_BYTES):
                    yield piece
        except FileNotFoundError:
            raise DamagedBackupError(name) from None

    def holds(self, name: str, size: int, sha256: str) -> bool:
        """Return whether a file is there and is what it should be."""
        path = self._path(name)
        with explained():
            return path.is_file() and _digest(path) == (size, sha256)

    def check(self, name: str, size: int, sha256: str) -> None:
        """See that a file is what was written.

        Raises:
            DamagedBackupError: it is not.
        """
        path = self._path(name)
        with explained():
            _compare(path, name, (size, sha256))

    def prune(self, names: set[str]) -> None:
        """Delete every file of cases and attachments that is not among these."""
        with explained():
            for path in [*self.folder.glob("*/??/*"), *self.folder.glob("*" + _PART)]:
                if path.relative_to(self.folder).as_posix() not in names:
                    path.unlink(missing_ok=True)
            for path in self.folder.glob("rows.*"):
                if path.name not in names:
                    path.unlink(missing_ok=True)

    def names(self) -> Sequence[str]:
        """Return the names of all files that are there, but those that are being written."""
        found = (one for one in self.folder.rglob("*") if one.is_file() and one.suffix != _PART)
        return sorted(one.relative_to(self.folder).as_posix() for one in found)


def _with_end(pieces: Iterable[bytes]) -> Iterator[bytes]:
    digest, count = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        count += 1
        yield piece
    yield _json({"end": count, "sha256": digest.hexdigest()})


def _compare(path: Path, name: str, wanted: tuple[int, str]) -> None:
    if not path.is_file() or _digest(path) != wanted:
        raise DamagedBackupError(name)


def _digest(path: Path) -> tuple[int, str]:
    with path.open("rb", buffering=0) as file:
        _forget_cached(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest


def _forget_cached(handle: int) -> None:
    """Let the next reading come from the medium, where the system can."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _lock(held: int) -> None:
    """Lock an open file until it is closed.

    Raises:
        StorageError: another program has locked it.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(held, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        text = "Another backup into this folder is running; wait until it has ended"
        raise StorageError(text) from None
