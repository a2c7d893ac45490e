"""What the workers of a server have in common: sessions, counted attempts, and whether all answers.

Each worker has one of these for as long as it lives, so that its connections stay open.
"""

from __future__ import annotations

from ipdoc.casework.sessionkeeping import SessionBook
from ipdoc.storage.attachments import attachment_store
from ipdoc.storage.attempts import AttemptRows
from ipdoc.storage.database import Database
from ipdoc.storage.errors import StorageError
from ipdoc.storage.place import Place


class ServedVault:
    """The vault of a server, as a worker has it before anybody unlocks.

    Args:
        place: where the vault is.

    Raises:
        StorageError: an address cannot be used.
    """

    def __init__(self, place: Place) -> None:
        self._database = Database(place)
        self._files = attachment_store(place)
        self.sessions = SessionBook(place)
        self.attempts = AttemptRows(self._database)

    def bring_up(self) -> None:
        """See that there is a sound vault, and bring it to the present format.

        Raises:
            StorageError: there is none, it is damaged or newer, something does not answer, or the
                account of the database may do more than it needs.
        """
        self._database.refuse_excess()
        self._database.check()
        self._files.check()

    def trouble(self) -> str:
        """Return what does not answer: "database", "files", or "" when both do."""
        try:
            if not self._database.exists():
                return "database"
        except StorageError:
            return "database"
        try:
            self._files.check()
        except StorageError:
            return "files"
        return ""

    def close(self) -> None:
        """Let go of the connections."""
        self.sessions.close()
        self._database.close()
