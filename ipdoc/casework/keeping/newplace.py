"""An empty place that becomes a vault when all is well, and is empty again when it is not."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from ipdoc.storage.attachments import AttachmentFiles
from ipdoc.storage.database import Database
from ipdoc.storage.errors import StorageError
from ipdoc.storage.explaining import explained
from ipdoc.storage.sqlite import UNFINISHED, refuse_network_folder


@contextlib.contextmanager
def new_place(where: Path) -> Iterator[tuple[Connection, AttachmentFiles]]:
    """Yield a transaction on new tables and the store of files beside them.

    Raises:
        StorageError: the place is not empty, on a network drive, or cannot be written to.
    """
    refuse_network_folder(where)
    made = not where.exists()
    with explained():
        if not made and any(where.iterdir()):
            text = "The folder {folder} is not empty; name a new one for the vault"
            raise StorageError(text, folder=str(where))
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        where.chmod(0o700)
    database = Database(where, UNFINISHED)
    try:
        database.create()
        with database.transaction() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA cache_spill = ON")
            yield connection, AttachmentFiles(where)
        database.put_in_place()
    except BaseException:
        database.close()
        _clear(where, whole=made)
        raise


def _clear(folder: Path, *, whole: bool) -> None:
    if whole:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
