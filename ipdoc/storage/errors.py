"""What can go wrong with the database and the folder it lies in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ipdoc.errors import IpdocError


class StorageError(IpdocError):
    """The vault's folder or database cannot be used; the sentence says why."""


class FullDiskError(StorageError):
    """There is no room left."""

    def __init__(self) -> None:
        super().__init__("The disk is full; free some space and save again, nothing saved is lost")


class ReadOnlyError(StorageError):
    """The folder cannot be written to."""

    def __init__(self) -> None:
        super().__init__("The vault's folder cannot be written to; allow it and try again")


class DamagedError(StorageError):
    """The database file is not readable as a database."""

    def __init__(self) -> None:
        super().__init__("The vault's database is damaged; keep its folder and restore a backup")


class NewerVaultError(StorageError):
    """The vault was made or changed by a newer program."""

    def __init__(self) -> None:
        super().__init__("This vault was used with a newer ipdoc; install that version to open it")


@contextmanager
def whole_rows() -> Iterator[None]:
    """Say that the database is damaged where a row holds a value of another kind.

    Raises:
        DamagedError: a value is none of its column's kind.
    """
    try:
        yield
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        raise DamagedError from error
