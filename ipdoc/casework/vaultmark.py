"""The mark by which a person knows a vault again before it is unlocked.

It comes from what is readable anyway, the vault's id and its founder's public key, and tells
nothing about what is inside.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ipdoc.domain.people import Membership
from ipdoc.storage.database import FILE_NAME, Database
from ipdoc.storage.errors import StorageError
from ipdoc.storage.people import all_people, founder
from ipdoc.storage.rows import Rows


def vault_exists(folder: Path) -> bool:
    """Return whether a vault lies in a folder."""
    return (folder / FILE_NAME).is_file()


def vault_mark(folder: Path) -> bytes:
    """Return 32 bytes that are the same for one vault always, and differ between vaults.

    Raises:
        StorageError: there is no vault, or it cannot be read.
    """
    if not vault_exists(folder):
        raise StorageError("There is no vault in {folder}; name another folder", folder=str(folder))
    database = Database(folder)
    try:
        with database.transaction(write=False) as connection:
            rows = Rows(connection)
            about = f"ipdoc vault mark {rows.vault().id} ".encode()
            return hashlib.sha256(about + founder(rows).public_key).digest()
    finally:
        database.close()


def several_people(folder: Path) -> bool:
    """Return whether one must give a name to unlock a vault.

    Raises:
        StorageError: there is no vault, or it cannot be read.
    """
    database = Database(folder)
    try:
        with database.transaction(write=False) as connection:
            here = [one for one in all_people(Rows(connection)) if one.status != Membership.LEFT]
            return len(here) > 1
    finally:
        database.close()
