"""Where a vault is: a folder of this computer, or a database server and an object store."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ipdoc.config import Settings


@dataclass(frozen=True)
class Place:
    """Where the rows and the files of a vault are.

    Addresses may hold passwords: they are never shown, and stand in no sentence and no log.
    """

    folder: Path
    """Of the vault: SQLite and files lie here, whichever has no address of its own."""
    database_url: str = field(default="", repr=False)
    """postgresql+psycopg://…; empty = SQLite in the folder."""
    objects_url: str = field(default="", repr=False)
    """s3://bucket/prefix; empty = files in the folder."""
    tunnelled: bool = False
    """Whether lines to other computers run through a tunnel that the administrator answers for."""

    @classmethod
    def of(cls, where: Path | Place) -> Place:
        """Return the place itself, or that of a vault that lies whole in a folder."""
        return where if isinstance(where, Place) else cls(where)

    @property
    def served(self) -> bool:
        """Whether a database server keeps the rows, so that several programs may use them."""
        return bool(self.database_url)


def place_of(settings: Settings) -> Place:
    """Return where the settings say that the vault is."""
    return Place(
        settings.vault_folder, settings.database_url, settings.objects_url, settings.tunnelled
    )
