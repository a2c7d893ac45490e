"""An empty place that becomes a vault when all is well, and is empty again when it is not."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Connection

from ipdoc.storage.attachments import AttachmentStore, attachment_store
from ipdoc.storage.database import Database
from ipdoc.storage.errors import StorageError
from ipdoc.storage.explaining import explained
from ipdoc.storage.place import Place
from ipdoc.storage.sqlite import UNFINISHED, refuse_network_folder


class NewFiles:
    """The files of a vault that is being made; remembers what was written.

    Args:
        store: where they go.
    """

    def __init__(self, store: AttachmentStore) -> None:
        self._store = store
        self._written: list[str] = []

    def write(self, attachment_id: str, pieces: Iterable[bytes]) -> tuple[int, bytes]:
        """Write a file; return its size and SHA-256."""
        self._written.append(attachment_id)
        return self._store.write(attachment_id, pieces)

    def read(self, attachment_id: str, size: int, digest: bytes) -> Iterator[bytes]:
        """Yield a file in pieces, compared with size and digest."""
        return self._store.read(attachment_id, size, digest)

    def undo(self) -> None:
        """Delete all that was written."""
        for attachment_id in self._written:
            self._store.remove(attachment_id)


@contextlib.contextmanager
def new_place(where: Path | Place) -> Iterator[tuple[Connection, NewFiles]]:
    """Yield a transaction on new tables and the store of files beside them.

    Raises:
        StorageError: the place is not empty, on a network drive, or cannot be written to.
    """
    place = Place.of(where)
    made = not place.folder.exists()
    _make_folder(place)
    database = Database(place, UNFINISHED)
    files = NewFiles(attachment_store(place))
    try:
        database.create()
        with database.transaction() as connection:
            database.claim(connection)
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA cache_spill = ON")
            yield connection, files
        database.put_in_place()
    except BaseException:
        database.close()
        files.undo()
        _clear(place, whole=made)
        raise
    database.close()


def _make_folder(place: Place) -> None:
    folder = place.folder
    if not place.served:
        refuse_network_folder(folder)
    with explained():
        if not place.served and folder.exists() and any(folder.iterdir()):
            text = "The folder {folder} is not empty; name a new one for the vault"
            raise StorageError(text, folder=str(folder))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)


def _clear(place: Place, *, whole: bool) -> None:
    """Leave a folder as it was: not there, or empty; one beside a server is left alone."""
    if whole:
        shutil.rmtree(place.folder, ignore_errors=True)
        return
    for path in [] if place.served else place.folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
