"""What can go wrong with the database and the folder it lies in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ipdoc.errors import IpdocError


class StorageError(IpdocError):
    """The vault's folder or database cannot be used; the sentence says why."""


class LostFileError(StorageError):
    """A file of the vault is missing, or not the one that was saved."""


class FullDiskError(StorageError):
    """There is no room left."""

    def __init__(self) -> None:
        super().__init__("The disk is full; free some space and save again, nothing saved is lost")


class ReadOnlyError(StorageError):
    """The folder or the database cannot be written to."""

    def __init__(self) -> None:
        super().__init__("The vault's folder cannot be written to; allow it and try again")


class BusyError(StorageError):
    """Somebody else holds what is needed, and did not let go of it in time."""

    def __init__(self) -> None:
        super().__init__("Another program is using the vault; close it and try again")


class UnreachableError(StorageError):
    """The database server or the object store does not answer."""

    def __init__(self) -> None:
        super().__init__(
            "The server that keeps the vault does not answer; try again, nothing saved is lost"
        )


class DamagedError(StorageError):
    """The database is not readable as a database."""

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
