"""The mark by which a person knows a vault again before it is unlocked.

It comes from what is readable anyway, the vault's id and its founder's public key, and tells
nothing about what is inside.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from ipdoc.domain.people import Membership
from ipdoc.storage.database import Database
from ipdoc.storage.errors import StorageError
from ipdoc.storage.people import all_people, founder
from ipdoc.storage.place import Place
from ipdoc.storage.rows import Rows


def vault_exists(where: Path | Place) -> bool:
    """Return whether there is a vault.

    Raises:
        StorageError: the database server does not answer.
    """
    with contextlib.closing(Database(where)) as database:
        return database.exists()


def vault_mark(where: Path | Place) -> bytes:
    """Return 32 bytes that are the same for one vault always, and differ between vaults.

    Raises:
        StorageError: there is no vault, or it cannot be read.
    """
    with contextlib.closing(Database(where)) as database:
        if not database.exists():
            raise StorageError(
                "There is no vault in {folder}; name another folder",
                folder=str(Place.of(where).folder),
            )
        with database.transaction(write=False) as connection:
            rows = Rows(connection)
            about = f"ipdoc vault mark {rows.vault().id} ".encode()
            return hashlib.sha256(about + founder(rows).public_key).digest()


def several_people(where: Path | Place) -> bool:
    """Return whether one must give a name to unlock a vault.

    Raises:
        StorageError: there is no vault, or it cannot be read.
    """
    with (
        contextlib.closing(Database(where)) as database,
        database.transaction(write=False) as connection,
    ):
        here = [one for one in all_people(Rows(connection)) if one.status != Membership.LEFT]
        return len(here) > 1
