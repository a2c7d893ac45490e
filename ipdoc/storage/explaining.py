"""Errors of SQLite, of PostgreSQL and of the system, in the same sentences."""

from __future__ import annotations

import contextlib
import errno
import sqlite3
from collections.abc import Callable, Iterator

from sqlalchemy.exc import DBAPIError, IntegrityError, TimeoutError

from ipdoc.storage.errors import (
    BusyError,
    DamagedError,
    FullDiskError,
    ReadOnlyError,
    StorageError,
    UnreachableError,
)

_STATES: tuple[tuple[str, Callable[[], StorageError]], ...] = (
    ("53100", FullDiskError),
    ("53", BusyError),
    ("25006", ReadOnlyError),
    ("42501", ReadOnlyError),
    ("40", BusyError),
    ("55P03", BusyError),
    ("57014", BusyError),
    ("25P03", BusyError),
    ("57P", UnreachableError),
    ("08", UnreachableError),
    ("28", UnreachableError),
    ("3D", UnreachableError),
)
"""Beginning of PostgreSQL's SQLSTATE → what is said; the first that fits. Class 53 = no resources,
40 = deadlock or serialisation, 55P03 = lock not got in time, 57P = shutting down, 08 = connection,
28 = not let in, 3D = no such database. All others are said to be damage."""


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Turn the database's and the system's errors into sentences.

    Raises:
        StorageError: says what to do.
    """
    try:
        with explained_database():
            yield
    except OSError as error:
        raise _explain_os(error) from error


@contextlib.contextmanager
def explained_database() -> Iterator[None]:
    """Turn the database's errors into sentences, and let all others through as they are.

    Raises:
        StorageError: says what to do.
    """
    try:
        yield
    except IntegrityError:
        raise
    except TimeoutError as error:
        raise BusyError from error
    except (DBAPIError, sqlite3.Error) as error:
        raise _explain(getattr(error, "orig", None) or error) from error


def _explain(error: BaseException) -> StorageError:
    if isinstance(error, sqlite3.Error):
        return _explain_sqlite(str(error).lower())
    state = getattr(error, "sqlstate", None)
    if state is None:  # the server did not get as far as to name one
        return UnreachableError()
    kinds = (kind for beginning, kind in _STATES if state.startswith(beginning))
    return next(kinds, DamagedError)()


def _explain_sqlite(said: str) -> StorageError:
    if "full" in said:
        return FullDiskError()
    if "readonly" in said or "read-only" in said or "unable to open" in said:
        return ReadOnlyError()
    if "locked" in said or "busy" in said:
        return BusyError()
    return DamagedError()


def _explain_os(error: OSError) -> StorageError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FullDiskError()
    return ReadOnlyError()
