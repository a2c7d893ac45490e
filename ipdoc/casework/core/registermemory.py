"""What the open vaults of one process remember together: the register, which is the same to all.

On a server a worker holds the vault open once for every session, and each used to read and keep
all cards of the register for itself. Whoever has opened the register's keys may read all of it, so
those who have the same keys, the same root of trust and the same place share one memory. It gives
nothing that was not proven: every unit of work still compares the heads of the chains, and each
row that is used with its newest revision (casestate.py). It is emptied when the last is locked.
"""

from __future__ import annotations

import hashlib
import threading
from weakref import WeakValueDictionary

from ipdoc.casework.core.casekeys import Ciphers
from ipdoc.casework.core.casestate import CaseMemory
from ipdoc.storage.place import Place
from ipdoc.vault.ciphers import identity_bytes

_MOST_BYTES = 8 << 20
"""Decrypted JSON of a register: a card is some 3 kB. Only one is kept in a process."""


class RegisterMemory(CaseMemory):
    """The memory of a register: emptied when everybody who has joined it has closed it."""

    def __init__(self, name: bytes) -> None:
        super().__init__(_MOST_BYTES)
        self._name = name
        self._holders = 0

    @classmethod
    def joined(cls, name: bytes) -> RegisterMemory:
        """Return the one of that name, with one more who must close it."""
        with _lock:
            memory = _shared.setdefault(name, cls(name))
            memory._holders += 1
            return memory

    def close(self) -> None:
        """Let go of it; the last one forgets everything, and whoever joins then begins anew."""
        with _lock:
            self._holders -= 1
            if self._holders:
                return
            _shared.pop(self._name, None)
        super().close()


_shared: WeakValueDictionary[bytes, RegisterMemory] = WeakValueDictionary()
_lock = threading.Lock()


def shared_memory(place: Place, register_id: str, root: bytes, ciphers: Ciphers) -> RegisterMemory:
    """Join the memory of a register, shared by those who hold all of these.

    Args:
        place: where the vault is; a copy elsewhere has chains of its own.
        register_id: of the register.
        root: signing key of the founder, as the person's profile has pinned it.
        ciphers: of the register, as the person's seals gave them.
    """
    keys = {f"{part} {epoch}": one.key.hex() for (part, epoch), one in ciphers.items()}
    where = {"folder": str(place.folder.absolute()), "database": place.database_url}
    said = identity_bytes(kind="register", id=register_id, root=root.hex(), **where, **keys)
    return RegisterMemory.joined(hashlib.sha256(said).digest())
